"""Which day is believed when it is about what goes by itself: this computer's clock may be wrong.

A file of its own, `clock.json` in the data folder, since each server has a clock of its own. It
keeps the latest day that is believed. A day at most eight days later is believed at once, as when a
workbook is used every week. After a longer leap nothing goes by its age until a day is seen that is
at least two days past the first one after the leap: so an evening with a wrong clock erases nobody.
Where no day was ever noted (a new folder, one that was put back from a backup) it is the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from closeness_widgets.records.errors import StorageFailed
from closeness_widgets.records.folder import write_private

NAME = "clock.json"
STEP = timedelta(days=8)
SEEN_AGAIN = timedelta(days=2)


@dataclass(frozen=True)
class Days:
    """What is known of the calendar.

    Attributes:
        sure: the latest day that is believed; None: no day was yet.
        leapt: the first day that was seen after a leap, while it is not believed.
    """

    sure: date | None = None
    leapt: date | None = None

    def with_day(self, today: date) -> Days:
        """What is known once the clock says that it is this day."""
        if self.sure is not None and today <= self.sure + STEP:
            return Days(max(self.sure, today))
        if self.leapt is None or today < self.leapt:
            return replace(self, leapt=today)
        return Days(today) if today >= self.leapt + SEEN_AGAIN else self


def read(folder: Path) -> Days:
    """Return what a data folder knows; nothing, if the file is missing or spoiled."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        days = (told["sure"], told["leapt"])
        return Days(*(None if day is None else date.fromisoformat(day) for day in days))
    except (OSError, ValueError, KeyError, TypeError):
        return Days()


def write(folder: Path, days: Days) -> None:
    """Keep it, for the owner only (0600). Raises StorageFailed."""
    told = {name: day and day.isoformat() for name, day in vars(days).items()}
    try:
        write_private(folder / NAME, json.dumps({"v": 1, **told}).encode() + b"\n")
    except OSError as error:
        raise StorageFailed(f"{folder / NAME}: {error.strerror}") from None
