"""What all kinds of answers share."""

from __future__ import annotations

from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict. None means "not answered"."""

LONGEST_TEXT = 4000
"""Characters that one text answer may have."""


class AnswerRefused(ValueError):
    """An answer that breaks a rule of its exercise. Nothing was stored.

    ``rule`` is a short machine word (``unknown-item``, ``out-of-scale``, ``wrong-type``,
    ``too-long``, ``stale``); ``message`` is for the person who meets it; ``current`` is what is
    stored (``{value, revision}``) where the refusal was about that.
    """

    def __init__(self, rule: str, message: str, current: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.current = current or {}


def shown(value: Json) -> str:
    """``value`` as an error message quotes it: short, never the whole of a long text."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def checked_text(value: Json, longest: int = LONGEST_TEXT) -> str:
    """``value`` if it is text of at most ``longest`` characters.

    Raises :class:`AnswerRefused` (``wrong-type`` or ``too-long``).
    """
    if not isinstance(value, str):
        raise AnswerRefused("wrong-type", f"This answer is a text, but {shown(value)} came.")
    if len(value) > longest:
        raise AnswerRefused(
            "too-long",
            f"A text here has at most {longest} characters; yours has {len(value)}. "
            "Shorten it and it is saved.",
        )
    return value
