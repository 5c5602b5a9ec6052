"""A return phrase is not found by trying, however many tries come at the same moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.records import Person, RecordRefused, Records
from closeness_widgets.serving.locks import FREE_TRIES, Locks
from closeness_widgets.serving.pen import Pen
from tests.unit.live_room import open_records

pytestmark = pytest.mark.usefixtures("on_both")

PHRASE = "a quiet harbour"
Story = Callable[[Locks, Person], Coroutine[Any, Any, None]]


@pytest.fixture
def with_a_phrase(tmp_path: Path) -> Callable[[Story], None]:
    """Runs a story with the locks of a workbook and somebody who chose a phrase and left."""

    async def inside(story: Story) -> None:
        pen = Pen()
        with open_records(tmp_path) as records:
            person = records.person_of(records.begin_person())
            assert person is not None
            locks = Locks(records, pen)
            await locks.set_phrase(person, PHRASE)
            await locks.lock(person)
            try:
                await story(locks, person)
            finally:
                pen.close()

    return lambda story: asyncio.run(inside(story))


def test_thirty_wrong_phrases_at_the_same_moment_are_five_tries(
    with_a_phrase: Callable[[Story], None],
) -> None:
    async def story(locks: Locks, person: Person) -> None:
        tries = [locks.unlock(person, f"a quiet harbor {n}") for n in range(30)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert [one for one in found if not isinstance(one, RecordRefused)] == [False] * FREE_TRIES
        assert {one.rule for one in found if isinstance(one, RecordRefused)} == {"paused"}
        with pytest.raises(RecordRefused, match=r"That was wrong 5 times\. Try again in \d+ sec"):
            await locks.unlock(person, PHRASE)
        assert await locks.is_locked(person)

    with_a_phrase(story)


def test_the_right_phrase_opens_and_wrong_ones_before_it_are_forgotten(
    with_a_phrase: Callable[[Story], None],
) -> None:
    async def story(locks: Locks, person: Person) -> None:
        for _ in range(2):
            for _ in range(FREE_TRIES - 1):
                assert not await locks.unlock(person, "wrong")
            assert await locks.unlock(person, "  A quiet   HARBOUR ")
            assert not await locks.is_locked(person)

    with_a_phrase(story)


def test_while_a_phrase_is_looked_at_nobody_else_waits(
    with_a_phrase: Callable[[Story], None],
) -> None:
    async def story(locks: Locks, person: Person) -> None:
        looking, turns = asyncio.ensure_future(locks.unlock(person, "wrong")), 0
        while not looking.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert turns > 5  # Argon2 takes tens of milliseconds

    with_a_phrase(story)


@pytest.fixture
def told(tmp_path: Path) -> Callable[[Callable[[Locks, Records], Coroutine[Any, Any, None]]], None]:
    """Runs a story with the locks of an empty workbook and its records."""

    async def inside(story: Callable[[Locks, Records], Coroutine[Any, Any, None]]) -> None:
        pen = Pen()
        with open_records(tmp_path) as records:
            try:
                await story(Locks(records, pen), records)
            finally:
                pen.close()

    return lambda story: asyncio.run(inside(story))


def asked(records: Records, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that the records are asked about from now on."""
    seen: list[str] = []
    person_of = records.person_of
    monkeypatch.setattr(
        records, "person_of", lambda token: (seen.append(token), person_of(token))[1]
    )
    return seen


def test_whoever_begins_is_known_by_their_cookie_unless_other_servers_may_lock_it(
    told: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(locks: Locks, records: Records) -> None:
        person, token = await locks.begin(False)
        seen = asked(records, monkeypatch)
        assert await locks.open_person(token) == person
        assert seen == ([] if records.alone else [token])
        assert await locks.open_person("somebody else's") is None
        assert seen[-1] == "somebody else's"

    told(story)


def test_who_comes_back_is_asked_about_once_and_again_after_half_a_minute(
    told: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(locks: Locks, records: Records) -> None:
        token = records.begin_person()
        seen = asked(records, monkeypatch)
        first, second = [await locks.open_person(token) for _ in range(2)]
        assert first == second is not None
        if not records.alone:
            assert seen == [token, token]
            return
        assert seen == [token]
        now = time.monotonic()
        monkeypatch.setattr("closeness_widgets.serving.locks.time.monotonic", lambda: now + 30)
        assert await locks.open_person(token) == first
        assert seen == [token, token]

    told(story)


@pytest.mark.parametrize("how", ["erased", "forgotten", "expired", "locked"])
def test_a_cookie_opens_nothing_from_the_moment_its_record_is_gone_or_locked(
    told: Callable[..., None], how: str
) -> None:
    async def story(locks: Locks, records: Records) -> None:
        person, token = await locks.begin(False)
        await locks.set_phrase(person, PHRASE)
        assert await locks.open_person(token) == person
        if how == "erased":
            records.erase_person(person)
        elif how == "forgotten":
            records.forget_token(token)
        elif how == "expired":
            records.expire(date.today() + timedelta(days=401))  # noqa: DTZ011 - where we are
        else:
            await locks.lock(person)
        assert await locks.open_person(token) is None

    told(story)


def test_a_lock_that_opens_lets_the_cookie_in_again(told: Callable[..., None]) -> None:
    async def story(locks: Locks, _records: Records) -> None:
        person, token = await locks.begin(False)
        await locks.set_phrase(person, PHRASE)
        await locks.lock(person)
        assert await locks.open_person(token) is None
        assert await locks.unlock(person, PHRASE)
        assert await locks.open_person(token) == person

    told(story)
