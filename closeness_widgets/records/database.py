"""The open database of one data folder: opened once, checked, tidied, closed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from closeness_widgets.records import (
    audit,
    backup_count,
    backups,
    clock,
    coach_key,
    folder,
    ledger,
    owner,
    postgresql,
    sqlite,
    workshops,
)
from closeness_widgets.records.audit import Deed
from closeness_widgets.records.coach_key import CoachKey
from closeness_widgets.records.errors import (
    DatabaseDamaged,
    DatabaseUnavailable,
    FolderUnusable,
    StorageFailed,
)
from closeness_widgets.records.ledger import Ledger, Mark
from closeness_widgets.records.migrations import upgrade
from closeness_widgets.records.transactions import Transactions
from closeness_widgets.records.workbook_key import WorkbookKey


def _utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _usable(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FolderUnusable(place, str(error.strerror)) from None


def _file_in(place: Path) -> Engine:
    """The folder's own database file, looked through."""
    path = place / folder.DATABASE_NAME
    folder.refuse_elsewhere(place)
    try:
        folder.check_database(path)
    except DatabaseDamaged as damage:
        raise DatabaseDamaged(path, damage.reason, backups.newest(place)) from None
    with _usable(place):
        folder.create_private(path)
    return sqlite.connect(path)


class Database(Transactions):
    """What every call on the records needs: one transaction at a time, and the keys in files."""

    _book: WorkbookKey
    _coach: CoachKey
    _place: Path
    _ledger: Ledger | None
    """What went since the backups; None: there is no backup."""
    _days: clock.Days

    def __init__(
        self,
        engine: Engine,
        lock: folder.FolderLock,
        now: Callable[[], datetime],
        elapsed: Callable[[], float],
    ) -> None:
        super().__init__(engine)
        self._folder_lock = lock
        self._now = now
        self._owner = owner.Owner(elapsed)

    @classmethod
    def open(
        cls,
        data_folder: Path,
        database_url: str | None = None,
        *,
        put_back: bool = False,
        now: Callable[[], datetime] = _utc_now,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> Self:
        """Open the records of a data folder; make folder and tables if they are missing.

        Args:
            data_folder: made with access for its owner only (0700; the files 0600). The keys lie
                there in any case.
            database_url: a PostgreSQL database as `postgresql+psycopg://...`, which other servers
                may use, too, with copies of the keys in folders of their own; None: the file
                `closeness.sqlite3` in the data folder.
            put_back: the database may be older than the list of what went since the backups.
            now: the time in UTC, for "saved at" and "last seen".
            elapsed: seconds on a clock that never goes back, for links and pauses.

        Raises:
            FolderInUse: another process holds the folder.
            FolderUnusable: it cannot be made, or nothing can be written in it.
            DatabaseDamaged, DatabaseForeign, DatabaseNewer: refused and left as it was.
            DatabaseIsBackup, DatabaseElsewhere, DatabaseOlder: likewise.
            LedgerUnfit, LedgerForeign: likewise.
            AddressUnfit, DatabaseUnavailable: the PostgreSQL database was not named as it should
                be, or cannot be used.
            KeyFileUnfit: there are workshops, and the file `workbook.key` does not open them; or
                `coach.key` is not the one that this database was made with.
        """
        place = data_folder.expanduser().resolve()
        url = None if database_url is None else postgresql.read(database_url)
        with _usable(place):
            folder.make_private(place)
            lock = folder.FolderLock(place)
        try:
            engine = _file_in(place) if url is None else postgresql.connect(url)
            records = cls(engine, lock, now, elapsed)
            records._place, records._ledger = place, ledger.read(place / ledger.NAME)
            records._days = clock.read(place)
            if url is None:
                records._look_in(put_back)
            else:
                records._look_into(postgresql.shown(url), put_back)
        except BaseException:
            lock.release()
            raise
        return records

    def _look_into(self, address: str, put_back: bool) -> None:
        """Take a PostgreSQL database into use, and note in the folder that it is there."""
        try:
            self._look_in(put_back, address)
            with _usable(self._place):
                folder.note_elsewhere(self._place, address)
        except BaseException as error:
            self._engine.dispose()
            if isinstance(error, StorageFailed):
                raise DatabaseUnavailable(address, error.reason) from None
            raise

    def _look_in(self, put_back: bool, address: str | None = None) -> None:
        """Bring the tables up to date, and see that keys and list are those of this database."""
        shared = address is not None
        with self._transaction() as connection:
            if address is not None:
                postgresql.check(connection, address)
            upgrade(connection)
            self._book = workshops.key_of(connection, self._place, shared)
            self._coach = coach_key.of(connection, self._place, shared)
            backup_count.check(connection, self._book, self._ledger, self._place, put_back)
            if shared:
                backup_count.begin(connection, self._book)

    def close(self) -> None:
        """Tidy, close the database and let go of the folder."""
        try:
            self.tidy()
        finally:
            self._engine.dispose()
            self._folder_lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def address(self) -> str | None:
        """Where PostgreSQL keeps the records, without a password; None: they are in the folder."""
        return postgresql.shown(self._engine.url) if self._on_postgresql else None

    # The file

    def tidy(self) -> None:
        """Remove every trace of deleted rows and of the order in which rows came.

        Takes about 10 ms a megabyte. Worth calling when a room closes.
        """
        with self._storage_errors(), self._one_at_a_time:
            if self._on_postgresql:
                postgresql.tidy(self._engine)
            else:
                sqlite.tidy(self._engine)

    def answers(self) -> None:
        """Nothing, if the database can be written in just now; else raises StorageFailed."""
        with self._transaction() as connection:
            connection.exec_driver_sql("SELECT 1")

    def health(self) -> dict[str, str]:
        """Read the whole file (1 ms a megabyte): `{"schema": "0006", "integrity": "ok"}`.

        PostgreSQL is only asked for the schema: it looks after its files itself.
        """
        with self._transaction() as connection:
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            schema = str(version.scalar_one())
        if self._on_postgresql:
            return {"schema": schema, "integrity": "ok"}
        with self._storage_errors(), self._one_at_a_time:
            return {"schema": schema, "integrity": sqlite.integrity(self._engine)}

    def _note_gone(self, connection: Connection, went: Mapping[Mark, bytes | None]) -> None:
        """Remember, before the commit, what is not to come back with a backup."""
        self.departures += 1
        listed = backup_count.known(connection, self._book, self._ledger)
        if listed is not None and went:
            changed = listed.with_marks(went)
            ledger.write(self._place, changed)
            self._ledger = changed

    # What the owner and coach did

    def log(self, did: str, about: bytes = b"") -> None:
        """Keep for good that the owner or coach did something, now: a name of `audit.DEEDS`.

        Args:
            did: what; never what a participant did.
            about: id of the client or workshop.
        """
        with self._transaction() as connection:
            self._log(connection, did, about)

    def log_again(self, did: str, about: bytes = b"") -> None:
        """Like `log`, for what is done many times: what is repeated within an hour has one line."""
        with self._transaction() as connection:
            now = self._now().isoformat(timespec="seconds")
            if not audit.just_did(connection, self._book, did, now, about):
                self._log(connection, did, about)

    def deeds(self, most: int = 200) -> list[Deed]:
        """Return what the owner and coach did last, newest first.

        Each is `{"number", "at", "did", "about"}`; `did` is "missing" for one that was taken out of
        the file.
        """
        with self._transaction() as connection:
            return audit.newest(connection, self._book, most)

    def deeds_since(self) -> str:
        """Return since when deeds are counted (ISO 8601 in UTC); "" if there are none."""
        with self._transaction() as connection:
            count = audit.counted(connection, self._book)
            return count.since if count else ""

    def _log(self, connection: Connection, did: str, about: bytes = b"") -> None:
        now = self._now().isoformat(timespec="seconds")
        audit.write(connection, self._book, did, now, about)

    def _today(self) -> date:
        return self._now().date()

    # The day

    def believed(self, today: date) -> date | None:
        """Return the day to go by where things go by their age: today, or an earlier one.

        None if no day is believed yet; see `clock`.

        Args:
            today: what this computer's clock says.
        """
        with self._one_at_a_time:
            days = self._days.with_day(today)
            if days != self._days:
                clock.write(self._place, days)
                self._days = days
        return days.sure and min(days.sure, today)

    def _seen_on(self) -> date:
        """The day to note for somebody who is here: never before one that was believed."""
        return max(self._today(), self._days.sure or date.min)
