"""Answers to a planner: up to three ideas, and for each a day, a time and a first step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.planner import MOST, Planner

PICKS = "picks"
FIELDS = ("day", "time", "every", "when", "then")
LONGEST = 500
"""Characters of a when or a then; the page's fields allow the same."""

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Planned:
    """One picked idea as its person planned it; None and "" for what they left open.

    ``time`` is the clock where they are; ``every`` is the idea's own cadence unless they chose one.
    """

    idea: str
    day: date | None
    time: time | None
    every: str
    when: str
    then: str


def check(exercise: Planner, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``; None takes back any item there can be.

    ``picks``: a list of at most three different ids of ideas. ``<id>.day``: an ISO date.
    ``<id>.time``: "19:30". ``<id>.every``: the id of a cadence. ``<id>.when``, ``<id>.then``: text.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type``, ``out-of-scale``,
    ``too-many`` (in the exercise's own words), ``too-long``.
    """
    ids = [idea.id for idea in exercise.ideas]
    idea, _, field = item.partition(".")
    if item != PICKS and (idea not in ids or field not in FIELDS):
        raise AnswerRefused(
            "unknown-item", f"There is nothing called {shown(item)} to answer in this exercise."
        )
    if value is None:
        return None
    if item == PICKS:
        return _checked_picks(exercise, ids, value)
    if field == "day":
        return _checked_day(value)
    if field == "time":
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            rule = f"A time is hours and minutes as 19:30, but {shown(value)} came."
            raise AnswerRefused("wrong-type", rule)
        return value
    if field == "every":
        known = [cadence.id for cadence in exercise.cadences]
        if value not in known:
            rule = f"How often is one of {', '.join(known)}, but {shown(value)} came."
            raise AnswerRefused("out-of-scale", rule)
        return value
    return checked_text(value, LONGEST)


def planned(exercise: Planner, answers: Mapping[str, Json]) -> list[Planned]:
    """The picked ideas as they are planned, in the order they were picked.

    Ids that the exercise no longer has are left out.
    """
    own = {idea.id: idea for idea in exercise.ideas}
    found = []
    for one in answers.get(PICKS) or []:
        if one not in own:
            continue
        day, clock = answers.get(f"{one}.day"), answers.get(f"{one}.time")
        found.append(
            Planned(
                idea=one,
                day=date.fromisoformat(day) if day else None,
                time=time.fromisoformat(clock) if clock else None,
                every=answers.get(f"{one}.every") or own[one].every,
                when=answers.get(f"{one}.when") or "",
                then=answers.get(f"{one}.then") or "",
            )
        )
    return found


def _checked_picks(exercise: Planner, ids: list[str], value: Json) -> Json:
    if not isinstance(value, list):
        raise AnswerRefused("wrong-type", f"Picks are a list of ideas, but {shown(value)} came.")
    strange = [one for one in value if one not in ids]
    if strange:
        rule = f"Picks are ideas of this exercise, but {shown(strange[0])} came."
        raise AnswerRefused("out-of-scale", rule)
    if len(set(value)) < len(value):
        raise AnswerRefused("wrong-type", f"Picks name each idea once, but {shown(value)} came.")
    if len(value) > MOST:
        raise AnswerRefused("too-many", exercise.choose.full)
    return value


def _checked_day(value: Json) -> Json:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        rule = f"A day is a date as 2026-11-29, but {shown(value)} came. Choose a day."
        raise AnswerRefused("wrong-type", rule)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        rule = f"A plan needs a day of the calendar, but {shown(value)} came. Choose a day."
        raise AnswerRefused("wrong-type", rule) from None
    if not EARLIEST <= day <= LATEST:
        rule = f"A day lies between {EARLIEST} and {LATEST}, but {day} came. Choose a day."
        raise AnswerRefused("out-of-scale", rule)
    return value
