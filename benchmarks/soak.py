"""Forty people in one workshop for half an hour: what grows, and what is left when they have gone.

`python -m benchmarks.soak` takes thirty minutes, `--quick` two. Nothing is written down: it prints
slopes of memory, and counts of processes, sockets and files before, at the end and after.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import servers
from benchmarks.results import Json
from benchmarks.room import ITEMS, Facilitator, Participant, any_answer
from benchmarks.workshop import owner_link

PEOPLE = 40
EXERCISE = "dimensions"
SECONDS, QUICK_SECONDS = 1800.0, 120.0
LOOK_EVERY = 5.0
SETTLED = 0.25
"""The share of the time that does not count for slopes: pages are opened and caches filled."""
COMES_AGAIN = 0.02
"""How likely it is, before each tap, that a phone is locked and comes back with a new seat."""


@dataclass
class Samples:
    """Seconds since the start, and beside them MB (10^6 bytes) of memory and counts."""

    at: list[float] = field(default_factory=list)
    server_mb: list[float] = field(default_factory=list)
    kernel_mb: list[float] = field(default_factory=list)
    sockets: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)

    def slope(self, values: list[float]) -> float:
        """Least squares, a minute, once all has settled."""
        first = int(len(self.at) * SETTLED)
        times, found = self.at[first:], values[first:]
        middle, mean = sum(times) / len(times), sum(found) / len(found)
        over = sum((t - middle) * (v - mean) for t, v in zip(times, found, strict=True))
        return round(60 * over / sum((t - middle) ** 2 for t in times), 4)


def counts(server: servers.Server) -> Json:
    """Processes of the family, seats among them, and what the server itself has open."""
    family = server.family()
    seats = servers.ask(server.url + "health")["seats"]
    return {
        "processes": len(family),
        "taken": seats["taken"],
        "ready": seats["ready"],
        "sockets": sum(1 for one in family[0].net_connections("tcp")),
        "files": family[0].num_fds(),
        "threads": family[0].num_threads(),
    }


def soak(folder: Path, people: int, seconds: float) -> Json:
    """Let so many people be busy for so long on a server of its own; what was found."""
    server = servers.workbook(folder)
    with servers.running(server):
        return asyncio.run(_soak(server, people, seconds))


async def _soak(server: servers.Server, people: int, seconds: float) -> Json:
    servers.wait_for_seats(server)
    lead = Facilitator(server.url)
    await lead.sign_in(owner_link(server))
    before = counts(server)
    await lead.plan([EXERCISE, EXERCISE], people)
    crowd = [Participant(server.url) for _ in range(people)]
    await asyncio.gather(*(one.join(lead.workshop["code"]) for one in crowd))
    await lead.steer("next")
    await asyncio.gather(*(one.open(EXERCISE) for one in crowd))
    samples, end = Samples(), time.monotonic() + seconds
    watching = asyncio.create_task(_watch(server, samples, end))
    taps = await asyncio.gather(*(_lives(one, end) for one in crowd))
    await watching
    busy = counts(server)
    for one in crowd:
        await one.close_tab()
        one.leave()
    lead.close()
    after = await _quiet(server, before)
    return {
        "people": people,
        "seconds": seconds,
        "taps": sum(taps),
        "server_mb": [round(samples.server_mb[0], 1), round(samples.server_mb[-1], 1)],
        "server_mb_a_minute": samples.slope(samples.server_mb),
        "kernel_mb_a_minute": samples.slope(samples.kernel_mb),
        "sockets_a_minute": samples.slope(samples.sockets),
        "files_a_minute": samples.slope(samples.files),
        "kernels_left": _without_places(after) - _without_places(before),
        "before": before,
        "busy": busy,
        "after": after,
    }


async def _lives(one: Participant, end: float) -> int:
    """Tap, share now and then, lock the phone and come back, until the time is over; the taps."""
    taps = 0
    while time.monotonic() < end:
        await asyncio.sleep(random.uniform(1.0, 3.0))
        if random.random() < COMES_AGAIN:
            await one.close_tab()
            if one.wire is not None:
                one.wire.close()
            await one.sit()
            await one.open(EXERCISE)
        await one.answer(EXERCISE, random.choice(ITEMS[EXERCISE]), any_answer(EXERCISE))
        taps += 1
        if taps % 10 == 0:
            await one.share(one.page.view["step"]["id"])
    return taps


async def _watch(server: servers.Server, samples: Samples, end: float) -> None:
    began = time.monotonic()
    while time.monotonic() < end:
        server_process, *below = server.family()
        kernels = []
        for one in below:
            with suppress(psutil.NoSuchProcess):
                kernels.append(one.memory_full_info().uss / 1e6)
        found = counts(server)
        samples.at.append(time.monotonic() - began)
        samples.server_mb.append(server_process.memory_full_info().uss / 1e6)
        samples.kernel_mb.append(sum(kernels) / len(kernels))
        samples.sockets.append(found["sockets"])
        samples.files.append(found["files"])
        await asyncio.sleep(LOOK_EVERY)


async def _quiet(server: servers.Server, before: Json) -> Json:
    """What is there a while after all have gone: at most two minutes, sooner if it is as before."""
    for _ in range(120):
        found = counts(server)
        if found["sockets"] <= before["sockets"] and found["taken"] == 0:
            break
        await asyncio.sleep(1)
    return found


def _without_places(found: Json) -> int:
    """Processes that are not a place kept ready for the next people."""
    return int(found["processes"] - found["ready"])


def main() -> None:
    """Print what was found, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes instead of thirty")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=None)
    asked = parser.parse_args()
    seconds = asked.seconds or (QUICK_SECONDS if asked.quick else SECONDS)
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        json.dump(soak(Path(folder), asked.people, seconds), sys.stdout, indent=2)


if __name__ == "__main__":
    main()
