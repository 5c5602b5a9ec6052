"""People who were not seen for 400 days go by themselves, and those who can come back stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from closeness_widgets.records import Expired, Records
from tests.unit.practice import consented
from tests.unit.room import save, somebody
from tests.unit.storage import in_a_file, on_disk, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LAST = date(2026, 1, 1) + timedelta(days=400)


@pytest.fixture
def records(tmp_path):
    with opens(tmp_path, now=lambda: BEGAN) as opened:
        yield opened


def test_on_the_400th_day_a_record_is_there_and_a_day_later_it_is_gone(records, tmp_path):
    person = somebody(records)
    save(records, person, "marker")
    [[sealed]] = rows(tmp_path, "SELECT sealed FROM entries")
    assert records.expire(LAST) == Expired()
    assert records.expire(LAST + timedelta(days=1)) == Expired([], [person.id])
    assert rows(tmp_path, "SELECT * FROM people") == []
    assert sealed not in on_disk(tmp_path)


def test_who_can_come_back_by_a_link_or_is_read_by_a_coach_stays(records, tmp_path):
    kept, absent = somebody(records), somebody(records)
    link = records.make_recovery(kept)
    client, _ = consented(records)
    assert records.expire(LAST + timedelta(days=100)).people == [absent.id]
    assert records.return_with(link)
    assert len(records.records_of_client(client)) == 1


def test_a_visit_begins_the_400_days_anew(tmp_path):
    with opens(tmp_path, now=lambda: BEGAN) as records:
        token = records.begin_person()
    with opens(tmp_path, now=lambda: BEGAN + timedelta(days=399)) as records:
        assert records.person_of(token)
        assert records.expire(LAST + timedelta(days=300)) == Expired()


@in_a_file
def test_who_went_by_themselves_does_not_come_back_with_a_backup(records, tmp_path):
    somebody(records)
    backup = records.backup()
    records.expire(LAST + timedelta(days=1))
    Records.restore(backup.path, tmp_path / "new", tmp_path)
    assert rows(tmp_path / "new", "SELECT * FROM people") == []
