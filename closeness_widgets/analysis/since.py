"""What moved since a day, such as the last session, and what did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from closeness_widgets.analysis.progress import MOST_BASE, Direction, every_week
from closeness_widgets.analysis.xmr import Limits, limits
from closeness_widgets.answers.journal import RATINGS

Outcome = Literal["moved", "still", "too few", "no week"]


@dataclass(frozen=True)
class Since:
    """One line before and since a day.

    ``outcome``: "moved" if a week since then lies outside the limits of the weeks before and the
    latest one is still on that side of their centre; else "still"; "too few" weeks before to make
    limits from; "no week" answered since. ``before``: median of the weeks that ``limits`` rest on;
    ``last``: the latest answer; ``weeks``: answered ones since, ``outside``: those of them that lie
    outside, on the side of the move.
    """

    field: str
    outcome: Outcome
    direction: Direction
    before: float
    last: float
    weeks: int
    outside: int
    limits: Limits | None


def compare(frame: pd.DataFrame, since: date, step: float = 1.0) -> tuple[Since, ...]:
    """Each rating of the weeks since a day, held against the limits of the weeks before it.

    The limits rest on the latest twelve answered weeks before the week in which ``since`` lies;
    that week and all later ones are looked at and have no part in them.

    Args:
        frame: as for :func:`~closeness_widgets.analysis.progress.progress`, which names the errors.
        since: a day.
        step: one step of the scale: limits reach at least that far.

    Returns:
        One for each rating column, in the order of ``RATINGS``.
    """
    weeks = every_week(frame)
    first = pd.Timestamp(since) - pd.Timedelta(days=6)
    return tuple(
        _one(field, weeks[field], first, step) for field in RATINGS if field in weeks.columns
    )


def _one(field: str, series: pd.Series[float], first: pd.Timestamp, step: float) -> Since:
    earlier = series[series.index < first]
    answered = earlier.dropna()
    base = earlier[earlier.index >= answered.index[-MOST_BASE:].min()] if len(answered) else earlier
    made = limits(np.asarray(base, dtype=np.float64))
    held = made.at_least(step) if made else None
    later = np.asarray(series[series.index >= first].dropna(), dtype=np.float64)
    side = _side(later, held) if held else 0
    outcome: Outcome = "still"
    if not len(later):
        outcome = "no week"
    elif held is None:
        outcome = "too few"
    elif side:
        outcome = "moved"
    return Since(
        field=field,
        outcome=outcome,
        direction="up" if side > 0 else "down" if side < 0 else "",
        before=float(np.median(base.dropna())) if len(answered) else float("nan"),
        last=float(later[-1]) if len(later) else float("nan"),
        weeks=len(later),
        outside=sum(held.side(value) == side for value in later) if held and side else 0,
        limits=held,
    )


def _side(later: npt.NDArray[np.float64], held: Limits) -> int:
    """The side on which a week stood out and the latest week still is; 0 if there is none."""
    sides = {held.side(value) for value in later}
    latest = int(np.sign(later[-1] - held.centre)) if len(later) else 0
    return latest if latest in sides else 0
