"""What it means that the database refused a call: said in its own words, never with a row."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from closeness_widgets.records.errors import StorageFailed

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PG_DAMAGED = ("XX001", "XX002")
PG_SPACE = ("53100", "XX000")
"""No space, and what PostgreSQL has no number for: a quota used up, a file that is too long."""


def failed(error: SQLAlchemyError | sqlite3.Error) -> StorageFailed:
    """What the caller is told. `error` is the driver's, or what SQLAlchemy made of it."""
    own = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(own, sqlite3.Error):
        return _of_a_file(own)
    if hasattr(own, "sqlstate"):
        return _of_postgresql(own)
    return StorageFailed("the line to the database is broken", StorageFailed.LINE)


def _of_a_file(error: sqlite3.Error) -> StorageFailed:
    # Only SQLite's own words: Python's sqlite3 puts a row's bytes into some of its errors.
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StorageFailed("a row was changed outside the workbook")
    to_do = StorageFailed.DAMAGE if code & 0xFF in DAMAGED else StorageFailed.SPACE
    return StorageFailed(str(error), to_do)


def _of_postgresql(error: object) -> StorageFailed:
    # Only the first line: the others may hold a row's values.
    state = str(getattr(error, "sqlstate", None) or "")
    words = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    reason = next((line.strip() for line in words.splitlines() if line.strip()), "no answer")
    if state in PG_SPACE:
        return StorageFailed(reason)
    return StorageFailed(
        reason, StorageFailed.DAMAGE if state in PG_DAMAGED else StorageFailed.LINE
    )
