"""Workshops: found by their secrets, changed by one hand, and gone when their time is over."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from closeness_widgets.records import Expired, RecordGone, RecordRefused, WorkshopGone
from closeness_widgets.records.tables import metadata
from tests.unit.room import add_sheets, make, save, somebody, state
from tests.unit.storage import on_disk, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


DOORS = {"code": "K7FMQ2XW", "join": "join-secret", "wall": "wall-secret", "co:k3f9": "co-secret"}


@pytest.fixture
def records(tmp_path):
    with opens(tmp_path / "data", now=lambda: datetime(2026, 11, 16, tzinfo=UTC)) as opened:
        yield opened


def exists(records, person):
    try:
        save(records, person, item="still.there")
    except RecordGone:
        return False
    return True


# The workshop and its doors


def test_a_workshop_is_found_again_after_a_restart(tmp_path):
    with opens(tmp_path) as records:
        one, other = make(records, DOORS, steps=["a", "b"]), make(records)
    with opens(tmp_path) as records:
        assert records.load_workshop(one) == state(steps=["a", "b"])
        assert records.load_workshop(bytes(16)) is None
        assert sorted(records.all_workshops(), key=lambda found: found[0] != one) == [
            (one, state(steps=["a", "b"])),
            (other, state()),
        ]
        assert records.workshop_of("code", "K7FMQ2XW") == (one, "code")


def test_a_secret_opens_its_own_kind_of_door_only(records):
    workshop = make(records, DOORS)
    for kind, secret in DOORS.items():
        assert records.workshop_of(kind, secret) == (workshop, kind)
    assert records.workshop_of("co", "co-secret") == (workshop, "co:k3f9")
    assert records.workshop_of("co:other", "co-secret") is None
    for kind, secret in [
        ("join", "K7FMQ2XW"), ("code", "k7fmq2xw"), ("code", ""), ("wall", "\ud800"), ("", "x"),
    ]:  # fmt: skip
        assert records.workshop_of(kind, secret) is None


def test_a_change_is_kept_and_the_doors_stay_unless_new_ones_are_given(records):
    workshop = make(records, DOORS)
    records.change_workshop(workshop, state(2, current="abcdef"))
    assert records.load_workshop(workshop) == state(2, current="abcdef")
    assert records.workshop_of("co", "co-secret") == (workshop, "co:k3f9")
    without = {kind: secret for kind, secret in DOORS.items() if kind != "co:k3f9"}
    records.change_workshop(workshop, state(3), lookups=without)
    assert records.workshop_of("co", "co-secret") is None
    assert records.workshop_of("join", "join-secret") == (workshop, "join")


def test_a_change_made_from_an_older_view_is_refused_and_changes_nothing(records):
    workshop = make(records, DOORS)
    records.change_workshop(workshop, state(2), revision_expected=1)
    with pytest.raises(RecordRefused) as refusal:
        records.change_workshop(workshop, state(2, title="lost"), revision_expected=1, lookups={})
    assert (refusal.value.rule, refusal.value.message) == (
        "moved-on",
        "Somebody else has moved the room on (it is at change 2, this was made for change 1). "
        "Look at where it is now, then try again.",
    )
    assert records.load_workshop(workshop) == state(2)
    assert records.workshop_of("code", "K7FMQ2XW") is not None


def test_a_code_that_opens_another_workshop_is_refused_and_nothing_is_written(records):
    workshop, other = make(records, DOORS), make(records)
    with pytest.raises(RecordRefused) as refusal:
        records.change_workshop(other, state(2), lookups={"wall": "new", "code": "K7FMQ2XW"})
    assert (refusal.value.rule, refusal.value.message) == (
        "taken", "This code already opens a workshop. Make another one.",
    )  # fmt: skip
    assert records.load_workshop(other) == state(1)
    assert records.workshop_of("wall", "new") is None
    assert records.workshop_of("code", "K7FMQ2XW") == (workshop, "code")


def test_an_id_is_sixteen_bytes_and_used_once(records):
    workshop = make(records)
    for wrong, message in [
        (b"short", "A workshop's id has 16 bytes; this one has 5."),
        (workshop, "There is a workshop with this id already. Make another id."),
    ]:
        with pytest.raises(RecordRefused) as refusal:
            records.new_workshop(wrong, state(title="lost"), {})
        assert (refusal.value.rule, refusal.value.message) == ("id", message)
    assert records.load_workshop(workshop) == state()


def test_what_is_over_says_so(records):
    workshop, person = make(records), somebody(records)
    records.delete_workshop(workshop)
    for call in (
        lambda: records.change_workshop(workshop, state()),
        lambda: records.join_workshop(workshop, person),
        lambda: add_sheets(records, workshop, [{"ideas.now": 7}]),
        lambda: records.add_picture(workshop, "dimensions", "a.1", {}, {}),
    ):
        with pytest.raises(WorkshopGone) as refusal:
            call()
        assert (refusal.value.rule, refusal.value.message) == (
            "workshop-gone",
            "This workshop is over and was deleted. Go back to the first page to begin another.",
        )


# The people in it


def test_nobody_joins_twice(records):
    workshop, person = make(records), somebody(records)
    assert not records.is_member(workshop, person)
    assert [records.join_workshop(workshop, person) for _ in range(3)] == [True, False, False]
    assert records.is_member(workshop, person)
    assert records.count_members(workshop) == 1
    assert records.join_workshop(workshop, somebody(records))
    assert records.count_members(workshop) == 2


def test_the_workshop_joined_last_is_the_current_one(records):
    one, other, person = make(records), make(records), somebody(records)
    assert records.workshop_of_person(person) is None
    for workshop in (one, other, one):
        records.join_workshop(workshop, person)
        assert records.workshop_of_person(person) == workshop
    assert records.is_member(other, person)
    assert records.leave_workshop(one, person) == 0
    assert records.workshop_of_person(person) is None
    assert records.count_members(one) == 0
    records.join_workshop(other, person)
    records.delete_workshop(other)
    assert records.workshop_of_person(person) is None


def test_an_erased_person_is_in_no_workshop_and_joins_none(records):
    workshop, person = make(records), somebody(records)
    records.join_workshop(workshop, person)
    records.erase_person(person)
    assert records.count_members(workshop) == 0
    with pytest.raises(RecordGone):
        records.join_workshop(workshop, person)
    assert records.count_members(workshop) == 0


# The end


def test_a_workshop_and_its_people_go_after_thirty_days_and_not_before(records):
    workshop, person = make(records, DOORS), somebody(records)
    records.join_workshop(workshop, person)
    save(records, person)
    records.share(workshop, person, "dimensions", "a.1", {"ideas.now": 7}, {})
    records.add_picture(workshop, "dimensions", "a.1", {"items": []}, {})
    assert records.expire(date(2026, 12, 16)) == Expired()
    assert records.load(person, "dimensions", "")
    assert records.expire(date(2026, 12, 17)) == Expired([workshop], [person.id])
    assert records.expire(date(2026, 12, 17)) == Expired()
    assert records.load_workshop(workshop) is None
    assert records.workshop_of("code", "K7FMQ2XW") is None
    assert not exists(records, person)
    with records._engine.begin() as connection:
        left = {name: connection.execute(select(table)).all()
                for name, table in metadata.tables.items()}  # fmt: skip
    there = {name for name, found in left.items() if found}
    assert there - {"backups"} == {"workbook", "coach"}  # the keys'


def stays_elsewhere(records, _workshop, person):
    records.join_workshop(make(records, last_meeting="2026-12-20"), person)


def took_home(records, _workshop, person):
    records.make_recovery(person)


@pytest.mark.parametrize("why", [stays_elsewhere, took_home])
def test_whoever_has_a_reason_to_stay_stays(records, why):
    workshop, person, other = make(records), somebody(records), somebody(records)
    for each in (person, other):
        records.join_workshop(workshop, each)
        save(records, each)
    why(records, workshop, person)
    assert records.expire(date(2026, 12, 17)) == Expired([workshop], [other.id])
    assert records.load(person, "dimensions", "")
    assert not exists(records, other)


def test_a_record_that_was_begun_before_the_workshop_stays(records):
    workshop, other = make(records), make(records)
    alone, owners, never_joined = (somebody(records) for _ in range(3))
    save(records, alone)
    for each in (workshop, other):
        records.join_workshop(each, alone)
    records.join_workshop(workshop, owners, keeps_record=True)
    assert records.expire(date(2026, 12, 17)).people == []
    assert all(exists(records, person) for person in (alone, owners, never_joined))


def test_whoever_came_for_two_workshops_goes_with_the_second(records):
    first = make(records)
    second = make(records, last_meeting="2026-11-30")
    person = somebody(records)
    for workshop in (first, second):
        records.join_workshop(workshop, person)
        save(records, person, item=workshop.hex())
    assert records.expire(date(2026, 12, 17)) == Expired([first], [])
    assert records.workshop_of_person(person) == second
    assert records.expire(date(2026, 12, 31)) == Expired([second], [person.id])


def test_a_workshop_that_is_deleted_by_hand_takes_along_what_its_end_would(records):
    workshop, other = make(records), make(records)
    guest, stays = somebody(records), somebody(records)
    records.join_workshop(workshop, guest)
    records.join_workshop(other, stays)
    assert records.delete_workshop(workshop) == Expired([workshop], [guest.id])
    assert records.delete_workshop(workshop) == Expired()
    assert (exists(records, guest), exists(records, stays)) == (False, True)
    assert [found for found, _ in records.all_workshops()] == [other]


def test_what_went_leaves_no_byte_in_the_file_or_its_log(tmp_path):
    with opens(tmp_path) as records:
        workshop, person = make(records, DOORS), somebody(records)
        records.join_workshop(workshop, person)
        save(records, person)
        records.share(workshop, person, "dimensions", "a.1", {"ideas.now": 7}, {})
        parts = rows(
            tmp_path,
            "SELECT id, sealed FROM workshops UNION SELECT slot, sealed FROM shared "
            "UNION SELECT lookup, workshop_id FROM workshop_doors "
            "UNION SELECT person_id, sealed FROM entries",
        )
        traces = [piece for row in parts for piece in (bytes(row[0]), bytes(row[1][:40]))]
        assert len(traces) >= 12

        before = on_disk(tmp_path)
        assert all(trace in before for trace in traces)
        records.expire(date(2100, 1, 1))
        after = on_disk(tmp_path)
    assert not [trace for trace in traces if trace in after]
