"""The two planners: all ideas there, worded for every relationship, and linked to one another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import read_library
from closeness_widgets.content.planner import MOST, Planner

LIBRARY = read_library([paths.content()])
PLANNERS = ("strategies", "rituals")


def planner(name: str) -> Planner:
    exercise = LIBRARY.exercise(name)
    assert isinstance(exercise, Planner)
    return exercise


def words(name: str, kind: Kind, nickname: str = "") -> dict[str, Any]:
    return LIBRARY.words(name, About(id="1", kind=kind, nickname=nickname))


def offered(name: str, kind: Kind) -> dict[str, dict[str, Any]]:
    return {idea["id"]: idea for group in words(name, kind)["groups"] for idea in group["ideas"]}


def test_every_list_has_exactly_its_ideas() -> None:
    counts = {
        name: {group.id: len(group.ideas) for group in planner(name).groups} for name in PLANNERS
    }
    assert counts == {
        "strategies": {"nine": 9, "five": 5, "trust-steps": 3, "respect": 2},
        "rituals": {
            "connecting": 5, "daily": 6, "busy": 3, "rhythm": 3, "keep-going": 3, "screens": 2,
            "ten": 1, "together-new": 3, "together-daily": 3,
        },
    }  # fmt: skip


def test_three_rituals_come_back_each_week_each_month_and_each_year() -> None:
    rhythm = next(group for group in planner("rituals").groups if group.id == "rhythm")
    assert [idea.every for idea in rhythm.ideas] == ["week", "month", "year"]


def test_five_places_to_begin_and_three_steps_are_each_a_way_to_one_of_the_nine() -> None:
    nine, *others = planner("strategies").groups
    ids = {idea.id for idea in nine.ideas}
    linked = [idea for group in others if group.id != "respect" for idea in group.ideas]
    assert len(linked) == 8
    assert {idea.part_of for idea in linked} <= ids


def test_touch_is_left_out_between_colleagues_and_is_gentle_for_oneself() -> None:
    assert "welcome-touch" in offered("rituals", "friend")
    assert "welcome-touch" not in offered("rituals", "colleague")
    assert "somebody" not in str(offered("rituals", "myself")["welcome-touch"])
    assert len(offered("rituals", "colleague")) == 28


@pytest.mark.parametrize("name", PLANNERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_idea_is_said_for_every_relationship(name: str, kind: Kind) -> None:
    for idea in offered(name, kind).values():
        said = " ".join((idea["title"], idea["text"], idea["first"]))
        assert "{" not in said
        if kind == "myself":
            assert not re.search(r"\b(your friend|between you|each other|of you names)\b", said)
    named = str(words(name, kind, "Robin")["groups"])
    assert ("Robin" in named) == (kind != "myself")


@pytest.mark.parametrize("name", PLANNERS)
def test_what_the_calendar_shows_tells_nothing_about_anybody(name: str) -> None:
    exercise = planner(name)
    assert exercise.calendar.title == "Time set aside"
    assert f"“{exercise.calendar.title}”" in exercise.calendar.introduction


@pytest.mark.parametrize("name", PLANNERS)
def test_the_words_that_refuse_a_fourth_are_kind_and_name_the_way_out(name: str) -> None:
    assert MOST == 3
    assert planner(name).choose.full == (
        "Three is the most, so that each of them gets a fair chance. Take one off your list "
        "first, and then there is room for this one."
    )


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (
            "part_of: trust\n        title: Mend", "part_of: mending\n        title: Mend",
            "part_of: this is another idea of this file, but found 'mending'",
        ),
        (
            "- id: share-tender", "- id: safe-space",
            "id: the id 'safe-space' stands in two groups; give this idea another one",
        ),
        (
            "  - {id: day, label: Every day}\n", "",
            "every: this is the id of one of the cadences, but found 'day'",
        ),
        (
            '"{count} of {most} picked"', '"{count} picked"',
            "count: keep {most} in this text: the page fills it in",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_planner_is_named(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    text = (paths.content() / "en" / "strategies.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "strategies.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as found:
        read_library([paths.content(), tmp_path])
    assert any(mistake in str(one) for one in found.value.mistakes), found.value.mistakes
