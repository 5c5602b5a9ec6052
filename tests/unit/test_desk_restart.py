"""PostgreSQL is stopped and started while forty people tap: each answer is there, and told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.records import StorageFailed
from tests.postgresql import Server
from tests.unit.test_desk import Kernel, Room, a_room

Json = dict[str, Any]
PEOPLE = 40
REFUSED = {"rule": "storage", "message": StorageFailed.FOR_VISITORS}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL that waits for its disk, to be stopped."""
    own = Server(durable=True)
    yield own
    own.remove()


class Somebody:
    """Writes one moment after the other; what is refused they send again, as a page does."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.saved: Json = {}
        self.refused = 0
        self.goes_on = True

    async def begin(self) -> None:
        await self.kernel.call("choose", choice={"kind": "friend", "nickname": ""})
        self.about = (await self.answers())["about"]["id"]

    async def writes(self) -> None:
        while self.goes_on:
            number = len(self.saved)
            item, value = f"moment.{number:08d}", {"date": "2026-11-16", "what": f"Tea {number}"}
            details = {"exercise": "journal", "about": self.about, "item": item, "value": value}
            while "ok" not in (told := await self.kernel.call("save", **details, **FIRST)):
                assert told["refused"] == REFUSED
                self.refused += 1
                await asyncio.sleep(0.05)  # a page waits longer
            assert told["ok"] == {"revision": 1}
            self.saved[item] = value

    async def answers(self) -> Json:
        told: Json = (await self.kernel.call("load", exercise="journal"))["ok"]
        return told


FIRST = {"revision": 1, "writer": "w"}


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - of what people count, nothing tells
        await asyncio.sleep(0.02)


def test_forty_people_tap_on_while_the_database_is_restarted_and_nobody_loses_an_answer(
    tmp_path: Path, server: Server
) -> None:
    async def story(room: Room) -> None:
        people = [Somebody(await room.seated(room.person())) for _ in range(PEOPLE)]
        for one in people:
            await one.begin()
        tapping = [asyncio.create_task(one.writes()) for one in people]
        await until(lambda: all(len(one.saved) > 1 for one in people))
        await asyncio.to_thread(server.stop)
        await until(lambda: all(one.refused for one in people))
        before = [len(one.saved) for one in people]
        await until(lambda: all(one.refused > 2 for one in people))
        assert [len(one.saved) for one in people] == before  # nobody is told "saved" meanwhile
        await asyncio.to_thread(server.start)
        await until(
            lambda: all(len(one.saved) > was for one, was in zip(people, before, strict=True))
        )
        for one in people:
            one.goes_on = False
        await asyncio.gather(*tapping)
        for one in people:
            stored = (await one.answers())["answers"]
            assert stored == {
                item: {"value": value, "revision": 1} for item, value in one.saved.items()
            }

    async def held() -> None:
        async with a_room(tmp_path, server.new_database()) as room:
            await story(room)

    asyncio.run(asyncio.wait_for(held(), 120))
