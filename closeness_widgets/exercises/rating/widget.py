"""The rating exercise on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.rating import Rating
from closeness_widgets.exercises.base import ExerciseWidget


class RatingWidget(ExerciseWidget):
    """Dimensions rated now and as wished, with statements for a closer look."""

    kind = "rating"

    def summary(self) -> str:
        """One line, such as ``Exercise 'dimensions': 3 ratings now and wished, 12 statements.``."""
        exercise = cast("Rating", self.exercise)
        statements = sum(len(dimension.statements) for dimension in exercise.dimensions)
        return (
            f"Exercise {exercise.id!r}: {len(exercise.dimensions)} ratings now and wished, "
            f"{statements} statements."
        )
