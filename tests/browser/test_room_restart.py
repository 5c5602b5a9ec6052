"""A room while its server is asked from the command line, killed, stopped and started again."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from closeness_widgets.records import Records
from closeness_widgets.serving.live.office_door import RUNNING
from tests.browser.people import Workbook
from tests.browser.visitors import Leading, Visitor, writes

pytestmark = pytest.mark.on_both_databases

Json = dict[str, Any]

# The command line beside a running server


def command(workbook: Workbook, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "closeness_widgets", "workshop", *arguments,
         "--data", str(workbook.data), "--json"],
        capture_output=True, text=True, timeout=60, check=False,
        env=workbook.environment,
    )  # fmt: skip


def test_what_the_command_line_does_the_room_sees(
    workbook: Workbook, visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    run = command(workbook, "new", "--agenda", "dimensions,blockers", "--title", "From afar")
    made = json.loads(run.stdout)
    assert f":{workbook.port}/join#" in made["join_link"]
    person = visitor()
    assert person.call("join", code=made["code"].lower()) == {"title": "From afar"}
    phone, wall = person.line("live"), owner.line("wall", made["id"])
    phone.until(lambda view: view["phase"] == "lobby")
    wall.until(lambda view: view["phase"] == "lobby")
    assert made["id"] in command(workbook, "list").stdout
    assert json.loads(command(workbook, "export", made["id"]).stdout)["results"] == []
    assert command(workbook, "close", made["id"]).returncode == 0
    phone.until(lambda view: view["phase"] == "ended")
    wall.until(lambda view: view["phase"] == "ended")
    wrong = command(workbook, "close", "abc")
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "closeness: There is no workshop 'abc'. `closeness workshop list` shows those there are.\n",
    )
    assert command(workbook, "new", "--agenda", "dancing", "--title", "T").returncode == 1
    assert owner.ask(f"/api/workshops/{made['id']}/steer", {"do": "open"}).status == 200
    phone.until(lambda view: view["phase"] == "lobby")


def test_only_this_user_can_read_where_the_command_line_comes_in(workbook: Workbook) -> None:
    told = workbook.data / RUNNING
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    assert set(json.loads(told.read_text())) == {"address", "capability"}


# Killed, stopped and started again: the last tests of this file


def test_after_a_power_cut_the_room_is_where_it_was(
    workbook: Workbook, joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    people = [joined() for _ in range(6)]
    for number, person in enumerate(people):
        writes(person, step, f"Owl number {number}")
    people[5].call("live/draft", step=step, text="Half a")
    room.steer("extend", seconds=600)
    before, mine = room.view(), [person.me() for person in people]
    workbook.kill()
    assert (workbook.data / RUNNING).exists()
    workbook.start()
    after = room.view()
    gone = before["timer"]["left"] - after["timer"]["left"]
    assert 0 < gone < 60
    assert after["timer"]["running"] is True
    different = {"timer", "ready", "here"}
    assert {name: one for name, one in after.items() if name not in different} == {
        name: one for name, one in before.items() if name not in different
    }
    assert [person.me() for person in people] == mine
    assert people[0].line("live").hear() == 0
    room.steer("reveal")
    assert len(room.view()["texts"]) == 6
    people[0].call("join", code=room.code)
    assert room.view()["joined"] == 6


def test_a_stopped_server_leaves_no_door_and_workshops_end_after_thirty_days(
    workbook: Workbook, joined: Callable[..., Visitor], owner: Visitor, room: Leading
) -> None:
    person = joined()
    told = workbook.data / RUNNING
    ends = room.view()["goes_on"]
    workbook.stop()
    assert not told.exists()
    with Records.open(workbook.data, workbook.database) as records:
        last = date.fromisoformat(ends)
        assert bytes.fromhex(room.id) not in records.expire(last).workshops
        assert bytes.fromhex(room.id) in records.expire(last + timedelta(days=1)).workshops
    workbook.start()
    assert owner.line("facilitator", room.id).closed() == 4410
    assert person.ask("/api/live/me").status == 401
    reply = person.ask("/api/join", {"code": room.code})
    assert (reply.status, reply.error["rule"]) == (403, "wrong-code")
