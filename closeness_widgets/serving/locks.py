"""Who a cookie opens a record for, and the lock that "Leave quickly" turns.

A locked record stays shut until its return phrase is given. The phrase is kept like answers, sealed
to the person: whoever copies the database learns nothing from it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from closeness_widgets.records import Person, RecordRefused, Records
from closeness_widgets.serving.pen import Pen

SHELF = "return-phrase"
LOCKED = "locked"
SHORTEST = 4
FREE_TRIES = 5
PAUSE = 30.0
"""Seconds before a further try once :data:`FREE_TRIES` phrases in a row were wrong."""
REMEMBERED = 30.0
"""Seconds for which whoever just came is known by their cookie without asking the records."""


@dataclass(frozen=True)
class Known:
    """Who a cookie's token opens, as the records said at `since` (:attr:`Records.departures`)."""

    person: Person
    departures: int
    since: float


class Locks:
    """Return phrases, and who is locked out until they give theirs."""

    def __init__(self, records: Records, pen: Pen) -> None:
        self._records = records
        self._pen = pen
        self._wrong: dict[bytes, tuple[int, float]] = {}
        self._hashing = asyncio.Lock()  # one at a time: it takes all that a computer has
        self._known: dict[str, Known] = {}

    async def begin(self, shared_device: bool) -> tuple[Person, str]:
        """A new person, and the token for their cookie."""
        departures = self._records.departures
        begin = partial(self._records.begin, shared_device)
        person, token = await self._pen.save(self._records, begin)
        self._remember(token, person, departures)
        return person, token

    async def is_locked(self, person: Person) -> bool:
        """Whether this person left quickly and has not come back with their phrase."""
        return await self._pen.do(self._is_locked, person)

    async def open_person(self, token: str) -> Person | None:
        """The person of a cookie's token; None for an unknown or a locked one."""
        known = self._known.get(token)
        if known is not None and self._holds(known):
            return known.person
        return await self._pen.do(self._open_person, token)

    async def shut(self, persons: Sequence[Person]) -> list[Person]:
        """Those of these people who left quickly or erased their record, here or elsewhere."""
        return await self._pen.do(self._shut, persons)

    async def has_phrase(self, person: Person) -> bool:
        """Whether the person chose a return phrase."""
        return bool(await self._pen.do(self._read, person, "phrase"))

    async def set_phrase(self, person: Person, phrase: str) -> None:
        """Choose or replace the phrase. Raises RecordRefused if it is too short."""
        if len(_plain(phrase)) < SHORTEST:
            raise RecordRefused(
                "too-short",
                f"A return phrase has at least {SHORTEST} letters; yours has "
                f"{len(_plain(phrase))}. Choose a longer one.",
            )
        async with self._hashing:
            hashed = await asyncio.to_thread(PasswordHasher().hash, _plain(phrase))
        await self._pen.do(self._write, person, "phrase", hashed)

    async def lock(self, person: Person) -> None:
        """Shut the record, if there is a phrase to open it with."""
        if await self.has_phrase(person):
            await self._pen.do(self._write, person, LOCKED, True)

    async def unlock(self, person: Person, phrase: str) -> bool:
        """Open the record if the phrase is right; RecordRefused after too many wrong ones."""
        tries, last = self._wrong.get(person.id, (0, 0.0))
        wait = PAUSE - (time.monotonic() - last)
        if tries >= FREE_TRIES and wait > 0:
            raise RecordRefused(
                "paused", f"That was wrong {tries} times. Try again in {int(wait) + 1} seconds."
            )
        # Counted before it is looked at: else many at the same moment would all be let in.
        self._wrong[person.id] = (tries + 1, time.monotonic())
        stored = await self._pen.do(self._read, person, "phrase")
        async with self._hashing:  # and beside the loop, so that nobody else waits for it
            fits = await asyncio.to_thread(_fits, stored, phrase)
        if not fits:
            return False
        await self.open(person)
        return True

    async def open(self, person: Person) -> None:
        """Open the record again for whoever proved that it is theirs."""
        self._wrong.pop(person.id, None)
        if await self.is_locked(person):
            await self._pen.do(self._write, person, LOCKED, None)

    def forget(self, person: Person) -> None:
        """The person's record was erased."""
        self._wrong.pop(person.id, None)

    def _is_locked(self, person: Person) -> bool:
        return bool(self._records.answered([person], SHELF, "", LOCKED))

    def _open_person(self, token: str) -> Person | None:
        departures = self._records.departures
        with self._records.as_one():
            person = self._records.person_of(token)
            if person is None or self._is_locked(person):
                return None
        self._remember(token, person, departures)
        return person

    def _remember(self, token: str, person: Person, departures: int) -> None:
        """A page asks four times while it opens. Other servers may lock or erase unheard."""
        if self._records.alone:
            outdated = [other for other, known in [*self._known.items()] if not self._holds(known)]
            for other in outdated:
                self._known.pop(other, None)
            self._known[token] = Known(person, departures, time.monotonic())

    def _holds(self, known: Known) -> bool:
        fresh = time.monotonic() - known.since < REMEMBERED
        return fresh and known.departures == self._records.departures

    def _shut(self, persons: Sequence[Person]) -> list[Person]:
        with self._records.as_one():
            locked = self._records.answered(persons, SHELF, "", LOCKED)
            shut = locked | self._records.gone(persons)
        return [person for person in persons if person.id in shut]

    def _read(self, person: Person, item: str) -> Any:
        entry = self._records.one(person, SHELF, "", item)
        return entry.value if entry else None

    def _write(self, person: Person, item: str, value: Any) -> None:
        self._known.clear()  # on the thread on which they are read: none is read before and kept
        entry = self._records.one(person, SHELF, "", item)
        revision = entry.revision + 1 if entry else 1
        self._records.save(
            person, SHELF, "", item, value, revision, "server", "1", lambda _item, checked: checked
        )


def _fits(stored: Any, phrase: str) -> bool:
    try:
        return PasswordHasher().verify(stored or "", _plain(phrase))
    except (VerifyMismatchError, InvalidHashError):  # wrong, or none was ever chosen
        return False


def _plain(phrase: str) -> str:
    """Capitals and spaces at the ends do not matter on a phone's keyboard."""
    return " ".join(phrase.casefold().split())
