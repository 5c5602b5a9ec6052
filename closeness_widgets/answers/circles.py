"""Answers to circles: two whole numbers that say where the circles stand."""

from __future__ import annotations

from closeness_widgets.answers.base import AnswerRefused, Json, shown
from closeness_widgets.content.circles import CLOSEST, ITEMS


def check(item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``now`` or ``wished``: 0 to 10, or None.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type``, ``out-of-scale``.
    """
    if item not in ITEMS:
        raise AnswerRefused(
            "unknown-item", f"There is nothing called {shown(item)} to answer in this exercise."
        )
    if value is None:
        return None
    if type(value) is not int:
        rule = f"The circles stand at a whole number, but {shown(value)} came. Move them again."
        raise AnswerRefused("wrong-type", rule)
    if not 0 <= value <= CLOSEST:
        rule = f"The circles stand between 0 and {CLOSEST}, but {value} came. Move them again."
        raise AnswerRefused("out-of-scale", rule)
    return value
