"""The planner on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.planner import MOST, Planner
from closeness_widgets.exercises.base import ExerciseWidget


class PlannerWidget(ExerciseWidget):
    """Ideas in groups, up to three of them picked and planned."""

    kind = "planner"

    def summary(self) -> str:
        """For ``strategies``: "19 ideas in 4 groups, up to 3 to plan"; nothing of the answers."""
        exercise = cast("Planner", self.exercise)
        return (
            f"Exercise {exercise.id!r}: {len(exercise.ideas)} ideas in {len(exercise.groups)} "
            f"groups, up to {MOST} to plan."
        )
