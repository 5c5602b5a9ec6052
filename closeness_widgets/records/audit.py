"""What the owner and coach opened, exported, erased and changed: written once, never changed.

Each function runs inside the caller's transaction. A deed is one sealed row, found by its number:
there is no way to change or delete one, and one that was taken out of the file is missed. No answer
is in it, and nothing of what participants save or share.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Connection, func, insert, select

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import SealBroken
from closeness_widgets.records.tables import audit
from closeness_widgets.records.workbook_key import WorkbookKey

Deed: TypeAlias = dict[str, Any]
"""``{"number", "at": ISO 8601 in UTC, "did", "about": id of a client or workshop, hex, or ""}``"""

DEEDS = (
    "signed_in", "unlocked", "passphrase", "started_over", "backup", "keys_copied", "restored",
    "client_added", "client_link", "client_changed", "client_opened", "client_supervision",
    "client_exported", "client_erased", "note_kept", "note_deleted", "mark_kept", "mark_deleted",
    "week_kept", "client_imported",
    "workshop_made", "workshop_changed", "workshop_closed", "workshop_deleted",
    "workshop_exported", "leader_invited", "leader_removed",
)  # fmt: skip
MISSING = "missing"
"""What a deed says that was taken out of the file or changed in it."""
PAYLOAD_VERSION = 1


def write(connection: Connection, book: WorkbookKey, did: str, at: str, about: bytes = b"") -> None:
    """Keep a deed for good. Raises ValueError if there is no such deed."""
    if did not in DEEDS:
        raise ValueError(f"There is no deed {did!r}. There are: {', '.join(DEEDS)}.")
    number = _newest(connection, book) + 1
    slot = _slot(book, number)
    payload = {"v": PAYLOAD_VERSION, "number": number, "at": at, "did": did, "about": about.hex()}
    sealed = sealing.seal(book.seal_key, sealing.pack(payload), _place(slot))
    connection.execute(insert(audit).values(slot=slot, sealed=sealed))


def newest(connection: Connection, book: WorkbookKey, most: int) -> list[Deed]:
    """Return the last deeds, newest first; one that is missed says so."""
    last = _newest(connection, book)
    numbers = range(last, max(0, last - most), -1)
    slots = {number: _slot(book, number) for number in numbers}
    found = select(audit).where(audit.c.slot.in_(slots.values()))
    there = {row.slot: row.sealed for row in connection.execute(found)}
    return [_read(book, number, slot, there.get(slot)) for number, slot in slots.items()]


def opens(book: WorkbookKey, slot: bytes, sealed: bytes) -> bool:
    """Whether a row was sealed with this key."""
    return bool(_read(book, 0, slot, sealed)["did"] != MISSING)


def _newest(connection: Connection, book: WorkbookKey) -> int:
    """The number of the last deed: at least as many as there are rows, more if some are missed."""
    number = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    while connection.scalar(select(audit.c.slot).where(audit.c.slot == _slot(book, number + 1))):
        number += 1
    return int(number)


def _read(book: WorkbookKey, number: int, slot: bytes, sealed: bytes | None) -> Deed:
    try:
        deed = sealing.unpack(
            sealing.unseal(book.seal_key, sealed or b"", _place(slot), "What was done")
        )
    except SealBroken:
        return {"number": number, "at": "", "did": MISSING, "about": ""}
    deed.pop("v")
    return deed


def _slot(book: WorkbookKey, number: int) -> bytes:
    return sealing.keyed_digest(book.slot_key, ["audit", str(number)])


def _place(slot: bytes) -> bytes:
    return b"audit " + slot
