"""What stands in the report of a client's weeks: the same for the page and for the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from closeness_widgets.analysis.journal import signs_seen
from closeness_widgets.analysis.series import Series, read_series
from closeness_widgets.charts import heat_map
from closeness_widgets.charts.common import fill, say_date
from closeness_widgets.charts.progress import picture
from closeness_widgets.charts.progress_said import how_line
from closeness_widgets.content.journal import DIMENSIONS

MOST_MOMENTS = 6
"""Moments that the second page has room for, the latest ones."""

LONGEST_MOMENT = 160
"""Characters of a moment that the report quotes."""

Section = dict[str, Any]


def build(
    told: Mapping[str, Any],
    words: Mapping[str, Any],
    made: str,
    name: str = "",
    supervision: bool = False,
) -> dict[str, Any]:
    """The report of one client.

    Args:
        told: one client's data, as :func:`~closeness_widgets.analysis.series.read_series` reads it.
        words: as from :func:`~closeness_widgets.charts.words.client_words`, with the voice
            "client", or "coach" for supervision.
        made: the day as ISO text.
        name: the pseudonym.
        supervision: leave out the name, what the client wrote, and the words of the coach's marks.

    Returns:
        ``title``, ``name`` ("" if left out), ``made``, ``introduction`` (texts), ``picture`` (as
        from :func:`~closeness_widgets.charts.progress.picture`), ``key`` ("" if nothing is
        marked), ``first`` and ``second`` (sections of the two pages, each with ``id``,
        ``heading``, ``texts`` and ``items``), ``keep``.
    """
    if supervision:
        told = without_words(told)
    series, report = read_series(told), words["report"]
    voice = report["supervision" if supervision else "client"]
    drawn = picture(told, words)
    marks = "; ".join(fill(report["mark"], **one) for one in drawn["key"])
    said = [one["text"] for one in drawn["sentences"]]
    return {
        "title": voice["title"],
        "name": fill(report["name"], name=name) if name and not supervision else "",
        "made": fill(report["made"], date=say_date(pd.Timestamp(made), words, "plain")),
        "introduction": voice["introduction"],
        "picture": drawn,
        "picture_heading": report["picture"],
        "key": fill(report["key"], marks=marks) if marks else "",
        "first": [_section("said", report["said"], drawn["notes"], said)],
        "second": _second(series, told, words, voice, supervision),
        "keep": voice["keep"],
    }


def without_words(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same weeks with neither moments nor the labels of marks."""
    answers = {
        item: value for item, value in told["answers"].items() if not item.startswith("moment.")
    }
    marks = [{**mark, "label": ""} for mark in told.get("marks") or ()]
    return {**told, "answers": answers, "marks": marks}


def _second(
    series: Series, told: Mapping[str, Any], words: Any, voice: Any, supervision: bool
) -> list[Section]:
    report = words["report"]
    sections = [
        _section("signs", voice["signs"], items=_signs(series, words)),
        _section("blockers", voice["blockers"], items=_blockers(told, words)),
    ]
    if not supervision:
        sections.append(_moments(series, words))
    lines = [how_line(series, dimension, words) for dimension in DIMENSIONS]
    known = [line for line in lines if line]
    rules = [report["how_rule"], words["how"]["luck"]] if known else [report["how_none"]]
    sections += [
        _section("how", report["how"], rules, known),
        _section("limits", report["limits"], items=voice["limits"]),
        _section("questions", voice["questions_heading"], items=voice["questions"]),
    ]
    return [one for one in sections if one["texts"] or one["items"]]


def _section(name: str, heading: str, texts: Any = (), items: Any = ()) -> Section:
    return {"id": name, "heading": heading, "texts": list(texts), "items": list(items)}


def _signs(series: Series, words: Any) -> list[str]:
    seen = signs_seen(series.weeks, words["options"][0]["value"])
    return [
        fill(words["report"]["sign"], count=seen[one][0], of=seen[one][1], name=name)
        for one, name in words["signs"].items()
        if one in seen and seen[one][1]
    ]


def _blockers(told: Mapping[str, Any], words: Any) -> list[str]:
    return list(heat_map.said(told, words))


def _moments(series: Series, words: Any) -> Section:
    report = words["report"]
    written = [
        (when, " ".join(what.split()))
        for when, what in zip(series.moments["date"], series.moments["what"], strict=True)
        if isinstance(what, str) and what.strip()
    ]
    items = [
        fill(report["moment"], date=say_date(when, words, "plain"), text=_short(what))
        for when, what in written[-MOST_MOMENTS:]
    ]
    latest = fill(report["latest"], of=len(written))
    texts = [latest] if len(items) < len(written) else []
    return {**_section("moments", report["moments"], texts, items), "latest": latest}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_MOMENT else f"{text[: LONGEST_MOMENT - 1].rstrip()}…"
