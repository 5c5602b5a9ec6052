"""A client's weeks drawn: three ratings over one another, what was marked under them."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from closeness_widgets.analysis.progress import Line
from closeness_widgets.analysis.reliable_change import reliable_change
from closeness_widgets.analysis.series import PHASE, SESSION, Mark, Series, read_series
from closeness_widgets.charts.common import (
    COLOURS,
    INK,
    LINE,
    MARKERS,
    PALE,
    SOFT,
    WEEK,
    Drawn,
    calm,
    fill,
    say_date,
)
from closeness_widgets.charts.picture import to_svg
from closeness_widgets.charts.progress_said import alt, key, letters, notes, sentences, table
from closeness_widgets.content.journal import DIMENSIONS

MOST_WEEKS = 104
"""Weeks that the drawing has at most; the table has all of them."""

BAND, EDGE = "#e3ebe8", "#7d948d"
LABEL = 0.76
"""Inches that the name of a week takes."""
SIZES = {"phone": (3.75, 6.6), "paper": (7.1, 7.4)}
Size = Literal["phone", "paper"]


def picture(told: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The client's weeks as drawing, description, table and sentences.

    Args:
        told: one client's data, as :func:`~closeness_widgets.analysis.series.read_series` reads it.
        words: as from :func:`~closeness_widgets.charts.words.client_words`.

    Returns:
        ``svg`` and ``alt`` (empty without a weekly rating), ``table`` (``caption``, ``columns``,
        ``rows``; None without one), ``sentences`` (one a line: ``line``, ``text``, ``neutral``,
        ``ask``: a sentence or None, ``how``: ``formula`` and ``weeks``, or None), ``notes``
        (sentences on the whole) and ``key`` (``letter`` and ``text`` of what was marked).
    """
    series = read_series(told)
    drawn = has_ratings(series)
    return {
        "svg": to_svg(plot_progress(series, words)) if drawn else "",
        "alt": alt(series, words) if drawn else "",
        "table": table(series, words) if drawn else None,
        "sentences": [one.as_json() for one in sentences(series, words)] if drawn else [],
        "notes": notes(series, words, MOST_WEEKS),
        "key": key(series, words),
    }


def has_ratings(series: Series) -> bool:
    """Whether any week has a rating of what is."""
    return any(line.weeks for line in series.lines if line.field.endswith(".now"))


def plot_progress(
    series: Series,
    words: Mapping[str, Any],
    size: Size = "phone",
    figure: type[Drawn] = Figure,  # type: ignore[assignment]
) -> Drawn:
    """Three rows of ratings over weeks, the coach's marks and the moments in a row under them.

    Points and a line that breaks at missed weeks; short bars for what is wished; a band for the
    usual ups and downs where there are enough weeks, its edges firm over the weeks that made it and
    dashed beyond; a ring round each week outside it; opening ratings apart on the left. The weeks
    are numbered from the first answered one.

    Args:
        series: one client's weeks.
        words: as from :func:`~closeness_widgets.charts.words.client_words`.
        size: "phone" is 360 CSS pixels wide, "paper" fits on A4.
        figure: the class to draw with, such as one that a notebook can show.
    """
    levels = _levels(series)
    width, height = SIZES[size]
    drawn = figure(figsize=(width, height), facecolor="none")
    # Fixed margins, in inches: the same place for every mark, whatever the words; twice as fast.
    margins = {
        "left": 0.3 / width, "right": 1 - 0.16 / width, "top": 1 - 0.82 / height,
        "bottom": 0.5 / height, "hspace": 0.34,
    }  # fmt: skip
    heights = [1, 1, 1, 0.14 + 0.17 * len(levels)]
    rows: list[Axes] = list(
        drawn.subplots(4, 1, sharex=True, height_ratios=heights, gridspec_kw=margins)
    )
    first = max(0, len(series.weeks) - MOST_WEEKS)
    apart = first - max(1.9, 0.22 * (len(series.weeks) - first)) if series.opening else None
    for axes, dimension in zip(rows, DIMENSIONS, strict=False):
        _draw_rating(axes, series, dimension, words, first, apart)
        _draw_marks_behind(axes, series)
    _draw_row_of_marks(rows[-1], series, levels)
    _set_weeks(rows[-1], series, words, first, apart)
    _draw_legend(drawn, series, words)
    return drawn


def _draw_rating(
    axes: Axes, series: Series, dimension: str, words: Any, first: int, apart: float | None
) -> None:
    line, scale, colour = series.line(f"{dimension}.now"), words["scale"], COLOURS[dimension]
    now = series.weeks[line.field].to_numpy()
    wished = series.weeks[f"{dimension}.wished"].to_numpy()
    at = np.arange(len(now))
    _draw_band(axes, line, scale)
    _draw_reliable(axes, line, now, words)
    wishes = at[~np.isnan(wished)]
    axes.hlines(wished[wishes], wishes - 0.38, wishes + 0.38, color=PALE, linewidth=3, gid="wished")
    size = 6.5 if len(now) <= 26 else 4.5 if len(now) <= 52 else 3.2
    # NaN breaks the line: a missed week is a gap, never a guess.
    axes.plot(
        at, now, color=colour, marker=MARKERS[dimension], linewidth=1.6, markersize=size, gid="now"
    )
    stood = [place for place, _ in line.outside]
    axes.plot(
        stood, now[stood], linestyle="none", marker="o", markersize=size + 5, color=INK,
        markerfacecolor="none", markeredgewidth=1.3, gid="outside",
    )  # fmt: skip
    if line.weeks:
        last = at[~np.isnan(now)][-1]
        axes.annotate(
            f"{now[last]:.0f}", (last, now[last]), (8, 0), textcoords="offset points",
            color=colour, fontsize=11, fontweight="bold", va="center",
        )  # fmt: skip
    if apart is not None and series.opening:
        _draw_opening(axes, series.opening.values, dimension, apart, first)
    axes.set_title(
        words["names"][dimension], loc="left", fontsize=11.5, color=colour, fontweight="bold"
    )
    middle = (scale["minimum"] + scale["maximum"]) / 2
    axes.set_ylim(scale["minimum"] - 0.9, scale["maximum"] + 0.9)
    axes.set_yticks([scale["minimum"], middle, scale["maximum"]])
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    calm(axes)


def _draw_band(axes: Axes, line: Line, scale: Any) -> None:
    """Each stretch's limits, as far as the scale reaches."""
    for stretch in line.stretches:
        held = stretch.limits
        if held is None:
            continue
        ends = np.array([stretch.first - 0.5, stretch.last + 0.5])
        made = np.array([stretch.base[0] - 0.5, stretch.base[-1] + 0.5])
        low, high = max(held.lower, scale["minimum"] - 0.6), min(held.upper, scale["maximum"] + 0.6)
        axes.fill_between(ends, low, high, color=BAND, linewidth=0, zorder=0, gid="usual")
        axes.plot(ends, [held.centre] * 2, color=EDGE, linewidth=0.8, zorder=0.5)
        for edge in (held.lower, held.upper):
            if scale["minimum"] - 0.6 < edge < scale["maximum"] + 0.6:
                axes.plot(ends, [edge] * 2, color=EDGE, linewidth=1, linestyle="--", zorder=0.5)
                axes.plot(made, [edge] * 2, color=EDGE, linewidth=1.6, zorder=0.5)


def _draw_reliable(axes: Axes, line: Line, now: Any, words: Any) -> None:
    """For a published measure: how far from the first answer is more than its own noise."""
    if not words["reliability"] or not line.weeks:
        return
    change = reliable_change(words["reliability"]["sd"], words["reliability"]["r"])
    first = now[~np.isnan(now)][0]
    for edge in (first - change, first + change):
        axes.axhline(edge, color=INK, linewidth=0.9, linestyle=":", gid="reliable")


def _draw_opening(
    axes: Axes, values: Mapping[str, float], dimension: str, apart: float, first: int
) -> None:
    now, wished = values.get(f"{dimension}.now"), values.get(f"{dimension}.wished")
    if wished is not None:
        axes.hlines(wished, apart - 0.5, apart + 0.5, color=PALE, linewidth=3)
    if now is not None:
        axes.plot(
            [apart], [now], linestyle="none", marker=MARKERS[dimension], markersize=8,
            color=COLOURS[dimension], markerfacecolor="white", markeredgewidth=1.8, gid="opening",
        )  # fmt: skip
    axes.axvline((apart + first) / 2, color=SOFT, linewidth=0.8, linestyle=(0, (1, 3)))


def _place(day: pd.Timestamp, series: Series) -> float:
    # A week's rating stands at its Thursday, so that what happened in it lies around it.
    return float((day - series.weeks.index[0]) / WEEK - 3 / 7)


def _draw_marks_behind(axes: Axes, series: Series) -> None:
    for mark in series.marks:
        if mark.kind != SESSION:
            for day in (mark.date, mark.until):
                if day is not None:
                    at = _place(day, series)
                    axes.axvline(at, color=SOFT, linewidth=0.9, linestyle=":", zorder=0.6)


def _levels(series: Series) -> list[str]:
    """What the row of marks has, from the bottom up."""
    kinds = {_level(mark) for mark in series.marks}
    there = [name for name in ("sessions", "marks", "phases") if name in kinds]
    return [*(["moments"] if len(series.moments) else []), *there]


def _level(mark: Mark) -> str:
    return {SESSION: "sessions", PHASE: "phases"}.get(mark.kind, "marks")


def _draw_row_of_marks(axes: Axes, series: Series, levels: list[str]) -> None:
    height = {name: place for place, name in enumerate(levels)}
    days = [_place(day, series) for day in series.moments["date"]]
    axes.plot(
        days, [0] * len(days), linestyle="none", marker="D", markersize=5, color=INK, gid="moments"
    )
    for mark, letter in letters(series):
        at, level = _place(mark.date, series), height[_level(mark)]
        if mark.kind == SESSION:
            axes.plot([at], [level], marker="|", markersize=9, markeredgewidth=2.4, color=INK)
            continue
        if mark.until is not None:
            end = _place(mark.until, series)
            axes.plot([at, end], [level, level], color=PALE, linewidth=4, solid_capstyle="butt")
        axes.annotate(
            letter, (at, level), (0, 0), textcoords="offset points", fontsize=10.5, color=INK,
            fontweight="bold", ha="center", va="center", annotation_clip=True,
            bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": SOFT},
        )  # fmt: skip
    axes.set_ylim(-0.7, max(len(levels), 1) - 0.3)
    axes.set_yticks([])
    calm(axes)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(LINE)


def _set_weeks(axes: Axes, series: Series, words: Any, first: int, apart: float | None) -> None:
    weeks, labels = series.weeks, words["labels"]
    shown = len(weeks) - first
    days = [day for mark in series.marks for day in (mark.date, mark.until) if day is not None]
    places = [_place(day, series) for day in days]
    near = [place for place in places if first - 8 <= place <= len(weeks) + 8]
    left = min([first, *(near if apart is None and not first else [])])
    right = max([len(weeks) - 1, first + 3, *near])
    left = left if apart is None else apart
    ends = left - 0.04 * shown - 0.6, right + 0.05 * shown + 0.4
    axes.set_xlim(*ends)
    inches = axes.get_figure().get_figwidth() * axes.get_position().width  # type: ignore[union-attr]
    step = ceil(LABEL / inches * (ends[1] - ends[0]))
    ticks: list[float] = list(range(first, len(weeks), step))
    texts = [
        f"{fill(labels['week'], week=place + 1)}\n"
        + say_date(weeks.index[place], words, "short", months="short_months")
        for place in range(first, len(weeks), step)
    ]
    if apart is not None and series.opening:
        ticks = [apart, *ticks]
        date = say_date(series.opening.date, words, "short", months="short_months")
        texts = [f"{labels['opening']}\n{date}", *texts]
    axes.set_xticks(ticks, texts)
    axes.tick_params(axis="x", labelsize=9.5)


def _draw_legend(drawn: Figure, series: Series, words: Any) -> None:
    labels, lines = words["labels"], [line for line in series.lines if line.weeks]
    now = [line for line in lines if line.field.endswith(".now")]
    keys: list[Any] = [Line2D([], [], color=INK, marker="o", markersize=6, label=labels["now"])]
    if len(now) < len(lines):
        keys.append(Line2D([], [], color=PALE, linewidth=3, label=labels["wished"]))
    if any(line.limits for line in now):
        keys.append(Patch(facecolor=BAND, edgecolor=EDGE, linestyle="--", label=labels["usual"]))
    if any(line.outside for line in now):
        keys.append(_key("o", labels["stood_out"], markersize=11, markerfacecolor="none"))
    if len(series.moments):
        keys.append(_key("D", labels["moments"], markersize=5))
    if any(mark.kind == SESSION for mark in series.marks):
        keys.append(_key("|", labels["sessions"], markersize=9, markeredgewidth=2.4))
    if words["reliability"]:
        keys.append(Line2D([], [], color=INK, linestyle=":", label=labels["reliable"]))
    drawn.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False,
        fontsize=9.5, labelcolor=SOFT, handlelength=1.4, handletextpad=0.5, columnspacing=1.0,
        borderaxespad=0.1, labelspacing=0.35,
    )  # fmt: skip


def _key(marker: str, label: str, **style: Any) -> Line2D:
    return Line2D([], [], linestyle="none", marker=marker, color=INK, label=label, **style)
