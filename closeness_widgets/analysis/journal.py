"""A journal read back: its weeks and moments as data frames, and what comes up often in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import pandas as pd

from closeness_widgets.answers.journal import BLOCKERS, RATINGS
from closeness_widgets.content.journal import CANNOT_SAY

ENOUGH = 5
"""Entries that a pattern must rest on; below it nothing is claimed."""

RARELY = 0.05
"""A pattern is named if luck alone would show one as strong in at most this share of journals."""

MOMENT_COLUMNS = ["date", "part", "with", "what", "close", "helped", "helped_own"]


def weeks_frame(answers: Mapping[str, Any]) -> pd.DataFrame:
    """The weekly check-ins, one row a week from the first one answered to the last.

    Args:
        answers: item -> value, as :func:`closeness_widgets.answers.journal.check` allows them;
            None is "not answered".

    Returns:
        Index ``week``: the Mondays (datetime64, every 7 days; a missed week is a row of NaN).
        Columns, all float: ``ideas.now``, ``ideas.wished``, ``together.now``, ``together.wished``,
        ``feelings.now``, ``feelings.wished`` in points of the scale, then ``sign.<id>``, sorted,
        for each sign ever answered, as the value of its option. NaN where there is no answer;
        "cannot say" is NaN too, since it is no point on a sign's scale. What got in the way is no
        number and makes no row.
    """
    cells: dict[str, dict[pd.Timestamp, float]] = {field: {} for field in RATINGS}
    for item, value in sorted(answers.items()):
        if not item.startswith("week.") or value is None:
            continue
        _, monday, field = item.split(".", 2)
        if field == BLOCKERS:
            continue
        number = float("nan") if value == CANNOT_SAY else float(value)
        cells.setdefault(field, {})[pd.Timestamp(monday)] = number
    weeks = sorted({week for column in cells.values() for week in column})
    index = pd.DatetimeIndex(pd.date_range(weeks[0], weeks[-1], freq="7D") if weeks else [])
    columns = [*RATINGS, *sorted(set(cells) - set(RATINGS))]
    frame = pd.DataFrame(
        {name: pd.Series(cells[name], dtype=float).reindex(index) for name in columns}, index=index
    )
    return frame.rename_axis("week")


def moments_frame(answers: Mapping[str, Any], parts: Sequence[str] = ()) -> pd.DataFrame:
    """The moments, oldest first.

    Args:
        answers: item -> value; a deleted moment is None.
        parts: ids of the parts of the day in their order, to sort moments of one day.

    Returns:
        Index ``moment``: the moment's id. Columns: ``date`` (datetime64), ``part``, ``with``,
        ``what``, ``helped_own`` (text or None), ``close`` (float, NaN if not answered), ``helped``
        (tuple of ids, empty if nothing was chosen).
    """
    rows = {
        item.removeprefix("moment."): value
        for item, value in sorted(answers.items())
        if item.startswith("moment.") and value is not None
    }
    order = {part: place for place, part in enumerate(parts)}
    ids = sorted(rows, key=lambda key: (rows[key]["date"], order.get(rows[key].get("part"), -1)))
    data = [[rows[key].get(column) for column in MOMENT_COLUMNS] for key in ids]
    frame = pd.DataFrame(
        data, columns=MOMENT_COLUMNS, index=pd.Index(ids, name="moment"), dtype=object
    )
    frame["date"] = pd.to_datetime(frame["date"])
    frame["close"] = frame["close"].astype(float)
    frame["helped"] = [tuple(chosen or ()) for chosen in frame["helped"]]
    return frame


@dataclass(frozen=True)
class Pattern:
    """What comes up often in one field of the moments.

    ``field``: ``day``, ``part`` or ``helped``. ``of``: the moments that have an answer there, on
    which everything rests. ``found``: ``(count, choices)``, the most frequent first; choices that
    come up equally often stand together. Empty: nothing stands out, or too few moments.
    """

    field: str
    of: int
    found: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough moments to say anything."""
        return self.of >= ENOUGH


def patterns(moments: pd.DataFrame, parts: Sequence[str], helped: Sequence[str]) -> list[Pattern]:
    """The days of the week, parts of the day and helps that come up often: counts, not causes.

    The rule: a choice is named if it is in at least half of the moments that have an answer there,
    these are at least :data:`ENOUGH`, and luck alone would rarely do that (:func:`by_luck` is at
    most :data:`RARELY`). With seven days that takes 4 of 5, 5 of 8, 6 of 12 or 10 of 20 moments;
    with four parts of the day 5 of 5, 6 of 8, 8 of 12 or 11 of 20.

    Args:
        moments: as from :func:`moments_frame`.
        parts: ids of all parts of the day.
        helped: ids of all choices of what helped; chosen ids that are not among them do not count.

    Returns:
        Three patterns: ``day`` (choices "0" for Monday to "6"), ``part``, ``helped``.
    """
    days = [(str(day.weekday()),) for day in moments["date"]]
    times = [(part,) if part in parts else () for part in moments["part"]]
    helps = [tuple(one for one in chosen if one in helped) for chosen in moments["helped"]]
    return [
        _pattern("day", days, [str(day) for day in range(7)]),
        _pattern("part", times, parts),
        _pattern("helped", helps, helped),
    ]


def signs_seen(weeks: pd.DataFrame, none: int) -> dict[str, tuple[int, int]]:
    """For each sign: the weeks in which it was seen at all, and the weeks that say anything of it.

    Args:
        weeks: as from :func:`weeks_frame`.
        none: the value of the option that says "not this week"; any higher one counts as seen.
    """
    return {
        column.removeprefix("sign."): (
            int((weeks[column] > none).sum()),
            int(weeks[column].count()),
        )
        for column in weeks.columns
        if column.startswith("sign.")
    }


def by_luck(count: int, of: int, share: float, choices: int) -> float:
    """At most this often would any of ``choices`` come up ``count`` times or more by luck alone.

    Luck means that each of ``of`` moments has each choice with probability ``share``. The binomial
    probability for one choice, times the number of choices; at most 1.
    """
    tail = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))
    return min(1.0, choices * tail)


def _pattern(field: str, chosen: Sequence[tuple[str, ...]], choices: Sequence[str]) -> Pattern:
    answered = [one for one in chosen if one]
    of = len(answered)
    counts = {choice: sum(choice in one for one in answered) for choice in choices}
    share = sum(counts.values()) / (of * len(choices)) if answered else 0.0
    named: dict[int, list[str]] = {}
    for choice, count in counts.items():
        often = 2 * count >= of and by_luck(count, of, share, len(choices)) <= RARELY
        if of >= ENOUGH and often:
            named.setdefault(count, []).append(choice)
    found = tuple((count, tuple(named[count])) for count in sorted(named, reverse=True))
    return Pattern(field, of, found)
