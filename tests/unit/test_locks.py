"""A return phrase is not found by trying, however many tries come at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.records import Person, RecordRefused
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
