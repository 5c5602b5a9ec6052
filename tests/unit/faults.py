"""What another program, or a failing disk, does to a database that is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from closeness_widgets.records.folder import DATABASE_NAME
from closeness_widgets.records.postgresql import ONE_AT_A_TIME
from tests.postgresql import name_of, running


@contextmanager
def hold(folder: Path, address: str | None = None) -> Iterator[None]:
    """Meanwhile another program (a look into it, a backup) has begun to write.

    Args:
        folder: the data folder; its file is held.
        address: the PostgreSQL database that is held instead.
    """
    if address is not None:
        with running().connection(name_of(address)) as another:
            another.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            yield
        return
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def damage(folder: Path) -> None:
    """Write over the file while it is open, and have SQLite read it anew."""
    path = folder / DATABASE_NAME
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = int(other.execute("PRAGMA page_size").fetchone()[0])
    with path.open("rb+") as file:
        pages = file.seek(0, os.SEEK_END) // page
        for number in range(1, pages):
            file.seek(number * page)
            file.write(b"\xa5" * page)
