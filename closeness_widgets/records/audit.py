"""What the owner and coach opened, exported, erased and changed: written once, never changed.

Each function runs inside the caller's transaction. A deed is one sealed row, found by its number:
there is no way to change or delete one, and one that was taken out of the file is missed. One more
row, written with each deed, says how many there are and since when; so the newest one is missed,
too, and a log that was emptied begins on the day of its next deed. An older copy of all these rows
does open: nothing in a database can tell that all of it was set back.

No answer is in it, and nothing of what participants save or share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import SealBroken
from closeness_widgets.records.tables import audit
from closeness_widgets.records.workbook_key import WorkbookKey

Deed: TypeAlias = dict[str, Any]
"""``{"number", "at": ISO 8601 in UTC, "did", "about": id of a client or workshop, hex, or ""}``

``link_…``: what somebody did with a co-facilitator's link.
"""

DEEDS = (
    "signed_in", "signed_out", "unlocked", "passphrase", "started_over", "backup", "keys_copied",
    "restored", "clients_listed", "client_added", "client_link", "client_changed", "client_opened",
    "client_supervision", "client_exported", "client_erased", "note_kept", "note_deleted",
    "mark_kept", "mark_deleted", "week_kept", "client_imported",
    "workshop_made", "workshop_changed", "workshop_opened", "workshop_led", "workshop_closed",
    "workshop_deleted", "workshop_exported", "leader_invited", "leader_removed",
    "link_opened", "link_led", "link_exported",
)  # fmt: skip
BEGUN = "begun"
"""What stands at the end of the log: since when it is kept."""
MISSING = "missing"
"""What a deed says that was taken out of the file or changed in it."""
PAYLOAD_VERSION = 1
AGAIN = timedelta(hours=1)
LOOK_BACK = 40
"""Among so many deeds one is looked for that need not be written again."""


@dataclass(frozen=True)
class Count:
    """How many deeds there are, and when the count began (ISO 8601 in UTC)."""

    number: int
    since: str


def write(connection: Connection, book: WorkbookKey, did: str, at: str, about: bytes = b"") -> None:
    """Keep a deed for good. Raises ValueError if there is no such deed."""
    if did not in DEEDS:
        raise ValueError(f"There is no deed {did!r}. There are: {', '.join(DEEDS)}.")
    count = counted(connection, book)
    number = _newest(connection, book, count) + 1
    slot = _slot(book, number)
    payload = {"v": PAYLOAD_VERSION, "number": number, "at": at, "did": did, "about": about.hex()}
    sealed = sealing.seal(book.seal_key, sealing.pack(payload), _place(slot))
    connection.execute(insert(audit).values(slot=slot, sealed=sealed))
    _count(connection, book, Count(number, count.since if count else at))


def just_did(
    connection: Connection, book: WorkbookKey, did: str, at: str, about: bytes = b""
) -> bool:
    """Whether the same was done within the last hour, and is among the newest deeds."""
    now = datetime.fromisoformat(at)
    return any(
        (deed["did"], deed["about"]) == (did, about.hex())
        and abs(now - datetime.fromisoformat(deed["at"])) < AGAIN
        for deed in newest(connection, book, LOOK_BACK)
    )


def newest(connection: Connection, book: WorkbookKey, most: int) -> list[Deed]:
    """Return the last deeds, newest first; one that is missed says so."""
    count = counted(connection, book)
    last = _newest(connection, book, count)
    numbers = range(last, max(0, last - most), -1)
    slots = {number: _slot(book, number) for number in numbers}
    found = select(audit).where(audit.c.slot.in_(slots.values()))
    there = {row.slot: row.sealed for row in connection.execute(found)}
    deeds = [_read(book, number, slot, there.get(slot)) for number, slot in slots.items()]
    return [_missing(last + 1), *deeds][:most] if deeds and count is None else deeds


def counted(connection: Connection, book: WorkbookKey) -> Count | None:
    """Return the count, or None if nothing was done yet, or it was taken out or changed."""
    slot = _count_slot(book)
    sealed = connection.scalar(select(audit.c.sealed).where(audit.c.slot == slot))
    try:
        payload = _open(book, slot, sealed)
    except SealBroken:
        return None
    return Count(payload["number"], payload["since"])


def opens(book: WorkbookKey, slot: bytes, sealed: bytes) -> bool:
    """Whether a row was sealed with this key."""
    try:
        _open(book, slot, sealed)
    except SealBroken:
        return False
    return True


def _newest(connection: Connection, book: WorkbookKey, count: Count | None) -> int:
    """The number of the last deed: as the count says, or more if the count is an older one."""
    deeds = select(func.count()).select_from(audit).where(audit.c.slot != _count_slot(book))
    number = max(connection.execute(deeds).scalar_one(), count.number if count else 0)
    while connection.scalar(select(audit.c.slot).where(audit.c.slot == _slot(book, number + 1))):
        number += 1
    return int(number)


def _count(connection: Connection, book: WorkbookKey, count: Count) -> None:
    slot = _count_slot(book)
    payload = {"v": PAYLOAD_VERSION, "number": count.number, "since": count.since}
    sealed = sealing.seal(book.seal_key, sealing.pack(payload), _place(slot))
    connection.execute(delete(audit).where(audit.c.slot == slot))
    connection.execute(insert(audit).values(slot=slot, sealed=sealed))


def _read(book: WorkbookKey, number: int, slot: bytes, sealed: bytes | None) -> Deed:
    try:
        deed = _open(book, slot, sealed)
    except SealBroken:
        return _missing(number)
    deed.pop("v")
    return deed


def _missing(number: int) -> Deed:
    return {"number": number, "at": "", "did": MISSING, "about": ""}


def _open(book: WorkbookKey, slot: bytes, sealed: bytes | None) -> dict[str, Any]:
    plain = sealing.unseal(book.seal_key, sealed or b"", _place(slot), "What was done")
    return sealing.unpack(plain)


def _slot(book: WorkbookKey, number: int) -> bytes:
    return sealing.keyed_digest(book.slot_key, ["audit", str(number)])


def _count_slot(book: WorkbookKey) -> bytes:
    return sealing.keyed_digest(book.slot_key, ["audit", "count"])


def _place(slot: bytes) -> bytes:
    return b"audit " + slot
