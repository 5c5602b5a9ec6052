"""What may be answered to the builder, and the sentence that follows from it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer, share_kind
from closeness_widgets.answers.builder import sentence
from closeness_widgets.content.builder import Builder
from closeness_widgets.content.library import read_library

BUILDER = read_library([paths.content()]).exercise("i-statement")
assert isinstance(BUILDER, Builder)
ITEMS = ["feel", "when", "need", "sentence.k3f9ab12"]
WHOLE = {"feel": "sad", "when": "it rains", "need": "a walk"}


@pytest.mark.parametrize("item", ITEMS)
def test_everything_can_be_taken_back(item: str) -> None:
    assert check_answer(BUILDER, item, None) is None


@given(st.text(max_size=400))
def test_a_part_may_be_any_text_of_its_length(text: str) -> None:
    assert check_answer(BUILDER, "when", text) == text


def test_a_sentence_may_have_gaps_but_says_something() -> None:
    assert check_answer(BUILDER, "sentence.k3f9ab12", WHOLE) == WHOLE
    part = {"feel": "", "when": "", "need": "rest"}
    assert check_answer(BUILDER, "sentence.k3f9ab12", part) == part


@pytest.mark.parametrize(
    ("item", "value", "rule", "message"),
    [
        ("feel", ["sad"], "wrong-type", "This answer is a text, but ['sad'] came."),
        ("need", "x" * 401, "too-long",
         "A text here has at most 400 characters; yours has 401. Shorten it and it is saved."),
        ("sentence.k3f9ab12", "sad", "wrong-type",
         "A sentence has feel, when, need, but 'sad' came."),
        ("sentence.k3f9ab12", {"feel": "sad"}, "wrong-type",
         "A sentence has feel, when, need, but {'feel': 'sad'} came."),
        ("sentence.k3f9ab12", {**WHOLE, "you": "x"}, "wrong-type", None),
        ("sentence.k3f9ab12", {**WHOLE, "need": None}, "wrong-type",
         "This answer is a text, but None came."),
        ("sentence.k3f9ab12", {"feel": " ", "when": "", "need": ""}, "wrong-type",
         "A sentence to keep has at least one word. Write one."),
        ("sentence.K3F9AB12", WHOLE, "unknown-item",
         "'Say it from your side' keeps feel, when, need and sentence.<6 to 12 of a-z and 0-9>, "
         "but 'sentence.K3F9AB12' came. Open the page again."),
        ("sentence", WHOLE, "unknown-item", None),
        ("", "sad", "unknown-item", None),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_says_why(
    item: str, value: Any, rule: str, message: str | None
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(BUILDER, item, value)
    assert refused.value.rule == rule
    assert message in (None, refused.value.message)


@given(
    st.one_of(st.text(max_size=30), st.sampled_from(ITEMS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=3),
    ),
)
def test_whatever_comes_is_kept_as_it_is_or_refused(item: str, value: Any) -> None:
    kept, rule = value, None
    try:
        kept = check_answer(BUILDER, item, value)
    except AnswerRefused as error:
        rule = error.rule
    assert kept is value
    assert rule in {None, "unknown-item", "wrong-type", "too-long"}


def test_the_parts_become_one_sentence_with_gaps_for_what_is_open() -> None:
    assert sentence(BUILDER, WHOLE) == "I feel sad when it rains. I need a walk."
    assert sentence(BUILDER, {"feel": " sad. "}) == "I feel sad when (…). I need (…)."
    assert sentence(BUILDER, {}) == "I feel (…) when (…). I need (…)."


def test_words_typed_once_more_and_braces_do_no_harm() -> None:
    typed = {"feel": "I feel {need}", "when": "When it rains", "need": "i need rest"}
    assert sentence(BUILDER, typed) == "I feel {need} when it rains. I need rest."


def test_nothing_of_it_is_for_the_group() -> None:
    assert share_kind(BUILDER) is None
