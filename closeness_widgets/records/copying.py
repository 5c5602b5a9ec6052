"""Whole databases: copied as they are at one moment, and moved from one place to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from closeness_widgets.records import failures, folder, moving, postgresql, sqlite
from closeness_widgets.records.errors import AddressUnfit, FolderUnusable, MoveRefused
from closeness_widgets.records.migrations import upgrade
from closeness_widgets.records.moving import Copied

CopyInto: TypeAlias = Callable[[Path], None]
"""Fills an empty file with a copy: a SQLite database without what deleted rows leave behind."""


@contextmanager
def of_this_moment(engine: Engine) -> Iterator[CopyInto]:
    """What copies the database as it is now, to be called after the transaction around this.

    On PostgreSQL it reads one snapshot over a line of its own, and other servers go on. Begun while
    a transaction holds the lock, the snapshot has all or nothing of every other one.
    """
    if engine.dialect.name == "sqlite":
        yield lambda path: sqlite.copy_into(engine, path)
        return
    # Without the lock that the engine's own transactions begin with.
    reader = create_engine(
        engine.url,
        poolclass=NullPool,
        connect_args=dict(postgresql.LINE),
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
    )
    with reader.begin() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql("SELECT 1")  # here the snapshot begins
        yield lambda path: _as_sqlite(connection, path)


def place_of(argument: str, environment: str) -> Path | str:
    """What was named to move from or to: a data folder, or the address of a PostgreSQL database.

    Args:
        argument: either of them, or ``sqlite:///`` and the path of the file in a data folder.
        environment: `CLOSENESS_DATABASE`, which counts if there is no argument.

    Raises:
        AddressUnfit: neither, or a password in the argument.
    """
    if argument.startswith("sqlite:"):
        path = Path(argument.removeprefix("sqlite:").removeprefix("///")).expanduser().resolve()
        if path.name != folder.DATABASE_NAME:
            raise AddressUnfit(
                f"The database in a data folder is called {folder.DATABASE_NAME}; this one is "
                f"{path}. Name the data folder."
            )
        return path.parent
    if argument and "://" not in argument:
        return Path(argument).expanduser().resolve()
    address = postgresql.chosen(argument, environment)
    if address is None:
        raise AddressUnfit(
            "A move goes from one database to another, but only one was named. Name both with "
            "--from and --to, or one of them in CLOSENESS_DATABASE."
        )
    return address


def _as_sqlite(source: Connection, path: Path) -> None:
    engine = sqlite.connect(path)
    try:
        with engine.begin() as target:
            upgrade(target)
            moving.copy(source, target, str(path))
        sqlite.leave_no_log(engine)
    finally:
        engine.dispose()


def move(source: Path | str, target: Path | str) -> list[Copied]:
    """Copy everything from one database into another, whole or not at all; say what it was.

    An older source is brought up to date first. Of the source nothing goes: delete it once the
    workbook has started with the other one. A data folder that keeps its keys remembers meanwhile
    that its records are elsewhere. Moving once more what was moved changes nothing.

    Args:
        source: a data folder, or the address of a PostgreSQL database.
        target: likewise, with nothing in it.

    Raises:
        MoveRefused: something else is in the target, or somebody uses the source.
        FolderInUse, DatabaseUnusable, AddressUnfit: as when it is opened.
        StorageFailed: a disk or a database refused; nothing was changed.
    """
    if isinstance(source, Path) and not (source / folder.DATABASE_NAME).is_file():
        raise MoveRefused(
            f"There is no file {source / folder.DATABASE_NAME}, so there is nothing to move. Name "
            "a data folder."
        )
    try:
        with _opened(source) as one:
            if isinstance(source, str):
                _refuse_in_use(one, source)
            with _opened(target) as other:
                copied = moving.copy(one, other, _shown(target))
    except DBAPIError as error:
        raise failures.failed(error) from None
    if isinstance(source, Path) and isinstance(target, str):
        folder.note_elsewhere(source, _shown(target))
    if isinstance(target, Path):
        (target / folder.ELSEWHERE_NAME).unlink(missing_ok=True)
    return copied


@contextmanager
def _opened(place: Path | str) -> Iterator[Connection]:
    """A transaction in a database that nobody else writes in, with its tables up to date."""
    if isinstance(place, Path):
        with _held(place):
            path = place / folder.DATABASE_NAME
            folder.check_database(path)
            folder.create_private(path)
            engine = sqlite.connect(path)
            try:
                with engine.begin() as connection:
                    upgrade(connection)
                    yield connection
                sqlite.tidy(engine)
            finally:
                engine.dispose()
        return
    engine = postgresql.connect(postgresql.read(place))
    try:
        with engine.begin() as connection:
            postgresql.check(connection, _shown(place))
            upgrade(connection)
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _held(place: Path) -> Iterator[None]:
    try:
        folder.make_private(place)
        lock = folder.FolderLock(place)
    except OSError as error:
        raise FolderUnusable(place, str(error.strerror)) from None
    try:
        yield
    finally:
        lock.release()


def _refuse_in_use(connection: Connection, address: str) -> None:
    for _ in range(10):  # a line that was closed just now is seen for a moment longer
        others = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND application_name = %s",
            (postgresql.LINE["application_name"],),
        )
        if not others.scalar_one():
            return
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot(), pg_sleep(0.1)")
    raise MoveRefused(
        f"The database {_shown(address)} is in use by another running workbook. Nothing was "
        "changed. Stop that one first: what is written there meanwhile would be lost."
    )


def _shown(place: Path | str) -> str:
    return str(place) if isinstance(place, Path) else postgresql.shown(postgresql.read(place))
