"""The planner's widget, and its file for a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import icalendar
import pytest

from closeness_widgets.answers.planner import Planned
from closeness_widgets.content.base import About
from closeness_widgets.content.planner import Planner
from closeness_widgets.rooms.solo import Solo
from closeness_widgets.serving.plan_file import calendar_file

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TRUST = Planned("trust", date(2026, 12, 6), time(19, 30), "week", "it rains", "call Sam")
WALK = Planned("empathy", date(2026, 12, 7), None, "once", "", "")
OPEN = Planned("vulnerability", None, None, "once", "", "")


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    one = Solo()
    one.open("strategies")
    one.choose({"kind": "friend", "nickname": "Sam"})
    return one


def file(solo: Solo, *plans: Planned, own: bool = False, secret: str = "a") -> str:
    exercise = solo.library.exercise("strategies")
    assert isinstance(exercise, Planner)
    words = solo.library.words("strategies", About(id="1", kind="friend", nickname="Sam"))
    made = calendar_file(exercise, words, plans, secret, own, NOW)
    return made.decode() if made else ""


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).events)


def test_the_text_form_is_one_line_that_tells_nothing_of_the_picks(solo: Solo) -> None:
    widget = solo.widgets["strategies"]
    widget.outbox = {
        "sent": "1",
        "changes": [
            {"about": widget.about["id"], "item": "picks", "value": ["trust"], "revision": 1,
             "writer": "w"},
        ],
    }  # fmt: skip
    assert widget.answers["picks"]["value"] == ["trust"]
    assert repr(widget) == "Exercise 'strategies': 19 ideas in 4 groups, up to 3 to plan."


def test_a_fourth_pick_is_refused_and_the_three_stay(solo: Solo) -> None:
    widget = solo.widgets["strategies"]
    ids = ["trust", "empathy", "open-talk", "presence"]
    for revision, picks in enumerate((ids[:3], ids), 1):
        widget.outbox = {
            "sent": str(revision),
            "changes": [
                {"about": widget.about["id"], "item": "picks", "value": picks,
                 "revision": revision, "writer": "w"},
            ],
        }  # fmt: skip
    [refused] = widget.receipt["refused"]
    assert refused["message"].startswith("Three is the most")
    assert widget.answers["picks"]["value"] == ids[:3]


def test_the_calendar_file_tells_nothing_but_that_time_is_set_aside(solo: Solo) -> None:
    text = file(solo, TRUST, WALK, OPEN)
    for word in ("Sam", "trust", "Trust", "rain", "close", "friend", "DESCRIPTION"):
        assert word not in text
    one, two = events(text)
    assert {str(one["SUMMARY"]), str(two["SUMMARY"])} == {"Time set aside"}
    assert one.start.isoformat() == "2026-12-06T19:30:00"  # the clock wherever the calendar is
    assert one.end.isoformat() == "2026-12-06T20:00:00"
    assert one["RRULE"]["FREQ"] == ["WEEKLY"]


def test_a_plan_without_a_time_takes_the_day_and_blocks_none_of_it(solo: Solo) -> None:
    [one] = events(file(solo, WALK))
    assert one.start == date(2026, 12, 7)
    assert one["TRANSP"] == "TRANSPARENT"
    assert "RRULE" not in one


def test_with_a_tick_the_file_has_what_was_picked_and_written(solo: Solo) -> None:
    [one] = events(file(solo, TRUST, own=True))
    assert one["SUMMARY"] == "Build trust that lasts"
    assert str(one["DESCRIPTION"]) == (
        "Promise Sam one small thing for this week, and do it.\nWhen … it rains\n… I will call Sam"
    )


def test_what_people_write_cannot_add_lines_of_its_own_to_the_file(solo: Solo) -> None:
    written = Planned("trust", date(2026, 12, 6), None, "once", "a\r\nEND:VEVENT\r\nX:1", "b\n")
    [one] = events(file(solo, written, own=True))
    assert "X" not in one
    assert "END:VEVENT" in str(one["DESCRIPTION"])


def test_a_later_file_replaces_the_same_entries_and_nobody_else_s(solo: Solo) -> None:
    first, again = events(file(solo, TRUST)), events(file(solo, TRUST, own=True))
    other = events(file(solo, TRUST, secret="b"))
    assert first[0]["UID"] == again[0]["UID"] != other[0]["UID"]


def test_without_a_day_there_is_no_file(solo: Solo) -> None:
    assert file(solo, OPEN) == ""
    assert file(solo) == ""
