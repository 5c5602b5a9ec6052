"""``closeness workshop`` on a folder while no server runs, as an operator meets it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeness_widgets import workshop_cli
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import PAGES, read_words
from closeness_widgets.paths import content
from closeness_widgets.records import Records
from closeness_widgets.serving.live.office_door import RUNNING
from closeness_widgets.serving.live.paper import Paper
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.workshops import steering
from closeness_widgets.workshops.plan import Workshop

Json = dict[str, Any]
TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - the day where we are
AGENDA = ("--agenda", "dimensions,blockers", "--title", "T")


def closeness(data: Path, *arguments: str) -> Result:
    """``closeness workshop <arguments> --data <data>``."""
    return CliRunner().invoke(workshop_cli.app, [*arguments, "--data", str(data)])


def done(data: Path, *arguments: str) -> Json:
    """What it prints with ``--json``."""
    run = closeness(data, *arguments, "--json")
    assert run.exit_code == 0, run.stderr
    told: Json = json.loads(run.stdout)
    return told


def refused(data: Path, *arguments: str) -> str:
    """The message, after which nothing was made and the exit status was 1."""
    run = closeness(data, *arguments)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    assert done(data, "list") == {"workshops": []}
    return run.stderr.removeprefix("closeness: ").removesuffix("\n")


def revealed(data: Path, workshop_id: str) -> None:
    """Six paper sheets, and their picture."""
    with Records.open(data) as records:
        name = bytes.fromhex(workshop_id)
        state = records.load_workshop(name)
        assert state is not None
        library = read_library([content()])
        workshop = Workshop.model_validate(state)
        begun = steering.steer(workshop, {"do": "next"}, (), 0.0)
        sheets = [{"ideas.now": value} for value in (1, 1, 2, 8, 9, 9)]
        assert begun.step is not None
        Paper(records).enter(begun, begun.step.id, sheets, library)
        words = read_words([content()], "result", PAGES["result"])
        number = Pictures(records, lambda: words).reveal(begun, begun.step, library)
        shown = steering.shown(begun, begun.step, number)
        records.change_workshop(name, shown.as_json(), workshop.revision)


def test_a_new_workshop_prints_its_code_and_its_links(tmp_path: Path) -> None:
    made = done(tmp_path, "new", *AGENDA)
    assert set(made) == {
        "id", "title", "code", "join_link", "projector_link", "facilitator_link",
    }  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{32}", made["id"])
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{8}", made["code"])
    assert re.fullmatch(r"http://localhost:8866/join#[\w-]{32}", made["join_link"])
    projector = rf"http://localhost:8866/projector/{made['id']}#[\w-]{{32}}"
    assert re.fullmatch(projector, made["projector_link"])
    assert made["facilitator_link"] == f"http://localhost:8866/facilitate/{made['id']}"
    run = closeness(tmp_path, "new", *AGENDA)
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == [
        "id", "code", "join link", "projector link", "facilitator link",
    ]  # fmt: skip


def test_the_records_hold_what_was_asked_for(tmp_path: Path) -> None:
    made = done(
        tmp_path, "new", "--agenda", " pairs:15 , blockers", "--title", " Monday ",
        "--expected", "12", "--k", "6", "--last-meeting", TOMORROW,
    )  # fmt: skip
    with Records.open(tmp_path) as records:
        state = records.load_workshop(bytes.fromhex(made["id"]))
        assert records.workshop_of("code", made["code"]) == (bytes.fromhex(made["id"]), "code")
        secret = made["join_link"].partition("#")[2]
        assert records.workshop_of("join", secret) == (bytes.fromhex(made["id"]), "join")
    workshop = Workshop.model_validate(state)
    minutes = {one.id: one.minutes for one in read_library([content()]).exercises.values()}
    assert [(one.exercise, one.minutes) for one in workshop.agenda] == [
        ("dimensions", 6), ("pairs", 15), ("blockers", minutes["blockers"]),
    ]  # fmt: skip
    assert (workshop.title, workshop.expected, workshop.k) == ("Monday", 12, 6)
    assert workshop.last_meeting.isoformat() == TOMORROW


def test_links_take_the_address_that_the_operator_names(tmp_path: Path) -> None:
    made = done(tmp_path, "new", *AGENDA, "--public-url", "https://close.example:4430/x")
    assert made["join_link"].startswith("https://close.example:4430/join#")


def test_a_ready_plan_is_enough(tmp_path: Path) -> None:
    made = done(tmp_path, "new", "--plan", "hour", "--title", "T")
    [listed] = done(tmp_path, "list")["workshops"]
    assert listed["id"] == made["id"]
    assert listed["steps"] > 3
    assert listed["minutes"] <= 60


def test_the_list_says_until_when_answers_stay(tmp_path: Path) -> None:
    none = closeness(tmp_path, "list")
    assert none.stdout == "No workshop yet. Make one with `closeness workshop new`.\n"
    made = done(tmp_path, "new", *AGENDA, "--last-meeting", TOMORROW)
    until = date.fromisoformat(TOMORROW) + timedelta(days=30)
    line = closeness(tmp_path, "list").stdout
    assert line == f"{made['id']}  {made['code']}  until {until}  lobby   T\n"
    [listed] = done(tmp_path, "list")["workshops"]
    assert (listed["phase"], listed["goes_on"]) == ("lobby", until.isoformat())
    assert listed["join_link"] == made["join_link"]


def test_a_closed_workshop_is_over_in_the_list(tmp_path: Path) -> None:
    made = done(tmp_path, "new", *AGENDA, "--last-meeting", TOMORROW)
    until = date.fromisoformat(TOMORROW) + timedelta(days=30)
    run = closeness(tmp_path, "close", made["id"])
    assert (run.exit_code, run.stdout) == (0, f"Closed. Its answers are deleted on {until}.\n")
    assert done(tmp_path, "list")["workshops"][0]["phase"] == "ended"
    again = closeness(tmp_path, "close", made["id"])
    assert again.exit_code == 1
    assert again.stderr == "closeness: This workshop is closed. Open it again first.\n"


def test_the_export_has_the_pictures_that_were_shown_and_nothing_before(tmp_path: Path) -> None:
    made = done(tmp_path, "new", *AGENDA)
    assert done(tmp_path, "export", made["id"])["results"] == []
    revealed(tmp_path, made["id"])
    [result] = done(tmp_path, "export", made["id"])["results"]
    assert result["heading"] == read_library([content()]).step("dimensions").title
    for ending in ("csv", "pdf", "json"):
        file = tmp_path / f"out.{ending}"
        run = closeness(tmp_path, "export", made["id"], "--to", str(file))
        assert (run.exit_code, run.stdout) == (0, f"Written to {file}.\n")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "out.json").read_text())["results"] == [result]
    printed = closeness(tmp_path, "export", made["id"]).stdout
    csv = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert printed.split() == csv.split()
    assert result["heading"] in csv


WRONG = [
    (("new", "--agenda", "dancing", "--title", "T"), "There is no exercise or card 'dancing'. "),
    (
        ("new", "--agenda", "pairs:ten", "--title", "T"),
        "Minutes are a whole number, as in pairs:10, but 'ten' came.",
    ),
    (
        ("new", "--agenda", "pairs:²", "--title", "T"),
        "Minutes are a whole number, as in pairs:10, but '²' came.",
    ),
    (
        ("new", "--agenda", "pairs:0", "--title", "T"),
        "A step’s length in minutes is a whole number from 1 to 240, but 0 came.",
    ),
    (
        ("new", "--agenda", "pairs:241", "--title", "T"),
        "A step’s length in minutes is a whole number from 1 to 240, but 241 came.",
    ),
    (
        ("new", "--title", "T"),
        "An agenda has at least one step. Add one, then save again.",
    ),
    (
        ("new", "--agenda", " , ", "--title", "T"),
        "An agenda has at least one step. Add one, then save again.",
    ),
    (
        ("new", "--plan", "weekend", "--title", "T"),
        "There is no plan 'weekend'. There are: ",
    ),
    (
        ("new", *AGENDA[:2], "--title", " "),
        "A title has 1 to 80 letters; this one has 0. Change it a little.",
    ),
    (
        ("new", *AGENDA[:2], "--title", "T" * 81),
        "A title has 1 to 80 letters; this one has 81. Change it a little.",
    ),
    (
        ("new", *AGENDA, "--k", "4"),
        "The smallest group that is shown is a whole number from 5 to 100, but 4 came.",
    ),
    (
        ("new", *AGENDA, "--expected", "0"),
        "The number of people is a whole number from 1 to 500, but 0 came.",
    ),
    (
        ("new", *AGENDA, "--last-meeting", "2020-01-01"),
        "The last meeting is a day from today (",
    ),
    (("new", *AGENDA, "--last-meeting", "soon"), "A day is written like "),
    (
        ("close", "abc"),
        "There is no workshop 'abc'. `closeness workshop list` shows those there are.",
    ),
    (
        ("export", "0" * 32),
        f"There is no workshop '{'0' * 32}'. `closeness workshop list` shows those there are.",
    ),
    (
        ("export", "z" * 32),
        f"There is no workshop '{'z' * 32}'. `closeness workshop list` shows those there are.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    said = refused(tmp_path, *arguments)
    assert said.startswith(message)
    assert said.endswith(".")


def test_an_unknown_exercise_is_answered_with_those_there_are(tmp_path: Path) -> None:
    library = read_library([content()])
    there = ", ".join(sorted([*library.exercises, *library.cards]))
    said = refused(tmp_path, "new", "--agenda", "dimensions,dancing", "--title", "T")
    assert said == f"There is no exercise or card 'dancing'. There are: {there}."


@pytest.mark.parametrize("name", ["out.txt", "out", "nowhere/out.csv", "nowhere/out.pdf"])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    made = done(tmp_path, "new", *AGENDA)
    run = closeness(tmp_path, "export", made["id"], "--to", str(tmp_path / name))
    assert (run.exit_code, run.stdout) == (1, "")
    messages = {
        "out.txt": "A file to export to ends in .csv, .pdf or .json, but 'out.txt' does not.",
        "out": "A file to export to ends in .csv, .pdf or .json, but 'out' does not.",
    }
    missing = f"The file {tmp_path / name} cannot be written (No such file or directory)."
    assert run.stderr == f"closeness: {messages.get(name, missing)}\n"


def test_a_folder_that_another_program_holds_is_named(tmp_path: Path) -> None:
    done(tmp_path, "new", *AGENDA)
    with Records.open(tmp_path):
        run = closeness(tmp_path, "list")
    assert run.exit_code == 1
    assert run.stderr.startswith(f"closeness: The folder {tmp_path} is in use by another running")


@pytest.mark.parametrize(
    "left_over",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"address": "unix:/nowhere/desk", "capability": "x"}',
        '{"address": "tcp:127.0.0.1:1", "capability": "x"}',
    ],
)
def test_what_a_killed_server_left_behind_does_not_stop_the_command_line(
    tmp_path: Path, left_over: str
) -> None:
    made = done(tmp_path, "new", *AGENDA)
    (tmp_path / RUNNING).write_text(left_over)
    [listed] = done(tmp_path, "list")["workshops"]
    assert listed["id"] == made["id"]
    assert listed["created"] <= datetime.now(UTC).date().isoformat() + "T"
