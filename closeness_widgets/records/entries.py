"""Sealed answers of one person. Each function runs inside the caller's transaction.

A row says whose it is and nothing else in the open. Which relationship, exercise and item it
answers is in the sealed payload; so is its revision and its time. The row is found again by its
slot, a digest that only the person's key can make.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import RecordGone, RecordRefused, SealBroken
from closeness_widgets.records.people import Person
from closeness_widgets.records.tables import entries, people

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Check: TypeAlias = Callable[[str, Json], Json]

PAYLOAD_VERSION = 1
NAME_LETTERS = 80
WRITER_LETTERS = 40
VALUE_LETTERS = 8_192
REVISIONS = 2**31
ENTRIES_A_PERSON = 5_000
AT_ONCE = 24
"""Items looked up together: those of four weeks."""

# What a tap asks of the database, written out once: to put a statement together takes as long as
# to run it.
MINE = entries.c.person_id == bindparam("of")
AT = entries.c.slot == bindparam("at")
HERE = and_(MINE, AT)
SEALED = select(entries.c.sealed).where(HERE)
STANDING = (
    select(entries.c.sealed)
    .select_from(people.outerjoin(entries, and_(people.c.id == entries.c.person_id, AT)))
    .where(people.c.id == bindparam("of"))
)
"""One row with what stands at a place, or with nothing; no row for a person who was erased."""
CHANGE = update(entries).where(HERE).values(sealed=bindparam("sealed"))
NEW = insert(entries)
COUNT = select(func.count()).select_from(entries).where(MINE)


@dataclass(frozen=True)
class Place:
    """What an entry answers: the exercise, the relationship it is about, the item."""

    exercise: str
    about: str
    item: str


@dataclass(frozen=True)
class Entry:
    """One stored answer.

    Attributes:
        value: the answer; None means not answered, or taken back.
        revision: counted by the writer per item, from 1.
        writer: the page that wrote it, a random name.
        content: hash of the content file that was answered.
        saved_at: when it was committed, ISO 8601 in UTC.
    """

    value: Json = field(repr=False)
    revision: int
    writer: str
    content: str
    saved_at: str


class StaleRevision(RecordRefused):
    """Another page saved this item in the meantime; `current` is the entry that stands."""

    def __init__(self, current: Entry, revision: int) -> None:
        super().__init__(
            "stale",
            f"A newer answer is already saved (revision {current.revision}, this one was "
            f"{revision}). Look at that one, then change it if you like.",
        )
        self.current = current


def load(connection: Connection, person: Person, exercise: str, about: str) -> dict[str, Entry]:
    """Return the entries of one exercise about one relationship, by item."""
    return {
        place.item: entry
        for _, place, entry in _all(connection, person)
        if (place.exercise, place.about) == (exercise, about)
    }


def one(connection: Connection, person: Person, place: Place) -> Entry | None:
    """Return the entry at one place, without opening another one."""
    found = sealed_at(connection, person, place)
    return None if found is None else _open(person, *found)[1]


def save(
    connection: Connection,
    person: Person,
    place: Place,
    new: Entry,
    check: Check,
) -> Entry:
    """Write `new` at `place` if its revision is higher than the stored one; see `Records.save`."""
    bounded("exercise", place.exercise, 1, NAME_LETTERS)
    bounded("about", place.about, 0, NAME_LETTERS)
    bounded("item", place.item, 1, NAME_LETTERS)
    bounded("writer", new.writer, 1, WRITER_LETTERS)
    bounded("content", new.content, 1, NAME_LETTERS)
    _revision_in_range(new.revision)
    value = small(check(place.item, new.value))

    slot = _slot(person, place)
    standing = connection.execute(STANDING, {"of": person.id, "at": slot}).one_or_none()
    if standing is None:
        raise RecordGone
    if standing.sealed is not None:
        current = _open(person, slot, standing.sealed)[1]
        if (new.revision, new.writer) == (current.revision, current.writer):
            return current
        if new.revision <= current.revision:
            raise StaleRevision(current, new.revision)

    entry = Entry(value, new.revision, new.writer, new.content, new.saved_at)
    payload = {"v": PAYLOAD_VERSION, **vars(place), **vars(entry)}
    sealed = sealing.seal(person.entry_key, sealing.pack(payload), _bound_to(person, slot))
    if standing.sealed is not None:
        connection.execute(CHANGE, {"of": person.id, "at": slot, "sealed": sealed})
    else:
        _room_for_one_more(connection, person)
        connection.execute(NEW, {"person_id": person.id, "slot": slot, "sealed": sealed})
    return entry


def first_answered(
    connection: Connection, person: Person, exercise: str, about: str, items: Sequence[str]
) -> str | None:
    """Return the first of these items that has an answer, without opening anything after it."""
    columns = select(entries.c.slot, entries.c.sealed).where(entries.c.person_id == person.id)
    for start in range(0, len(items), AT_ONCE):
        slots = {
            _slot(person, Place(exercise, about, item)): item
            for item in items[start : start + AT_ONCE]
        }
        found = connection.execute(columns.where(entries.c.slot.in_(slots))).all()
        there = {row.slot: row.sealed for row in found}
        for slot, item in slots.items():
            if slot in there and _open(person, slot, there[slot])[1].value is not None:
                return item
    return None


def answered(connection: Connection, persons: Sequence[Person], place: Place) -> set[bytes]:
    """Return the ids of those who have an answer at this place, without opening another one."""
    slots = {_slot(person, place): person for person in persons}
    ids = [person.id for person in persons]
    theirs = entries.c.person_id.in_(ids) & entries.c.slot.in_(slots)
    found = connection.execute(select(entries).where(theirs)).all()
    return {
        row.person_id
        for row in found
        if slots[row.slot].id == row.person_id
        and _open(slots[row.slot], row.slot, row.sealed)[1].value is not None
    }


def erase(
    connection: Connection, person: Person, about: str, exercise: str | None = None
) -> list[bytes]:
    """Delete the entries about one relationship, of one exercise or of all; return their slots."""
    slots = [
        slot
        for slot, place, _ in _all(connection, person)
        if place.about == about and exercise in (None, place.exercise)
    ]
    for slot in slots:
        connection.execute(
            delete(entries).where(entries.c.person_id == person.id, entries.c.slot == slot)
        )
    return slots


def sealed_at(connection: Connection, person: Person, place: Place) -> tuple[bytes, bytes] | None:
    """Return slot and sealed payload of an entry as they stand in its row, or None."""
    slot = _slot(person, place)
    sealed = connection.scalar(SEALED, {"of": person.id, "at": slot})
    return None if sealed is None else (slot, sealed)


def _all(connection: Connection, person: Person) -> Iterator[tuple[bytes, Place, Entry]]:
    columns = select(entries.c.slot, entries.c.sealed)
    for row in connection.execute(columns.where(entries.c.person_id == person.id)).all():
        yield row.slot, *_open(person, row.slot, row.sealed)


def _open(person: Person, slot: bytes, sealed: bytes) -> tuple[Place, Entry]:
    plain = sealing.unseal(person.entry_key, sealed, _bound_to(person, slot), "A saved answer")
    return _read(sealing.unpack(plain))


def _read(payload: dict[str, Any]) -> tuple[Place, Entry]:
    """Read a payload of any version there has been: older ones are brought up to date here."""
    if payload.pop("v") != PAYLOAD_VERSION:
        raise SealBroken("A saved answer")
    place = Place(*(payload.pop(name) for name in ("exercise", "about", "item")))
    return place, Entry(**payload)


def _slot(person: Person, place: Place) -> bytes:
    return sealing.keyed_digest(person.slot_key, [place.about, place.exercise, place.item])


def _bound_to(person: Person, slot: bytes) -> bytes:
    return b"entry of " + person.id + slot


def bounded(rule: str, text: object, least: int, most: int) -> None:
    """Refuse, under the name of the rule, what is not text of `least` to `most` letters."""
    if not isinstance(text, str):
        raise RecordRefused(rule, f"{rule} must be text; this one is {type(text).__name__}.")
    if not least <= len(text) <= most:
        raise RecordRefused(
            rule, f"{rule} must have {least} to {most} letters; this one has {len(text)}."
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RecordRefused(rule, f"{rule} must be whole letters; this one ends in half of one.")


def _revision_in_range(revision: object) -> None:
    rule = f"revision must be a whole number from 1 to {REVISIONS}; this one is "
    if not isinstance(revision, int) or isinstance(revision, bool):
        raise RecordRefused("revision", f"{rule}{type(revision).__name__}.")
    if not 1 <= revision <= REVISIONS:
        shown = str(revision) if revision.bit_length() < 64 else "far outside"
        raise RecordRefused("revision", f"{rule}{shown}.")


def small(value: Json) -> Json:
    """Return the value as it will be read again: half an emoji, cut off in a browser, is "?"."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        raise RecordRefused(
            "value", "An answer must be text, numbers, yes/no, or lists and maps of them."
        ) from None
    if len(text) > VALUE_LETTERS:
        raise RecordRefused(
            "value",
            f"An answer can hold {VALUE_LETTERS} letters; this one has {len(text)}. "
            "Please shorten it.",
        )
    stored: Json = json.loads(text.encode("utf-8", "replace"))
    return stored


def _room_for_one_more(connection: Connection, person: Person) -> None:
    if connection.scalars(COUNT, {"of": person.id}).one() >= ENTRIES_A_PERSON:
        raise RecordRefused(
            "full",
            f"A record can hold {ENTRIES_A_PERSON} answers, and this one is full. "
            "Erase something you no longer need.",
        )
