"""How many backups there are, as the database itself knows it, beside the list of what went.

A row in the database, because several servers that share it each keep a list of their own: what
goes at one of them counts for a backup that another has made. The number is raised before a backup
is copied, so the database is never behind the list of one of its servers, unless somebody put it
back from a copy. The row is sealed with the workbook's key.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import (
    DatabaseOlder,
    KeyFileUnfit,
    LedgerForeign,
    SealBroken,
)
from closeness_widgets.records.ledger import NAME, Ledger, new
from closeness_widgets.records.tables import backups
from closeness_widgets.records.workbook_key import KEY_NAME, WorkbookKey

PLACE = b"backups"


def read(connection: Connection, book: WorkbookKey) -> Ledger | None:
    """What the database knows: a list of the workbook and its number of backups, with no marks."""
    sealed = connection.scalar(select(backups.c.sealed))
    if sealed is None:
        return None
    payload = sealing.unpack(sealing.unseal(book.seal_key, sealed, PLACE, "The row of backups"))
    return Ledger(str(payload["workbook"]), int(payload["number"]))


def write(connection: Connection, book: WorkbookKey, listed: Ledger) -> None:
    """Let the database know what the list says."""
    payload = {"v": 1, "workbook": listed.workbook, "number": listed.backups}
    sealed = sealing.seal(book.seal_key, sealing.pack(payload), PLACE)
    connection.execute(delete(backups))
    connection.execute(insert(backups).values(id=1, sealed=sealed))


def known(connection: Connection, book: WorkbookKey, listed: Ledger | None) -> Ledger | None:
    """The list as it goes on from here: of the database's workbook, up to its newest backup.

    None: there is no list, and never was a backup.
    """
    there = read(connection, book)
    if there is None:
        return listed
    listed = listed or there
    return replace(listed, backups=max(listed.backups, there.backups))


def begin(connection: Connection, book: WorkbookKey) -> None:
    """Have a list kept from now on, by every server, whether or not there is a backup."""
    if read(connection, book) is None:
        write(connection, book, new())


def check(
    connection: Connection,
    book: WorkbookKey,
    listed: Ledger | None,
    folder: Path,
    put_back: bool = False,
) -> None:
    """Refuse a database that does not go with the list in the data folder.

    A database from before there was such a row learns what the list says.

    Args:
        connection: inside a transaction.
        book: the database's own key.
        listed: the list in the data folder, if there is one.
        folder: the data folder.
        put_back: the database may be older than the list.

    Raises:
        DatabaseOlder: it was put back from a copy.
        LedgerForeign: it is another workbook's.
        KeyFileUnfit: the key is not this database's.
    """
    try:
        there = read(connection, book)
    except SealBroken:
        raise KeyFileUnfit(folder / KEY_NAME, "belongs to another database") from None
    if listed is None:
        return
    if there is None:
        write(connection, book, listed)
    elif there.workbook != listed.workbook:
        raise LedgerForeign(folder / NAME)
    elif there.backups < listed.backups and not put_back:
        raise DatabaseOlder(folder / NAME)
