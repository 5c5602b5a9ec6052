"""Everything of one client that is drawn or said over weeks, read from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from closeness_widgets.analysis.journal import moments_frame, weeks_frame
from closeness_widgets.analysis.progress import Line, every_week, progress
from closeness_widgets.answers.journal import BLOCKERS, RATINGS

SESSION, PHASE, PARTING = "session", "phase", "parting"
"""Kinds of marks that are treated apart; any other is an event."""


@dataclass(frozen=True)
class Mark:
    """Something that the coach set on a day, or on a stretch of days if ``until`` is a day."""

    date: pd.Timestamp
    until: pd.Timestamp | None
    kind: str
    label: str


@dataclass(frozen=True)
class Opening:
    """The ratings that opened a workshop, ``field`` -> points: set apart from the weekly ones."""

    date: pd.Timestamp
    values: Mapping[str, float]


@dataclass(frozen=True)
class Series:
    """One client's weeks.

    ``weeks``: as from ``weeks_frame``; ``moments``: as from ``moments_frame``; ``lines``: what
    :func:`~closeness_widgets.analysis.progress.progress` says of the weeks; ``marks``: oldest
    first; ``blockers``: Monday -> ids that were ticked, empty for "none of these".
    """

    weeks: pd.DataFrame
    moments: pd.DataFrame
    lines: tuple[Line, ...]
    opening: Opening | None
    marks: tuple[Mark, ...]
    blockers: Mapping[pd.Timestamp, tuple[str, ...]]

    def line(self, field: str) -> Line:
        """The line of a rating, such as ``feelings.now``."""
        return next(line for line in self.lines if line.field == field)


def read_series(told: Mapping[str, Any]) -> Series:
    """Read one client's data.

    Args:
        told: ``answers`` (journal item -> value), and, if there are any, ``opening`` (``date`` and
            rating fields, or None) and ``marks`` (``date``, ``until``, ``kind``, ``label``; dates
            as ISO text). Only what the client lets the coach see may be in it.
    """
    answers, marks = told["answers"], told.get("marks") or ()
    return series_of(weeks_frame(answers), answers, told.get("opening"), marks)


def series_of(
    weeks: pd.DataFrame,
    answers: Mapping[str, Any] | None = None,
    opening: Mapping[str, Any] | None = None,
    marks: Sequence[Mapping[str, Any]] = (),
) -> Series:
    """The series of a table of weeks.

    Args:
        weeks: with the columns of ``RATINGS``; a missed week may have no row.
        answers: journal item -> value, of which moments and blockers are read.
        opening: as for :func:`read_series`.
        marks: as for :func:`read_series`.

    Raises:
        TypeError, ValueError: as :func:`~closeness_widgets.analysis.progress.progress`.
    """
    weeks = every_week(weeks)
    return Series(
        weeks=weeks,
        moments=moments_frame(answers or {}),
        lines=progress(weeks),
        opening=_opening(opening),
        marks=_marks(marks),
        blockers=_blockers(answers or {}),
    )


def blockers_by_week(told: Mapping[str, Any]) -> pd.DataFrame:
    """What got in the way, week by item.

    Args:
        told: journal item -> value, with ``week.<Monday>.blockers`` as lists of ids.

    Returns:
        Index ``week``: every Monday from the first week with an answer to the last. One column for
        each id that was ever ticked, in order of the alphabet: 1.0 ticked, 0.0 not, NaN in a week
        without an answer.
    """
    ticked = _blockers(told)
    if not ticked:
        return pd.DataFrame(index=pd.DatetimeIndex([], name="week"))
    index = pd.date_range(min(ticked), max(ticked), freq="7D", name="week")
    ids = sorted({one for chosen in ticked.values() for one in chosen})
    rows = [
        [float(one in ticked[week]) for one in ids] if week in ticked else [float("nan")] * len(ids)
        for week in index
    ]
    return pd.DataFrame(rows, index=index, columns=pd.Index(ids), dtype=float)


def _blockers(answers: Mapping[str, Any]) -> dict[pd.Timestamp, tuple[str, ...]]:
    return {
        pd.Timestamp(item.split(".")[1]): tuple(value)
        for item, value in sorted(answers.items())
        if item.startswith("week.") and item.endswith(f".{BLOCKERS}") and value is not None
    }


def _opening(told: Mapping[str, Any] | None) -> Opening | None:
    values = {
        field: float(told[field])
        for field in RATINGS
        if told is not None and told.get(field) is not None
    }
    return Opening(pd.Timestamp(told["date"]), values) if told and values else None


def _marks(told: Sequence[Mapping[str, Any]]) -> tuple[Mark, ...]:
    marks = [
        Mark(
            pd.Timestamp(one["date"]),
            pd.Timestamp(one["until"]) if one.get("until") else None,
            str(one.get("kind", "event")),
            str(one.get("label", "")),
        )
        for one in told
    ]
    return tuple(sorted(marks, key=lambda mark: mark.date))
