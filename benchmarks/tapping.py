"""From a tap to its answer, over the loopback and without a browser: one visitor among forty."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable

from benchmarks import servers, visitor
from benchmarks.peers import plain_voila
from benchmarks.results import Measured, Run

Visitor = visitor.Visitor | plain_voila.Visitor
PAUSE = 0.02
"""Seconds between two of the taps that are measured: none waits behind the one before."""
OTHERS = 39
THINKING = (1.0, 3.0)
"""Seconds between two taps of each of the others."""


def measure(run: Run) -> dict[str, Measured]:
    """``tap_p50_ms``, ``tap_p95_ms``; ours is answered after the commit, an echo needs none."""
    middle, slow = Measured(), Measured()
    for number in run.numbers:
        for is_ours in run.order(number):
            run.settle(middle, slow)
            times, alone = _taps_on(run, is_ours, number)
            middle.add(is_ours, statistics.median(times))
            slow.add(is_ours, statistics.quantiles(times, n=20)[-1])
            who = "ours" if is_ours else "plain_voila"
            middle.more.setdefault(f"one_visitor_alone_{who}", []).append(round(alone, 2))
    return {"tap_p50_ms": middle, "tap_p95_ms": slow}


def _taps_on(run: Run, is_ours: bool, number: int) -> tuple[list[float], float]:
    """Milliseconds of every tap among forty, and the median of somebody who is alone."""
    kind: Callable[[str], Visitor] = visitor.Visitor if is_ours else plain_voila.Visitor
    folder = run.folder / f"tap-{'ours' if is_ours else 'plain'}-{number}"
    server = servers.workbook(folder, OTHERS + 1) if is_ours else plain_voila.server(folder)
    with servers.running(server):
        if is_ours:
            servers.wait_for_seats(server, OTHERS + 1)
        return asyncio.run(_among_others(server.url, kind, 100 if run.quick else 300))


async def _among_others(
    url: str, kind: Callable[[str], Visitor], number: int
) -> tuple[list[float], float]:
    one = kind(url)
    await one.arrive()
    alone = statistics.median(await _taps(one, number))
    others = [kind(url) for _ in range(OTHERS)]
    for other in others:  # one after the other: this is no burst
        await other.arrive()
    going_on = [asyncio.create_task(_goes_on(other)) for other in others]
    times = await _taps(one, number)
    for task in going_on:
        task.cancel()
    await asyncio.gather(*going_on, return_exceptions=True)
    for each in (one, *others):
        each.leave()
    return times, alone


async def _goes_on(one: Visitor) -> None:
    while True:
        await asyncio.sleep(random.uniform(*THINKING))
        await one.tap()


async def _taps(one: Visitor, number: int) -> list[float]:
    times = []
    for _ in range(number):
        before = time.perf_counter()
        await one.tap()
        times.append((time.perf_counter() - before) * 1000)
        await asyncio.sleep(PAUSE)
    return times[10:]  # the first few also warm up code on both sides
