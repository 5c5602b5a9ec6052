"""Many people open the page at the same moment, and go again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import psutil
from tornado.httpclient import HTTPError

from benchmarks import servers, visitor
from benchmarks.peers import plain_voila
from benchmarks.peers.others import PEERS
from benchmarks.results import Measured, Run

Visitor = visitor.Visitor | plain_voila.Visitor
ROOM = 40
CROWDS = {"join100_prepared_s": 100, "join200_prepared_s": 200}
PATIENCE = 150.0
"""Seconds after which a visitor without an answered tap is counted as hung."""
BURSTS = 20
"""Bursts of forty in which no page may hang."""
BESIDE = {"join40_prepared_s", "join40_unprepared_s", "join40_prepared_nofork_s"}
"""Figures beside which the same bursts of other applications stand."""
GONE = 60.0
"""Seconds after forty tabs were closed at which no kernel of theirs may be left."""


@dataclass(frozen=True)
class Burst:
    """What one burst showed: seconds for each who was answered, memory, processes, kernels left.

    ``back``: seconds until everybody whose line had broken at once was there again.
    """

    times: list[float]
    hung: int
    memory_mb: float
    processes: int
    left: int
    back: float


def measure(run: Run) -> dict[str, Measured]:
    """``join*_s``: the last one's first answered tap; memory, hung pages, kernels left.

    A quick run leaves out more than forty, kernels without a fork, Solara and Streamlit.
    """
    names = ["join40_prepared_s", "join40_unprepared_s", "memory40_mb", "hung_pages"]
    names += ["kernels_left"]
    if not run.quick:
        names += ["join40_prepared_nofork_s", *CROWDS]
    found = {name: Measured() for name in names}
    hung = {True: 0, False: 0}
    bursts = 0
    _compile_everything(run)
    for number in run.numbers:
        for is_ours in run.order(number):
            if is_ours:
                pages = _ours(run, found, number)
                hung[True] += sum(pages)
                bursts += len(pages)
            else:
                hung[False] += _plain(run, found, number)
        _others(run, found)
    while not run.quick and bursts < BURSTS:
        burst = _burst(run, _prepared(run, f"more-{bursts}", ROOM), ROOM, visitor.Visitor)
        found["join40_prepared_s"].more.setdefault("further_bursts", []).append(
            round(max(burst.times, default=PATIENCE), 3)
        )
        hung[True] += burst.hung
        bursts += 1
    for is_ours, count in hung.items():
        found["hung_pages"].add(is_ours, count)
    found["hung_pages"].more["bursts_of_forty"] = {"ours": bursts, "plain_voila": len(run.numbers)}
    return found


def _ours(run: Run, found: dict[str, Measured], number: int) -> list[int]:
    """The workbook's bursts of one round; how many pages hung in each in which forty came."""
    prepared = _burst(run, _prepared(run, f"prepared-{number}", ROOM), ROOM, visitor.Visitor, found)
    _last(found, "join40_prepared_s", prepared)
    found["memory40_mb"].add(True, prepared.memory_mb)
    found["memory40_mb"].more["processes_ours"] = prepared.processes
    found["kernels_left"].add(True, prepared.left)
    usual = _prepared(run, f"unprepared-{number}", servers.USUAL)
    unprepared = _burst(run, usual, ROOM, visitor.Visitor, found)
    _last(found, "join40_unprepared_s", unprepared)
    if run.quick:
        return [prepared.hung, unprepared.hung]
    ordinary = _prepared(run, f"nofork-{number}", ROOM, forks=False)
    nofork = _burst(run, ordinary, ROOM, visitor.Visitor, found)
    _last(found, "join40_prepared_nofork_s", nofork)
    for name, people in CROWDS.items():
        of_name = _prepared(run, f"crowd-{people}-{number}", people)
        crowd = _burst(run, of_name, people, visitor.Visitor, found)
        _last(found, name, crowd)
        told = {"hung": crowd.hung, "memory_mb": round(crowd.memory_mb), "back_s": crowd.back}
        for what, value in told.items():
            found[name].more.setdefault(what, []).append(value)
    return [prepared.hung, unprepared.hung, nofork.hung]


def _plain(run: Run, found: dict[str, Measured], number: int) -> int:
    server = plain_voila.server(run.folder / f"join-plain-{number}")
    burst = _burst(run, (server, 0), ROOM, plain_voila.Visitor, found)
    for name in BESIDE & found.keys():
        found[name].add(False, max(burst.times, default=PATIENCE))
    found["memory40_mb"].add(False, burst.memory_mb)
    found["memory40_mb"].more["processes_plain_voila"] = burst.processes
    return burst.hung


def _others(run: Run, found: dict[str, Measured]) -> None:
    """Panel, Solara and Streamlit: forty come at once, each on a server started for it."""
    for peer in PEERS[:1] if run.quick else PEERS:
        peer.install()
        run.settle(*found.values())
        server = peer.server()
        with servers.running(server):
            peer.come(server, 1, PATIENCE)  # so that Python has compiled what it imports
            times, hung = peer.come(server, ROOM, 30 if run.quick else PATIENCE)
            memory = server.memory_mb()
        for name in BESIDE & found.keys():
            found[name].others.setdefault(peer.name, []).append(max(times, default=PATIENCE))
        found["memory40_mb"].others.setdefault(peer.name, []).append(memory)
        found["hung_pages"].others.setdefault(peer.name, []).append(hung)


def _prepared(run: Run, name: str, expect: int, forks: bool = True) -> tuple[servers.Server, int]:
    return servers.workbook(run.folder / f"join-{name}", expect, forks=forks), expect


def _last(found: dict[str, Measured], name: str, burst: Burst) -> None:
    found[name].add(True, max(burst.times, default=PATIENCE))


def _burst(
    run: Run,
    prepared: tuple[servers.Server, int],
    people: int,
    kind: Callable[[str], Visitor],
    found: dict[str, Measured] | None = None,
) -> Burst:
    """One burst on a server of its own, which has this many seats ready (0: plain Voila)."""
    server, expect = prepared
    run.settle(*(found or {}).values())
    with servers.running(server):
        if expect:
            servers.wait_for_seats(server, expect)
        times, memory, processes, back = asyncio.run(_join(server, people, kind))
        left = _left(server, run) if expect == ROOM and found else 0
    return Burst(times, people - len(times), memory, processes, left, back)


async def _join(
    server: servers.Server, people: int, kind: Callable[[str], Visitor]
) -> tuple[list[float], float, int, float]:
    """Seconds until each visitor's first tap was answered; memory and processes at that time.

    A crowd's lines then break all at once; the last number is the seconds until all are back. Who
    does not come back has hung, too.
    """
    visitors = [kind(server.url) for _ in range(people)]
    before = time.perf_counter()

    async def answered(doing: Awaitable[None], began: float) -> float | None:
        try:
            async with asyncio.timeout(PATIENCE):
                await doing
        except (TimeoutError, OSError, HTTPError, RuntimeError) as error:
            print(f"    a page hung: {error!r}")
            return None
        return time.perf_counter() - began

    times = await asyncio.gather(*(answered(_comes(one), before) for one in visitors))
    processes = len(server.family())
    memory = server.memory_mb()
    back = 0.0
    if people > ROOM:
        again = [one for one in visitors if isinstance(one, visitor.Visitor)]
        for gone in again:
            gone.leave()
        broken = time.perf_counter()
        came = await asyncio.gather(*(answered(one.come_back(), broken) for one in again))
        times = [None if late is None else time for time, late in zip(times, came, strict=True)]
        back = round(max((late for late in came if late is not None), default=PATIENCE), 3)
    for one in visitors:
        if isinstance(one, visitor.Visitor):
            with suppress(OSError, HTTPError):
                await one.close_tab()
        one.leave()
    return [time for time in times if time is not None], memory, processes, back


async def _comes(one: Visitor) -> None:
    await one.arrive()
    await one.tap()


def _left(server: servers.Server, run: Run) -> int:
    """Kernels a minute after all tabs were closed, those not counted that wait for somebody."""
    time.sleep(10 if run.quick else GONE)
    seats = servers.ask(server.url + "health")["seats"]
    kernels = sum(1 for one in server.family() if _is_kernel(one, server))
    return max(0, kernels - int(seats["ready"]))


def _is_kernel(one: psutil.Process, server: servers.Server) -> bool:
    """Neither the server itself nor what it started directly: the process that forks."""
    with suppress(psutil.NoSuchProcess):
        assert server.process is not None
        return server.process.pid not in (one.pid, one.ppid())
    return False


def _compile_everything(run: Run) -> None:
    """One visit to each server, so that Python has compiled what it imports before it counts."""
    ours = servers.workbook(run.folder / "join-first-ours")
    plain = plain_voila.server(run.folder / "join-first-plain")
    for server, one in ((ours, visitor.Visitor), (plain, plain_voila.Visitor)):
        with servers.running(server):
            asyncio.run(_once(one(server.url)))


async def _once(one: Visitor) -> None:
    await _comes(one)
    one.leave()
