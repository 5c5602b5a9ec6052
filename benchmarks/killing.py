"""Whether an answer that was acknowledged is ever lost when the server is killed in mid-write."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tornado.httpclient import HTTPError
from tornado.websocket import WebSocketClosedError

from benchmarks import servers
from benchmarks.killed import Desk
from benchmarks.results import Measured, Run
from benchmarks.visitor import Visitor
from benchmarks.wire import Json

KILLS = 50
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
    """``lost_acknowledged``: acknowledged answers that were not there after a restart."""
    whole = 2 if run.quick else 5
    measured = Measured()
    run.settle(measured)
    tally = Tally()
    _kill_desks(run.folder / "desk", KILLS - whole, tally)
    asyncio.run(_kill_servers(run.folder / "whole", whole, tally))
    measured.add(True, tally.lost + tally.strange + tally.broken)
    measured.more = vars(tally)
    return {"lost_acknowledged": measured}


def _kill_desks(folder: Path, kills: int, tally: Tally) -> None:
    """Desk, pen and records in a process of their own; each round a new person writes."""
    everybody: list[tuple[str, Answers]] = []
    for _ in range(kills):
        with Desk(folder) as desk:
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
        _after_a_kill(folder, token, answers, tally)
    at_the_end = Tally()  # everybody once more
    with Desk(folder) as desk:
        for token, answers in everybody:
            at_the_end.check(answers, desk.stored(token))
    tally.lost = max(tally.lost, at_the_end.lost)
    tally.strange = max(tally.strange, at_the_end.strange)
    _count_rows(folder / "data", [answers for _, answers in everybody], tally)


def _after_a_kill(folder: Path, token: str, answers: Answers, tally: Tally) -> None:
    tally.kills += 1
    tally.acknowledged += len(answers.acknowledged)
    began = time.monotonic()
    with Desk(folder) as desk:
        tally.slowest_start_s = max(tally.slowest_start_s, round(time.monotonic() - began, 3))
        tally.broken += desk.integrity != "ok"
        tally.check(answers, desk.stored(token))


async def _kill_servers(folder: Path, kills: int, tally: Tally) -> None:
    """The whole server with its kernels; one person writes through the page's websocket."""
    server = servers.workbook(folder, env={"TMPDIR": str(folder)})  # killed servers leave things
    cookie, answers = "", Answers()
    try:
        for _ in range(kills):
            server.start()
            visitor = Visitor(server.url, "journal")
            visitor.cookie = cookie
            await visitor.arrive()
            cookie = visitor.cookie
            tally.check(answers, visitor.answers)
            answers.acknowledged |= {
                item: entry["value"]
                for item, entry in visitor.answers.items()
                if item == answers.last_sent
            }
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
        visitor = Visitor(server.url, "journal")
        visitor.cookie = cookie
        await visitor.arrive()
        tally.check(answers, visitor.answers)
    finally:
        server.stop()
    _count_rows(folder / "data", [answers], tally)


async def _save_on(visitor: Visitor, answers: Answers) -> None:
    with suppress(ConnectionError, HTTPError, WebSocketClosedError):
        while True:
            item, value = answers.next()
            await visitor.save(item, value, 1)
            answers.acknowledged[item] = value


def _count_rows(data: Path, everybody: list[Answers], tally: Tally) -> None:
    """No answer is there twice: the database has a row for each, and for each person one more.

    That one says whom their answers are about; one answer each may have been on its way.
    """
    file = data / "closeness.sqlite3"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        rows = int(database.execute("SELECT count(*) FROM entries").fetchone()[0])
    fewest = sum(len(answers.acknowledged) + 1 for answers in everybody)
    tally.strange += not fewest <= rows <= fewest + len(everybody)
