"""Paper sheets are entered together or not at all, and each batch once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.records import RecordRefused
from closeness_widgets.serving.live import export
from closeness_widgets.serving.live.paper import Paper
from closeness_widgets.workshops.plan import PlanRefused
from tests.unit.live_room import LIBRARY, SENSITIVE, LiveRoom, open_records

pytestmark = pytest.mark.usefixtures("on_both")

Json = dict[str, Any]
SHEETS: list[Json] = [{"ideas.now": value, "ideas.wished": 9} for value in (1, 2, 2, 8, 9)]
OPEN_MARK = next(one.id for one in LIBRARY.step("blockers").items if not one.sensitive)  # type: ignore[union-attr]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[LiveRoom]:
    """A room with something of each kind in its agenda."""
    with open_records(tmp_path) as records:
        yield LiveRoom(records, "dimensions", "talk", "question", "blockers", "journal")


def enter(room: LiveRoom, sheets: Any, exercise: str = "dimensions", batch: str = "") -> int:
    step = room.step(exercise)
    return room.paper.enter(room.workshop, step.id, sheets, LIBRARY, batch)


def copies(room: LiveRoom, exercise: str = "dimensions") -> list[Json]:
    """The values that the group has for a step."""
    sitting = room.workshop.sitting(room.step(exercise))
    return [one["values"] for one in room.records.copies(room.id, exercise, sitting)]


def refusal(room: LiveRoom, sheets: Any, exercise: str = "dimensions") -> tuple[str, str]:
    """Rule and message; nothing was added."""
    before = copies(room, exercise)
    with pytest.raises((PlanRefused, AnswerRefused)) as caught:
        enter(room, sheets, exercise)
    assert copies(room, exercise) == before
    return caught.value.rule, caught.value.message


def test_five_sheets_are_the_groups_picture(room: LiveRoom) -> None:
    room.at("dimensions")
    assert enter(room, SHEETS) == 5
    assert sorted(one["ideas.now"] for one in copies(room)) == [1, 2, 2, 8, 9]
    room.steer("reveal")
    _, wall, _ = room.views()
    assert wall["result"]["ratings"]


def test_four_sheets_are_refused_and_the_message_says_why(room: LiveRoom) -> None:
    assert refusal(room, SHEETS[:4]) == (
        "batch",
        "Sheets are entered together, at least 5 at once, so that no single one stands out. "
        "This batch has 4.",
    )


def test_a_larger_k_asks_for_more_sheets(tmp_path: Path) -> None:
    with open_records(tmp_path) as records:
        room = LiveRoom(records, "dimensions", k=6)
        assert refusal(room, SHEETS)[1].endswith("at least 6 at once, so that no single one "
                                                 "stands out. This batch has 5.")  # fmt: skip


def test_a_late_sheet_is_refused_even_after_a_batch(room: LiveRoom) -> None:
    enter(room, SHEETS)
    assert refusal(room, SHEETS[:1])[0] == "batch"


@pytest.mark.parametrize("sheets", [None, "five", {}, [1, 2, 3, 4, 5], [*SHEETS, None]])
def test_what_is_no_list_of_sheets_is_refused(room: LiveRoom, sheets: Any) -> None:
    assert refusal(room, sheets) == (
        "sheets",
        "Sheets are a list, each with its answers by question.",
    )


def test_a_number_off_the_scale_names_its_sheet(room: LiveRoom) -> None:
    assert refusal(room, [*SHEETS, {"ideas.now": 11}]) == (
        "out-of-scale",
        "Sheet 6: This answer is a whole number from 0 to 10, but 11 came. "
        "Choose one of the numbers shown.",
    )


@pytest.mark.parametrize("sheet", [{}, {"ideas.now": None}, {"ideas.honest": 4}])
def test_a_sheet_that_gives_the_group_nothing_is_named(room: LiveRoom, sheet: Json) -> None:
    assert refusal(room, [sheet, *SHEETS]) == ("empty", "Sheet 1 has no answers. Leave it out.")


def test_words_that_are_too_long_or_no_text_name_their_sheet(room: LiveRoom) -> None:
    words = [{"words": "Tea"}] * 5
    assert refusal(room, [*words, {"words": "x" * 170}], "question") == (
        "too-long",
        "Sheet 6: There is room for 160 characters here, and yours has 170. "
        "Leave out 10 and it fits.",
    )
    assert refusal(room, [*words, {"words": 7}], "question") == (
        "wrong-type",
        "Sheet 6: This is a short text, but 7 came.",
    )


@pytest.mark.parametrize("exercise", ["talk", "journal"])
def test_a_step_that_shares_nothing_takes_no_sheets(room: LiveRoom, exercise: str) -> None:
    assert refusal(room, [{"words": "Tea"}] * 5, exercise) == (
        "not-shared",
        "Nothing of this step is shared with the group.",
    )


def test_a_step_that_is_gone_takes_no_sheets(room: LiveRoom) -> None:
    with pytest.raises(PlanRefused, match=r"^This step is not in the agenda any more\.$"):
        room.paper.enter(room.workshop, "nosuch", SHEETS, LIBRARY)


def test_a_closed_room_takes_no_sheets(room: LiveRoom) -> None:
    room.steer("close")
    assert refusal(room, SHEETS) == (
        "closed",
        "This workshop is closed. Open it again first.",
    )


def test_the_same_batch_is_entered_once(room: LiveRoom) -> None:
    assert enter(room, SHEETS, batch="one tap") == 5
    with pytest.raises(RecordRefused) as caught:
        enter(room, SHEETS, batch="one tap")
    assert (caught.value.rule, str(caught.value)) == (
        "entered-already",
        "These sheets are entered already.",
    )
    assert len(copies(room)) == 5
    assert enter(room, SHEETS, batch="another") == 5
    assert len(copies(room)) == 10


def test_a_refused_batch_may_be_sent_again(room: LiveRoom) -> None:
    with pytest.raises(PlanRefused, match="This batch has 4"):
        enter(room, SHEETS[:4], batch="one tap")
    assert enter(room, SHEETS, batch="one tap") == 5


def test_another_workshop_may_have_the_same_word(tmp_path: Path) -> None:
    with open_records(tmp_path) as records:
        one, other = LiveRoom(records, "dimensions"), LiveRoom(records, "dimensions")
        other.paper = one.paper
        assert enter(one, SHEETS, batch="a word") == 5
        assert enter(other, SHEETS, batch="a word") == 5


def test_a_batch_is_known_after_a_restart_and_in_another_step_it_is_another(
    room: LiveRoom,
) -> None:
    enter(room, SHEETS, batch="one tap")
    room.paper = Paper(room.records)
    with pytest.raises(RecordRefused, match="entered already"):
        enter(room, SHEETS, batch="one tap")
    assert enter(room, [{"words": "Tea"}] * 5, "question", batch="one tap") == 5
    keys = [
        {copy["key"] for copy in room.records.copies(room.id, step.exercise, f"{step.id}.1")}
        for step in (room.step("dimensions"), room.step("question"))
    ]
    assert [len(one) for one in keys] == [5, 5]
    assert not keys[0] & keys[1]


def test_each_step_to_hand_in_has_fields_that_it_takes(room: LiveRoom) -> None:
    steps = export.entries(LIBRARY, room.workshop)
    assert [(one["number"], one["title"]) for one in steps] == [
        (1, "Three ways of being close"),
        (3, "A question for the room"),
        (4, "What gets in the way"),
    ]
    ratings, words, marks = (one["fields"] for one in steps)
    assert [field["item"] for field in ratings[:2]] == ["ideas.now", "ideas.wished"]
    assert (ratings[0]["minimum"], ratings[0]["maximum"]) == (0, 10)
    assert [field["item"] for field in words] == ["words"]
    fullest = {"number": 10, "choice": 2, "text": "Tea"}
    for step in steps:
        sheet = {field["item"]: fullest[field["form"]] for field in step["fields"]}
        exercise = next(one.exercise for one in room.workshop.agenda if one.id == step["id"])
        assert enter(room, [sheet] * 5, exercise) == 5
        assert all(set(one) == set(sheet) for one in copies(room, exercise))
    assert f"{OPEN_MARK}.me" in [field["item"] for field in marks]


def test_what_is_sensitive_has_no_field(room: LiveRoom) -> None:
    *_, marks = export.entries(LIBRARY, room.workshop)
    named = {field["item"].partition(".")[0] for field in marks["fields"]}
    assert SENSITIVE
    assert not named & set(SENSITIVE)
