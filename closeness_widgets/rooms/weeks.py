"""A person's weeks for a notebook: tables in, tables and figures out."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from closeness_widgets import paths
from closeness_widgets.analysis import progress as reading
from closeness_widgets.analysis.journal import weeks_frame
from closeness_widgets.analysis.nap import Nap, nap
from closeness_widgets.analysis.series import blockers_by_week as blockers_of
from closeness_widgets.analysis.series import series_of
from closeness_widgets.analysis.trend import Trend, theil_sen
from closeness_widgets.answers.journal import RATINGS
from closeness_widgets.charts import heat_map
from closeness_widgets.charts import progress as drawing
from closeness_widgets.charts.words import client_words
from closeness_widgets.content.base import KINDS, Kind
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.rooms.solo import shipped_library

SHARP = 110
"""Dots to an inch of a chart in a notebook."""

__all__ = [
    "Chart",
    "Nap",
    "Trend",
    "blockers_by_week",
    "nap",
    "plot_blockers",
    "plot_progress",
    "progress",
    "sample_people",
    "sample_weeks",
    "theil_sen",
]


class Chart(Figure):
    """A figure on white that a notebook shows as a picture, without pyplot."""

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=SHARP, facecolor="white")
        return out.getvalue()


def sample_people() -> pd.DataFrame:
    """The invented people that ship with the workbook.

    Returns:
        Index ``person``: their pseudonyms. Columns: ``kind`` of relationship and ``weeks``, how
        many they answered.
    """
    people = _people()
    rows = [
        (one["pseudonym"], one["about"]["kind"], _answered(one["answers"]["journal"]))
        for one in people.values()
    ]
    return pd.DataFrame(rows, columns=["person", "kind", "weeks"]).set_index("person")


def sample_weeks(person: str) -> pd.DataFrame:
    """The weeks of one invented person.

    Args:
        person: their pseudonym, such as "Birch"; :func:`sample_people` lists them.

    Returns:
        Index ``week``: every Monday (datetime64); a missed week is a row of NaN. Columns, float:
        ``ideas.now``, ``ideas.wished``, ``together.now``, ``together.wished``, ``feelings.now``,
        ``feelings.wished`` in points from 0 to 10, ``sign.<id>`` from 0 to 2, and
        ``blocker.<id>``: 1.0 if it was ticked, else 0.0.

    Raises:
        KeyError: nobody has this name; the error lists those there are.
    """
    people = _people()
    if person not in people:
        raise KeyError(f"no sample person {person!r}; there are: {', '.join(people)}")
    answers = people[person]["answers"]["journal"]
    return weeks_frame(answers).join(blockers_of(answers).add_prefix("blocker."), how="outer")


def progress(weeks: pd.DataFrame, step: float = 1.0) -> pd.DataFrame:
    """What moved more than its own usual ups and downs: one row a rating.

    The limits are those of an XmR chart, made of the first weeks (six at least, twelve at most),
    and never of the week that is held against them; :mod:`closeness_widgets.analysis.progress`
    says the rule and :func:`closeness_widgets.analysis.xmr.limits` its source.

    Args:
        weeks: as from :func:`sample_weeks`; rating columns may be missing, others are left alone.
        step: one step of the scale, in points. Limits reach at least that far.

    Returns:
        Index ``field``. Columns: ``weeks`` answered, ``missed`` in between, ``last`` answer,
        ``verdict`` ("more" than usual, "within", "too few"), ``direction`` ("up", "down", ""),
        ``since`` (Monday or NaT) and ``since_week`` (from 1, or NA), ``centre``, ``lower`` and
        ``upper`` in points (NaN without limits), ``base_weeks`` that these rest on.

    Raises:
        TypeError: the index holds no dates.
        ValueError: two rows of one week, or rows that are not whole weeks apart.
    """
    return reading.table(reading.progress(weeks, step))


def plot_progress(
    weeks: pd.DataFrame,
    kind: Kind = "friend",
    opening: Mapping[str, Any] | None = None,
    marks: Sequence[Mapping[str, Any]] = (),
) -> Chart:
    """The three ratings over the weeks, with the band of their usual ups and downs.

    Args:
        weeks: as for :func:`progress`.
        kind: of the relationship, which decides on a few words.
        opening: ratings set apart on the left, such as ``{"date": "2026-04-25", "ideas.now": 5}``.
        marks: what to set under the weeks: dicts of ``date``, ``label``, ``kind`` ("event",
            "phase", "session", "parting") and, for a stretch, ``until``.

    Raises:
        TypeError, ValueError: as :func:`progress`; ValueError also for an unknown ``kind`` and if
            no week has a rating of what is.
    """
    series = series_of(weeks.reindex(columns=list(RATINGS)), opening=opening, marks=marks)
    if not drawing.has_ratings(series):
        raise ValueError(
            "a chart needs a rating in one week at least, in ideas.now, together.now or "
            f"feelings.now; the columns that came are {', '.join(map(str, weeks.columns))}"
        )
    return drawing.plot_progress(series, _words(kind), figure=Chart)


def blockers_by_week(weeks: pd.DataFrame) -> pd.DataFrame:
    """What got in the way: the ``blocker.`` columns, in the weeks that have an answer there.

    Args:
        weeks: as from :func:`sample_weeks`.

    Returns:
        One row a week, from the first with an answer to the last; a column for each id: 1.0
        ticked, 0.0 not, NaN in a week without an answer. ``.mean()`` is the share of weeks.
    """
    columns = [name for name in weeks.columns if str(name).startswith("blocker.")]
    found = weeks[columns].rename(columns=lambda name: str(name).removeprefix("blocker."))
    there = np.flatnonzero(found.notna().any(axis=1))
    return found.iloc[there[0] : there[-1] + 1] if len(there) else found.iloc[:0]


def plot_blockers(weeks: pd.DataFrame, kind: Kind = "friend") -> Chart:
    """What got in the way as a heat map: a square a week where it was ticked, a dot where not.

    Args:
        weeks: as from :func:`sample_weeks`, or as from :func:`blockers_by_week`.
        kind: of the relationship, which decides on a few words.

    Raises:
        ValueError: no week has an answer, or the kind is not known.
    """
    own = any(str(name).startswith("blocker.") for name in weeks.columns)
    plain = [name for name in weeks.columns if "." not in str(name)]
    found = blockers_by_week(weeks) if own else weeks[plain]
    if found.empty or not found.notna().to_numpy().any():
        raise ValueError("a heat map needs one week with an answer at least, but none has one")
    words = _words(kind)
    return heat_map.plot_blockers(heat_map.by_label(found, words), words, figure=Chart)


@cache
def _people() -> dict[str, Any]:
    text = (paths.samples() / "people.json").read_text(encoding="utf-8")
    return {one["pseudonym"]: one for one in json.loads(text)["people"]}


def _answered(answers: Mapping[str, Any]) -> int:
    return int(weeks_frame(answers).notna().any(axis=1).sum())


def _words(kind: Kind) -> dict[str, Any]:
    if kind not in KINDS:
        raise ValueError(f"a kind of relationship is one of {', '.join(KINDS)}, but {kind!r} came")
    words = read_words([paths.content()], "progress", ProgressWords)
    return client_words(shipped_library(), words, kind)
