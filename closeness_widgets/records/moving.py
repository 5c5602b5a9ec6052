"""Copies everything from one open database into another, and proves that both hold the same.

It knows the tables by `tables.metadata` alone, and works between any two databases of the newest
schema. Every row is written as it stands, sealed; nothing is opened, so no key is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, insert, select

from closeness_widgets.records.errors import MoveRefused
from closeness_widgets.records.tables import metadata

AT_ONCE = 500
"""Rows that are read and written together: a few hundred KiB."""


@dataclass(frozen=True)
class Copied:
    """What a table holds.

    Attributes:
        table: its name.
        rows: how many.
        digest: SHA-256 of all rows in the order of their keys, 64 hex digits.
    """

    table: str
    rows: int
    digest: str


def copy(source: Connection, target: Connection, where: str) -> list[Copied]:
    """Fill an empty database, inside the callers' transactions, and read it again.

    A table that holds the very same already is left as it is. Of the source nobody else may change
    anything meanwhile: the transaction is a snapshot or holds the others off.

    Args:
        source: what is copied.
        target: where to; its tables are there.
        where: what the target is called in a message.

    Raises:
        MoveRefused: the target holds something else, or came out different. Roll it back.
    """
    full = [table for table in metadata.sorted_tables if _has_any(target, table)]
    if any(_held(source, table) != _held(target, table) for table in full):
        raise MoveRefused(
            f"{where} holds something else already, and a move replaces nothing. Nothing was "
            "changed. Name an empty database."
        )
    empty = [table for table in metadata.sorted_tables if table not in full]
    copied = [_held(source, table, into=target) for table in empty]
    now = held(target)
    changed = [one.table for one in copied if one not in now]
    if changed:
        raise MoveRefused(
            f"Read again, {where} did not hold the same as was written to it (in "
            f"{', '.join(changed)}). Nothing was changed. Try again; if it goes on, the disk there "
            "may be failing."
        )
    return now


def held(connection: Connection) -> list[Copied]:
    """What each table holds, parents before those that belong to them."""
    return [_held(connection, table) for table in metadata.sorted_tables]


def _held(source: Connection, table: Table, into: Connection | None = None) -> Copied:
    """What a table holds; written into another database on the way, if there is one."""
    count, digest = 0, hashlib.sha256()
    for batch in _rows(source, table):
        count += len(batch)
        for row in batch:
            digest.update(repr(row).encode() + b"\n")
        if into is not None:
            names = table.c.keys()
            into.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])
    return Copied(table.name, count, digest.hexdigest())


def _has_any(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table).limit(1)).first() is not None


def _rows(connection: Connection, table: Table) -> Iterator[Sequence[tuple[object, ...]]]:
    """The rows of a table in batches, in the order of their keys: bytes and whole numbers."""
    in_order = select(table).order_by(*table.primary_key)
    found = connection.execute(in_order, execution_options={"yield_per": AT_ONCE})
    for batch in found.partitions():
        yield [tuple(row) for row in batch]
