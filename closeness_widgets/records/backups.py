"""Backup files: a copy of the database with one table more, and no key in it.

A copy is whole, of one moment, and without what deleted rows leave behind: `sqlite` and
`postgresql` make it, and it is a SQLite file either way. The table `backup` says whose copy it is,
the how manyth, and of which day; with it the file is nothing that a workbook opens by itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

from closeness_widgets.records import coach_key, ledger, marks, workbook_key
from closeness_widgets.records.errors import BackupRefused, DatabaseUnusable
from closeness_widgets.records.folder import (
    DATABASE_NAME,
    check_database,
    create_private,
    make_private,
    write_private,
)
from closeness_widgets.records.ledger import Ledger

ENDING = ".sqlite3"
SQLITE = b"SQLite format 3\0"
KEYS = (workbook_key.KEY_NAME, coach_key.KEY_NAME)


@dataclass(frozen=True)
class Backup:
    """A backup file.

    Attributes:
        path: where it lies.
        workbook: whose it is, as in the ledger.
        number: the how manyth of that workbook, from 1.
        made_on: the day.
    """

    path: Path
    workbook: str
    number: int
    made_on: date


def planned(to: Path | None, folder: Path, listed: Ledger, today: date) -> Backup:
    """The backup that is to be written: into a folder or file, or into the data folder's own.

    Raises BackupRefused if there is such a file, or the folder cannot be made.
    """
    number = listed.backups + 1
    name = f"closeness-{today}-{number}{ENDING}"
    path = to or folder / ledger.BACKUPS / name
    if path.is_dir():
        path /= name
    if path.exists():
        raise BackupRefused(
            f"There is a file {path} already, and a backup replaces nothing. Name another with "
            "--to, or a folder."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BackupRefused(_cannot("made", path.parent, error)) from None
    return Backup(path.resolve(), listed.workbook, number, today)


def write(copy_into: Callable[[Path], None], backup: Backup, listed: Ledger) -> None:
    """Write it, whole or not at all, for its owner only (0600); the list goes beside it first.

    Args:
        copy_into: fills an empty file with a copy of the database.
        backup: what is to be written.
        listed: what went since.

    Raises BackupRefused: the disk is full, say.
    """
    unfinished = backup.path.with_name(f"{backup.path.name}.new")
    try:
        ledger.write_copy(backup.path.parent, listed)
        unfinished.unlink(missing_ok=True)
        create_private(unfinished)
        copy_into(unfinished)
        with closing(sqlite3.connect(unfinished)) as copy, copy:
            copy.execute("CREATE TABLE backup (workbook TEXT, number INT, made_on TEXT)")
            copy.execute(
                "INSERT INTO backup VALUES (?, ?, ?)",
                (backup.workbook, backup.number, backup.made_on.isoformat()),
            )
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(backup.path)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlite3.Error):
            raise BackupRefused(_cannot("written", backup.path, error)) from None
        raise


def read(path: Path) -> Backup:
    """Look at a backup file, changing nothing.

    Raises:
        BackupRefused: no such file, or no backup.
        DatabaseUnusable: damaged, another program's or a newer workbook's.
    """
    if not path.is_file():
        raise BackupRefused(f"There is no file {path}. Name a backup that `closeness backup` made.")
    check_database(path, may_be_backup=True)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT * FROM backup").fetchone()
        workbook, number, made_on = found
        return Backup(path, str(workbook), int(number), date.fromisoformat(made_on))
    except (sqlite3.Error, TypeError, ValueError):
        raise BackupRefused(
            f"The file {path} was not made by `closeness backup`, so nobody can tell what was "
            "erased since. Name a backup."
        ) from None


def newest(folder: Path) -> Path | None:
    """The newest sound backup of a data folder that can be reached, or None."""
    try:
        listed = ledger.read(folder / ledger.NAME)
    except (DatabaseUnusable, OSError):
        listed = None
    places = {folder / ledger.BACKUPS, *map(Path, listed.places if listed else ())}
    found = []
    for place in places:
        for path in place.glob("*"):
            try:
                if not _is_sqlite(path):
                    continue
                backup = read(path)
            except (BackupRefused, DatabaseUnusable, OSError):
                continue
            if listed is None or backup.workbook == listed.workbook:
                found.append((backup.number, path))
    return max(found)[1] if found else None


def what_went_since(backup: Backup, keys: Sequence[Path]) -> Ledger:
    """The lists beside a backup and in the folders that were named, put together.

    Raises BackupRefused if there is none, LedgerUnfit if one is damaged.
    """
    beside = backup.path.parent / f"gone-{backup.workbook}.json"
    lists = [ledger.read(path) for path in (beside, *(one / ledger.NAME for one in keys))]
    mine = [one for one in lists if one is not None and one.workbook == backup.workbook]
    if not mine:
        raise BackupRefused(
            f"The file {beside.name} is missing beside {backup.path}. It says what was erased "
            "since, so that this does not come back. Put it there: it lies where the backup was "
            "made."
        )
    return reduce(Ledger.merged, mine)


@contextmanager
def laid_out(backup: Backup, keys: Sequence[Path], listed: Ledger, folder: Path) -> Iterator[int]:
    """Put a backup, the keys and the list into an empty folder; take them out if the block fails.

    Clients who went since go at once, and are counted: the coach may have begun a new key for those
    that came after them.

    Raises BackupRefused if the folder is not empty or a file cannot be written.
    """
    keys_in = next((one for one in keys if workbook_key.read(one)), keys[0])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(
            f"A backup is put back into an empty folder, but {folder} is not empty. Nothing was "
            "changed. Name a new folder with --data."
        )
    new = not folder.exists()
    try:
        make_private(folder)
        write_private(folder / DATABASE_NAME, backup.path.read_bytes())
        with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            with connection:
                connection.execute("DROP TABLE backup")
                known = connection.execute("SELECT id FROM clients").fetchall()
                gone = [
                    one for one in known if listed.went_after(backup.number, marks.client(one[0]))
                ]
                connection.executemany("DELETE FROM clients WHERE id = ?", gone)
        for name in KEYS:
            if (keys_in / name).is_file():
                write_private(folder / name, (keys_in / name).read_bytes())
        ledger.write(folder, listed)
        yield len(gone)
    except BaseException as error:
        for path in folder.glob("*"):
            path.unlink()
        if new:
            folder.rmdir()
        if isinstance(error, OSError):
            raise BackupRefused(_cannot("filled", folder, error)) from None
        raise


def copy_keys(folder: Path, to: Path) -> list[Path]:
    """Copy the key files, for their owner only (0600); return what was written.

    Raises BackupRefused if it cannot be written, or the keys of another workbook are there.
    """
    own, theirs = workbook_key.read(folder), workbook_key.read(to)
    if theirs is not None and own != theirs:
        raise BackupRefused(
            f"In {to} lie the keys of another workbook. Nothing was changed. Name another folder."
        )
    written = []
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in KEYS:
            write_private(to / name, (folder / name).read_bytes())
            written.append(to / name)
    except OSError as error:
        raise BackupRefused(_cannot("written", to, error)) from None
    return written


def _is_sqlite(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _cannot(done: str, path: Path, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return (
        f"{path} cannot be {done} ({reason}). Nothing was changed. Free some space if the disk is "
        "full, or name another place."
    )
