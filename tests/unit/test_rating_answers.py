"""What a person can answer to a rating, and the scores that follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.answers.rating import gap, mean
from closeness_widgets.content.library import read_library

DIMENSIONS = read_library([paths.content()]).exercise("dimensions")
STATEMENT = st.none() | st.integers(0, 4)


def refusal(item: str, value: object) -> AnswerRefused:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(DIMENSIONS, item, value)
    return refused.value


@given(st.sampled_from(["ideas", "together", "feelings"]), st.sampled_from(["now", "wished"]))
def test_every_number_of_the_scale_can_be_answered_now_and_as_wished(dimension, part):
    for value in range(11):
        assert check_answer(DIMENSIONS, f"{dimension}.{part}", value) == value


@given(st.integers().filter(lambda number: not 0 <= number <= 10))
def test_a_number_off_the_scale_is_refused(number):
    error = refusal("ideas.now", number)
    assert error.rule == "out-of-scale"


def test_a_refusal_says_the_rule_the_value_and_what_to_do():
    assert refusal("ideas.now", 11).message == (
        "This answer is a whole number from 0 to 10, but 11 came. Choose one of the numbers shown."
    )
    assert refusal("ideas.honest", 5).message == (
        "This answer is a whole number from 0 to 4, but 5 came. Choose one of the numbers shown."
    )


@pytest.mark.parametrize("value", [True, False, 7.0, "7", [7], {"value": 7}])
def test_only_a_whole_number_is_a_rating(value):
    assert refusal("ideas.now", value).rule == "wrong-type"


def test_a_huge_text_is_refused_without_repeating_it():
    error = refusal("ideas.now", "x" * 100_000)
    assert error.rule == "wrong-type"
    assert len(error.message) < 200


@pytest.mark.parametrize(
    "item",
    ["", "ideas", "ideas.", "ideas.then", "IDEAS.now", "ideas.now.now", "blaming.me", "play"],
)
def test_an_item_of_no_question_is_refused(item):
    error = refusal(item, 1)
    assert error.rule == "unknown-item"
    assert error.message == (
        f"There is no question {item!r} in 'dimensions', so nothing was saved. "
        "Open the page again to see its questions."
    )


def test_an_answer_can_be_taken_back_but_only_for_a_question_there_is():
    assert check_answer(DIMENSIONS, "feelings.wished", None) is None
    assert refusal("feelings.tomorrow", None).rule == "unknown-item"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4], 2.5),
        ([4, None, 3, None], 3.5),
        ([0, 0, None, None], 0.0),
        ([4, None, None, None], None),
        ([4, None, None], None),
        ([4, 2, None], 3.0),
        ([None, None], None),
        ([], None),
    ],
)
def test_a_mean_needs_at_least_half_of_its_statements(values, expected):
    assert mean(values) == expected


@given(st.lists(STATEMENT, min_size=1, max_size=12))
def test_a_mean_lies_between_the_smallest_and_the_largest_answer(values):
    answered = [value for value in values if value is not None]
    result = mean(values)
    if result is None:
        assert len(answered) < len(values) / 2
    else:
        assert min(answered) <= result <= max(answered)


@given(st.lists(STATEMENT, min_size=1, max_size=12), st.randoms())
def test_the_order_of_statements_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert mean(shuffled) == mean(values)


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_gap_is_what_is_wished_beyond_what_there_is(now, wished):
    assert gap(now, wished) == wished - now
    assert gap(now, now) == 0


def test_a_gap_is_never_guessed_from_one_answer():
    assert gap(None, 5) is None
    assert gap(5, None) is None
