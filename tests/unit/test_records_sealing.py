"""Sealed bytes: closed to everybody else, and only at their own place."""

import sqlite3
import traceback
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from closeness_widgets.records import Records, SealBroken, StorageFailed, sealing
from closeness_widgets.records.tables import entries, people, person_keys
from tests.unit.servers import copied
from tests.unit.storage import on_disk, opens, rows

KEY = bytes(range(32))
BROKEN = (
    "A saved answer does not open: it was changed outside the workbook. "
    "Put back a backup, or erase this record."
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@settings(max_examples=30)
@given(json_values, st.binary(max_size=60))
def test_what_was_sealed_opens_to_the_same(value, place):
    value = {"value": value}
    sealed = sealing.seal(KEY, sealing.pack(value), place)
    assert sealing.unpack(sealing.unseal(KEY, sealed, place, "It")) == value


@settings(max_examples=50)
@given(st.data())
def test_any_changed_bit_is_noticed(data):
    sealed = bytearray(sealing.seal(KEY, sealing.pack({"value": 7}), b"here"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        sealing.unseal(KEY, bytes(sealed), b"here", "It")


@pytest.mark.parametrize(
    ("key", "place", "length"),
    [(bytes(32), b"here", None), (KEY, b"there", None), (KEY, b"here", 20), (KEY, b"here", 0)],
)
def test_another_key_another_place_or_a_cut_is_noticed(key, place, length):
    sealed = sealing.seal(KEY, b"plain", b"here")[:length]
    with pytest.raises(SealBroken, match=r"^It does not open: it was changed outside"):
        sealing.unseal(key, sealed, place, "It")


def test_sealing_the_same_twice_shows_no_likeness():
    one, two = (sealing.seal(KEY, sealing.pack({"value": 7}), b"here") for _ in range(2))
    assert one[1:13] != two[1:13]
    assert one[13:] != two[13:]


def test_slots_are_not_confused_by_where_a_name_ends():
    assert sealing.keyed_digest(KEY, ["a", "bc"]) != sealing.keyed_digest(KEY, ["ab", "c"])


@settings(max_examples=50)
@given(st.text(max_size=60) | st.integers(0, 10) | st.none() | st.booleans())
def test_short_answers_all_have_the_same_size(value):
    assert len(sealing.pack({"item": "ideas.now", "value": value})) == 512


def test_longer_answers_show_their_size_in_steps_only():
    sizes = {len(sealing.pack({"value": "x" * n})) for n in range(3_000)}
    assert sizes == set(range(512, 3_073, 256))


def save(records, person, value, item="ideas.now", **changed):
    call = {"exercise_id": "dimensions", "about": "", "revision": 1, "writer": "page-one"}
    call |= {"content": "c0ffee", "check": lambda _, v: v, "item": item, "value": value}
    return records.save(person, **{**call, **changed})


def change(folder, *statements):
    with closing(sqlite3.connect(folder / "closeness.sqlite3")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_all_short_answers_look_alike_in_the_tables(on_both, tmp_path):
    with opens(tmp_path) as records:
        person = records.person_of(records.begin_person())
        for number, value in enumerate([0, 10, None, True, ["me", "often"], "we had tea"]):
            save(records, person, value, item=f"item.{number}")
    assert len(rows(tmp_path, "SELECT DISTINCT length(sealed) FROM entries")) == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda place, stored: next(
            stored[one] for one in stored if one[0] == place[0] and one != place
        ),
        lambda place, stored: next(stored[one] for one in stored if one[0] != place[0]),
        lambda place, stored: (
            stored[place][:99] + bytes([stored[place][99] ^ 1]) + stored[place][100:]
        ),
        lambda place, stored: b"",
    ],
    ids=["from another item", "from another person", "another byte", "nothing"],
)
def test_an_answer_that_was_changed_or_moved_in_the_tables_is_refused(on_both, tmp_path, other):
    with opens(tmp_path) as records:
        tokens = [records.begin_person(), records.begin_person()]
        for token in tokens:
            for item in ("ideas.now", "ideas.wished"):
                save(records, records.person_of(token), 7, item=item)
        with records._engine.begin() as connection:
            stored = {
                (row.person_id, row.slot): row.sealed for row in connection.execute(select(entries))
            }
            for place in stored:
                row = update(entries).where(entries.c.person_id == place[0])
                row = row.where(entries.c.slot == place[1])
                connection.execute(row.values(sealed=other(place, stored)))
    with opens(tmp_path) as records:
        for token in tokens:
            person = records.person_of(token)
            with pytest.raises(SealBroken) as refusal:
                records.load(person, "dimensions", "")
            assert str(refusal.value) == BROKEN
            for item in ("ideas.now", "ideas.wished"):
                with pytest.raises(SealBroken):
                    save(records, person, 8, item=item, revision=2)


def test_what_is_wrong_with_a_row_is_said_without_its_bytes(tmp_path):
    with Records.open(tmp_path) as records:
        token = records.begin_person()
        save(records, records.person_of(token), 7)
    change(tmp_path, "UPDATE entries SET sealed = CAST(x'6d61726b6572ff' AS TEXT)")
    with Records.open(tmp_path) as records:
        with pytest.raises(StorageFailed) as failure:
            records.load(records.person_of(token), "dimensions", "")
        assert "(a row was changed outside the workbook)" in str(failure.value)
        assert "marker" not in "".join(traceback.format_exception(failure.value))


def test_a_key_row_moved_to_another_person_opens_nobody(on_both, tmp_path):
    with opens(tmp_path) as records:
        mine, theirs = records.begin_person(), records.begin_person()
        other = select(people.c.id).where(people.c.id != person_keys.c.person_id)
        with records._engine.begin() as connection:
            connection.execute(update(person_keys).values(person_id=other.scalar_subquery()))
    with opens(tmp_path) as records:
        for token in (mine, theirs):
            with pytest.raises(SealBroken, match=r"^This person's key does not open"):
                records.person_of(token)


def test_nothing_that_was_entered_can_be_read_without_a_token(on_both, tmp_path):
    marks = [f"marker-{name}" for name in ("exercise", "about", "item", "value", "writer", "hash")]
    exercise, about, item, value, writer, content = marks
    with opens(tmp_path) as records:
        person = records.person_of(records.begin_person())
        for revision in (1, 2):
            records.save(
                person, exercise, about, item, value, revision, writer, content, lambda _, v: v
            )
        assert records.load(person, exercise, about)[item].value == value
        while_open = on_disk(tmp_path)
    for found in (while_open, on_disk(tmp_path)):
        assert person.id in found
        assert b"marker" not in found
        assert b"saved_at" not in found


def test_the_tidy_file_is_the_same_whoever_came_first(tmp_path):
    """Rows put in backwards leave the same bytes, but for SQLite's counters in its header."""
    first, second = tmp_path / "first", tmp_path / "second"
    with Records.open(first) as records:
        for number in range(40):
            person = records.person_of(records.begin_person())
            save(records, person, number)
            save(records, person, "x" * 2_000, item="ideas.why")
    Records.open(copied(first, second)).close()
    with (
        closing(sqlite3.connect(first / "closeness.sqlite3")) as source,
        closing(sqlite3.connect(second / "closeness.sqlite3")) as target,
        target,
    ):
        for table in ("people", "person_keys", "entries"):
            rows = source.execute(f"SELECT * FROM {table}").fetchall()
            marks = ", ".join("?" * len(rows[0]))
            for row in reversed(rows):
                target.execute(f"INSERT INTO {table} VALUES ({marks})", row)
    for folder in (first, second):
        Records.open(folder).close()
    one, two = ((folder / "closeness.sqlite3").read_bytes()[100:] for folder in (first, second))
    assert one == two
