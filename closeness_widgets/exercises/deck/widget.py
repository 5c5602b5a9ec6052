"""The deck on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.deck import Deck
from closeness_widgets.exercises.base import ExerciseWidget


class DeckWidget(ExerciseWidget):
    """Cards drawn from piles, kept with a note, and all of them as a list."""

    kind = "deck"

    def summary(self) -> str:
        """How many cards in each pile: nothing of what is kept, since notebooks keep it."""
        exercise = cast("Deck", self.exercise)
        piles = ", ".join(f"{len(pile.cards)} in {pile.id!r}" for pile in exercise.piles)
        return f"Exercise {exercise.id!r}: {len(exercise.cards)} cards, {piles}."
