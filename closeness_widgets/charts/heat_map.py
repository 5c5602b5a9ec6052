"""What got in the way, week by week: one row for each item of the list."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from closeness_widgets.analysis.series import blockers_by_week
from closeness_widgets.charts.common import INK, LINE, SOFT, Drawn, calm, fill, say_date
from closeness_widgets.charts.picture import Picture, Table, to_svg

MOST_WEEKS = 104
"""Weeks that the drawing has at most; the table has all of them."""

LABEL = 0.95
"""Inches that a date below the rows takes."""

WIDTH, ROW = 3.75, 0.5
"""Inches: the whole, and one row with its label."""


def picture(told: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """What got in the way as drawing, description, table and sentences; {} without an answer.

    Args:
        told: one client's data with ``answers``, of which ``week.<Monday>.blockers`` are read.
        words: as from :func:`~closeness_widgets.charts.words.client_words`.
    """
    weeks = by_label(blockers_by_week(told["answers"]), words)
    of = answered(weeks)
    if not of:
        return {}
    texts = words["heat_map"]
    if weeks.columns.empty:
        return Picture(sentences=[texts["nothing"]]).as_json()
    first, last = (say_date(weeks.index[place], words, "plain") for place in (0, -1))
    return Picture(
        svg=to_svg(plot_blockers(weeks, words)),
        alt=fill(texts["alt"], of=of, first=first, last=last),
        table=_table(weeks, words),
        sentences=_sentences(weeks, words),
    ).as_json()


def said(told: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    """The same as :func:`picture` in sentences alone; none without an answer."""
    weeks = by_label(blockers_by_week(told["answers"]), words)
    if not answered(weeks):
        return []
    return [words["heat_map"]["nothing"]] if weeks.columns.empty else _sentences(weeks, words)


def _sentences(weeks: pd.DataFrame, words: Mapping[str, Any]) -> list[str]:
    of = answered(weeks)
    return [
        fill(words["heat_map"]["sentence"], count=int(count), of=of, label=label)
        for label, count in weeks.sum().items()
    ]


def by_label(weeks: pd.DataFrame, words: Mapping[str, Any]) -> pd.DataFrame:
    """The weeks with what a person reads as columns, in the order of the list they tick."""
    choices = words["choices"]
    order = [
        *(one for one in choices if one in weeks),
        *(one for one in weeks if one not in choices),
    ]
    return weeks[order].rename(columns=choices)


def answered(weeks: pd.DataFrame) -> int:
    """Weeks with an answer; "none of these" is one."""
    return len(weeks) if weeks.columns.empty else int(weeks.notna().any(axis=1).sum())


def plot_blockers(
    weeks: pd.DataFrame,
    words: Mapping[str, Any],
    figure: type[Drawn] = Figure,  # type: ignore[assignment]
) -> Drawn:
    """A square for each week in which an item was ticked, a dot where not, nothing if unanswered.

    Args:
        weeks: index Mondays, a column an item, 1.0, 0.0 or NaN.
        words: as from :func:`~closeness_widgets.charts.words.client_words`.
        figure: the class to draw with, such as one that a notebook can show.
    """
    weeks = weeks[-MOST_WEEKS:]
    height = 0.55 + ROW * len(weeks.columns)
    drawn = figure(figsize=(WIDTH, height), facecolor="none")
    axes = drawn.add_axes((0.02, 0.4 / height, 0.94, 1 - 0.42 / height))
    span = max(len(weeks), 8)
    of = answered(weeks)
    for row, label in enumerate(weeks):
        ticked = weeks[label].to_numpy()
        yes, no = np.flatnonzero(ticked == 1), np.flatnonzero(ticked == 0)
        axes.broken_barh(
            [(place - 0.42, 0.84) for place in yes], (row + 0.02, 0.36), color=INK, gid="ticked"
        )
        axes.plot(
            no, [row + 0.2] * len(no), linestyle="none", marker="o", color=SOFT,
            markersize=2.4 if len(weeks) <= 52 else 1.2, gid="not-ticked",
        )  # fmt: skip
        axes.axhline(row + 0.52, color=LINE, linewidth=0.7)
        axes.text(-0.5, row - 0.12, str(label), fontsize=10.5, color=INK, va="baseline")
        told = fill(words["heat_map"]["count"], count=len(yes), of=of)
        axes.text(span - 0.5, row + 0.2, told, fontsize=9.5, color=SOFT, va="center", ha="right")
    axes.set_xlim(-0.5, (span - 0.5) * 1.2)
    for text in axes.texts[1::2]:
        text.set_x((span - 0.5) * 1.2)
    axes.set_ylim(len(weeks.columns) - 0.4, -0.5)
    axes.set_yticks([])
    step = ceil(LABEL / (0.94 * WIDTH) * span * 1.2)
    places = list(range(0, len(weeks), step))
    dates = [say_date(weeks.index[one], words, "short", months="short_months") for one in places]
    axes.set_xticks(places, dates)
    calm(axes)
    axes.tick_params(axis="x", labelsize=9.5)
    for tick in axes.get_xticklabels()[:1]:
        tick.set_horizontalalignment("left")
    return drawn


def _table(weeks: pd.DataFrame, words: Mapping[str, Any]) -> Table:
    texts, empty = words["heat_map"], words["labels"]["empty"]
    says = {1.0: texts["ticked"], 0.0: texts["not_ticked"]}
    rows = [
        [
            say_date(monday, words, "plain", months="short_months"),
            *(says.get(value, empty) for value in weeks.loc[monday]),
        ]
        for monday in weeks.index
    ]
    return Table(texts["caption"], [words["labels"]["week_column"], *weeks.columns], rows)
