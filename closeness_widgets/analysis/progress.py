"""A person's weeks read as lines: what moved more than its own usual ups and downs, since when.

The rule, line by line and week by week, so that no week has a part in the limits it is held
against (Wheeler: limits from a base of earlier values, kept until a change is seen, then made
anew):

1. The base is the first twelve answered weeks of a stretch; as long as there are fewer, it grows
   with each week that lies within the limits of those before it. Limits need six answered weeks.
2. A week outside the limits opens a move. If a second one follows before a week falls on the other
   side of the centre line, the line has moved since the first of them; one such week alone only
   stood out.
3. A move that has lasted long enough to have limits of its own begins a new stretch, so that a
   later fall from a better time is not hidden by an earlier, lower one.

Limits reach at least one step of the scale from the centre: on whole numbers, one step can be
rounding. How often a steady line is said to have moved by luck stands in
``docs/decisions/006-what-a-line-may-say.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from closeness_widgets.analysis.xmr import Limits, limits
from closeness_widgets.answers.journal import RATINGS

MOST_BASE = 12
"""Answered weeks that limits rest on at most: a quarter of a year."""

CONFIRMED = 2
"""Weeks outside the limits that make a move: one alone may be an odd week."""

Numbers = npt.NDArray[np.float64]
Verdict = Literal["more", "within", "too few"]
Direction = Literal["up", "down", ""]


@dataclass(frozen=True)
class Move:
    """Two weeks or more outside the limits, none between them beyond the centre line.

    ``since``: the place of the first of them, counted from 0.
    """

    since: int
    direction: Direction
    limits: Limits


@dataclass(frozen=True)
class Stretch:
    """Weeks held against the same limits: places ``first`` to ``last``, and those of the base."""

    first: int
    last: int
    base: tuple[int, ...]
    limits: Limits | None


@dataclass(frozen=True)
class Line:
    """One line over the weeks.

    ``field``: a column, such as ``feelings.now``. ``weeks``: answered ones; ``missed``: those in
    between without an answer. ``last`` is the latest answer. ``verdict``: "more" than the usual ups
    and downs, "within" them, or "too few" weeks to know; then ``direction``, ``since`` and
    ``since_week`` (counted from 1) of the latest move. ``limits``: those that decided. ``brief``:
    places of weeks that stood out without a move, with 1 for above and -1 for below; ``outside``:
    those of all weeks that lay outside the limits they were held against.
    """

    field: str
    weeks: int
    missed: int
    last: float
    verdict: Verdict
    direction: Direction
    since: pd.Timestamp | None
    since_week: int | None
    limits: Limits | None
    moves: tuple[Move, ...]
    brief: tuple[tuple[int, int], ...]
    outside: tuple[tuple[int, int], ...]
    stretches: tuple[Stretch, ...]


def progress(frame: pd.DataFrame, step: float = 1.0) -> tuple[Line, ...]:
    """Each rating over the weeks, told apart from its own noise.

    Args:
        frame: as from ``weeks_frame``: one row a week (``DatetimeIndex``, every seven days, in any
            order; a missed week may be a row of NaN or no row), ratings in the columns of
            :data:`~closeness_widgets.answers.journal.RATINGS`. Others are left alone; opening
            ratings do not belong in it.
        step: one step of the scale, in its points.

    Returns:
        One line for each of these columns that there is, in this order. Weeks are counted from the
        frame's first one.

    Raises:
        TypeError: the index holds no dates.
        ValueError: two rows of one week, or rows that are not whole weeks apart.
    """
    weeks = every_week(frame)
    columns = [field for field in RATINGS if field in weeks.columns]
    return tuple(judged(field, weeks[field], step) for field in columns)


def every_week(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame in order of time, with a row of NaN for each week that has none.

    Raises as :func:`progress` does.
    """
    if not isinstance(frame.index, pd.DatetimeIndex):
        kind = type(frame.index).__name__
        raise TypeError(f"weeks are a DatetimeIndex, but {kind} came; use pd.to_datetime")
    if frame.empty:
        return frame
    days = (frame.index - frame.index.min()).days
    if (days % 7).any():
        odd = frame.index[days % 7 != 0][0]
        raise ValueError(
            f"rows are whole weeks apart, but {odd:%Y-%m-%d} is not; name each week by its Monday"
        )
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise ValueError(f"a week has one row, but {twice:%Y-%m-%d} has two; keep one of them")
    return frame.reindex(
        pd.date_range(frame.index.min(), frame.index.max(), freq="7D", name=frame.index.name)
    )


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """The lines as a table, one row a field: what :class:`Line` says, limits in columns."""
    rows = [
        {
            "field": line.field,
            "weeks": line.weeks,
            "missed": line.missed,
            "last": line.last,
            "verdict": line.verdict,
            "direction": line.direction,
            "since": line.since,
            "since_week": line.since_week,
            "centre": line.limits.centre if line.limits else np.nan,
            "lower": line.limits.lower if line.limits else np.nan,
            "upper": line.limits.upper if line.limits else np.nan,
            "base_weeks": line.limits.points if line.limits else 0,
        }
        for line in lines
    ]
    frame = pd.DataFrame(rows).set_index("field") if rows else pd.DataFrame()
    return frame.astype({"since": "datetime64[ns]", "since_week": "Int64"}) if rows else frame


def judged(field: str, series: pd.Series[float], step: float = 1.0) -> Line:
    """One line, its index as from :func:`every_week`; see the rule at the top of this module."""
    values = np.asarray(series, dtype=np.float64)
    reader = _Reader(values, step)
    answered = np.flatnonzero(~np.isnan(values))
    for place in answered:
        reader.read(int(place))
    reader.end(len(values) - 1)
    moves = tuple(reader.moves)
    latest = moves[-1] if moves else None
    decided = latest.limits if latest else reader.current()
    verdict: Verdict = "more" if latest else "within" if decided else "too few"
    return Line(
        field=field,
        weeks=len(answered),
        missed=int(answered[-1] - answered[0] + 1 - len(answered)) if len(answered) else 0,
        last=float(values[answered[-1]]) if len(answered) else float("nan"),
        verdict=verdict,
        direction=latest.direction if latest else "",
        since=series.index[latest.since] if latest else None,
        since_week=latest.since + 1 if latest else None,
        limits=decided,
        moves=moves,
        brief=tuple(reader.brief),
        outside=tuple(reader.outside),
        stretches=tuple(reader.stretches),
    )


class _Reader:
    """Reads a line week by week and knows nothing of the weeks to come."""

    def __init__(self, values: Numbers, step: float) -> None:
        self.values, self.step = values, step
        self.moves: list[Move] = []
        self.brief: list[tuple[int, int]] = []
        self.outside: list[tuple[int, int]] = []
        self.stretches: list[Stretch] = []
        self._first = 0
        self._base: list[int] = []
        self._limits: Limits | None = None
        self._move: list[int] = []
        self._side = 0

    def current(self) -> Limits | None:
        """The limits that the next week is held against."""
        return self._limits

    def read(self, place: int) -> None:
        """Hold one answered week against the limits, then let it join base or move."""
        value, held = self.values[place], self._limits
        if self._side and held:
            if (value - held.centre) * self._side > 0:
                self._stand_out(place, held)
                self._settle(held)
                return
            self._come_back(held)
        if held and held.side(value):
            self._side = held.side(value)
            self._stand_out(place, held)
        else:
            self._join(place)

    def end(self, last: int) -> None:
        """No more weeks: a move that is still open counts, and the last stretch is closed."""
        if self._side and self._limits:
            if self._confirmed(self._limits):
                self.moves.append(self._opened(self._limits))
            else:
                self._come_back(self._limits)
        if self._base:
            self.stretches.append(Stretch(self._first, last, tuple(self._base), self._limits))

    def _join(self, place: int) -> None:
        if len(self._base) < MOST_BASE or self._limits is None:
            self._base.append(place)
            self._limits = self._made(self._base)

    def _stand_out(self, place: int, held: Limits) -> None:
        self._move.append(place)
        if held.side(self.values[place]):
            self.outside.append((place, self._side))

    def _settle(self, held: Limits) -> None:
        own = self._made(self._move)
        if own is None or not self._confirmed(held):
            return
        self.moves.append(self._opened(held))
        self.stretches.append(Stretch(self._first, self._move[0] - 1, tuple(self._base), held))
        self._first, self._base, self._limits = self._move[0], self._move[:MOST_BASE], own
        self._move, self._side = [], 0

    def _come_back(self, held: Limits) -> None:
        for place in self._move:
            if held.side(self.values[place]):
                self.brief.append((place, self._side))
        self._move, self._side = [], 0

    def _confirmed(self, held: Limits) -> bool:
        return sum(held.side(self.values[place]) != 0 for place in self._move) >= CONFIRMED

    def _opened(self, held: Limits) -> Move:
        return Move(self._move[0], "up" if self._side > 0 else "down", held)

    def _made(self, places: list[int]) -> Limits | None:
        own = np.full(places[-1] - places[0] + 1, np.nan)
        own[np.array(places) - places[0]] = self.values[places]
        made = limits(own)
        return made.at_least(self.step) if made else None
