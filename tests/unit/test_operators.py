"""What operators ask: alive, ready or not and why not, and figures that name nobody."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.records import RecordRefused, Records, StorageFailed
from closeness_widgets.records.folder import DATABASE_NAME
from closeness_widgets.serving import metrics, operators
from closeness_widgets.serving.forked import Forks
from closeness_widgets.serving.operators import WrongMetrics, read_address
from closeness_widgets.serving.pen import Pen
from tests.unit.live_room import open_records

Asked = tuple[int, dict[str, Any]]
Ask = Callable[[str], Coroutine[Any, Any, Asked]]


def value(name: str, **labels: str) -> float:
    """A figure as it is now."""
    found = metrics.REGISTRY.get_sample_value(f"closeness_{name}", labels)
    assert found is not None, name
    return found


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Forks:
    """How kernels start is known, as it is once the warm process has imported everything."""
    forks = Forks()
    forks._given_up = "there is no need of any here"
    monkeypatch.setattr(operators, "forks", forks)
    return forks


def asking(folder: Path, story: Callable[[Ask, Any], Coroutine[Any, Any, None]]) -> None:
    """Run a story at the real handlers on real records."""

    async def inside() -> None:
        pen = Pen()
        with Records.open(folder) as records:
            house = SimpleNamespace(
                records=records, pen=pen, seats=SimpleNamespace(opened=True), base="/"
            )
            handlers = [(f"/{path}", handler) for path, handler in operators.HANDLERS]
            server = HTTPServer(
                Application(handlers, closeness=house, log_function=lambda handler: None)
            )
            listening, port = bind_unused_port()
            server.add_socket(listening)
            client = AsyncHTTPClient(force_instance=True)

            async def ask(path: str) -> Asked:
                reply = await client.fetch(f"http://127.0.0.1:{port}/{path}", raise_error=False)
                return reply.code, json.loads(reply.body)

            try:
                await story(ask, house)
            finally:
                client.close()
                server.stop()
                pen.close()

    asyncio.run(inside())


def test_ready_says_which_part_is_missing_and_a_full_server_is_ready(
    tmp_path: Path, settled: Forks
) -> None:
    async def story(ask: Ask, house: Any) -> None:
        there = {"ready": True, "database": True, "kernels": True, "places": True}
        assert await ask("ready") == (200, there)
        house.seats.opened = False
        assert await ask("ready") == (503, {**there, "ready": False, "places": False})
        house.seats.opened = True
        settled._given_up = None
        assert await ask("ready") == (503, {**there, "ready": False, "kernels": False})

    asking(tmp_path, story)


def test_a_database_that_does_not_answer_is_no_reason_to_restart_and_one_to_send_nobody(
    tmp_path: Path, settled: Forks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operators, "PATIENCE", 0.3)

    async def story(ask: Ask, house: Any) -> None:
        with closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, told = await ask("ready")
            assert (status, told["database"], told["places"]) == (503, False, True)
            assert await ask("alive") == (200, {"alive": True})
            other.execute("ROLLBACK")

    asking(tmp_path, story)


def test_each_answer_is_counted_by_how_it_ended_and_only_commits_are_timed() -> None:
    ends: list[tuple[str, Exception | None]] = [
        ("saved", None),
        ("refused", AnswerRefused("value", "no")),
        ("refused", RecordRefused("stale", "no")),
        ("failed", StorageFailed("the disk is full")),
    ]
    for outcome, error in ends:
        before, timed = value("saves_total", outcome=outcome), value("save_seconds_count")
        try:
            with metrics.saving():
                if error is not None:
                    raise error
        except (AnswerRefused, RecordRefused, StorageFailed):
            pass
        assert value("saves_total", outcome=outcome) == before + 1
        assert value("save_seconds_count") == timed + (error is None)


def test_whatever_the_database_refuses_is_counted_where_everything_passes(tmp_path: Path) -> None:
    def fails() -> None:
        raise StorageFailed("the disk is full")

    async def story() -> None:
        pen = Pen()
        with pytest.raises(StorageFailed):
            await pen.do(fails)
        with open_records(tmp_path) as records, pytest.raises(StorageFailed):
            await pen.save(records, fails)
        pen.close()

    before = value("storage_failures_total")
    asyncio.run(story())
    assert value("storage_failures_total") == before + 2


def test_no_figure_has_a_label_that_could_name_anybody() -> None:
    labels = {
        label
        for family in metrics.REGISTRY.collect()
        for sample in family.samples
        for label in sample.labels
    }
    assert labels <= {"version", "python", "state", "page", "way", "outcome", "le"}


def test_a_port_alone_is_told_to_this_computer_only() -> None:
    assert read_address("9464") == ("127.0.0.1", 9464)
    assert read_address(":9464") == ("127.0.0.1", 9464)
    assert read_address("0.0.0.0:9464") == ("0.0.0.0", 9464)
    assert read_address("[::1]:9464") == ("::1", 9464)


@pytest.mark.parametrize("text", ["metrics", "10.0.0.1", "10.0.0.1:", "9464:x", "70000", "-1"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(WrongMetrics) as refused:
        read_address(text)
    assert str(refused.value) == (
        "--metrics takes a port such as 9464, or an address and a port such as 10.1.0.7:9464, "
        f"not {text!r}."
    )
