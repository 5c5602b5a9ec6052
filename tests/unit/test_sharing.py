"""What of a person's answers may go to the group: little, and never by accident."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import (
    AnswerRefused,
    check_card_words,
    share_kind,
    shareable,
)
from closeness_widgets.content.card import Card
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import read_library
from closeness_widgets.content.rating import Rating

LIBRARY = read_library([paths.content()])
DIMENSIONS, BLOCKERS, JOURNAL, QUESTION, PAIRS = (
    LIBRARY.step(name) for name in ("dimensions", "blockers", "journal", "question", "pairs")
)
assert isinstance(DIMENSIONS, Rating)
assert isinstance(BLOCKERS, Checklist)
assert isinstance(QUESTION, Card)
SKILLS = LIBRARY.step("skills")
assert isinstance(SKILLS, Checklist)
assert isinstance(PAIRS, Card)

RATINGS = {
    f"{one}.{when}" for one in ("ideas", "together", "feelings") for when in ("now", "wished")
}
OPEN_MARKS = {f"{one.id}.me" for one in BLOCKERS.items if not one.sensitive}
SENSITIVE = [one.id for one in BLOCKERS.items if one.sensitive]

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=3,
)


def items_of(step: Rating | Checklist) -> list[str]:
    if isinstance(step, Rating):
        return [
            f"{one.id}.{part}"
            for one in step.dimensions
            for part in ("now", "wished", *(statement.id for statement in one.statements))
        ]
    marks = [f"{one.id}.{side}" for one in step.items for side in ("me", "other")]
    return [*marks, "chosen", "plan.when", "plan.then", "words"]


def test_each_step_tells_what_its_picture_is_made_of() -> None:
    assert share_kind(DIMENSIONS) == "ratings"
    assert share_kind(BLOCKERS) == "counts"
    assert share_kind(QUESTION) == "texts"
    assert share_kind(PAIRS) is None
    assert share_kind(JOURNAL) is None


def test_ratings_share_the_single_ratings_and_no_statement() -> None:
    answers = {"ideas.now": 0, "ideas.wished": 10, "feelings.now": None, "ideas.honest": 3}
    assert shareable(DIMENSIONS, answers) == {"ideas.now": 0, "ideas.wished": 10}


@pytest.mark.parametrize("value", [True, 11, -1, 4.0, "4", [4]])
def test_a_rating_that_is_not_on_the_scale_stays_out(value: object) -> None:
    assert shareable(DIMENSIONS, {"ideas.now": value}) == {}


def test_marks_for_oneself_become_yes_and_no_without_how_often() -> None:
    answers = {
        "blame.me": 2, "criticism.me": 1, "escape.me": 0, "secret-no.me": None, "blame.other": 2,
        "chosen": "blame", "plan.when": "When I hang up my coat", "plan.then": "I breathe out",
    }  # fmt: skip
    assert shareable(BLOCKERS, answers) == {"blame.me": 1, "criticism.me": 1, "escape.me": 0}


@pytest.mark.parametrize("blocker", SENSITIVE)
@pytest.mark.parametrize("mark", [0, 1, 2])
def test_a_sensitive_mark_is_never_shared(blocker: str, mark: int) -> None:
    assert len(SENSITIVE) == 5
    assert shareable(BLOCKERS, {f"{blocker}.me": mark, f"{blocker}.other": mark}) == {}


@pytest.mark.parametrize("value", [True, 3, -1, 1.0, "2"])
def test_a_mark_that_the_list_does_not_have_stays_out(value: object) -> None:
    assert shareable(BLOCKERS, {"blame.me": value}) == {}


def test_of_a_list_to_pick_from_only_the_pick_is_shared() -> None:
    marks = {f"{one.id}.me": 2 for one in SKILLS.items}
    picked = shareable(SKILLS, {**marks, "chosen": "soothe"})
    assert picked == {f"{one.id}.me": int(one.id == "soothe") for one in SKILLS.items}
    assert shareable(SKILLS, marks) == {}
    assert shareable(SKILLS, {"chosen": "dancing"}) == {}


def test_a_checklist_about_the_other_person_alone_shares_nothing() -> None:
    only_other = BLOCKERS.model_copy(update={"sides": BLOCKERS.sides[1:]})
    assert shareable(only_other, {"blame.me": 2, "blame.other": 2}) == {}


def test_a_sensitive_dimension_is_never_shared() -> None:
    first, *others = DIMENSIONS.dimensions
    hidden = first.model_copy(update={"sensitive": True})
    exercise = DIMENSIONS.model_copy(update={"dimensions": (hidden, *others)})
    assert shareable(exercise, {"ideas.now": 4, "feelings.now": 5}) == {"feelings.now": 5}


@given(st.dictionaries(st.sampled_from([*items_of(DIMENSIONS), "x"]), json_values))
def test_whatever_is_stored_only_ratings_on_the_scale_leave(answers: dict[str, Any]) -> None:
    shared = shareable(DIMENSIONS, answers)
    assert shared.keys() <= RATINGS
    assert all(type(value) is int and 0 <= value <= 10 for value in shared.values())


@given(st.dictionaries(st.sampled_from([*items_of(BLOCKERS), "x"]), json_values))
def test_whatever_is_stored_only_open_marks_for_oneself_leave(answers: dict[str, Any]) -> None:
    shared = shareable(BLOCKERS, answers)
    assert shared.keys() <= OPEN_MARKS
    assert all(type(value) is int and value in (0, 1) for value in shared.values())


@given(st.dictionaries(st.text(max_size=12), json_values))
def test_a_journal_and_a_card_that_asks_nothing_never_share(answers: dict[str, Any]) -> None:
    moment = {"moment.k3f9ab": {"date": "2026-11-16", "what": "A walk"}, "words": "A walk"}
    for step in (JOURNAL, PAIRS):
        assert shareable(step, {**answers, **moment}) == {}


def test_words_for_the_room_are_shared_without_the_blanks_round_them() -> None:
    assert shareable(QUESTION, {"words": "  tea\nwith Mum \n"}) == {"words": "tea\nwith Mum"}


@pytest.mark.parametrize("answers", [{}, {"words": None}, {"words": ""}, {"words": " \n "}])
def test_no_words_are_nothing_to_share(answers: dict[str, object]) -> None:
    assert shareable(QUESTION, answers) == {}


def test_words_as_long_as_the_card_allows_are_fine_and_one_more_is_refused_kindly() -> None:
    assert check_card_words(QUESTION, " " + "a" * 160) == "a" * 160
    for refused in (
        lambda: check_card_words(QUESTION, "a" * 163),
        lambda: shareable(QUESTION, {"words": "a" * 163}),
    ):
        with pytest.raises(AnswerRefused) as caught:
            refused()
        assert caught.value.rule == "too-long"
        assert caught.value.message == (
            "There is room for 160 characters here, and yours has 163. Leave out 3 and it fits."
        )


@pytest.mark.parametrize(("value", "said"), [(7, "7"), (None, "None"), (["a"], "['a']")])
def test_words_that_are_no_text_are_refused(value: object, said: str) -> None:
    with pytest.raises(AnswerRefused) as caught:
        check_card_words(QUESTION, value)
    assert caught.value.rule == "wrong-type"
    assert caught.value.message == f"This is a short text, but {said} came."


def test_words_for_a_card_that_asks_for_none_are_refused() -> None:
    with pytest.raises(AnswerRefused) as caught:
        check_card_words(PAIRS, "Hello")
    assert caught.value.rule == "unknown-item"
    assert caught.value.message == (
        "'In twos' asks for no words, so nothing was saved. Open the page again."
    )
