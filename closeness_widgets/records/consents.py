"""Consent: a client's own key, sealed to the coach, in a row that exists while consent stands.

Each function runs inside the caller's transaction, and none needs the coach's private half but
those that read. A client may have consented from two records (a lost phone, a new link): all of
them are read, and withdrawing ends them all. One record belongs to one client at most.

What was decided is kept twice: sealed to the coach as a *letter*, which says so even when nothing
else is left, and in the client's own record.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update

from closeness_widgets.records import clients, coach_key, entries, people, sealing
from closeness_widgets.records.clients import CLOSED, USED
from closeness_widgets.records.coach_key import CoachKey
from closeness_widgets.records.entries import Entry, Place
from closeness_widgets.records.errors import RecordRefused
from closeness_widgets.records.people import Person
from closeness_widgets.records.tables import consent_letters, consents, members
from closeness_widgets.records.tables import people as people_table

Letter: TypeAlias = dict[str, Any]

OWN = Place("check-in", "", "consent")
"""Where a person's record says, sealed, to what they consented."""
GIVEN, WITHDRAWN, ERASED = "given", "withdrawn", "erased"


class AlreadyClient(RecordRefused):
    """This record is open to the coach as another client's: two people are never joined."""

    def __init__(self) -> None:
        super().__init__(
            "already-client",
            "The record on this phone is shared through another check-in link already. "
            "Begin one of your own.",
        )


def give(
    connection: Connection,
    key: CoachKey,
    client_id: bytes,
    person: Person,
    about: str,
    letter: Letter,
    now: str,
) -> None:
    """Open a person's record to the coach; the link is used up, the record outlives a workshop."""
    coach_key.require(connection, key)
    clients.require(connection, client_id)
    people.require(connection, person)
    earlier = client_of(connection, person.id)
    if earlier not in (None, client_id):
        raise AlreadyClient
    connection.execute(delete(consents).where(consents.c.person_id == person.id))
    wrapped = sealing.seal_to(
        key.public,
        sealing.pack({"key": person.key.hex(), "about": about}),
        _place(client_id, person.id),
    )
    connection.execute(
        insert(consents).values(client_id=client_id, person_id=person.id, wrapped=wrapped)
    )
    connection.execute(update(members).where(members.c.person_id == person.id).values(guest=False))
    clients.set_door(connection, client_id, USED)
    write(connection, key, client_id, letter)
    _note(connection, person, {**letter, "about": about}, now)


def restate(
    connection: Connection, key: CoachKey, person: Person, changed: Letter, now: str
) -> Letter:
    """Change what a standing consent covers. Raises RecordRefused (`no-consent`)."""
    client_id = client_of(connection, person.id)
    own = own_letter(connection, person)
    if client_id is None or own is None:
        raise RecordRefused("no-consent", "You share nothing with a coach just now.")
    letter = {**own, **changed}
    write(connection, key, client_id, {k: v for k, v in letter.items() if k != "about"})
    _note(connection, person, letter, now)
    return letter


def withdraw(
    connection: Connection, key: CoachKey, person: Person, on: str, now: str
) -> bytes | None:
    """End a person's consent, from every record of the same client; return which, or None."""
    client_id = client_of(connection, person.id)
    if client_id is None:
        return None
    end(connection, key, client_id, WITHDRAWN, on)
    if own := own_letter(connection, person):
        _note(connection, person, {**own, "state": WITHDRAWN, "on": on}, now)
    return client_id


def end(connection: Connection, key: CoachKey, client_id: bytes, state: str, on: str) -> None:
    """Delete every key of a client that the coach has, and leave a letter that says since when."""
    connection.execute(delete(consents).where(consents.c.client_id == client_id))
    clients.set_door(connection, client_id, CLOSED)
    write(connection, key, client_id, {"state": state, "on": on})


def client_of(connection: Connection, person_id: bytes | None) -> bytes | None:
    """Return the id of the client that a person is, while consent stands."""
    mine = select(consents.c.client_id).where(consents.c.person_id == person_id)
    return connection.scalar(mine)


def own_letter(connection: Connection, person: Person) -> Letter | None:
    """Return what a person's own record says of their consent, or None if they never gave one."""
    stored = entries.load(connection, person, OWN.exercise, OWN.about).get(OWN.item)
    return dict(stored.value) if stored and isinstance(stored.value, dict) else None


def readable(
    connection: Connection, key: CoachKey, client_id: bytes | None = None
) -> list[tuple[bytes, Person, str]]:
    """Return client id, person and relationship of each standing consent (of one client or all).

    Raises:
        CoachLocked: the private half is not there.
    """
    columns = select(consents, people_table.c.shared_device).join_from(consents, people_table)
    if client_id is not None:
        columns = columns.where(consents.c.client_id == client_id)
    private, found = key.opened, []
    for row in connection.execute(columns.order_by(consents.c.person_id)).all():
        place = _place(row.client_id, row.person_id)
        plain = sealing.unseal_with(private, row.wrapped, place, "A client's key")
        told = sealing.unpack(plain)
        person = Person(row.person_id, bytes.fromhex(told["key"]), row.shared_device)
        found.append((row.client_id, person, str(told["about"])))
    return found


def letters(
    connection: Connection, key: CoachKey, client_id: bytes | None = None
) -> dict[bytes, Letter]:
    """Return what clients last decided, by client id. Raises `CoachLocked`."""
    columns = select(consent_letters)
    if client_id is not None:
        columns = columns.where(consent_letters.c.client_id == client_id)
    return {
        row.client_id: sealing.unpack(
            sealing.unseal_with(
                key.opened, row.sealed, _letter_place(row.client_id), "A client's consent"
            )
        )
        for row in connection.execute(columns).all()
    }


def sealed_letter(connection: Connection, client_id: bytes) -> bytes | None:
    """Return the letter to the coach as it stands in its row."""
    mine = consent_letters.c.client_id == client_id
    return connection.scalar(select(consent_letters.c.sealed).where(mine))


def write(connection: Connection, key: CoachKey, client_id: bytes, letter: Letter) -> None:
    """Replace the letter to the coach."""
    here = consent_letters.c.client_id == client_id
    connection.execute(delete(consent_letters).where(here))
    sealed = sealing.seal_to(key.public, sealing.pack(letter), _letter_place(client_id))
    connection.execute(insert(consent_letters).values(client_id=client_id, sealed=sealed))


def _note(connection: Connection, person: Person, letter: Letter, now: str) -> None:
    stored = entries.load(connection, person, OWN.exercise, OWN.about).get(OWN.item)
    revision = stored.revision + 1 if stored else 1
    entry = Entry(letter, revision, "server", "1", now)
    entries.save(connection, person, OWN, entry, lambda _item, value: value)


def _place(client_id: bytes, person_id: bytes) -> bytes:
    return b"consent of " + client_id + person_id


def _letter_place(client_id: bytes) -> bytes:
    return b"letter of " + client_id
