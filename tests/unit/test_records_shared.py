"""Shared copies: without a name, and taken back by whoever shared them."""

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeness_widgets.records import ErasedPerson, RecordRefused, sealing
from tests.unit.room import RATINGS, add_sheets, joined, make, share
from tests.unit.storage import opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


NOW = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)


@pytest.fixture
def records(tmp_path):
    with opens(tmp_path / "data", now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def workshop(records):
    return make(records)


def values_of(records, workshop, exercise="dimensions", sitting="a.1"):
    return [copy["values"] for copy in records.copies(workshop, exercise, sitting)]


# Sharing and taking back


def test_a_shared_copy_is_there_for_the_group_and_for_whoever_shared_it(records, workshop):
    person, other = joined(records, workshop), joined(records, workshop)
    share(records, workshop, person, RATINGS)
    [copy] = records.copies(workshop, "dimensions", "a.1")
    assert set(copy) == {"key", "values", "marks"}
    assert copy["values"] == RATINGS
    assert set(copy["marks"]) == set(RATINGS)
    assert records.shared_by(workshop, person, "dimensions", "a.1") == RATINGS
    assert records.shared_by(workshop, other, "dimensions", "a.1") is None
    assert records.shared_by(workshop, person, "dimensions", "a.2") is None


def test_sharing_again_replaces_the_copy(records, workshop):
    person = joined(records, workshop)
    for number in range(3):
        share(records, workshop, person, {"ideas.now": number})
    assert values_of(records, workshop) == [{"ideas.now": 2}]


def test_a_copy_that_was_taken_back_is_gone_and_the_others_stay(records, workshop):
    person, other = joined(records, workshop), joined(records, workshop)
    share(records, workshop, person, {"ideas.now": 1})
    share(records, workshop, person, {"ideas.now": 2}, sitting="a.2")
    share(records, workshop, other, {"ideas.now": 3})
    assert records.take_back(workshop, person, "dimensions", "a.1") is True
    assert records.take_back(workshop, person, "dimensions", "a.1") is False
    assert values_of(records, workshop) == [{"ideas.now": 3}]
    assert values_of(records, workshop, sitting="a.2") == [{"ideas.now": 2}]


def test_workshops_exercises_and_sittings_are_kept_apart(records, workshop):
    other, person = make(records), joined(records, workshop)
    records.join_workshop(other, person)
    places = list(itertools.product([workshop, other], ["dimensions", "blockers"], ["a.1", "b.1"]))
    for number, (where, exercise, sitting) in enumerate(places):
        share(records, where, person, {"x": number}, exercise, sitting)
    for number, place in enumerate(places):
        assert values_of(records, *place) == [{"x": number}]


def test_paper_sheets_are_copies_that_nobody_can_take_back(records, workshop):
    person = joined(records, workshop)
    share(records, workshop, person, RATINGS)
    sheets = [{"ideas.now": number} for number in range(5)]
    add_sheets(records, workshop, sheets)
    copies = records.copies(workshop, "dimensions", "a.1")
    assert sorted(copy["values"]["ideas.now"] for copy in copies) == [0, 1, 2, 3, 4, 7]
    assert len({copy["key"] for copy in copies}) == 6
    marks = [mark for copy in copies for mark in copy["marks"]["ideas.now"]]
    assert len(set(marks)) == 12
    assert records.take_back(workshop, person, "dimensions", "a.1")
    assert sorted(map(str, values_of(records, workshop))) == sorted(map(str, sheets))


NOBODY = "You are not in this workshop. Join it with its code, then share."
NOTHING = "There is nothing to share yet. Answer something first."
TOO_LONG = "An answer can hold 8192 letters; this one has 8199. Please shorten it."
SITTING = "sitting must have 1 to 80 letters; this one has 0."


@pytest.mark.parametrize(
    ("values", "sitting", "rule", "message"),
    [
        ({}, "a.1", "nothing", NOTHING),
        ({"x": "x" * 8_191}, "a.1", "value", TOO_LONG),
        ({"x": 1}, "", "sitting", SITTING),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_the_earlier_copy_stands(
    records, workshop, values, sitting, rule, message
):
    person = joined(records, workshop)
    share(records, workshop, person, RATINGS)
    with pytest.raises(RecordRefused) as refusal:
        share(records, workshop, person, values, sitting=sitting)
    assert (refusal.value.rule, refusal.value.message) == (rule, message)
    assert values_of(records, workshop) == [RATINGS]


def test_only_members_share(records, workshop):
    person = records.person_of(records.begin_person())
    with pytest.raises(RecordRefused) as refusal:
        share(records, workshop, person, RATINGS)
    assert (refusal.value.rule, refusal.value.message) == ("not-a-member", NOBODY)
    assert values_of(records, workshop) == []


def test_a_batch_with_an_empty_sheet_is_refused_whole(records, workshop):
    with pytest.raises(RecordRefused) as refusal:
        add_sheets(records, workshop, [{"x": 1}, {}])
    assert (refusal.value.rule, refusal.value.message) == ("nothing", NOTHING)
    assert values_of(records, workshop) == []


# Going away


def test_erasing_a_person_takes_back_what_they_shared_everywhere(records, workshop):
    other, person, stays = make(records), joined(records, workshop), joined(records, workshop)
    records.join_workshop(other, person)
    share(records, workshop, stays, {"ideas.now": 3})
    for where, sitting in [(workshop, "a.1"), (workshop, "a.2"), (other, "a.1")]:
        share(records, where, person, RATINGS, sitting=sitting)
    # The one entry is the sealed note of their current workshop.
    assert records.erase_person(person) == ErasedPerson(entries=1, keys=1, shared=3)
    assert records.erase_person(person) == ErasedPerson(entries=0, keys=0, shared=0)
    assert values_of(records, workshop) == [{"ideas.now": 3}]
    assert values_of(records, workshop, sitting="a.2") == values_of(records, other) == []


def test_leaving_a_workshop_takes_back_what_was_shared_there_only(records, workshop):
    other, person = make(records), joined(records, workshop)
    records.join_workshop(other, person)
    for where in (workshop, other):
        share(records, where, person, RATINGS)
        share(records, where, person, RATINGS, sitting="a.2")
    assert records.leave_workshop(workshop, person) == 2
    assert values_of(records, workshop) == values_of(records, workshop, sitting="a.2") == []
    assert values_of(records, other) == [RATINGS]


def test_a_shared_tablet_that_forgets_a_person_leaves_their_copy_without_a_name(records, workshop):
    token = records.begin_person(shared_device=True)
    person = records.person_of(token)
    records.join_workshop(workshop, person)
    share(records, workshop, person, RATINGS)
    records.forget_token(token)
    assert records.count_members(workshop) == 0
    assert values_of(records, workshop) == [RATINGS]


# Pictures


def test_pictures_come_back_in_order_with_their_ledgers(records, workshop):
    other, person = make(records), joined(records, workshop)
    share(records, workshop, person, RATINGS)
    [copy] = records.copies(workshop, "dimensions", "a.1")
    ledger = {item: {copy["key"]: marks} for item, marks in copy["marks"].items()}
    calls = [("dimensions", "a.1"), ("blockers", "b.1"), ("dimensions", "a.2")]
    numbers = [
        records.add_picture(workshop, exercise, sitting, {"items": [sitting]}, ledger)
        for exercise, sitting in calls
    ]
    assert numbers == [1, 2, 3]
    assert records.add_picture(other, "dimensions", "a.1", {}, {}) == 1
    expected = [
        {"number": number, "exercise": exercise, "sitting": sitting,
         "published": {"items": [sitting]}, "ledger": ledger}
        for number, (exercise, sitting) in enumerate(calls, start=1)
    ]  # fmt: skip
    assert records.pictures(workshop) == expected
    assert records.pictures(workshop, "dimensions") == [expected[0], expected[2]]


# Marks


def test_a_mark_changes_with_the_answer_and_with_nothing_else(records, workshop):
    person = joined(records, workshop)

    def marks(value, sitting):
        share(records, workshop, person, {"x": value}, sitting=sitting)
        [copy] = records.copies(workshop, "dimensions", sitting)
        return copy["key"], *copy["marks"]["x"]

    key, raw, band = marks(6, "a.1")
    assert marks(6, "b.3") == (key, raw, band)
    assert marks(7, "a.2")[:1] == (key,)
    assert marks(7, "a.2")[1] != raw
    assert marks(7, "a.2")[2] == band
    assert marks(3, "a.2")[2] != band


def test_no_two_people_items_exercises_or_workshops_share_a_mark(records, workshop):
    other = make(records)
    crowd = [joined(records, workshop) for _ in range(6)]
    for person in crowd:
        records.join_workshop(other, person)
        for where, exercise in itertools.product([workshop, other], ["dimensions", "blockers"]):
            share(records, where, person, RATINGS | {"doing.now": 7}, exercise)
    copies = [
        copy
        for where, exercise in itertools.product([workshop, other], ["dimensions", "blockers"])
        for copy in records.copies(where, exercise, "a.1")
    ]
    digests = [copy["key"] for copy in copies]
    digests += [mark for copy in copies for pair in copy["marks"].values() for mark in pair]
    assert len(digests) == len(set(digests)) == 24 * (1 + 3 * 2)


# Size


def test_the_size_of_a_row_tells_sixteen_people_apart_and_no_fewer(records, workshop, tmp_path):
    sizes = []
    for number in range(33):
        share(records, workshop, joined(records, workshop), {f"x{n}": number for n in range(6)})
        copies = records.copies(workshop, "dimensions", "a.1")
        ledger = {
            f"x{n}": {copy["key"]: copy["marks"][f"x{n}"] for copy in copies} for n in range(6)
        }
        records.add_picture(workshop, f"e{number}", "a.1", {"items": list(range(6))}, ledger)
        [(row,)] = rows(tmp_path / "data", "SELECT length(sealed) FROM shared")
        [(picture,)] = rows(tmp_path / "data", "SELECT max(length(sealed)) FROM pictures")
        sizes.append((row, picture))
    assert [len(list(group)) for _, group in itertools.groupby(sizes)] == [16, 16, 1]
    records.take_back(workshop, joined(records, workshop), "dimensions", "a.1")
    assert rows(tmp_path / "data", "SELECT length(sealed) FROM shared") == [(sizes[-1][0],)]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=70), st.integers(1, 70))
def test_rows_of_as_many_sixteens_are_of_one_size_whatever_is_in_them(values, people):
    def packed(copies):
        parts = [len(sealing.as_json(copy)) for copy in copies]
        return sealing.pack_crowd({"copies": copies}, parts)

    some = [{"key": "k" * 64, "values": {"x": value}} for value in values]
    others = [{"key": "k" * 64, "values": {"x": 10, "y": 3}}] * people
    alike = -(-len(some) // 16) == -(-len(others) // 16)
    assert (len(packed(some)) == len(packed(others))) is alike
    assert sealing.unpack(packed(some)) == {"copies": some}
