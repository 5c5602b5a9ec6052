"""What people shared with a room, and the pictures made of it.

Each function runs inside the caller's transaction. All copies of one exercise and sitting are one
sealed row, in the order of their keys and rewritten whole. A copy carries no name: its key and its
marks are digests that only the person's own key can make.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, func, insert, select, update

from closeness_widgets.records import marks, sealing, workshops
from closeness_widgets.records.entries import NAME_LETTERS, Json, bounded, small
from closeness_widgets.records.errors import RecordRefused
from closeness_widgets.records.ledger import Mark
from closeness_widgets.records.people import Person
from closeness_widgets.records.tables import pictures as pictures_table
from closeness_widgets.records.tables import shared as shared_table
from closeness_widgets.records.workbook_key import WorkbookKey

Values: TypeAlias = dict[str, Json]
Copy: TypeAlias = dict[str, Any]
"""{"key": text, "values": {item: value}, "marks": {item: [mark, ...]}}, a mark for each face"""

PAYLOAD_VERSION = 1
MARK_BYTES = 16


def share(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    person: Person,
    exercise: str,
    sitting: str,
    values: Mapping[str, Json],
    faces: Mapping[str, Sequence[str]],
) -> None:
    """Put a person's copy into the row, in place of the one they shared there before."""
    if not workshops.is_member(connection, workshop_id, person):
        raise RecordRefused(
            "not-a-member", "You are not in this workshop. Join it with its code, then share."
        )
    kept = _kept(values)
    faced = {
        item: [_mark(person, workshop_id, exercise, item, face) for face in faces.get(item, ())]
        for item in kept
    }
    key = _copy_key(person, workshop_id, exercise)
    mine = {"key": key, "values": kept, "marks": faced}
    others = _without(copies(connection, book, workshop_id, exercise, sitting), key)
    _write(connection, book, workshop_id, exercise, sitting, [*others, mine])


def add_copies(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    exercise: str,
    sitting: str,
    sheets: Sequence[Mapping[str, Json]],
    faces: Sequence[Mapping[str, Sequence[str]]],
    batch: str = "",
) -> None:
    """Put copies into the row that belong to nobody here, each under a key that is nobody's.

    The key is made from the batch's random word and the sheet's number, so that the same batch is
    known again, at any server and after any restart, though nothing more is kept of it.
    """
    workshops.require(connection, workshop_id)
    word = batch or secrets.token_hex(16)
    place = [workshop_id.hex(), "sheet", exercise, sitting, word]
    new = [
        {
            "key": sealing.keyed_digest(book.slot_key, [*place, str(number)]).hex(),
            "values": kept,
            "marks": {item: [_chance() for _ in shown.get(item, ())] for item in kept},
        }
        for number, (kept, shown) in enumerate(zip(map(_kept, sheets), faces, strict=True))
    ]
    stored = copies(connection, book, workshop_id, exercise, sitting)
    if {copy["key"] for copy in stored} & {copy["key"] for copy in new}:
        raise RecordRefused("entered-already", "These sheets are entered already.")
    _write(connection, book, workshop_id, exercise, sitting, [*stored, *new])


def take_back(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    person: Person,
    exercise: str,
    sitting: str,
) -> list[Mark]:
    """Take a person's copy out of the row; return its mark, or nothing if there was none."""
    stored = copies(connection, book, workshop_id, exercise, sitting)
    key = _copy_key(person, workshop_id, exercise)
    left = _without(stored, key)
    if len(left) == len(stored):
        return []
    _write(connection, book, workshop_id, exercise, sitting, left)
    return [marks.copy(workshop_id, exercise, sitting, key)]


def take_back_everything(
    connection: Connection, book: WorkbookKey, workshop_id: bytes, person: Person
) -> list[Mark]:
    """Take a person's copies out of every row of a workshop; return their marks."""
    return [
        mark
        for exercise, sitting in _places(connection, book, workshop_id)
        for mark in take_back(connection, book, workshop_id, person, exercise, sitting)
    ]


def take_out(
    connection: Connection, book: WorkbookKey, workshop_id: bytes, went: Callable[[Mark], bool]
) -> int:
    """Take every copy out of a workshop that ``went`` says so of; return how many."""
    number = 0
    for exercise, sitting in _places(connection, book, workshop_id):
        stored = copies(connection, book, workshop_id, exercise, sitting)
        left = [
            copy
            for copy in stored
            if not went(marks.copy(workshop_id, exercise, sitting, str(copy["key"])))
        ]
        if len(left) < len(stored):
            _write(connection, book, workshop_id, exercise, sitting, left)
            number += len(stored) - len(left)
    return number


def shared_by(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    person: Person,
    exercise: str,
    sitting: str,
) -> Values | None:
    """Return what a person shared there, or None."""
    key = _copy_key(person, workshop_id, exercise)
    for copy in copies(connection, book, workshop_id, exercise, sitting):
        if copy["key"] == key:
            values: Values = copy["values"]
            return values
    return None


def copies(
    connection: Connection, book: WorkbookKey, workshop_id: bytes, exercise: str, sitting: str
) -> list[Copy]:
    """Return every copy of one exercise and sitting, in the order of their keys."""
    slot = _slot(book, workshop_id, exercise, sitting)
    here = (shared_table.c.workshop_id == workshop_id) & (shared_table.c.slot == slot)
    sealed = connection.scalar(select(shared_table.c.sealed).where(here))
    if sealed is None:
        return []
    found: list[Copy] = _open(book, workshop_id, slot, sealed)["copies"]
    return found


def add_picture(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    exercise: str,
    sitting: str,
    published: Mapping[str, Any],
    ledger: Mapping[str, Mapping[str, Sequence[str]]],
) -> int:
    """Keep a picture and its ledger for good; return its number, from 1 in each workshop."""
    workshops.require(connection, workshop_id)
    mine = pictures_table.c.workshop_id == workshop_id
    before = select(func.count()).select_from(pictures_table).where(mine)
    number = connection.execute(before).scalar_one() + 1
    slot = sealing.keyed_digest(book.slot_key, [workshop_id.hex(), "picture", str(number)])
    in_order = {item: dict(sorted(pairs.items())) for item, pairs in sorted(ledger.items())}
    payload = {
        "v": PAYLOAD_VERSION,
        "number": number,
        "exercise": exercise,
        "sitting": sitting,
        "published": published,
        "ledger": in_order,
    }
    sizes: Counter[str] = Counter()
    for pairs in in_order.values():
        for key, pair in pairs.items():
            sizes[key] += len(sealing.as_json({key: pair})) - len("}")
    plain = sealing.pack_crowd(payload, sizes.values())
    sealed = sealing.seal(book.seal_key, plain, _place(b"picture", workshop_id, slot))
    connection.execute(
        insert(pictures_table).values(workshop_id=workshop_id, slot=slot, sealed=sealed)
    )
    return int(number)


def pictures(
    connection: Connection, book: WorkbookKey, workshop_id: bytes, exercise: str | None
) -> list[dict[str, Any]]:
    """Return the pictures of one exercise, or of all, in the order in which they were made."""
    here = select(pictures_table).where(pictures_table.c.workshop_id == workshop_id)
    found = []
    for row in connection.execute(here).all():
        place = _place(b"picture", workshop_id, row.slot)
        payload = sealing.unpack(sealing.unseal(book.seal_key, row.sealed, place, "A picture"))
        payload.pop("v")
        if exercise in (None, payload["exercise"]):
            found.append(payload)
    return sorted(found, key=lambda picture: int(picture["number"]))


def _places(connection: Connection, book: WorkbookKey, workshop_id: bytes) -> list[tuple[str, str]]:
    here = select(shared_table).where(shared_table.c.workshop_id == workshop_id)
    found = [_open(book, workshop_id, row.slot, row.sealed) for row in connection.execute(here)]
    return [(place["exercise"], place["sitting"]) for place in found]


def _kept(values: Mapping[str, Json]) -> Values:
    """The values as they are kept: in the order of their names, not of anybody's taps."""
    checked = small(dict(values))
    if not isinstance(checked, dict) or not checked:
        raise RecordRefused("nothing", "There is nothing to share yet. Answer something first.")
    return dict(sorted(checked.items()))


def _without(stored: list[Copy], key: str) -> list[Copy]:
    return [copy for copy in stored if copy["key"] != key]


def _write(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    exercise: str,
    sitting: str,
    everybody: list[Copy],
) -> None:
    bounded("exercise", exercise, 1, NAME_LETTERS)
    bounded("sitting", sitting, 1, NAME_LETTERS)
    in_order = sorted(everybody, key=lambda copy: str(copy["key"]))
    payload = {
        "v": PAYLOAD_VERSION,
        "exercise": exercise,
        "sitting": sitting,
        "copies": in_order,
    }
    plain = sealing.pack_crowd(payload, [len(sealing.as_json(copy)) for copy in in_order])
    slot = _slot(book, workshop_id, exercise, sitting)
    sealed = sealing.seal(book.seal_key, plain, _place(b"shared", workshop_id, slot))
    here = (shared_table.c.workshop_id == workshop_id) & (shared_table.c.slot == slot)
    changed = connection.execute(update(shared_table).where(here).values(sealed=sealed))
    if not changed.rowcount:
        connection.execute(
            insert(shared_table).values(workshop_id=workshop_id, slot=slot, sealed=sealed)
        )


def _open(book: WorkbookKey, workshop_id: bytes, slot: bytes, sealed: bytes) -> dict[str, Any]:
    place = _place(b"shared", workshop_id, slot)
    return sealing.unpack(sealing.unseal(book.seal_key, sealed, place, "What was shared"))


def _slot(book: WorkbookKey, workshop_id: bytes, exercise: str, sitting: str) -> bytes:
    return sealing.keyed_digest(book.slot_key, [workshop_id.hex(), "shared", exercise, sitting])


def _place(what: bytes, workshop_id: bytes, slot: bytes) -> bytes:
    return what + b" of " + workshop_id + slot


def _copy_key(person: Person, workshop_id: bytes, exercise: str) -> str:
    """The same for every sitting of an exercise in a workshop, and for nothing else."""
    return sealing.keyed_digest(person.share_key, ["copy", workshop_id.hex(), exercise]).hex()


def _mark(person: Person, workshop_id: bytes, exercise: str, item: str, face: str) -> str:
    """The same for the same face of an item in every sitting, and for nothing else."""
    parts = ["mark", workshop_id.hex(), exercise, item, face]
    return sealing.keyed_digest(person.share_key, parts)[:MARK_BYTES].hex()


def _chance() -> str:
    return secrets.token_hex(MARK_BYTES)
