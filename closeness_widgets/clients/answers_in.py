"""Cells of a file as answers of the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor
from typing import Any

from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.answers.base import shown
from closeness_widgets.answers.journal import BLOCKERS, RATINGS
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.clients.columns import Vocabulary
from closeness_widgets.clients.tabular import plain, unguarded
from closeness_widgets.content.journal import CANNOT_SAY, Journal

Span = tuple[int, int]
"""The two ends of a scale."""
A_MONDAY = "2024-01-01"
_DECLARED = re.compile(r"\s*(-?\d{1,4})\s*(?:-|–|\.\.|to)\s*(\d{1,4})\s*")
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")
_BETWEEN = re.compile(r"[;|,\n]")


class NotAnAnswer(ValueError):
    """A cell holds nothing that the journal can keep; the message says why."""


@dataclass
class Reader:
    """Reads cells; remembers what it read before, and how many ratings it had to round."""

    journal: Journal
    words: Vocabulary
    span: Span
    rounded: int = 0
    moved: int = 0
    """Ratings that were on another scale than the journal's."""
    _known: dict[tuple[str, str, Span | None], tuple[Any, int, int]] = field(default_factory=dict)
    """Cell -> its answer, and what it adds to ``rounded`` and ``moved``."""

    def read(self, name: str, raw: Any, span: Span | None = None) -> Any:
        """The answer in a cell of a field; None if it is empty. ``span``: of this column alone.

        Raises NotAnAnswer.
        """
        if name.startswith("moment."):
            return self._part_of_moment(name.rpartition(".")[2], raw)
        cell = name, str(raw), span
        if cell not in self._known:  # a long file says the same few things again and again
            before = self.rounded, self.moved
            answer = self._answer(name, raw, span or self.span)
            self._known[cell] = answer, self.rounded - before[0], self.moved - before[1]
            return answer
        answer, rounded, moved = self._known[cell]
        self.rounded += rounded
        self.moved += moved
        return answer

    def _answer(self, name: str, raw: Any, span: Span) -> Any:
        text = str(raw).strip()
        if not text:
            return None
        if name.startswith("opening."):
            return self._rating(name, text, span)
        if name in RATINGS:
            return self._checked(name, self._rating(name, text, span))
        if name == BLOCKERS:
            return self._checked(name, self._choices(raw))
        return self._checked(name, self._sign(name, text))

    def _rating(self, name: str, text: str, span: Span) -> int:
        found = number(text)
        low, high = span
        if found is None:
            raise NotAnAnswer(f"{name} is a number, but {shown(text)} came")
        if not low <= found <= high:
            raise NotAnAnswer(f"{name} lies between {low} and {high}, but {text} came")
        scale = self.journal.scale
        steps = scale.maximum - scale.minimum
        exact = scale.minimum + (found - low) * steps / (high - low)
        whole = floor(exact + 0.5)
        self.rounded += whole != exact
        if span != (scale.minimum, scale.maximum):
            self.moved += 1
        return whole

    def _sign(self, name: str, text: str) -> int:
        said = plain(text)
        if said == self.words.cannot_say:
            return CANNOT_SAY
        found = number(text)
        if said in self.words.options:
            return self.words.options[said]
        if found is None or found != int(found):
            known = ", ".join(str(one.value) for one in self.journal.week.options)
            raise NotAnAnswer(f"{name} is one of {known}, but {shown(text)} came")
        return int(found)

    def _choices(self, raw: Any) -> list[str]:
        if isinstance(raw, list):
            return [str(one) for one in raw]
        text = str(raw).strip()
        if plain(text) in self.words.none or text == "[]":
            return []
        # A whole sentence may have a comma in it.
        parts = [text] if plain(text) in self.words.choices else _BETWEEN.split(text)
        ids = [self.words.choices.get(plain(part), part.strip()) for part in parts if part.strip()]
        return list(dict.fromkeys(ids))

    def _part_of_moment(self, part: str, raw: Any) -> Any:
        if part == "helped":
            return raw if isinstance(raw, list) else [one for one in raw.split(";") if one]
        if part == "close":
            found = number(str(raw))
            if found is None or found != int(found):
                raise NotAnAnswer(f"how close a moment felt is a number, but {shown(raw)} came")
            return int(found)
        return raw

    def _checked(self, name: str, value: Any) -> Any:
        """``value``, if the journal has it."""
        try:
            return check_answer(self.journal, f"week.{A_MONDAY}.{name}", value)
        except AnswerRefused as error:
            raise NotAnAnswer(error.message.rstrip(".")) from None


def number(text: str) -> float | None:
    """A number with a point or a comma; None if it is none."""
    text = unguarded(text.strip())
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def declared(text: str) -> Span:
    """``"0-100"`` as two numbers. Raises ClientRefused (``scale``)."""
    found = _DECLARED.fullmatch(text)
    if found is None or int(found[1]) >= int(found[2]):
        raise ClientRefused(
            "scale", f"A scale is two numbers, written as 0-100, but {shown(text)} came."
        )
    return int(found[1]), int(found[2])


def span_of(ratings: Iterable[str]) -> Span:
    """The scale that ratings were given on, if no more than one fits.

    A rating above 50 leaves 0 to 100; a 0 and one above 7 leave 0 to 10. Whatever else there is
    could come from several scales.

    Raises:
        ClientRefused: ``scale``.
    """
    found = [one for text in ratings if (one := number(str(text))) is not None]
    if not found:
        return 0, 10
    lowest, highest = min(found), max(found)
    if lowest >= 0 and 50 < highest <= 100:
        return 0, 100
    if lowest == 0 and 7 < highest <= 10:
        return 0, 10
    raise ClientRefused(
        "scale",
        f"The ratings go from {lowest:g} to {highest:g}, and more than one scale would fit. "
        "Say which one it was, such as 0-10 or 1-7.",
    )
