"""One person's marks in a checklist as a data frame, and what may be said of them.

The lists are the workbook's own and nobody has tested them as measures. So nothing here is a score:
marks are only set beside other marks of the same person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from closeness_widgets.answers.base import Json
from closeness_widgets.answers.rating import mean

ALIKE = 0.25
"""Means of marks that are less than this far apart (in steps of ``often``) are called alike."""


def marks(lines: Sequence[str], sides: Sequence[str], answers: Mapping[str, Json]) -> pd.DataFrame:
    """One row a line and one column a side, both in the order given.

    Values are steps of ``often`` (``Int64``, 0: it does not happen). What was not answered is
    missing (``pd.NA``), never zero. ``answers``: item -> value.
    """
    columns = {side: [answers.get(f"{line}.{side}") for line in lines] for side in sides}
    return pd.DataFrame(columns, index=pd.Index(lines, name="line"), dtype="Int64")


def told_more_often(
    for_closeness: Sequence[int | None], for_distance: Sequence[int | None]
) -> Literal["closeness", "distance", "same"] | None:
    """Which of the two a person marked more often, by the mean of their marks.

    ``same`` if the means are less than :data:`ALIKE` apart. None if fewer than half of either were
    answered: there is nothing to compare then. None in a sequence stands for a skipped line.
    """
    near, far = mean(for_closeness), mean(for_distance)
    if near is None or far is None:
        return None
    if abs(near - far) < ALIKE:
        return "same"
    return "closeness" if near > far else "distance"


def signs_seen(values: Sequence[int | None]) -> Literal["many", "few"] | None:
    """Whether many signs were seen, on the careful side of doubt.

    ``many`` if more than half of all the signs happen, at least sometimes; a skipped one does not
    count as seen. None if fewer than half were answered.
    """
    answered = [value for value in values if value is not None]
    if not answered or 2 * len(answered) < len(values):
        return None
    return "many" if 2 * sum(value > 0 for value in answered) > len(values) else "few"
