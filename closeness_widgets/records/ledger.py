"""What went since a backup was made, so that restoring it does not bring it back.

A file of its own, `gone.json` in the data folder from the first backup on, and a copy of it beside
the backups. It names nothing: each *mark* in it is a digest of what went (a person's id, an entry's
slot, ...), in the order of the digests, with the number of the newest backup at that time. A mark
counts for that backup and earlier ones, not for later ones.

Whoever has a backup and the copy beside it can tell which of its rows went since; from the file
alone nothing can be told but how much went between two backups.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import LedgerUnfit, StorageFailed
from closeness_widgets.records.folder import write_private

NAME = "gone.json"
BACKUPS = "backups"
"""The folder in the data folder where backups lie if no other place was named."""
DIGEST_BYTES = 16
Mark = tuple[str, ...]
"""What went: its kind, then what names it there (`("person", id)`), bytes as hex."""


@dataclass(frozen=True)
class Ledger:
    """One workbook's list of what went.

    Attributes:
        workbook: 32 hex digits, the same for good: whose backups it is about.
        backups: number of the newest backup, from 1.
        places: folders that backups were written to; each gets a copy.
        gone: digest of a mark -> number of the newest backup when it went.
        instead: digest of a mark -> the sealed row (hex) that came in its place: of a consent.
    """

    workbook: str
    backups: int = 0
    places: tuple[str, ...] = ()
    gone: Mapping[str, int] = field(default_factory=dict, repr=False)
    instead: Mapping[str, str] = field(default_factory=dict, repr=False)

    def with_backup(self, place: Path) -> Ledger:
        """One more backup, in this folder."""
        places = tuple(sorted({*self.places, str(place)}))
        return replace(self, backups=self.backups + 1, places=places)

    def with_marks(self, went: Mapping[Mark, bytes | None]) -> Ledger:
        """What went just now as well, with the sealed row in its place (None: nothing)."""
        now = {self._digest(mark): row for mark, row in went.items()}
        instead = {one: row for one, row in self.instead.items() if one not in now}
        instead |= {one: row.hex() for one, row in now.items() if row is not None}
        gone = {**self.gone, **dict.fromkeys(now, self.backups)}
        return replace(self, gone=gone, instead=instead)

    def merged(self, other: Ledger) -> Ledger:
        """Everything that either of two lists of the same workbook says."""
        older, newer = sorted((self, other), key=lambda one: one.backups)
        digests = self.gone.keys() | other.gone.keys()
        return Ledger(
            self.workbook,
            newer.backups,
            tuple(sorted({*self.places, *other.places})),
            {one: max(self.gone.get(one, 0), other.gone.get(one, 0)) for one in digests},
            {**older.instead, **newer.instead},
        )

    def went_after(self, backup: int, mark: Mark) -> bool:
        """Whether this went after that backup was made."""
        return self.gone.get(self._digest(mark), -1) >= backup

    def row_instead(self, mark: Mark) -> bytes | None:
        """The sealed row that came in the place of what went."""
        found = self.instead.get(self._digest(mark))
        return None if found is None else bytes.fromhex(found)

    @property
    def copy_name(self) -> str:
        """What the copy beside the backups is called: two workbooks may share that folder."""
        return f"gone-{self.workbook}.json"

    def _digest(self, mark: Mark) -> str:
        key = bytes.fromhex(self.workbook)
        return sealing.keyed_digest(key, mark)[:DIGEST_BYTES].hex()


def new() -> Ledger:
    """A list for a workbook that never had a backup."""
    return Ledger(secrets.token_hex(16))


def read(path: Path) -> Ledger | None:
    """Return the list in a file, or None if there is no such file. Raises LedgerUnfit."""
    try:
        told = json.loads(path.read_bytes())
        if told.pop("v") != 1 or len(bytes.fromhex(told["workbook"])) != 16:
            raise LedgerUnfit(path)
        numbers = [told["backups"], *told["gone"].values()]
        if not all(isinstance(one, int) and one >= 0 for one in numbers):
            raise LedgerUnfit(path)
        return Ledger(**{**told, "places": tuple(told["places"])})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LedgerUnfit(path) from None


def write(folder: Path, ledger: Ledger) -> None:
    """Write it into the data folder, and as far as can be beside the backups. StorageFailed."""
    try:
        write_private(folder / NAME, _as_bytes(ledger))
    except OSError as error:
        raise StorageFailed(f"{folder / NAME}: {error.strerror}") from None
    for place in map(Path, ledger.places):
        with suppress(OSError):  # a stick that is not plugged in: the next backup there catches up
            write_copy(place, ledger)


def write_copy(place: Path, ledger: Ledger) -> None:
    """Write the copy beside the backups; what it said already stays in it. Raises OSError."""
    path = place / ledger.copy_name
    with suppress(LedgerUnfit):
        stored = read(path)
        ledger = ledger if stored is None else ledger.merged(stored)
    write_private(path, _as_bytes(ledger))


def _as_bytes(ledger: Ledger) -> bytes:
    told = {
        "v": 1,
        "workbook": ledger.workbook,
        "backups": ledger.backups,
        "places": list(ledger.places),
        "gone": dict(sorted(ledger.gone.items())),
        "instead": dict(sorted(ledger.instead.items())),
    }
    return json.dumps(told, indent=0).encode() + b"\n"
