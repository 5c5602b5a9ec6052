"""Nonoverlap of All Pairs: how often a later number is higher than an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Nap:
    """``value`` from 0 to 1: 1 if every later number is higher, 0.5 if neither side is.

    ``low`` and ``high``: its confidence interval. ``before`` and ``after``: how many numbers.
    """

    value: float
    low: float
    high: float
    before: int
    after: int


def nap(before: Iterable[float], after: Iterable[float], confidence: float = 0.95) -> Nap:
    """The share of all pairs of an earlier and a later number in which the later one is higher.

    Equal pairs count half, so that it is the Mann-Whitney U of ``after`` over the number of pairs.

    Sources: R. I. Parker and K. J. Vannest, "An improved effect size for single-case research:
    Nonoverlap of all pairs", Behavior Therapy 40 (2009), 357-367. The interval is method 5 of
    R. G. Newcombe, "Confidence intervals for an effect size measure based on the Mann-Whitney
    statistic. Part 2", Statistics in Medicine 25 (2006), 559-573; it stays within 0 and 1. It
    takes the numbers for independent; weeks of one person hardly are, so it is too narrow rather
    than too wide.

    Args:
        before: the earlier numbers in any order; NaN is left out.
        after: the later ones.
        confidence: between 0 and 1.

    Raises:
        ValueError: a side has no number, or ``confidence`` is not between 0 and 1.
    """
    earlier, later = _numbers(before, "before"), _numbers(after, "after")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence lies between 0 and 1, but {confidence} came; write 0.95")
    higher = later[:, None] - earlier[None, :]
    value = float((higher > 0).mean() + (higher == 0).mean() / 2)
    low, high = _interval(value, len(earlier), len(later), confidence)
    return Nap(value, low, high, len(earlier), len(later))


def _numbers(given: Iterable[float], name: str) -> npt.NDArray[np.float64]:
    all_of_them = np.asarray(list(given), dtype=np.float64)
    numbers: npt.NDArray[np.float64] = all_of_them[~np.isnan(all_of_them)]
    if not len(numbers):
        raise ValueError(f"{name} needs one number at least, but has none; choose other weeks")
    return numbers


def _interval(value: float, before: int, after: int, confidence: float) -> tuple[float, float]:
    """Where the distance to ``value`` is as large as the standard error there allows."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    pairs, h = before * after, (before + after) / 2 - 1

    def outside(x: float) -> float:
        # (value - x)^2 = z^2 x (1 - x) / pairs * (1 + h (1 - x) / (2 - x) + h x / (1 + x)),
        # multiplied by both denominators.
        spread = x * (1 - x)
        return pairs * (value - x) ** 2 * (2 + spread) - z**2 * spread * (
            2 + h + (1 + 2 * h) * spread
        )

    low = 0.0 if value == 0 else _root(outside, 0.0, value)
    high = 1.0 if value == 1 else _root(outside, 1.0, value)
    return low, high


def _root(outside: Callable[[float], float], beyond: float, within: float) -> float:
    """Halve the way between a place beyond the interval and one within it until it is found."""
    for _ in range(60):
        middle = (beyond + within) / 2
        if outside(middle) > 0:
            beyond = middle
        else:
            within = middle
    return (beyond + within) / 2
