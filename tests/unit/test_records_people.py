"""People: known by what they hold, and gone when they go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from closeness_widgets.records import ErasedPerson, RecordGone
from closeness_widgets.records.tables import people
from tests.unit.storage import on_disk, opens

pytestmark = pytest.mark.usefixtures("on_both")


class Clock:
    def __init__(self):
        self.time = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def records(tmp_path, clock):
    with opens(tmp_path, now=clock) as opened:
        yield opened


def save(records, person, value, item="ideas.now"):
    return records.save(
        person, "dimensions", "", item, value, 1, "page-one", "c0ffee", lambda _, v: v
    )


def raw(records, statement):
    with records._engine.begin() as connection:
        return connection.exec_driver_sql(statement).all()


def test_a_token_leads_to_its_person_again_after_a_restart(tmp_path):
    with opens(tmp_path) as records:
        token = records.begin_person(shared_device=True)
        person = records.person_of(token)
    with opens(tmp_path) as records:
        assert records.person_of(token) == person
        assert person.shared_device is True


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43, "\ud800", "x" * 100_000])
def test_a_token_that_was_never_given_out_is_nobody(records, token):
    records.begin_person()
    assert records.person_of(token) is None
    assert records.return_with(token) is None
    records.forget_token(token)


def test_only_the_day_of_a_visit_is_kept_and_never_set_back(records, clock):
    def seen_on():
        with records._engine.begin() as connection:
            return connection.execute(select(people.c.seen_on)).scalar_one()

    token = records.begin_person()
    clock.time += timedelta(days=3)
    records.person_of(token)
    assert seen_on() == date(2026, 3, 5)
    clock.time -= timedelta(days=30)
    records.person_of(token)
    assert seen_on() == date(2026, 3, 5)


def test_a_recovery_secret_brings_the_record_to_another_device_more_than_once(records):
    phone = records.begin_person()
    person = records.person_of(phone)
    secret = records.make_recovery(person)
    save(records, person, 7)
    tokens = {records.return_with(secret), records.return_with(secret), phone}
    assert len(tokens) == 3
    for token in tokens:
        found = records.load(records.person_of(token), "dimensions", "")
        assert found["ideas.now"].value == 7


def test_a_new_recovery_secret_ends_the_earlier_one(records):
    person = records.person_of(records.begin_person())
    earlier, newer = records.make_recovery(person), records.make_recovery(person)
    assert records.return_with(earlier) is None
    assert records.return_with(newer) is not None


def test_a_token_is_no_recovery_secret_and_a_recovery_secret_no_token(records):
    token = records.begin_person()
    secret = records.make_recovery(records.person_of(token))
    assert records.return_with(token) is None
    assert records.person_of(secret) is None


def test_signing_out_forgets_this_device_only(records):
    first = records.begin_person()
    second = records.return_with(records.make_recovery(records.person_of(first)))
    records.forget_token(first)
    assert records.person_of(first) is None
    assert records.person_of(second) is not None


def test_a_record_that_nobody_can_open_any_more_is_not_kept(records):
    token = records.begin_person()
    save(records, records.person_of(token), 7)
    stays = records.begin_person()
    records.forget_token(token)
    counts = "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM entries)"
    assert raw(records, counts) == [(1, 0)]
    assert records.person_of(stays) is not None


def test_an_erased_person_is_unknown_by_every_secret(records):
    token = records.begin_person()
    person = records.person_of(token)
    secret = records.make_recovery(person)
    save(records, person, 7)
    assert records.erase_person(person) == ErasedPerson(entries=1, keys=2)
    assert records.erase_person(person) == ErasedPerson(entries=0, keys=0)
    assert records.person_of(token) is None
    assert records.return_with(secret) is None
    with pytest.raises(RecordGone):
        records.make_recovery(person)


def test_erasing_leaves_no_byte_of_a_person_in_the_file_or_its_log(records, tmp_path):
    crowd = [records.person_of(records.begin_person()) for _ in range(16)]
    for round_ in range(6):
        for person in crowd:
            save(records, person, "x" * 90 * round_, item=f"item.{round_}")
    leaving, staying = crowd[::2], crowd[1::2]
    traces = {person.id: [person.id] for person in crowd}
    for table, columns in (("entries", "slot, sealed"), ("person_keys", "lookup, wrapped")):
        for owner, name, sealed in raw(records, f"SELECT person_id, {columns} FROM {table}"):
            traces[owner] += [bytes(name), bytes(sealed[:40]), bytes(sealed[-40:])]
    everywhere = on_disk(tmp_path)
    assert all(trace in everywhere for person in crowd for trace in traces[person.id])

    for person in leaving:
        records.erase_person(person)

    left = on_disk(tmp_path)
    assert not [trace for person in leaving for trace in traces[person.id] if trace in left]
    assert all(trace in left for person in staying for trace in traces[person.id])


@pytest.mark.parametrize(
    "erase",
    [
        lambda records, person: records.erase_exercise(person, "dimensions", ""),
        lambda records, person: records.erase_about(person, ""),
    ],
    ids=["an exercise", "a relationship"],
)
def test_erasing_a_part_leaves_no_byte_of_its_answers(records, tmp_path, erase):
    person = records.person_of(records.begin_person())
    save(records, person, 7)
    [(sealed,)] = raw(records, "SELECT sealed FROM entries")
    assert bytes(sealed) in on_disk(tmp_path)
    assert erase(records, person) == 1
    assert bytes(sealed[:40]) not in on_disk(tmp_path)


def test_no_secret_and_no_key_is_written_in_the_open(records, tmp_path):
    token = records.begin_person()
    person = records.person_of(token)
    secret = records.make_recovery(person)
    everything = on_disk(tmp_path)
    assert person.id in everything
    for hidden in (token.encode(), secret.encode(), person.key):
        assert hidden not in everything
