"""Answers to a journal: moments and weeks, each week named by the date of its Monday."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.base import Item
from closeness_widgets.content.journal import CANNOT_SAY, DIMENSIONS, Journal

RATINGS = tuple(f"{one}.{when}" for one in DIMENSIONS for when in ("now", "wished"))
"""The fields of a week that hold a rating: ``ideas.now``, ``ideas.wished``, and so on."""

BLOCKERS = "blockers"
"""The field of a week that holds what got in the way: a list of ids, empty for "none of these"."""

LONGEST_MOMENT_TEXTS = {"with": 120, "what": 2000, "helped_own": 200}
"""Characters that each text of a moment may have; the page's fields allow the same."""

EARLIEST_WEEK = date(2000, 1, 1)
EARLIEST_MOMENT = date(1900, 1, 1)
DAYS_AHEAD = {"moment": 1, "week": 8}
"""Clocks differ: somewhere it is tomorrow already, and a coming week may be prepared."""

_MOMENT = re.compile(r"moment\.[a-z0-9]{6,12}")
_WEEK = re.compile(r"week\.([0-9]{4}-[0-9]{2}-[0-9]{2})\.([a-z0-9.-]+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check(exercise: Journal, item: str, value: Json, today: date | None = None) -> Json:
    """``value`` as it may be stored under ``item``; None takes back any item there can be.

    ``moment.<id>``, with an id of 6 to 12 of a-z and 0-9: an object ``{date, part, with, what,
    close, helped, helped_own}`` in which only ``date`` must be there. ``week.<Monday>.<field>``:
    for a field of :data:`RATINGS` a number on the scale, for ``sign.<id>`` the value of an option
    or :data:`CANNOT_SAY`, for :data:`BLOCKERS` a list of choices. Dates are ISO dates; ``today`` is
    the date in UTC unless it is given.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type``, ``out-of-scale``, ``too-long``.
    """
    today = today or datetime.now(UTC).date()
    if _MOMENT.fullmatch(item):
        return None if value is None else _checked_moment(exercise, value, today)
    week = _WEEK.fullmatch(item)
    if week is None:
        raise AnswerRefused(
            "unknown-item",
            "A journal keeps moment.<6 to 12 of a-z and 0-9> and week.<Monday>.<field>, "
            f"but {shown(item)} came. Open the page again.",
        )
    _check_monday(week[1], today)
    return _checked_field(exercise, week[2], value)


def _check_monday(text: str, today: date) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        rule = f"A week is named by the date of its Monday, but {shown(text)} is not a date."
        raise AnswerRefused("unknown-item", rule) from None
    if day.weekday():
        monday = day - timedelta(days=day.weekday())
        rule = f"A week is named by the date of its Monday: {monday}, but {day} came."
    elif day < EARLIEST_WEEK:
        rule = f"A journal has weeks from the year {EARLIEST_WEEK.year} on, but {day} came."
    elif day > today + timedelta(days=DAYS_AHEAD["week"]):
        rule = (
            f"A week starts at most {DAYS_AHEAD['week']} days after today, but {day} came. "
            "Is the date set right on your device?"
        )
    else:
        return
    raise AnswerRefused("unknown-item", rule)


def _checked_field(exercise: Journal, field: str, value: Json) -> Json:
    if field in RATINGS:
        return None if value is None else _checked_rating(exercise, value)
    if field == BLOCKERS:
        if value is not None:
            _check_choices(exercise, value, exercise.week.blockers.choices, "What got in the way")
        return value
    signs = {f"sign.{sign.id}" for sign in exercise.week.signs}
    if field not in signs:
        known = ", ".join([*RATINGS, *sorted(signs), BLOCKERS])
        rule = f"A week has the fields {known}, but {shown(field)} came. Open the page again."
        raise AnswerRefused("unknown-item", rule)
    values = [*(option.value for option in exercise.week.options), CANNOT_SAY]
    if value is not None and (type(value) is not int or value not in values):
        known = ", ".join(map(str, values))
        rule = f"A sign has one of the values {known}, but {shown(value)} came. Choose again."
        raise _off_scale(value, rule)
    return value


def _checked_rating(exercise: Journal, value: Json) -> Json:
    scale = exercise.scale
    if not scale.holds(value):
        rule = (
            f"A rating is a whole number from {scale.minimum} to {scale.maximum}, "
            f"but {shown(value)} came. Choose again."
        )
        raise _off_scale(value, rule)
    return value


def _off_scale(value: Json, rule: str) -> AnswerRefused:
    return AnswerRefused("out-of-scale" if type(value) is int else "wrong-type", rule)


def _checked_moment(exercise: Journal, value: Json, today: date) -> Json:
    fields = ("date", "part", "with", "what", "close", "helped", "helped_own")
    if not isinstance(value, dict):
        rule = f"A moment is an object with a date, but {shown(value)} came."
        raise AnswerRefused("wrong-type", rule)
    strange = [name for name in value if name not in fields]
    if strange:
        rule = f"A moment has the fields {', '.join(fields)}, but {shown(strange[0])} came."
        raise AnswerRefused("wrong-type", rule)
    _check_moment_date(value.get("date"), today)
    parts = [part.id for part in exercise.moments.parts]
    if "part" in value and value["part"] not in [*parts, *exercise.retired]:
        rule = f"A part of the day is one of {', '.join(parts)}, but {shown(value['part'])} came."
        raise AnswerRefused("out-of-scale", rule)
    if "close" in value:
        _checked_rating(exercise, value["close"])
    if "helped" in value:
        _check_choices(exercise, value["helped"], exercise.moments.helped, "What helped")
    for name, longest in LONGEST_MOMENT_TEXTS.items():
        if name in value:
            checked_text(value[name], longest)
    return value


def _check_moment_date(text: Json, today: date) -> None:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        rule = f"A moment needs its day as 2026-11-16, but {shown(text)} came. Choose a day."
        raise AnswerRefused("wrong-type", rule)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        rule = f"A moment needs a day of the calendar, but {shown(text)} came. Choose a day."
        raise AnswerRefused("wrong-type", rule) from None
    if not EARLIEST_MOMENT <= day <= today + timedelta(days=DAYS_AHEAD["moment"]):
        rule = (
            f"The day of a moment lies between {EARLIEST_MOMENT} and today, but {day} came. "
            "Choose the day when it happened."
        )
        raise AnswerRefused("out-of-scale", rule)


def _check_choices(exercise: Journal, value: Json, choices: Sequence[Item], asked: str) -> None:
    if not isinstance(value, list):
        rule = f"{asked} is a list of choices, but {shown(value)} came."
        raise AnswerRefused("wrong-type", rule)
    # A retired choice stays in the answers that have it, also when they are written again.
    known = [*(one.id for one in choices), *exercise.retired]
    strange = [one for one in value if one not in known]
    if strange:
        rule = f"{asked} is chosen from {', '.join(known)}, but {shown(strange[0])} came."
        raise AnswerRefused("out-of-scale", rule)
    if len(set(value)) < len(value):
        rule = f"{asked} names each choice once, but {shown(value)} came."
        raise AnswerRefused("wrong-type", rule)
