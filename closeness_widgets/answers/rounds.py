"""Answers to listening rounds: what a person noted for themselves when they were over."""

from __future__ import annotations

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.rounds import Rounds

LONGEST_NOTE = 2000
"""Characters of one answer; the page's field allows the same."""


def check(exercise: Rounds, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``, the id of a question; None takes it back.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type`` or ``too-long``.
    """
    if exercise.question(item) is None and not (value is None and item in exercise.retired):
        raise AnswerRefused(
            "unknown-item",
            f"There is no question {shown(item)} in {exercise.id!r}, so nothing was saved. "
            "Open the page again to see its questions.",
        )
    return None if value is None else checked_text(value, LONGEST_NOTE)
