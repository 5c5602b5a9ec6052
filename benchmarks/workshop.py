"""A whole workshop: one who leads, one wall, forty people with a phone, three steps.

Held twice in turns: with the records in a file, and in a PostgreSQL of its own beside it.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import time
from pathlib import Path

import psutil

from benchmarks import postgres, servers
from benchmarks.results import Json, Measured, Run
from benchmarks.room import ITEMS, Facilitator, Participant, any_answer

PEOPLE = 40
AGENDA = ["dimensions", "blockers", "dimensions"]
THINKING = (0.2, 1.5)
"""Seconds between two taps of one person: faster than people who read."""


FIGURES = (
    "saved_p50_ms",
    "saved_p95_ms",
    "follow_p50_ms",
    "follow_p95_ms",
    "reveal_p95_ms",
    "workshop_mb_each",
    "workshop_cpu_s_each",
    "workshop_lost",
)
ON_POSTGRESQL = ("saved_p95_ms", "follow_p95_ms")


def measure(run: Run) -> dict[str, Measured]:
    """``saved_*_ms``, ``follow_*_ms``, ``reveal_p95_ms``, ``workshop_*``; two also as ``…_pg``."""
    in_a_file = {name: Measured() for name in FIGURES}
    in_postgresql = {name: Measured() for name in FIGURES}
    with postgres.started() as database:
        for number in run.numbers:
            for first in run.order(number):
                found = in_a_file if first else in_postgresql
                run.settle(*found.values())
                name = f"workshop-{number}{'' if first else '-pg'}"
                env = {} if first else {"CLOSENESS_DATABASE": database.new_database()}
                server = servers.workbook(run.folder / name, env=env)
                with servers.running(server):
                    told = asyncio.run(_held(server, found))
                found["workshop_lost"].more |= told
    for name in ON_POSTGRESQL:
        in_postgresql[name].others = {"sqlite": in_a_file[name].ours}
    in_a_file["workshop_lost"].ours += in_postgresql["workshop_lost"].ours
    return {**in_a_file, **{f"{name}_pg": in_postgresql[name] for name in ON_POSTGRESQL}}


async def _held(server: servers.Server, found: dict[str, Measured]) -> Json:
    lead = Facilitator(server.url)
    await lead.sign_in(owner_link(server))
    await lead.plan(AGENDA, PEOPLE)
    await lead.wall.until(lambda view: view["ready"]["ready"] >= PEOPLE, 300)
    before = server.memory_mb()
    people = [Participant(server.url) for _ in range(PEOPLE)]
    busy = _cpu(server)
    await asyncio.gather(*(one.join(lead.workshop["code"]) for one in people))
    await lead.wall.until(lambda view: view["here"] == PEOPLE)
    follow: list[float] = []
    reveal: list[float] = []
    saved: list[float] = []
    for step in range(len(AGENDA)):
        follow += await _next(lead, people)
        for times in await asyncio.gather(*(_does(one) for one in people)):
            saved += times
        if step < 2:
            asked = await lead.steer("reveal")
            reveal.append((await lead.wall.until(lambda view: view["result"]) - asked) * 1000)
    busy = _cpu(server) - busy
    memory = server.memory_mb()
    lost = await _lost(people)
    for one in people:
        one.leave()
    lead.close()
    found["saved_p50_ms"].ours.append(statistics.median(saved))
    found["saved_p95_ms"].ours.append(statistics.quantiles(saved, n=20)[-1])
    found["follow_p50_ms"].ours.append(statistics.median(follow))
    found["follow_p95_ms"].ours.append(statistics.quantiles(follow, n=20)[-1])
    found["reveal_p95_ms"].ours.append(max(reveal))
    found["workshop_mb_each"].ours.append(memory / PEOPLE)
    found["workshop_cpu_s_each"].ours.append(busy / PEOPLE)
    found["workshop_lost"].ours.append(lost)
    return {
        "finished": sum(1 for one in people if len(one.saved) == 12),
        "taps": len(saved),
        "memory_mb": round(memory),
        "memory_before_anybody_mb": round(before),
    }


async def _next(lead: Facilitator, people: list[Participant]) -> list[float]:
    """Milliseconds from the facilitator's tap until each phone has the next step."""
    old = lead.page.view["current"]
    waiting = [
        asyncio.create_task(one.page.until(lambda view: view["step"] and view["step"]["id"] != old))
        for one in people
    ]
    await asyncio.sleep(0.2)
    asked = await lead.steer("next", **{"from": old})
    return [(at - asked) * 1000 for at in await asyncio.gather(*waiting)]


async def _does(one: Participant) -> list[float]:
    """Open the step's exercise, answer it at one's own pace, share it."""
    step = one.page.view["step"]
    exercise = step["exercise"]
    if exercise not in one.models:
        await one.open(exercise)
    times = []
    for item in ITEMS[exercise]:
        await asyncio.sleep(random.uniform(*THINKING))
        times.append(await one.answer(exercise, item, any_answer(exercise)))
    await one.share(step["id"])
    return times


async def _lost(people: list[Participant]) -> int:
    """Acknowledged answers that a new seat does not find as they were given."""
    lost = 0
    for one in people:
        one.leave()
        await one.sit()
        for exercise in sorted({exercise for exercise, _ in one.saved}):
            stored = await one.open(exercise)
            mine = {item: value for (name, item), value in one.saved.items() if name == exercise}
            lost += sum(stored.get(item, {}).get("value") != mine[item] for item in mine)
    return lost


def owner_link(server: servers.Server) -> str:
    """The one-time link that the server printed when it started."""
    log = Path(server.folder) / f"server-{server.port}.log"
    deadline = time.monotonic() + 60
    while not (found := re.search(r"http\S+sign-in#\S+", log.read_text(encoding="utf-8"))):
        if time.monotonic() > deadline:
            raise TimeoutError("the server printed no sign-in link")
        time.sleep(0.1)
    return found[0]


def _cpu(server: servers.Server) -> float:
    """CPU seconds of the server and all processes below it."""
    total = 0.0
    for one in server.family():
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
