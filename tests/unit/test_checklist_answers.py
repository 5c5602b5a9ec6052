"""What may be answered to a checklist, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.answers.checklist import marked, most_often, practice, prompts_allowed
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import read_library

BLOCKERS = read_library([paths.content()]).exercise("blockers")
assert isinstance(BLOCKERS, Checklist)
IDS = [one.id for one in BLOCKERS.items]
MARKS = [f"{blocker}.{side}" for blocker in IDS for side in ("me", "other")]
ITEMS = [*MARKS, "chosen", "plan.when", "plan.then"]

answers_of_people = st.dictionaries(st.sampled_from(MARKS), st.sampled_from([None, 0, 1, 2]))


def titles(found: list[Any]) -> list[str]:
    return [one.id for one in found]


@given(st.sampled_from(MARKS), st.sampled_from([0, 1, 2]))
def test_every_mark_keeps_its_value(item: str, value: int) -> None:
    assert check_answer(BLOCKERS, item, value) == value


@pytest.mark.parametrize("item", ITEMS)
def test_everything_can_be_taken_back(item: str) -> None:
    assert check_answer(BLOCKERS, item, None) is None


@pytest.mark.parametrize("blocker", IDS)
def test_any_blocker_can_be_chosen_marked_or_not(blocker: str) -> None:
    assert check_answer(BLOCKERS, "chosen", blocker) == blocker


@given(st.text(max_size=4000))
def test_a_plan_may_be_any_text_of_its_length(text: str) -> None:
    assert check_answer(BLOCKERS, "plan.when", text) == text


@pytest.mark.parametrize(
    ("item", "value", "rule", "message"),
    [
        ("blame.me", 3, "out-of-scale", "A mark is one of 0, 1, 2, but 3 came."),
        ("blame.me", -1, "out-of-scale", "A mark is one of 0, 1, 2, but -1 came."),
        ("blame.me", True, "wrong-type", "A mark is a whole number, but True came."),
        ("blame.me", 1.0, "wrong-type", "A mark is a whole number, but 1.0 came."),
        ("blame.me", "1", "wrong-type", "A mark is a whole number, but '1' came."),
        ("blame.me", [1], "wrong-type", "A mark is a whole number, but [1] came."),
        ("chosen", 1, "wrong-type", "What you work on is a text, but 1 came."),
        ("chosen", ["blame"], "wrong-type", "What you work on is a text, but ['blame'] came."),
        ("plan.when", 5, "wrong-type", "This answer is a text, but 5 came."),
        (
            "plan.then", "x" * 100_000, "too-long",
            "A text here has at most 4000 characters; yours has 100000. Shorten it and it is "
            "saved.",
        ),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_says_why(
    item: str, value: Any, rule: str, message: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(BLOCKERS, item, value)
    assert (refused.value.rule, refused.value.message) == (rule, message)


@pytest.mark.parametrize("item", ["blame", "blame.us", "ideas.now", "plan", ".me", "", "chosen.me"])
@pytest.mark.parametrize("value", [1, None])
def test_what_the_exercise_does_not_have_is_refused_even_if_it_is_empty(
    item: str, value: Any
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(BLOCKERS, item, value)
    assert refused.value.rule == "unknown-item"
    assert refused.value.message == f"There is nothing called {item!r} to answer in this exercise."


def test_an_unknown_choice_is_refused_with_those_there_are() -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(BLOCKERS, "chosen", "x" * 500)
    assert refused.value.rule == "out-of-scale"
    assert refused.value.message.startswith(
        "What you work on is one of feelings-as-push, all-needs, "
    )
    assert len(refused.value.message) < 300


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
        kept = check_answer(BLOCKERS, item, value)
    except AnswerRefused as error:
        rule = error.rule
    assert kept is value
    assert rule in {None, "unknown-item", "wrong-type", "out-of-scale", "too-long"}


def test_only_what_happens_counts_as_marked_and_each_side_for_itself() -> None:
    answers = {
        "escape.me": 1,
        "blame.me": 2,
        "blame.other": 1,
        "criticism.me": 0,
        "tuned-out.me": None,
    }
    assert titles(marked(BLOCKERS, answers, "me")) == ["blame", "escape"]
    assert titles(marked(BLOCKERS, answers, "other")) == ["blame"]
    assert marked(BLOCKERS, {}, "me") == []


def test_the_most_frequent_are_all_those_that_share_the_highest_mark() -> None:
    answers = {"escape.me": 2, "blame.me": 2, "criticism.me": 1, "outbursts.other": 1}
    assert titles(most_often(BLOCKERS, answers, "me")) == ["blame", "escape"]
    assert titles(most_often(BLOCKERS, answers, "other")) == ["outbursts"]
    assert most_often(BLOCKERS, {"blame.me": 0}, "me") == []


@pytest.mark.parametrize("blocker", BLOCKERS.items, ids=IDS)
@pytest.mark.parametrize("value", [1, 2])
def test_a_sensitive_mark_for_the_other_ends_prompts_to_open_up(blocker: Any, value: int) -> None:
    assert prompts_allowed(BLOCKERS, {f"{blocker.id}.other": value}) is not blocker.sensitive


@given(answers_of_people)
def test_marks_for_oneself_and_marks_that_say_no_never_end_prompts(answers: dict[str, Any]) -> None:
    harmless = {item: value for item, value in answers.items() if item.endswith(".me") or not value}
    assert prompts_allowed(BLOCKERS, harmless)


@pytest.mark.parametrize("blocker", BLOCKERS.items, ids=IDS)
def test_the_practice_is_the_opposite_of_what_was_chosen(blocker: Any) -> None:
    assert practice(BLOCKERS, {"chosen": blocker.id}) is blocker.practice


@pytest.mark.parametrize("blocker", BLOCKERS.items, ids=IDS)
def test_a_practice_that_opens_up_gives_way_where_that_may_not_be_safe(blocker: Any) -> None:
    found = practice(BLOCKERS, {"chosen": blocker.id, "outbursts.other": 1})
    assert found is (blocker.practice.alone if blocker.practice.opens_up else blocker.practice)


def test_there_is_no_practice_before_a_choice() -> None:
    assert practice(BLOCKERS, {"blame.me": 2}) is None
    assert practice(BLOCKERS, {"chosen": None}) is None


@given(answers_of_people)
def test_the_most_frequent_are_among_the_marked(answers: dict[str, Any]) -> None:
    for side in ("me", "other"):
        happening = marked(BLOCKERS, answers, side)
        often = most_often(BLOCKERS, answers, side)
        assert bool(often) == bool(happening)
        assert set(titles(often)) <= set(titles(happening))
