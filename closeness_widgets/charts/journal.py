"""A journal as a person sees it: three small charts over the same weeks, moments under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from closeness_widgets.analysis.journal import (
    ENOUGH,
    Pattern,
    moments_frame,
    patterns,
    signs_seen,
    weeks_frame,
)
from closeness_widgets.answers.base import Json
from closeness_widgets.charts.common import (
    COLOURS,
    INK,
    LINE,
    MARKERS,
    PALE,
    WEEK,
    calm,
    fill,
    mondays,
    say_date,
)
from closeness_widgets.charts.picture import Picture, Table, to_svg
from closeness_widgets.content.journal import CANNOT_SAY, DIMENSIONS, Journal

MOST_WEEKS = 52
"""Weeks that a phone's width can show; the table has all of them."""


def picture(exercise: Journal, answers: dict[str, Json], words: dict[str, Any]) -> Picture:
    """The journal as chart, description, table and sentences.

    Without a weekly rating there is no chart, and the sentences say how it begins. ``words`` are
    the exercise's words for one relationship; every text comes from there.
    """
    parts = [part["id"] for part in words["moments"]["parts"]]
    weeks, moments = weeks_frame(answers), moments_frame(answers, parts)
    if weeks.empty and moments.empty:
        return Picture()
    read = _counted(weeks, moments, words)
    if weeks[[f"{one}.now" for one in DIMENSIONS]].isna().all(axis=None):
        return Picture(sentences=[words["chart"]["no_weeks"], *read])
    shown = _shown(weeks, moments)
    return Picture(
        svg=to_svg(figure(exercise, *shown, words)),
        alt=_alt(*shown, words),
        table=_table(weeks, moments, answers, words),
        sentences=[*_about_the_chart(weeks, moments, shown, words), *read],
    )


def figure(
    exercise: Journal, weeks: pd.DataFrame, moments: pd.DataFrame, words: dict[str, Any]
) -> Figure:
    """Three rows of ratings over weeks and a row of moments, 360 CSS pixels wide.

    Args:
        exercise: gives the scale.
        weeks: as from ``weeks_frame``, with a row for every week in between.
        moments: as from ``moments_frame``, none outside these weeks.
        words: the exercise's resolved words.
    """
    drawn = Figure(figsize=(3.75, 5.4), facecolor="none")
    # Fixed margins: the same place for every mark, whatever the words, and twice as fast.
    margins = {"left": 0.08, "right": 0.965, "top": 0.955, "bottom": 0.05, "hspace": 0.42}
    heights = [1, 1, 1, 0.4]
    rows: list[Axes] = list(
        drawn.subplots(4, 1, sharex=True, height_ratios=heights, gridspec_kw=margins)
    )
    for axes, dimension in zip(rows, words["week"]["dimensions"], strict=False):
        _draw_ratings(axes, exercise, weeks, dimension, words)
    _draw_moments(rows[-1], weeks, moments, words)
    rows[-1].set_xlim(-0.75, max(len(weeks), 4) - 0.25)
    places = _ticks(len(weeks))
    labels = [
        say_date(weeks.index[place], words, "short", months="short_months") for place in places
    ]
    rows[-1].set_xticks(places, labels)
    return drawn


def _draw_ratings(
    axes: Axes, exercise: Journal, weeks: pd.DataFrame, dimension: dict[str, Any], words: Any
) -> None:
    key, scale = dimension["id"], exercise.scale
    now, wished = weeks[f"{key}.now"].to_numpy(), weeks[f"{key}.wished"].to_numpy()
    at = np.arange(len(weeks))
    wishes = at[~np.isnan(wished)]
    axes.hlines(wished[wishes], wishes - 0.38, wishes + 0.38, color=PALE, linewidth=3)
    # NaN breaks the line: a missed week is a gap, never a guess.
    axes.plot(
        at, now, color=COLOURS[key], marker=MARKERS[key], linewidth=1.6,
        markersize=6.5 if len(weeks) <= 26 else 4,
    )  # fmt: skip
    if (~np.isnan(now)).any():
        last = at[~np.isnan(now)][-1]
        axes.annotate(
            f"{now[last]:.0f}", (last, now[last]), (7, 0), textcoords="offset points",
            color=COLOURS[key], fontsize=11, fontweight="bold", va="center",
        )  # fmt: skip
    axes.set_title(
        dimension["name"], loc="left", fontsize=11.5, color=COLOURS[key], fontweight="bold"
    )
    if dimension["id"] == DIMENSIONS[0] and len(wishes):
        axes.set_title(f"▬ {words['chart']['wished']}", loc="right", fontsize=11, color="#75623f")
    middle = (scale.minimum + scale.maximum) / 2
    axes.set_ylim(scale.minimum - 0.9, scale.maximum + 0.9)
    axes.set_yticks([scale.minimum, middle, scale.maximum])
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    calm(axes)
    axes.tick_params(axis="x", length=0)


def _draw_moments(axes: Axes, weeks: pd.DataFrame, moments: pd.DataFrame, words: Any) -> None:
    # A week's rating stands at its Thursday, so that its moments lie around it.
    at = (moments["date"] - weeks.index[0]) / WEEK - 3 / 7
    height = moments.groupby("date").cumcount()
    axes.plot(at, height, linestyle="none", marker="D", markersize=5, color=INK)
    axes.set_ylim(-0.8, max(1.2, height.max() + 0.8 if len(moments) else 0))
    axes.set_yticks([])
    axes.set_title(
        words["chart"]["moments"], loc="left", fontsize=11.5, color=INK, fontweight="bold"
    )
    calm(axes)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(LINE)


def _ticks(weeks: int) -> list[int]:
    """At most four weeks to name, evenly spread, the first one among them."""
    step = max(1, -(-weeks // 4))
    return list(range(0, weeks, step))


def _shown(weeks: pd.DataFrame, moments: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The latest weeks that fit, with the moments that lie within half a year of a check-in."""
    starts = mondays(moments["date"])
    near = starts[
        starts.between(
            weeks.index[0] - MOST_WEEKS / 2 * WEEK, weeks.index[-1] + MOST_WEEKS / 2 * WEEK
        )
    ]
    both = weeks.index.union(pd.DatetimeIndex(near))
    index = pd.date_range(both[0], both[-1], freq="7D", name="week")[-MOST_WEEKS:]
    return weeks.reindex(index), moments[starts.between(index[0], index[-1])]


def _about_the_chart(
    weeks: pd.DataFrame, moments: pd.DataFrame, shown: tuple[pd.DataFrame, pd.DataFrame], words: Any
) -> list[str]:
    chart, (shown_weeks, shown_moments) = words["chart"], shown
    told = weeks[weeks.index >= shown_weeks.index[0]]
    said = [
        fill(chart["read"], **words["scale"]),
        fill(chart["gaps"], filled=_filled(told), weeks=len(told)),
    ]
    if len(told) < len(weeks) or len(shown_moments) < len(moments):
        first, last = (say_date(shown_weeks.index[place], words, "plain") for place in (0, -1))
        said.append(fill(chart["part_of_it"], first=first, last=last))
    return said


def _filled(weeks: pd.DataFrame) -> int:
    return int(weeks.notna().any(axis=1).sum())


def _counted(weeks: pd.DataFrame, moments: pd.DataFrame, words: Any) -> list[str]:
    """What the journal says in counts, each with the entries it rests on."""
    texts = words["patterns"]
    said = []
    if len(moments) < ENOUGH:
        said.append(fill(texts["few"], of=len(moments), needed=ENOUGH))
    else:
        parts = {one["id"]: one["when"] for one in words["moments"]["parts"]}
        helped = {
            one["id"]: fill(texts["quoted"], text=one["label"])
            for one in words["moments"]["helped"]
        }
        days = {
            str(number): fill(texts["on_day"], day=day)
            for number, day in enumerate(words["calendar"]["weekdays"])
        }
        names = {"day": days, "part": parts, "helped": helped}
        for pattern in patterns(moments, list(parts), list(helped)):
            said += _sentences(pattern, names[pattern.field], words)
    lowest = words["week"]["options"][0]["value"]
    seen = signs_seen(weeks, lowest)
    most = max((of for _, of in seen.values()), default=0)
    if 0 < most < ENOUGH:
        said.append(fill(texts["signs_few"], of=most, needed=ENOUGH))
    for sign in words["week"]["signs"]:
        count, of = seen.get(sign["id"], (0, 0))
        if of >= ENOUGH:
            said.append(fill(texts["sign"], name=sign["name"], count=count, of=of))
    claims = len(moments) >= ENOUGH or most >= ENOUGH
    return [*said, texts["only_counts"]] if claims else said


def _sentences(pattern: Pattern, names: Mapping[str, str], words: Any) -> list[str]:
    texts = words["patterns"][pattern.field]
    if not pattern.enough:
        return [fill(texts["few"], of=pattern.of, needed=ENOUGH)]
    said = []
    for count, (first, *rest) in pattern.found:
        what = {"count": count, "of": pattern.of, "what": names[first]}
        if rest:
            also = f" {words['patterns']['and_also']} ".join(names[one] for one in rest)
            said.append(fill(texts["tied"], **what, also=also))
        else:
            said.append(fill(texts["named"], **what))
    return said or [fill(texts["spread"], of=pattern.of)]


def _alt(weeks: pd.DataFrame, moments: pd.DataFrame, words: Any) -> str:
    chart = words["chart"]
    first, last = (say_date(weeks.index[place], words, "plain") for place in (0, -1))
    facts = {"weeks": len(weeks), "filled": _filled(weeks), "moments": len(moments)}
    said = [fill(chart["alt"], first=first, last=last, **facts)]
    for dimension in words["week"]["dimensions"]:
        now = weeks[f"{dimension['id']}.now"].dropna().astype(int)
        name = dimension["name"]
        if now.empty:
            said.append(fill(chart["alt_nothing"], name=name))
            continue
        ends = {"first": now.iloc[0], "last": now.iloc[-1]}
        said.append(fill(chart["alt_line"], name=name, **ends, lowest=now.min(), highest=now.max()))
    return " ".join(said)


def _table(
    weeks: pd.DataFrame, moments: pd.DataFrame, answers: dict[str, Json], words: Any
) -> Table:
    chart, week = words["chart"], words["week"]
    fields: list[tuple[str, str]] = []
    for one in week["dimensions"]:
        fields.append((f"{one['id']}.now", fill(chart["now"], name=one["name"])))
        fields.append((f"{one['id']}.wished", fill(chart["wished_column"], name=one["name"])))
    fields += [(f"sign.{sign['id']}", sign["name"]) for sign in week["signs"]]
    labels = {option["value"]: option["label"] for option in week["options"]}
    labels[CANNOT_SAY] = week["cannot_say"]
    starts = mondays(moments["date"])
    rows = []
    for monday in weeks.index.union(pd.DatetimeIndex(starts)).unique():
        cells = [say_date(monday, words, "plain", months="short_months")]
        for field, _ in fields:
            value = answers.get(f"week.{monday:%Y-%m-%d}.{field}")
            said = labels.get(value, value) if field.startswith("sign.") else value
            cells.append(chart["empty"] if value is None else str(said))
        rows.append([*cells, str((starts == monday).sum())])
    columns = [chart["week"], *(name for _, name in fields), chart["moments"]]
    return Table(fill(chart["caption"], **words["scale"]), columns, rows)
