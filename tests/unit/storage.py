"""Records in a file or in PostgreSQL: the same tests run on both.

A file of tests says `pytestmark = pytest.mark.usefixtures("on_both")`, opens its records with
`opens(folder)`, and looks into the tables with `rows` and at the disk with `on_disk`. A single
test, or a fixture, takes `on_both` as an argument instead.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from closeness_widgets.records import FolderInUse, Records
from closeness_widgets.records.folder import FolderLock
from closeness_widgets.records.tables import metadata
from tests.postgresql import name_of, running

NAME = "closeness.sqlite3"
in_a_file = pytest.mark.parametrize("on_both", ["sqlite"], indirect=True)
"""Marks a test that is about the database file itself; it asks for `on_both`, too."""
EVERYTHING = "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))


class Storage:
    """Which database the tests use just now; in PostgreSQL one for each data folder."""

    def __init__(self) -> None:
        self.kind = "sqlite"
        self.taken: dict[Path, str] = {}
        self.free: list[str] = []

    def address(self, folder: Path) -> str | None:
        """The database of a folder; None: the file in it."""
        if self.kind == "sqlite":
            return None
        place = folder.resolve()
        if place not in self.taken:
            self.taken[place] = self.free.pop() if self.free else running().new_database()
        return self.taken[place]

    def give_back(self) -> None:
        """Empty the databases of folders that nobody holds any more, for the next test."""
        for place, address in list(self.taken.items()):
            if _held(place):
                continue
            del self.taken[place]
            running().do(EVERYTHING, name_of(address))
            self.free.append(address)


HERE = Storage()


def opens(folder, **named):
    """The records of a folder, wherever they are just now."""
    return Records.open(folder, HERE.address(Path(folder)), **named)


def rows(folder, statement):
    """What a statement finds in the tables."""
    address = HERE.address(Path(folder))
    if address is not None:
        return running().do(statement, name_of(address))
    with closing(sqlite3.connect(Path(folder) / NAME)) as connection, connection:
        return connection.execute(statement).fetchall()


def on_disk(folder):
    """Every byte of the data folder, and of the database's own files."""
    address = HERE.address(Path(folder))
    own = b"" if address is None else running().bytes_of(address)
    return own + b"".join(path.read_bytes() for path in Path(folder).iterdir() if path.is_file())


def _held(place: Path) -> bool:
    if not place.is_dir():
        return False
    try:
        FolderLock(place).release()
    except FolderInUse:
        return True
    return False
