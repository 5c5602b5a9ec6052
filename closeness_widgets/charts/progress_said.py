"""What a client's weeks say in words: a sentence a line, the table, the drawing described."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from closeness_widgets.analysis.progress import Line
from closeness_widgets.analysis.reliable_change import reliable_change
from closeness_widgets.analysis.series import PARTING, SESSION, Mark, Series
from closeness_widgets.analysis.xmr import FACTOR, FEWEST_POINTS, Limits
from closeness_widgets.charts.common import WEEK, fill, mondays, say_date
from closeness_widgets.content.journal import DIMENSIONS

AFTER_PARTING = 13
"""Weeks after someone was left in which a fall is told as coming after it."""

ASKED_FOR = 8
"""Latest weeks in which a single week far below is worth asking about."""


@dataclass(frozen=True)
class Sentence:
    """What is said of one line.

    ``neutral``: a move down that may be just what the person wants. ``ask``: what the coach may
    ask, or None. ``how``: ``formula`` and ``weeks``, or None if nothing is claimed.
    """

    line: str
    text: str
    neutral: bool = False
    ask: str | None = None
    how: dict[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """The form that pages get."""
        return asdict(self)


def sentences(series: Series, words: Mapping[str, Any]) -> list[Sentence]:
    """One sentence for each rating of what is, and one where a wish moved."""
    said = []
    for dimension in DIMENSIONS:
        said.append(_of_now(series, dimension, words))
        wished = series.line(f"{dimension}.wished")
        if wished.verdict == "more":
            text = _since(words["said"][f"wish_{wished.direction}"], dimension, wished, words)
            neutral = wished.direction == "down"
            said.append(Sentence(wished.field, text, neutral, how=_how(series, wished, words)))
    return said


def _of_now(series: Series, dimension: str, words: Any) -> Sentence:
    line, said = series.line(f"{dimension}.now"), words["said"]
    name = words["names"][dimension]
    if not line.weeks:
        return Sentence(line.field, fill(said["nothing"], name=name))
    if line.verdict == "too few":
        return Sentence(line.field, fill(said["too_few"], name=name, weeks=line.weeks))
    how = _how(series, line, words)
    if line.verdict == "within":
        text = fill(said["within"], name=name)
        if line.brief:
            weeks = ", ".join(
                fill(words["labels"]["above" if side > 0 else "below"], week=place + 1)
                for place, side in line.brief
            )
            text = fill(said["stood_out"], name=name, weeks=weeks)
        return Sentence(line.field, text, ask=_ask_once(series, line, words), how=how)
    form, more = _form(series, dimension, line)
    text = fill(_since(said[form], dimension, line, words), **more)
    down = line.direction == "down"
    ask = fill(said["ask"], week=line.since_week) if down else None
    return Sentence(line.field, text, form.startswith("more_down_"), ask, how)


def _form(series: Series, dimension: str, line: Line) -> tuple[str, dict[str, str]]:
    if line.direction == "up":
        return "more_up", {}
    parting = _parting(series, line)
    if parting:
        return "more_down_parting", {"mark": parting.label}
    wished = series.line(f"{dimension}.wished")
    if wished.weeks and wished.last <= line.last:
        return "more_down_wish", {}
    return "more_down", {}


def _parting(series: Series, line: Line) -> Mark | None:
    """The latest parting in the weeks before a move, up to the week in which it began."""
    if line.since is None:
        return None
    first, end = line.since - AFTER_PARTING * WEEK, line.since + WEEK
    found = [
        mark for mark in series.marks
        if mark.kind == PARTING and mark.label and first <= mark.date < end
    ]  # fmt: skip
    return found[-1] if found else None


def _ask_once(series: Series, line: Line, words: Any) -> str | None:
    """For one week far below, if it is not long ago."""
    late = len(series.weeks) - ASKED_FOR
    below = [place for place, side in line.brief if side < 0 and place >= late]
    return fill(words["said"]["ask_once"], week=below[-1] + 1) if below else None


def _since(template: str, dimension: str, line: Line, words: Any) -> str:
    assert line.since is not None  # noqa: S101 - a line that moved did so in some week
    date = say_date(line.since, words, "plain")
    return fill(template, name=words["names"][dimension], week=line.since_week, date=date)


def _how(series: Series, line: Line, words: Any) -> dict[str, str] | None:
    held, how = line.limits, words["how"]
    if held is None:
        return None
    formula = fill(
        how["formula"], average=_number(held.centre), range=_number(held.moving_range),
        lower=_number(held.lower), upper=_number(held.upper),
    )  # fmt: skip
    parts = [formula, *([how["least"]] if _stepped(held) else []), how["rule"], how["luck"]]
    return {"formula": " ".join(parts), "weeks": _base(series, line, held, words)}


def how_line(series: Series, dimension: str, words: Mapping[str, Any]) -> str:
    """What a line's limits are and which weeks they rest on; "" if there are too few."""
    line = series.line(f"{dimension}.now")
    if line.limits is None:
        return ""
    numbers = {
        "average": _number(line.limits.centre), "lower": _number(line.limits.lower),
        "upper": _number(line.limits.upper), "weeks": _base(series, line, line.limits, words),
    }  # fmt: skip
    return fill(words["report"]["how_line"], **numbers, name=words["names"][dimension])


def _base(series: Series, line: Line, held: Limits, words: Any) -> str:
    base = next(one.base for one in line.stretches if one.limits == held)
    first, last = (say_date(series.weeks.index[base[end]], words, "plain") for end in (0, -1))
    return fill(words["how"]["weeks"], count=held.points, first=first, last=last)


def _stepped(held: Limits) -> bool:
    return held.upper - held.centre > FACTOR * held.moving_range + 1e-9


def _number(value: float) -> str:
    return f"{value:.1f}"


def notes(series: Series, words: Mapping[str, Any], most_weeks: int) -> list[str]:
    """What holds for the whole chart."""
    texts, weeks, now = words["notes"], series.weeks, _now(series)
    if not any(line.weeks for line in now):
        return [texts["no_weeks"]]
    said = [fill(texts["gaps"], filled=_filled(weeks), weeks=len(weeks))]
    if all(line.verdict == "too few" for line in now):
        said.append(fill(texts["few"], needed=FEWEST_POINTS))
    if len(weeks) > most_weeks:
        ends = (say_date(weeks.index[place], words, "plain") for place in (-most_weeks, -1))
        first, last = ends
        said.append(fill(texts["part_of_it"], weeks=most_weeks, first=first, last=last))
    known = words["reliability"]
    if known:
        change = _number(reliable_change(known["sd"], known["r"]))
        said.append(fill(texts["reliable"], change=change, source=known["source"]))
    else:
        said.append(texts["own_scale"])
    return said


def _now(series: Series) -> list[Line]:
    return [line for line in series.lines if line.field.endswith(".now")]


def _filled(weeks: pd.DataFrame) -> int:
    return int(weeks.notna().any(axis=1).sum())


def letters(series: Series) -> Iterator[tuple[Mark, str]]:
    """The marks with the letter that stands for each in the drawing; sessions have none."""
    number = 0
    for mark in series.marks:
        if mark.kind == SESSION:
            yield mark, ""
            continue
        yield mark, chr(ord("A") + number % 26) * (number // 26 + 1)
        number += 1


def key(series: Series, words: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the letters stand for, in their order."""
    return [
        {"letter": letter, "text": say_mark(mark, words)}
        for mark, letter in letters(series)
        if letter
    ]


def say_mark(mark: Mark, words: Mapping[str, Any]) -> str:
    """A mark with its days."""
    labels = words["labels"]
    label = mark.label or words["kinds"].get(mark.kind, words["kinds"]["event"])
    date = say_date(mark.date, words, "plain")
    if mark.until is None:
        return fill(labels["on_day"], date=date, label=label)
    return fill(
        labels["stretch"], first=date, last=say_date(mark.until, words, "plain"), label=label
    )


def alt(series: Series, words: Mapping[str, Any]) -> str:
    """The drawing described for whoever does not see it."""
    texts, weeks = words["alt"], series.weeks
    first, last = (say_date(weeks.index[place], words, "plain") for place in (0, -1))
    said = [fill(texts["whole"], weeks=len(weeks), filled=_filled(weeks), first=first, last=last)]
    for dimension in DIMENSIONS:
        name, now = words["names"][dimension], weeks[f"{dimension}.now"].dropna().astype(int)
        if now.empty:
            said.append(fill(texts["nothing"], name=name))
            continue
        facts = {
            "first": now.iloc[0], "last": now.iloc[-1], "lowest": now.min(), "highest": now.max(),
        }  # fmt: skip
        said.append(fill(texts["line"], name=name, **facts))
    if series.opening:
        said.append(fill(texts["opening"], date=say_date(series.opening.date, words, "plain")))
    if any(line.limits for line in _now(series)):
        said.append(texts["usual"])
    return " ".join(said)


def table(series: Series, words: Mapping[str, Any]) -> dict[str, Any]:
    """Every week with its ratings, moments and marks; opening ratings as a row of their own."""
    labels = words["labels"]
    fields = [f"{one}.{when}" for one in DIMENSIONS for when in ("now", "wished")]
    columns = [
        fill(labels[f"{field.split('.')[1]}_column"], name=words["names"][field.split(".")[0]])
        for field in fields
    ]
    rows = []
    if series.opening:
        date = say_date(series.opening.date, words, "plain", months="short_months")
        values = [_cell(series.opening.values.get(field), words) for field in fields]
        heading = fill(labels["on_day"], date=date, label=labels["opening"])
        rows.append([heading, *values, labels["empty"], labels["empty"]])
    outside = {
        field: {place for place, _ in series.line(field).outside} for field in fields
    }  # fmt: skip
    starts = mondays(series.moments["date"])
    for place, monday in enumerate(series.weeks.index):
        heading = f"{fill(labels['week'], week=place + 1)}, " + say_date(
            monday, words, "plain", months="short_months"
        )
        cells = [
            fill(labels["outside"], value=said) if place in outside[field] else said
            for field in fields
            for said in [_cell(series.weeks.at[monday, field], words)]
        ]
        marked = [say_mark(mark, words) for mark in series.marks if _within(mark, monday)]
        rows.append(
            [heading, *cells, str((starts == monday).sum()), "; ".join(marked) or labels["empty"]]
        )
    ends = [labels["moments_column"], labels["marks_column"]]
    return {
        "caption": fill(labels["caption"], **words["scale"]),
        "columns": [labels["week_column"], *columns, *ends],
        "rows": rows,
    }


def _within(mark: Mark, monday: pd.Timestamp) -> bool:
    return monday <= mark.date < monday + WEEK


def _cell(value: Any, words: Any) -> str:
    return words["labels"]["empty"] if value is None or pd.isna(value) else f"{value:.0f}"
