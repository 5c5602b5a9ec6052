"""The builder on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.builder import Builder
from closeness_widgets.exercises.base import ExerciseWidget


class BuilderWidget(ExerciseWidget):
    """Three short texts that become one sentence, and the sentences that a person keeps."""

    kind = "builder"

    def summary(self) -> str:
        """For ``i-statement``: "3 parts, 24 feelings, 5 hints"; nothing of the answers."""
        exercise = cast("Builder", self.exercise)
        feelings = sum(len(group.words) for group in exercise.feelings)
        return (
            f"Exercise {exercise.id!r}: {len(exercise.parts)} parts, {feelings} feelings, "
            f"{len(exercise.hints)} hints; sentences to keep."
        )
