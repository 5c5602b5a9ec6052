"""Listening rounds on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.rounds import Rounds
from closeness_widgets.exercises.base import ExerciseWidget


class RoundsWidget(ExerciseWidget):
    """Turns by a clock that lives on the page alone, and private questions afterwards."""

    kind = "rounds"

    def summary(self) -> str:
        """How long a turn is and how much there is to practise: nothing of the answers."""
        exercise = cast("Rounds", self.exercise)
        phases = " and ".join(f"{one.minutes} to {one.id!r}" for one in exercise.phases)
        return (
            f"Exercise {exercise.id!r}: turns of {phases} minutes, "
            f"{sum(len(one.lines) for one in exercise.skills)} things to practise, "
            f"{len(exercise.pitfalls)} pitfalls, {len(exercise.after.questions)} questions."
        )
