"""What may be answered to a planner, and the plan that follows from it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer, share_kind, shareable
from closeness_widgets.answers.planner import Planned, planned
from closeness_widgets.content.library import read_library
from closeness_widgets.content.planner import Planner

PLANNER = read_library([paths.content()]).exercise("strategies")
assert isinstance(PLANNER, Planner)
IDS = [idea.id for idea in PLANNER.ideas]
ITEMS = ["picks", *(f"trust.{field}" for field in ("day", "time", "every", "when", "then"))]


@given(st.lists(st.sampled_from(IDS), max_size=3, unique=True))
def test_up_to_three_ideas_can_be_picked(picks: list[str]) -> None:
    assert check_answer(PLANNER, "picks", picks) == picks


def test_a_fourth_is_refused_in_the_words_of_the_exercise() -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(PLANNER, "picks", IDS[:4])
    assert (refused.value.rule, refused.value.message) == (
        "too-many",
        "Three is the most, so that each of them gets a fair chance. Take one off your list "
        "first, and then there is room for this one.",
    )


@pytest.mark.parametrize("item", ITEMS)
def test_everything_can_be_taken_back(item: str) -> None:
    assert check_answer(PLANNER, item, None) is None


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), st.times())
def test_any_day_and_minute_can_be_planned(day: date, clock: time) -> None:
    assert check_answer(PLANNER, "trust.day", day.isoformat()) == day.isoformat()
    assert check_answer(PLANNER, "trust.time", f"{clock:%H:%M}") == f"{clock:%H:%M}"


@pytest.mark.parametrize(
    ("item", "value", "rule", "message"),
    [
        ("picks", "trust", "wrong-type", "Picks are a list of ideas, but 'trust' came."),
        ("picks", ["love"], "out-of-scale", "Picks are ideas of this exercise, but 'love' came."),
        ("picks", [["trust"]], "out-of-scale",
         "Picks are ideas of this exercise, but ['trust'] came."),
        ("picks", ["trust", "trust"], "wrong-type",
         "Picks name each idea once, but ['trust', 'trust'] came."),
        ("trust.day", "6 December", "wrong-type",
         "A day is a date as 2026-11-29, but '6 December' came. Choose a day."),
        ("trust.day", 20261206, "wrong-type",
         "A day is a date as 2026-11-29, but 20261206 came. Choose a day."),
        ("trust.day", "2026-02-30", "wrong-type",
         "A plan needs a day of the calendar, but '2026-02-30' came. Choose a day."),
        ("trust.day", "0002-12-06", "out-of-scale",
         "A day lies between 2000-01-01 and 2199-12-31, but 0002-12-06 came. Choose a day."),
        ("trust.time", "25:00", "wrong-type",
         "A time is hours and minutes as 19:30, but '25:00' came."),
        ("trust.time", "7 pm", "wrong-type",
         "A time is hours and minutes as 19:30, but '7 pm' came."),
        ("trust.every", "hour", "out-of-scale",
         "How often is one of once, day, week, month, year, but 'hour' came."),
        ("trust.every", ["day"], "out-of-scale",
         "How often is one of once, day, week, month, year, but ['day'] came."),
        ("trust.when", 5, "wrong-type", "This answer is a text, but 5 came."),
        ("trust.then", "x" * 501, "too-long",
         "A text here has at most 500 characters; yours has 501. Shorten it and it is saved."),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_says_why(
    item: str, value: Any, rule: str, message: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(PLANNER, item, value)
    assert (refused.value.rule, refused.value.message) == (rule, message)


@pytest.mark.parametrize("item", ["trust", "trust.me", "love.day", "picks.day", "", ".day"])
@pytest.mark.parametrize("value", ["2026-12-06", None])
def test_what_the_exercise_does_not_have_is_refused_even_if_it_is_empty(
    item: str, value: Any
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(PLANNER, item, value)
    assert refused.value.rule == "unknown-item"
    assert refused.value.message == f"There is nothing called {item!r} to answer in this exercise."


@given(
    st.one_of(st.text(max_size=30), st.sampled_from(ITEMS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    ),
)
def test_whatever_comes_is_kept_as_it_is_or_refused(item: str, value: Any) -> None:
    kept, rule = value, None
    try:
        kept = check_answer(PLANNER, item, value)
    except AnswerRefused as error:
        rule = error.rule
    assert kept is value
    assert rule in {None, "unknown-item", "wrong-type", "out-of-scale", "too-long"}


def test_a_plan_has_the_picks_in_their_order_and_nothing_that_was_dropped() -> None:
    answers = {
        "picks": ["trust", "gone-since", "open-talk"],
        "trust.day": "2026-12-06", "trust.time": "19:30", "trust.every": "month",
        "trust.when": "the kettle boils", "trust.then": "ask",
        "empathy.day": "2026-12-07",
    }  # fmt: skip
    assert planned(PLANNER, answers) == [
        Planned("trust", date(2026, 12, 6), time(19, 30), "month", "the kettle boils", "ask"),
        Planned("open-talk", None, None, "day", "", ""),
    ]
    assert planned(PLANNER, {}) == []


def test_nothing_of_a_plan_is_for_the_group() -> None:
    assert share_kind(PLANNER) is None
    assert shareable(PLANNER, {"picks": ["trust"]}) == {}
