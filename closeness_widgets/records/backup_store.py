"""The part of `Records` that makes backups and puts them back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from pathlib import Path

from closeness_widgets.records import backup_count, backups, copying, ledger, restoring, sqlite
from closeness_widgets.records.backups import Backup
from closeness_widgets.records.database import Database
from closeness_widgets.records.errors import BackupRefused
from closeness_widgets.records.folder import DATABASE_NAME
from closeness_widgets.records.ledger import Ledger


@dataclass(frozen=True)
class Restored:
    """What was put back, and how many things of it went again at once."""

    backup: Backup
    went: int


class BackupRecords(Database):
    """Backups hold no key; beside each lies a list of what went since, which is kept up to date."""

    def backup(self, to: Path | None = None) -> Backup:
        """Write a backup and return what it is; the workbook may go on meanwhile.

        Args:
            to: a file that is not there yet, or a folder; None: `backups` in the data folder.

        Raises:
            BackupRefused: there is such a file, or it cannot be written.
        """
        with ExitStack() as stack:
            with self._transaction() as connection:
                listed = backup_count.known(connection, self._book, self._ledger) or ledger.new()
                planned = backups.planned(to, self._place, listed, self._today())
                listed = listed.with_backup(planned.path.parent)
                backup_count.write(connection, self._book, listed)
                copy_into = stack.enter_context(copying.of_this_moment(self._engine))
            with self._storage_errors(), self._one_at_a_time:
                ledger.write(self._place, listed)  # what goes from here on counts for it
                self._ledger = listed
                backups.write(copy_into, planned, listed)
        self.log("backup")
        return planned

    def keys_to(self, folder: Path) -> list[Path]:
        """Copy the files with the keys into a folder; return what was written.

        Raises BackupRefused if it cannot be written, or the keys of another workbook are there.
        """
        written = backups.copy_keys(self._place, folder)
        self.log("keys_copied")
        return written

    @classmethod
    def restore(
        cls, file: Path, data_folder: Path, *keys: Path, database_url: str | None = None
    ) -> Restored:
        """Put a backup into an empty folder, and take out again what went since it was made.

        Erased, expired and taken-back things stay so, and so do consents that ended. The owner's
        devices are signed out. The days since the backup do not count as days of absence.

        Args:
            file: the backup, with the list of what went since beside it.
            data_folder: empty, or not there yet. It stays so if anything is refused.
            keys: folders; the first that has `workbook.key` is where the keys are. If they are data
                folders that worked with that database, their lists are read as well.
            database_url: an empty PostgreSQL database for the records; None: a file in the folder.

        Raises:
            BackupRefused: no backup, no list, or the folder is not empty.
            DatabaseUnusable: the backup is damaged, or the keys are not its own.
            MoveRefused: the PostgreSQL database is not empty.
        """
        backup = backups.read(file.expanduser().resolve())
        place = data_folder.expanduser().resolve()
        folders = [one.expanduser().resolve() for one in keys]
        listed = backups.what_went_since(backup, folders)
        with backups.laid_out(backup, folders, listed, place) as gone:
            with cls.open(place, put_back=True) as records:
                went = records._take_out(listed, backup.number, backup.made_on)  # noqa: SLF001 - one of ours
            if database_url is not None:
                copying.move(place, database_url)
                sqlite.remove(place / DATABASE_NAME)
        return Restored(backup, gone + went)

    @classmethod
    def erase_again(
        cls,
        data_folder: Path,
        *others: Path,
        database_url: str | None = None,
        sure: bool = False,
    ) -> int:
        """Take out what went since from a database that was put back in another way; count it.

        By `pg_restore`, say, or by copying an older file into the data folder. Everything goes that
        went after the last backup before that database was copied.

        Args:
            data_folder: with the keys and the list of what went.
            others: data folders of other servers on this database, for their lists.
            database_url: as for `open`.
            sure: it was put back, even if nothing shows it.

        Raises:
            BackupRefused: there is no list; or nothing shows that it was put back.
            RecordsError: as for `open`.
        """
        with cls.open(data_folder, database_url, put_back=True) as records:
            resolved = [one.expanduser().resolve() for one in others]
            return records._erase_again(resolved, sure)  # noqa: SLF001 - one of ours

    def _erase_again(self, others: Sequence[Path], sure: bool) -> int:
        with self._transaction() as connection:
            there = backup_count.read(connection, self._book)
        lists = [self._ledger, *(ledger.read(one / ledger.NAME) for one in others)]
        mine = [one for one in lists if one and there and one.workbook == there.workbook]
        if there is None or not mine:
            raise BackupRefused(
                f"There is no list {self._place / ledger.NAME} of what went, so nothing can be "
                "taken out. Name the data folder that worked with this database with --data."
            )
        listed = reduce(Ledger.merged, mine)
        if there.backups >= listed.backups and not sure:
            raise BackupRefused(
                "Nothing shows that this database was put back from a copy: it knows of as many "
                "backups as the list of what went. Nothing was changed. If it was put back, say so "
                "with --sure: then what was erased since its newest backup goes, even if it was "
                "written again."
            )
        ledger.write(self._place, listed)
        self._ledger = listed
        return self._take_out(listed, there.backups, self._today())

    def _take_out(self, listed: Ledger, number: int, made_on: date) -> int:
        with self._transaction() as connection:
            went = restoring.apply(connection, self._book, listed, number)
            away = max(self._today() - made_on, timedelta(0))  # the clock may be set back
            restoring.let_time_stand_still(connection, away)
            backup_count.write(connection, self._book, listed)
            self._log(connection, "restored")
        return went
