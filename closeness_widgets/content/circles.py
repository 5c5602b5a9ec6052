"""Two circles that overlap: how close it is now, and how close a person would like it to be."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from closeness_widgets.content.base import ExerciseContent, Frozen, Phrase, Text

NOW, WISHED = "now", "wished"
ITEMS = (NOW, WISHED)
"""The two answers, each a whole number from 0 (apart) to :data:`CLOSEST`."""

CLOSEST = 10


class View(Frozen):
    """One pair of circles: what it is called and what it asks."""

    heading: Phrase
    question: Phrase


class Compare(Frozen):
    """What is said of both pairs together, and nothing more."""

    closer: Phrase
    further: Phrase
    same: Phrase


class Circles(ExerciseContent):
    """Two pairs of circles. Items: ``now`` and ``wished``.

    ``positions`` says each place in words, from apart to closest: whoever hears the page, and
    whoever would rather read, gets what others see.
    """

    kind: Literal["circles"]
    skip: Phrase
    you: Phrase
    them: Phrase
    how: Text
    now: View
    wished: View
    positions: tuple[Text, ...] = Field(min_length=CLOSEST + 1, max_length=CLOSEST + 1)
    slider: Text
    closer: Text
    further: Text
    compare: Compare
    remarks: tuple[Phrase, ...] = ()
