"""Answers to steps: what was ticked and written at each, and how things stand at first."""

from __future__ import annotations

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.steps import CHOICES, FIRST, OWN, Part, Step, Steps


def check(exercise: Steps, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``: None is allowed for every item that exists.

    ``<step>.choices`` is a list of ids, ``<step>.own`` a text, ``<step>.<mark>`` True; ``first`` is
    the id of an option.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type``, ``out-of-scale``, ``too-long``.
    """
    if item == FIRST and exercise.first is not None:
        return _one_of(value, [way.id for way in exercise.first.options])
    step_id, _, field = item.partition(".")
    for part in exercise.parts:
        for step in part.steps:
            if step.id == step_id and field in _fields(part, step):
                return None if value is None else _checked(exercise, step, field, value)
    raise AnswerRefused(
        "unknown-item", f"There is nothing called {shown(item)} to answer in this exercise."
    )


def _fields(part: Part, step: Step) -> list[str]:
    own = [OWN] if step.own else []
    return [*own, *([CHOICES] if step.choices else []), *(mark.id for mark in part.marks)]


def _checked(exercise: Steps, step: Step, field: str, value: Json) -> Json:
    if field == OWN:
        return checked_text(value)
    if field == CHOICES and step.choices is not None:
        # A retired choice stays where it was ticked, also when the list is written again.
        known = [*(one.id for one in step.choices.options), *exercise.retired]
        return _several_of(value, known)
    if value is not True:
        raise AnswerRefused("wrong-type", f"A tick is there or not, but {shown(value)} came.")
    return True


def _one_of(value: Json, known: list[str]) -> Json:
    if value is not None and value not in known:
        rule = f"This answer is one of {', '.join(known)}, but {shown(value)} came."
        raise AnswerRefused("out-of-scale" if isinstance(value, str) else "wrong-type", rule)
    return value


def _several_of(value: Json, known: list[str]) -> Json:
    if not isinstance(value, list):
        raise AnswerRefused("wrong-type", f"This is a list of choices, but {shown(value)} came.")
    strange = [one for one in value if one not in known]
    if strange:
        rule = f"Choices here are {', '.join(known)}, but {shown(strange[0])} came."
        raise AnswerRefused("out-of-scale", rule)
    if len(set(value)) < len(value):
        rule = f"Each choice is named once, but {shown(value)} came."
        raise AnswerRefused("wrong-type", rule)
    return value
