"""What can go wrong with records. No message ever holds an answer, a name, a secret or a key."""

from __future__ import annotations

from pathlib import Path


class RecordsError(Exception):
    """Anything this package raises on purpose. `str(error)` is a sentence for a person."""


class FolderInUse(RecordsError):
    """Another process, or another `Records` in this one, holds the data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} is in use by another running workbook. Stop that one first "
            "(press Ctrl+C in its window), or choose another folder with --data."
        )


class DatabaseUnusable(RecordsError):
    """The database was looked at, refused, and left exactly as it was."""


class DatabaseDamaged(DatabaseUnusable):
    """The file is not a sound SQLite database, or a part of it is missing."""

    def __init__(self, path: Path, reason: str, newest: Path | None = None) -> None:
        what_to_do = (
            "Keep a copy of it, then put back a backup, or start in another folder with --data."
            if newest is None
            else f"Keep a copy of this folder. The newest backup is {newest}: "
            f"`closeness restore {newest} --data FOLDER` puts it into a new folder."
        )
        super().__init__(
            f"The file {path} is damaged ({reason}). Nothing in it was changed. {what_to_do}"
        )
        self.reason = reason


class DatabaseForeign(DatabaseUnusable):
    """A sound database of some other program: a file, or one in PostgreSQL by its address."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            f"{_named(place)} belongs to another program, not to this workbook. Nothing in it was "
            f"changed. {_another(place)}"
        )


class DatabaseNewer(DatabaseUnusable):
    """A schema revision that this version of the code has never heard of."""

    def __init__(self, place: Path | str, found: str, known: str) -> None:
        another = _another(place)
        super().__init__(
            f"{_named(place)} was written by a newer workbook (it has schema {found}, this "
            f"version knows schemas up to {known}). Nothing in it was changed. "
            f"Update the workbook, or {another[0].lower()}{another[1:]}"
        )


class DatabaseUnavailable(DatabaseUnusable):
    """PostgreSQL cannot be reached, lets us not in, or the role may not do what it has to."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The database {address} cannot be used ({reason}). Nothing in it was changed. See "
            "that it runs, and that its name, the role and the password are right, then start "
            "again."
        )


class DatabaseElsewhere(DatabaseUnusable):
    """The records of this folder are in PostgreSQL, and no database was named."""

    def __init__(self, folder: Path, address: str, note: str) -> None:
        super().__init__(
            f"The records of the folder {folder} are in the database {address}. Name it with "
            f"--database or in CLOSENESS_DATABASE. If they are there no more, delete the file "
            f"{note}."
        )


class AddressUnfit(RecordsError):
    """What was named is no address of a database, or tells a password where others can read it."""


class KeyFileUnfit(DatabaseUnusable):
    """A file with a key (the workbook's, the coach's) is missing, spoiled or another database's."""

    def __init__(
        self, path: Path, reason: str, what: str = "workshops", shared: bool = False
    ) -> None:
        where, to_do = (
            ("", "Copy workbook.key and coach.key from the data folder of a server that uses it")
            if shared
            else (" beside it", "Put back both files from the same backup")
        )
        super().__init__(
            f"The file {path} {reason}. Without the right one the {what} in the database{where} "
            f"cannot be opened. Nothing was changed. {to_do}, or start in another folder with "
            "--data."
        )


class DatabaseIsBackup(DatabaseUnusable):
    """The file is a backup: opened as it is, it would bring back what was erased since."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {path} is a backup. Opened like this it would bring back what was erased "
            "since. Move it to another folder, then put it back with `closeness restore`."
        )


class LedgerUnfit(DatabaseUnusable):
    """The list of what went since the backups cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {path} is damaged. It says what was erased since the last backups, so that "
            "restoring one does not bring it back. Nothing was changed. Put its newest copy in its "
            "place: a file whose name begins with gone- lies beside the backups."
        )


class DatabaseOlder(DatabaseUnusable):
    """The database was put back from a copy, without taking out what went since."""

    def __init__(self, listed: Path) -> None:
        super().__init__(
            f"The database is older than {listed} says: it was put back from a copy, and with it "
            "came what was erased since. Nothing was changed. Run `closeness erase-again` with the "
            "same options first, and then start the workbook."
        )


class LedgerForeign(DatabaseUnusable):
    """The list of what went since the backups is another workbook's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {path} says what was erased from another database than this one. Nothing "
            "was changed. Put back the files that belong together, or choose another folder with "
            "--data."
        )


class BackupRefused(RecordsError):
    """A backup could not be made or put back. Nothing was changed; the message says what to do."""


class MoveRefused(RecordsError):
    """Records could not be moved. Nothing was changed; the message says what to do."""


class FolderUnusable(RecordsError):
    """The data folder cannot be made, or nothing can be written in it."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The folder {folder} cannot be used for records ({reason}). Make it a folder in which "
            "you may write, or choose another one with --data."
        )


class StorageFailed(RecordsError):
    """The disk or database refused a read or a write; the whole call was undone.

    `str(error)` is for whoever runs the workbook, `FOR_VISITORS` for everybody else. Should the
    line to PostgreSQL break in the very moment of a commit, the call may be kept after all:
    nobody was told so, and what is sent again is known again.
    """

    FOR_VISITORS = (
        "The workbook cannot write anything down just now. Nothing was changed. Try again in a "
        "moment. If it goes on, tell whoever runs the workbook."
    )

    SPACE = "Free some space on the disk if it is full, then try again."
    LINE = "See that the database runs and can be reached, then try again."
    DAMAGE = "A part of the database is damaged: stop the workbook, and put back a backup."

    def __init__(self, reason: str, to_do: str = SPACE) -> None:
        super().__init__(
            f"The workbook could not read or write its records just now ({reason}). "
            f"Nothing was changed. {to_do}"
        )
        self.reason = reason


class SealBroken(RecordsError):
    """Sealed bytes do not open: changed, moved to another row, or sealed with another key."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} does not open: it was changed outside the workbook. Put back a backup, "
            "or erase this record."
        )


class RecordRefused(RecordsError):
    """The caller asked for something against a rule. Nothing was written.

    Attributes:
        rule: a short name of the rule, for programs (`item`, `value`, `revision`, ...).
        message: the rule, what came instead, and what to do, for people.
    """

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


class RecordGone(RecordRefused):
    """The person was erased, or signed out of their last device, while a page was still open."""

    def __init__(self) -> None:
        super().__init__(
            "gone", "This record was erased. Go back to the first page to begin a new one."
        )


class WorkshopGone(RecordRefused):
    """The workshop was deleted, by its facilitator or because its time was over."""

    def __init__(self) -> None:
        super().__init__(
            "workshop-gone",
            "This workshop is over and was deleted. Go back to the first page to begin another.",
        )


class ClientGone(RecordRefused):
    """The client was erased by the coach, or never there."""

    def __init__(self) -> None:
        super().__init__("client-gone", "There is no such client any more. Look at the list again.")


class CoachLocked(RecordRefused):
    """The coach's key is wrapped, and nobody has given the passphrase since the start."""

    def __init__(self) -> None:
        super().__init__(
            "locked", "Your clients' records are locked. Open them with your passphrase first."
        )


class CoachKeyReplaced(RecordRefused):
    """The coach has started over with another server on the same database."""

    def __init__(self) -> None:
        super().__init__(
            "another-key",
            "The clients' records have another key since the coach started over in another "
            "place. Whoever runs the workbook copies coach.key from there into this data folder "
            "and starts this server again.",
        )


def _named(place: Path | str) -> str:
    return f"The file {place}" if isinstance(place, Path) else f"The database {place}"


def _another(place: Path | str) -> str:
    if isinstance(place, Path):
        return "Choose another folder with --data."
    return "Name another database with --database."
