"""The checklist exercise on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.checklist import Checklist
from closeness_widgets.exercises.base import ExerciseWidget


class ChecklistWidget(ExerciseWidget):
    """Lines marked for each side; perhaps a picture, a choice and a small step."""

    kind = "checklist"

    def summary(self) -> str:
        """How many lines, sides and choices: nothing of the answers, since notebooks keep it."""
        exercise = cast("Checklist", self.exercise)
        sides = len(exercise.sides)
        parts = [
            f"Exercise {exercise.id!r}: {len(exercise.items)} lines for "
            f"{sides} {'side' if sides == 1 else 'sides'}, {len(exercise.often)} choices each"
        ]
        if exercise.picture:
            parts.append("1 picture")
        if exercise.choose:
            parts.append(f"1 of {len(exercise.choices())} to work on, 1 plan")
        return "; ".join(parts) + "."
