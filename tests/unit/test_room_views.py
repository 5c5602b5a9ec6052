"""What a phone, the wall and whoever leads see of a room, and what they never see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.workshops import plan, steering, views
from tests.unit.live_room import KNOWN, LIBRARY, NOW, TODAY, WORDS, LiveRoom, answer, open_records

Json = dict[str, Any]
QUESTIONS = [f"{one}.{when}" for one in ("ideas", "feelings") for when in ("now", "wished")]
RATINGS: list[Json] = [dict.fromkeys(QUESTIONS, value) for value in (1, 2, 2, 8, 9, 9)]
TEXTS = ["Tea on the roof", "A walk in the fog", "Our old dog", "Fewer lists", "Mum’s hat", "Owls"]


@pytest.fixture
def room(on_both: None, tmp_path: Path) -> Iterator[LiveRoom]:
    """Three steps and a second meeting, in its lobby."""
    with open_records(tmp_path) as records:
        yield LiveRoom(records, "dimensions", "talk", "question", "blockers", meetings=2)


def ask_everybody(room: LiveRoom, texts: list[str] = TEXTS) -> None:
    """Each writes one text on the question's card and shares it."""
    step = room.at("question")
    for text in texts:
        person = room.somebody()
        room.own.draft(person, step, text, LIBRARY)
        room.share(person, step)


def test_the_lobby_shows_no_step_and_no_clock(room: LiveRoom) -> None:
    for view in room.views():
        assert view["phase"] == "lobby"
        assert (view["title"], view["step"], view["timer"]) == ("Saturday", None, None)
    phone, wall, lead = room.views()
    assert (phone["steps"], phone["results"]) == ([], {})
    assert (wall["result"], wall["texts"]) == (None, [])
    assert (lead["notes"], lead["result"], lead["texts"]) == (None, None, [])
    assert [one["state"] for one in lead["agenda"]] == ["next", *["later"] * 7]


def test_a_step_is_the_same_everywhere_with_its_place_and_its_time(room: LiveRoom) -> None:
    room.at("talk")
    for view in room.views():
        assert view["phase"] == "step"
        assert (view["step"]["exercise"], view["step"]["number"], view["step"]["of"]) == (
            "talk", 2, 4,
        )  # fmt: skip
        assert view["timer"] == {"left": 300.0, "running": True}
    _, _, lead = room.views()
    assert [one["state"] for one in lead["agenda"]] == ["done", "current", "next", *["later"] * 5]


def test_a_phone_looks_back_at_this_meeting_and_never_ahead(room: LiveRoom) -> None:
    room.at("question")
    phone, _, _ = room.views()
    assert [(one["exercise"], one["current"]) for one in phone["steps"]] == [
        ("dimensions", False), ("talk", False), ("question", True),
    ]  # fmt: skip
    assert "blockers" not in json.dumps(phone)
    room.steer("meeting", meeting=2)
    room.at("dimensions")
    phone, _, _ = room.views()
    assert [(one["exercise"], one["current"]) for one in phone["steps"]] == [("dimensions", True)]


def test_a_break_stops_the_clock_and_keeps_the_step(room: LiveRoom) -> None:
    room.at("talk")
    room.steer("pause")
    for view in room.views():
        assert (view["phase"], view["step"]["exercise"]) == ("break", "talk")
        assert view["timer"] == {"left": 300.0, "running": False}


def test_a_closed_room_says_that_it_is_over_until_when_answers_stay(room: LiveRoom) -> None:
    room.at("talk")
    room.steer("close")
    phone, wall, lead = room.views()
    for view in (phone, wall, lead):
        assert (view["phase"], view["timer"]) == ("ended", None)
    assert phone["deleted_on"] == wall["deleted_on"] == lead["goes_on"] == "2026-12-21"


def test_under_fifteen_people_only_enough_or_not_yet_is_told(room: LiveRoom) -> None:
    step = room.at("dimensions")
    people = room.crowd("dimensions", RATINGS[:4])
    for view in room.views()[1:]:
        assert view["shared"] == {"count": None, "enough": False}
    people += room.crowd("dimensions", RATINGS[4:5])
    for view in room.views()[1:]:
        assert view["shared"] == {"count": None, "enough": True}
    people += [room.somebody() for _ in range(9)]
    assert room.views()[1]["shared"] == {"count": None, "enough": True}
    people.append(room.somebody())
    assert len(people) == 15
    for view in room.views()[1:]:
        assert view["shared"] == {"count": 5, "enough": True}
    room.own.take_back(people[0], room.workshop, step)
    assert room.views()[1]["shared"] == {"count": 4, "enough": False}


def test_phones_are_told_nothing_of_how_many_shared_or_came(room: LiveRoom) -> None:
    room.at("dimensions")
    before = room.views()[0]
    room.crowd("dimensions", RATINGS)
    assert room.views(here=6)[0] == before


def test_a_picture_is_on_phones_and_wall_while_it_is_revealed_and_stays_with_who_leads(
    room: LiveRoom,
) -> None:
    step = room.at("dimensions")
    room.crowd("dimensions", RATINGS)
    phone, wall, lead = room.views()
    assert (phone["results"], wall["result"], lead["result"]) == ({}, None, None)
    assert lead["reveal"] == {"state": "hidden", "fresh": "can"}
    room.steer("reveal")
    phone, wall, lead = room.views()
    assert phone["results"][step.id] == wall["result"] == lead["result"]
    assert lead["result"]["heading"] == LIBRARY.step("dimensions").title
    assert lead["reveal"] == {"state": "shown", "fresh": "can"}
    room.steer("hide")
    phone, wall, lead = room.views()
    assert (phone["results"], wall["result"]) == ({}, None)
    assert lead["result"] is not None
    assert lead["reveal"]["state"] == "hidden"


def test_who_leads_is_not_told_all_the_time_whether_answers_change(room: LiveRoom) -> None:
    """Else they would see, tap by tap, that somebody changed or took back what they shared."""
    room.at("dimensions")
    people = room.crowd("dimensions", RATINGS)
    room.steer("reveal")
    before = room.views()
    answer(room.records, people[0], "dimensions", {"ideas.now": 9})
    room.share(people[0], room.step("dimensions"))
    assert room.views() == before
    with pytest.raises(plan.PlanRefused) as refused:
        room.steer("reveal")
    assert (refused.value.rule, refused.value.message) == ("close", WORDS.withheld.close)


def test_while_the_group_talks_the_wall_keeps_the_picture_before(room: LiveRoom) -> None:
    step = room.at("dimensions")
    room.crowd("dimensions", RATINGS)
    room.steer("reveal")
    picture = room.views()[1]["result"]
    room.at("talk")
    phone, wall, lead = room.views()
    assert wall["result"] == picture
    assert phone["results"][step.id] == picture
    assert (lead["result"], lead["reveal"]) == (None, {"state": "none", "fresh": "none"})
    room.at("question")
    phone, wall, _ = room.views()
    assert wall["result"] is None
    assert phone["results"][step.id] == picture  # to look back


def test_a_talk_without_a_picture_before_it_shows_its_own_words(room: LiveRoom) -> None:
    room.at("talk")
    _, wall, _ = room.views()
    assert wall["result"] is None
    assert wall["step"]["card"]["texts"] == list(LIBRARY.step("talk").texts)  # type: ignore[union-attr]


def test_notes_are_for_whoever_leads_alone(room: LiveRoom) -> None:
    room.at("dimensions")
    phone, wall, lead = room.views()
    notes = LIBRARY.step("dimensions").notes
    assert lead["notes"]["say"] == list(notes.say)
    assert lead["notes"]["upset"] == list(LIBRARY.interface.notes.upset)
    for note in (*notes.say, *notes.do, *notes.watch_out_for, *LIBRARY.interface.notes.upset):
        assert json.dumps(note) in json.dumps(lead)
        assert json.dumps(note) not in json.dumps([phone, wall])


def test_texts_reach_who_leads_by_a_picture_and_the_room_one_by_one(room: LiveRoom) -> None:
    ask_everybody(room)
    step = room.workshop.current
    assert not any(text in json.dumps(room.views()) for text in TEXTS)
    room.steer("reveal")
    phone, wall, lead = room.views()
    assert sorted(one["text"] for one in lead["texts"]) == sorted(TEXTS)
    assert [one["through"] for one in lead["texts"]] == [False] * 6
    assert not any(text in json.dumps([phone, wall]) for text in TEXTS)
    let = lead["texts"][2]
    room.steer("through", text=let["id"], yes=True)
    phone, wall, lead = room.views()
    only = [{"id": let["id"], "text": let["text"]}]
    assert wall["texts"] == phone["results"][step]["texts"] == only
    assert wall["result"]["texts"] == []
    assert [one["through"] for one in lead["texts"]].count(True) == 1
    room.steer("hide")
    phone, wall, _ = room.views()
    assert (wall["texts"], phone["results"]) == ([], {})
    room.steer("reveal")
    room.steer("through", text=let["id"], yes=False)
    phone, wall, _ = room.views()
    assert wall["texts"] == phone["results"][step]["texts"] == []


def test_a_second_round_begins_without_the_words_of_the_first(room: LiveRoom) -> None:
    ask_everybody(room)
    room.steer("reveal")
    room.steer("through", text=room.views()[2]["texts"][0]["id"], yes=True)
    room.steer("round")
    phone, wall, _ = room.views()
    assert (wall["texts"], wall["result"], phone["results"]) == ([], None, {})


def test_too_few_texts_are_seen_by_nobody(room: LiveRoom) -> None:
    ask_everybody(room, TEXTS[:4])
    with pytest.raises(plan.PlanRefused) as refused:
        room.steer("reveal")
    assert refused.value.rule == "few"
    assert refused.value.message == WORDS.withheld.few.replace("{k}", "5")
    phone, wall, lead = room.views()
    assert lead["texts"] == []
    assert not any(text in json.dumps([phone, wall, lead]) for text in TEXTS)


def test_no_view_holds_a_secret_and_only_who_leads_reads_the_code(room: LiveRoom) -> None:
    before = room.workshop
    room.workshop, link = steering.with_link(before, "Ada")
    room.store(before)
    room.at("dimensions")
    workshop = room.workshop
    for view in room.views():
        for secret in (workshop.join_secret, workshop.wall_secret, link.secret):
            assert secret not in json.dumps(view)
    phone, wall, lead = room.views()
    assert workshop.code not in json.dumps([phone, wall])  # the server adds the wall's way in
    assert lead["code"] == workshop.code
    assert lead["links"] == [{"id": link.id, "name": "Ada"}]
    assert "Ada" not in json.dumps([phone, wall])
    for key in ("notes", "agenda", "links", "joined", "here", "shared", "reveal", "texts"):
        assert key not in phone
    for key in ("notes", "agenda", "links", "reveal", "steps_available", "id"):
        assert key not in wall


def test_a_step_whose_file_is_gone_does_not_stop_the_room(room: LiveRoom) -> None:
    step = room.at("talk")
    cards = {name: card for name, card in LIBRARY.cards.items() if name != "talk"}
    less = replace(LIBRARY, cards=cards)
    facts = room.pictures.facts(room.workshop, less, 0, 0, 0)
    for view in (views.phone_view, views.wall_view, views.lead_view):
        seen = view(room.workshop, less, facts, NOW)
        assert (seen["step"]["id"], seen["step"]["kind"]) == (step.id, "gone")


def test_a_plan_that_moves_the_current_step_to_another_meeting_takes_the_room_along(
    room: LiveRoom,
) -> None:
    step = room.at("talk")
    agenda = [
        {**one.model_dump(), "meeting": 2 if one.id == step.id else one.meeting}
        for one in room.workshop.agenda
    ]
    room.workshop = plan.edited(room.workshop, {"agenda": agenda}, KNOWN)
    phone, wall, lead = room.views()
    for view in (phone, wall, lead):
        assert (view["meeting"], view["step"]["id"]) == (2, step.id)


def test_a_plan_with_fewer_meetings_goes_back_to_one_that_there_is(room: LiveRoom) -> None:
    room.steer("meeting", meeting=2)
    agenda = [one.model_dump() for one in room.workshop.agenda if one.meeting == 1]
    edited = plan.edited(room.workshop, {"agenda": agenda}, KNOWN)
    assert (edited.meeting, edited.meetings) == (1, 1)
    assert edited.created == TODAY


def test_a_phone_is_told_whether_marks_or_a_pick_would_be_shared() -> None:
    workshop = plan.new_workshop(
        "Monday",
        [("dimensions", 6, 1), ("blockers", 9, 1), ("skills", 9, 1), ("pairs", 9, 1)],
        {"dimensions", "blockers", "skills", "pairs"},
        TODAY,
    )
    here = workshop.model_copy(update={"current": workshop.agenda[-1].id})
    view = views.phone_view(here, LIBRARY, views.Room(), 0.0)
    assert [step["share"] for step in view["steps"]] == ["ratings", "counts", "picks", None]
