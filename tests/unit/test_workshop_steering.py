"""Steering: every change of a live room, and what is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from closeness_widgets.workshops import plan, steering, views
from closeness_widgets.workshops.plan import PlanRefused, Workshop

KNOWN = {"dimensions", "blockers", "pairs", "break"}
AGENDA = [
    ("dimensions", 6, 1),
    ("pairs", 9, 1),
    ("blockers", 12, 1),
    ("dimensions", 6, 2),
    ("pairs", 9, 2),
]


@pytest.fixture
def lobby() -> Workshop:
    return plan.new_workshop("Saturday", AGENDA, KNOWN, date(2026, 11, 21))


def steered(workshop: Workshop, *changes: dict[str, Any], now: float = 1000.0) -> Workshop:
    for wanted in changes:
        workshop = steering.steer(workshop, wanted, KNOWN, now)
    return workshop


def at(workshop: Workshop) -> str:
    return workshop.step.exercise if workshop.step else "lobby"


def test_next_and_back_walk_through_one_meeting(lobby: Workshop) -> None:
    assert at(steered(lobby, {"do": "next"})) == "dimensions"
    assert at(steered(lobby, *[{"do": "next"}] * 3)) == "blockers"
    assert at(steered(lobby, *[{"do": "next"}] * 3, {"do": "back"})) == "pairs"
    assert at(steered(lobby, {"do": "next"}, {"do": "back"})) == "lobby"


def test_the_last_step_of_a_meeting_has_no_next(lobby: Workshop) -> None:
    with pytest.raises(PlanRefused, match=r"This was the last step."):
        steered(lobby, *[{"do": "next"}] * 4)


def test_two_facilitators_who_press_next_at_once_go_one_step(lobby: Workshop) -> None:
    once = steered(lobby, {"do": "next", "from": ""})
    with pytest.raises(steering.MovedOn) as refused:
        steered(once, {"do": "next", "from": ""})
    assert refused.value.message == (
        "The room has just moved: somebody else who leads it was faster."
    )


@pytest.mark.parametrize("do", ["hide", "round", "extend", "timer", "through", "jump"])
def test_what_was_pressed_for_a_step_that_is_over_is_not_done_to_the_next_one(
    lobby: Workshop, do: str
) -> None:
    first = steered(lobby, {"do": "next"})
    wanted = {"do": do, "from": first.current, "round": 1, "seconds": 60, "running": True}
    wanted |= {"text": "a", "yes": True, "step": first.current}
    assert steered(first, wanted).revision == first.revision + 1
    with pytest.raises(steering.MovedOn):
        steered(steered(first, {"do": "next"}), wanted)


def test_two_facilitators_who_begin_another_round_at_once_begin_one(lobby: Workshop) -> None:
    first = steered(lobby, {"do": "next"})
    wanted = {"do": "round", "from": first.current, "round": 1}
    second = steered(first, wanted)
    with pytest.raises(steering.MovedOn):
        steered(second, wanted)


def test_the_next_meeting_begins_in_its_lobby(lobby: Workshop) -> None:
    second = steered(lobby, {"do": "next"}, {"do": "meeting", "meeting": 2})
    assert (second.meeting, at(second)) == (2, "lobby")
    assert [step.exercise for step in second.steps] == ["dimensions", "pairs"]
    assert at(steered(second, {"do": "next"})) == "dimensions"
    assert steered(second, {"do": "next"}).current != lobby.steps[0].id


def test_a_step_starts_its_timer_and_time_is_only_told(lobby: Workshop) -> None:
    begun = steered(lobby, {"do": "next"})
    assert begun.timer.remaining(1000.0) == 360
    assert begun.timer.remaining(1400.0) == -40
    assert at(begun) == "dimensions"


def test_a_break_stops_the_clock_and_ends_where_it_began(lobby: Workshop) -> None:
    begun = steered(lobby, {"do": "next"})
    paused = steered(begun, {"do": "pause"}, now=1100.0)
    assert (views.phase(paused), paused.timer.remaining(5000.0)) == ("break", 260)
    again = steered(paused, {"do": "resume"}, now=5000.0)
    assert (views.phase(again), again.timer.remaining(5010.0)) == ("step", 250)
    assert again.current == begun.current


def test_a_minute_more_counts_from_now_once_time_was_up(lobby: Workshop) -> None:
    begun = steered(lobby, {"do": "next"})
    assert steered(begun, {"do": "extend", "seconds": 60}).timer.remaining(1000.0) == 420
    late = steered(begun, {"do": "extend", "seconds": 60}, now=1500.0)
    assert late.timer.remaining(1500.0) == 60


def test_the_clock_can_stand_still_without_a_break(lobby: Workshop) -> None:
    still = steered(lobby, {"do": "next"}, {"do": "timer", "running": False})
    assert (views.phase(still), still.timer.remaining(9000.0)) == ("step", 360)


def test_a_step_is_inserted_after_the_current_one(lobby: Workshop) -> None:
    wanted = {"do": "insert", "exercise": "break", "minutes": 5}
    inserted = steered(lobby, {"do": "next"}, wanted)
    assert [one.exercise for one in inserted.steps] == ["dimensions", "break", "pairs", "blockers"]
    assert at(inserted) == "dimensions"
    assert at(steered(inserted, {"do": "next"})) == "break"


def test_a_step_inserted_in_the_lobby_comes_first_in_this_meeting(lobby: Workshop) -> None:
    wanted = {"do": "insert", "exercise": "break", "minutes": 5}
    second = steered(lobby, {"do": "meeting", "meeting": 2}, wanted)
    assert [one.exercise for one in second.steps] == ["break", "dimensions", "pairs"]
    assert len([one for one in second.agenda if one.meeting == 1]) == 3


def test_a_step_is_jumped_to_dropped_moved_and_made_longer(lobby: Workshop) -> None:
    pairs, blockers = lobby.agenda[1], lobby.agenda[2]
    there = steered(lobby, {"do": "jump", "step": blockers.id})
    assert at(there) == "blockers"
    assert at(steered(there, {"do": "drop", "step": pairs.id}, {"do": "back"})) == "dimensions"
    moved = steered(lobby, {"do": "move", "step": blockers.id, "to": 0})
    assert [one.exercise for one in moved.steps] == ["blockers", "dimensions", "pairs"]
    longer = steered(lobby, {"do": "minutes", "step": pairs.id, "minutes": 20})
    assert longer.find(pairs.id).minutes == 20


def test_the_current_step_is_not_dropped(lobby: Workshop) -> None:
    begun = steered(lobby, {"do": "next"})
    with pytest.raises(PlanRefused, match=r"The room is at this step. Go on first, then drop it."):
        steered(begun, {"do": "drop", "step": begun.current})


def test_a_second_round_is_a_sitting_of_its_own_and_hides_the_picture(lobby: Workshop) -> None:
    begun = steered(lobby, {"do": "next"})
    shown = steering.shown(begun, begun.steps[0], 1)
    again = steered(shown, {"do": "round"}, now=2000.0)
    assert again.sitting(again.steps[0]) == f"{begun.current}.2"
    assert again.shown == {}
    assert again.timer.remaining(2000.0) == 360


def test_a_picture_is_hidden_and_a_text_let_through_and_taken_off(lobby: Workshop) -> None:
    begun = steering.shown(steered(lobby, {"do": "next"}), lobby.steps[0], 3)
    assert steered(begun, {"do": "hide"}).shown == {}
    let = steered(begun, {"do": "through", "text": "a1", "yes": True})
    assert let.through == {begun.current: ("a1",)}
    assert steered(let, {"do": "through", "text": "a1", "yes": False}).through[begun.current] == ()


def test_a_closed_room_can_only_be_opened_again(lobby: Workshop) -> None:
    closed = steered(lobby, {"do": "next"}, {"do": "close"})
    assert views.phase(closed) == "ended"
    with pytest.raises(PlanRefused, match=r"This workshop is closed. Open it again first."):
        steered(closed, {"do": "next"})
    assert views.phase(steered(closed, {"do": "open"})) == "step"


def test_a_link_comes_and_goes(lobby: Workshop) -> None:
    linked, link = steering.with_link(lobby, "Ada")
    assert linked.doors()[f"co:{link.id}"] == link.secret
    assert steering.without_link(linked, link.id).doors() == lobby.doors()


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"do": None},
        {"do": ["next"]},
        {"do": "explode"},
        {"do": "jump", "step": "nowhere"},
        {"do": "jump"},
        {"do": "insert", "exercise": "dancing", "minutes": 5},
        {"do": "insert", "exercise": "pairs", "minutes": 0},
        {"do": "insert", "exercise": ["pairs"], "minutes": 5},
        {"do": "move", "step": "nowhere", "to": 0},
        {"do": "extend", "seconds": 1e9},
        {"do": "extend"},
        {"do": "meeting", "meeting": 9},
        {"do": "through", "text": 7, "yes": True},
        {"do": "round"},
        {"do": "back"},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(lobby: Workshop, wanted: dict[str, Any]) -> None:
    with pytest.raises(PlanRefused) as refused:
        steered(lobby, wanted)
    assert refused.value.message.endswith(".")


ANY = st.one_of(
    st.fixed_dictionaries({"do": st.sampled_from(["next", "back", "pause", "resume", "hide"])}),
    st.fixed_dictionaries({"do": st.sampled_from(["round", "close", "open"])}),
    st.fixed_dictionaries({"do": st.just("jump"), "step": st.integers(0, 6)}),
    st.fixed_dictionaries({"do": st.just("drop"), "step": st.integers(0, 6)}),
    st.fixed_dictionaries(
        {"do": st.just("move"), "step": st.integers(0, 6), "to": st.integers(-1, 7)}
    ),
    st.fixed_dictionaries(
        {"do": st.just("insert"), "exercise": st.sampled_from(sorted(KNOWN)), "minutes": st.just(5)}
    ),
    st.fixed_dictionaries({"do": st.just("meeting"), "meeting": st.integers(0, 3)}),
    st.fixed_dictionaries({"do": st.just("extend"), "seconds": st.integers(-90, 90)}),
)


EMPTY_MEETING = [{"do": "drop", "step": 0}] * 3
BLOCKERS = {"do": "insert", "exercise": "blockers", "minutes": 5}


@example(changes=[*EMPTY_MEETING, BLOCKERS])
@given(changes=st.lists(ANY, max_size=30))
def test_in_any_order_the_room_is_always_somewhere_and_nothing_is_lost(
    changes: list[dict[str, Any]],
) -> None:
    workshop = plan.new_workshop("Saturday", AGENDA, KNOWN, date(2026, 11, 21))
    for number, change in enumerate(changes):
        wanted, steps = dict(change), workshop.agenda
        if "step" in wanted:
            wanted["step"] = steps[wanted["step"] % len(steps)].id
        before = workshop
        try:
            workshop = steering.steer(workshop, wanted, KNOWN, 1000.0 + number)
        except PlanRefused:
            assert workshop is before
            continue
        assert workshop.revision == before.revision + 1
        assert workshop.current == "" or workshop.step in workshop.steps
        assert len({step.id for step in workshop.agenda}) == len(workshop.agenda) > 0
        assert [one.meeting for one in workshop.agenda] == sorted(
            one.meeting for one in workshop.agenda
        )
        assert Workshop.model_validate(workshop.as_json()) == workshop
