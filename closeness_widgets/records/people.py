"""People and the secrets that open their keys. Each function runs inside the caller's transaction.

A person is 16 random bytes and a random key. The key is kept only wrapped, once for each secret
the person holds; without a secret it cannot be had from the database.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Column, Connection, bindparam, delete, func, insert, select, update

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import RecordGone
from closeness_widgets.records.tables import consents, entries, people, person_keys

COOKIE = "cookie"
RECOVERY = "recovery"
STAYS = timedelta(days=400)
"""As long as browsers keep a cookie at most."""
WHO = (
    select(people, person_keys.c.wrapped)
    .join_from(person_keys, people)
    .where(person_keys.c.lookup == bindparam("lookup"))
)
"""Asked at each visit, so it is put together once."""


@dataclass(frozen=True)
class Person:
    """Somebody who showed a valid secret. Holds their key: never log it or send it anywhere.

    Attributes:
        id: 16 random bytes, the same for good.
        key: 32 bytes that open what they entered.
        shared_device: others use this device too, so nothing may stay on it.
    """

    id: bytes = field(repr=False)
    key: bytes = field(repr=False)
    shared_device: bool

    @cached_property
    def entry_key(self) -> bytes:
        """The key that seals what they entered."""
        return sealing.derive(self.key, "entries")

    @cached_property
    def slot_key(self) -> bytes:
        """The key that turns the place of an answer into its slot."""
        return sealing.derive(self.key, "slots")

    @cached_property
    def share_key(self) -> bytes:
        """The key that makes what their shared copies are known by: nobody else can make it."""
        return sealing.derive(self.key, "shared copies")


@dataclass(frozen=True)
class ErasedPerson:
    """What went, counted.

    Attributes:
        entries: answers, taken-back ones too.
        keys: devices and recovery link.
        shared: copies that were taken back from the rooms they are in.
    """

    entries: int
    keys: int
    shared: int = 0


def begin(connection: Connection, shared_device: bool, today: date) -> tuple[Person, str]:
    """Make a new person; return them and their cookie token."""
    person = Person(secrets.token_bytes(16), sealing.new_key(), shared_device)
    connection.execute(
        insert(people).values(id=person.id, seen_on=today, shared_device=shared_device)
    )
    return person, _wrap(connection, person, COOKIE)


def find(connection: Connection, token: str, today: date, kind: str = COOKIE) -> Person | None:
    """Return who holds this secret, and note the day they were seen (never an earlier one)."""
    keys = sealing.keys_of(token, kind)
    row = connection.execute(WHO, {"lookup": keys.lookup}).one_or_none()
    if row is None:
        return None
    key = sealing.unseal(keys.wrapping, row.wrapped, _place(row.id, kind), "This person's key")
    if row.seen_on < today:
        connection.execute(update(people).where(people.c.id == row.id).values(seen_on=today))
    return Person(row.id, key, row.shared_device)


def make_recovery(connection: Connection, person: Person) -> str:
    """Return a new recovery secret; an earlier one stops working."""
    require(connection, person)
    connection.execute(
        delete(person_keys).where(
            person_keys.c.person_id == person.id, person_keys.c.kind == RECOVERY
        )
    )
    return _wrap(connection, person, RECOVERY)


def come_back(connection: Connection, secret: str, today: date) -> str | None:
    """Return a cookie token of a new device for the holder of a recovery secret."""
    person = find(connection, secret, today, RECOVERY)
    return None if person is None else _wrap(connection, person, COOKIE)


def lookup_of(token: str) -> bytes:
    """Return what the row of a cookie token is found by."""
    return sealing.keys_of(token, COOKIE).lookup


def recovery_lookups(connection: Connection, person: Person) -> list[bytes]:
    """Return what the row of a person's recovery secret is found by, if they made one."""
    mine = person_keys.c.person_id == person.id
    found = select(person_keys.c.lookup).where(mine, person_keys.c.kind == RECOVERY)
    return list(connection.scalars(found))


def remove_absent(connection: Connection, today: date) -> list[bytes]:
    """Delete who was not seen for 400 days and whose record nobody can open by then.

    Their browser has dropped the cookie. Whoever made a recovery link stays, and whose coach reads
    their record with their consent. Return the ids.
    """
    reachable = select(person_keys.c.person_id).where(person_keys.c.kind != COOKIE)
    absent = (
        (people.c.seen_on < today - STAYS)
        & people.c.id.not_in(reachable)
        & people.c.id.not_in(select(consents.c.person_id))
    )
    gone = list(connection.scalars(select(people.c.id).where(absent)))
    connection.execute(delete(people).where(absent))
    return gone


def whose(connection: Connection, token: str) -> bytes | None:
    """Return the id of the person of a cookie token."""
    mine = person_keys.c.lookup == lookup_of(token)
    return connection.scalar(select(person_keys.c.person_id).where(mine))


def forget(connection: Connection, token: str) -> bool:
    """Delete this device's key, and the person with it if nothing else can open their record.

    Say whether the person went.
    """
    person_id = whose(connection, token)
    mine = person_keys.c.lookup == lookup_of(token)
    connection.execute(delete(person_keys).where(mine))
    others = select(person_keys.c.person_id)
    gone = delete(people).where(people.c.id == person_id, people.c.id.not_in(others))
    return connection.execute(gone).rowcount > 0


def erase(connection: Connection, person: Person, shared: int) -> ErasedPerson:
    """Delete the person, their keys and their entries; the counts are zero if already erased.

    `shared` copies of theirs were taken back before: that needs the key which goes now.
    """
    gone = ErasedPerson(
        entries=_count(connection, entries.c.person_id, person),
        keys=_count(connection, person_keys.c.person_id, person),
        shared=shared,
    )
    connection.execute(delete(people).where(people.c.id == person.id))
    return gone


def gone(connection: Connection, ids: list[bytes]) -> set[bytes]:
    """Return which of these people are not there any more."""
    there = connection.scalars(select(people.c.id).where(people.c.id.in_(ids)))
    return set(ids).difference(there)


def require(connection: Connection, person: Person) -> None:
    """Make sure the person still exists.

    Raises:
        RecordGone: erased meanwhile.
    """
    mine = select(people.c.id).where(people.c.id == person.id)
    if connection.execute(mine).one_or_none() is None:
        raise RecordGone


def _wrap(connection: Connection, person: Person, kind: str) -> str:
    secret = sealing.new_secret()
    keys = sealing.keys_of(secret, kind)
    connection.execute(
        insert(person_keys).values(
            lookup=keys.lookup,
            person_id=person.id,
            kind=kind,
            wrapped=sealing.seal(keys.wrapping, person.key, _place(person.id, kind)),
        )
    )
    return secret


def _place(person_id: bytes, kind: str) -> bytes:
    return b"key of " + person_id + kind.encode()


def _count(connection: Connection, column: Column[bytes], person: Person) -> int:
    statement = select(func.count()).select_from(column.table).where(column == person.id)
    return connection.execute(statement).scalar_one()
