"""The part of `Records` that makes backups and puts them back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from closeness_widgets.records import backups, ledger, restoring, sqlite
from closeness_widgets.records.backups import Backup
from closeness_widgets.records.database import Database
from closeness_widgets.records.errors import BackupRefused
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
        if self._on_postgresql:
            raise BackupRefused(
                "`closeness backup` writes backups of a database file, but these records are in "
                "PostgreSQL. Back that up with its own pg_dump."
            )
        with self._storage_errors(), self._one_at_a_time:
            listed = self._ledger or ledger.new()
            planned = backups.planned(to, self._place, listed, self._today())
            listed = listed.with_backup(planned.path.parent)
            ledger.write(self._place, listed)  # first: what goes from here on counts for it
            self._ledger = listed
            with sqlite.raw_of(self._engine) as connection:
                backups.write(connection, planned, listed)
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
    def restore(cls, file: Path, data_folder: Path, keys: Path) -> Restored:
        """Put a backup into an empty folder, and take out again what went since it was made.

        Erased, expired and taken-back things stay so, and so do consents that ended. The owner's
        devices are signed out. The days since the backup do not count as days of absence.

        Args:
            file: the backup, with the list of what went since beside it.
            data_folder: empty, or not there yet. It stays so if anything is refused.
            keys: folder with `workbook.key` and `coach.key` (and, if it is the data folder that the
                backup came from, with a newer list).

        Raises:
            BackupRefused: no backup, no list, or the folder is not empty.
            DatabaseUnusable: the backup is damaged, or the keys are not its own.
        """
        backup = backups.read(file.expanduser().resolve())
        place, keys = data_folder.expanduser().resolve(), keys.expanduser().resolve()
        listed = backups.what_went_since(backup, keys)
        with backups.laid_out(backup, keys, listed, place) as gone, cls.open(place) as records:
            went = records._take_out(listed, backup)  # noqa: SLF001 - one of ours
        return Restored(backup, gone + went)

    def _take_out(self, listed: Ledger, backup: Backup) -> int:
        with self._transaction() as connection:
            went = restoring.apply(connection, self._book, listed, backup.number)
            restoring.let_time_stand_still(connection, self._today() - backup.made_on)
            self._log(connection, "restored")
        return went
