"""Forty people in one workshop for half an hour: what grows, and what is left when they have gone.

`python -m benchmarks.soak --seconds 60` prints what it finds and writes nothing down.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import servers
from benchmarks.results import Json, Measured, Run
from benchmarks.room import ITEMS, Facilitator, Participant, any_answer
from benchmarks.workshop import owner_link

PEOPLE = 40
EXPECTED = 2
"""For whom places are prepared: forty more prepared again at the end would only take time."""
EXERCISE = "dimensions"
SECONDS, QUICK_SECONDS = 1800.0, 120.0
LOOKS = 60
SETTLED = 0.25
"""The share of the time that does not count for slopes: pages are opened and caches filled."""
THINKING = (1.5, 4.5)
"""Seconds between two taps of one person."""
COMES_AGAIN = 50
"""Before each of so many taps a person's phone is locked, and comes back with a new seat."""
STAY = 4
"""So many never lock their phones: the memory of their kernels is looked at."""
STEERS_EVERY = 10.0
PATIENCE = 120


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


def measure(run: Run) -> dict[str, Measured]:
    """``soak_server_mb``, ``soak_kernel_mb`` (a minute) and ``soak_left``; one run only."""
    server, kernel, left = (Measured() for _ in range(3))
    run.settle(server, kernel, left)
    found = soak(run.folder / "soak", PEOPLE, QUICK_SECONDS if run.quick else SECONDS)
    server.add(True, found["server_mb_a_minute"])
    kernel.add(True, found["kernel_mb_a_minute"])
    left.add(True, sum(max(0, more) for more in found["left"].values()))
    left.more = found
    return {"soak_server_mb": server, "soak_kernel_mb": kernel, "soak_left": left}


def soak(
    folder: Path, people: int, seconds: float, thinking: tuple[float, float] = THINKING
) -> Json:
    """Let so many people be busy for so long on a server of its own; what was found.

    ``thinking``: seconds between two taps of one person, at least and at most.
    ``taps`` and ``seats`` that were taken; ``server_mb`` and ``kernel_mb``, first and last, and as
    slopes ``server_mb_a_minute``, ``kernel_mb_a_minute`` (one kernel), ``sockets_a_minute``,
    ``files_a_minute``; and ``left``: how many more ``kernels``, ``sockets``, ``files`` and
    ``threads`` there are when all have gone than there were before they came.
    """
    server = servers.workbook(folder)
    with servers.running(server):
        return asyncio.run(_soak(server, people, seconds, thinking))


async def _soak(
    server: servers.Server, people: int, seconds: float, thinking: tuple[float, float]
) -> Json:
    await asyncio.to_thread(servers.wait_for_seats, server)
    lead = Facilitator(server.url)
    await lead.sign_in(owner_link(server))
    await lead.plan([EXERCISE, EXERCISE], EXPECTED)
    await lead.wall.until(lambda view: view["ready"]["ready"] >= EXPECTED, PATIENCE)
    before = await asyncio.to_thread(counts, server)
    crowd = [Participant(server.url) for _ in range(people)]
    await asyncio.gather(*(one.join(lead.workshop["code"]) for one in crowd))
    await lead.steer("next")
    await asyncio.gather(*(one.open(EXERCISE) for one in crowd))
    samples, end = Samples(), time.monotonic() + seconds
    stay = [one.kernel for one in crowd[:STAY]]
    watching = asyncio.create_task(asyncio.to_thread(_watch, server, stay, samples, seconds))
    steering = asyncio.create_task(_steers(lead, end))
    lived = await asyncio.gather(*(_lives(one, end, thinking, i) for i, one in enumerate(crowd)))
    await asyncio.gather(watching, steering)
    for one in crowd:
        await one.close_tab()
        one.leave()
    after = await _quiet(server, before)
    lead.close()
    return {
        "people": people,
        "seconds": seconds,
        "taps": sum(taps for taps, _ in lived),
        "seats": people + sum(again for _, again in lived),
        "server_mb": [round(samples.server_mb[0], 1), round(samples.server_mb[-1], 1)],
        "kernel_mb": [round(samples.kernel_mb[0], 1), round(samples.kernel_mb[-1], 1)],
        "server_mb_a_minute": samples.slope(samples.server_mb),
        "kernel_mb_a_minute": samples.slope(samples.kernel_mb),
        "sockets_a_minute": samples.slope(samples.sockets),
        "files_a_minute": samples.slope(samples.files),
        "left": {name: after[name] - before[name] for name in before if name != "ready"},
    }


def counts(server: servers.Server) -> Json:
    """What the server has open, and the processes below it; ``ready`` of them wait for somebody."""
    process, *below = server.family()
    seats = servers.ask(server.url + "health")["seats"]
    return {
        "kernels": len(below),
        "ready": seats["ready"] if seats["taken"] == 0 else -1,
        "sockets": len(process.net_connections("tcp")),
        "files": process.num_fds(),
        "threads": process.num_threads(),
    }


async def _lives(
    one: Participant, end: float, thinking: tuple[float, float], number: int
) -> tuple[int, int]:
    """Tap, share now and then, lock the phone and come back, until the time is over.

    The first people stay. Returns taps, and how often they came back.
    """
    taps = again = 0
    while time.monotonic() < end:
        await asyncio.sleep(random.uniform(*thinking))
        if number >= STAY and (taps + 7 * number) % COMES_AGAIN == 0:
            await one.close_tab()
            if one.wire is not None:
                one.wire.close()
            await one.sit()
            await one.open(EXERCISE)
            again += 1
        await one.answer(EXERCISE, random.choice(ITEMS[EXERCISE]), any_answer(EXERCISE))
        taps += 1
        if taps % 10 == 0:
            await one.share(one.page.view["step"]["id"])
    return taps, again


async def _steers(lead: Facilitator, end: float) -> None:
    """A minute more now and then: every page and the wall are told."""
    while time.monotonic() < end:
        await lead.steer("extend", seconds=60)
        await asyncio.sleep(STEERS_EVERY)


def _watch(server: servers.Server, stay: list[str], samples: Samples, seconds: float) -> None:
    """On a thread of its own: reading the memory of a process takes a while."""
    process, kernels = server.family()[0], [server.kernel(one) for one in stay]
    began = time.monotonic()
    for look in range(LOOKS):
        time.sleep(max(0.0, began + look * seconds / LOOKS - time.monotonic()))
        samples.at.append(time.monotonic() - began)
        samples.server_mb.append(process.memory_full_info().uss / 1e6)
        each = [one.memory_full_info().uss / 1e6 for one in kernels]
        samples.kernel_mb.append(sum(each) / len(each))
        samples.sockets.append(len(process.net_connections("tcp")))
        samples.files.append(process.num_fds())


async def _quiet(server: servers.Server, before: Json) -> Json:
    """What is there a while after all have gone, sooner if it is as it was before."""
    for _ in range(PATIENCE):
        found = await asyncio.to_thread(counts, server)
        if found["ready"] == before["ready"] and all(found[one] <= before[one] for one in before):
            break
        await asyncio.sleep(0.5)
    return found


def main() -> None:
    """Print what was found, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=QUICK_SECONDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        json.dump(soak(Path(folder), asked.people, asked.seconds), sys.stdout, indent=2)


if __name__ == "__main__":
    main()
