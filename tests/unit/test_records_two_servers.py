"""Two servers on one PostgreSQL database, and lines to it that break."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from closeness_widgets.records import (
    Records,
    RecordsError,
    StaleRevision,
    StorageFailed,
    postgresql,
)
from tests.postgresql import name_of, running
from tests.unit.room import joined, make, save, share, somebody
from tests.unit.servers import copied

FAILED = (
    "The workbook could not read or write its records just now ({}). Nothing was changed. See "
    "that the database runs and can be reached, then try again."
)


@pytest.fixture
def records(first):
    return first


def test_what_one_server_writes_the_other_reads_at_once(records, second):
    token = records.begin_person()
    entry = save(records, records.person_of(token))
    assert second.load(second.person_of(token), "dimensions", "") == {"ideas.now": entry}
    second.erase_person(second.person_of(token))
    assert records.person_of(token) is None


def test_two_servers_that_start_at_once_on_an_empty_database_make_its_tables_once(
    tmp_path, empty_database
):
    Records.open(tmp_path / "keys").close()
    folders = [copied(tmp_path / "keys", tmp_path / name) for name in ("one", "two", "three")]
    together = threading.Barrier(len(folders))

    def start(folder):
        together.wait()
        with Records.open(folder, empty_database) as records:
            return records.health()["schema"]

    with ThreadPoolExecutor(len(folders)) as threads:
        assert list(threads.map(start, folders)) == ["0006"] * len(folders)
    assert running().do("SELECT count(*) FROM workbook", name_of(empty_database)) == [(1,)]


def both(calls):
    """Make the calls in threads of their own, all at once; what each returned or raised."""
    together = threading.Barrier(len(calls))

    def one(call):
        together.wait()
        try:
            return call()
        except RecordsError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls))


def test_two_servers_that_write_one_answer_at_once_keep_one_and_tell_the_other(records, second):
    token = records.begin_person()
    people = [one.person_of(token) for one in (records, second)]

    def write(server, revision):
        page, store = ("one", "two")[server], (records, second)[server]
        return store.save(
            people[server], "dimensions", "", "ideas.now", server, revision, page, "c0ffee",
            lambda _, value: value,
        )  # fmt: skip

    for revision in range(1, 21):
        told = both([lambda s=server, r=revision: write(s, r) for server in (0, 1)])
        [stale] = [one for one in told if isinstance(one, StaleRevision)]
        [kept] = [one for one in told if not isinstance(one, StaleRevision)]
        assert kept == stale.current
        assert records.load(people[0], "dimensions", "") == {"ideas.now": kept}


def test_two_servers_that_share_into_one_row_at_once_lose_nobody_s_copy(records, second):
    workshop = make(records)
    stores = (records, second)
    crowd = [joined(stores[number % 2], workshop) for number in range(12)]

    def everybody_of(server):
        for number, person in enumerate(crowd):
            if number % 2 == server:
                share(stores[server], workshop, person, {"x": number})

    assert both([lambda: everybody_of(0), lambda: everybody_of(1)]) == [None, None]
    copies = second.copies(workshop, "dimensions", "a.1")
    assert sorted(copy["values"]["x"] for copy in copies) == list(range(12))
    assert records.count_members(workshop) == 12


def test_a_workshop_that_was_moved_on_elsewhere_is_not_moved_twice(records, second):
    workshop = make(records, revision=1)
    state = {**records.load_workshop(workshop), "revision": 2}
    told = both([
        lambda store=store: store.change_workshop(workshop, state, revision_expected=1)
        for store in (records, second)
    ])  # fmt: skip
    assert sorted(getattr(one, "rule", "kept") for one in told) == ["kept", "moved-on"]


# Faults


def terminate(database):
    """End every connection to a database, as a restart or a broken line does."""
    running().do(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name_of(database)}' AND application_name = 'closeness'"
    )


def test_a_line_that_broke_while_nobody_asked_is_made_again_unnoticed(records, database):
    token = records.begin_person()
    terminate(database)
    assert records.person_of(token)


def test_a_line_that_breaks_in_mid_transaction_undoes_all_of_it_and_the_next_call_works(
    records, database
):
    person = somebody(records)

    def breaks():
        with records.together():
            save(records, person, 4, item="before")
            terminate(database)
            save(records, person, 5, item="after")

    with pytest.raises(StorageFailed) as refusal:
        breaks()
    assert str(refusal.value) == FAILED.format(
        "terminating connection due to administrator command"
    )
    assert records.load(person, "dimensions", "") == {}
    assert save(records, person, 6).value == 6


def test_a_line_that_breaks_before_the_commit_is_never_acknowledged(records, database):
    person = somebody(records)

    def breaks():
        with records.together():
            save(records, person, 4)
            terminate(database)

    with pytest.raises(StorageFailed):
        breaks()
    assert records.load(person, "dimensions", "") == {}


def test_a_database_that_became_read_only_is_never_acknowledged(records, database):
    person = somebody(records)
    first = save(records, person, 4)
    running().do(f"ALTER DATABASE {name_of(database)} SET default_transaction_read_only = on")
    terminate(database)
    for call in (
        records.begin_person,
        lambda: save(records, person, 9, item="other"),
        lambda: records.erase_person(person),
        records.tidy,
    ):
        with pytest.raises(StorageFailed) as refusal:
            call()
        assert str(refusal.value).endswith(
            " in a read-only transaction). Nothing was changed. See that the database runs and can "
            "be reached, then try again."
        )
    running().do(f"ALTER DATABASE {name_of(database)} RESET default_transaction_read_only")
    terminate(database)
    assert records.load(person, "dimensions", "") == {"ideas.now": first}


def test_whoever_holds_the_lock_too_long_is_not_waited_for_and_nothing_is_lost(records, database):
    person = somebody(records)
    with closing(records._engine.raw_connection()) as raw:
        raw.cursor().execute("SET lock_timeout = '50ms'").close()
        raw.commit()
    with running().connection(name_of(database)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [postgresql.ONE_AT_A_TIME])
        with pytest.raises(StorageFailed) as refusal:
            save(records, person)
        assert str(refusal.value) == FAILED.format("canceling statement due to lock timeout")
    assert save(records, person).value == 7


def fails_at(database, when, does):
    """Let PostgreSQL fail by itself where an entry is written, or at the commit that keeps it."""
    running().do(
        f"CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {does}; RETURN NULL; END $$",
        name_of(database),
    )
    running().do(
        "CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON entries "
        f"{when} FOR EACH ROW EXECUTE FUNCTION fails()",
        name_of(database),
    )


@pytest.mark.parametrize(
    ("code", "to_do"),
    [
        ("53100", "Free some space on the disk if it is full, then try again."),
        (
            "XX001",
            "A part of the database is damaged: stop the workbook, and put back a backup.",
        ),
        ("58030", "See that the database runs and can be reached, then try again."),
    ],
    ids=["disk full", "damaged", "cannot read"],
)
def test_what_to_do_about_a_failure_hangs_on_its_code(records, database, code, to_do):
    person = somebody(records)
    words = "could not extend file"
    fails_at(database, "", f"RAISE EXCEPTION '{words}' USING ERRCODE = '{code}'")
    with pytest.raises(StorageFailed) as refusal:
        save(records, person)
    assert str(refusal.value) == (
        f"The workbook could not read or write its records just now ({words}). Nothing was "
        f"changed. {to_do}"
    )


def test_a_line_that_breaks_in_the_very_commit_is_never_acknowledged(records, database):
    person = somebody(records)
    fails_at(
        database,
        "DEFERRABLE INITIALLY DEFERRED",
        "PERFORM pg_terminate_backend(pg_backend_pid())",
    )
    with pytest.raises(StorageFailed) as refusal:
        save(records, person)
    assert str(refusal.value) == FAILED.format(
        "terminating connection due to administrator command"
    )
    running().do("DROP TRIGGER fails ON entries", name_of(database))
    assert records.load(person, "dimensions", "") == {}
    assert save(records, person).value == 7  # the page sends it again


def test_a_server_that_hangs_in_mid_transaction_loses_it_and_holds_nobody_up(
    records, second, database
):
    token = records.begin_person()
    mine, theirs = records.person_of(token), second.person_of(token)
    with closing(records._engine.raw_connection()) as raw:
        raw.cursor().execute("SET idle_in_transaction_session_timeout = '100ms'").close()
        raw.commit()

    def hangs():
        with records.together():
            save(records, mine, item="hanging")
            save(second, theirs, item="going on")  # waits until the other is cut off

    with pytest.raises(StorageFailed):
        hangs()
    assert records.load(mine, "dimensions", "").keys() == {"going on"}


def test_no_message_holds_what_was_in_a_row(records, database):
    """PostgreSQL's own would name the values of a row that breaks a rule."""
    person = somebody(records)
    running().do("ALTER TABLE entries ADD CHECK (octet_length(sealed) < 10)", name_of(database))
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - whichever
        save(records, person)
    assert person.id.hex() not in str(refusal.value)
    assert "Failing row" not in str(refusal.value)
