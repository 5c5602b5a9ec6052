"""A card: a step of a workshop that is no exercise of one's own, such as pairs or a break."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from closeness_widgets.content.base import ExerciseContent, Frozen, Id, Notes, Text

LONGEST_WORDS = 300
"""Characters that a text for the whole room may have."""

Shape = Literal["agreement", "pairs", "listening", "break", "closing", "talk"]
"""What a card looks like on phone and wall."""


class Ask(Frozen):
    """A short text that people may share with the room, without their name.

    ``examples`` are what the invented people of a rehearsal write.
    """

    label: Text
    hint: Text
    longest: int = Field(default=200, ge=20, le=LONGEST_WORDS)
    examples: tuple[Text, ...] = ()


class Card(Frozen):
    """Words for everybody in the room, the same whatever relationship people think of.

    ``source`` may be empty: a break comes from nobody. ``notes`` are for the facilitator.
    """

    kind: Literal["card"]
    id: Id
    title: Text
    source: tuple[Id, ...] = ()
    minutes: int = Field(ge=1, le=120)
    shape: Shape
    texts: tuple[Text, ...] = Field(min_length=1)
    ask: Ask | None = None
    notes: Notes


StepContent = ExerciseContent | Card
"""What a step of a workshop can be: an exercise or a card."""
