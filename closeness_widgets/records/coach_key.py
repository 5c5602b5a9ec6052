"""The coach's key: what clients consent to is sealed to its public half.

It lies in `coach.key` in the data folder, as JSON: the public half in the open, so that somebody
can consent while the coach is away, and the private half as it is or, once there is a passphrase,
sealed with a key made from that (Argon2id, RFC 9106). What the coach writes about a client is
sealed with a key derived from the private half.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from sqlalchemy import Connection, delete, insert, select

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import (
    CoachKeyReplaced,
    CoachLocked,
    KeyFileUnfit,
    SealBroken,
)
from closeness_widgets.records.folder import write_private
from closeness_widgets.records.tables import clients, coach

KEY_NAME = "coach.key"
SALT_BYTES = 16
WORK = {"time": 3, "memory": 65_536, "lanes": 4}
"""Rounds, KiB and threads of Argon2id: the second choice that RFC 9106 recommends (64 MiB)."""
MOST_WORK = {"time": 100, "memory": 4_194_304, "lanes": 64}


@dataclass(frozen=True)
class CoachKey:
    """The coach's key pair. Never log the private half or send it anywhere.

    Attributes:
        public: 32 bytes that can be told to anybody.
        private: 32 bytes, or None while it is locked.
        wrapped: whether the file needs the passphrase.
    """

    public: bytes
    private: bytes | None = field(default=None, repr=False)
    wrapped: bool = False

    @property
    def locked(self) -> bool:
        """Whether the passphrase has to be given before anything of a client can be read."""
        return self.private is None

    @cached_property
    def seal_key(self) -> bytes:
        """The key that seals what the coach keeps about clients. Raises `CoachLocked`."""
        return sealing.derive(self.opened, "clients")

    @property
    def opened(self) -> bytes:
        """The private half. Raises `CoachLocked`."""
        if self.private is None:
            raise CoachLocked
        return self.private


def of(connection: Connection, folder: Path, shared: bool = False) -> CoachKey:
    """Return the folder's key if it belongs to the database; make one if nothing needs it yet.

    Args:
        connection: inside a transaction.
        folder: where the key file lies.
        shared: other servers may use the database, too: a key that it belongs to is needed.

    Raises:
        KeyFileUnfit: it is needed, and the file is missing or another database's; or it holds no
            key at all.
    """
    bound = connection.scalar(select(coach.c.public))
    there_are_clients = connection.scalar(select(clients.c.id).limit(1)) is not None
    needed = there_are_clients or (shared and bound is not None)
    path = folder / KEY_NAME
    if path.exists():
        found = _read(path)
    elif needed:
        raise KeyFileUnfit(path, "is missing", "clients", shared)
    else:
        found = fresh(folder)
    if bound == found.public:
        return found
    if needed:
        raise KeyFileUnfit(path, "belongs to another database", "clients", shared)
    bind(connection, found)
    return found


def fresh(folder: Path) -> CoachKey:
    """Make a new key in place of what is there."""
    private = sealing.new_key()
    made = CoachKey(sealing.public_of(private), private)
    _write(folder, made, {"private": private.hex()})
    return made


def bind(connection: Connection, key: CoachKey) -> None:
    """Say in the database to which key it belongs."""
    unbind(connection)
    connection.execute(insert(coach).values(id=1, public=key.public))


def unbind(connection: Connection) -> None:
    """Let the database belong to no key, until a new one is made."""
    connection.execute(delete(coach))


def require(connection: Connection, key: CoachKey) -> None:
    """Make sure that the database still belongs to this key. Raises `CoachKeyReplaced`."""
    if connection.scalar(select(coach.c.public)) != key.public:
        raise CoachKeyReplaced


def unlocked(folder: Path, passphrase: str) -> CoachKey | None:
    """Return the key opened with the passphrase, or None if it is another one."""
    path = folder / KEY_NAME
    found, told = _read(path), _told(path)
    if not found.wrapped:
        return found
    work = {name: int(told[name]) for name in WORK}
    key = _stretched(passphrase, bytes.fromhex(told["salt"]), work)
    try:
        sealed = bytes.fromhex(told["wrapped"])
        private = sealing.unseal(key, sealed, _place(found.public), "The coach's key")
    except SealBroken:
        return None
    return replace(found, private=private)


def wrap(folder: Path, key: CoachKey, passphrase: str) -> CoachKey:
    """Write the file anew so that it needs this passphrase. Raises `CoachLocked`."""
    salt = secrets.token_bytes(SALT_BYTES)
    stretched = _stretched(passphrase, salt, WORK)
    sealed = sealing.seal(stretched, key.opened, _place(key.public))
    _write(folder, key, {"salt": salt.hex(), **WORK, "wrapped": sealed.hex()})
    return replace(key, wrapped=True)


def _read(path: Path) -> CoachKey:
    told = _told(path)
    try:
        public = bytes.fromhex(told["public"])
        if "wrapped" in told:
            whole = all(1 <= int(told[name]) <= MOST_WORK[name] for name in WORK)
            whole &= all(bytes.fromhex(told[name]) for name in ("salt", "wrapped"))
            found = CoachKey(public, wrapped=True)
        else:
            private = bytes.fromhex(told["private"])
            whole = sealing.public_of(private) == public
            found = CoachKey(public, private)
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole or len(public) != sealing.KEY_BYTES:
        raise KeyFileUnfit(path, "holds no key of a coach", "clients")
    path.chmod(0o600)
    return found


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise KeyFileUnfit(path, "holds no key of a coach", "clients")
    return told


def _write(folder: Path, key: CoachKey, private: dict[str, Any]) -> None:
    told = {"v": 1, "public": key.public.hex(), **private}
    write_private(folder / KEY_NAME, json.dumps(told).encode() + b"\n")


def _stretched(passphrase: str, salt: bytes, work: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode("utf-8", "surrogatepass"),
        salt,
        work["time"],
        work["memory"],
        work["lanes"],
        sealing.KEY_BYTES,
        Type.ID,
    )


def _place(public: bytes) -> bytes:
    return b"coach's key " + public
