"""Backups: the same answers again, and nothing of what went since."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from closeness_widgets.records import (
    BackupRefused,
    DatabaseDamaged,
    DatabaseIsBackup,
    KeyFileUnfit,
    LedgerUnfit,
    Records,
    StorageFailed,
    backups,
)
from tests.postgresql import running
from tests.unit.practice import LETTER, PASSPHRASE, consented, invited
from tests.unit.room import RATINGS, joined, make, rows, save, share, somebody

DAY = datetime(2026, 11, 16, tzinfo=UTC)
LEDGER = "gone.json"


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def records(data, request):
    """In a file, or where the test says so by `both`."""
    in_file = getattr(request, "param", "file") == "file"
    url = None if in_file else running().new_database()
    with Records.open(data, url, now=lambda: DAY) as opened:
        yield opened
    if url:
        running().drop(url)


both = pytest.mark.parametrize("records", ["file", "postgresql"], indirect=True)


def restored(backup, tmp_path, keys=None):
    """The records of a new folder into which a backup was put."""
    place = tmp_path / f"restored-{len(list(tmp_path.iterdir()))}"
    Records.restore(backup.path, place, keys or backup.path.parents[1])
    return Records.open(place)


def value(records, person, item="ideas.now"):
    entry = records.load(person, "dimensions", "").get(item)
    return entry and entry.value


def refused(kind, call):
    with pytest.raises(kind) as refusal:
        call()
    return str(refusal.value)


@both
def test_everything_comes_back(records, data, tmp_path):
    token = records.begin_person()
    person = records.person_of(token)
    save(records, person, 7)
    workshop = make(records, {"code": "K7FMQ2XW"})
    records.join_workshop(workshop, person)
    share(records, workshop, person, RATINGS)
    client, _ = consented(records)
    backup = records.backup()
    assert backup.path == data / "backups" / "closeness-2026-11-16-1.sqlite3"
    with restored(backup, tmp_path) as again:
        assert value(again, again.person_of(token)) == 7
        assert again.workshop_of("code", "K7FMQ2XW") == (workshop, "code")
        assert again.shared_by(workshop, person, "dimensions", "a.1") == RATINGS
        assert again.load_client(client)[1] == LETTER
        assert len(again.records_of_client(client)) == 1
        assert again.health() == records.health()
        save(again, again.person_of(token), 8, item="ideas.wished")


def test_a_backup_holds_no_key_and_is_for_its_owner_only(records, data):
    consented(records)
    backup = records.backup()
    content = backup.path.read_bytes()
    assert (data / "workbook.key").read_bytes() not in content
    told = json.loads((data / "coach.key").read_text())
    assert bytes.fromhex(told["private"]) not in content
    assert told["private"].encode() not in content
    for path in backup.path.parent.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert backup.path.parent.stat().st_mode & 0o777 == 0o700


def test_what_was_deleted_before_is_not_in_a_backup(records, data):
    person = somebody(records)
    save(records, person, item="marker")
    [[sealed]] = rows(data, "SELECT sealed FROM entries")
    with records._engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        connection.exec_driver_sql("DELETE FROM entries")
    assert sealed not in records.backup().path.read_bytes()


# What went since does not come back


@both
def test_who_erased_their_record_since_stays_erased_with_all_they_shared(records, tmp_path):
    workshop = make(records)
    token, other = records.begin_person(), joined(records, workshop)
    person = records.person_of(token)
    records.join_workshop(workshop, person)
    save(records, person)
    for one in (person, other):
        share(records, workshop, one, RATINGS)
    backup = records.backup()
    records.erase_person(person)
    with restored(backup, tmp_path) as again:
        assert again.person_of(token) is None
        assert again.shared_by(workshop, person, "dimensions", "a.1") is None
        assert again.shared_by(workshop, other, "dimensions", "a.1") == RATINGS
        assert len(again.copies(workshop, "dimensions", "a.1")) == 1


@both
def test_erased_answers_stay_erased_and_the_others_come_back(records, tmp_path):
    person = somebody(records)
    save(records, person)
    for exercise, about in (("blockers", ""), ("blockers", "sam")):
        records.save(person, exercise, about, "a", 1, 1, "w", "c", lambda _, v: v)
    backup = records.backup()
    records.erase_exercise(person, "blockers", "")
    records.erase_about(person, "sam")
    with restored(backup, tmp_path) as again:
        assert value(again, person) == 7
        assert again.load(person, "blockers", "") == {}
        assert again.load(person, "blockers", "sam") == {}


@both
def test_what_was_taken_back_or_left_stays_so(records, tmp_path):
    workshop, other = make(records), make(records)
    person = joined(records, workshop)
    records.join_workshop(other, person)
    for sitting in ("a.1", "a.2"):
        share(records, workshop, person, RATINGS, sitting=sitting)
    share(records, other, person, RATINGS)
    backup = records.backup()
    records.take_back(workshop, person, "dimensions", "a.1")
    records.leave_workshop(other, person)
    with restored(backup, tmp_path) as again:
        assert again.shared_by(workshop, person, "dimensions", "a.1") is None
        assert again.shared_by(workshop, person, "dimensions", "a.2") == RATINGS
        assert again.copies(other, "dimensions", "a.1") == []
        assert not again.is_member(other, person)


@both
def test_workshops_that_were_over_or_deleted_stay_gone_with_their_guests(records, tmp_path):
    over, deleted, kept = make(records, last_meeting="2026-10-01"), make(records), make(records)
    guests = [joined(records, one) for one in (over, deleted, kept)]
    backup = records.backup()
    records.expire(date(2026, 11, 16))
    records.delete_workshop(deleted)
    with restored(backup, tmp_path) as again:
        assert [one for one, _ in again.all_workshops()] == [kept]
        assert [again.is_member(kept, one) for one in guests] == [False, False, True]
        assert len(rows(again._place, "SELECT id FROM people")) == 1


@both
def test_a_consent_that_was_withdrawn_stays_closed_on_both_sides(records, tmp_path):
    client, person = consented(records)
    backup = records.backup()
    records.withdraw_consent(person, date(2026, 11, 20))
    with restored(backup, tmp_path) as again:
        found, letter = again.load_client(client)
        assert letter == {"state": "withdrawn", "on": "2026-11-20"}
        assert (found.door, again.records_of_client(client)) == ("closed", [])
        own, stands = again.consent_of(person)
        assert (own["state"], own["on"], stands) == ("withdrawn", "2026-11-20", False)


@both
def test_a_part_that_a_client_closed_since_stays_closed(records, tmp_path):
    client, person = consented(records)
    backup = records.backup()
    records.change_consent(person, {"parts": []})
    with restored(backup, tmp_path) as again:
        assert again.load_client(client)[1]["parts"] == []
        assert again.consent_of(person) == ({**LETTER, "parts": [], "about": "sam"}, True)


def test_the_coach_finds_the_day_on_which_a_client_erased_their_record(records, tmp_path):
    client, person = consented(records)
    backup = records.backup()
    records.erase_person(person)
    with restored(backup, tmp_path) as again:
        assert again.load_client(client)[1] == {"state": "erased", "on": "2026-11-16"}


@both
def test_a_client_whom_the_coach_erased_stays_erased(records, tmp_path):
    client, person = consented(records)
    other, _ = invited(records)
    backup = records.backup()
    records.erase_client(client)
    with restored(backup, tmp_path) as again:
        assert [one.id for one, _ in again.all_clients()] == [other]
        assert again.client_of(person) is None


def test_a_coach_who_started_over_finds_none_of_the_clients_before_that(records, data, tmp_path):
    records.set_passphrase(PASSPHRASE)
    _, person = consented(records)
    backup = records.backup()
    records.start_coach_over("three purple kettles")
    invited(records)
    with restored(backup, tmp_path) as again:
        assert again.unlock_coach("three purple kettles")
        assert again.all_clients() == []
        assert again.client_of(person) is None


@both
def test_devices_links_and_passphrases_that_were_given_up_open_nothing(records, tmp_path):
    token = records.begin_person()
    person = records.person_of(token)
    link = records.make_recovery(person)
    owner = records.sign_in_owner(records.new_owner_link())
    records.set_passphrase(PASSPHRASE)
    backup = records.backup()
    newer = records.make_recovery(person)
    records.forget_token(token)
    records.set_passphrase("three purple kettles")
    later = records.backup()
    with restored(backup, tmp_path) as again:
        assert again.person_of(token) is None
        assert again.return_with(link) is None
        assert again.sign_in_with_passphrase(PASSPHRASE) is None
        assert not again.owner_of(owner)
        assert again.unlock_coach("three purple kettles")
    with restored(later, tmp_path) as again:
        assert again.return_with(newer)
        assert again.sign_in_with_passphrase("three purple kettles")


@both
def test_what_was_written_again_before_a_later_backup_is_kept_by_that_one(records, tmp_path):
    workshop = make(records)
    person = joined(records, workshop)
    save(records, person, 3)
    share(records, workshop, person, RATINGS)
    first = records.backup()
    records.erase_exercise(person, "dimensions", "")
    records.take_back(workshop, person, "dimensions", "a.1")
    save(records, person, 4)
    share(records, workshop, person, {"ideas.now": 4})
    second = records.backup()
    with restored(first, tmp_path) as again:
        assert value(again, person) is None
        assert again.copies(workshop, "dimensions", "a.1") == []
    with restored(second, tmp_path) as again:
        assert value(again, person) == 4
        assert again.shared_by(workshop, person, "dimensions", "a.1") == {"ideas.now": 4}


def test_a_folder_that_was_restored_remembers_for_older_backups_too(records, tmp_path):
    token = records.begin_person()
    backup = records.backup()
    with restored(backup, tmp_path) as again:
        again.erase_person(again.person_of(token))
        assert again.backup().number == 2
        keys = again._place
    with restored(backup, tmp_path, keys) as once_more:
        assert once_more.person_of(token) is None


def test_days_since_the_backup_are_not_days_of_absence(records, data, tmp_path):
    somebody(records)
    backup = records.backup()
    days = datetime.now(UTC).date() - DAY.date()
    with restored(backup, tmp_path) as again:
        [[seen]] = rows(again._place, "SELECT seen_on FROM people")
    assert date.fromisoformat(seen) == DAY.date() + days
    assert days > timedelta(0)


# The list of what went


def test_there_is_no_list_before_the_first_backup(records, data):
    records.erase_person(somebody(records))
    assert not (data / LEDGER).exists()
    records.backup()
    assert json.loads((data / LEDGER).read_text())["gone"] == {}


def test_the_list_names_nothing_and_is_in_no_order_that_means_anything(records, data):
    people = [somebody(records) for _ in range(20)]
    backup = records.backup()
    for person in people:
        records.erase_person(person)
    for path in (data / LEDGER, *backup.path.parent.glob("gone-*.json")):
        text = path.read_text()
        gone = json.loads(text)["gone"]
        assert not [one for one in people if one.id.hex() in text]
        assert (len(gone), list(gone)) == (20, sorted(gone))
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_written_undoes_the_erasure(records, data):
    token = records.begin_person()
    records.backup()
    (data / LEDGER).unlink()
    (data / LEDGER).mkdir()
    message = refused(StorageFailed, lambda: records.erase_person(records.person_of(token)))
    assert message.startswith("The workbook could not read or write its records just now (")
    assert records.person_of(token)
    (data / LEDGER).rmdir()
    records.erase_person(records.person_of(token))
    assert records.person_of(token) is None


def test_backups_in_another_place_have_the_list_beside_them_kept_up_to_date(records, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    token = records.begin_person()
    backup = records.backup(stick)
    assert backup.path == stick / "closeness-2026-11-16-1.sqlite3"
    records.erase_person(records.person_of(token))
    keys = tmp_path / "safe"
    records.keys_to(keys)
    with restored(backup, tmp_path, keys) as again:
        assert again.person_of(token) is None


def test_a_stick_that_was_away_catches_up_and_the_data_folder_knows_meanwhile(
    records, data, tmp_path
):
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    token, other = records.begin_person(), records.begin_person()
    backup = records.backup(stick / "one.sqlite3")
    stick.rename(drawer)
    records.erase_person(records.person_of(token))
    away = backups.read(drawer / "one.sqlite3")
    with restored(away, tmp_path, data) as again:
        assert again.person_of(token) is None
        assert again.person_of(other)
    drawer.rename(stick)
    later = records.backup(stick / "two.sqlite3")
    records.keys_to(tmp_path / "safe")
    with restored(backups.read(backup.path), tmp_path, tmp_path / "safe") as again:
        assert again.person_of(token) is None
    assert later.number == 2


# What is refused


def test_a_folder_with_something_in_it_is_left_alone(records, data, tmp_path):
    backup = records.backup()
    place = tmp_path / "full"
    place.mkdir()
    (place / "letter.txt").write_text("hello")
    message = refused(BackupRefused, lambda: Records.restore(backup.path, place, data))
    assert message == (
        f"A backup is put back into an empty folder, but {place} is not empty. Nothing was "
        "changed. Name a new folder with --data."
    )
    assert [path.name for path in place.iterdir()] == ["letter.txt"]


def test_without_the_list_a_backup_is_not_put_back(records, tmp_path):
    backup = records.backup()
    lone = tmp_path / "lone" / "copy.sqlite3"
    lone.parent.mkdir()
    lone.write_bytes(backup.path.read_bytes())
    message = refused(BackupRefused, lambda: Records.restore(lone, tmp_path / "new", tmp_path))
    assert message == (
        f"The file gone-{backup.workbook}.json is missing beside {lone}. It says what was erased "
        "since, so that this does not come back. Put it there: it lies where the backup was made."
    )
    assert not (tmp_path / "new").exists()


def test_without_the_right_keys_nothing_is_put_back(records, tmp_path):
    make(records)
    consented(records)
    backup = records.backup()
    other = tmp_path / "other"
    with Records.open(other) as strange:
        make(strange)
        consented(strange)
    for keys in (tmp_path / "none", other):
        message = refused(
            KeyFileUnfit, lambda keys=keys: Records.restore(backup.path, tmp_path / "new", keys)
        )
        assert message.startswith(f"The file {tmp_path / 'new' / 'workbook.key'} ")
        assert not (tmp_path / "new").exists()


def test_what_is_no_backup_is_refused(records, data, tmp_path):
    records.backup()
    missing = tmp_path / "none.sqlite3"
    assert refused(BackupRefused, lambda: Records.restore(missing, tmp_path / "new", data)) == (
        f"There is no file {missing}. Name a backup that `closeness backup` made."
    )
    with Records.open(tmp_path / "raw"):
        pass
    raw = tmp_path / "raw" / "closeness.sqlite3"
    assert refused(BackupRefused, lambda: Records.restore(raw, tmp_path / "new", data)) == (
        f"The file {raw} was not made by `closeness backup`, so nobody can tell what was erased "
        "since. Name a backup."
    )


def test_a_damaged_backup_is_refused_and_leaves_nothing_behind(records, data, tmp_path):
    backup = records.backup()
    content = backup.path.read_bytes()
    backup.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(DatabaseDamaged):
        Records.restore(backup.path, tmp_path / "new", data)
    assert not (tmp_path / "new").exists()


def test_a_backup_replaces_no_file(records, tmp_path):
    taken = tmp_path / "letter.txt"
    taken.write_text("hello")
    assert refused(BackupRefused, lambda: records.backup(taken)) == (
        f"There is a file {taken} already, and a backup replaces nothing. Name another with --to, "
        "or a folder."
    )
    assert taken.read_text() == "hello"


def test_a_backup_that_cannot_be_written_leaves_no_half_of_it(records, tmp_path):
    place = tmp_path / "file"
    place.write_text("no folder")
    message = refused(BackupRefused, lambda: records.backup(place / "one.sqlite3"))
    assert message.startswith(f"{place} cannot be made (")
    with closing(sqlite3.connect(records._place / "closeness.sqlite3")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert records.backup().number == 1


def test_a_backup_is_not_opened_as_if_it_were_the_workbook(records, tmp_path):
    backup = records.backup()
    place = tmp_path / "shortcut"
    place.mkdir()
    (place / "closeness.sqlite3").write_bytes(backup.path.read_bytes())
    assert refused(DatabaseIsBackup, lambda: Records.open(place)) == (
        f"The file {place / 'closeness.sqlite3'} is a backup. Opened like this it would bring back "
        "what was erased since. Move it to another folder, then put it back with `closeness "
        "restore`."
    )


def test_a_damaged_list_is_refused_and_left_as_it_is(data):
    with Records.open(data) as records:
        records.backup()
    for broken in ("{", "[]", '{"v": 2}', '{"v": 1, "workbook": "zz", "backups": 1, "gone": {}}'):
        (data / LEDGER).write_text(broken)
        message = refused(LedgerUnfit, lambda: Records.open(data))
        assert message.startswith(f"The file {data / LEDGER} is damaged. It says what was erased")
        assert (data / LEDGER).read_text() == broken


def test_the_keys_of_another_workbook_are_not_overwritten(records, tmp_path):
    other = tmp_path / "other"
    Records.open(other).close()
    before = (other / "coach.key").read_bytes()
    assert refused(BackupRefused, lambda: records.keys_to(other)) == (
        f"In {other} lie the keys of another workbook. Nothing was changed. Name another folder."
    )
    assert (other / "coach.key").read_bytes() == before


# A damaged database


def test_a_damaged_database_names_its_newest_sound_backup(data, tmp_path):
    with Records.open(data, now=lambda: DAY) as records:
        somebody(records)
        records.backup()
        newest = records.backup(tmp_path / "stick").path
        spoiled = records.backup().path
    spoiled.write_bytes(b"no database")
    database = data / "closeness.sqlite3"
    database.write_bytes(database.read_bytes()[:5000])
    before = database.read_bytes()
    message = refused(DatabaseDamaged, lambda: Records.open(data))
    assert message.endswith(
        "Nothing in it was changed. Keep a copy of this folder. The newest backup is "
        f"{newest}: `closeness restore {newest} --data FOLDER` puts it into a new folder."
    )
    assert database.read_bytes() == before
    Records.restore(Path(newest), tmp_path / "new", data)
    with Records.open(tmp_path / "new") as again:
        assert len(rows(again._place, "SELECT id FROM people")) == 1
