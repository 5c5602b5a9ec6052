"""What may be stored of steps: ticks, choices of the list, texts, and how things stand at first."""

from __future__ import annotations

from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.content.library import read_library

LIBRARY = read_library([paths.content()])
ALLOWED: list[tuple[str, str, Any]] = [
    ("feelings-map", "happiness.choices", ["proud", "hopeful"]),
    ("feelings-map", "happiness.own", "When the sun comes up"),
    ("feelings-map", "happiness.show", True),
    ("vulnerability-ladder", "stories.met", True),
    ("withdrawal-plan", "first", "said-no"),
    ("trust-repair", "promises.done", True),
    ("support-map", "work.choices", []),
    ("reflection", "skill.choices", ["know"]),
]
FEELINGS = "content, proud, thankful, playful, relieved, hopeful"
WAYS = "quiet, slow, said-no, left"
NOTHING = "There is nothing called {!r} to answer in this exercise."
REFUSED: list[tuple[str, str, Any, str, str]] = [
    ("feelings-map", "joy.own", "x", "unknown-item", NOTHING.format("joy.own")),
    ("feelings-map", "happiness", "x", "unknown-item", NOTHING.format("happiness")),
    ("feelings-map", "happiness.met", True, "unknown-item", NOTHING.format("happiness.met")),
    ("feelings-map", "first", "quiet", "unknown-item", NOTHING.format("first")),
    ("vulnerability-ladder", "affirmation.shared", True, "unknown-item",
     NOTHING.format("affirmation.shared")),
    ("feelings-map", "happiness.choices", "proud", "wrong-type",
     "This is a list of choices, but 'proud' came."),
    ("feelings-map", "happiness.choices", ["smug"], "out-of-scale",
     f"Choices here are {FEELINGS}, but 'smug' came."),
    ("feelings-map", "happiness.choices", ["proud", "proud"], "wrong-type",
     "Each choice is named once, but ['proud', 'proud'] came."),
    ("feelings-map", "happiness.choices", [["proud"]], "out-of-scale",
     f"Choices here are {FEELINGS}, but ['proud'] came."),
    ("feelings-map", "happiness.own", 3, "wrong-type", "This answer is a text, but 3 came."),
    ("feelings-map", "happiness.show", False, "wrong-type",
     "A tick is there or not, but False came."),
    ("feelings-map", "happiness.show", 1, "wrong-type", "A tick is there or not, but 1 came."),
    ("withdrawal-plan", "first", "gone", "out-of-scale",
     f"This answer is one of {WAYS}, but 'gone' came."),
    ("withdrawal-plan", "first", ["left"], "wrong-type",
     f"This answer is one of {WAYS}, but ['left'] came."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "item", "value"), ALLOWED)
def test_what_the_page_offers_is_kept_and_can_be_taken_back(
    name: str, item: str, value: Any
) -> None:
    exercise = LIBRARY.exercise(name)
    assert check_answer(exercise, item, value) == value
    assert check_answer(exercise, item, None) is None


@pytest.mark.parametrize(("name", "item", "value", "rule", "message"), REFUSED)
def test_anything_else_is_refused_and_says_why(
    name: str, item: str, value: Any, rule: str, message: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(LIBRARY.exercise(name), item, value)
    assert (refused.value.rule, refused.value.message) == (rule, message)


def test_a_choice_that_was_taken_out_stays_where_it_was_ticked() -> None:
    exercise = LIBRARY.exercise("feelings-map").model_copy(update={"retired": ("giddy",)})
    assert check_answer(exercise, "happiness.choices", ["giddy", "proud"]) == ["giddy", "proud"]
