"""A clock that is wrong for an evening erases nobody, and what is over still goes in the end."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime, timedelta

import pytest

from closeness_widgets.records import Records, StorageFailed
from closeness_widgets.records.clock import NAME, Days
from tests.unit.room import make, save, somebody
from tests.unit.storage import in_a_file, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")

BEGAN = date(2026, 11, 16)


class Workbook:
    """A data folder, and a clock beside it that says what it likes."""

    def __init__(self, folder):
        self.folder = folder
        self.day = BEGAN

    def opens(self):
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)
        return opens(self.folder, now=lambda: noon)

    def runs(self, day):
        """An evening with the server on that day: what its hourly look takes away."""
        self.day = day
        with self.opens() as records:
            believed = records.believed(day)
            return believed and records.expire(believed)

    def people(self):
        return len(rows(self.folder, "SELECT * FROM people"))


@pytest.fixture
def workbook(tmp_path):
    """Used for some weeks; a person and a workshop are in it."""
    one = Workbook(tmp_path)
    for days in (14, 12, 5, 0):
        one.runs(BEGAN - timedelta(days=days))
    with one.opens() as records:
        save(records, somebody(records))
        make(records, last_meeting=BEGAN.isoformat())
    return one


def after(days):
    return BEGAN + timedelta(days=days)


@pytest.mark.parametrize("wrong", [9, 31, 401, 4_000])
def test_a_clock_that_leaps_for_an_evening_takes_nothing_away(workbook, wrong):
    for _ in range(3):  # looks of the same evening, and after midnight
        assert workbook.runs(after(wrong)).workshops == []
    assert workbook.runs(after(wrong + 1)).people == []
    assert workbook.runs(after(3)).workshops == []  # set right again
    assert workbook.people() == 1
    assert workbook.runs(after(8)).workshops == []
    assert len(rows(workbook.folder, "SELECT * FROM workshops")) == 1


def test_what_is_over_goes_once_the_later_day_is_seen_again(workbook):
    assert workbook.runs(after(500)).workshops == []
    gone = workbook.runs(after(502))
    assert (len(gone.workshops), len(gone.people)) == (1, 1)


def test_a_workbook_in_weekly_use_loses_no_day(workbook):
    for week in range(1, 5):
        assert workbook.runs(after(7 * week)).workshops == []
    assert len(workbook.runs(after(31)).workshops) == 1


def test_a_clock_set_back_takes_nothing_and_whoever_begins_then_is_not_long_gone(workbook):
    assert workbook.runs(date(2000, 1, 1)).workshops == []
    with workbook.opens() as records:
        somebody(records)
    assert workbook.runs(after(1)).people == []
    seen = rows(workbook.folder, "SELECT seen_on FROM people")
    assert {str(row[0]) for row in seen} == {BEGAN.isoformat()}


def test_a_folder_that_knows_no_day_believes_none_at_first(tmp_path):
    one = Workbook(tmp_path)
    assert one.runs(BEGAN) is None
    (tmp_path / NAME).write_text("spoiled")
    assert one.runs(after(1)) is None
    assert json.loads((tmp_path / NAME).read_text()) == {
        "v": 1, "sure": None, "leapt": after(1).isoformat(),
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert one.runs(after(3)) is not None


def test_a_day_that_cannot_be_noted_is_not_believed(workbook):
    with workbook.opens() as records:
        (workbook.folder / f"{NAME}.new").mkdir()
        with pytest.raises(StorageFailed, match=r"clock\.json: Is a directory"):
            records.believed(after(1))
        (workbook.folder / f"{NAME}.new").rmdir()
        assert records.believed(after(1)) == after(1)


@in_a_file
@pytest.mark.parametrize("year", [2001, 2126])
def test_a_backup_put_back_with_a_wrong_clock_makes_nobody_long_gone(tmp_path, year):
    """The clock of this computer is the wrong one: it is set right the next day."""
    one, again = Workbook(tmp_path / "old"), Workbook(tmp_path / "new")
    one.day = date(year, 5, 1)
    with one.opens() as records:
        save(records, somebody(records))
        backup = records.backup()
    Records.restore(backup.path, again.folder, one.folder)
    for days in (1, 2, 3, 8):
        gone = again.runs(one.day + timedelta(days=days))
        assert not gone or gone.people == []
    assert again.people() == 1


def test_days_are_believed_step_by_step():
    days = Days().with_day(BEGAN)
    assert days == Days(None, BEGAN)
    days = days.with_day(after(2))
    assert days == Days(after(2))
    assert days.with_day(after(1)) == days
    assert days.with_day(after(10)) == Days(after(10))
    assert days.with_day(after(11)) == Days(after(2), after(11))
    assert days.with_day(after(900)).with_day(after(12)) == Days(after(2), after(12))
