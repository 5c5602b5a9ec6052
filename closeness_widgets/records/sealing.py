"""Secrets, keys and sealed bytes: all the cryptography there is, and no SQL.

A *secret* is what a person holds (the cookie's token, a recovery link): 32 random bytes as URL-safe
text. The server never stores it. Two values are derived from it: a lookup, by which its row is
found, and a wrapping key, which opens the person's own key kept in that row.

Sealed bytes are `version (1 byte) | nonce (12) | ciphertext and tag` of ChaCha20-Poly1305, with a
fresh random nonce each time. The place they belong to is authenticated with them, so they open
there and nowhere else. An older version of the same place does open: sealing cannot tell that a
whole file was set back.

What is sealed *to* somebody opens with their private key alone, and anybody who has the public key
can seal it: `version (1) | sender's key for this once (32) | sealed bytes as above`, the key being
HKDF of the X25519 agreement and both public keys (as ECIES, and libsodium's sealed boxes, do it).
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from closeness_widgets.records.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"
TO_VERSION = b"\x02"

PAD_TO = 256
PAD_AT_LEAST = 512
CROWD = 16
CROWD_UNIT = 1_024
CROWD_REST = 4_096


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_secret() -> str:
    """Return 32 random bytes as 43 letters that are safe in a URL or a cookie."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True)
class SecretKeys:
    """The two values derived from a secret (32 bytes each)."""

    lookup: bytes = field(repr=False)
    wrapping: bytes = field(repr=False)


def keys_of(secret: str, kind: str) -> SecretKeys:
    """Derive lookup and wrapping key from a secret, or from anything sent in place of one.

    `kind` separates uses: the same secret looked up as another kind is not found.
    """
    material = secret.encode("utf-8", "surrogatepass")
    return SecretKeys(derive(material, f"{kind} lookup"), derive(material, f"{kind} wrapping"))


def derive(key: bytes, purpose: str) -> bytes:
    """Derive another 32-byte key for one purpose (HKDF with SHA-256)."""
    info = b"closeness 1 " + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def keyed_digest(key: bytes, parts: Sequence[str]) -> bytes:
    """Digest a list of texts to 32 bytes that mean nothing without the key."""
    return hmac.digest(key, json.dumps(parts).encode(), "sha256")


def seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Encrypt and authenticate `plain` so that it opens with this key at this place only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, VERSION + place)


def unseal(key: bytes, sealed: bytes, place: bytes, what: str) -> bytes:
    """Undo `seal`.

    Raises:
        SealBroken: the bytes, the key or the place is not the one it was sealed with. `what` names
            the thing in the message.
    """
    version, nonce = sealed[:1], sealed[1 : 1 + NONCE_BYTES]
    if version != VERSION or len(nonce) != NONCE_BYTES:
        raise SealBroken(what)
    try:
        rest = sealed[1 + NONCE_BYTES :]
        return ChaCha20Poly1305(key).decrypt(nonce, rest, VERSION + place)
    except InvalidTag:
        raise SealBroken(what) from None


def public_of(private: bytes) -> bytes:
    """Return the public key (32 bytes) of an X25519 private key (32 random bytes)."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, place: bytes) -> bytes:
    """Encrypt `plain` so that it opens with the private key of `public`, at this place only."""
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    key = _agreed(once, public, sender, public)
    return TO_VERSION + sender + seal(key, plain, place)


def unseal_with(private: bytes, sealed: bytes, place: bytes, what: str) -> bytes:
    """Undo `seal_to`.

    Raises:
        SealBroken: the bytes, the private key or the place is not the one it was sealed with.
    """
    sender, rest = sealed[1 : 1 + KEY_BYTES], sealed[1 + KEY_BYTES :]
    if sealed[:1] != TO_VERSION or len(sender) != KEY_BYTES:
        raise SealBroken(what)
    mine = X25519PrivateKey.from_private_bytes(private)
    try:
        key = _agreed(mine, sender, sender, public_of(private))
    except ValueError:  # a sender's key that agrees with everybody
        raise SealBroken(what) from None
    return unseal(key, rest, place, what)


def _agreed(mine: X25519PrivateKey, theirs: bytes, sender: bytes, receiver: bytes) -> bytes:
    shared = mine.exchange(X25519PublicKey.from_public_bytes(theirs))
    info = b"closeness 1 sealed to " + sender + receiver
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)


def pack(payload: Mapping[str, Any], step: int = PAD_TO) -> bytes:
    """Write a payload as JSON, with blanks up to a multiple of 256 bytes and at least 512.

    So a tick, a number, a taken-back answer and a short sentence all have the same size; of a
    longer text its length to within 256 bytes (or another `step`) remains to be seen.

    Raises:
        ValueError, TypeError, RecursionError: the payload is not JSON.
    """
    plain = as_json(payload)
    size = max(PAD_AT_LEAST, -(-len(plain) // step) * step)
    return plain.ljust(size)


def pack_crowd(payload: Mapping[str, Any], parts: Collection[int]) -> bytes:
    """Write a payload that holds a part for each of many people, so that nobody can count them.

    The size is room for 16, 32, 48, ... parts, each as large as the largest one (1, 2, 4, ... KiB),
    and room for the rest in steps of 4 KiB. `parts` are their lengths in bytes, as JSON.
    """
    plain = as_json(payload)
    unit = CROWD_UNIT
    while unit < max(parts, default=0):
        unit *= 2
    crowds = max(1, -(-len(parts) // CROWD))
    rest = -(-(len(plain) - sum(parts)) // CROWD_REST) * CROWD_REST
    return plain.ljust(crowds * CROWD * unit + rest)


def as_json(payload: object) -> bytes:
    """Write JSON without blanks, as UTF-8."""
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def unpack(plain: bytes) -> dict[str, Any]:
    """Undo `pack`: blanks after JSON mean nothing."""
    payload: dict[str, Any] = json.loads(plain)
    return payload
