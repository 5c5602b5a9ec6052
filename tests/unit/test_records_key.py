"""The key file and the second schema: what is needed to open the workshops of a folder."""

import shutil
import sys
from datetime import date

import pytest
from alembic import command
from sqlalchemy import select, update

from closeness_widgets.records import (
    KeyFileUnfit,
    Records,
    entries,
    migrations,
    owner,
    people,
    sqlite,
)
from closeness_widgets.records.entries import Entry, Place
from closeness_widgets.records.tables import members, workshops
from tests.unit.room import KEY, NAME, make, save, state
from tests.unit.storage import in_a_file, on_disk, opens, rows

TO_DO = (
    "Without the right one the workshops in the database beside it cannot be opened. Nothing was "
    "changed. Put back both files from the same backup, or start in another folder with --data."
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access rights another way")
def test_the_key_is_thirty_two_bytes_for_its_owner_only_and_stays_the_same(tmp_path):
    Records.open(tmp_path).close()
    key = (tmp_path / KEY).read_bytes()
    assert len(key) == 32
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    (tmp_path / KEY).chmod(0o644)
    Records.open(tmp_path).close()
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / KEY).read_bytes() == key
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".new"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(bytes(32)), "belongs to another database"),
        (lambda path: path.write_bytes(b"short"), "should hold 32 bytes and holds 5"),
    ],
    ids=["missing", "another", "cut"],
)
def test_without_the_right_key_the_workshops_are_refused_and_left_as_they_are(
    tmp_path, spoil, reason
):
    with Records.open(tmp_path) as records:
        workshop = make(records)
    key = (tmp_path / KEY).read_bytes()
    spoil(tmp_path / KEY)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for _ in range(2):  # and the folder was let go
        with pytest.raises(KeyFileUnfit) as refusal:
            Records.open(tmp_path)
        assert str(refusal.value) == f"The file {tmp_path / KEY} {reason}. {TO_DO}"
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if "-" not in path.name}
    assert left == before
    (tmp_path / KEY).write_bytes(key)
    with Records.open(tmp_path) as records:
        assert records.load_workshop(workshop) == state()


def test_a_folder_without_workshops_gets_a_new_key_and_keeps_its_people(tmp_path):
    with Records.open(tmp_path) as records:
        token = records.begin_person()
        save(records, records.person_of(token))
    (tmp_path / KEY).unlink()
    with Records.open(tmp_path) as records:
        assert records.load(records.person_of(token), "dimensions", "")["ideas.now"].value == 7
        make(records)
    Records.open(tmp_path).close()


def test_one_damaged_workshop_is_not_taken_for_a_wrong_key(on_both, tmp_path):
    with opens(tmp_path) as records:
        damaged, whole = sorted([make(records), make(records)])
        with records._engine.begin() as connection:
            row = update(workshops).where(workshops.c.id == damaged)
            connection.execute(row.values(sealed=b"\x01"))
    with opens(tmp_path) as records:
        assert records.load_workshop(whole) == state()


def test_nothing_of_a_workshop_can_be_read_without_the_key(on_both, tmp_path):
    doors = {"code": "MARKERCODE", "join": "marker-join", "co:k3f9": "marker-co"}
    with opens(tmp_path) as records:
        make(records, doors, title="marker-title", steps=["marker-step"])
        found = on_disk(tmp_path)
    assert b"co:k3f9" in found
    for mark in (b"marker", b"MARKER", b"2026-11-16"):
        assert mark not in found


def test_a_code_cannot_be_guessed_from_a_copied_database(on_both, tmp_path):
    """Two folders with the same code hold different lookups: they hang on the key file."""
    lookups = []
    for name in ("one", "other"):
        with opens(tmp_path / name) as records:
            make(records, {"code": "K7FMQ2XW"})
        lookups.append(rows(tmp_path / name, "SELECT lookup FROM workshop_doors")[0][0])
    assert lookups[0] != lookups[1]


# The schema


@pytest.fixture
def first_schema(tmp_path):
    """A database as the first schema left it: a person's answers, an owner's device."""
    engine = sqlite.connect(tmp_path / NAME)
    with engine.begin() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        _, token = people.begin(connection, True, date(2026, 3, 2))
        person = people.find(connection, token, date(2026, 3, 2))
        secret = people.make_recovery(connection, person)
        for number in range(20):
            entry = Entry(number, 1, "page", "c0ffee", "2026-03-02T18:30:00+00:00")
            place = Place("dimensions", "", f"item.{number}")
            entries.save(connection, person, place, entry, lambda _, value: value)
        device = owner._new_device(connection, date(2026, 3, 2))
        owner.set_passphrase(connection, "four plain words here")
    engine.dispose()
    return tmp_path, token, secret, device


@in_a_file
def test_a_database_of_the_first_schema_opens_with_everything_in_it(on_both, first_schema):
    folder, token, secret, device = first_schema
    kept = ("people", "person_keys", "entries", "owner_devices", "owner_passphrase")
    before = {table: rows(folder, f"SELECT * FROM {table}") for table in kept}
    assert all(before.values())
    assert rows(folder, "SELECT * FROM alembic_version") == [("0001",)]
    shutil.copytree(folder, folder / "copy")
    Records.open(folder).close()
    assert rows(folder, "SELECT * FROM alembic_version") == [("0006",)]
    assert {table: rows(folder, f"SELECT * FROM {table}") for table in kept} == before
    with Records.open(folder / "copy") as records:
        person = records.person_of(token)
        found = records.load(person, "dimensions", "")
        assert {item: entry.value for item, entry in found.items()} == {
            f"item.{number}": number for number in range(20)
        }
        assert person.shared_device
        assert records.return_with(secret) is not None
        assert records.owner_of(device)
        assert records.sign_in_with_passphrase("four plain words here") is not None
        assert records.join_workshop(make(records), person)
        assert records.health() == {"schema": "0006", "integrity": "ok"}
        with records._engine.begin() as connection:
            assert connection.scalars(select(members.c.guest)).all() == [False]
