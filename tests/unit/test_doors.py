"""Wrong codes: a few are free, then each waits longer, then the door is shut for that address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from closeness_widgets.serving.live import doors, participants
from closeness_widgets.serving.live.doors import Doors
from closeness_widgets.serving.live.rooms import Rooms
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.pen import Pen
from closeness_widgets.serving.proxies import BehindProxies, read_networks
from closeness_widgets.workshops.plan import CODE_LETTERS, LETTERS
from tests.unit.live_room import LIBRARY, LiveRoom, open_records

PHONE, OTHER = "192.168.1.30", "192.168.1.31"


class Clock:
    """Time goes on when a test says so."""

    def __init__(self, now: float = 50.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock) -> Doors:
    return Doors(clock)


def knock(door: Doors, clock: Clock, times: int, address: str = PHONE) -> list[int]:
    """Wrong codes, each as soon as it is let in; the wait after each."""
    waits = []
    for _ in range(times):
        clock.now += door.wait(address)
        door.wrong(address)
        waits.append(door.wait(address))
    return waits


def test_five_wrong_codes_are_free_for_people_mistype(door: Doors, clock: Clock) -> None:
    assert door.wait(PHONE) == 0
    assert knock(door, clock, 5) == [0, 0, 0, 0, 0]
    assert not door.is_locked(PHONE)


def test_from_the_sixth_on_each_wait_is_twice_the_last_and_two_minutes_at_most(
    door: Doors, clock: Clock
) -> None:
    knock(door, clock, 5)
    assert knock(door, clock, 14) == [2, 4, 8, 16, 32, 64, *[120] * 8]
    assert not door.is_locked(PHONE)


def test_a_wait_ends_when_it_is_over_and_not_before(door: Doors, clock: Clock) -> None:
    knock(door, clock, 7)
    for later, left in ((0.5, 4), (3.0, 1), (0.5, 0), (0.5, 0)):
        clock.now += later
        assert door.wait(PHONE) == left


def test_the_twentieth_shuts_the_door_for_an_hour(door: Doors, clock: Clock) -> None:
    knock(door, clock, 20)
    assert door.is_locked(PHONE)
    assert door.wait(PHONE) == 3_600
    clock.now += 3_599
    assert door.is_locked(PHONE)
    clock.now += 1
    assert (door.is_locked(PHONE), door.wait(PHONE)) == (False, 0)


def test_after_an_hour_without_a_try_an_address_begins_anew(door: Doors, clock: Clock) -> None:
    knock(door, clock, 20)
    clock.now += 3_601
    assert knock(door, clock, 6) == [0, 0, 0, 0, 0, 2]


def test_an_hour_with_tries_in_it_is_not_forgotten(door: Doors, clock: Clock) -> None:
    for _ in range(5):
        door.wrong(PHONE)
        clock.now += 3_500
    door.wrong(PHONE)
    assert door.wait(PHONE) == 2


def test_one_address_does_not_shut_the_door_for_another(door: Doors, clock: Clock) -> None:
    knock(door, clock, 20)
    assert door.is_locked(PHONE)
    assert (door.wait(OTHER), door.is_locked(OTHER)) == (0, False)
    assert knock(door, clock, 6, OTHER)[-1] == 2


def test_however_many_addresses_knock_only_so_many_are_remembered_the_newest(
    door: Doors, clock: Clock
) -> None:
    for number in range(doors.MOST_ADDRESSES * 2):
        clock.now += 0.001
        for _ in range(6 if number == doors.MOST_ADDRESSES * 2 - 1 else 1):
            door.wrong(f"10.0.{number // 256}.{number % 256}")
        assert len(door._tries) <= doors.MOST_ADDRESSES
    last = doors.MOST_ADDRESSES * 2 - 1
    assert door.wait(f"10.0.{last // 256}.{last % 256}") == 2


# At the door itself: the page that joins, with a clock of the test's own

Story = Callable[["Front"], Coroutine[Any, Any, None]]


class Front:
    """The real handler on real records, listening on a port of its own."""

    def __init__(self, room: LiveRoom, clock: Clock, url: str) -> None:
        self.room, self.clock, self.url = room, clock, url
        self.client = AsyncHTTPClient(max_clients=100)

    async def join(self, through: str = "", **body: Any) -> tuple[int, str]:
        """Status, and the title or the message. ``through``: what the proxy says who asked."""
        headers = {"X-Closeness": "1", "Content-Type": "application/json"}
        if through:
            headers["X-Forwarded-For"] = through
        asked = HTTPRequest(self.url, "POST", headers, json.dumps(body))
        reply = await self.client.fetch(asked, raise_error=False)
        told = json.loads(reply.body)
        return reply.code, told["error"]["message"] if "error" in told else told["title"]


@pytest.fixture
def at_the_door(on_both: None, tmp_path: Path) -> Callable[..., None]:
    """Runs a story at the door of a workshop."""

    async def inside(story: Story, behind_a_proxy: bool) -> None:
        clock, pen = Clock(), Pen()
        with open_records(tmp_path) as records:
            room = LiveRoom(records, "dimensions")
            rooms = Rooms(records, pen, lambda: LIBRARY, room.pictures, lambda _: {}, dict)
            house = SimpleNamespace(
                base="/", records=records, pen=pen, rooms=rooms, doors=Doors(clock),
                own_part=room.own, locks=Locks(records, pen),
            )  # fmt: skip
            application = Application([(r"/", participants.Join)], closeness=house)
            trusted = read_networks(["127.0.0.1"] if behind_a_proxy else [])
            server = HTTPServer(BehindProxies(application, trusted))
            listening, port = bind_unused_port()
            server.add_socket(listening)
            front = Front(room, clock, f"http://127.0.0.1:{port}/")
            try:
                await asyncio.wait_for(story(front), 60)
            finally:
                front.client.close()
                await asyncio.sleep(0)  # its lines close on the loop's next turn
                server.stop()
                with suppress(TimeoutError):
                    await asyncio.wait_for(server.close_all_connections(), 5)
                pen.close()  # before the records that it writes

    return lambda story, behind_a_proxy=False: asyncio.run(inside(story, behind_a_proxy))


def wrong_codes(front: Front, times: int) -> Coroutine[Any, Any, list[tuple[int, str]]]:
    async def tried() -> list[tuple[int, str]]:
        replies = []
        for _ in range(times):
            replies.append(await front.join(code="ZZZZZZZZ"))
            front.clock.now += 120
        return replies

    return tried()


NO_SUCH = (
    403,
    "No workshop has this code just now. Look at the wall again: is every letter right?",
)


def test_somebody_who_tries_on_and_on_is_told_to_wait_then_locked_out_in_words(
    at_the_door: Callable[[Story], None],
) -> None:
    async def story(front: Front) -> None:
        assert await wrong_codes(front, 5) == [NO_SUCH] * 5
        assert await front.join(code="ZZZZZZZZ") == NO_SUCH
        # The right code waits as well: else a wait would tell that a code was wrong.
        waiting = (429, "That was wrong a few times. Try again in 2 seconds.")
        assert await front.join(code=front.room.workshop.code) == waiting
        front.clock.now += 120
        await wrong_codes(front, 13)
        assert await front.join(code="ZZZZZZZZ") == NO_SUCH
        locked = (
            "Too many wrong codes came from here. Scan the code on the wall instead of typing it, "
            "or try again in 60 minutes."
        )
        for body in ({"code": front.room.workshop.code}, {"secret": "x"}, {"code": "ZZZZZZZZ"}):
            assert await front.join(**body) == (429, locked)
        # Whoever scanned the code on the wall does not pay for others at the same address.
        secret = front.room.workshop.join_secret
        assert await front.join(secret=secret) == (200, "Saturday")
        assert await front.join(code=front.room.workshop.code) == (429, locked)
        front.clock.now += 3_601
        assert await front.join(code=front.room.workshop.code) == (200, "Saturday")

    at_the_door(story)


def test_behind_a_proxy_the_guesser_is_locked_out_and_nobody_else(
    at_the_door: Callable[..., None],
) -> None:
    async def story(front: Front) -> None:
        for number in range(20):  # each with another invention before what the proxy adds
            front.clock.now += 120
            through = f"10.9.8.{number}, {PHONE}"
            assert await front.join(through, code="ZZZZZZZZ") == NO_SUCH
        assert (await front.join(PHONE, code=front.room.workshop.code))[0] == 429
        assert await front.join(OTHER, code=front.room.workshop.code) == (200, "Saturday")

    at_the_door(story, behind_a_proxy=True)


def test_without_a_trusted_proxy_a_forged_address_is_no_way_round_the_wait(
    at_the_door: Callable[..., None],
) -> None:
    async def story(front: Front) -> None:
        replies = [await front.join(f"10.9.8.{n}", code="ZZZZZZZZ") for n in range(7)]
        assert [status for status, _ in replies] == [403] * 6 + [429]

    at_the_door(story)


def test_a_hundred_wrong_codes_at_the_same_moment_are_no_way_round_the_wait(
    at_the_door: Callable[[Story], None],
) -> None:
    async def story(front: Front) -> None:
        replies = await asyncio.gather(*(front.join(code="ZZZZZZZZ") for _ in range(100)))
        assert [status for status, _ in replies].count(403) == 6
        assert {status for status, _ in replies} == {403, 429}

    at_the_door(story)


def test_forty_people_with_the_right_code_come_in_at_the_same_moment(
    at_the_door: Callable[[Story], None],
) -> None:
    async def story(front: Front) -> None:
        code = front.room.workshop.code
        replies = await asyncio.gather(*(front.join(code=code) for _ in range(40)))
        assert replies == [(200, "Saturday")] * 40
        assert front.room.records.count_members(front.room.id) == 40

    at_the_door(story)


def test_a_code_is_good_until_thirty_days_after_the_last_meeting(
    at_the_door: Callable[[Story], None],
) -> None:
    async def story(front: Front) -> None:
        workshop, records = front.room.workshop, front.room.records
        assert records.expire(workshop.deleted_on).workshops == []
        assert (await front.join(code=workshop.code))[0] == 200
        assert records.expire(workshop.deleted_on + timedelta(days=1)).workshops == [front.room.id]
        assert await front.join(code=workshop.code) == NO_SUCH
        gone = "This link opens no workshop. Scan the code on the wall again."
        assert await front.join(secret=workshop.join_secret) == (403, gone)

    at_the_door(story)


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "Please fill in code."),
        ({"code": 7}, 400, "Please fill in code."),
        ({"code": "A" * 81}, 400, "code has at most 80 characters."),
        ({"code": "ABC"}, 403, "A code has 8 letters and digits; this one has 3."),
        ({"secret": ["x"]}, 400, "Please fill in secret."),
        ({"code": "\ud800" * 8}, 403, "A code has 8 letters and digits; this one has 0."),
        (
            {"secret": "\ud800"},
            403,
            "This link opens no workshop. Scan the code on the wall again.",
        ),
    ],
)
def test_rubbish_at_the_door_is_refused_in_words(
    at_the_door: Callable[[Story], None], body: dict[str, Any], status: int, message: str
) -> None:
    async def story(front: Front) -> None:
        assert await front.join(**body) == (status, message)
        assert front.room.records.count_members(front.room.id) == 0

    at_the_door(story)


def test_a_hundred_thousand_guesses_are_looked_at_for_months_and_find_nothing(
    door: Doors, clock: Clock
) -> None:
    looked_at = 0
    for _ in range(100_000):  # one after the other, each as early as it could be
        if door.wait(PHONE) == 0:
            looked_at += 1
            door.wrong(PHONE)
        clock.now += 1.0
    # From the twentieth on it is one an hour: 28 hours of trying are not even fifty looks.
    assert looked_at < 50
    chance = looked_at / len(LETTERS) ** CODE_LETTERS
    assert chance < 1e-9


def test_a_hundred_thousand_guesses_from_as_many_addresses_are_hopeless_too(
    door: Doors, clock: Clock
) -> None:
    for number in range(100_000):
        door.wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        clock.now += 0.01
    assert len(door._tries) <= doors.MOST_ADDRESSES
    assert 100_000 / len(LETTERS) ** CODE_LETTERS < 1e-6
