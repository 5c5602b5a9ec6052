"""The log of what owner and coach did: written once, sealed, and a gap in it is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from closeness_widgets.content.coach_words import DeedWords
from closeness_widgets.content.library import Library
from closeness_widgets.records import (
    BEGUN,
    DEEDS,
    CoachLocked,
    KeyFileUnfit,
    Records,
    sealing,
)
from closeness_widgets.serving.coach.practice import Practice, today
from tests.unit.practice import PASSPHRASE, consented, writes
from tests.unit.room import RATINGS, joined, make, save, share
from tests.unit.storage import in_a_file, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def records(tmp_path):
    with opens(tmp_path, now=lambda: NOW) as opened:
        yield opened


def did(records):
    return [deed["did"] for deed in records.deeds()]


def practice(records):
    return Practice(records, lambda: Library(exercises={}, cards={}), today)


def change(records, statement, slot=b"", other=bytes(600)):
    with records._engine.begin() as connection:
        connection.execute(text(statement), {"slot": slot, "other": other})


def test_deeds_are_read_newest_first_and_outlive_a_restart(tmp_path):
    with opens(tmp_path, now=lambda: NOW) as records:
        records.log("workshop_made", b"w" * 16)
        records.log("backup")
    with_both = [
        {"number": 2, "at": "2026-11-16T09:30:00+00:00", "did": "backup", "about": ""},
        {
            "number": 1, "at": "2026-11-16T09:30:00+00:00", "did": "workshop_made",
            "about": (b"w" * 16).hex(),
        },
    ]  # fmt: skip
    with opens(tmp_path) as records:
        assert records.deeds() == with_both
        assert records.deeds(most=1) == with_both[:1]


def test_what_has_no_name_in_the_log_is_refused(records):
    with pytest.raises(ValueError, match="There is no deed 'answer_read'"):
        records.log("answer_read")
    assert records.deeds() == []


def test_every_deed_has_its_words():
    assert set(DeedWords.model_fields) == {*DEEDS, BEGUN}


@in_a_file
def test_the_ways_in_are_logged_by_the_records_themselves(records, tmp_path):
    assert records.sign_in_owner("wrong") is None
    records.sign_out_owner("wrong")
    records.sign_out_owner(records.sign_in_owner(records.new_owner_link()))
    records.set_passphrase(PASSPHRASE)
    assert records.sign_in_with_passphrase("slow green tricycle") is None
    records.sign_in_with_passphrase(PASSPHRASE)
    assert not records.unlock_coach("slow green tricycle")
    records.unlock_coach(PASSPHRASE)
    records.start_coach_over("three purple kettles")
    records.backup()
    records.keys_to(tmp_path / "keys")
    assert did(records) == [
        "keys_copied", "backup", "started_over", "unlocked", "signed_in", "passphrase",
        "signed_out", "signed_in",
    ]  # fmt: skip


def test_what_the_coach_does_with_a_client_is_logged_with_the_clients_name(records):
    coach = practice(records)
    client, _ = coach.new("Heron")
    coach.add_note(client, {"text": "marker-note"})
    coach.add_mark(client, {"date": today().isoformat(), "kind": "session"})
    coach.link(client)
    coach.change(client, {"pseudonym": "Kestrel"})
    assert [(one["did"], one["name"]) for one in coach.log()] == [
        ("client_changed", "Kestrel"), ("client_link", "Kestrel"), ("mark_kept", "Kestrel"),
        ("note_kept", "Kestrel"), ("client_added", "Kestrel"), ("begun", ""),
    ]  # fmt: skip
    coach.erase(client)
    assert {(one["name"]) for one in coach.log()[:-1]} == {None}
    assert coach.log()[0]["did"] == "client_erased"
    assert coach.log()[-1] == {"at": NOW.isoformat(), "did": "begun", "name": ""}


def test_a_refused_change_is_not_logged(records):
    coach = practice(records)
    client, _ = coach.new("Heron")
    with pytest.raises(ValueError, match="A note has 1 to 4000 characters"):
        coach.add_note(client, {"text": ""})
    assert did(records) == ["client_added"]


def test_the_log_is_locked_with_the_clients(tmp_path):
    with opens(tmp_path) as records:
        practice(records).new("Heron")
        records.set_passphrase(PASSPHRASE)
    with opens(tmp_path) as records, pytest.raises(CoachLocked):
        practice(records).log()


def test_nothing_that_participants_and_clients_do_is_in_the_log(records):
    workshop = make(records)
    person = joined(records, workshop)
    save(records, person)
    share(records, workshop, person, RATINGS)
    records.take_back(workshop, person, "dimensions", "a.1")
    _, consenting = consented(records)
    writes(records, consenting)
    records.withdraw_consent(consenting, NOW.date())
    records.make_recovery(person)
    records.leave_workshop(workshop, person)
    records.erase_person(person)
    assert records.deeds() == []


def test_a_copy_of_the_database_tells_only_how_many_deeds_there_are(records, tmp_path):
    coach = practice(records)
    client, _ = coach.new("Heron")
    for _ in range(20):
        coach.link(client)
    records.log("backup")
    found = rows(tmp_path, "SELECT slot, sealed FROM audit")
    assert len({len(sealed) for _, sealed in found}) == 1
    assert not [one for one in found if b"Heron" in one[1] or bytes.fromhex(client) in one[1]]


def test_what_is_done_again_within_the_hour_has_one_line(tmp_path):
    now = [NOW]
    with opens(tmp_path, now=lambda: now[0]) as records:
        for minutes in (0, 59, 60, 61):
            now[0] = NOW + timedelta(minutes=minutes)
            records.log_again("workshop_led", b"w" * 16)
            records.log_again("link_led", b"w" * 16)
        records.log_again("workshop_led", b"v" * 16)
        told = [(one["did"], one["at"][11:16], one["about"][:2]) for one in records.deeds()]
        assert told == [
            ("workshop_led", "10:31", "76"),
            ("link_led", "10:30", "77"), ("workshop_led", "10:30", "77"),
            ("link_led", "09:30", "77"), ("workshop_led", "09:30", "77"),
        ]  # fmt: skip


def test_looking_at_the_list_is_logged_and_a_locked_list_was_not_looked_at(tmp_path):
    with opens(tmp_path, now=lambda: NOW) as records:
        coach = practice(records)
        coach.new("Heron")
        assert [one["pseudonym"] for one in coach.listed()] == ["Heron"]
        assert did(records) == ["clients_listed", "client_added"]
        records.set_passphrase(PASSPHRASE)
    with opens(tmp_path, now=lambda: NOW + timedelta(days=1)) as records:
        with pytest.raises(CoachLocked):
            practice(records).listed()
        assert did(records)[0] == "passphrase"


# A log that somebody changed


@pytest.mark.parametrize("which", [1, 3, 6])
def test_a_deed_that_was_taken_out_or_changed_is_missed_the_newest_one_too(records, which):
    for _ in range(6):
        records.log("backup")
    change(records, "DELETE FROM audit WHERE slot = :slot", slot(records, which))
    found = {deed["number"]: deed["did"] for deed in records.deeds()}
    assert found == {n: "missing" if n == which else "backup" for n in range(1, 7)}
    records.log("signed_in")
    assert records.deeds()[0] == {**records.deeds()[0], "number": 7, "did": "signed_in"}
    assert [deed["number"] for deed in records.deeds() if deed["did"] == "missing"] == [which]
    change(records, "UPDATE audit SET sealed = :other WHERE slot = :slot", slot(records, 7))
    assert did(records)[0] == "missing"


def test_several_of_the_newest_deeds_are_missed_one_by_one(records):
    for _ in range(6):
        records.log("backup")
    for which in (4, 5, 6):
        change(records, "DELETE FROM audit WHERE slot = :slot", slot(records, which))
    assert did(records) == ["missing"] * 3 + ["backup"] * 3


@pytest.mark.parametrize("how", ["DELETE FROM audit", "UPDATE audit SET sealed = :other"])
def test_a_count_that_was_taken_out_or_changed_is_missed_and_begins_anew(records, how):
    for _ in range(3):
        records.log("backup")
    change(records, f"{how} WHERE slot = :slot", slot(records, "count"))
    assert did(records) == ["missing", "backup", "backup", "backup"]
    assert records.deeds_since() == ""


def test_an_older_count_hides_no_deed(records, tmp_path):
    records.log("backup")
    at = slot(records, "count")
    [older] = [row[1] for row in rows(tmp_path, "SELECT slot, sealed FROM audit") if row[0] == at]
    for _ in range(3):
        records.log("signed_in")
    change(records, "UPDATE audit SET sealed = :other WHERE slot = :slot", at, older)
    change(records, "DELETE FROM audit WHERE slot = :slot", slot(records, 3))
    assert did(records) == ["signed_in", "missing", "signed_in", "backup"]


def test_an_emptied_log_begins_on_the_day_of_the_next_deed(tmp_path):
    with opens(tmp_path, now=lambda: NOW) as records:
        records.log("backup")
        assert records.deeds_since() == NOW.isoformat()
    later = NOW + timedelta(days=3)
    with opens(tmp_path, now=lambda: later) as records:
        records.log("backup")
        assert records.deeds_since() == NOW.isoformat()
        change(records, "DELETE FROM audit")
        assert (records.deeds(), records.deeds_since()) == ([], "")
        records.log("backup")
        assert (did(records), records.deeds_since()) == (["backup"], later.isoformat())


def slot(records, number):
    return sealing.keyed_digest(records._book.slot_key, ["audit", str(number)])


def test_without_the_key_that_sealed_the_log_the_folder_is_refused(tmp_path):
    with opens(tmp_path) as records:
        records.log("backup")
    (tmp_path / "workbook.key").unlink()
    with pytest.raises(KeyFileUnfit):
        opens(tmp_path)
    assert not (tmp_path / "workbook.key").exists()


@in_a_file
def test_a_restored_folder_goes_on_with_the_log_and_says_so(records, tmp_path):
    records.log("client_added", b"c" * 16)
    backup = records.backup()
    records.log("signed_in")
    Records.restore(backup.path, tmp_path / "new", tmp_path)
    with opens(tmp_path / "new") as again:
        assert did(again) == ["restored", "client_added"]
