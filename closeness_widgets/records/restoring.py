"""Puts back what a backup holds, without what went since: see `ledger` for what is remembered.

Each function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Delete, Table, Update, and_, delete, insert, select, update

from closeness_widgets.records import clients, marks, shared, tables
from closeness_widgets.records.ledger import Ledger, Mark
from closeness_widgets.records.workbook_key import WorkbookKey

MARKS: Sequence[tuple[Table, Callable[[Any], Mark]]] = (
    (tables.people, lambda row: marks.person(row.id)),
    (tables.person_keys, lambda row: marks.key(row.lookup)),
    (tables.entries, lambda row: marks.entry(row.person_id, row.slot)),
    (tables.workshops, lambda row: marks.workshop(row.id)),
    (tables.members, lambda row: marks.member(row.workshop_id, row.person_id)),
    (tables.owner_passphrase, lambda row: marks.passphrase(row.argon2)),
    (tables.clients, lambda row: marks.client(row.id)),
)


def apply(connection: Connection, book: WorkbookKey, ledger: Ledger, backup: int) -> int:
    """Take out what went after that backup; return how many rows and copies it was.

    The owner's devices are signed out, whatever the ledger says.
    """
    went = 0
    for table, mark in MARKS:
        for row in connection.execute(select(table)).all():
            if not ledger.went_after(backup, mark(row)):
                continue
            here = and_(*(column == getattr(row, column.name) for column in table.primary_key))
            instead = ledger.row_instead(mark(row))
            change: Delete | Update = delete(table).where(here)
            if instead is not None:
                change = update(table).where(here).values(sealed=instead)
            went += connection.execute(change).rowcount
    went += _end_consents(connection, ledger, backup)
    went += _take_copies(connection, book, ledger, backup)
    connection.execute(delete(tables.owner_devices))
    return went


def let_time_stand_still(connection: Connection, days: timedelta) -> None:
    """The days since the backup do not count as days on which somebody was not seen."""
    for row in connection.execute(select(tables.people.c.id, tables.people.c.seen_on)).all():
        mine = tables.people.c.id == row.id
        connection.execute(update(tables.people).where(mine).values(seen_on=row.seen_on + days))


def _end_consents(connection: Connection, ledger: Ledger, backup: int) -> int:
    went, letters = 0, tables.consent_letters
    for client_id in connection.scalars(select(tables.clients.c.id)).all():
        ended, changed = marks.consent(client_id), marks.letter(client_id)
        letter = None
        if ledger.went_after(backup, ended):
            letter = ledger.row_instead(ended)
            mine = tables.consents.c.client_id == client_id
            connection.execute(delete(tables.consents).where(mine))
            clients.set_door(connection, client_id, clients.CLOSED)
        elif ledger.went_after(backup, changed):
            letter = ledger.row_instead(changed)
        if letter is not None:
            connection.execute(delete(letters).where(letters.c.client_id == client_id))
            connection.execute(insert(letters).values(client_id=client_id, sealed=letter))
            went += 1
    return went


def _take_copies(connection: Connection, book: WorkbookKey, ledger: Ledger, backup: int) -> int:
    return sum(
        shared.take_out(connection, book, workshop_id, lambda mark: ledger.went_after(backup, mark))
        for workshop_id in connection.scalars(select(tables.workshops.c.id)).all()
    )
