"""The coach's key: open at first, wrapped by the passphrase once there is one, never swapped."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from closeness_widgets.records import CoachLocked, KeyFileUnfit, SignInPaused, coach_key
from tests.unit.practice import CARD, COACH_KEY, FILE, LETTER, PASSPHRASE, consented, invited
from tests.unit.room import NAME, make, somebody
from tests.unit.storage import in_a_file, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")

TO_DO = (
    "Without the right one the clients in the database beside it cannot be opened. Nothing was "
    "changed. Put back both files from the same backup, or start in another folder with --data."
)
LOCKED = "Your clients' records are locked. Open them with your passphrase first."


def told(folder):
    return json.loads((folder / COACH_KEY).read_text())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access rights another way")
def test_the_key_lies_in_a_file_for_its_owner_only_and_stays_the_same(tmp_path):
    opens(tmp_path).close()
    before = told(tmp_path)
    assert set(before) == {"v", "public", "private"}
    (tmp_path / COACH_KEY).chmod(0o644)
    with opens(tmp_path) as records:
        assert (tmp_path / COACH_KEY).stat().st_mode & 0o777 == 0o600
        assert (records.coach_locked, records.coach_has_passphrase) == (False, False)
        records.set_passphrase(PASSPHRASE)
    assert (tmp_path / COACH_KEY).stat().st_mode & 0o777 == 0o600
    assert told(tmp_path)["public"] == before["public"]


def test_a_passphrase_wraps_the_key_and_each_start_asks_for_it_once(tmp_path):
    with opens(tmp_path) as records:
        client, _ = invited(records)
        private = told(tmp_path)["private"]
        records.set_passphrase(PASSPHRASE)
        assert records.load_client(client)[0].card == CARD  # whoever set it is in
    assert set(told(tmp_path)) == {"v", "public", "salt", "time", "memory", "lanes", "wrapped"}
    assert private not in (tmp_path / COACH_KEY).read_text()
    with opens(tmp_path) as records:
        assert (records.coach_locked, records.coach_has_passphrase) == (True, True)
        assert not records.unlock_coach("slow green tricycle")
        assert records.coach_locked
        assert records.unlock_coach(f"{PASSPHRASE} ")
        assert records.load_client(client)[0].file == FILE


def test_while_locked_the_coach_reads_and_writes_nothing_and_clients_go_on(tmp_path):
    with opens(tmp_path) as records:
        client, person = consented(records)
        invited_only, secret = invited(records)
        token = records.begin_person()
        records.set_passphrase(PASSPHRASE)
    with opens(tmp_path) as records:
        for call in (
            records.all_clients,
            lambda: records.load_client(client),
            lambda: records.new_client(CARD, FILE),
            lambda: records.change_client(client, lambda card, file: (card, file)),
            lambda: records.erase_client(client),
            lambda: records.new_client_link(client),
            lambda: records.records_of_client(client),
            lambda: records.first_answered("journal", ["week.2026-11-16.ideas.now"]),
        ):
            with pytest.raises(CoachLocked) as refusal:
                call()
            assert (refusal.value.rule, refusal.value.message) == ("locked", LOCKED)
        assert records.client_behind(secret) == (invited_only, "invited")
        other = records.person_of(token)
        records.give_consent(invited_only, other, "ben", LETTER)
        assert records.consent_of(other)[1]
        assert records.unlock_coach(PASSPHRASE)
        assert records.records_of_client(invited_only) == [(other, "ben")]
        assert records.records_of_client(client) == [(person, "sam")]


def test_a_new_passphrase_wraps_anew_and_needs_the_key_open(tmp_path):
    with opens(tmp_path) as records:
        client, _ = invited(records)
        records.set_passphrase(PASSPHRASE)
    with opens(tmp_path) as records:
        with pytest.raises(CoachLocked):
            records.set_passphrase("three purple kettles")
        assert records.sign_in_with_passphrase(PASSPHRASE) is not None  # nothing was changed
        records.unlock_coach(PASSPHRASE)
        records.set_passphrase("three purple kettles")
    with opens(tmp_path) as records:
        assert not records.unlock_coach(PASSPHRASE)
        assert records.unlock_coach("three purple kettles")
        assert records.load_client(client)[0].card == CARD


@in_a_file
def test_a_passphrase_from_before_there_was_a_key_wraps_it_at_the_next_sign_in(tmp_path):
    with opens(tmp_path) as records:
        records.set_passphrase(PASSPHRASE)
    (tmp_path / COACH_KEY).unlink()
    with opens(tmp_path) as records:
        assert not records.coach_has_passphrase
        assert records.sign_in_with_passphrase(PASSPHRASE)
    assert "private" not in told(tmp_path)


def test_wrong_passphrases_count_for_signing_in_and_for_the_key_together(tmp_path):
    with opens(tmp_path) as records:
        records.set_passphrase(PASSPHRASE)
    with opens(tmp_path) as records:
        for _ in range(3):
            assert not records.unlock_coach("wrong")
        for _ in range(2):
            assert records.sign_in_with_passphrase("wrong") is None
        with pytest.raises(SignInPaused):
            records.unlock_coach(PASSPHRASE)


def spoilt(**changed):
    def spoil(path):
        path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))

    return spoil


OTHER = coach_key.sealing.new_key()


@in_a_file  # the same in PostgreSQL: test_records_postgresql
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "is missing"),
        (
            spoilt(private=OTHER.hex(), public=coach_key.sealing.public_of(OTHER).hex()),
            "belongs to another database",
        ),
        (spoilt(private=OTHER.hex()), "holds no key of a coach"),
        (spoilt(public="00"), "holds no key of a coach"),
        (spoilt(wrapped="00", salt="00", time=3, memory=10**9, lanes=4), "holds no key of a coach"),
        (lambda path: path.write_bytes(b"\xff\x00"), "holds no key of a coach"),
        (lambda path: path.write_text("[]"), "holds no key of a coach"),
    ],
    ids=["missing", "another", "halves", "short", "endless work", "bytes", "list"],
)
def test_without_the_right_key_the_clients_are_refused_and_left_as_they_are(
    tmp_path, spoil, reason
):
    with opens(tmp_path) as records:
        client, _ = invited(records)
    key = (tmp_path / COACH_KEY).read_bytes()
    spoil(tmp_path / COACH_KEY)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(KeyFileUnfit) as refusal:
        opens(tmp_path)
    assert str(refusal.value) == f"The file {tmp_path / COACH_KEY} {reason}. {TO_DO}"
    assert (tmp_path / NAME).read_bytes() == before
    (tmp_path / COACH_KEY).write_bytes(key)
    with opens(tmp_path) as records:
        assert records.load_client(client)[0].card == CARD


@in_a_file
def test_a_folder_without_clients_gets_a_new_key_and_keeps_the_rest(tmp_path):
    with opens(tmp_path) as records:
        workshop, client = make(records), invited(records)[0]
        records.erase_client(client)
    before = told(tmp_path)
    (tmp_path / COACH_KEY).unlink()
    with opens(tmp_path) as records:
        assert records.load_workshop(workshop)
        client, person = consented(records, somebody(records))
    assert told(tmp_path) != before
    assert rows(tmp_path, "SELECT count(*) FROM coach") == [(1,)]
    with opens(tmp_path) as records:
        assert records.records_of_client(client) == [(person, "sam")]


@in_a_file
def test_a_schema_without_clients_is_brought_up_with_all_that_is_in_it(tmp_path):
    with opens(tmp_path) as records:
        workshop = make(records)
    (tmp_path / COACH_KEY).unlink()
    shutil.copytree(tmp_path, tmp_path / "old")
    for table in (
        "backups",
        "workbook",
        "audit",
        "consent_letters",
        "consents",
        "client_doors",
        "clients",
        "coach",
    ):
        change(tmp_path / "old", f"DROP TABLE {table}")
    change(tmp_path / "old", "UPDATE alembic_version SET version_num = '0002'")
    with opens(tmp_path / "old") as records:
        assert records.health() == {"schema": "0006", "integrity": "ok"}
        assert records.load_workshop(workshop)
        assert records.all_clients() == []


def change(folder, statement):
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        connection.execute(statement)
