"""Answers to a checklist: how often each line shows up, one to work on, a first step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.checklist import Checklist, Line, Version

Answers = Mapping[str, Json]
"""Item -> value; None and a missing item both mean "not answered"."""

Side = Literal["me", "other"]

CHOSEN = "chosen"
WHEN, THEN = "plan.when", "plan.then"


def check(exercise: Checklist, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``: None is allowed for every item that exists.

    Raises :class:`AnswerRefused` with rule ``unknown-item``, ``wrong-type``, ``out-of-scale`` or
    ``too-long``.
    """
    ids = [line.id for line in exercise.items]
    sides = [side.id for side in exercise.sides]
    line_id, _, side = item.partition(".")
    is_mark = line_id in ids and side in sides
    is_choice = exercise.choose is not None and item in (CHOSEN, WHEN, THEN)
    if not is_mark and not is_choice:
        raise AnswerRefused(
            "unknown-item", f"There is nothing called {shown(item)} to answer in this exercise."
        )
    if value is None:
        return None
    if item in (WHEN, THEN):
        return checked_text(value)
    if item == CHOSEN:
        return _one_of(value, str, list(exercise.choices()), "What you work on")
    return _one_of(value, int, [option.value for option in exercise.often], "A mark")


def marked(exercise: Checklist, answers: Answers, side: Side) -> list[Line]:
    """The lines that happen on this side, in the order of the file.

    A line happens if it was marked with any option but the first. Skipped ones do not count.
    """
    return [line for line in exercise.items if _mark(answers, line, side) > 0]


def most_often(exercise: Checklist, answers: Answers, side: Side) -> list[Line]:
    """The lines that share the highest mark on this side; none if none happens."""
    happening = marked(exercise, answers, side)
    highest = max((_mark(answers, line, side) for line in happening), default=0)
    return [line for line in happening if _mark(answers, line, side) == highest]


def prompts_allowed(exercise: Checklist, answers: Answers) -> bool:
    """Whether the person may be prompted to open up to the other.

    Not if a sensitive line happens on the other's side, however seldom: then being open may put
    them at risk.
    """
    return not any(line.sensitive for line in marked(exercise, answers, "other"))


def practice(exercise: Checklist, answers: Answers) -> Version | None:
    """What the person gets to practise with what they chose; None before they choose.

    Where prompts to open up are not allowed, a practice that opens up gives way to its version for
    oneself.
    """
    found = exercise.choices().get(str(answers.get(CHOSEN)))
    if found is not None and found.alone is not None and not prompts_allowed(exercise, answers):
        return found.alone
    return found


def _mark(answers: Answers, line: Line, side: Side) -> int:
    return int(answers.get(f"{line.id}.{side}") or 0)


def _one_of(value: Json, kind: type, allowed: list[str] | list[int], what: str) -> Json:
    if type(value) is not kind:
        word = "a whole number" if kind is int else "a text"
        raise AnswerRefused("wrong-type", f"{what} is {word}, but {shown(value)} came.")
    if value not in allowed:
        known = ", ".join(str(one) for one in allowed)
        raise AnswerRefused("out-of-scale", f"{what} is one of {known}, but {shown(value)} came.")
    return value
