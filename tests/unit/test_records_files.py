"""The data folder: private, held by one, whole after a crash, and never harmed by a refusal."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from closeness_widgets.records import (
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseNewer,
    FolderInUse,
    Records,
    StorageFailed,
)
from closeness_widgets.records.tables import metadata

NAME = "closeness.sqlite3"
UNCHANGED = "Nothing in it was changed."


def save(records, person, value, item="ideas.now", revision=1):
    return records.save(
        person, "dimensions", "", item, value, revision, "page-one", "c0ffee", lambda _, v: v
    )


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


@pytest.fixture
def filled(tmp_path):
    """A closed data folder with one person's answers, and their token."""
    with Records.open(tmp_path) as records:
        token = records.begin_person()
        for number in range(30):
            save(records, records.person_of(token), number, item=f"item.{number}")
    return tmp_path, token


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access rights another way")
def test_the_folder_and_its_files_are_for_their_owner_only(tmp_path):
    before = os.umask(0)
    try:
        with Records.open(tmp_path / "new" / "data") as records:
            records.begin_person()
            folder = tmp_path / "new" / "data"
            rights = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert rights == {
        NAME: 0o600, f"{NAME}-wal": 0o600, f"{NAME}-shm": 0o600, "closeness.lock": 0o600,
        "workbook.key": 0o600, "coach.key": 0o600,
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access rights another way")
def test_a_folder_that_holds_other_things_keeps_its_rights(tmp_path):
    (tmp_path / "letter.txt").write_text("hello")
    tmp_path.chmod(0o755)
    Records.open(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access rights another way")
def test_a_database_that_was_copied_in_for_all_to_read_is_closed_again(filled):
    folder, _ = filled
    (folder / NAME).chmod(0o644)
    Records.open(folder).close()
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600


def test_a_second_opener_is_refused_and_told_what_to_do(tmp_path):
    with Records.open(tmp_path) as records:
        with pytest.raises(FolderInUse) as refusal:
            Records.open(tmp_path)
        assert str(refusal.value) == (
            f"The folder {tmp_path} is in use by another running workbook. Stop that one first "
            "(press Ctrl+C in its window), or choose another folder with --data."
        )
        assert records.health()["integrity"] == "ok"
    Records.open(tmp_path).close()


def test_the_connection_is_set_up_to_keep_what_it_acknowledged(tmp_path):
    expected = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
        "busy_timeout": 5000, "temp_store": 2,
    }  # fmt: skip
    with Records.open(tmp_path) as records, records._engine.begin() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in expected
        }
    assert found == expected


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path):
    with Records.open(tmp_path) as records:
        with records._engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            rows = connection.exec_driver_sql("PRAGMA table_list").mappings().all()
        without_rowid = {row["name"] for row in rows if row["wr"]}
        assert without_rowid == set(metadata.tables)
        assert records.health() == {"schema": "0006", "integrity": "ok"}


def test_opening_again_keeps_everything(filled):
    folder, token = filled
    with Records.open(folder) as records:
        found = records.load(records.person_of(token), "dimensions", "")
    assert {item: entry.value for item, entry in found.items()} == {
        f"item.{number}": number for number in range(30)
    }


def overwrite(path):
    path.write_bytes(b"This is a letter, not a database. " * 200)


def scribble(path):
    """Spoil the one page that holds a certain answer: everything else reads well."""
    with closing(sqlite3.connect(path)) as connection:
        [sealed] = connection.execute("SELECT sealed FROM entries LIMIT 1").fetchone()
    data = bytearray(path.read_bytes())
    page = data.index(sealed[:40]) // 4_096 * 4_096
    data[page : page + 4_096] = os.urandom(4_096)
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [overwrite, scribble, cut])
def test_a_damaged_database_is_refused_and_left_as_it_is(filled, damage):
    folder, _ = filled
    damage(folder / NAME)
    before = contents(folder)[NAME]
    with pytest.raises(DatabaseDamaged) as refusal:
        Records.open(folder)
    assert str(refusal.value).startswith(f"The file {folder / NAME} is damaged (")
    assert str(refusal.value).endswith(
        f"{UNCHANGED} Keep a copy of it, then put back a backup, or start in another folder "
        "with --data."
    )
    assert contents(folder)[NAME] == before
    with pytest.raises(DatabaseDamaged):  # and the folder was let go
        Records.open(folder)


def test_damage_that_comes_while_the_workbook_runs_is_said_and_what_to_do(filled):
    folder, token = filled
    records = Records.open(folder)
    person = records.person_of(token)
    scribble(folder / NAME)
    with pytest.raises(StorageFailed) as refusal:
        records.load(person, "dimensions", "")
    assert str(refusal.value) == (
        "The workbook could not read or write its records just now (database disk image is "
        "malformed). Nothing was changed. A part of the database is damaged: stop the workbook, "
        "and put back a backup."
    )
    with suppress(StorageFailed):
        records.close()


def test_answers_in_the_log_are_not_thrown_away_when_the_database_is_missing(tmp_path):
    crashed = tmp_path / "crashed"
    with Records.open(tmp_path / "running") as records:
        save(records, records.person_of(records.begin_person()), 7)
        shutil.copytree(tmp_path / "running", crashed)
    (crashed / NAME).write_bytes(b"")
    before = contents(crashed)
    assert before[f"{NAME}-wal"]
    with pytest.raises(DatabaseDamaged) as refusal:
        Records.open(crashed)
    assert f"(it is empty, but {NAME}-wal beside it is not)" in str(refusal.value)
    assert contents(crashed) == before


def change(folder, statement):
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        connection.execute(statement)


def test_a_database_of_a_newer_workbook_is_refused_and_left_as_it_is(filled):
    folder, _ = filled
    change(folder, "UPDATE alembic_version SET version_num = '9999'")
    before = contents(folder)[NAME]
    with pytest.raises(DatabaseNewer) as refusal:
        Records.open(folder)
    assert str(refusal.value) == (
        f"The file {folder / NAME} was written by a newer workbook (it has schema 9999, this "
        f"version knows schemas up to 0006). {UNCHANGED} Update the workbook, or choose another "
        "folder with --data."
    )
    assert contents(folder)[NAME] == before


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path):
    change(tmp_path, "CREATE TABLE recipes (name TEXT)")
    before = contents(tmp_path)[NAME]
    with pytest.raises(DatabaseForeign) as refusal:
        Records.open(tmp_path)
    assert str(refusal.value) == (
        f"The file {tmp_path / NAME} belongs to another program, not to this workbook. "
        f"{UNCHANGED} Choose another folder with --data."
    )
    assert contents(tmp_path)[NAME] == before


def test_a_full_disk_is_never_acknowledged_and_everything_earlier_stays(tmp_path):
    """SQLite's own page limit stands in for the disk: the same error from the same place."""
    with Records.open(tmp_path) as records:
        person = records.person_of(records.begin_person())
        acknowledged = {}

        def fill():
            for number in range(500):
                item = f"item.{number}"
                acknowledged[item] = save(records, person, "x" * 4_000, item=item)

        def limit(pages):
            with records._engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        limit(40)
        with pytest.raises(StorageFailed) as refusal:
            fill()
        assert str(refusal.value) == (
            "The workbook could not read or write its records just now (database or disk is "
            "full). Nothing was changed. Free some space on the disk if it is full, then try again."
        )
        assert acknowledged
        assert records.load(person, "dimensions", "") == acknowledged
        limit(1_000_000)
        save(records, person, 7, item="after")
        assert set(records.load(person, "dimensions", "")) == {*acknowledged, "after"}
        assert records.health()["integrity"] == "ok"


KILLED_AGAIN_AND_AGAIN = """
import json, os, random, signal, sys
from pathlib import Path
from closeness_widgets.records import Records

folder, token, lives = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def live(life, acknowledged):
    records = Records.open(folder)
    person = records.person_of(token)
    number = 0
    while True:
        number += 1
        for item, revision in ((f"{life}.{number}", 1), ("counter", life * 1_000_000 + number)):
            records.save(person, "e", "", item, number, revision, "w", "c", lambda _, v: v)
            os.write(acknowledged, f"{item} {revision}\\n".encode())

everything = []
for life in range(lives):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        live(life, writing)
    os.close(writing)
    with os.fdopen(reading) as acknowledged:
        for _ in range(random.randint(1, 20)):
            everything.append(acknowledged.readline().split())
        os.kill(child, signal.SIGKILL)
        everything += [line.split() for line in acknowledged]
    os.waitpid(child, 0)
json.dump(everything, sys.stdout)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_writer_killed_ten_times_in_mid_write_loses_nothing_it_acknowledged(tmp_path):
    with Records.open(tmp_path) as records:
        token = records.begin_person()
    lives = subprocess.run(
        [sys.executable, "-c", KILLED_AGAIN_AND_AGAIN, str(tmp_path), token, "10"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    acknowledged = [(item, int(revision)) for item, revision in json.loads(lives.stdout)]
    assert len({item.split(".")[0] for item, _ in acknowledged}) == 11
    with Records.open(tmp_path) as records:
        found = records.load(records.person_of(token), "e", "")
        assert records.health()["integrity"] == "ok"
    assert not [item for item, revision in acknowledged if found[item].revision < revision]
