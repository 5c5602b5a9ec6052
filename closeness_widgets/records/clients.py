"""A coach's clients: what the coach keeps about them, and the link by which they come in.

Each function runs inside the caller's transaction. A client's card and file are JSON that is not
looked into here; both are sealed with the coach's key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select, update

from closeness_widgets.records import coach_key, sealing
from closeness_widgets.records.coach_key import CoachKey
from closeness_widgets.records.errors import ClientGone, RecordRefused
from closeness_widgets.records.tables import client_doors, clients, consents

State: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[State, State], tuple[State, State]]

ID_BYTES = 16
DOOR = "check-in"
INVITED, USED, CLOSED = "invited", "used", "closed"
FILE_STEP = 4_096
LONGEST = 4_000_000
"""Bytes of a card or file: about forty years of weeks."""


@dataclass(frozen=True)
class Client:
    """A client as the coach keeps them.

    Attributes:
        id: 16 random bytes.
        card: what a list shows.
        file: notes, marks and weeks; empty where only cards were asked for.
        door: `invited`, `used`, `closed`, or "" if no link was made yet.
    """

    id: bytes
    card: State = field(repr=False)
    file: State = field(repr=False)
    door: str


@dataclass(frozen=True)
class ErasedClient:
    """What went with a client: links, and records that the coach could read until now."""

    links: int
    consents: int


def new(connection: Connection, key: CoachKey, card: State, file: State) -> bytes:
    """Write a new client and return their id. Raises `CoachKeyReplaced`."""
    client_id = secrets.token_bytes(ID_BYTES)
    coach_key.require(connection, key)
    sealed = _sealed(key, client_id, card, file)
    connection.execute(insert(clients).values(id=client_id, **sealed))
    return client_id


def load_all(connection: Connection, key: CoachKey) -> list[Client]:
    """Return every client without their file, in no order that means anything."""
    doors = {row.client_id: row.kind for row in connection.execute(select(client_doors))}
    rows = connection.execute(select(clients.c.id, clients.c.card).order_by(clients.c.id)).all()
    return [
        Client(row.id, _open(key, row.id, row.card, "card"), {}, doors.get(row.id, ""))
        for row in rows
    ]


def load(connection: Connection, key: CoachKey, client_id: bytes) -> Client:
    """Return one client. Raises `CoachLocked`, `ClientGone`."""
    _ = key.opened  # while locked not even whether there is one
    row = connection.execute(select(clients).where(clients.c.id == client_id)).one_or_none()
    if row is None:
        raise ClientGone
    here = client_doors.c.client_id == client_id
    door = connection.scalar(select(client_doors.c.kind).where(here))
    card, file = (_open(key, row.id, getattr(row, name), name) for name in ("card", "file"))
    return Client(row.id, card, file, door or "")


def change(connection: Connection, key: CoachKey, client_id: bytes, how: Change) -> Client:
    """Replace a client's card and file by what `how` makes of them. Raises `ClientGone`."""
    before = load(connection, key, client_id)
    card, file = how(before.card, before.file)
    sealed = _sealed(key, client_id, card, file)
    connection.execute(update(clients).where(clients.c.id == client_id).values(**sealed))
    return Client(client_id, card, file, before.door)


def erase(connection: Connection, client_id: bytes) -> ErasedClient:
    """Delete a client with all that hangs on them. Raises `ClientGone`."""
    require(connection, client_id)
    gone = ErasedClient(
        *(
            connection.execute(
                select(func.count()).select_from(table).where(table.c.client_id == client_id)
            ).scalar_one()
            for table in (client_doors, consents)
        )
    )
    connection.execute(delete(clients).where(clients.c.id == client_id))
    return gone


def all_ids(connection: Connection) -> list[bytes]:
    """Return the id of every client; works while the coach's key is locked."""
    return list(connection.scalars(select(clients.c.id)))


def erase_all(connection: Connection) -> int:
    """Delete every client, opened or not; return how many."""
    return connection.execute(delete(clients)).rowcount


def new_link(connection: Connection, client_id: bytes) -> str:
    """Return the secret of a new link; an earlier one stops working. Raises `ClientGone`."""
    require(connection, client_id)
    connection.execute(delete(client_doors).where(client_doors.c.client_id == client_id))
    secret = sealing.new_secret()
    lookup = sealing.keys_of(secret, DOOR).lookup
    connection.execute(
        insert(client_doors).values(lookup=lookup, client_id=client_id, kind=INVITED)
    )
    return secret


def behind(connection: Connection, secret: str) -> tuple[bytes, str] | None:
    """Return the client of a link's secret and the door's kind, or None."""
    lookup = sealing.keys_of(secret, DOOR).lookup
    row = connection.execute(
        select(client_doors).where(client_doors.c.lookup == lookup)
    ).one_or_none()
    return None if row is None else (row.client_id, row.kind)


def set_door(connection: Connection, client_id: bytes, kind: str) -> None:
    """Say that a client's link was used or is closed."""
    here = client_doors.c.client_id == client_id
    connection.execute(update(client_doors).where(here).values(kind=kind))


def require(connection: Connection, client_id: bytes) -> None:
    """Make sure the client still exists. Raises `ClientGone`."""
    here = select(clients.c.id).where(clients.c.id == client_id)
    if connection.scalar(here) is None:
        raise ClientGone


def _sealed(key: CoachKey, client_id: bytes, card: State, file: State) -> dict[str, bytes]:
    packed = {"card": sealing.pack(card), "file": sealing.pack(file, FILE_STEP)}
    for plain in packed.values():
        if len(plain) > LONGEST:
            raise RecordRefused(
                "full",
                f"A client's file can hold {LONGEST} bytes; this one would have {len(plain)}. "
                "Delete notes that you no longer need.",
            )
    return {
        name: sealing.seal(key.seal_key, plain, _place(client_id, name))
        for name, plain in packed.items()
    }


def _open(key: CoachKey, client_id: bytes, sealed: bytes, name: str) -> State:
    place = _place(client_id, name)
    return sealing.unpack(sealing.unseal(key.seal_key, sealed, place, f"A client's {name}"))


def _place(client_id: bytes, name: str) -> bytes:
    return f"client's {name} ".encode() + client_id
