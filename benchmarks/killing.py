"""Whether an acknowledged answer is ever lost when server or kernel is killed in mid-write.

With the records in a file, and in a PostgreSQL that goes on while those are killed.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from tornado.httpclient import HTTPError
from tornado.websocket import WebSocketClosedError

from benchmarks import postgres, servers
from benchmarks.killed import Desk
from benchmarks.results import Measured, Run
from benchmarks.visitor import Visitor
from benchmarks.wire import Json


@dataclass(frozen=True)
class Kills:
    """How many processes are killed: a desk with pen and records, a kernel, the whole server."""

    desks: int
    kernels: int
    servers: int


@dataclass(frozen=True)
class Place:
    """A data folder, and the address of the PostgreSQL database of its records; None: a file."""

    folder: Path
    address: str | None

    @property
    def environment(self) -> dict[str, str]:
        """What tells a server where its records are."""
        return {"CLOSENESS_DATABASE": self.address or ""}

    def count_rows(self) -> int:
        """How many entries there are."""
        if self.address is not None:
            with psycopg.connect(self.address.replace("+psycopg", "", 1)) as line:
                return int(line.execute(COUNT).fetchall()[0][0])
        file = self.folder / "data" / "closeness.sqlite3"
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            return int(database.execute(COUNT).fetchone()[0])


COUNT = "SELECT count(*) FROM entries"
FULL, QUICK = Kills(450, 40, 10), Kills(12, 2, 1)
SOONEST, LATEST = 0.02, 0.4
"""Seconds of saving before a kill, chosen at random between these."""
TODAY = datetime.now(UTC).date().isoformat()


@dataclass
class Answers:
    """What one person saved: each answer once, as fast as acknowledgements come."""

    acknowledged: dict[str, Json] = field(default_factory=dict)
    last_sent: str = ""

    def next(self) -> tuple[str, Json]:
        """A new moment for the journal, as item and value."""
        number = len(self.acknowledged)
        self.last_sent = f"moment.{number:08d}"
        return self.last_sent, {"date": TODAY, "what": f"Moment {number} " + "x" * (number % 400)}

    def lost(self, stored: Json) -> int:
        """How many acknowledged ones are not stored, or otherwise than they were sent."""
        return sum(
            stored.get(item) != {"value": value, "revision": 1}
            for item, value in self.acknowledged.items()
        )

    def strange(self, stored: Json) -> int:
        """How many are stored that nobody sent; the one on its way at the kill may be there."""
        return len(stored.keys() - self.acknowledged.keys() - {self.last_sent})


@dataclass
class Tally:
    """The sums over all kills."""

    kills: int = 0
    whole_server: int = 0
    kernels: int = 0
    acknowledged: int = 0
    lost: int = 0
    strange: int = 0
    broken: int = 0
    slowest_start_s: float = 0.0

    def check(self, answers: Answers, stored: Json) -> None:
        """Count what one person finds again."""
        self.lost += answers.lost(stored)
        self.strange += answers.strange(stored)


def measure(run: Run) -> dict[str, Measured]:
    """``lost_acknowledged``, ``…_pg``: acknowledged answers that a restart did not find."""
    found = {}
    with postgres.started() as database:
        for name, server in (("lost_acknowledged", None), ("lost_acknowledged_pg", database)):
            found[name] = measured = Measured()
            run.settle(measured)
            tally = kill(run.folder / name, QUICK if run.quick else FULL, server)
            measured.add(True, tally.lost + tally.strange + tally.broken)
            measured.more = vars(tally)
    return found


def kill(folder: Path, kills: Kills, database: Any = None) -> Tally:
    """Kill so many of each, and count what is not as it should be.

    Args:
        folder: for data folders.
        kills: how many.
        database: the server of ``tests/postgresql.py`` that holds the records; None: files do.
    """

    def place(name: str) -> Place:
        return Place(folder / name, None if database is None else database.new_database())

    tally = Tally()
    _kill_desks(place("desk"), kills.desks, tally)
    asyncio.run(_kill_kernels(place("kernels"), kills.kernels, tally))
    asyncio.run(_kill_servers(place("whole"), kills.servers, tally))
    return tally


def _kill_desks(place: Place, kills: int, tally: Tally) -> None:
    """Desk, pen and records in a process of their own; each round a new person writes."""
    everybody: list[tuple[str, Answers]] = []
    for _ in range(kills):
        with Desk(place.folder, place.address) as desk:
            token, answers = desk.begin(), Answers()
            end = time.monotonic() + random.uniform(SOONEST, LATEST)
            killer = desk.kill_at(end)
            with suppress(OSError):  # the server is gone in the middle of a call
                while True:
                    item, value = answers.next()
                    desk.save(item, value)
                    answers.acknowledged[item] = value
            killer.join()
        everybody.append((token, answers))
        _after_a_kill(place, token, answers, tally)
    at_the_end = Tally()  # everybody once more
    with Desk(place.folder, place.address) as desk:
        for token, answers in everybody:
            at_the_end.check(answers, desk.stored(token))
    tally.lost = max(tally.lost, at_the_end.lost)
    tally.strange = max(tally.strange, at_the_end.strange)
    _count_rows(place, [answers for _, answers in everybody], tally)


def _after_a_kill(place: Place, token: str, answers: Answers, tally: Tally) -> None:
    tally.kills += 1
    tally.acknowledged += len(answers.acknowledged)
    began = time.monotonic()
    with Desk(place.folder, place.address) as desk:
        tally.slowest_start_s = max(tally.slowest_start_s, round(time.monotonic() - began, 3))
        tally.broken += desk.integrity != "ok"
        tally.check(answers, desk.stored(token))


async def _kill_kernels(place: Place, kills: int, tally: Tally) -> None:
    """One person writes on; the kernel behind their page is killed, and a new seat taken."""
    server = servers.workbook(place.folder, env=place.environment)
    answers = Answers()
    with servers.running(server):
        visitor = await _arrived(server, "", answers, tally)
        for _ in range(kills):
            already = len(answers.acknowledged)
            saving = asyncio.create_task(_save_on(visitor, answers))
            await asyncio.sleep(random.uniform(SOONEST, LATEST))
            await asyncio.to_thread(server.kill_kernel, visitor.kernel)
            await saving
            tally.kills += 1
            tally.kernels += 1
            tally.acknowledged += len(answers.acknowledged) - already
            visitor = await _arrived(server, visitor.cookie, answers, tally)
        tally.broken += servers.ask(server.url + "health")["integrity"] != "ok"
        visitor.leave()
    _count_rows(place, [answers], tally)


async def _arrived(server: servers.Server, cookie: str, answers: Answers, tally: Tally) -> Visitor:
    """The person, new or back, on a seat of theirs; what they find is counted."""
    visitor = Visitor(server.url, "journal")
    visitor.cookie = cookie
    await visitor.arrive()
    tally.check(answers, visitor.answers)
    answers.acknowledged |= {
        item: entry["value"] for item, entry in visitor.answers.items() if item == answers.last_sent
    }
    return visitor


async def _kill_servers(place: Place, kills: int, tally: Tally) -> None:
    """The whole server with its kernels; one person writes through the page's websocket."""
    left = {"TMPDIR": str(place.folder)}  # killed servers leave things
    server = servers.workbook(place.folder, env={**place.environment, **left})
    cookie, answers = "", Answers()
    try:
        for _ in range(kills):
            server.start()
            visitor = await _arrived(server, cookie, answers, tally)
            cookie = visitor.cookie
            already = len(answers.acknowledged)
            saving = asyncio.create_task(_save_on(visitor, answers))
            await asyncio.sleep(random.uniform(10 * SOONEST, 3 * LATEST))  # the way is longer
            await asyncio.to_thread(server.kill)
            await saving
            tally.kills += 1
            tally.whole_server += 1
            tally.acknowledged += len(answers.acknowledged) - already
        server.start()
        tally.broken += servers.ask(server.url + "health")["integrity"] != "ok"
        await _arrived(server, cookie, answers, tally)
    finally:
        server.stop()
    _count_rows(place, [answers], tally)


async def _save_on(visitor: Visitor, answers: Answers) -> None:
    with suppress(ConnectionError, HTTPError, WebSocketClosedError):
        while True:
            item, value = answers.next()
            await visitor.save(item, value, 1)
            answers.acknowledged[item] = value


def _count_rows(place: Place, everybody: list[Answers], tally: Tally) -> None:
    """No answer is there twice: the database has a row for each, and for each person one more.

    That one says whom their answers are about; one answer each may have been on its way.
    """
    rows = place.count_rows()
    fewest = sum(len(answers.acknowledged) + 1 for answers in everybody)
    tally.strange += not fewest <= rows <= fewest + len(everybody)
