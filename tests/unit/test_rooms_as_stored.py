"""A room is changed as its row stands, whoever changed it: never from what was remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from closeness_widgets.records import RecordRefused, Records, WorkshopGone
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.live.rooms import Rooms, UnknownWorkshop
from closeness_widgets.serving.live.watching import NOT_ALLOWED, Watcher
from closeness_widgets.serving.pen import Pen
from closeness_widgets.workshops import steering
from closeness_widgets.workshops.plan import PlanRefused, Workshop
from tests.unit.live_room import KNOWN, LIBRARY, NOW, WORDS, LiveRoom, open_records

pytestmark = pytest.mark.usefixtures("on_both")

T = TypeVar("T")
Json = dict[str, Any]
Story = Callable[[Rooms], Awaitable[T]]
RATINGS = {"ideas.now": 7, "ideas.wished": 8}
TEXTS = [{"words": f"Owl {number}"} for number in range(9)]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path) as opened:
        yield opened


@pytest.fixture
def room(records: Records) -> LiveRoom:
    return LiveRoom(records, "dimensions", "blockers")


def served(records: Records, story: Story[T]) -> T:
    """Run a story with the rooms of a server of its own on these records."""

    async def told() -> T:
        pen = Pen()
        pictures = Pictures(records, lambda: WORDS)
        try:
            return await story(Rooms(records, pen, lambda: LIBRARY, pictures, lambda _: {}, dict))
        finally:
            pen.close()

    return asyncio.run(told())


def moved_on(workshop: Workshop) -> Workshop:
    return steering.steer(workshop, {"do": "next"}, KNOWN, NOW)


def behind_its_back(room: LiveRoom, change: Callable[[Workshop], Workshop]) -> None:
    """Another server, or the command line, changes the row."""
    room.records.update_workshop(
        room.id, lambda state: (change(Workshop.model_validate(state)).as_json(), None)
    )


def test_a_change_is_made_to_the_row_and_not_to_what_was_remembered(
    records: Records, room: LiveRoom
) -> None:
    async def story(rooms: Rooms) -> Workshop:
        assert (await rooms.room(room.workshop.id)).workshop.current == ""
        behind_its_back(room, moved_on)
        return await rooms.change(room.workshop.id, moved_on)

    workshop = served(records, story)
    assert (workshop.current, workshop.revision) == (room.step("blockers").id, 3)


def test_of_two_who_press_next_the_second_is_refused_though_only_the_row_knows_of_the_first(
    records: Records, room: LiveRoom
) -> None:
    async def story(rooms: Rooms) -> None:
        await rooms.room(room.workshop.id)
        behind_its_back(room, moved_on)
        with pytest.raises(steering.MovedOn):
            await rooms.steer(room.workshop.id, {"do": "next", "from": ""})

    served(records, story)
    assert records.load_workshop(room.id)["revision"] == 2


def test_a_refused_change_changes_nothing_at_all(records: Records, room: LiveRoom) -> None:
    before = records.load_workshop(room.id)

    def refused(workshop: Workshop) -> Workshop:
        records.new_workshop(b"another workshop", workshop.as_json(), {})
        raise PlanRefused("no", "No.")

    async def story(rooms: Rooms) -> None:
        with pytest.raises(PlanRefused, match=r"No\."):
            await rooms.change(room.workshop.id, refused)

    served(records, story)
    assert records.load_workshop(room.id) == before
    assert len(records.all_workshops()) == 1


def test_a_picture_that_another_server_made_counts_for_the_next_one(
    records: Records, room: LiveRoom
) -> None:
    room.at("blockers")
    room.crowd("blockers", [{"blame.me": number % 3} for number in range(5)])
    other = Pictures(records, lambda: WORDS)
    step = room.step("blockers")
    other.all(room.workshop, LIBRARY)  # it has looked, and there was none
    assert room.pictures.reveal(room.workshop, step, LIBRARY) == 1
    room.crowd("blockers", [{"blame.me": 1}])
    shown = steering.shown(room.workshop, step, 1)
    with pytest.raises(PlanRefused) as caught:
        other.reveal(shown, step, LIBRARY)
    assert caught.value.rule == "close"
    assert [one["number"] for one in records.pictures(room.id)] == [1]
    look = records.look_at(room.id)
    facts = other.facts(shown, LIBRARY, 6, 0, look.pictures)
    assert facts.latest is not None


def test_a_workshop_that_is_gone_is_no_room_any_more(records: Records, room: LiveRoom) -> None:
    async def story(rooms: Rooms) -> None:
        found = await rooms.room(room.workshop.id)
        records.delete_workshop(room.id)
        with pytest.raises(WorkshopGone):
            await rooms.change(room.workshop.id, moved_on)
        with pytest.raises(WorkshopGone):
            await rooms.within(found, lambda workshop: workshop.title)
        await rooms.push(found)
        with pytest.raises(UnknownWorkshop):
            await rooms.room(room.workshop.id)

    served(records, story)


def test_a_push_closes_the_pages_of_whoever_may_not_see_the_room_any_more(
    records: Records, room: LiveRoom
) -> None:
    stays, leaves = room.somebody(), room.somebody()
    closed: list[tuple[str, int]] = []

    def page(name: str, role: str, person: bytes = b"", door: str = "") -> Watcher:
        socket = SimpleNamespace(
            close=lambda code: closed.append((name, code)), write_message=lambda _: None
        )
        return Watcher(socket, role, person, door)

    async def story(rooms: Rooms) -> None:
        workshop, link = steering.with_link(room.workshop, "Bea")
        behind_its_back(room, lambda _: workshop)
        found = await rooms.room(room.workshop.id)
        pages = [
            page("stays", "live", stays.id), page("leaves", "live", leaves.id),
            page("owner", "facilitator", door="owner"), page("wall", "wall", door="wall"),
            page("Bea", "facilitator", door=f"co:{link.id}"),
        ]  # fmt: skip
        found.watchers.update(pages)
        await rooms.push(found)
        assert closed == []
        records.leave_workshop(room.id, leaves)
        behind_its_back(room, lambda one: steering.without_link(one, link.id))
        await rooms.push(found)

    served(records, story)
    assert sorted(closed) == [("Bea", NOT_ALLOWED), ("leaves", NOT_ALLOWED)]


def test_calls_made_as_one_are_undone_together_inside_others_that_are_not(
    records: Records, room: LiveRoom
) -> None:
    lost: list[str] = []

    def refused() -> None:
        with records.as_one():
            lost.append(records.begin_person())
            records.new_workshop(room.id, {"revision": 1}, {})  # there is one already

    with records.together():
        kept = records.begin_person()
        with pytest.raises(RecordRefused):
            refused()
        also = records.begin_person()
    assert records.person_of(kept)
    assert records.person_of(also)
    assert records.person_of(lost[0]) is None


def test_who_left_quickly_is_found_among_many_without_opening_anything_else(
    records: Records, room: LiveRoom
) -> None:
    people = [room.somebody() for _ in range(4)]
    for person, value in zip(people, (True, None, False, 7), strict=True):
        records.save(person, "shelf", "", "locked", value, 1, "w", "1", lambda _, same: same)
    found = records.answered(people, "shelf", "", "locked")
    assert found == {people[0].id, people[2].id, people[3].id}
    records.erase_person(people[3])
    assert records.gone(people) == {people[3].id}
    assert records.answered([], "shelf", "", "locked") == records.gone([]) == set()
