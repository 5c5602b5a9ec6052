"""Days as files write them: in the usual forms, or counted from a day on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from closeness_widgets.answers.base import shown
from closeness_widgets.clients.client import EARLIEST, ClientRefused

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = ("day-first", "month-first")
AHEAD = timedelta(days=7)
"""A coming week may be prepared, here as on the client's own page."""

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[T ].*)?")
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?:[T ].*)?")
_COUNT = re.compile(r"(\d{1,5})(?:\.0)?")


class NotADay(ValueError):
    """What a cell holds is no day; the message says why."""


@dataclass(frozen=True)
class Days:
    """How a file writes its days.

    Attributes:
        unit: 1 if bare numbers count days, 7 if weeks, 0 if there are none.
        start: the day that ``first`` stands for.
        first: 1, or 0 if the file counts from there.
        order: of day and month where they stand between slashes; None if it is not known.
    """

    unit: int
    start: date | None
    first: int
    order: Order | None

    def read(self, text: str, earliest: date, latest: date) -> date:
        """The day that ``text`` means. Raises :class:`NotADay`."""
        text = text.strip()
        if self.unit and self.start and (found := _COUNT.fullmatch(text)):
            day = self._counted(int(found[1]))
        else:
            day = self._of_calendar(text)
        if not earliest <= day <= latest:
            raise NotADay(f"a day lies between {earliest} and {latest}, but {day} came")
        return day

    def _counted(self, number: int) -> date:
        assert self.start is not None  # noqa: S101
        try:
            return self.start + timedelta(days=self.unit * (number - self.first))
        except OverflowError:
            raise NotADay(f"{number} counts beyond every calendar") from None

    def _of_calendar(self, text: str) -> date:
        try:
            if found := _ISO.fullmatch(text):
                return date(int(found[1]), int(found[3]), int(found[4]))
            if found := _ISO_WEEK.fullmatch(text):
                return date.fromisocalendar(int(found[1]), int(found[2]), 1)
            if found := _DOTS.fullmatch(text):
                return date(int(found[3]), int(found[2]), int(found[1]))
            if found := _EITHER.fullmatch(text):
                day, month = int(found[1]), int(found[3])
                if self.order == "month-first":
                    day, month = month, day
                return date(int(found[4]), month, day)
        except ValueError:
            raise NotADay(f"{shown(text)} is no day of the calendar") from None
        if not text:
            raise NotADay("the day is missing")
        raise NotADay(
            f"a day is written as 2026-12-31, 31.12.2026 or 31/12/2026, but {shown(text)} came"
        )


def days_of(texts: Iterable[str], counts: int, start: str, order: str, today: date) -> Days:
    """Find out how a file writes its days.

    Args:
        texts: every day of the file.
        counts: 1 or 7 if bare numbers in this column count days or weeks, else 0.
        start: the declared day of the first of them, ISO text, or "".
        order: a declared order of day and month, or "".
        today: the day on which this happens.

    Raises:
        ClientRefused: ``start`` or ``dates``, if something is missing, wrong or cannot be decided.
    """
    if order and order not in ORDERS:
        known = " or ".join(ORDERS)
        raise ClientRefused("dates", f"The order of dates is {known}, but {shown(order)} came.")
    texts = [text.strip() for text in texts]
    numbers = [int(found[1]) for text in texts if (found := _COUNT.fullmatch(text))]
    first = 0 if 0 in numbers else 1
    began = _start(start, today) if start else None
    if counts and numbers and began is None:
        raise ClientRefused(
            "start",
            "This file counts its days or weeks. Say on which day it begins: "
            "a start date, written as 2026-12-31.",
        )
    decided = order or _order(texts)
    found_order: Order | None = next((one for one in ORDERS if one == decided), None)
    return Days(counts if numbers else 0, began, first, found_order)


def _order(texts: Iterable[str]) -> str:
    """Which of two numbers between slashes is the day, if no more than one order fits."""
    pairs = [
        (int(found[1]), int(found[3]), text)
        for text in texts
        if (found := _EITHER.fullmatch(text)) and min(int(found[1]), int(found[3])) <= 12
    ]
    day_first = [text for one, two, text in pairs if one > 12]
    month_first = [text for one, two, text in pairs if two > 12]
    if day_first and month_first:
        raise ClientRefused(
            "dates",
            f"Dates stand in one order, but {day_first[0]} and {month_first[0]} came. "
            "Say which order is meant: day first or month first.",
        )
    if pairs and not day_first and not month_first:
        raise ClientRefused(
            "dates",
            f"{pairs[0][2]} can be read in two ways. "
            "Say which order is meant: day first or month first.",
        )
    return "day-first" if day_first else "month-first" if month_first else ""


def _start(text: str, today: date) -> date:
    try:
        return Days(0, None, 1, None).read(text, EARLIEST, today + AHEAD)
    except NotADay as error:
        raise ClientRefused("start", f"The start date cannot be used: {error}.") from None
