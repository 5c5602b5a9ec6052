"""The workbook's own key: it seals what belongs to no single person, and lies in a file of its own.

A copy of the database without the file opens nothing of a workshop; the file without the database
is 32 random bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import KeyFileUnfit
from closeness_widgets.records.folder import write_private

KEY_NAME = "workbook.key"


@dataclass(frozen=True)
class WorkbookKey:
    """32 bytes that seal workshops, shared copies and pictures: never log them or send them."""

    key: bytes = field(repr=False)

    @cached_property
    def seal_key(self) -> bytes:
        """The key that seals rows."""
        return sealing.derive(self.key, "workshops")

    @cached_property
    def slot_key(self) -> bytes:
        """The key that turns exercise and sitting, or a picture's number, into a slot."""
        return sealing.derive(self.key, "workshop slots")

    @cached_property
    def digest(self) -> bytes:
        """What a database keeps of the key that it belongs to."""
        return sealing.keyed_digest(sealing.derive(self.key, "workbook"), ["this database"])

    @cached_property
    def door_key(self) -> bytes:
        """The key under which codes and links are looked up: a code alone could be guessed."""
        return sealing.derive(self.key, "workshop doors")


def read(folder: Path) -> WorkbookKey | None:
    """Return the key of a data folder, or None if the file is missing.

    Raises:
        KeyFileUnfit: the file does not hold 32 bytes.
    """
    path = folder / KEY_NAME
    if not path.exists():
        return None
    key = path.read_bytes()
    if len(key) != sealing.KEY_BYTES:
        raise KeyFileUnfit(path, f"should hold 32 bytes and holds {len(key)}")
    path.chmod(0o600)
    return WorkbookKey(key)


def make(folder: Path) -> WorkbookKey:
    """Make a key and keep it in the folder, whole or not at all, for its owner only (0600)."""
    book = WorkbookKey(sealing.new_key())
    write_private(folder / KEY_NAME, book.key)
    return book
