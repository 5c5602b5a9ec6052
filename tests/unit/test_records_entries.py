"""Answers: saved once, in order, by their owner only, inside bounds."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeness_widgets.records import Entry, RecordGone, RecordRefused, StaleRevision
from tests.unit.storage import opens

pytestmark = pytest.mark.usefixtures("on_both")


NOW = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
WRITER, CONTENT = "page-one", "c0ffee"


@pytest.fixture(scope="module")
def records(on_both, tmp_path_factory):
    with opens(tmp_path_factory.mktemp("data"), now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def person(records):
    return records.person_of(records.begin_person())


def anything(_item, value):
    return value


def save(records, person, value, revision=1, writer=WRITER, item="ideas.now", **changed):
    place = {"exercise_id": "dimensions", "about": "", "content": CONTENT, "check": anything}
    call = {**place, "item": item, "value": value, "revision": revision, "writer": writer}
    return records.save(person, **{**call, **changed})


def test_a_saved_answer_is_found_again(records, person):
    saved = save(records, person, 7)
    assert saved == Entry(7, 1, WRITER, CONTENT, "2026-03-02T18:30:00+00:00")
    assert records.load(person, "dimensions", "") == {"ideas.now": saved}


def test_the_same_revision_from_the_same_writer_is_acknowledged_again_and_not_written(
    records, person
):
    first = save(records, person, 7)
    assert save(records, person, 3) == first
    assert records.load(person, "dimensions", "") == {"ideas.now": first}


def test_a_higher_revision_replaces_the_answer(records, person):
    save(records, person, 7)
    second = save(records, person, 3, revision=5, writer="page-two")
    assert records.load(person, "dimensions", "") == {"ideas.now": second}


@pytest.mark.parametrize(("revision", "writer"), [(2, "page-two"), (1, "page-one")])
def test_an_older_answer_is_refused_with_the_one_that_stands(records, person, revision, writer):
    stands = save(records, person, 7, revision=2)
    with pytest.raises(StaleRevision) as refusal:
        save(records, person, 3, revision=revision, writer=writer)
    assert refusal.value.rule == "stale"
    assert refusal.value.current == stands
    assert refusal.value.message == (
        f"A newer answer is already saved (revision 2, this one was {revision}). "
        "Look at that one, then change it if you like."
    )
    assert records.load(person, "dimensions", "") == {"ideas.now": stands}


def test_an_answer_that_was_taken_back_does_not_return_with_an_old_message(records, person):
    save(records, person, 7)
    gone = save(records, person, None, revision=2)
    with pytest.raises(StaleRevision):
        save(records, person, 7, revision=1, writer="page-two")
    assert records.load(person, "dimensions", "") == {"ideas.now": gone}


changes = st.tuples(st.integers(1, 4), st.sampled_from(["a", "b"]), st.integers(0, 10) | st.none())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes, max_size=8))
def test_whatever_arrives_in_whatever_order_the_first_of_the_highest_revision_stands(
    records, arrivals
):
    person = records.person_of(records.begin_person())
    stands = None
    for revision, writer, value in arrivals:
        if stands is None or revision > stands[0]:
            stands = (revision, writer, value)
            save(records, person, value, revision, writer)
        elif (revision, writer) == stands[:2]:
            assert save(records, person, value, revision, writer).value == stands[2]
        else:
            with pytest.raises(StaleRevision):
                save(records, person, value, revision, writer)
    found = records.load(person, "dimensions", "").get("ideas.now")
    assert (found and (found.revision, found.writer, found.value)) == stands


def test_two_people_never_see_each_others_answers(records, person):
    other = records.person_of(records.begin_person())
    mine, theirs = save(records, person, 7), save(records, other, 2)
    assert records.load(person, "dimensions", "") == {"ideas.now": mine}
    assert records.load(other, "dimensions", "") == {"ideas.now": theirs}
    assert records.erase_exercise(other, "dimensions", "") == 1
    assert records.load(person, "dimensions", "") == {"ideas.now": mine}


def test_exercises_and_relationships_are_kept_apart(records, person):
    for exercise, about in [("dimensions", ""), ("dimensions", "sam"), ("blockers", "sam")]:
        save(records, person, f"{exercise} {about}", exercise_id=exercise, about=about)
    found = records.load(person, "dimensions", "sam")
    assert [entry.value for entry in found.values()] == ["dimensions sam"]


def test_erasing_an_exercise_or_a_relationship_leaves_the_rest(records, person):
    for exercise, about in [("dimensions", ""), ("dimensions", "sam"), ("blockers", "sam")]:
        save(records, person, 1, exercise_id=exercise, about=about)
    assert records.erase_exercise(person, "dimensions", "sam") == 1
    assert records.load(person, "dimensions", "sam") == {}
    assert records.erase_about(person, "sam") == 1
    assert records.load(person, "blockers", "sam") == {}
    assert list(records.load(person, "dimensions", "")) == ["ideas.now"]


def test_the_check_decides_what_is_stored(records, person):
    assert save(records, person, " 7 ", check=lambda _, value: int(value)).value == 7


def test_an_answer_that_the_check_refuses_changes_nothing(records, person):
    stands = save(records, person, 7)

    def refuse(item, value):
        raise ValueError(f"{item} is 0 to 10; this one is {value}")

    with pytest.raises(ValueError, match=r"^ideas\.now is 0 to 10; this one is 11$"):
        save(records, person, 11, revision=2, check=refuse)
    assert records.load(person, "dimensions", "") == {"ideas.now": stands}


REVISION_RULE = "revision must be a whole number from 1 to 2147483648; this one is "
TOO_LONG = "An answer can hold 8192 letters; this one has 100002. Please shorten it."
NOT_JSON = "An answer must be text, numbers, yes/no, or lists and maps of them."


@pytest.mark.parametrize(
    ("wrong", "rule", "message"),
    [
        ({"item": ""}, "item", "item must have 1 to 80 letters; this one has 0."),
        ({"item": "i" * 81}, "item", "item must have 1 to 80 letters; this one has 81."),
        ({"item": 5}, "item", "item must be text; this one is int."),
        ({"item": "\ud83d"}, "item", "item must be whole letters; this one ends in half of one."),
        ({"about": "a" * 81}, "about", "about must have 0 to 80 letters; this one has 81."),
        ({"exercise_id": ""}, "exercise", "exercise must have 1 to 80 letters; this one has 0."),
        ({"writer": "w" * 41}, "writer", "writer must have 1 to 40 letters; this one has 41."),
        ({"content": ""}, "content", "content must have 1 to 80 letters; this one has 0."),
        ({"revision": 0}, "revision", f"{REVISION_RULE}0."),
        ({"revision": 2**31 + 1}, "revision", f"{REVISION_RULE}2147483649."),
        ({"revision": 10**5000}, "revision", f"{REVISION_RULE}far outside."),
        ({"revision": True}, "revision", f"{REVISION_RULE}bool."),
        ({"revision": "2"}, "revision", f"{REVISION_RULE}str."),
        ({"value": "x" * 100_000}, "value", TOO_LONG),
        ({"value": float("nan")}, "value", NOT_JSON),
        ({"value": {1, 2}}, "value", NOT_JSON),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_changes_nothing(
    records, person, wrong, rule, message
):
    with pytest.raises(RecordRefused) as refusal:
        save(records, person, **{"value": 1, **wrong})
    assert (refusal.value.rule, refusal.value.message) == (rule, message)
    assert records.load(person, "dimensions", "") == {}


def test_four_thousand_letters_of_any_script_fit(records, person):
    text = "亲😀" * 2_000
    assert save(records, person, text).value == text


def test_half_an_emoji_costs_the_half_and_not_the_answer(records, person):
    assert save(records, person, "we laughed \ud83d").value == "we laughed ?"


def test_a_record_that_is_full_says_so_and_can_still_be_changed(records, person, monkeypatch):
    monkeypatch.setattr("closeness_widgets.records.entries.ENTRIES_A_PERSON", 2)
    for item in ("one", "two"):
        save(records, person, 1, item=item)
    with pytest.raises(RecordRefused) as refusal:
        save(records, person, 1, item="three")
    assert (refusal.value.rule, refusal.value.message) == (
        "full",
        "A record can hold 2 answers, and this one is full. Erase something you no longer need.",
    )
    assert save(records, person, 2, revision=2, item="two").value == 2


def test_a_page_that_is_still_open_after_the_erasure_saves_nothing(records, person):
    records.erase_person(person)
    with pytest.raises(RecordGone) as refusal:
        save(records, person, 7)
    assert refusal.value.message == (
        "This record was erased. Go back to the first page to begin a new one."
    )
    assert records.load(person, "dimensions", "") == {}


def test_what_is_shown_in_logs_holds_no_answer_and_no_key(records, person):
    entry = save(records, person, "plum tree")
    shown = f"{person!r} {entry!r} {StaleRevision(entry, 1)!r}"
    assert "plum tree" not in shown
    assert repr(person.key) not in shown
    assert repr(person.id) not in shown
