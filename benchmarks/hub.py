"""What a JupyterHub's proxy costs a visitor."""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import closing
from pathlib import Path

from benchmarks import hubs, servers
from benchmarks.results import Measured, Run
from benchmarks.visitor import Visitor

PAIRS = 20
"""Visitors a round and way."""


def measure(run: Run) -> dict[str, Measured]:
    """``hub_join_overhead_ms``: through the proxy, less straight to the server."""
    program = hubs.proxy()
    if program is None:
        raise SystemExit(
            "tools/get-proxy gives the proxy of a JupyterHub; name it: CLOSENESS_PROXY"
        )
    added = Measured()
    with closing(_hub(run.folder / "hub", program)) as hub:
        server = hubs.HubServer(hub, "anna")
        server.begin()
        server.ready()
        direct = server.direct
        for number in run.numbers:
            run.settle(added)
            times: dict[bool, list[float]] = {True: [], False: []}
            for _ in range(5 if run.quick else PAIRS):
                for through in run.order(number):
                    servers.wait_for(direct, servers.USUAL)
                    times[through].append(
                        asyncio.run(_first_tap(server.url if through else direct))
                    )
            middle = {through: statistics.median(taken) for through, taken in times.items()}
            added.add(True, middle[True] - middle[False])
            for name, through in (("through_ms", True), ("direct_ms", False)):
                added.more.setdefault(name, []).append(round(middle[through], 1))
    return {"hub_join_overhead_ms": added}


def _hub(folder: Path, program: str) -> hubs.Hub:
    hub = hubs.Hub(folder, program)
    hub.start()
    return hub


async def _first_tap(url: str) -> float:
    """Milliseconds from the first request to the first receipt."""
    one = Visitor(url)
    before = time.perf_counter()
    await one.arrive()
    await one.tap()
    took = (time.perf_counter() - before) * 1000
    await one.close_tab()
    one.leave()
    return took
