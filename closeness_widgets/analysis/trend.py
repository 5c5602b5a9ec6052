"""Theil-Sen: the slope of a line of numbers that a few odd weeks do not bend."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Trend:
    """``slope`` in points of the scale a week, with its confidence interval ``low`` to ``high``.

    ``start``: the height of the line in the first week of the series; ``weeks``: answered weeks
    that it rests on.
    """

    slope: float
    low: float
    high: float
    start: float
    weeks: int


def theil_sen(series: pd.Series[Any], confidence: float = 0.95) -> Trend:
    """The median of the slopes between all pairs of weeks.

    Sources: H. Theil (1950), and P. K. Sen, "Estimates of the regression coefficient based on
    Kendall's tau", Journal of the American Statistical Association 63 (1968), 1379-1389, whose
    interval it is, with the variance of Kendall's tau for tied numbers. The interval takes the
    weeks for independent; a person's weeks hardly are, so it is too narrow rather than too wide.

    Args:
        series: numbers with a ``DatetimeIndex``, in any order; NaN is a missed week.
        confidence: between 0 and 1.

    Raises:
        ValueError: fewer than three weeks with a number, two rows of one date, or ``confidence``
            is not between 0 and 1.
        TypeError: the index holds no dates.
    """
    if not isinstance(series.index, pd.DatetimeIndex):
        kind = type(series.index).__name__
        raise TypeError(f"a trend needs a DatetimeIndex, but {kind} came; use pd.to_datetime")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence lies between 0 and 1, but {confidence} came; write 0.95")
    series = series.sort_index()
    at = np.asarray((series.index - series.index[:1].min()) / WEEK, dtype=float)
    y = series.to_numpy(dtype=float)
    x, y = at[~np.isnan(y)], y[~np.isnan(y)]
    if len(y) < 3:
        raise ValueError(f"a trend needs three answered weeks, but {len(y)} came; wait for more")
    if len(np.unique(x)) < len(x):
        raise ValueError("a trend needs one number a date; two rows of one date came")
    slopes = _slopes(x, y)
    slope = float(np.median(slopes))
    low, high = _interval(slopes, y, confidence)
    return Trend(slope, low, high, float(np.median(y) - slope * np.median(x)), len(y))


def _slopes(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    first, second = np.triu_indices(len(x), k=1)
    return np.sort((y[second] - y[first]) / (x[second] - x[first]))


def _interval(
    slopes: npt.NDArray[np.float64], y: npt.NDArray[np.float64], confidence: float
) -> tuple[float, float]:
    """Sen's equation 2.6: as many slopes away from the middle as chance alone may be."""
    z, weeks = NormalDist().inv_cdf(0.5 - confidence / 2), len(y)
    _, ties = np.unique(y, return_counts=True)
    tied = float((ties * (ties - 1) * (2 * ties + 5)).sum())
    sigma = np.sqrt((weeks * (weeks - 1) * (2 * weeks + 5) - tied) / 18)
    upper = min(round((len(slopes) - z * sigma) / 2), len(slopes) - 1)
    lower = max(round((len(slopes) + z * sigma) / 2) - 1, 0)
    return float(slopes[lower]), float(slopes[upper])
