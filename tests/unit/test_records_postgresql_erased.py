"""What is left in PostgreSQL's own files of what was erased, and of who came first."""

from __future__ import annotations

import pytest

from tests.postgresql import name_of, running
from tests.unit.room import joined, make, save, somebody


@pytest.fixture
def records(first):
    return first


def found(database, statement):
    return running().do(statement, name_of(database))


def sealed_of(database, person):
    statement = f"SELECT sealed FROM entries WHERE person_id = '\\x{person.id.hex()}'"
    return [bytes(row[0]) for row in found(database, statement)]


def test_of_an_erased_person_not_one_sealed_byte_is_left_in_the_tables(records, database):
    person, stays = somebody(records), somebody(records)
    for number in range(30):
        save(records, person, "x" * (200 * number), item=f"item.{number}")
        save(records, stays, number, item=f"item.{number}")
    went, kept = sealed_of(database, person), sealed_of(database, stays)
    before = running().bytes_of(database)
    assert all(one[:40] in before for one in (*went, *kept))
    records.erase_person(person)
    after = running().bytes_of(database)
    assert [one for one in went if one[:40] in after] == []
    assert person.id not in after
    assert all(one[:40] in after for one in kept)


def test_an_answer_that_was_changed_leaves_no_earlier_one_once_the_tables_are_tidied(
    records, database
):
    person = somebody(records)
    earlier = []
    for revision in range(1, 11):
        records.save(
            person, "dimensions", "", "ideas.now", revision, revision, "page", "c0ffee",
            lambda _, value: value,
        )  # fmt: skip
        earlier += sealed_of(database, person)
    records.tidy()
    after = running().bytes_of(database)
    assert [one for one in earlier[:-1] if one[:40] in after] == []
    assert earlier[-1][:40] in after


def test_after_tidying_neither_place_nor_number_tells_who_came_first(records, database):
    workshop = make(records)
    for _ in range(30):
        save(records, joined(records, workshop))
    keys = {"people": "id", "members": "person_id", "entries": "person_id, slot"}
    for in_order, by_number in [told_by(database, *one) for one in keys.items()]:
        assert not in_order
        assert by_number >= 30
    records.tidy()
    assert [told_by(database, *one) for one in keys.items()] == [(True, 1)] * len(keys)


def told_by(database, table, key):
    """Whether rows lie in the order of their keys, and how many transactions wrote them."""
    in_place = found(database, f"SELECT {key} FROM {table} ORDER BY ctid")
    [(number,)] = found(database, f"SELECT count(DISTINCT xmin::text) FROM {table}")
    return in_place == sorted(in_place), number
