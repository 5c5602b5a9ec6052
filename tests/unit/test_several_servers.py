"""Two servers on one PostgreSQL database: what one changes the other hears, and nothing is lost."""

from __future__ import annotations

import asyncio
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from closeness_widgets.records import Notice, Records
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.live.rooms import Rooms
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.pen import Pen
from closeness_widgets.workshops import steering
from closeness_widgets.workshops.plan import Workshop
from tests import postgresql
from tests.unit.live_room import LIBRARY, WORDS, LiveRoom

Json = dict[str, Any]
PATIENCE = 20.0


@pytest.fixture
def both(first: Records, second: Records) -> tuple[Records, Records]:
    """Two servers' records on one new database, each in a folder of its own with the same keys."""
    return first, second


class Ear:
    """What one server hears, in order; None: the line is new."""

    def __init__(self, records: Records) -> None:
        self._heard: queue.Queue[Notice | None] = queue.Queue()
        self.stop = records.listen(self._heard.put)
        assert self.hears() is None

    def hears(self) -> Notice | None:
        return self._heard.get(timeout=PATIENCE)


def test_what_one_server_changes_the_other_hears_and_not_what_it_does_itself(
    both: tuple[Records, Records],
) -> None:
    one, other = both
    room = LiveRoom(one, "dimensions", "blockers")
    ear = Ear(other)
    try:
        other.change_workshop(room.id, room.workshop.as_json())  # its own: not heard
        room.steer("next")
        assert ear.hears() == Notice(room.id, one._server)
        (person,) = room.crowd("dimensions", [{"ideas.now": 7, "ideas.wished": 8}])  # and joins
        assert [ear.hears(), ear.hears()] == [Notice(room.id, one._server)] * 2
        one.announce(room.id, 12)
        assert ear.hears() == Notice(room.id, one._server, 12)
        room.own.take_back(person, room.workshop, room.step("dimensions"))
        assert ear.hears() == Notice(room.id, one._server)
        one.erase_person(person)
        assert ear.hears() == Notice(room.id, one._server)
        with pytest.raises(ZeroDivisionError):
            one.update_workshop(room.id, lambda state: 1 // 0)  # undone, so nothing is said
        one.delete_workshop(room.id)
        assert ear.hears() == Notice(room.id, one._server)
    finally:
        ear.stop()


def test_a_line_that_is_cut_is_made_again_and_says_that_something_may_have_been_missed(
    both: tuple[Records, Records],
) -> None:
    one, other = both
    room = LiveRoom(one, "dimensions", "blockers")
    ear = Ear(other)
    try:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        assert postgresql.running().do(cut)
        assert ear.hears() is None
        room.steer("next")
        assert ear.hears() == Notice(room.id, one._server)
    finally:
        ear.stop()


def test_of_forty_changes_at_two_servers_at_once_each_is_made_to_what_the_one_before_left(
    both: tuple[Records, Records],
) -> None:
    room = LiveRoom(both[0], "dimensions", "blockers")
    begin = threading.Barrier(2)

    def server(records: Records) -> None:
        async def changes() -> None:
            pen, pictures = Pen(), Pictures(records, lambda: WORDS)
            rooms = Rooms(records, pen, lambda: LIBRARY, pictures, lambda _: {}, dict)
            await rooms.room(room.workshop.id)
            begin.wait(PATIENCE)
            for _ in range(20):
                await rooms.steer(room.workshop.id, {"do": "extend", "seconds": 60})
            pen.close()

        asyncio.run(changes())

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(server, both))
    workshop = Workshop.model_validate(both[0].load_workshop(room.id))
    assert (workshop.revision, workshop.timer.left) == (41, 40 * 60)


def test_thresholds_hold_over_both_servers(both: tuple[Records, Records]) -> None:
    one, other = both
    room = LiveRoom(one, "dimensions", "blockers")
    step = room.at("blockers")
    there = Pictures(other, lambda: WORDS)
    assert there.all(room.workshop, LIBRARY) == []
    room.crowd("blockers", [{"blame.me": number % 3} for number in range(4)])
    elsewhere = LiveRoom.__new__(LiveRoom)
    elsewhere.__dict__ = {**room.__dict__, "records": other, "own": type(room.own)(other)}
    with pytest.raises(Exception, match="at least 5 people"):
        there.reveal(room.workshop, step, LIBRARY)
    elsewhere.crowd("blockers", [{"blame.me": 2}])
    assert room.pictures.reveal(room.workshop, step, LIBRARY) == 1
    elsewhere.crowd("blockers", [{"blame.me": 0}])
    shown = steering.shown(room.workshop, step, 1)
    with pytest.raises(Exception, match="Too little has changed") as caught:
        there.reveal(shown, step, LIBRARY)
    assert caught.value.rule == "close"


def test_whoever_leaves_quickly_at_one_server_is_shut_out_at_the_other_until_their_phrase_is_given(
    both: tuple[Records, Records],
) -> None:
    async def story() -> None:
        pen = Pen()
        here, there = (Locks(records, pen) for records in both)
        token = both[0].begin_person()
        person = await here.open_person(token)
        await here.set_phrase(person, "green bicycle")
        assert await there.open_person(token) == person
        assert await there.shut([person]) == []
        await here.lock(person)
        assert await there.open_person(token) is None
        assert await there.shut([person]) == [person]
        assert not await here.unlock(person, "blue bicycle")
        assert await there.unlock(person, "green bicycle")
        assert await here.open_person(token) == person
        both[1].erase_person(person)
        assert await here.shut([person]) == [person]
        pen.close()

    asyncio.run(story())
