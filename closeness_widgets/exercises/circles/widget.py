"""The circles on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.circles import ITEMS, Circles
from closeness_widgets.exercises.base import ExerciseWidget


class CirclesWidget(ExerciseWidget):
    """Two pairs of circles, moved by hand, by keyboard or by buttons."""

    kind = "circles"

    def summary(self) -> str:
        """How many pairs and places: nothing of the answers, since notebooks keep it."""
        exercise = cast("Circles", self.exercise)
        return (
            f"Exercise {exercise.id!r}: {len(ITEMS)} pairs of circles, "
            f"{len(exercise.positions)} places each."
        )
