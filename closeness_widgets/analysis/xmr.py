"""Process-behaviour limits of one line of numbers: its own usual ups and downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FACTOR = 2.66
"""Three standard deviations in mean moving ranges: 3 / 1.128, rounded as tables have it."""

FEWEST_POINTS = 6
"""Answered points that limits must rest on."""

FEWEST_RANGES = 5
"""Moving ranges that limits must rest on: as many as six weeks in a row have."""


@dataclass(frozen=True)
class Limits:
    """What a line stayed within, in points of its scale.

    ``points`` and ``ranges``: how many numbers and moving ranges they rest on.
    """

    centre: float
    lower: float
    upper: float
    moving_range: float
    points: int
    ranges: int

    def side(self, value: float) -> int:
        """1 above the limits, -1 below them, 0 on or within them; 0 for NaN."""
        return int(value > self.upper) - int(value < self.lower)

    def at_least(self, half: float) -> Limits:
        """The same limits, ``half`` points away from the centre at least."""
        half = max(half, self.upper - self.centre)
        return Limits(
            self.centre, self.centre - half, self.centre + half, self.moving_range,
            self.points, self.ranges,
        )  # fmt: skip


def moving_ranges(values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far each number is from the one before it, without those that miss a neighbour.

    ``values``: one a week, NaN for a missed week. A range across a gap would measure how far a
    person moved in several weeks, not how much one week differs from the next: it is left out.
    """
    ranges = np.abs(np.diff(np.asarray(values, dtype=float)))
    return ranges[~np.isnan(ranges)]


def limits(values: Sequence[float] | npt.NDArray[np.float64]) -> Limits | None:
    """The natural process limits: the mean, and 2.66 mean moving ranges to both sides of it.

    Source: the XmR chart (chart of individuals) of Shewhart's tradition as in D. J. Wheeler and
    D. S. Chambers, "Understanding Statistical Process Control" (1992), and NIST/SEMATECH
    e-Handbook of Statistical Methods, 6.3.2.2. Moving ranges know only steps from one week to the
    next, so that a slow drift does not widen the limits as a standard deviation of all numbers
    would.

    Args:
        values: one number a week in order, NaN for a missed week.

    Returns:
        None if there are fewer than :data:`FEWEST_POINTS` numbers or fewer than
        :data:`FEWEST_RANGES` moving ranges.
    """
    numbers = np.asarray(values, dtype=float)
    answered, ranges = numbers[~np.isnan(numbers)], moving_ranges(numbers)
    if len(answered) < FEWEST_POINTS or len(ranges) < FEWEST_RANGES:
        return None
    centre, mean_range = float(answered.mean()), float(ranges.mean())
    reach = FACTOR * mean_range
    return Limits(centre, centre - reach, centre + reach, mean_range, len(answered), len(ranges))
