"""Ready plans: minutes that add up, steps that there are, the three ratings first."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.card import Card
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.plans import OPENING, Plan

SHIPPED = paths.content()
OWN = """\
plans:
  - id: two
    title: Two evenings
    minutes: 30
    meetings: 2
    summary: Short ones.
    steps:
      - {exercise: agreement, minutes: 10}
      - {exercise: dimensions, minutes: 20}
      - {exercise: dimensions, minutes: 15, meeting: 2}
      - {exercise: closing, minutes: 15, meeting: 2}
"""
SHIPPED_LIBRARY = read_library([SHIPPED])
STEPS = ", ".join(sorted([*SHIPPED_LIBRARY.exercises, *SHIPPED_LIBRARY.cards]))


@pytest.fixture
def library() -> Library:
    return SHIPPED_LIBRARY


def with_own(folder: Path, text: str) -> Library:
    file = folder / "en" / "plans.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return read_library([SHIPPED, folder])


def mistakes(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = OWN
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(ContentErrors) as broken:
        with_own(folder, text)
    return [f"{one.file.name}:{one.line}: {one.rule}" for one in broken.value.mistakes]


def test_there_are_plans_for_an_hour_half_a_day_and_six_meetings(library: Library) -> None:
    assert {plan.id: (plan.minutes, plan.meetings) for plan in library.plans.values()} == {
        "hour": (60, 1),
        "half-day": (210, 1),
        "six-meetings": (75, 6),
        "evening-at-home": (90, 1),
    }
    assert list(library.plans) == ["hour", "half-day", "six-meetings", "evening-at-home"]


@pytest.mark.parametrize("plan_id", ["hour", "half-day", "six-meetings", "evening-at-home"])
def test_every_meeting_fills_its_minutes_opens_with_the_ratings_and_closes_well(
    library: Library, plan_id: str
) -> None:
    plan = library.plans[plan_id]
    assert plan.steps[0].exercise == "agreement"
    for number in range(1, plan.meetings + 1):
        steps = plan.meeting(number)
        assert sum(step.minutes for step in steps) == plan.minutes
        found = [library.step(step.exercise) for step in steps]
        assert next(one.id for one in found if not isinstance(one, Card)) == OPENING
        assert found[-1].id == "closing"


def test_what_gets_in_the_way_is_never_the_last_thing_before_people_go(library: Library) -> None:
    for plan in library.plans.values():
        for number in range(1, plan.meetings + 1):
            ids = [step.exercise for step in plan.meeting(number)]
            if "blockers" in ids:
                assert ids[0] != "blockers"
                assert len(ids) - ids.index("blockers") > 2


def test_an_owners_plans_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    (plan,) = with_own(tmp_path, OWN).plans.values()
    assert isinstance(plan, Plan)
    assert [(step.exercise, step.minutes, step.meeting) for step in plan.steps] == [
        ("agreement", 10, 1),
        ("dimensions", 20, 1),
        ("dimensions", 15, 2),
        ("closing", 15, 2),
    ]


def test_a_plan_may_name_a_card_of_the_owners(tmp_path: Path) -> None:
    tea = (SHIPPED / "en" / "break.yaml").read_text(encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "tea.yaml").write_text(tea.replace("id: break", "id: tea"), encoding="utf-8")
    library = with_own(tmp_path, OWN.replace("exercise: closing", "exercise: tea"))
    assert library.plans["two"].steps[-1].exercise == "tea"


MISTAKES = {
    "a step that there is not": (
        ("exercise: closing", "exercise: dance"),
        f"plans.yaml:11: plans > two > steps > no. 4 > exercise: this is one of {STEPS}, but found "
        "'dance'",
    ),
    "another exercise first": (
        ("{exercise: dimensions, minutes: 20}", "{exercise: blockers, minutes: 20}"),
        "plans.yaml:9: plans > two > steps > no. 2 > exercise: the first exercise of a meeting is "
        "'dimensions', but found 'blockers'",
    ),
    "a meeting of cards": (
        ("{exercise: dimensions, minutes: 15, ", "{exercise: pairs, minutes: 15, "),
        "plans.yaml:7: plans > two > steps: meeting 2 has no exercise; 'dimensions' opens every "
        "meeting",
    ),
    "minutes that do not add up": (
        ("minutes: 20", "minutes: 25"),
        "plans.yaml:8: plans > two > steps > no. 1 > minutes: the steps of meeting 1 take 35 "
        "minutes together, but a meeting has 30; change a step, or 'minutes' of the plan",
    ),
    "a meeting too many": (
        ("meetings: 2", "meetings: 3"),
        "plans.yaml:7: plans > two > steps: meeting 3 of 3 has no steps; add some",
    ),
    "a meeting out of order": (
        (
            "{exercise: closing, minutes: 15, meeting: 2}",
            "{exercise: break, minutes: 5, meeting: 1}",
        ),
        "plans.yaml:8: plans > two > steps > no. 1 > minutes: the steps of meeting 1 take 35 "
        "minutes together, but a meeting has 30; change a step, or 'minutes' of the plan",
        "plans.yaml:10: plans > two > steps > no. 3 > minutes: the steps of meeting 2 take 15 "
        "minutes together, but a meeting has 30; change a step, or 'minutes' of the plan",
        "plans.yaml:11: plans > two > steps > no. 4 > meeting: steps stand in the order of their "
        "meetings, 1 to 2, and the one before is in meeting 2, but found 1",
    ),
    "no minutes": (
        ("{exercise: agreement, minutes: 10}", "{exercise: agreement}"),
        "plans.yaml:8: plans > two > steps > no. 1 > minutes: this is missing; write it",
    ),
    "a misspelt key": (
        ("summary:", "sumary:"),
        "plans.yaml:2: plans > two > summary: this is missing; write it",
        "plans.yaml:6: plans > two > sumary: this key is not known here; check its spelling or "
        "take it out",
    ),
    "no steps": (
        (OWN[OWN.index("    steps:") :], "    steps: []\n"),
        "plans.yaml:7: plans > two > steps: this list has at least 1, but found 0; add to it",
    ),
    "no plans": (
        (OWN, "plans: []\n"),
        "plans.yaml:1: plans: this list has at least 1, but found 0; add to it",
    ),
    "a text": (
        (OWN, "Come in and sit down.\n"),
        "plans.yaml:1: this has lines with 'key: text' under it, but found 'Come in and sit down.'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_plan_is_named_with_its_line(
    tmp_path: Path, change: tuple[tuple[str, str], str]
) -> None:
    replaced, *expected = change
    assert mistakes(tmp_path, replaced) == expected


def test_two_plans_of_one_id_are_refused(tmp_path: Path) -> None:
    again = OWN.removeprefix("plans:\n")
    with pytest.raises(ContentErrors) as broken:
        with_own(tmp_path, OWN + again)
    (mistake,) = broken.value.mistakes
    assert (mistake.line, mistake.rule) == (
        12, "plans > two > id: the id 'two' stands here for the second time",
    )  # fmt: skip


def test_an_unknown_step_and_a_missing_text_are_named_in_one_go(tmp_path: Path) -> None:
    found = mistakes(tmp_path, ("exercise: closing", "exercise: dance"), ("title:", "titel:"))
    assert [line.split(":")[1] for line in found] == ["2", "3", "11"]


def test_a_card_that_cannot_be_read_is_not_called_unknown_too(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "closing.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        with_own(tmp_path, OWN)
    assert [one.file.name for one in broken.value.mistakes] == ["closing.yaml"]
