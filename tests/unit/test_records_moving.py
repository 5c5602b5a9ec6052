"""Everything moves from a file into PostgreSQL and back, or nothing does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, create_engine, text
from sqlalchemy.types import Integer

from closeness_widgets.records import (
    DatabaseElsewhere,
    DatabaseForeign,
    FolderInUse,
    MoveRefused,
    Records,
    StorageFailed,
    move,
)
from closeness_widgets.records.tables import metadata
from tests.fixtures import fill
from tests.unit.room import make, somebody
from tests.unit.test_records_schemas import (
    SCHEMAS,
    opened,
    the_client_is_there,
    the_workshop_is_there,
    values,
)

FIXTURE = Path(__file__).parents[1] / "fixtures" / "schema-0001.sqlite3"
NEWEST = max(SCHEMAS)
TOLD = SCHEMAS[NEWEST]


@pytest.fixture
def filled(tmp_path):
    """A data folder with one of everything, and nobody at work in it."""
    place = tmp_path / "data"
    place.mkdir()
    opened(NEWEST, place).close()
    return place


def everything_is_there(records):
    person = records.person_of(TOLD["token"])
    assert values(records, person, "") == fill.RATINGS
    assert values(records, person, "sam") == {"note": fill.NOTE}
    the_workshop_is_there(records, person, bytes.fromhex(TOLD["workshop"]))
    the_client_is_there(records, person, TOLD)


def ask(address, statement):
    """What the database itself says, without a word of ours in between."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.execute(text(statement))
        rows = found.all() if found.returns_rows else []
    engine.dispose()
    return rows


def refused(kind, *places):
    with pytest.raises(kind) as refusal:
        move(*places)
    return str(refusal.value)


def test_every_key_has_the_same_order_in_every_database():
    for table in metadata.sorted_tables:
        for column in table.primary_key:
            assert isinstance(column.type, LargeBinary | Integer), column


def test_all_goes_into_postgresql_and_back_and_stays_the_same(filled, empty_database, tmp_path):
    there = move(filled, empty_database)
    assert {one.table for one in there} == set(metadata.tables)
    assert all(one.rows for one in there if one.table != "backups")
    again = tmp_path / "again"
    back = move(empty_database, again)
    assert back == there
    for key in ("workbook.key", "coach.key"):
        shutil.copyfile(filled / key, again / key)
    for place in ((filled, empty_database), (again,)):
        with Records.open(*place) as records:
            everything_is_there(records)


def test_moving_once_more_changes_nothing(filled, empty_database):
    first = move(filled, empty_database)
    before = ask(empty_database, "SELECT xmin, * FROM entries")
    assert move(filled, empty_database) == first
    assert ask(empty_database, "SELECT xmin, * FROM entries") == before


def test_an_older_file_is_brought_up_to_date_first(empty_database, tmp_path):
    shutil.copyfile(FIXTURE, tmp_path / "closeness.sqlite3")
    move(tmp_path, empty_database)
    with Records.open(tmp_path, empty_database) as records:
        person = records.person_of(SCHEMAS["0001"]["token"])
        assert values(records, person, "") == fill.RATINGS


def test_a_folder_that_was_moved_away_is_not_opened_by_mistake(filled, empty_database):
    move(filled, empty_database)
    with pytest.raises(DatabaseElsewhere):
        Records.open(filled)
    (filled / "closeness.sqlite3").unlink()
    move(empty_database, filled)
    with Records.open(filled) as records:
        everything_is_there(records)


# All or nothing


def test_what_the_target_does_not_take_leaves_nothing_of_the_rest_in_it(filled, empty_database):
    # A file takes a longer word than PostgreSQL does.
    with Records.open(filled) as records, records._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE client_doors SET kind = 'seventeen-letters'")
    message = refused(StorageFailed, filled, empty_database)
    assert message.startswith("The workbook could not read or write its records just now (value ")
    assert "seventeen" not in message
    assert ask(empty_database, "SELECT count(*) FROM pg_class WHERE relname = 'people'") == [(0,)]


def test_a_copy_that_comes_out_different_is_taken_back(filled, empty_database, tmp_path):
    move(filled, empty_database)
    ask(empty_database, "TRUNCATE " + ", ".join(metadata.tables))
    ask(
        empty_database,
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    )
    ask(
        empty_database,
        "CREATE TRIGGER lose BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION lose()",
    )
    message = refused(MoveRefused, filled, empty_database)
    assert message.startswith(f"Read again, {empty_database} did not hold the same as was ")
    assert "(in audit)" in message
    assert ask(empty_database, "SELECT count(*) FROM people") == [(0,)]


# What is refused


def test_a_database_with_something_else_in_it_is_left_alone(filled, empty_database, tmp_path):
    with Records.open(tmp_path / "other", empty_database) as records:
        somebody(records)
    before = ask(empty_database, "SELECT id FROM people")
    assert refused(MoveRefused, filled, empty_database) == (
        f"{empty_database} holds something else already, and a move replaces nothing. "
        "Nothing was changed. Name an empty database."
    )
    assert ask(empty_database, "SELECT id FROM people") == before
    with Records.open(filled) as records:
        everything_is_there(records)


def test_another_programs_database_is_left_alone(filled, empty_database):
    ask(empty_database, "CREATE TABLE letters (text text)")
    assert refused(DatabaseForeign, filled, empty_database).startswith("The database ")
    assert ask(empty_database, "SELECT relname FROM pg_class WHERE relname = 'people'") == []


def test_nothing_is_moved_out_of_a_workbook_that_runs(filled, empty_database, tmp_path):
    with Records.open(filled):
        assert refused(FolderInUse, filled, empty_database).startswith(f"The folder {filled} is in")
    move(filled, empty_database)
    with Records.open(filled, empty_database) as records:
        make(records)
        assert refused(MoveRefused, empty_database, tmp_path / "new") == (
            f"The database {empty_database} is in use by another running workbook. Nothing "
            "was changed. Stop that one first: what is written there meanwhile would be lost."
        )
    assert len(move(empty_database, tmp_path / "new")) == len(metadata.tables)


def test_a_folder_without_a_database_is_nothing_to_move(empty_database, tmp_path):
    assert refused(MoveRefused, tmp_path / "none", empty_database) == (
        f"There is no file {tmp_path / 'none' / 'closeness.sqlite3'}, so there is nothing to move. "
        "Name a data folder."
    )
    assert not (tmp_path / "none").exists()
