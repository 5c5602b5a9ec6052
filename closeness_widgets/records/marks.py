"""How the ledger calls what went: one function for each kind of thing that can go."""

from __future__ import annotations

from closeness_widgets.records.ledger import Mark


def person(person_id: bytes) -> Mark:
    """A person with all that is theirs."""
    return ("person", person_id.hex())


def key(lookup: bytes) -> Mark:
    """A device or recovery link that opens a person's record no more."""
    return ("key", lookup.hex())


def entry(person_id: bytes, slot: bytes) -> Mark:
    """An answer that was erased."""
    return ("entry", person_id.hex(), slot.hex())


def workshop(workshop_id: bytes) -> Mark:
    """A workshop that was deleted or whose time was over."""
    return ("workshop", workshop_id.hex())


def member(workshop_id: bytes, person_id: bytes) -> Mark:
    """Somebody who left a workshop."""
    return ("member", workshop_id.hex(), person_id.hex())


def copy(workshop_id: bytes, exercise: str, sitting: str, copy_key: str) -> Mark:
    """A shared copy that was taken back."""
    return ("copy", workshop_id.hex(), exercise, sitting, copy_key)


def client(client_id: bytes) -> Mark:
    """A client whom the coach erased."""
    return ("client", client_id.hex())


def consent(client_id: bytes) -> Mark:
    """A consent that ended."""
    return ("consent", client_id.hex())


def letter(client_id: bytes) -> Mark:
    """What a consent covered before it was changed."""
    return ("letter", client_id.hex())


def passphrase(argon2: str) -> Mark:
    """A passphrase that was replaced."""
    return ("passphrase", argon2)
