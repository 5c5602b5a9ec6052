"""How far two answers to a published measure must be apart to be more than its own noise."""

from __future__ import annotations

from math import sqrt

FACTOR = 2.77
"""1.96 standard errors of a difference: 1.96 * sqrt(2)."""


def reliable_change(sd: float, r: float) -> float:
    """The smallest difference between two answers of one person that counts as reliable change.

    2.77 * sd * sqrt(1 - r), in points of the measure: with 95 % confidence, answers that differ by
    more differ by more than the measure's noise. Only for measures whose ``sd`` (standard
    deviation in a comparable group) and ``r`` (reliability) were published; a content file names
    both with their ``source``. The workbook's own scales have none, and no such claim is made for
    them.

    Source: N. S. Jacobson and P. Truax, "Clinical significance: a statistical approach to defining
    meaningful change in psychotherapy research", Journal of Consulting and Clinical Psychology 59
    (1991), 12-19.

    Raises:
        ValueError: ``sd`` is not above 0, or ``r`` is not from 0 to below 1.
    """
    if not sd > 0:
        raise ValueError(f"a standard deviation is more than 0, but {sd} came; look it up again")
    if not 0 <= r < 1:
        raise ValueError(f"a reliability lies from 0 to below 1, but {r} came; look it up again")
    return FACTOR * sd * sqrt(1 - r)
