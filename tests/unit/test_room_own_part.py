"""One person's part: what they share, take back, write, and take home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.records import Person, RecordRefused
from closeness_widgets.serving.live.rehearsal import MOST_PEOPLE, Rehearsal, invented
from closeness_widgets.serving.live.take_home import TakeHome
from closeness_widgets.workshops.plan import PlanRefused, Workshop
from tests.unit.live_room import (
    LIBRARY,
    SENSITIVE,
    LiveRoom,
    answer,
    chooses,
    keep,
    open_records,
)

pytestmark = pytest.mark.usefixtures("on_both")

Json = dict[str, Any]
RATINGS = {"ideas.now": 7, "ideas.wished": 9, "feelings.now": 2}
OPEN = "blame"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[LiveRoom]:
    """A room of two meetings, in its lobby."""
    with open_records(tmp_path) as records:
        yield LiveRoom(records, "dimensions", "question", "blockers", "journal", meetings=2)


@pytest.fixture
def ada(room: LiveRoom) -> Person:
    """Somebody in the room."""
    return room.somebody()


def copies(room: LiveRoom, exercise: str = "dimensions") -> list[Json]:
    """What everybody shared in a step's sitting."""
    sitting = room.workshop.sitting(room.step(exercise))
    return [dict(one["values"]) for one in room.records.copies(room.id, exercise, sitting)]


def me(room: LiveRoom, person: Person) -> Json:
    """What only this person's page gets."""
    return room.own.me(person, room.workshop, LIBRARY)


# Sharing


def test_nothing_is_shared_before_something_is_answered(room: LiveRoom, ada: Person) -> None:
    for exercise in ("dimensions", "blockers", "question"):
        with pytest.raises(PlanRefused) as refused:
            room.share(ada, room.step(exercise))
        assert refused.value.rule == "nothing"
        assert refused.value.message == (
            "There is nothing to share yet. Answer something first, if you like."
        )
        assert copies(room, exercise) == []


def test_somebody_who_chose_nobody_to_think_of_has_nothing_to_share(room: LiveRoom) -> None:
    person = room.records.person_of(room.records.begin_person())
    assert person is not None
    room.records.join_workshop(room.id, person)
    with pytest.raises(PlanRefused, match=r"There is nothing to share yet."):
        room.share(person, room.step("dimensions"))


def test_only_who_is_in_the_room_shares_with_it(room: LiveRoom, ada: Person) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    elsewhere = LiveRoom(room.records, "dimensions")
    with pytest.raises(RecordRefused) as refused:
        elsewhere.share(ada, elsewhere.step("dimensions"))
    assert refused.value.rule == "not-a-member"
    assert refused.value.message == (
        "You are not in this workshop. Join it with its code, then share."
    )
    assert copies(elsewhere) == []
    room.records.leave_workshop(room.id, ada)
    with pytest.raises(RecordRefused, match=r"You are not in this workshop\."):
        room.share(ada, room.step("dimensions"))


def test_a_closed_room_takes_nothing_more_but_gives_back(room: LiveRoom, ada: Person) -> None:
    step = room.step("dimensions")
    answer(room.records, ada, "dimensions", RATINGS)
    room.share(ada, step)
    room.steer("close")
    with pytest.raises(PlanRefused) as refused:
        room.share(ada, step)
    assert refused.value.rule == "closed"
    assert refused.value.message == ("The room is closed, so nothing can be shared any more.")
    assert room.own.take_back(ada, room.workshop, step) is True
    assert copies(room) == []


def test_a_step_without_a_group_s_picture_shares_nothing(room: LiveRoom, ada: Person) -> None:
    with pytest.raises(PlanRefused) as refused:
        room.share(ada, room.step("journal"))
    assert (refused.value.rule, refused.value.message) == (
        "not-shared", "Nothing of this step is shared with the group.",
    )  # fmt: skip


def test_what_is_shared_is_what_the_sealed_record_holds_and_no_more(
    room: LiveRoom, ada: Person
) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    marks = {f"{name}.me": 2 for name in (OPEN, *SENSITIVE)} | {f"{OPEN}.other": 1}
    answer(room.records, ada, "blockers", {**marks, "chosen": SENSITIVE[0]})
    room.own.draft(ada, room.step("question"), "  A quiet hour \n", LIBRARY)
    for exercise in ("dimensions", "blockers", "question"):
        room.share(ada, room.step(exercise))
    assert copies(room) == [RATINGS]
    assert copies(room, "blockers") == [{f"{OPEN}.me": 1}]
    assert copies(room, "question") == [{"words": "A quiet hour"}]


def test_the_answers_shared_are_about_whom_the_person_thinks_of_now(
    room: LiveRoom, ada: Person
) -> None:
    answer(room.records, ada, "dimensions", {"ideas.now": 1})
    chooses(room.records, ada, "Kim")
    answer(room.records, ada, "dimensions", {"ideas.now": 8})
    room.share(ada, room.step("dimensions"))
    assert copies(room) == [{"ideas.now": 8}]


def test_each_round_and_each_meeting_is_shared_for_itself(room: LiveRoom, ada: Person) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    step = room.at("dimensions")
    room.share(ada, step)
    assert me(room, ada)["shared"] == {step.id: {"round": 1, "changed": False}}
    room.steer("round")
    assert (me(room, ada)["shared"], copies(room)) == ({}, [])
    room.share(ada, step)
    assert me(room, ada)["shared"] == {step.id: {"round": 2, "changed": False}}
    room.steer("meeting", meeting=2)
    assert (me(room, ada)["shared"], copies(room)) == ({}, [])


def test_a_change_after_sharing_is_told_and_counts_once_it_is_shared_again(
    room: LiveRoom, ada: Person
) -> None:
    step = room.step("dimensions")
    answer(room.records, ada, "dimensions", RATINGS)
    room.share(ada, step)
    answer(room.records, ada, "dimensions", {"ideas.now": 6})
    assert me(room, ada)["shared"][step.id] == {"round": 1, "changed": True}
    assert copies(room) == [RATINGS]
    room.share(ada, step)
    assert me(room, ada)["shared"][step.id] == {"round": 1, "changed": False}
    assert copies(room) == [{**RATINGS, "ideas.now": 6}]
    answer(room.records, ada, "dimensions", {"ideas.now": 7})
    answer(room.records, ada, "dimensions", {"ideas.now": 6})
    assert me(room, ada)["shared"][step.id]["changed"] is False
    answer(room.records, ada, "dimensions", dict.fromkeys(RATINGS))
    assert me(room, ada)["shared"][step.id]["changed"] is True


def test_how_often_a_habit_happens_is_no_change_for_the_group(room: LiveRoom, ada: Person) -> None:
    step = room.step("blockers")
    answer(room.records, ada, "blockers", {f"{OPEN}.me": 1})
    room.share(ada, step)
    answer(room.records, ada, "blockers", {f"{OPEN}.me": 2, f"{SENSITIVE[0]}.me": 2})
    assert me(room, ada)["shared"][step.id]["changed"] is False


def test_what_is_taken_back_is_gone_and_the_others_stay(room: LiveRoom, ada: Person) -> None:
    step = room.step("dimensions")
    answer(room.records, ada, "dimensions", RATINGS)
    room.share(ada, step)
    room.crowd("dimensions", [{"ideas.now": 1}])
    assert room.own.take_back(ada, room.workshop, step) is True
    assert room.own.take_back(ada, room.workshop, step) is False
    assert copies(room) == [{"ideas.now": 1}]
    assert me(room, ada)["shared"] == {}


# What is written and kept for oneself


def test_a_draft_is_there_again_for_its_writer_only(room: LiveRoom, ada: Person) -> None:
    step = room.step("question")
    room.own.draft(ada, step, "Half a sentence", LIBRARY)
    assert me(room, ada)["drafts"] == {step.id: "Half a sentence"}
    assert me(room, room.somebody())["drafts"] == {step.id: ""}
    room.own.draft(ada, step, "", LIBRARY)
    assert me(room, ada)["drafts"] == {step.id: ""}
    room.steer("meeting", meeting=2)
    assert me(room, ada)["drafts"] == {room.step("question").id: ""}


def test_a_draft_that_the_card_does_not_take_is_refused_and_the_old_one_stays(
    room: LiveRoom, ada: Person
) -> None:
    step = room.step("question")
    room.own.draft(ada, step, "Short", LIBRARY)
    for wrong in (None, 7, ["a"]):
        with pytest.raises(AnswerRefused, match=r"^What you write here is a text\.$"):
            room.own.draft(ada, step, wrong, LIBRARY)
    with pytest.raises(AnswerRefused) as refused:
        room.own.draft(ada, step, "a" * 163, LIBRARY)
    assert refused.value.message == (
        "There is room for 160 characters here, and yours has 163. Leave out 3 and it fits."
    )
    for other in ("dimensions", "journal"):
        with pytest.raises(PlanRefused, match=r"^This card asks for no words\.$"):
            room.own.draft(ada, room.step(other), "Hello", LIBRARY)
    assert me(room, ada)["drafts"] == {step.id: "Short"}


def test_a_nickname_is_for_its_owner_and_has_forty_letters_at_most(
    room: LiveRoom, ada: Person
) -> None:
    room.own.set_nickname(ada, "  Ada \n of  the \t hill ")
    assert me(room, ada)["nickname"] == "Ada of the hill"
    room.own.set_nickname(ada, "ä" * 40)
    with pytest.raises(PlanRefused) as refused:
        room.own.set_nickname(ada, "ä" * 41)
    assert refused.value.message == "A nickname has at most 40 letters; this one has 41."
    assert me(room, ada)["nickname"] == "ä" * 40
    assert me(room, room.somebody())["nickname"] == ""
    room.own.set_nickname(ada, "  ")
    assert me(room, ada)["nickname"] == ""


# Paper


def enter(room: LiveRoom, exercise: str, sheets: Any) -> int:
    return room.paper.enter(room.workshop, room.step(exercise).id, sheets, LIBRARY)


SHEETS: list[Json] = [{"ideas.now": value} for value in range(5)]


def test_a_batch_of_paper_counts_like_people(room: LiveRoom) -> None:
    assert enter(room, "dimensions", SHEETS) == 5
    assert sorted(map(str, copies(room))) == sorted(map(str, SHEETS))
    marks = [{f"{OPEN}.me": 2, f"{SENSITIVE[0]}.me": 2, f"{OPEN}.other": 1}] * 5
    assert enter(room, "blockers", marks) == 5
    assert copies(room, "blockers") == [{f"{OPEN}.me": 1}] * 5
    assert enter(room, "question", [{"words": f" Owl {n} "} for n in range(6)]) == 6
    assert {one["words"] for one in copies(room, "question")} == {f"Owl {n}" for n in range(6)}


def test_fewer_sheets_than_the_smallest_group_are_refused(room: LiveRoom) -> None:
    with pytest.raises(PlanRefused) as refused:
        enter(room, "dimensions", SHEETS[:4])
    assert (refused.value.rule, refused.value.message) == (
        "batch",
        "Sheets are entered together, at least 5 at once, so that no single one stands out. "
        "This batch has 4.",
    )
    careful = LiveRoom(room.records, "dimensions", k=8)
    with pytest.raises(PlanRefused, match=r"at least 8 at once, .* This batch has 5\.$"):
        enter(careful, "dimensions", SHEETS)
    assert copies(room) == copies(careful) == []


@pytest.mark.parametrize(
    ("exercise", "sheet", "rule", "message"),
    [
        ("dimensions", {"ideas.now": 11}, "out-of-scale", "Sheet 3: "),
        ("dimensions", {"ideas.now": True}, "wrong-type", "Sheet 3: "),
        ("dimensions", {"blame.me": 1}, "unknown-item", "Sheet 3: "),
        ("dimensions", {}, "empty", "Sheet 3 has no answers. Leave it out."),
        ("dimensions", {"ideas.now": None}, "empty", "Sheet 3 has no answers. Leave it out."),
        ("blockers", {f"{SENSITIVE[0]}.me": 2}, "empty", "Sheet 3 has no answers. Leave it out."),
        ("question", {"words": " "}, "empty", "Sheet 3 has no answers. Leave it out."),
        ("question", {}, "wrong-type", "Sheet 3: This is a short text, but None came."),
        ("question", {"words": "a" * 161}, "too-long", "Sheet 3: There is room for 160"),
    ],
)
def test_a_wrong_sheet_is_named_by_its_number_and_none_of_the_batch_is_kept(
    room: LiveRoom, exercise: str, sheet: Json, rule: str, message: str
) -> None:
    good: Json = {"dimensions": {"ideas.now": 3}, "blockers": {f"{OPEN}.me": 1}}.get(
        exercise, {"words": "Owls"}
    )
    with pytest.raises((PlanRefused, AnswerRefused)) as refused:
        enter(room, exercise, [good, good, sheet, good, good])
    assert refused.value.rule == rule
    assert str(refused.value).startswith(message)
    assert copies(room, exercise) == []


@pytest.mark.parametrize("sheets", [None, {}, "12345", [1, 2, 3, 4, 5], 7])
def test_what_is_no_list_of_sheets_is_refused(room: LiveRoom, sheets: Any) -> None:
    with pytest.raises(PlanRefused) as refused:
        enter(room, "dimensions", sheets)
    assert refused.value.message == "Sheets are a list, each with its answers by question."


def test_paper_for_a_step_that_shares_nothing_or_is_gone_is_refused(room: LiveRoom) -> None:
    with pytest.raises(PlanRefused, match=r"^This step is not in the agenda any more\.$"):
        room.paper.enter(room.workshop, "nowhere", SHEETS, LIBRARY)
    with pytest.raises((PlanRefused, AnswerRefused)):
        enter(room, "journal", [{"moment.k3f9ab": {"date": "2026-11-16", "what": "A walk"}}] * 5)
    assert copies(room, "journal") == []


def test_a_closed_room_takes_no_paper(room: LiveRoom) -> None:
    room.steer("close")
    with pytest.raises(PlanRefused) as refused:
        enter(room, "dimensions", SHEETS)
    assert refused.value.message == "This workshop is closed. Open it again first."
    assert copies(room) == []


# Rehearsal and preview


def test_a_rehearsal_is_a_room_of_its_own_with_invented_people_who_shared(
    room: LiveRoom, ada: Person
) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    room.share(ada, room.step("dimensions"))
    made = Rehearsal(room.records, room.pictures).make(room.workshop, 8, LIBRARY)
    assert (made.rehearsal, made.expected, made.k) == (True, 8, 5)
    assert [one.exercise for one in made.agenda] == [one.exercise for one in room.workshop.agenda]
    assert not set(made.doors().values()) & set(room.workshop.doors().values())
    name = bytes.fromhex(made.id)
    assert room.records.count_members(name) == 8
    stored = room.records.load_workshop(name)
    assert stored is not None
    assert Workshop.model_validate(stored) == made
    for step in made.agenda[:3]:
        shared = room.records.copies(name, step.exercise, made.sitting(step))
        assert len(shared) == 8
        assert not any(
            item.partition(".")[0] in SENSITIVE for one in shared for item in one["values"]
        )
    assert room.pictures.reveal(made, made.agenda[0], LIBRARY) == 1
    assert copies(room) == [RATINGS]
    assert room.records.pictures(room.id) == []


@pytest.mark.parametrize("people", [0, 501, "8", 8.0, True, None])
def test_a_rehearsal_is_with_a_whole_number_of_people(room: LiveRoom, people: Any) -> None:
    with pytest.raises(PlanRefused) as refused:
        Rehearsal(room.records, room.pictures).make(room.workshop, people, LIBRARY)
    assert refused.value.message == (
        f"The number of people is a whole number from 1 to 500, but {people!r} came."
    )
    assert MOST_PEOPLE == 100


def test_a_preview_shows_a_group_of_that_size_and_leaves_no_trace(room: LiveRoom) -> None:
    rehearsal, step = Rehearsal(room.records, room.pictures), room.step("dimensions")
    assert rehearsal.preview(room.workshop, step.id, 4, LIBRARY) is None
    seen = rehearsal.preview(room.workshop, step.id, 20, LIBRARY)
    assert seen is not None
    assert seen == rehearsal.preview(room.workshop, step.id, 20, LIBRARY)
    assert len(seen["ratings"]) == 3
    assert rehearsal.preview(room.workshop, room.step("journal").id, 20, LIBRARY) is None
    with pytest.raises(PlanRefused, match=r"This step is not in the agenda any more\."):
        rehearsal.preview(room.workshop, "nowhere", 20, LIBRARY)
    assert room.records.pictures(room.id) == copies(room) == []
    assert room.records.count_members(room.id) == 0


def test_invented_people_are_the_same_each_time_and_share_only_what_people_may() -> None:
    for exercise in ("dimensions", "blockers", "question"):
        content = LIBRARY.step(exercise)
        crowd = [invented(content, nth) for nth in range(12)]
        assert crowd == [invented(content, nth) for nth in range(12)]
        assert len({json.dumps(one) for one in crowd}) > 3
        assert not any(item.partition(".")[0] in SENSITIVE for one in crowd for item in one)


# Taking home


def test_the_sheet_to_take_home_has_ratings_plan_and_words(room: LiveRoom, ada: Person) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    plan = {"chosen": OPEN, "plan.when": "When I hang up my coat", "plan.then": "I breathe out"}
    answer(room.records, ada, "blockers", {f"{OPEN}.me": 2, **plan})
    room.own.draft(ada, room.step("question"), "Owls at night", LIBRARY)
    sheet = TakeHome(room.records).sheet(ada, LIBRARY)
    told = json.dumps(sheet, ensure_ascii=False)
    for part in ("7 / 10", "9 / 10", "When I hang up my coat", "I breathe out", "Owls at night"):
        assert part in told
    assert 1 <= len(sheet["questions"]) <= 6
    assert set(sheet["questions"]) <= {
        one for name in ("dimensions", "blockers") for one in LIBRARY.step(name).notes.debrief
    }


def test_the_sheet_has_ones_own_words_of_looking_back_and_not_those_of_a_plan_for_two(
    room: LiveRoom, ada: Person
) -> None:
    about = _about(room, ada)
    for item, value in {
        "definition.own": "Being met",
        "skill.choices": ["know", "share"],
        "skill.own": "I will say it sooner",
    }.items():
        keep(room.records, ada, "reflection", about, item, value)
    keep(room.records, ada, "trust-repair", about, "own-it.own", "I read the letter")
    sheet = TakeHome(room.records).sheet(ada, LIBRARY)
    (section,) = sheet["sections"]
    assert section["texts"] == [
        "What does being close mean to you now?\nBeing met",
        "Which skill calls you?\nknowing what goes on in me\nsharing what is in me\n"
        "I will say it sooner",
    ]
    assert sheet["questions"] == list(LIBRARY.step("reflection").notes.debrief)


def test_the_journal_and_what_is_sensitive_stay_out_of_the_sheet(
    room: LiveRoom, ada: Person
) -> None:
    about = _about(room, ada)
    moment = {"date": "2026-11-16", "what": "A walk by the canal"}
    keep(room.records, ada, "journal", about, "moment.k3f9ab", moment)
    marks = {f"{name}.{side}": 2 for name in SENSITIVE for side in ("me", "other")}
    plan = {"chosen": SENSITIVE[0], "plan.when": "When the door slams", "plan.then": "I go out"}
    answer(room.records, ada, "blockers", {**marks, **plan})
    told = json.dumps(TakeHome(room.records).sheet(ada, LIBRARY), ensure_ascii=False)
    titles = [one["title"] for one in _items() if one["id"] in SENSITIVE]
    for part in ("canal", "When the door slams", "I go out", *titles):
        assert part not in told


def test_the_sheet_has_plans_with_their_days_and_the_sentences_that_are_kept(
    room: LiveRoom, ada: Person
) -> None:
    plan = {"picks": ["walk"], "walk.day": "2026-12-06", "walk.time": "19:30"}
    answer(room.records, ada, "rituals", {**plan, "walk.when": "it is dry", "note.then": "dropped"})
    kept = {"feel": "sad.", "when": "I feel sad", "need": ""}
    sentences = {"sentence.k3f9ab12": kept, "feel": "still being written"}
    answer(room.records, ada, "i-statement", sentences)
    sections = TakeHome(room.records).sheet(ada, LIBRARY)["sections"]
    told = {one["title"].partition(" (")[0]: one["texts"] for one in sections}
    assert told["Say it from your side"] == ["I feel sad when I feel sad. I need (…)."]
    title, _, at, when = told["Small things that come back"]
    assert (title, at) == ("Go for a walk", "Sunday, 6 December 2026 · 19:30 · Just once")
    assert when == "When … it is dry"


def test_the_sheet_of_somebody_who_answered_nothing_is_empty(room: LiveRoom, ada: Person) -> None:
    sheet = TakeHome(room.records).sheet(ada, LIBRARY)
    assert (sheet["sections"], sheet["questions"]) == ([], [])
    assert TakeHome(room.records).answers(ada, LIBRARY) == {
        "format": "closeness-notes-1", "exercises": [], "cards": [],
    }  # fmt: skip


def test_the_file_to_take_home_has_this_person_s_answers_only(room: LiveRoom, ada: Person) -> None:
    answer(room.records, ada, "dimensions", RATINGS)
    room.crowd("dimensions", [{"ideas.now": 1}])
    told = TakeHome(room.records).answers(ada, LIBRARY)
    [one] = told["exercises"]
    assert {item: kept["value"] for item, kept in one["answers"].items()} == RATINGS


def test_what_is_sensitive_stays_out_of_the_file_too(room: LiveRoom, ada: Person) -> None:
    marks = {f"{name}.{side}": 2 for name in SENSITIVE for side in ("me", "other")}
    plan = {"chosen": SENSITIVE[0], "plan.when": "When the door slams", "plan.then": "I go out"}
    answer(room.records, ada, "blockers", {f"{OPEN}.me": 1, **marks, **plan})
    [one] = TakeHome(room.records).answers(ada, LIBRARY)["exercises"]
    assert {item: kept["value"] for item, kept in one["answers"].items()} == {f"{OPEN}.me": 1}


def _about(room: LiveRoom, person: Person) -> str:
    value = room.records.load(person, "relationships", "")["chosen"].value
    assert isinstance(value, dict)
    return str(value["current"])


def _items() -> list[Json]:
    content = LIBRARY.exercises["blockers"]
    return [one.model_dump(mode="json") for one in content.items]  # type: ignore[attr-defined]
