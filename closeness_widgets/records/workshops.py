"""Workshops, the secrets that lead into them, and who belongs to them.

Each function runs inside the caller's transaction. A workshop's state is JSON that is not looked
into here, but for `revision` and `last_meeting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from closeness_widgets.records import audit, entries, people, sealing, workbook_key
from closeness_widgets.records.entries import Entry, Place
from closeness_widgets.records.errors import (
    KeyFileUnfit,
    RecordRefused,
    SealBroken,
    WorkshopGone,
)
from closeness_widgets.records.people import Person
from closeness_widgets.records.tables import audit as audit_table
from closeness_widgets.records.tables import entries as entries_table
from closeness_widgets.records.tables import (
    members,
    person_keys,
    pictures,
    workshop_doors,
    workshops,
)
from closeness_widgets.records.tables import people as people_table
from closeness_widgets.records.tables import workbook as workbook_table
from closeness_widgets.records.workbook_key import WorkbookKey

State: TypeAlias = dict[str, Any]
Update: TypeAlias = Callable[[State], tuple[State, Mapping[str, str] | None] | None]
"""state -> the new state and its doors (None: as before), or None: nothing changes"""

ID_BYTES = 16
KIND_LETTERS = 40
STAYS = timedelta(days=30)
CURRENT = Place("current-workshop", "", "workshop")
"""Where a person's record says, sealed, which workshop they are in now."""


@dataclass(frozen=True)
class Expired:
    """What went: ids of workshops, and ids of the people who were there for them alone."""

    workshops: list[bytes] = field(default_factory=list)
    people: list[bytes] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Look:
    """A workshop at one moment.

    Attributes:
        state: its row.
        members: ids of the people who belong to it.
        pictures: how many were made in it; none ever goes or changes.
    """

    state: State
    members: frozenset[bytes] = field(repr=False)
    pictures: int


def key_of(connection: Connection, folder: Path, shared: bool = False) -> WorkbookKey:
    """Return the folder's key if the database belongs to it; make one if nothing needs it yet.

    Args:
        connection: inside a transaction.
        folder: where the key file lies.
        shared: other servers may use the database, too: a key that it belongs to is needed.

    Raises:
        KeyFileUnfit: the file is missing or another database's.
    """
    book = workbook_key.read(folder)
    bound = connection.scalar(select(workbook_table.c.digest))
    if book is not None and bound == book.digest:
        return book
    rows = connection.execute(select(workshops)).all()
    deeds = connection.execute(select(audit_table)).all()
    path = folder / workbook_key.KEY_NAME
    needed = bool(rows or deeds) or (shared and bound is not None)
    if needed and book is None:
        raise KeyFileUnfit(path, "is missing", shared=shared)
    if needed and (bound is not None or not _opens_any(book, rows, deeds)):
        raise KeyFileUnfit(path, "belongs to another database", shared=shared)
    book = book or workbook_key.make(folder)
    connection.execute(delete(workbook_table))
    connection.execute(insert(workbook_table).values(id=1, digest=book.digest))
    return book


def new(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    state: State,
    doors: Mapping[str, str],
) -> None:
    """Write a new workshop and its doors."""
    if len(workshop_id) != ID_BYTES:
        raise RecordRefused(
            "id", f"A workshop's id has {ID_BYTES} bytes; this one has {len(workshop_id)}."
        )
    if _exists(connection, workshop_id):
        raise RecordRefused("id", "There is a workshop with this id already. Make another id.")
    sealed = _seal(book, workshop_id, state)
    connection.execute(insert(workshops).values(id=workshop_id, sealed=sealed))
    _hang_doors(connection, book, workshop_id, doors)


def change(
    connection: Connection,
    book: WorkbookKey,
    workshop_id: bytes,
    state: State,
    expected: int | None,
    doors: Mapping[str, str] | None,
) -> None:
    """Replace a workshop's state, and its doors if they are given."""
    stored = load(connection, book, workshop_id)
    if stored is None:
        raise WorkshopGone
    if expected is not None and stored.get("revision") != expected:
        raise RecordRefused(
            "moved-on",
            f"Somebody else has moved the room on (it is at change {stored.get('revision')}, this "
            f"was made for change {expected}). Look at where it is now, then try again.",
        )
    sealed = _seal(book, workshop_id, state)
    connection.execute(update(workshops).where(workshops.c.id == workshop_id).values(sealed=sealed))
    if doors is not None:
        connection.execute(
            delete(workshop_doors).where(workshop_doors.c.workshop_id == workshop_id)
        )
        _hang_doors(connection, book, workshop_id, doors)


def load(connection: Connection, book: WorkbookKey, workshop_id: bytes) -> State | None:
    """Return a workshop's state, or None if there is none with this id."""
    sealed = connection.scalar(select(workshops.c.sealed).where(workshops.c.id == workshop_id))
    return None if sealed is None else _open(book, workshop_id, sealed)


def look_at(connection: Connection, book: WorkbookKey, workshop_id: bytes) -> Look | None:
    """Return the row with what hangs on it, or None if there is none with this id."""
    made = select(func.count()).where(pictures.c.workshop_id == workshop_id).scalar_subquery()
    row = select(workshops.c.sealed, made.label("made")).where(workshops.c.id == workshop_id)
    found = connection.execute(row).one_or_none()
    if found is None:
        return None
    here = select(members.c.person_id).where(members.c.workshop_id == workshop_id)
    people = frozenset(connection.scalars(here))
    return Look(_open(book, workshop_id, found.sealed), people, found.made)


def load_all(connection: Connection, book: WorkbookKey) -> list[tuple[bytes, State]]:
    """Return every workshop's id and state, by id."""
    rows = connection.execute(select(workshops).order_by(workshops.c.id)).all()
    return [(row.id, _open(book, row.id, row.sealed)) for row in rows]


def behind(
    connection: Connection, book: WorkbookKey, kind: str, secret: str
) -> tuple[bytes, str] | None:
    """Return the workshop that a secret of this kind leads into, and the door's whole kind."""
    lookup = _lookup(book, kind, secret)
    row = connection.execute(
        select(workshop_doors).where(workshop_doors.c.lookup == lookup)
    ).one_or_none()
    if row is None or kind not in (row.kind, _family(row.kind)):
        return None
    return row.workshop_id, row.kind


def join(
    connection: Connection, workshop_id: bytes, person: Person, keeps_record: bool, now: str
) -> bool:
    """Make a person a member, and this their current workshop; say whether they are new here."""
    require(connection, workshop_id)
    people.require(connection, person)
    new_here = not is_member(connection, workshop_id, person)
    if new_here:
        guest = not keeps_record and _is_guest(connection, person)
        connection.execute(
            insert(members).values(workshop_id=workshop_id, person_id=person.id, guest=guest)
        )
    stored = _current_entry(connection, person)
    if stored is None or stored.value != workshop_id.hex():
        revision = stored.revision + 1 if stored else 1
        entry = Entry(workshop_id.hex(), revision, "server", "1", now)
        entries.save(connection, person, CURRENT, entry, lambda _item, value: value)
    return new_here


def is_member(connection: Connection, workshop_id: bytes, person: Person) -> bool:
    """Say whether a person belongs to a workshop."""
    mine = (members.c.workshop_id == workshop_id) & (members.c.person_id == person.id)
    return connection.scalar(select(members.c.guest).where(mine)) is not None


def memberships(connection: Connection, person_id: bytes) -> list[bytes]:
    """Return the ids of every workshop a person belongs to."""
    mine = select(members.c.workshop_id).where(members.c.person_id == person_id)
    return list(connection.scalars(mine))


def current_of(connection: Connection, person: Person) -> bytes | None:
    """Return the workshop that a person joined last, if they still belong to it."""
    stored = _current_entry(connection, person)
    if stored is None or not isinstance(stored.value, str):
        return None
    workshop_id = bytes.fromhex(stored.value)
    return workshop_id if is_member(connection, workshop_id, person) else None


def count_members(connection: Connection, workshop_id: bytes) -> int:
    """Return how many people belong to a workshop."""
    here = select(func.count()).select_from(members).where(members.c.workshop_id == workshop_id)
    return connection.execute(here).scalar_one()


def leave(connection: Connection, workshop_id: bytes, person: Person) -> None:
    """Take a person's membership away; nothing happens if there is none."""
    mine = (members.c.workshop_id == workshop_id) & (members.c.person_id == person.id)
    connection.execute(delete(members).where(mine))


def over(connection: Connection, book: WorkbookKey, today: date) -> list[bytes]:
    """Return the ids of workshops whose last meeting was more than 30 days ago."""
    return [
        workshop_id
        for workshop_id, state in load_all(connection, book)
        if date.fromisoformat(state["last_meeting"]) + STAYS < today
    ]


def remove(connection: Connection, ids: list[bytes]) -> Expired:
    """Delete workshops with all that is theirs, and the people who were there for them alone."""
    there = select(workshops.c.id).where(workshops.c.id.in_(ids))
    found = list(connection.scalars(there))
    stay = select(members.c.person_id).where(
        or_(members.c.workshop_id.not_in(found), members.c.guest.is_(False))
    )
    took_home = select(person_keys.c.person_id).where(person_keys.c.kind != people.COOKIE)
    leave_too = (
        people_table.c.id.in_(select(members.c.person_id).where(members.c.workshop_id.in_(found)))
        & people_table.c.id.not_in(stay)
        & people_table.c.id.not_in(took_home)
    )
    gone = list(connection.scalars(select(people_table.c.id).where(leave_too)))
    connection.execute(delete(people_table).where(leave_too))
    connection.execute(delete(workshops).where(workshops.c.id.in_(found)))
    return Expired(found, gone)


def require(connection: Connection, workshop_id: bytes) -> None:
    """Make sure the workshop still exists.

    Raises:
        WorkshopGone: deleted meanwhile, or never there.
    """
    if not _exists(connection, workshop_id):
        raise WorkshopGone


def _exists(connection: Connection, workshop_id: bytes) -> bool:
    here = select(workshops.c.id).where(workshops.c.id == workshop_id)
    return connection.scalar(here) is not None


def _is_guest(connection: Connection, person: Person) -> bool:
    """Whether the record was begun for a workshop: it is empty at the first one's door."""
    elsewhere = select(members.c.guest).where(members.c.person_id == person.id)
    known = list(connection.scalars(elsewhere))
    if known:
        return all(known)
    mine = select(entries_table.c.slot).where(entries_table.c.person_id == person.id).limit(1)
    return connection.scalar(mine) is None


def _current_entry(connection: Connection, person: Person) -> Entry | None:
    return entries.load(connection, person, CURRENT.exercise, CURRENT.about).get(CURRENT.item)


def _hang_doors(
    connection: Connection, book: WorkbookKey, workshop_id: bytes, doors: Mapping[str, str]
) -> None:
    for kind, secret in doors.items():
        entries.bounded("kind", kind, 1, KIND_LETTERS)
        lookup = _lookup(book, kind, secret)
        taken = select(workshop_doors.c.kind).where(workshop_doors.c.lookup == lookup)
        if connection.scalar(taken) is not None:
            raise RecordRefused(
                "taken", f"This {_family(kind)} already opens a workshop. Make another one."
            )
        connection.execute(
            insert(workshop_doors).values(lookup=lookup, workshop_id=workshop_id, kind=kind)
        )


def _family(kind: str) -> str:
    return kind.partition(":")[0]


def _lookup(book: WorkbookKey, kind: str, secret: str) -> bytes:
    return sealing.keyed_digest(book.door_key, [_family(kind), secret])


def _opens_any(book: WorkbookKey | None, rows: Sequence[Any], deeds: Sequence[Any]) -> bool:
    """Whether a key opens what was sealed before databases said to which key they belong."""
    return book is not None and (
        any(_fits(book, row.id, row.sealed) for row in rows)
        or any(audit.opens(book, row.slot, row.sealed) for row in deeds)
    )


def _fits(book: WorkbookKey, workshop_id: bytes, sealed: bytes) -> bool:
    try:
        _open(book, workshop_id, sealed)
    except SealBroken:
        return False
    return True


def _seal(book: WorkbookKey, workshop_id: bytes, state: State) -> bytes:
    return sealing.seal(book.seal_key, sealing.pack(state), b"workshop " + workshop_id)


def _open(book: WorkbookKey, workshop_id: bytes, sealed: bytes) -> State:
    place = b"workshop " + workshop_id
    return sealing.unpack(sealing.unseal(book.seal_key, sealed, place, "A workshop"))
