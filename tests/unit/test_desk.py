"""The desk: a kernel gets what its person may have, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Person, Records
from closeness_widgets.serving.desk import DeskServer, Place
from closeness_widgets.serving.pen import Pen
from tests.unit.storage import HERE

Json = dict[str, Any]


class Kernel:
    """The other end, as a kernel speaks it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.pushed: list[Json] = []
        self.number = 0

    async def call(self, name: str, **details: Any) -> Json:
        self.number += 1
        self.send({"id": self.number, "call": name, **details})
        while True:
            message = await self.hear()
            if message.get("id") == self.number:
                return message
            self.pushed.append(message)

    def send(self, message: Json) -> None:
        self.writer.write(json.dumps(message).encode() + b"\n")

    async def hear(self) -> Json:
        return dict(json.loads(await asyncio.wait_for(self.reader.readline(), 20)))


class Room:
    """A desk on a real socket, over real records."""

    def __init__(self, desk: DeskServer, records: Records) -> None:
        self.desk, self.records = desk, records

    def person(self) -> Person:
        person = self.records.person_of(self.records.begin_person())
        assert person is not None
        return person

    async def kernel(self, capability: str) -> Kernel:
        path = self.desk.address.removeprefix("unix:")
        kernel = Kernel(*await asyncio.open_unix_connection(path))
        kernel.send({"hello": capability})
        return kernel

    async def seated(self, person: Person) -> Kernel:
        """A kernel whose place was given to ``person``, the page loaded."""
        place = self.desk.new_place(lambda: None)
        kernel = await self.kernel(place.capability)
        await kernel.call("load", exercise="dimensions")
        seating = asyncio.create_task(self.desk.seat(place, person))
        assert await kernel.hear() == {"push": "seated"}
        await kernel.call("ready")
        await seating
        return kernel


@asynccontextmanager
async def a_room(folder: Path, database: str | None = None) -> AsyncIterator[Room]:
    with Records.open(folder, database or HERE.address(folder)) as records:
        pen = Pen()
        desk = DeskServer(records, pen, partial(read_library, [paths.content()]))
        await desk.open()
        yield Room(desk, records)
        await desk.close()
        pen.close()


Story = Callable[[Room], Awaitable[None]]


@pytest.fixture
def run(on_both: None, tmp_path: Path) -> Callable[[Story], None]:
    """Runs a story in a room of its own."""

    def told(story: Story) -> None:
        async def inside() -> None:
            async with a_room(tmp_path) as room:
                await asyncio.wait_for(story(room), 30)

        asyncio.run(inside())

    return told


async def chosen(kernel: Kernel, kind: str = "friend", nickname: str = "") -> str:
    """Choose a relationship and return its id."""
    await kernel.call("choose", choice={"kind": kind, "nickname": nickname})
    return str((await kernel.call("load", exercise="dimensions"))["ok"]["about"]["id"])


def change(about: str, **other: Any) -> Json:
    return {
        "exercise": "dimensions",
        "about": about,
        "item": "ideas.now",
        "value": 7,
        "revision": 1,
        "writer": "w",
        **other,
    }


def test_a_place_that_nobody_sits_at_can_load_and_save_nothing(
    run: Callable[[Story], None],
) -> None:
    async def story(room: Room) -> None:
        place: Place = room.desk.new_place(lambda: None)
        kernel = await room.kernel(place.capability)
        for call in ("load", "save", "choose", "erase"):
            reply = await kernel.call(call, **change("a"))
            assert reply["refused"]["message"] == "This page has not been given to anybody yet."

    run(story)


def test_a_wrong_capability_is_shown_the_door(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        kernel = await room.kernel("guessed")
        assert await kernel.reader.read() == b""

    run(story)


def test_a_second_kernel_cannot_sit_on_an_occupied_place(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        place = room.desk.new_place(lambda: None)
        first = await room.kernel(place.capability)
        await first.call("load", exercise="dimensions")
        second = await room.kernel(place.capability)
        assert await second.reader.read() == b""

    run(story)


def test_what_is_saved_is_loaded_again_on_another_page(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        person = room.person()
        kernel = await room.seated(person)
        about = await chosen(kernel)
        assert (await kernel.call("save", **change(about)))["ok"] == {"revision": 1}
        other = await room.seated(person)
        loaded = (await other.call("load", exercise="dimensions"))["ok"]
        assert loaded["answers"] == {"ideas.now": {"value": 7, "revision": 1}}
        assert loaded["about"]["kind"] == "friend"

    run(story)


def test_two_people_never_see_each_others_answers(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        mine, theirs = await room.seated(room.person()), await room.seated(room.person())
        about = await chosen(mine)
        await mine.call("save", **change(about))
        await chosen(theirs)
        assert (await theirs.call("load", exercise="dimensions"))["ok"]["answers"] == {}
        refused = (await theirs.call("save", **change(about)))["refused"]
        assert refused["message"] == "Choose who this is about first."

    run(story)


def test_answers_about_two_friends_are_kept_apart(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        kernel = await room.seated(room.person())
        sam = await chosen(kernel, nickname="Sam")
        await kernel.call("save", **change(sam))
        kim = await chosen(kernel, nickname="Kim")
        assert sam != kim
        assert (await kernel.call("load", exercise="dimensions"))["ok"]["answers"] == {}
        # A change that was still under way when the person turned to Kim stays Sam's.
        await kernel.call("save", **change(sam, revision=2, value=3))
        assert (await kernel.call("load", exercise="dimensions"))["ok"]["answers"] == {}
        assert await chosen(kernel, nickname="Sam") == sam
        loaded = (await kernel.call("load", exercise="dimensions"))["ok"]["answers"]
        assert loaded == {"ideas.now": {"value": 3, "revision": 2}}

    run(story)


def test_an_older_change_is_refused_with_what_is_stored(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        kernel = await room.seated(room.person())
        about = await chosen(kernel)
        await kernel.call("save", **change(about, revision=3))
        again = await kernel.call("save", **change(about, revision=3))
        assert again["ok"] == {"revision": 3}
        stale = (await kernel.call("save", **change(about, value=1, writer="other")))["refused"]
        assert stale["rule"] == "stale"
        assert stale["current"] == {"value": 7, "revision": 3}

    run(story)


BAD = [
    ({"value": 11}, "out-of-scale"),
    ({"value": True}, "wrong-type"),
    ({"value": "seven"}, "wrong-type"),
    ({"item": "nothing.now"}, "unknown-item"),
    ({"item": "blaming.me"}, "unknown-item"),
    ({"item": None}, "item"),
    ({"item": ["ideas.now"]}, "item"),
    ({"exercise": "nothing"}, "unknown-exercise"),
    ({"exercise": {}}, "unknown-exercise"),
    ({"exercise": "relationships"}, "unknown-exercise"),
    ({"value": "x" * 100_000}, "value"),
    ({"revision": 0}, "revision"),
    ({"revision": "2"}, "revision"),
    ({"revision": True}, "revision"),
    ({"writer": "w" * 200}, "writer"),
    ({"writer": None}, "writer"),
]


@pytest.mark.parametrize(("wrong", "rule"), BAD)
def test_a_bad_change_is_refused_changes_nothing_and_the_desk_lives_on(
    run: Callable[[Story], None], wrong: Json, rule: str
) -> None:
    async def story(room: Room) -> None:
        kernel = await room.seated(room.person())
        about = await chosen(kernel)
        refused = (await kernel.call("save", **change(about, **wrong)))["refused"]
        assert refused["rule"] in (rule, "wrong-type", "out-of-scale")
        assert refused["message"].endswith(".")
        assert (await kernel.call("load", exercise="dimensions"))["ok"]["answers"] == {}
        assert "ok" in await kernel.call("save", **change(about))

    run(story)


def test_lines_that_are_no_call_close_the_desk_for_that_kernel_only(
    run: Callable[[Story], None],
) -> None:
    async def story(room: Room) -> None:
        good, bad = await room.seated(room.person()), await room.seated(room.person())
        bad.writer.write(b"[1, 2]\n")
        assert await bad.reader.read() == b""
        assert "ok" in await good.call("load", exercise="dimensions")

    run(story)


def test_an_erased_exercise_is_empty_and_the_other_page_is_told(
    run: Callable[[Story], None],
) -> None:
    async def story(room: Room) -> None:
        person = room.person()
        kernel, other = await room.seated(person), await room.seated(person)
        about = await chosen(kernel)
        await kernel.call("save", **change(about))
        assert await other.hear() == {"push": "changed"}
        assert (await kernel.call("erase", exercise="dimensions", about=about))["ok"] == {"gone": 1}
        assert await other.hear() == {"push": "changed"}
        assert (await kernel.call("load", exercise="dimensions"))["ok"]["answers"] == {}

    run(story)


def test_the_server_learns_at_once_that_a_kernel_has_ended(run: Callable[[Story], None]) -> None:
    async def story(room: Room) -> None:
        gone = asyncio.Event()
        place = room.desk.new_place(gone.set)
        kernel = await room.kernel(place.capability)
        await kernel.call("load", exercise="dimensions")
        kernel.writer.close()
        await asyncio.wait_for(gone.wait(), 2)

    run(story)


def test_kernels_get_another_mark_only_when_a_word_has_changed(tmp_path: Path) -> None:
    read = [read_library([paths.content()])]
    with Records.open(tmp_path) as records:
        desk = DeskServer(records, Pen(), lambda: read[-1])
        first = desk.library_mark
        assert desk.library_mark == first
        changed = tmp_path / "own" / "en" / "dimensions.yaml"
        changed.parent.mkdir(parents=True)
        shipped = (paths.content() / "en" / "dimensions.yaml").read_text(encoding="utf-8")
        changed.write_text(shipped.replace("title: ", "title: New ", 1), encoding="utf-8")
        read.append(read_library([paths.content(), tmp_path / "own"]))
        assert desk.library_mark not in ("", first)
