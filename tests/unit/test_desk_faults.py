"""The database is held by another program, or damaged while it is used: what a page is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from closeness_widgets.records import DatabaseDamaged, Records, StorageFailed
from tests.unit.faults import damage, hold
from tests.unit.storage import HERE, in_a_file
from tests.unit.test_desk import Kernel, Room, a_room, change, chosen

pytestmark = pytest.mark.usefixtures("on_both")

REFUSED = {"rule": "storage", "message": StorageFailed.FOR_VISITORS}
TAPS = {f"{one}.now": 4 for one in ("ideas", "together", "feelings")}


@contextmanager
def held(room: Room, folder: Path) -> Iterator[None]:
    """Another program has begun to write. (The server waits five seconds for it, here less.)"""
    impatient = {"sqlite": "PRAGMA busy_timeout = 50", "postgresql": "SET lock_timeout = '50ms'"}
    with closing(room.records._engine.raw_connection()) as own:
        own.cursor().execute(impatient[HERE.kind]).close()
    with hold(folder, HERE.address(folder)):
        yield


async def taps(kernel: Kernel, about: str, revision: int) -> list[object]:
    """One tap on each question, all at once: what the page is told of each."""
    for number, (item, value) in enumerate(TAPS.items(), kernel.number + 1):
        details = change(about, item=item, value=value, revision=revision)
        kernel.send({"id": number, "call": "save", **details})
    kernel.number += len(TAPS)
    told = [await kernel.hear() for _ in TAPS]
    return [one.get("refused") or one["ok"] for one in told]


def test_taps_while_another_program_holds_the_database_are_refused_and_kept_once_it_lets_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with a_room(tmp_path) as room:
            person = room.person()
            kernel = await room.seated(person)
            about = await chosen(kernel)
            with held(room, tmp_path):
                assert await taps(kernel, about, 1) == [REFUSED] * len(TAPS)
                assert (await kernel.call("load", exercise="dimensions"))["refused"] == REFUSED
            assert "ok" in await kernel.call("load", exercise="dimensions")
            assert room.records.load(person, "dimensions", about) == {}
            assert await taps(kernel, about, 1) == [{"revision": 1}] * len(TAPS)
            assert len(room.records.load(person, "dimensions", about)) == len(TAPS)

    with caplog.at_level(logging.ERROR):
        asyncio.run(asyncio.wait_for(story(), 30))
    reason = {
        "sqlite": "database is locked",
        "postgresql": "canceling statement due to lock timeout",
    }
    assert f"({reason[HERE.kind]})" in caplog.text


@in_a_file  # of PostgreSQL: test_records_postgresql_faults
def test_a_database_that_is_damaged_while_it_is_used_acknowledges_nothing_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[object] = []

    async def story() -> None:
        async with a_room(tmp_path) as room:
            kernel = await room.seated(room.person())
            about = await chosen(kernel)
            told.append(await taps(kernel, about, 1))
            damage(tmp_path)
            told.append(await taps(kernel, about, 2))
            told.append((await kernel.call("load", exercise="dimensions"))["refused"])
            with pytest.raises(StorageFailed, match="malformed"):
                room.records.begin_person()
            told.append("the end")

    with caplog.at_level(logging.ERROR), pytest.raises(StorageFailed):  # as it is closed
        asyncio.run(asyncio.wait_for(story(), 30))
    assert told == [[{"revision": 1}] * len(TAPS), [REFUSED] * len(TAPS), REFUSED, "the end"]
    assert "(database disk image is malformed)" in caplog.text
    with pytest.raises(DatabaseDamaged, match="Nothing in it was changed"):
        Records.open(tmp_path)
