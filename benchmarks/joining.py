"""Forty people open the page at the same moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from tornado.httpclient import HTTPError

from benchmarks import servers, visitor
from benchmarks.peers import plain_voila
from benchmarks.results import Measured, Run

Visitor = visitor.Visitor | plain_voila.Visitor
ROOM = 40
PATIENCE = 150.0
"""Seconds after which a visitor without an answered tap is counted as hung."""


def measure(run: Run) -> dict[str, Measured]:
    """``join40_*_s``: the last one's first answered tap; ``memory40_mb``; ``hung_pages``."""
    names = ("join40_prepared_s", "join40_unprepared_s", "memory40_mb", "hung_pages")
    found = {name: Measured() for name in names}
    _compile_everything(run)
    for number in run.numbers:
        hung = {True: 0, False: 0}
        for is_ours in run.order(number):
            if is_ours:
                prepared = servers.workbook(run.folder / f"join-prepared-{number}", ROOM)
                hung[True] += _burst(run, found, prepared, ROOM, ["join40_prepared_s"])
                unprepared = servers.workbook(run.folder / f"join-unprepared-{number}")
                hung[True] += _burst(run, found, unprepared, servers.USUAL, ["join40_unprepared_s"])
            else:
                plain = plain_voila.server(run.folder / f"join-plain-{number}")
                joins = ["join40_prepared_s", "join40_unprepared_s"]
                hung[False] += _burst(run, found, plain, 0, joins)
        for is_ours, pages in hung.items():
            found["hung_pages"].add(is_ours, pages)
    found["hung_pages"].more["pages_in_each_run"] = {"ours": 2 * ROOM, "plain_voila": ROOM}
    return found


def _burst(
    run: Run,
    found: dict[str, Measured],
    server: servers.Server,
    expect: int,
    joins: Sequence[str],
) -> int:
    """One burst on a server of its own; returns how many pages hung."""
    is_ours = expect > 0
    run.settle(*found.values())
    with servers.running(server):
        if is_ours:
            servers.wait_for_seats(server, expect)
        times, memory, processes = asyncio.run(_join(server, is_ours))
    for name in joins:
        found[name].add(is_ours, max(times, default=PATIENCE))
    if not is_ours or expect == ROOM:
        found["memory40_mb"].add(is_ours, memory)
        who = "ours" if is_ours else "plain_voila"
        found["memory40_mb"].more[f"processes_{who}"] = processes
    return ROOM - len(times)


async def _join(server: servers.Server, is_ours: bool) -> tuple[list[float], float, int]:
    """Seconds until each visitor's first tap was answered; memory and processes at that time."""
    kind: Callable[[str], Visitor] = visitor.Visitor if is_ours else plain_voila.Visitor
    visitors = [kind(server.url) for _ in range(ROOM)]
    before = time.perf_counter()

    async def come(one: Visitor) -> float | None:
        try:
            async with asyncio.timeout(PATIENCE):
                await one.arrive()
                await one.tap()
        except (TimeoutError, OSError, HTTPError, RuntimeError) as error:
            print(f"    a page hung: {error!r}")
            return None
        return time.perf_counter() - before

    times = await asyncio.gather(*map(come, visitors))
    processes = len(server.family())
    memory = server.memory_mb()
    for one in visitors:
        one.leave()
    return [time for time in times if time is not None], memory, processes


def _compile_everything(run: Run) -> None:
    """One visit to each server, so that Python has compiled what it imports before it counts."""
    ours = servers.workbook(run.folder / "join-first-ours")
    plain = plain_voila.server(run.folder / "join-first-plain")
    for server, one in ((ours, visitor.Visitor), (plain, plain_voila.Visitor)):
        with servers.running(server):
            asyncio.run(_once(one(server.url)))


async def _once(one: Visitor) -> None:
    await one.arrive()
    await one.tap()
    one.leave()
