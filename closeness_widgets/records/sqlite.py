"""SQLAlchemy on one SQLite connection, set up for "saved means on the disk, erased means gone"."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event

BUSY_MILLISECONDS = 5_000


def connect(path: Path) -> Engine:
    """Return an engine with one connection for good.

    One connection, because SQLite before 3.51.3 can damage a write-ahead log that several
    connections write and checkpoint. Values never appear in SQLAlchemy's error messages.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # no BEGIN of Python's own: see _begin
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "temp_store = MEMORY",  # no temporary files to be found later
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def tidy(engine: Engine) -> None:
    """Rewrite the file in key order and empty the log, outside any transaction.

    `secure_delete` alone is not enough: when SQLite moves rows between pages it leaves copies of
    them in unused space (seen in 1 of about 1,000 deleted rows). VACUUM leaves none.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        raw.close()


def copy_into(engine: Engine, path: Path) -> None:
    """Fill an empty file with a copy, outside any transaction; it has no log."""
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))


def leave_no_log(engine: Engine) -> None:
    """Make a single file of the database, outside any transaction."""
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA journal_mode = DELETE")


def remove(path: Path) -> None:
    """Delete a database that nobody has open, with what lies beside it."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def integrity(engine: Engine) -> str:
    """Return "ok", or the first fault that SQLite finds in the file."""
    with engine.begin() as connection:
        return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
