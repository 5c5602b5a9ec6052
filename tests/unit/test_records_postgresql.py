"""Records in PostgreSQL: what is opened, what is refused, and how it is said."""

from __future__ import annotations

import shutil
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from closeness_widgets.records import (
    AddressUnfit,
    CoachKeyReplaced,
    DatabaseElsewhere,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnavailable,
    FolderInUse,
    KeyFileUnfit,
    Records,
    chosen_database,
    postgresql,
)
from closeness_widgets.records.tables import metadata
from tests.postgresql import GUARDED, PASSWORD, name_of, running
from tests.unit.practice import CARD, COACH_KEY, FILE, LETTER, PASSPHRASE, consented
from tests.unit.room import KEY, RATINGS, make, save, share, somebody
from tests.unit.servers import copied, refused

UNAVAILABLE = (
    "The database {} cannot be used ({}). Nothing in it was changed. See that it runs, and that "
    "its name, the role and the password are right, then start again."
)


@pytest.fixture
def records(first):
    return first


def test_an_empty_database_becomes_a_workbook_and_everything_is_found_again(
    tmp_path, empty_database
):
    with Records.open(tmp_path, empty_database) as records:
        token = records.begin_person()
        person = records.person_of(token)
        first = save(records, person)
        workshop = make(records, {"code": "K7FMQ2XW"})
        records.join_workshop(workshop, person)
        share(records, workshop, person, RATINGS)
        client, _ = consented(records, person)
        records.log("client_added", client)
        assert records.health() == {"schema": "0006", "integrity": "ok"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "closeness.lock", "coach.key", "database.txt", "workbook.key",
    ]  # fmt: skip
    with Records.open(tmp_path, empty_database) as records:
        person = records.person_of(token)
        assert records.load(person, "dimensions", "") == {"ideas.now": first}
        assert records.workshop_of("code", "K7FMQ2XW") == (workshop, "code")
        assert records.shared_by(workshop, person, "dimensions", "a.1") == RATINGS
        assert records.load_client(client)[0].card == CARD
        assert [one["did"] for one in records.deeds()] == ["client_added"]


def test_the_migrations_make_exactly_the_tables_of_the_code(records):
    with records._engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_connection_is_set_up_to_keep_what_it_acknowledged_and_to_hang_on_nothing(records):
    expected = {
        "synchronous_commit": "on", "lock_timeout": "5s", "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "30s", "transaction_isolation": "read committed",
        "application_name": "closeness",
    }  # fmt: skip
    with records._engine.begin() as connection:
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in expected}
    assert found == expected


# What is refused


def test_an_address_tells_no_password_in_the_arguments():
    told = "The address in the command line holds a password, which everybody on this computer can "
    for address in (
        "postgresql+psycopg://anna:secret@db.example/closeness_anna",
        "postgresql+psycopg://anna@db.example/closeness_anna?password=secret",
    ):
        with pytest.raises(AddressUnfit) as refusal:
            chosen_database(address, "")
        assert str(refusal.value).startswith(told)
        assert "secret" not in str(refusal.value)
        assert chosen_database("", address) == address
        assert "secret" not in postgresql.shown(postgresql.read(address))
    plain = "postgresql://anna@db.example/closeness_anna"
    assert chosen_database(plain, "postgresql://other@db.example/other") == plain
    assert chosen_database("", "") is None
    assert str(postgresql.read(plain)) == "postgresql+psycopg://anna@db.example/closeness_anna"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://anna:secret@db.example/closeness", "begins with mysql://"),
        ("sqlite:///closeness.sqlite3", "begins with sqlite://"),
        ("anna:secret@db.example", "cannot be read"),
        ("postgresql://anna:secret@db.example:port/closeness", "cannot be read"),
        (
            "postgresql+psycopg://anna:secret@db.example",
            "is postgresql+psycopg://anna@db.example, without a NAME",
        ),
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_its_password(tmp_path, address, why):
    message = refused(AddressUnfit, tmp_path / "data", address)
    assert message == (
        "A database is named by an address like postgresql+psycopg://USER@HOST/NAME; this one "
        f"{why}. Mend it after --database or in CLOSENESS_DATABASE."
    )
    assert not (tmp_path / "data").exists()


def test_without_the_driver_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where it is not installed
    message = refused(AddressUnfit, tmp_path, "postgresql+psycopg://anna@db.example/closeness")
    assert message == (
        "The part that speaks to PostgreSQL is not installed. Install it with: "
        'pip install "closeness-workbook[postgresql]"'
    )


def test_a_database_that_is_not_there_or_lets_us_not_in_is_named_with_the_server_s_own_words(
    tmp_path, database
):
    server = running()
    where = f'connection failed: connection to server at "127.0.0.1", port {server.port} failed: '
    missing = server.url("closeness_nobody")
    assert refused(DatabaseUnavailable, tmp_path, missing) == UNAVAILABLE.format(
        missing, f'{where}FATAL:  database "closeness_nobody" does not exist'
    )
    guarded = server.url(name_of(database), GUARDED)
    wrong = guarded.replace(GUARDED, f"{GUARDED}:wrong-secret", 1)
    assert refused(DatabaseUnavailable, tmp_path, wrong) == UNAVAILABLE.format(
        guarded, f'{where}FATAL:  password authentication failed for user "{GUARDED}"'
    )
    nobody = "postgresql+psycopg://anna@127.0.0.1:1/closeness"
    assert refused(DatabaseUnavailable, tmp_path, nobody) == UNAVAILABLE.format(
        nobody,
        'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused',
    )


def test_the_right_password_opens_and_is_written_down_nowhere(tmp_path, empty_database):
    running().do(f"GRANT ALL ON SCHEMA public TO {GUARDED}", name_of(empty_database))
    address = running().url(name_of(empty_database), GUARDED)
    with_password = address.replace(GUARDED, f"{GUARDED}:{PASSWORD.replace(' ', '%20')}", 1)
    with Records.open(tmp_path, with_password) as records:
        assert records.address == address
        assert PASSWORD not in repr(records._engine)
        records.begin_person()
    assert (tmp_path / "database.txt").read_text() == f"{address}\n"


def test_a_role_without_rights_is_refused_in_the_server_s_own_words(tmp_path, empty_database):
    address = running().url(name_of(empty_database), GUARDED)
    with_password = address.replace(GUARDED, f"{GUARDED}:{PASSWORD.replace(' ', '%20')}", 1)
    assert refused(DatabaseUnavailable, tmp_path, with_password) == UNAVAILABLE.format(
        address, "permission denied for schema public"
    )


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path, empty_database):
    running().do("CREATE TABLE recipes (name TEXT)", name_of(empty_database))
    assert refused(DatabaseForeign, tmp_path, empty_database) == (
        f"The database {empty_database} belongs to another program, not to this workbook. "
        "Nothing in it was changed. Name another database with --database."
    )
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert running().do(tables, name_of(empty_database)) == [("recipes",)]


def test_a_database_of_a_newer_workbook_is_refused_and_left_as_it_is(tmp_path, database):
    running().do("UPDATE alembic_version SET version_num = '9999'", name_of(database))
    assert refused(DatabaseNewer, tmp_path, database) == (
        f"The database {database} was written by a newer workbook (it has schema 9999, this "
        "version knows schemas up to 0006). Nothing in it was changed. Update the workbook, or "
        "name another database with --database."
    )
    assert running().do("SELECT * FROM workbook", name_of(database)) == []


def test_a_folder_whose_records_are_in_postgresql_begins_no_file(tmp_path, database):
    Records.open(tmp_path, database).close()
    with pytest.raises(DatabaseElsewhere) as refusal:
        Records.open(tmp_path)
    assert str(refusal.value) == (
        f"The records of the folder {tmp_path} are in the database {database}. Name it with "
        "--database or in CLOSENESS_DATABASE. If they are there no more, delete the file "
        f"{tmp_path / 'database.txt'}."
    )
    assert not (tmp_path / "closeness.sqlite3").exists()
    Records.open(tmp_path, database).close()


def test_one_folder_is_held_by_one_server_also_when_the_records_are_elsewhere(
    records, tmp_path, database
):
    with pytest.raises(FolderInUse):
        Records.open(tmp_path / "one", database)


# The keys


@pytest.mark.parametrize("name", [KEY, COACH_KEY])
@pytest.mark.parametrize("fault", ["is missing", "belongs to another database"])
def test_a_server_with_another_key_is_refused_before_there_is_anything_to_open(
    records, tmp_path, database, name, fault
):
    two = copied(tmp_path / "one", tmp_path / "two")
    (two / name).unlink()
    if fault != "is missing":
        Records.open(tmp_path / "other").close()
        shutil.copyfile(tmp_path / "other" / name, two / name)
    what = "workshops" if name == KEY else "clients"
    assert refused(KeyFileUnfit, two, database) == (
        f"The file {two / name} {fault}. Without the right one the {what} in the database cannot "
        "be opened. Nothing was changed. Copy workbook.key and coach.key from the data folder of "
        "a server that uses it, or start in another folder with --data."
    )
    assert not (two / "database.txt").exists()
    shutil.copyfile(tmp_path / "one" / name, two / name)
    Records.open(two, database).close()


def test_after_the_coach_started_over_elsewhere_nothing_is_sealed_with_the_old_key(
    records, tmp_path, database
):
    two = copied(tmp_path / "one", tmp_path / "two")
    with Records.open(two, database) as second:
        records.start_coach_over(PASSPHRASE)
        client = records.new_client(CARD, FILE)
        with pytest.raises(CoachKeyReplaced):
            second.give_consent(client, somebody(second), "sam", LETTER)
        with pytest.raises(CoachKeyReplaced) as refusal:
            second.new_client(CARD, FILE)
    assert refusal.value.message == (
        "The clients' records have another key since the coach started over in another place. "
        "Whoever runs the workbook copies coach.key from there into this data folder and starts "
        "this server again."
    )
    assert "belongs to another database" in refused(KeyFileUnfit, two, database)
    shutil.copyfile(tmp_path / "one" / COACH_KEY, two / COACH_KEY)
    with Records.open(two, database) as second:
        assert second.unlock_coach(PASSPHRASE)
        assert second.load_client(client)[0].card == CARD
