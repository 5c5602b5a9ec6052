"""What moved since a day, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from closeness_widgets.analysis.series import Series, read_series
from closeness_widgets.analysis.since import Since
from closeness_widgets.analysis.since import compare as compared
from closeness_widgets.charts.common import fill, say_date

FIRST_DAY = 6
"""A week counts as since then if its last day is not before the day."""


def compare(told: Mapping[str, Any], since: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """What moved since a day, what did not, and what the client wrote.

    Args:
        told: one client's data, as :func:`~closeness_widgets.analysis.series.read_series` reads it.
        since: the day as ISO text, such as that of the last session.
        words: as from :func:`~closeness_widgets.charts.words.client_words`.

    Returns:
        ``since`` (ISO text); ``moved``, ``still`` and ``unknown`` (sentences: ratings that moved,
        did not, or have too few weeks; blockers that came or went stand with ``moved``); ``words``
        (``date`` and ``text`` of the moments since then, oldest first); ``note``: why is not known.
    """
    series, day = read_series(told), date.fromisoformat(since)
    said: dict[str, list[str]] = {"moved": [], "still": [], "unknown": []}
    for one in compared(series.weeks, day):
        if one.field.endswith(".now"):
            said[_part(one)].append(_sentence(one, words))
    said["moved"] += _blockers(series, day, words)
    return {
        "since": since, **said, "words": _moments(series, day, words),
        "note": words["compare"]["not_why"],
    }  # fmt: skip


def _part(one: Since) -> str:
    return one.outcome if one.outcome in ("moved", "still") else "unknown"


def _sentence(one: Since, words: Any) -> str:
    form = {"moved": f"moved_{one.direction}", "no week": "no_week", "too few": "too_few"}
    name = words["names"][one.field.partition(".")[0]]
    numbers = {"before": f"{one.before:g}", "last": f"{one.last:g}"}
    said = fill(words["compare"][form.get(one.outcome, one.outcome)], **numbers, name=name)
    return f"{said} {words['compare']['once']}" if one.outside == 1 else said


def _blockers(series: Series, day: date, words: Any) -> list[str]:
    """What was ticked since then and never in the four answers before, and the other way round."""
    first = pd.Timestamp(day) - pd.Timedelta(days=FIRST_DAY)
    before = [chosen for week, chosen in series.blockers.items() if week < first][-4:]
    later = [chosen for week, chosen in series.blockers.items() if week >= first]
    if not before or not later:
        return []
    old = {one for chosen in before for one in chosen}
    new = {one for chosen in later for one in chosen}
    said = []
    for one, label in words["choices"].items():
        if one in new - old:
            said.append(fill(words["compare"]["blockers_new"], label=label))
        if one in old - new:
            said.append(fill(words["compare"]["blockers_gone"], label=label))
    return said


def _moments(series: Series, day: date, words: Any) -> list[dict[str, str]]:
    moments = series.moments[series.moments["date"] >= pd.Timestamp(day)]
    return [
        {"date": say_date(when, words, "plain"), "text": str(what)}
        for when, what in zip(moments["date"], moments["what"], strict=True)
        if isinstance(what, str) and what
    ]
