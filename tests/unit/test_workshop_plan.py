"""A workshop's plan: what it may hold, what it refuses, and how it is changed."""

from datetime import date, timedelta

import pytest

from closeness_widgets.workshops import plan
from closeness_widgets.workshops.plan import PlanRefused, Workshop

TODAY = date(2026, 11, 21)
KNOWN = {"dimensions", "blockers", "pairs", "closing"}


def made(*agenda: tuple[str, int, int], **more: object) -> Workshop:
    steps = agenda or (("dimensions", 6, 1), ("pairs", 9, 1), ("blockers", 12, 1))
    return plan.new_workshop("Saturday", steps, KNOWN, TODAY, **more)  # type: ignore[arg-type]


def test_the_three_ratings_open_every_workshop() -> None:
    assert [step.exercise for step in made(("pairs", 9, 1)).agenda] == ["dimensions", "pairs"]
    assert [step.exercise for step in made().agenda] == ["dimensions", "pairs", "blockers"]


def test_steps_are_ordered_by_meeting() -> None:
    workshop = made(("pairs", 9, 2), ("dimensions", 6, 1), ("closing", 5, 2))
    assert [(one.exercise, one.meeting) for one in workshop.agenda] == [
        ("dimensions", 1),
        ("pairs", 2),
        ("closing", 2),
    ]
    assert workshop.meetings == 2


def test_a_code_has_eight_letters_that_cannot_be_mistaken() -> None:
    codes = {plan.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and not set(code) & set("ILO01") for code in codes)


@pytest.mark.parametrize("typed", ["abcd2345", " ABCD-2345 ", "abcd 23 45", "A.B.C.D.2.3.4.5"])
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert plan.plain_code(typed) == "ABCD2345"


def test_its_answers_go_thirty_days_after_the_last_meeting() -> None:
    workshop = made(last_meeting=TODAY + timedelta(days=35))
    assert workshop.deleted_on == TODAY + timedelta(days=65)


def test_every_secret_opens_one_door() -> None:
    doors = made().doors()
    assert set(doors) == {"code", "join", "wall"}
    assert len(set(doors.values())) == 3


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"k": 4}, "The smallest group that is shown is a whole number from 5 to 100, but 4 came."),
        ({"expected": 0}, "The number of people is a whole number from 1 to 500, but 0 came."),
        (
            {"expected": True},
            "The number of people is a whole number from 1 to 500, but True came.",
        ),
        (
            {"last_meeting": "21.11.2026"},
            "A day is written like 2026-11-21, but '21.11.2026' came.",
        ),
        (
            {"last_meeting": date(2026, 11, 20)},
            "The last meeting is a day from today (2026-11-21) on, within two years.",
        ),
    ],
)
def test_a_plan_outside_its_bounds_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        made(**more)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("agenda", "message"),
    [
        (
            [("dancing", 5, 1)],
            "There is no exercise or card 'dancing'. "
            "There are: blockers, closing, dimensions, pairs.",
        ),
        (
            [("pairs", 0, 1)],
            "A step’s length in minutes is a whole number from 1 to 240, but 0 came.",
        ),
        (
            [("pairs", "5", 1)],
            "A step’s length in minutes is a whole number from 1 to 240, but '5' came.",
        ),
        ([], "An agenda has at least one step. Add one, then save again."),
        ([("pairs", 5, 1)] * 81, "An agenda has at most 80 steps; this one has 81."),
    ],
)
def test_an_agenda_that_cannot_be_is_refused(agenda: list[object], message: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        plan.checked_agenda(agenda, KNOWN)  # type: ignore[arg-type]
    assert refused.value.message == message


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, None, 7])
def test_a_title_has_one_to_eighty_letters(title: object) -> None:
    with pytest.raises(PlanRefused, match="A title has 1 to 80 letters"):
        plan.checked_title(title)


def test_an_edited_step_keeps_its_place_with_the_answers() -> None:
    workshop = made()
    pairs = workshop.agenda[1]
    agenda = [
        {"exercise": "dimensions", "minutes": 8, "meeting": 1, "id": workshop.agenda[0].id},
        {"exercise": "closing", "minutes": 5, "meeting": 1},
        {"exercise": "pairs", "minutes": 20, "meeting": 1, "id": pairs.id},
    ]
    edited = plan.edited(workshop, {"agenda": agenda, "title": "Sunday"}, KNOWN)
    assert edited.title == "Sunday"
    assert [step.id for step in edited.agenda][0::2] == [workshop.agenda[0].id, pairs.id]
    assert edited.agenda[1].id not in {step.id for step in workshop.agenda}
    assert edited.revision == workshop.revision + 1


def test_no_two_edited_steps_have_one_id() -> None:
    workshop = made()
    twice = {"exercise": "pairs", "minutes": 5, "meeting": 1, "id": workshop.agenda[1].id}
    edited = plan.edited(
        workshop, {"agenda": [{"exercise": "dimensions", "minutes": 5}, twice, twice]}, KNOWN
    )
    assert len({step.id for step in edited.agenda}) == 3


def test_the_smallest_group_never_gets_smaller() -> None:
    workshop = made(k=8)
    with pytest.raises(PlanRefused, match="whole number from 8 to 100, but 6 came"):
        plan.edited(workshop, {"k": 6}, KNOWN)


def test_the_step_that_the_room_is_at_cannot_be_edited_away() -> None:
    workshop = made()
    there = workshop.model_copy(update={"current": workshop.agenda[2].id})
    with pytest.raises(PlanRefused, match=r"The room is at a step that this plan leaves out."):
        plan.edited(there, {"agenda": [{"exercise": "dimensions", "minutes": 5}]}, KNOWN)


def test_what_is_stored_is_read_again() -> None:
    workshop = made(expected=40, k=7)
    assert Workshop.model_validate(workshop.as_json()) == workshop
