"""Seats: real kernels, given to one person for one visit and taken back."""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import nbformat
import psutil
import pytest

from closeness_widgets import paths
from closeness_widgets.content.own import OwnContent
from closeness_widgets.records import Person, Records
from closeness_widgets.serving.app import ClosenessApp
from closeness_widgets.serving.cells import PageBroken
from closeness_widgets.serving.chapters import Chapter
from closeness_widgets.serving.forked import forks
from closeness_widgets.serving.house import House
from closeness_widgets.serving.seats import NEVER_CAME, SLEEPING, RoomFull

Story = Callable[[House], Awaitable[None]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Story], None]:
    """Runs a story in a server of its own, whose kernels end with it."""
    monkeypatch.setenv("CLOSENESS_SERVED", "1")

    def told(story: Story) -> None:
        async def inside(app: ClosenessApp) -> None:
            await app.house.desk.open()
            try:
                await asyncio.wait_for(story(app.house), 120)
            finally:
                await app.house.seats.close()
                await app.house.desk.close()
                forks.shut_down()

        with Records.open(tmp_path / "data") as records:
            own = OwnContent(paths.content(), tmp_path / "data/content", tmp_path / "in-order")
            app = ClosenessApp(tmp_path / "data", records, own, lambda line: None)
            app.initialize([])
            with tempfile.TemporaryDirectory() as short:  # a socket's path must not be long
                app.connection_dir = short
                app.init_settings()
                asyncio.run(inside(app))

    return told


def somebody(house: House) -> Person:
    person = house.records.person_of(house.records.begin_person())
    assert person is not None
    return person


def kernels() -> int:
    """How many processes run below this one's warm process."""
    me = psutil.Process(os.getpid())
    return sum(
        1
        for one in me.children(recursive=True)
        if one.ppid() != me.pid and one.status() != psutil.STATUS_ZOMBIE
    )


def chapter_that_fails(folder: Path) -> Chapter:
    path = folder / "9_broken.ipynb"
    cells = [nbformat.v4.new_code_cell("open_exercise('nothing')")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return Chapter("broken", "Broken", path)


def test_one_visit_has_one_seat_and_another_visit_another(run: Callable[[Story], None]) -> None:
    async def story(house: House) -> None:
        person, chapter = somebody(house), house.chapters["dimensions"]
        first = await house.seats.take(chapter, person, "visit")
        assert await house.seats.take(chapter, person, "visit") is first
        second = await house.seats.take(chapter, person, "another")
        assert second.kernel_id != first.kernel_id
        assert len(house.seats) == kernels() == 2
        await house.seats.leave(first)
        await house.seats.leave_all(person)
        assert len(house.seats) == kernels() == 0

    run(story)


def test_a_full_room_says_so_and_lets_people_in_once_a_place_is_free(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        house.seats.most = 1
        chapter = house.chapters["dimensions"]
        seat = await house.seats.take(chapter, somebody(house), "a")
        with pytest.raises(RoomFull):
            await house.seats.take(chapter, somebody(house), "b")
        await house.seats.leave(seat)
        await house.seats.take(chapter, somebody(house), "b")

    run(story)


def test_a_prepared_seat_is_given_to_whoever_comes_and_knows_nobody_before(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        chapter = house.chapters["journal"]
        await house.seats.keep_ready({chapter: 1})
        assert house.seats.ready == 1
        person = somebody(house)
        seat = await house.seats.take(chapter, person, "a")
        assert house.seats.ready == 0
        assert seat.person == person
        assert kernels() == 1

    run(story)


def test_a_prepared_seat_has_its_lines_open_and_closes_those_that_nobody_took(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        seat = await house.seats.prepare(house.chapters["dimensions"])
        lines = dict(seat.lines)
        assert {name: line.closed() for name, line in lines.items()} == {
            "shell": False,
            "iopub": False,
        }
        await house.seats.leave(seat)
        assert all(line.closed() for line in lines.values())

    run(story)


def test_no_more_is_prepared_than_there_is_memory_for_and_what_is_wanted_most_comes_first(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        house.seats.most = 2
        journal, room = house.chapters["journal"], house.room_chapters["live"]
        await house.seats.keep_ready({journal: 5})
        assert (house.seats.prepared(journal), kernels()) == ((2, 5), 2)
        await house.seats.expect(room, 1)
        async with asyncio.timeout(20):
            while house.seats.prepared(room) != (1, 1):  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)
        assert (house.seats.prepared(journal), kernels()) == ((1, 5), 2)
        await house.seats.take(house.chapters["dimensions"], somebody(house), "a")
        assert (house.seats.prepared(journal), kernels()) == ((0, 5), 2)

    run(story)


def test_a_seat_that_nobody_uses_is_taken_back_and_one_in_use_is_not(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        chapter = house.chapters["dimensions"]
        never = await house.seats.take(chapter, somebody(house), "a")
        asleep = await house.seats.take(chapter, somebody(house), "b")
        asleep.connected = True
        for seat in (never, asleep):
            seat.unconnected_since -= NEVER_CAME + 1
        await house.seats.cull()
        assert house.seats.find(never.kernel_id) is None
        assert house.seats.find(asleep.kernel_id) is asleep
        asleep.unconnected_since -= SLEEPING
        await house.seats.cull()
        assert len(house.seats) == 0

    run(story)


def test_a_killed_kernel_frees_its_seat_at_once(run: Callable[[Story], None]) -> None:
    async def story(house: House) -> None:
        person, chapter = somebody(house), house.chapters["dimensions"]
        seat = await house.seats.take(chapter, person, "a")
        for one in psutil.Process(os.getpid()).children(recursive=True):
            if one.ppid() != os.getpid():
                one.kill()
        async with asyncio.timeout(5):
            while house.seats.find(seat.kernel_id):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.01)
        assert await house.seats.take(chapter, person, "a") is not seat

    run(story)


def test_whoever_comes_just_when_kernels_are_killed_does_not_wait_for_a_dead_one(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        person, chapter = somebody(house), house.chapters["dimensions"]
        await house.seats.keep_ready({chapter: 2})
        killed = list(house.seats._ready[chapter.slug])
        for one in psutil.Process(os.getpid()).children(recursive=True):
            if one.ppid() != os.getpid():
                one.kill()
        async with asyncio.timeout(10):
            seat = await house.seats.take(chapter, person, "a")
        assert seat not in killed
        assert house.seats.find(seat.kernel_id) is seat
        assert await house.seats.take(chapter, person, "a") is seat

    run(story)


def test_a_chapter_with_a_mistake_is_named_and_leaves_no_kernel(
    run: Callable[[Story], None], tmp_path: Path
) -> None:
    async def story(house: House) -> None:
        with pytest.raises(PageBroken, match=r"9_broken\.ipynb, cell 1"):
            await house.seats.take(chapter_that_fails(tmp_path), somebody(house), "a")
        assert len(house.seats) == kernels() == 0

    run(story)


def test_a_kernel_that_dies_while_places_are_prepared_takes_no_other_place_along(
    run: Callable[[Story], None],
) -> None:
    async def story(house: House) -> None:
        seats = house.seats
        asked = asyncio.create_task(seats.keep_ready({house.chapters["journal"]: 3}))
        async with asyncio.timeout(20):
            while not any(one.writer for one in house.desk._places.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        psutil.Process(os.getpid()).children(recursive=True)[-1].kill()
        async with asyncio.timeout(30):
            await asked
        assert seats.ready == len(seats) == kernels()
        assert seats.ready >= 2

    run(story)


def test_places_that_are_being_prepared_as_the_server_stops_are_given_up_without_a_word(
    run: Callable[[Story], None], caplog: pytest.LogCaptureFixture
) -> None:
    async def story(house: House) -> None:
        told: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, what: told.append(what))
        await house.seats.expect(house.chapters["journal"], 3)
        async with asyncio.timeout(20):
            while kernels() < 3:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.005)
        await house.seats.close()
        await house.desk.close()
        await asyncio.sleep(0)
        gc.collect()
        assert (kernels(), told, caplog.messages) == (0, [], [])

    run(story)
