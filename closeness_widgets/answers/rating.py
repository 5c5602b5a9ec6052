"""Answers to ratings, and the scores that follow from them.

Items: ``<dimension>.now`` and ``<dimension>.wished`` on the exercise's scale,
``<dimension>.<statement>`` on the scale of its closer look. Values are whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from closeness_widgets.answers.base import AnswerRefused, Json, shown
from closeness_widgets.content.rating import Rating


def check(exercise: Rating, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``; None takes an answer back.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type`` or ``out-of-scale``.
    """
    scale = exercise.scale_of(item)
    if scale is None:
        raise AnswerRefused(
            "unknown-item",
            f"There is no question {shown(item)} in {exercise.id!r}, so nothing was saved. "
            "Open the page again to see its questions.",
        )
    if value is None or scale.holds(value):
        return value
    raise AnswerRefused(
        "out-of-scale" if type(value) is int else "wrong-type",
        f"This answer is a whole number from {scale.minimum} to {scale.maximum}, "
        f"but {shown(value)} came. Choose one of the numbers shown.",
    )


def mean(values: Sequence[int | None]) -> float | None:
    """The mean of the answered statements of one dimension; None stands for a skipped one.

    It needs at least half of the statements, else there is no score: the result is None.
    """
    answered = [value for value in values if value is not None]
    if not answered or 2 * len(answered) < len(values):
        return None
    return sum(answered) / len(answered)


def gap(now: int | None, wished: int | None) -> int | None:
    """How much more is wished than there is, in steps of the scale; negative: less is wished.

    None if either rating is missing: a gap is never guessed.
    """
    if now is None or wished is None:
        return None
    return wished - now
