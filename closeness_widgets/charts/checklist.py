"""The marks of a checklist in one picture: a row a group, or a row a line where there are none."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from closeness_widgets.analysis.checklist import marks, signs_seen, told_more_often
from closeness_widgets.answers.base import Json
from closeness_widgets.charts.picture import Picture, Table, to_svg
from closeness_widgets.content.checklist import Checklist

PAPER, INK, SOFT, RAIL, ACCENT = "#fffdf9", "#2b2723", "#5d554c", "#d9cfc2", "#1f5d57"
WIDTH = 3.75
"""Inches, as all pictures that stand on a phone."""

Words = dict[str, Any]
Rows = list[tuple[str, list[int | None]]]
"""The name of each row, and its marks from left to right; None: not answered."""


def picture(exercise: Checklist, answers: dict[str, Json], words: Words) -> Picture:
    """The person's marks drawn and said in words; empty if they marked nothing.

    ``answers``: item -> value; ``words``: the exercise's resolved words for one relationship.
    """
    shown, lines = words["picture"], words["items"]
    sides = [side["id"] for side in words["sides"]]
    frame = marks([line["id"] for line in lines], sides, answers)
    if exercise.picture is None or frame.isna().all(axis=None):
        return Picture()
    drawn = by_group(frame, words) if words["groups"] else by_line(frame, words)
    columns = [] if words["groups"] else [side["label"] for side in words["sides"]]
    return Picture(
        svg=to_svg(draw(drawn, columns, words)),
        alt=shown["alt"],
        table=_table(frame, words),
        sentences=[*_sentences(frame, words), *_remarks(frame, words), shown["closing"]],
    )


def by_group(frame: pd.DataFrame, words: Words) -> Rows:
    """A row a group; its marks go from the highest to the lowest, skipped ones last."""
    rows = [(group["heading"], _of_group(frame, words, group["id"])) for group in words["groups"]]
    return [(name, sorted(row, key=lambda one: -1 if one is None else one)[::-1])
            for name, row in rows]  # fmt: skip


def by_line(frame: pd.DataFrame, words: Words) -> Rows:
    """A row a line; its marks stand in the order of the sides."""
    return [
        (line["title"], [_mark(value) for value in frame.loc[line["id"]]])
        for line in words["items"]
    ]


def draw(rows: Rows, columns: Sequence[str], words: Words) -> Figure:
    """Dots in rows: filled for the most frequent mark, open for "not", half-filled between them.

    With ``columns`` (their names) the dots stand below these, and the name of a row on its left;
    else the name stands above its row. What was not answered is a short dash.
    """
    tops = [0.3 * len(_wrapped(name, 23)) + 0.3 if columns else 1.0 for name, _ in rows]
    head = 0.3 * max((len(_wrapped(name, 10)) for name in columns), default=0)
    figure = Figure(figsize=(WIDTH, 0.9 + 0.72 * (sum(tops) + head)), facecolor=PAPER)
    axes = figure.add_axes((0.02, 0.01, 0.96, 1 - 0.76 / figure.get_figheight()))
    highest = len(words["often"]) - 1
    places = [6.6, 8.8][: len(columns)] if columns else [0.4 + 1.2 * one for one in range(9)]
    for place, name in zip(places, columns, strict=False):
        text = "\n".join(_wrapped(name, 10))
        axes.text(place, head - 0.1, text, fontsize=11.5, color=SOFT, ha="center", va="bottom")
    y = head
    for (name, marked), height in zip(rows, tops, strict=True):
        if columns:
            axes.plot([0, 10], [y, y], color=RAIL, linewidth=0.8)
            text = "\n".join(_wrapped(name, 23))
            axes.text(0, y + height / 2, text, fontsize=11.5, color=INK, va="center")
        else:
            axes.text(0, y + 0.3, name, fontsize=13, color=INK, weight="bold", va="center")
        for place, mark in zip(places, marked, strict=False):
            _draw_mark(axes, place, y + (height / 2 if columns else 0.72), mark, highest)
        y += height
    axes.set_xlim(0, 10.2)
    axes.set_ylim(y, 0)
    axes.set_axis_off()
    _draw_key(figure, words)
    return figure


def _style(mark: int | None, highest: int) -> dict[str, Any]:
    """How a mark looks: shape and fill tell it, colour only helps."""
    if mark is None:
        return {"marker": "_", "color": SOFT, "markersize": 9, "markeredgewidth": 2}
    style = {"marker": "o", "markersize": 13, "markeredgewidth": 2, "color": ACCENT}
    if mark == 0:
        return {**style, "color": SOFT, "markerfacecolor": PAPER, "markeredgewidth": 1.2}
    if mark == highest:
        return style
    return {**style, "fillstyle": "left", "markerfacecoloralt": PAPER}


def _draw_mark(axes: Axes, x: float, y: float, mark: int | None, highest: int) -> None:
    name = "mark-none" if mark is None else f"mark-{mark}"
    axes.plot([x], [y], linestyle="", gid=name, **_style(mark, highest))


def _draw_key(figure: Figure, words: Words) -> None:
    highest = len(words["often"]) - 1
    named = [(option["value"], option["label"]) for option in reversed(words["often"])]
    keys = [
        Line2D([], [], linestyle="", label=label, **_style(mark, highest))
        for mark, label in [*named, (None, words["picture"]["skipped"])]
    ]
    figure.legend(
        handles=keys, loc="upper left", ncols=2, frameon=False, fontsize=11.5, handletextpad=0.2,
        columnspacing=1.5, labelspacing=0.7, labelcolor=INK, borderpad=0.1,
    )  # fmt: skip


def _sentences(frame: pd.DataFrame, words: Words) -> list[str]:
    """How many of each mark: a sentence a group, or a side where there are no groups."""
    if words["groups"]:
        told = [(one["heading"], _of_group(frame, words, one["id"])) for one in words["groups"]]
    else:
        told = [(side["label"], _side(frame, side["id"])) for side in words["sides"]]
    names: list[tuple[int | None, str]] = [
        (option["value"], option["label"]) for option in reversed(words["often"])
    ]
    names.append((None, words["picture"]["skipped"]))
    said = []
    for name, values in told:
        counted = [(values.count(mark), label) for mark, label in names]
        parts = [f"{count} {label[:1].lower()}{label[1:]}" for count, label in counted if count]
        said.append(_filled(words["picture"]["sentence"], name=name, marks=", ".join(parts)))
    return said


def _remarks(frame: pd.DataFrame, words: Words) -> list[str]:
    """What is said of the marks together; it compares a person's marks with nothing but them."""
    shown = words["picture"]
    said = []
    if shown["compared"]:
        of = {"closeness": [], "distance": []}  # type: dict[str, list[int | None]]
        for group in words["groups"]:
            if group["tells"]:
                of[group["tells"]] += _of_group(frame, words, group["id"])
        which = told_more_often(of["closeness"], of["distance"])
        said.append(shown["compared"][which or "too_few"])
    if shown["openness"]:
        # Who would receive more openness stands last: the other, or oneself.
        receiver = words["sides"][-1]["id"]
        said.append(shown["openness"][signs_seen(_side(frame, receiver)) or "too_few"])
    return said


def _table(frame: pd.DataFrame, words: Words) -> Table:
    table, skipped = words["picture"]["table"], words["picture"]["skipped"]
    labels = {option["value"]: option["label"] for option in words["often"]}
    groups = {group["id"]: group["heading"] for group in words["groups"]}
    rows = []
    for line in words["items"]:
        cells = [_mark(value) for value in frame.loc[line["id"]]]
        told = [skipped if mark is None else labels[mark] for mark in cells]
        rows.append([line["title"], *([groups[line["group"]]] if groups else []), *told])
    columns = [table["line"], *([table["group"]] if groups else [])]
    columns += [words["question"]] if groups else [side["label"] for side in words["sides"]]
    return Table(caption=table["caption"], columns=columns, rows=rows)


def _of_group(frame: pd.DataFrame, words: Words, group: str) -> list[int | None]:
    side = words["sides"][0]["id"]
    return [_mark(frame.at[line["id"], side]) for line in words["items"] if line["group"] == group]


def _side(frame: pd.DataFrame, side: str) -> list[int | None]:
    return [_mark(value) for value in frame[side]]


def _mark(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a label in a picture; the table has the whole of a very long one."""
    return textwrap.wrap(text, width, max_lines=3, placeholder=" …", break_on_hyphens=False) or [""]


def _filled(sentence: str, **values: str) -> str:
    # In one pass and not by str.format: a nickname with braces in it stays as it was typed.
    return re.sub(r"{(\w+)}", lambda found: values.get(found[1], found[0]), sentence)
