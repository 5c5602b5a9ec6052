"""PostgreSQL stops, is killed with everything it holds, and comes back: nothing told is lost."""

from __future__ import annotations

import re
import threading

import pytest

from closeness_widgets.records import DatabaseUnavailable, Records, StorageFailed
from tests.postgresql import Server, name_of
from tests.unit.room import save
from tests.unit.servers import copied, refused


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL that waits for its disk, as an operator's does."""
    own = Server(durable=True)
    yield own
    own.remove()


def saved(records, person, item, revision):
    return records.save(
        person, "e", "", item, revision, revision, "page", "c0ffee", lambda _, value: value
    )


def test_while_the_database_is_stopped_nothing_is_acknowledged_and_afterwards_all_goes_on(
    server, tmp_path
):
    database = server.new_database()
    with Records.open(tmp_path / "one", database) as records:
        token = records.begin_person()
        person = records.person_of(token)
        first = save(records, person, 4)
        server.stop()
        for call in (
            records.begin_person,
            lambda: records.person_of(token),
            lambda: save(records, person, 9, item="other"),
            lambda: records.erase_person(person),
            records.health,
        ):
            with pytest.raises(StorageFailed) as refusal:
                call()
            assert str(refusal.value) == (
                "The workbook could not read or write its records just now (connection failed: "
                f'connection to server at "127.0.0.1", port {server.port} failed: Connection '
                "refused). Nothing was changed. See that the database runs and can be reached, "
                "then try again."
            )
        copied(tmp_path / "one", tmp_path / "two")
        assert "Connection refused" in refused(DatabaseUnavailable, tmp_path / "two", database)
        server.start()
        assert records.load(person, "dimensions", "") == {"ideas.now": first}
        assert save(records, person, 9, item="other").value == 9


def test_a_disk_that_takes_no_more_is_never_acknowledged_and_everything_earlier_stays(tmp_path):
    """No file of PostgreSQL may become longer than a megabyte, as where a quota is used up."""
    server = Server()
    try:
        database = server.new_database()
        server.stop()
        server.start(longest=1 << 20)
        with Records.open(tmp_path, database) as records:
            person = records.person_of(records.begin_person())
            acknowledged = {}

            def fill():
                for number in range(300):
                    item = f"item.{number}"
                    acknowledged[item] = save(records, person, "x" * 8_000, item=item)

            with pytest.raises(StorageFailed) as refusal:
                fill()
            assert re.sub(r'"base\S+"', "...", str(refusal.value)) == (
                "The workbook could not read or write its records just now (could not extend file "
                "...: File too large). Nothing was changed. Free some space on the disk if it is "
                "full, then try again."
            )
            assert len(acknowledged) > 50
            assert records.load(person, "dimensions", "") == acknowledged
            server.stop()
            server.start()
            save(records, person, item="after")
            assert set(records.load(person, "dimensions", "")) == {*acknowledged, "after"}
    finally:
        server.remove()


def test_a_table_that_is_damaged_acknowledges_nothing_more_and_says_what_to_do(server, tmp_path):
    database = server.new_database()
    records = Records.open(tmp_path, database)
    person = records.person_of(records.begin_person())
    save(records, person, 4)
    [(path,)] = server.do("SELECT pg_relation_filepath('entries')", name_of(database))
    server.stop()
    file = server.data / path
    file.write_bytes(b"\xa5" * file.stat().st_size)
    server.start()
    for call in (
        lambda: records.load(person, "dimensions", ""),
        lambda: save(records, person, 9),
        lambda: records.erase_person(person),
    ):
        with pytest.raises(StorageFailed) as refusal:
            call()
        assert str(refusal.value) == (
            "The workbook could not read or write its records just now (invalid page in block "
            f"0 of relation {path}). Nothing was changed. A part of the database is damaged: "
            "stop the workbook, and put back a backup."
        )
    assert records.person_of(records.begin_person())  # what is whole goes on
    with pytest.raises(StorageFailed, match="invalid page"):
        records.close()


def test_a_database_killed_three_times_in_mid_write_loses_nothing_it_acknowledged(server, tmp_path):
    database = server.new_database()
    acknowledged: dict[str, int] = {}
    with Records.open(tmp_path, database) as records:
        token = records.begin_person()
        person = records.person_of(token)
        for life in range(1, 4):
            enough = threading.Event()

            def writes(life=life, enough=enough):
                number = 0
                try:
                    while True:
                        number += 1
                        revision = life * 1_000_000 + number
                        for item in (f"{life}.{number}", "counter"):
                            saved(records, person, item, revision)
                            acknowledged[item] = revision
                        if number == 10:
                            enough.set()
                except StorageFailed:
                    enough.set()

            writer = threading.Thread(target=writes)
            writer.start()
            assert enough.wait(30)
            server.kill()
            writer.join()
            server.start()
        found = records.load(person, "e", "")
    assert len(acknowledged) > 30
    assert not [item for item, revision in acknowledged.items() if found[item].revision < revision]
    strange = found.keys() - acknowledged.keys()
    assert len(strange) <= 3  # what was under way when it was killed
