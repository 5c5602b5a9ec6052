"""The data folder on disk: who may read it, who holds it, and whether its database is sound."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from closeness_widgets.records.errors import (
    DatabaseDamaged,
    DatabaseElsewhere,
    DatabaseForeign,
    DatabaseIsBackup,
    DatabaseNewer,
    FolderInUse,
    FolderUnusable,
    RecordsError,
    StorageFailed,
)
from closeness_widgets.records.migrations import known_revisions

DATABASE_NAME = "closeness.sqlite3"
LOCK_NAME = "closeness.lock"
ELSEWHERE_NAME = "database.txt"
"""Says, without a password, in which PostgreSQL database the records of the folder are."""
BACKUP_TABLE = "backup"
"""A database with this table is a backup, see `backups`."""


def make_private(folder: Path) -> None:
    """Make the folder with access for its owner only (0700).

    A folder that already holds other things keeps its own access rights, since it may be
    anybody's; the files of this package are 0600 in any case.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not any(folder.iterdir()):
        folder.chmod(0o700)


class FolderLock:
    """One holder of a data folder at a time, by a lock that the system drops when we die.

    Raises:
        FolderInUse: somebody else holds it. Nobody waits.
    """

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            if isinstance(error, BlockingIOError | PermissionError):
                raise FolderInUse(folder) from None
            raise

    def release(self) -> None:
        """Let the next one in. The empty lock file stays, so that nobody locks a deleted one."""
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def note_elsewhere(folder: Path, address: str) -> None:
    """Note that the records are in PostgreSQL, so that nobody begins a file by mistake."""
    path = folder / ELSEWHERE_NAME
    if not path.exists() or path.read_text(encoding="utf-8").strip() != address:
        write_private(path, f"{address}\n".encode())


def refuse_elsewhere(folder: Path) -> None:
    """Raise `DatabaseElsewhere` if the records of this folder are in PostgreSQL."""
    path = folder / ELSEWHERE_NAME
    if path.exists():
        address = path.read_text(encoding="utf-8", errors="replace").strip()
        raise DatabaseElsewhere(folder, address, str(path))


def check_database(path: Path, may_be_backup: bool = False) -> None:
    """Read the whole file once, changing nothing, and refuse what this code must not open.

    A missing or empty file is fine: it becomes a new database.

    Raises:
        DatabaseDamaged: not SQLite, failing SQLite's own check, or its log without the file
            (SQLite itself would throw that log away).
        DatabaseForeign: tables, but not ours.
        DatabaseIsBackup: a backup, unless it may be one.
        DatabaseNewer: a schema revision from a later version of this code.
        FolderUnusable, StorageFailed: it cannot be read just now, and may well be sound.
    """
    log = path.with_name(path.name + "-wal")
    if not path.exists() or path.stat().st_size == 0:
        if log.exists() and log.stat().st_size > 0:
            raise DatabaseDamaged(path, f"it is empty, but {log.name} beside it is not")
        return
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
            if faults != ["ok"]:
                raise DatabaseDamaged(path, str(faults[0]).splitlines()[-1])
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if "alembic_version" not in tables:
                if tables:
                    raise DatabaseForeign(path)
                return
            if BACKUP_TABLE in tables and not may_be_backup:
                raise DatabaseIsBackup(path)
            found = [row[0] for row in connection.execute("SELECT * FROM alembic_version")]
    except sqlite3.DatabaseError as error:
        raise _why(path, error) from None
    known = known_revisions()
    if not set(found) <= set(known):
        raise DatabaseNewer(path, ", ".join(found), known[0])


def _why(path: Path, error: sqlite3.DatabaseError) -> RecordsError:
    """What it means that SQLite cannot read the file: not everything is damage."""
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderUnusable(path.parent, str(error))
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL):
        return StorageFailed(str(error))
    return DatabaseDamaged(path, str(error))


def create_private(path: Path) -> None:
    """Make the file if it is missing, readable by its owner only (0600).

    SQLite gives its log and its shared-memory file the same rights.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only (0600), in place of an earlier one."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    file = os.open(
        unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(file, "wb") as whole:
        whole.write(content)
        whole.flush()
        os.fsync(file)
    unfinished.replace(path)
