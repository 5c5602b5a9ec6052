"""The journal on a page."""

from __future__ import annotations

from typing import cast

from closeness_widgets.content.journal import Journal
from closeness_widgets.exercises.base import ExerciseWidget


class JournalWidget(ExerciseWidget):
    """Moments of closeness and a weekly check-in, read back as a chart and as counts."""

    kind = "journal"

    def summary(self) -> str:
        """``Exercise 'journal': moments, 3 ratings now and wished a week, 4 signs.``"""
        week = cast("Journal", self.exercise).week
        return (
            f"Exercise {self.exercise.id!r}: moments, {len(week.dimensions)} ratings now and wished "
            f"a week, {len(week.signs)} signs."
        )
