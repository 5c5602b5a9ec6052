"""Disks and clocks that fail: nothing is acknowledged that is not kept, and what to do is said."""

import ctypes
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from closeness_widgets.records import FolderUnusable, Records, StorageFailed
from tests.unit.practice import consented
from tests.unit.storage import on_disk, opens, rows

NOW = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)
NAME = "closeness.sqlite3"
FAILED = (
    "The workbook could not read or write its records just now ({}). "
    "Nothing was changed. Free some space on the disk if it is full, then try again."
)
UNUSABLE = (
    "The folder {} cannot be used for records ({}). Make it a folder in which you may write, or "
    "choose another one with --data."
)


def save(records, person, value, revision=1):
    return records.save(
        person, "dimensions", "", "ideas.now", value, revision, "page", "c0ffee", lambda _, v: v
    )


def pragma(records, text):
    with closing(records._engine.raw_connection()) as connection:
        connection.cursor().execute(f"PRAGMA {text}").close()


@contextmanager
def read_only(records, folder):
    """SQLite's own switch stands in for a disk that became read-only: the same error."""
    pragma(records, "query_only = ON")
    yield "attempt to write a readonly database"
    pragma(records, "query_only = OFF")


@contextmanager
def locked(records, folder):
    """Some other program (a backup, a look into it) holds the database."""
    pragma(records, "busy_timeout = 30")
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield "database is locked"


@pytest.mark.parametrize("fault", [read_only, locked])
def test_what_the_disk_refuses_is_never_acknowledged_and_the_next_one_is_kept(tmp_path, fault):
    with Records.open(tmp_path) as records:
        person = records.person_of(records.begin_person())
        first = save(records, person, 4)
        with fault(records, tmp_path) as reason:
            calls = [
                records.begin_person,
                lambda: save(records, person, 9, revision=2),
                lambda: records.make_recovery(person),
                lambda: records.erase_person(person),
                records.tidy,
            ]
            for call in calls:
                with pytest.raises(StorageFailed) as refusal:
                    call()
                assert str(refusal.value) == FAILED.format(reason)
            with pytest.raises(StorageFailed), records.together():
                save(records, person, 9, revision=2)
        assert records.load(person, "dimensions", "") == {"ideas.now": first}
        assert save(records, person, 9, revision=2).value == 9
        assert records.health()["integrity"] == "ok"


def test_a_path_that_is_no_folder_is_named(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("hello")
    for path, reason in ((file, "File exists"), (file / "data", "Not a directory")):
        with pytest.raises(FolderUnusable) as refusal:
            Records.open(path)
        assert str(refusal.value) == UNUSABLE.format(path, reason)
    assert file.read_text() == "hello"


def obey_access_rights():
    """Root may write anywhere; a root without this right is like anybody else."""
    drop, write_anywhere = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
    ctypes.CDLL(None).prctl(drop, write_anywhere, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep access rights otherwise")
@pytest.mark.parametrize(
    ("where", "reason"),
    [("data", "attempt to write a readonly database"), ("data/new", "Permission denied")],
)
def test_a_read_only_folder_is_named_and_not_called_damaged(tmp_path, where, reason):
    folder = tmp_path / "data"
    Records.open(folder).close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder.chmod(0o555)
    run = subprocess.run(
        [sys.executable, "-m", "closeness_widgets", "serve", "--no-browser", "--port", "0",
         "--data", str(tmp_path / where)],
        capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=obey_access_rights if os.geteuid() == 0 else None,
    )  # fmt: skip
    folder.chmod(0o700)
    assert run.stderr == f"closeness: {UNUSABLE.format(tmp_path / where, reason)}\n"
    assert (run.returncode, run.stdout) == (1, "")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# A clock that was set back


class Clock:
    """The time of day, and how long the computer has been on: only the first is ever set back."""

    def __init__(self):
        self.now, self.elapsed = NOW, 1_000.0

    def opens(self, folder):
        return opens(folder, now=lambda: self.now, elapsed=lambda: self.elapsed)


@pytest.fixture
def clock(on_both):
    return Clock()


def test_a_clock_set_back_neither_loses_an_answer_nor_brings_an_older_one_back(tmp_path, clock):
    with clock.opens(tmp_path) as records:
        token = records.begin_person()
        person = records.person_of(token)
        save(records, person, 4, revision=1)
        clock.now -= timedelta(days=400)
        save(records, person, 7, revision=2)
    with clock.opens(tmp_path) as records:
        person = records.person_of(token)
        [entry] = records.load(person, "dimensions", "").values()
        assert (entry.value, entry.revision) == (7, 2)
        assert entry.saved_at < NOW.isoformat()
        assert save(records, person, 8, revision=3).value == 8


def test_a_clock_set_back_does_not_make_somebody_look_away_for_longer(tmp_path, clock):
    """Whoever is looked for by the day they were last seen was seen on the later day."""
    with clock.opens(tmp_path) as records:
        token = records.begin_person()
        clock.now -= timedelta(days=500)
        assert records.person_of(token) is not None
    [[seen_on]] = rows(tmp_path, "SELECT seen_on FROM people")
    assert str(seen_on) == "2026-11-16"


def test_a_clock_set_back_gives_an_owner_s_link_no_second_life_and_no_wait_an_end(tmp_path, clock):
    with clock.opens(tmp_path) as records:
        link = records.new_owner_link()
        clock.now -= timedelta(days=1)
        clock.elapsed += 15 * 60
        assert records.sign_in_owner(link) is None
        used = records.new_owner_link()
        assert records.sign_in_owner(used)
        clock.now -= timedelta(days=1)
        assert records.sign_in_owner(used) is None


def test_a_clock_set_back_keeps_a_workshop_and_one_set_on_again_ends_it_once(tmp_path, clock):
    workshop = bytes(16)
    plan = {"title": "Saturday", "revision": 1, "last_meeting": NOW.date().isoformat()}
    with clock.opens(tmp_path) as records:
        records.new_workshop(workshop, plan, {})
        assert records.expire(date(2025, 1, 1)).workshops == []
        assert records.expire(NOW.date() + timedelta(days=30)).workshops == []
        assert records.expire(NOW.date() + timedelta(days=31)).workshops == [workshop]
        assert records.expire(date(2025, 1, 1)).workshops == []


# Erased

TABLES = ("clients", "client_doors", "consents", "consent_letters")


def test_of_an_erased_client_not_one_sealed_byte_is_left_on_the_disk(on_both, tmp_path):
    """Neither in the folder, with the file's own log, nor in the files of PostgreSQL's tables."""
    with opens(tmp_path) as records:
        client, person = consented(records)
        records.new_client_link(client)
        kept, _ = consented(records)
        for note in range(40):  # long enough to have been moved from page to page

            def longer(card, file, note=note):
                notes = [*file["notes"], {"text": f"marker-note {note} " + "x" * 400}]
                return card, {**file, "notes": notes}

            records.change_client(client, longer)
        before = {
            bytes(cell)
            for table in TABLES
            for row in rows(tmp_path, f"SELECT * FROM {table}")
            for cell in row
            if isinstance(cell, bytes)
        }
        others = {kept, person.id}
        records.erase_client(client)
        others |= {
            bytes(cell)
            for table in TABLES
            for row in rows(tmp_path, f"SELECT * FROM {table}")
            for cell in row
            if isinstance(cell, bytes)
        }
        went = before - others
        assert client in went
        assert len(went) > 4
        left = on_disk(tmp_path)
        assert kept in left
        assert [cell for cell in went if cell[:32] in left] == []
    assert [cell for cell in went if cell[:32] in on_disk(tmp_path)] == []
