"""A coach with two hundred clients: the list, one client's whole page of charts, an import."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import servers
from benchmarks.results import Json, Measured, Run
from benchmarks.room import Facilitator
from benchmarks.wire import fetch
from benchmarks.workshop import owner_link
from closeness_widgets import paths
from closeness_widgets.analysis.series import read_series
from closeness_widgets.charts.words import client_words
from closeness_widgets.content.journal import DIMENSIONS
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.records import Records
from closeness_widgets.serving.coach import worker
from closeness_widgets.serving.coach.practice import Practice

T = TypeVar("T")
CLIENTS, FEWER, WEEKS = 200, 40, 104
"""Clients (``--quick`` makes fewer: writing them takes minutes) and weeks of each."""
MISSED = 0.1
"""The share of weeks that a client does not answer."""
IMPORTED = 20_000
"""Rows of the file that is brought in."""
PAGES = 12
"""Clients whose page is opened in a run, one after the other."""
ABOUT = "a1"
"""Whom all of them write about."""
BLOCKERS = ("blame", "criticism", "escape", "tuned-out", "unasked-advice")
PARTS = ["ratings", "blockers", "words"]
TODAY = datetime.now(UTC).date()
FIRST = TODAY - timedelta(days=TODAY.weekday(), weeks=WEEKS - 1)


def measure(run: Run) -> dict[str, Measured]:
    """``coach_list_s``, ``coach_page_s`` with where its time goes, and ``import_20k_s``."""
    found = {name: Measured() for name in ("coach_list_s", "coach_page_s", "import_20k_s")}
    server = servers.workbook(run.folder / "coach")
    data = run.folder / "coach" / "data"
    library = read_library([paths.content()])
    clients = FEWER if run.quick else CLIENTS
    took, entries = _timed(_build, data, library, clients)
    print(f"    {clients} clients with {entries} answers, written in {took:.0f} s", flush=True)
    run.settle(*found.values())
    with servers.running(server):
        asyncio.run(_opened(run, server, found))
    split = _split(data, library)
    said = ", ".join(
        f"{name.removesuffix('_s')} {seconds:.3f} s" for name, seconds in split.items()
    )
    print(f"    a page without the server: {said}", flush=True)
    found["coach_page_s"].more |= split
    _imported(run, found["import_20k_s"])
    found["coach_list_s"].more |= {"clients": clients, "answers": entries}
    return found


def _imported(run: Run, found: Measured) -> None:
    """``closeness client import`` of a whole practice into an empty folder, and how much it holds.

    Each time in a process of its own: what it holds at most is then that of the import alone.
    """
    file = run.folder / "weeks.csv"
    file.write_text("\n".join(_table()), encoding="utf-8")
    for number in run.numbers:
        data = run.folder / f"import-{number}"
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.importing", str(file), str(data)],
            capture_output=True,
            check=True,
            text=True,
        )
        said = json.loads(told.stdout)
        assert said["lines"] == IMPORTED
        found.ours.append(said["seconds"])
        found.more |= {name: said[name] for name in ("reading_s", "memory_mb", "memory_before_mb")}


def _table() -> list[str]:
    """Clients by weeks, with ratings, a sign and what got in the way: a row each."""
    ratings = [f"{one}.{when}" for one in DIMENSIONS for when in ("now", "wished")]
    rows = [",".join(["client", "date", *ratings, "sign.sharing", "blockers"])]
    for number in range(IMPORTED):
        client, week = divmod(number, 100)
        values = [str((number * step) % 11) for step in range(1, 7)]
        day = TODAY - timedelta(weeks=week)
        rows.append(",".join([f"Tree {client:03}", f"{day}", *values, "1", "blame;escape"]))
    return rows


async def _opened(run: Run, server: servers.Server, found: dict[str, Measured]) -> None:
    coach = Facilitator(server.url)
    await coach.sign_in(owner_link(server))
    for number in run.numbers:
        took, listed = await _asked(coach, "clients")
        found["coach_list_s"].ours.append(took)
        if number == 0:
            # The list has the drawing process begin; somebody who opens a page at once waits.
            first, _ = await _asked(coach, f"clients/{listed['clients'][-1]['id']}/page")
            found["coach_page_s"].more["the_first_after_the_start_s"] = round(first, 3)
        for one in listed["clients"][number * PAGES : (number + 1) * PAGES]:
            took, page = await _asked(coach, f"clients/{one['id']}/page")
            assert page["progress"]["svg"]
            assert page["blockers"]["svg"]
            found["coach_page_s"].ours.append(took)


async def _asked(coach: Facilitator, path: str) -> tuple[float, Json]:
    began = time.perf_counter()
    reply = await fetch(f"{coach.url}api/coach/{path}", coach.cookie)
    return time.perf_counter() - began, json.loads(reply.body)


def _split(data: Path, library: Library) -> Json:
    """Medians of the parts of a page, without the server: records, tables, drawing and words."""
    words = read_words([paths.content()], "progress", ProgressWords)
    told = client_words(library, words, "friend")
    took: dict[str, list[float]] = {"query": [], "pandas": [], "drawing": []}
    since = (TODAY - timedelta(days=28)).isoformat()
    with Records.open(data) as records:
        practice = Practice(records, lambda: library, lambda: TODAY)
        for one in practice.all()[:PAGES]:
            seconds, page = _timed(practice.page, one["id"])
            took["query"].append(seconds)
            series = page["series"]
            tables, _ = _timed(read_series, series)
            took["pandas"].append(2 * tables)  # once for the chart, once for the comparison
            whole, _ = _timed(worker.page, series, since, told)
            took["drawing"].append(whole - 2 * tables)
    return {f"{part}_s": round(statistics.median(times), 3) for part, times in took.items()}


def _timed(call: Callable[..., T], *told: Any) -> tuple[float, T]:
    began = time.perf_counter()
    done = call(*told)
    return time.perf_counter() - began, done


def _build(data: Path, library: Library, clients: int) -> int:
    """Clients who consented and whose records hold two years of weeks; how many answers."""
    written = 0
    with Records.open(data) as records:
        practice = Practice(records, lambda: library, lambda: TODAY)
        for number in range(clients):
            client, _ = practice.new(f"Tree {number:03}")
            person = records.person_of(records.begin_person())
            assert person is not None
            answers = _answers(random.Random(number))
            with records.together():
                for item, value in answers.items():
                    records.save(
                        person, "journal", ABOUT, item, value, 1, "page", "1", lambda _, v: v
                    )
                letter = {"state": "given", "on": f"{TODAY}", "text": "1", "parts": PARTS}
                about = {**letter, "kind": "friend"}
                records.give_consent(bytes.fromhex(client), person, ABOUT, about)
            practice.add_mark(
                client, {"date": f"{TODAY - timedelta(days=200)}", "kind": "event", "label": "Move"}
            )
            written += len(answers)
    return written


def _answers(chance: random.Random) -> Json:
    """Two years of one client: ratings, signs, what got in the way, and now and then a moment."""
    answers: Json = {}
    levels = {one: chance.uniform(3, 7) for one in DIMENSIONS}
    for number in range(WEEKS):
        week = FIRST + timedelta(weeks=number)
        if chance.random() < MISSED:
            continue
        for one, level in levels.items():
            now = round(level + chance.gauss(0, 1.2))
            answers[f"week.{week}.{one}.now"] = max(0, min(10, now))
            answers[f"week.{week}.{one}.wished"] = 8
        for sign in ("arguing", "sharing", "empathy", "repair"):
            answers[f"week.{week}.sign.{sign}"] = chance.randint(0, 2)
        answers[f"week.{week}.blockers"] = chance.sample(BLOCKERS, chance.randint(0, 3))
        if chance.random() < 0.5:
            day = f"{week + timedelta(days=chance.randint(0, 6))}"
            answers[f"moment.m{number:06}"] = {"date": day, "what": "A walk in the rain."}
    return answers
