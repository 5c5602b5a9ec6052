"""What a coach keeps about a client: notes, marks and weeks by their rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused
from closeness_widgets.clients.client import (
    LONGEST,
    MOST,
    Card,
    ClientRefused,
    File,
    changed_card,
    new_card,
    review_on,
    with_mark,
    with_note,
    with_week,
    without,
)
from closeness_widgets.content.library import read_library

TODAY = date(2026, 11, 25)
JOURNAL: Any = read_library([paths.content()]).exercises["journal"]


def refused(call, *told, **more) -> tuple[str, str]:
    with pytest.raises((ClientRefused, AnswerRefused)) as refusal:
        call(*told, **more)
    return refusal.value.rule, refusal.value.message


def test_a_card_is_read_again_as_it_was_written():
    card = new_card("  Heron  of the North ", TODAY, [], " On paper. ")
    assert card.as_json() == {
        "pseudonym": "Heron of the North", "added": "2026-11-25", "archived": False,
        "basis": "On paper.",
    }  # fmt: skip
    assert Card(**card.as_json()) == card
    changed = changed_card(card, {"archived": True, "basis": ""}, ["Kestrel"])
    assert (changed.pseudonym, changed.archived, changed.basis) == (card.pseudonym, True, "")
    assert changed_card(card, {}, []) == card


@pytest.mark.parametrize(
    ("value", "rule", "message"),
    [
        (None, "pseudonym", "A pseudonym is a text, but None came."),
        (" ", "pseudonym", "A pseudonym has 1 to 60 characters, but this one has 0."),
        ("x" * 61, "pseudonym", "A pseudonym has 1 to 60 characters, but this one has 61."),
        ("a\ud83d", "pseudonym", "A pseudonym is whole letters; this one ends in half of one."),
        (
            "KESTREL",
            "taken",
            "There is a client called 'KESTREL' already. Choose another pseudonym.",
        ),
    ],
)
def test_a_pseudonym_is_a_short_text_that_no_other_client_has(value, rule, message):
    assert refused(new_card, value, TODAY, ["Kestrel"]) == (rule, message)
    card = new_card("Heron", TODAY, [])
    assert refused(changed_card, card, {"pseudonym": value}, ["Kestrel"]) == (rule, message)


def test_whether_a_client_is_still_needed_is_looked_at_twelve_months_after_consent():
    card = new_card("Heron", TODAY, [])
    assert review_on(card, None) == date(2027, 11, 25)
    assert review_on(card, {"state": "given", "on": "2026-12-24"}) == date(2027, 12, 24)
    assert review_on(card, {"state": "withdrawn", "on": "2026-12-24"}) == date(2027, 11, 25)


def test_notes_and_marks_are_kept_in_turn_and_deleted_by_their_id():
    file = with_note(File(), "one", "2026-01-02", TODAY)
    file = with_note(with_note(file, "two", None, TODAY), "three", "", TODAY)
    assert [(one.text, one.date.isoformat()) for one in file.notes] == [
        ("one", "2026-01-02"), ("two", "2026-11-25"), ("three", "2026-11-25"),
    ]  # fmt: skip
    file = without(file, "notes", file.notes[1].id)
    assert [one.text for one in file.notes] == ["one", "three"]
    file = with_mark(file, {"date": "2026-01-02", "kind": "session"}, TODAY)
    assert File(**file.as_json()) == file
    assert without(file, "marks", file.marks[0].id).marks == ()
    gone = ("unknown", "This was deleted already. Load the page again.")
    assert refused(without, file, "marks", file.notes[0].id) == gone


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("1999-12-31", "A day lies between 2000-01-01 and 2027-11-26, but 1999-12-31 came."),
        ("2027-11-27", "A day lies between 2000-01-01 and 2027-11-26, but 2027-11-27 came."),
        ("2026-02-30", "A day is written as 2026-11-16, but '2026-02-30' came."),
        (7, "A day is written as 2026-11-16, but 7 came."),
    ],
)
def test_a_day_is_a_day_of_the_calendar_not_too_far_away(day, message):
    assert refused(with_note, File(), "x", day, TODAY) == ("date", message)
    assert refused(with_mark, File(), {"kind": "event", "date": day}, TODAY) == ("date", message)


def test_there_is_an_end_to_what_can_be_kept():
    full = File(notes=with_note(File(), "x", None, TODAY).notes * MOST["notes"])
    assert refused(with_note, full, "x", None, TODAY) == (
        "full", "A client can have 2000 notes. Delete some that you no longer need.",
    )  # fmt: skip
    long = {"kind": "event", "date": "2026-01-02", "label": "x" * (LONGEST["label"] + 1)}
    assert refused(with_mark, File(), long, TODAY) == (
        "label", "A label has 0 to 80 characters, but this one has 81.",
    )  # fmt: skip


def test_weeks_are_in_order_and_a_later_sheet_replaces_the_earlier_one():
    file = File()
    for monday, value in (("2026-11-16", 3), ("2026-11-02", 5), ("2026-11-16", 4)):
        file = with_week(file, monday, {"ideas.now": value}, "paper", JOURNAL, TODAY)
    assert [one.as_json() for one in file.weeks] == [
        {"monday": "2026-11-02", "values": {"ideas.now": 5}, "from": "paper"},
        {"monday": "2026-11-16", "values": {"ideas.now": 4}, "from": "paper"},
    ]
    file = with_week(file, "2026-11-02", None, "paper", JOURNAL, TODAY)
    assert [one.monday.day for one in file.weeks] == [16]
    mixed = {"ideas.now": None, "blockers": [], "sign.arguing": -1}
    file = with_week(file, "2026-11-16", mixed, "import", JOURNAL, TODAY)
    assert file.weeks[0].values == {"blockers": [], "sign.arguing": -1}


@pytest.mark.parametrize(
    ("monday", "values", "message"),
    [
        ("2026-11-16", ["x"], "A week is a map of fields, but ['x'] came."),
        (
            "2026-11-16",
            {},
            "The week of 2026-11-16 has no answer in it. Type in at least one.",
        ),
        (
            "2026-11-16",
            {"ideas.now": 10.5},
            "A rating is a whole number from 0 to 10, but 10.5 came. Choose again.",
        ),
        ("2027-01-04", {"ideas.now": 5}, "A week has begun already, but 2027-01-04 came."),
    ],
)
def test_a_week_holds_answers_of_the_journal_and_at_least_one(monday, values, message):
    assert refused(with_week, File(), monday, values, "paper", JOURNAL, TODAY)[1] == message


def test_a_cutting_off_cannot_be_typed_in_as_what_got_in_the_way():
    values = {"blockers": ["cutting-off"]}
    assert refused(with_week, File(), "2026-11-16", values, "paper", JOURNAL, TODAY)[0] == (
        "out-of-scale"
    )
