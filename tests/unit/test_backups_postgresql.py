"""Backups on PostgreSQL, with several servers on one database; what was put back otherwise."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from threading import Event, Thread

import pytest

from closeness_widgets.records import (
    BackupRefused,
    DatabaseOlder,
    LedgerForeign,
    MoveRefused,
    Records,
)
from tests.postgresql import programs
from tests.unit.practice import LETTER, ON, consented
from tests.unit.room import RATINGS, joined, make, save, share, somebody

KEYS = ("workbook.key", "coach.key")


@pytest.fixture
def data(tmp_path):
    """The folder of the first server."""
    return tmp_path / "one"


def refused(kind, call):
    with pytest.raises(kind) as refusal:
        call()
    return str(refusal.value)


def test_a_backup_of_postgresql_is_a_file_like_every_other(first, data):
    consented(first)
    person = joined(first, make(first))
    save(first, person)
    backup = first.backup()
    assert sorted(path.name for path in backup.path.parent.iterdir()) == sorted(
        [backup.path.name, f"gone-{backup.workbook}.json"]
    )
    content = backup.path.read_bytes()
    assert not [key for key in KEYS if (data / key).read_bytes() in content]
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT number FROM backup").fetchone() == (1,)


def test_a_backup_is_put_into_another_database(first, data, empty_database, tmp_path):
    token = first.begin_person()
    person, other = first.person_of(token), somebody(first)
    workshop = make(first, {"code": "K7FMQ2XW"})
    for one in (person, other):
        first.join_workshop(workshop, one)
        share(first, workshop, one, RATINGS)
    client, _ = consented(first, person)
    backup = first.backup()
    first.erase_person(other)
    place = tmp_path / "new"
    done = Records.restore(backup.path, place, data, database_url=empty_database)
    assert done.went == 2
    assert not list(place.glob("closeness.sqlite3*"))
    with Records.open(place, empty_database) as again:
        assert again.workshop_of("code", "K7FMQ2XW") == (workshop, "code")
        assert len(again.copies(workshop, "dimensions", "a.1")) == 1
        assert again.shared_by(workshop, again.person_of(token), "dimensions", "a.1") == RATINGS
        assert again.load_client(client)[1] == LETTER
        assert again.backup().number == 2


def test_a_database_with_something_in_it_is_no_place_to_put_a_backup(
    first, data, database, tmp_path
):
    somebody(first)
    backup = first.backup()
    somebody(first)
    place = tmp_path / "new"
    message = refused(
        MoveRefused, lambda: Records.restore(backup.path, place, data, database_url=database)
    )
    assert message.endswith(
        "holds something else already, and a move replaces nothing. Nothing was changed. Name an "
        "empty database."
    )
    assert not place.exists()


# Several servers


def test_what_went_at_another_server_does_not_come_back_with_its_list(
    first, second, data, tmp_path
):
    tokens = [first.begin_person() for _ in range(3)]
    client, consenting = consented(first)
    second.erase_person(second.person_of(tokens[0]))
    backup = first.backup()
    second.erase_person(second.person_of(tokens[1]))
    second.withdraw_consent(consenting, ON)
    first.erase_person(first.person_of(tokens[2]))
    assert second.backup().number == 2
    place = tmp_path / "new"
    assert Records.restore(backup.path, place, data, second._place).went >= 3
    with Records.open(place) as again:
        assert [again.person_of(token) for token in tokens] == [None, None, None]
        assert again.load_client(client)[1]["state"] == "withdrawn"
        assert again.records_of_client(client) == []


def test_every_server_keeps_its_list_from_the_first_moment_under_one_name(first, second, data):
    for server in (first, second):
        server.erase_person(somebody(server))
    lists = [json.loads((one / "gone.json").read_text()) for one in (data, second._place)]
    assert [(one["backups"], len(one["gone"])) for one in lists] == [(0, 1), (0, 1)]
    assert lists[0]["workbook"] == lists[1]["workbook"]


def test_what_another_server_wrote_again_before_the_backup_is_kept(first, second, data, tmp_path):
    person = somebody(first)
    save(first, person, 3)
    first.backup()
    second.erase_exercise(person, "dimensions", "")
    save(second, person, 4)
    later = first.backup()
    place = tmp_path / "new"
    Records.restore(later.path, place, data, second._place)
    with Records.open(place) as again:
        assert again.load(person, "dimensions", "")["ideas.now"].value == 4


def test_a_backup_has_all_or_nothing_of_what_is_written_meanwhile(first, second):
    enough = Event()

    def come_and_go():
        while not enough.is_set():
            second.forget_token(second.begin_person())
            somebody(second)

    crowd = Thread(target=come_and_go)
    crowd.start()
    backups = [first.backup() for _ in range(3)]
    enough.set()
    crowd.join()
    for backup in backups:
        with closing(sqlite3.connect(backup.path)) as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            [[alone]] = connection.execute(
                "SELECT count(*) FROM people WHERE id NOT IN (SELECT person_id FROM person_keys)"
            )
            assert alone == 0


# Put back by other means


def test_a_dump_that_was_put_back_is_refused_until_what_went_is_out_again(
    database, empty_database, data, tmp_path
):
    dump = tmp_path / "dump"
    with Records.open(data, database) as records:
        token, other = records.begin_person(), records.begin_person()
        client, _ = consented(records)
        records.backup()
        run("pg_dump", "--format=custom", f"--file={dump}", plain(database))
        records.erase_person(records.person_of(token))
        records.erase_client(client)
        records.backup()
    run("pg_restore", "--no-owner", f"--dbname={plain(empty_database)}", dump)
    assert refused(DatabaseOlder, lambda: Records.open(data, empty_database)) == (
        f"The database is older than {data / 'gone.json'} says: it was put back from a copy, and "
        "with it came what was erased since. Nothing was changed. Run `closeness erase-again` with "
        "the same options first, and then start the workbook."
    )
    assert Records.erase_again(data, database_url=empty_database) == 2
    with Records.open(data, empty_database) as records:
        assert records.person_of(token) is None
        assert records.all_clients() == []
        assert records.person_of(other)
        assert records.backup().number == 3


def test_an_older_file_that_was_put_back_by_hand_is_refused_likewise(data):
    with Records.open(data) as records:
        token = records.begin_person()
        records.backup()
    older = (data / "closeness.sqlite3").read_bytes()
    with Records.open(data) as records:
        records.erase_person(records.person_of(token))
        records.backup()
    (data / "closeness.sqlite3").write_bytes(older)
    refused(DatabaseOlder, lambda: Records.open(data))
    assert (data / "closeness.sqlite3").read_bytes() == older
    assert Records.erase_again(data) == 1
    with Records.open(data) as records:
        assert records.person_of(token) is None


def test_without_a_list_nothing_can_be_erased_again(data):
    Records.open(data).close()
    assert refused(BackupRefused, lambda: Records.erase_again(data)) == (
        f"There is no list {data / 'gone.json'} of what went, so nothing can be taken out. Name "
        "the data folder that worked with this database with --data."
    )


def test_the_list_of_another_database_is_refused(data, tmp_path):
    for place in (data, tmp_path / "other"):
        with Records.open(place) as records:
            records.backup()
    shutil.copyfile(tmp_path / "other" / "gone.json", data / "gone.json")
    assert refused(LedgerForeign, lambda: Records.open(data)) == (
        f"The file {data / 'gone.json'} says what was erased from another database than this one. "
        "Nothing was changed. Put back the files that belong together, or choose another folder "
        "with --data."
    )


def run(program, *arguments):
    folder = (programs() / "postgres").resolve().parent  # not where a link to it lies
    subprocess.run([folder / program, *arguments], check=True)


def plain(url):
    """The address as PostgreSQL's own programs know it."""
    return url.replace("postgresql+psycopg", "postgresql")
