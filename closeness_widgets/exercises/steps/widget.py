"""Steps on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.steps import Steps
from closeness_widgets.exercises.base import ExerciseWidget


class StepsWidget(ExerciseWidget):
    """Steps in their order, each with choices, own words and marks where it has them."""

    kind = "steps"

    def summary(self) -> str:
        """How many steps and parts: nothing of the answers, since notebooks keep it."""
        exercise = cast("Steps", self.exercise)
        return (
            f"Exercise {exercise.id!r}: {len(exercise.steps)} steps in {len(exercise.parts)} parts."
        )
