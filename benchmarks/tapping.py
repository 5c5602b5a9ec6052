"""From a tap to its answer, over the loopback and without a browser: one visitor."""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import ExitStack

from benchmarks import servers, visitor
from benchmarks.peers import plain_voila
from benchmarks.results import Measured, Run

PAUSE = 0.02
"""Seconds between two taps: a person's next tap never waits in a queue behind the last one."""


def measure(run: Run) -> dict[str, Measured]:
    """``tap_p50_ms``, ``tap_p95_ms``; ours is answered after the commit, an echo needs none."""
    middle, slow = Measured(), Measured()
    with ExitStack() as stack:
        ours = stack.enter_context(servers.running(servers.workbook(run.folder / "tap-ours")))
        plain = stack.enter_context(servers.running(plain_voila.server(run.folder / "tap-plain")))
        for number in run.numbers:
            for is_ours in run.order(number):
                run.settle(middle, slow)
                one = visitor.Visitor(ours.url) if is_ours else plain_voila.Visitor(plain.url)
                times = asyncio.run(_taps(one, 100 if run.quick else 300))
                middle.add(is_ours, statistics.median(times))
                slow.add(is_ours, statistics.quantiles(times, n=20)[-1])
    return {"tap_p50_ms": middle, "tap_p95_ms": slow}


async def _taps(one: visitor.Visitor | plain_voila.Visitor, number: int) -> list[float]:
    await one.arrive()
    times = []
    for _ in range(number):
        before = time.perf_counter()
        await one.tap()
        times.append((time.perf_counter() - before) * 1000)
        await asyncio.sleep(PAUSE)
    one.leave()
    return times[10:]  # the first few also warm up code on both sides
