"""Now against wished, one line a dimension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closeness_widgets.analysis.rating import now_and_wished
from closeness_widgets.answers.base import Json
from closeness_widgets.charts.picture import Picture, Table, to_svg
from closeness_widgets.content.rating import Rating

PAPER, INK, SOFT, RAIL = "#fffdf9", "#2b2723", "#5d554c", "#d9cfc2"
STYLES: dict[str, dict[str, Any]] = {
    "now": {"marker": "o", "color": "#1f5d57"},
    "wished": {
        "marker": "D", "color": "#8a4b08", "markerfacecolor": PAPER, "markeredgewidth": 2.5,
    },
}  # fmt: skip


def picture(exercise: Rating, answers: dict[str, Json], words: dict[str, Any]) -> Picture:
    """The person's ratings drawn and said in words.

    ``answers``: item -> value; ``words``: the exercise's resolved words for one relationship. With
    no rating answered nothing is drawn; what the statements say is still said.
    """
    shown = {one["id"]: [part["id"] for part in one["statements"]] for one in words["dimensions"]}
    names = {one["id"]: one["name"] for one in words["dimensions"]}
    frame = now_and_wished(shown, answers)
    highest = words["closer"]["scale"]["maximum"]
    closer = _closer_sentences(frame, names, words["picture"]["closer"], highest)
    if frame[["now", "wished"]].isna().all(axis=None):
        return Picture(sentences=closer)
    return Picture(
        svg=to_svg(draw(exercise, frame, names, words)),
        alt=words["picture"]["alt"],
        table=_table(frame, names, words),
        sentences=[
            *_gap_sentences(frame, names, words["picture"]["gap"]),
            *closer,
            words["picture"]["closing"],
        ],
    )


def draw(
    exercise: Rating, frame: pd.DataFrame, names: dict[str, str], words: dict[str, Any]
) -> Figure:
    """A line a dimension: a filled dot for now, an open diamond for wished, a bar between them.

    A missing rating is left out; equal ratings share a place, the dot inside the diamond.
    """
    low, high = exercise.scale.minimum, exercise.scale.maximum
    size = (3.75, 1.0 + 1.1 * len(frame))
    figure = Figure(figsize=size, layout="constrained", facecolor=PAPER)
    axes = figure.add_subplot()
    for row, (dimension, ratings) in enumerate(_rows(frame)):
        axes.text(low, row - 0.27, names[dimension], fontsize=13, color=INK, weight="bold")
        axes.plot([low, high], [row, row], color=RAIL, linewidth=3, zorder=1)
        _draw_ratings(axes, row, ratings)
        if pd.isna(ratings["now"]) and pd.isna(ratings["wished"]):
            skipped = words["picture"]["table"]["skipped"]
            axes.text(low, row + 0.3, skipped, fontsize=12, color=SOFT, va="center")
    _frame_axes(axes, low, high, len(frame))
    keys = [
        Line2D([], [], linestyle="", markersize=11, label=words[part], **style)
        for part, style in STYLES.items()
    ]
    figure.legend(
        handles=keys, loc="outside upper left", ncols=2, frameon=False, fontsize=12.5,
        handletextpad=0.2, columnspacing=1.2, labelcolor=INK,
    )  # fmt: skip
    return figure


def _draw_ratings(axes: Axes, row: int, ratings: dict[str, Any]) -> None:
    there = {part: ratings[part] for part in ("now", "wished") if pd.notna(ratings[part])}
    axes.plot(list(there.values()), [row] * len(there), color=SOFT, linewidth=3, zorder=2)
    same = ratings["gap"] is not pd.NA and ratings["gap"] == 0
    sizes = {"now": 8, "wished": 17} if same else {"now": 13, "wished": 12}
    for part, value in there.items():
        style = {**STYLES[part], "markersize": sizes[part]}
        axes.plot([value], [row], **style, linestyle="", zorder=4 if part == "now" else 3, gid=part)
    for value in set(there.values()):
        axes.text(value, row + 0.3, str(value), fontsize=12, color=INK, ha="center", va="center")


def _frame_axes(axes: Axes, low: int, high: int, rows: int) -> None:
    axes.set_ylim(rows - 0.5, -0.65)
    axes.set_facecolor(PAPER)
    axes.set_xlim(low - 0.5, high + 0.5)
    axes.set_yticks([])
    middle = (low + high) / 2
    axes.set_xticks([low, int(middle), high] if middle.is_integer() else [low, high])
    axes.tick_params(axis="x", length=0, labelsize=12, labelcolor=SOFT)
    axes.spines[:].set_visible(False)


def _gap_sentences(
    frame: pd.DataFrame, names: dict[str, str], sentences: dict[str, str]
) -> list[str]:
    said = []
    for dimension, ratings in _rows(frame):
        which, numbers = "neither", {}
        for part in ("now", "wished"):
            if pd.notna(ratings[part]):
                which, numbers[part] = f"only_{part}", str(ratings[part])
        if pd.notna(ratings["gap"]):
            which = "more" if ratings["gap"] > 0 else "less" if ratings["gap"] < 0 else "equal"
            numbers["gap"] = str(abs(ratings["gap"]))
        said.append(_filled(sentences[which], dimension=names[dimension], **numbers))
    return said


def _closer_sentences(
    frame: pd.DataFrame, names: dict[str, str], sentences: dict[str, str], highest: int
) -> list[str]:
    return [
        _filled(
            sentences["too_few" if pd.isna(ratings["mean"]) else "mean"],
            dimension=names[dimension],
            mean=_one_decimal(ratings["mean"]),
            highest=str(highest),
            answered=str(ratings["answered"]),
            all=str(ratings["all"]),
        )
        for dimension, ratings in _rows(frame)
        if ratings["answered"]
    ]


def _table(frame: pd.DataFrame, names: dict[str, str], words: dict[str, Any]) -> Table:
    table = words["picture"]["table"]
    skipped = table["skipped"]
    rows = [
        [
            names[dimension],
            *(
                skipped if pd.isna(ratings[part]) else str(ratings[part])
                for part in ("now", "wished")
            ),
            _one_decimal(ratings["mean"]) or (table["too_few"] if ratings["answered"] else skipped),
        ]
        for dimension, ratings in _rows(frame)
    ]
    columns = [table["dimension"], words["now"], words["wished"], table["closer"]]
    return Table(caption=table["caption"], columns=columns, rows=rows)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each dimension with its numbers; whole ones stay whole, missing ones are ``pd.NA``."""
    for dimension, ratings in frame.astype(object).to_dict(orient="index").items():
        yield str(dimension), {str(name): value for name, value in ratings.items()}


def _one_decimal(number: Any) -> str:
    return "" if pd.isna(number) else f"{number:.1f}"


def _filled(sentence: str, **numbers: str) -> str:
    # In one pass and not by str.format: a nickname with braces in it stays as it was typed.
    return re.sub(r"{(\w+)}", lambda found: numbers.get(found[1], found[0]), sentence)
