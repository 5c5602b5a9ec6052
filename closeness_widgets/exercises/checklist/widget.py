"""The checklist exercise on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.checklist import Checklist
from closeness_widgets.exercises.base import ExerciseWidget


class ChecklistWidget(ExerciseWidget):
    """Habits marked for each side, one of one's own to work on, and a first small step."""

    kind = "checklist"

    def summary(self) -> str:
        """How many habits, sides and choices: nothing of the answers, since notebooks keep it."""
        exercise = cast("Checklist", self.exercise)
        return (
            f"Exercise {exercise.id!r}: {len(exercise.items)} habits for {len(exercise.sides)} "
            f"sides, {len(exercise.often)} choices each; 1 to work on, 1 plan."
        )
