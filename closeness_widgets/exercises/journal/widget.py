"""The journal on a page."""

from __future__ import annotations

from typing import cast

import traitlets as t

from closeness_widgets.content.journal import Journal
from closeness_widgets.exercises.base import ExerciseWidget


class JournalWidget(ExerciseWidget):
    """Moments of closeness and a weekly check-in, read back as a chart and as counts.

    ``check_in``: the week comes first, and the page stays with the one relationship that it shows.
    """

    kind = "journal"
    check_in = t.Bool(False).tag(sync=True)

    def summary(self) -> str:
        """For ``journal``: what there is to answer, in numbers; no dates in it."""
        exercise = cast("Journal", self.exercise)
        ratings, signs = len(exercise.week.dimensions), len(exercise.week.signs)
        return (
            f"Exercise {exercise.id!r}: moments, {ratings} ratings now and wished a week, "
            f"{signs} signs, {len(exercise.week.blockers.choices)} blockers."
        )
