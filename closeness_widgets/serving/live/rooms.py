"""The rooms of this server: each workshop's row, and the pages that follow it.

The row is the truth; what is kept here can be read from it again at any time. A change is stored
first, then pushed to every page straight from the server: no kernel stands in between.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from closeness_widgets.content.library import Library
from closeness_widgets.records import Person, Records
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.pen import Pen
from closeness_widgets.workshops import steering, views
from closeness_widgets.workshops.plan import PlanRefused, Workshop

Json = dict[str, Any]
AT_MOST_EVERY = 0.2
"""Seconds between two pushes that only count people; steering is pushed at once."""

BEAT = 15
"""Seconds between two signs of life to every page."""

NOT_ALLOWED = 4401
"""Closes a room's socket whose page may not, or no longer, see the room."""
GONE = 4410
"""Closes a room's socket whose workshop does not exist any more."""

log = logging.getLogger("closeness.rooms")


class UnknownWorkshop(Exception):
    """There is no workshop of this id."""


@dataclass(eq=False)
class Watcher:
    """One page that follows a room. ``role``: live, wall or facilitator; ``door``: how it came."""

    socket: WebSocketHandler
    role: str
    person: bytes = b""
    door: str = ""
    sent: str = ""

    def send(self, view: Json, same: str) -> None:
        """Send a view unless the page has it already; ``same`` tells two views apart."""
        if same == self.sent:
            return
        self.sent = same
        try:
            self.socket.write_message(json.dumps({"room": view}))
        except WebSocketClosedError:
            log.debug("A page left while it was told something.")

    def beat(self) -> None:
        """Say that the line is alive, and how often that is said."""
        with suppress(WebSocketClosedError):
            self.socket.write_message(json.dumps({"beat": BEAT}))


@dataclass
class LiveRoom:
    """A workshop that somebody has asked for since the server started."""

    workshop: Workshop
    watchers: set[Watcher] = field(default_factory=set)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    pushing: asyncio.Lock = field(default_factory=asyncio.Lock)
    pushed: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def here(self) -> int:
        """People with an open page, each counted once."""
        return len({one.person for one in self.watchers if one.role == "live"})


class Rooms:
    """Every workshop of this server, and the only way to change one."""

    def __init__(
        self,
        records: Records,
        pen: Pen,
        read_library: Callable[[], Library],
        pictures: Pictures,
        joining: Callable[[Workshop], Json],
        ready: Callable[[], Json],
    ) -> None:
        self._records = records
        self._pen = pen
        self._read_library = read_library
        self._pictures = pictures
        self._joining = joining
        self._ready = ready
        self._rooms: dict[str, LiveRoom] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def room(self, workshop_id: str) -> LiveRoom:
        """The room of a workshop. Raises :class:`UnknownWorkshop`."""
        if workshop_id not in self._rooms:
            state = await self._pen.do(self._load, workshop_id)
            if state is None:
                raise UnknownWorkshop
            self._rooms.setdefault(workshop_id, LiveRoom(Workshop.model_validate(state)))
        return self._rooms[workshop_id]

    async def all(self) -> list[Workshop]:
        """Every workshop, the newest first."""
        states = await self._pen.do(self._records.all_workshops)
        found = [(await self.room(one.hex())).workshop for one, _ in states]
        return sorted(found, key=lambda one: (one.created, one.title), reverse=True)

    async def create(self, workshop: Workshop) -> Workshop:
        """Store a new workshop."""
        await self._pen.do(
            self._records.new_workshop,
            bytes.fromhex(workshop.id),
            workshop.as_json(),
            workshop.doors(),
        )
        self.created(workshop)
        return workshop

    def created(self, workshop: Workshop) -> None:
        """A workshop was stored in another way: it has a room from now on."""
        self._rooms[workshop.id] = LiveRoom(workshop)

    async def read_again(self, workshop_id: str) -> None:
        """The row was changed in another way: show it as it stands now."""
        room = await self.room(workshop_id)
        async with room.changing:
            state = await self._pen.do(self._load, workshop_id)
            if state is not None:
                room.workshop = Workshop.model_validate(state)
        await self.push(room)

    async def change(self, workshop_id: str, change: Callable[[Workshop], Workshop]) -> Workshop:
        """Change a workshop and tell every page; one change at a time, stored before it is told.

        Raises:
            PlanRefused: from ``change``; nothing was changed.
        """
        room = await self.room(workshop_id)
        async with room.changing:
            changed = change(room.workshop)
            if changed is not room.workshop:
                await self._store(room, changed)
        await self.push(room)
        return room.workshop

    async def steer(self, workshop_id: str, wanted: Json) -> Workshop:
        """Do what a facilitator asked for. Raises PlanRefused with what to say to them."""
        if wanted.get("do") == "reveal":
            return await self._reveal(workshop_id)
        known = {step.id for step in views.steps_of(self._read_library())}
        return await self.change(
            workshop_id, lambda workshop: steering.steer(workshop, wanted, known, time.time())
        )

    async def delete(self, workshop_id: str) -> None:
        """Delete a workshop with all that was shared in it; its pages are sent away."""
        room = await self.room(workshop_id)
        async with room.changing:
            await self._pen.do(self._records.delete_workshop, bytes.fromhex(workshop_id))
            self.forget(workshop_id)

    def forget(self, workshop_id: str) -> None:
        """The workshop is gone: send its pages away."""
        room = self._rooms.pop(workshop_id, None)
        self._pictures.forget(workshop_id)
        for watcher in list(room.watchers) if room else ():
            watcher.socket.close(GONE)

    def turn_out(self, room: LiveRoom, which: Callable[[Watcher], bool]) -> None:
        """Close the pages that may not see the room any more."""
        for watcher in [one for one in room.watchers if which(one)]:
            watcher.socket.close(NOT_ALLOWED)

    def left(self, person: Person) -> None:
        """A person erased their record or left this device: their pages go."""
        for room in self._rooms.values():
            self.turn_out(room, lambda one: one.role == "live" and one.person == person.id)

    @property
    def in_session(self) -> int:
        """How many workshops have a page open somewhere."""
        return sum(1 for room in self._rooms.values() if room.watchers)

    def pages(self, role: str) -> int:
        """How many pages of one kind follow a room."""
        return sum(one.role == role for room in self._rooms.values() for one in room.watchers)

    async def follow(self, room: LiveRoom, watcher: Watcher) -> None:
        """A page begins to follow; it gets the room as it stands."""
        room.watchers.add(watcher)
        await self.push(room, only=watcher)
        self.soon(room)

    def unfollow(self, room: LiveRoom, watcher: Watcher) -> None:
        """The page is closed."""
        room.watchers.discard(watcher)
        self.soon(room)

    def soon(self, room: LiveRoom) -> None:
        """Tell the pages in a moment: counts change often while people come in."""
        if room.timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = max(0.0, room.pushed + AT_MOST_EVERY - time.monotonic())
        room.timer = loop.call_later(wait, lambda: self._do(self._push_now(room)))

    async def push(self, room: LiveRoom, only: Watcher | None = None) -> None:
        """Send every page what it may see now, if it differs from what it has."""
        async with room.pushing:
            workshop, library = room.workshop, self._read_library()
            facts = await self._pen.do(self._facts, workshop, library, room.here)
            now, told = time.time(), dict[str, Json]()
            for watcher in [only] if only else list(room.watchers):
                if watcher.role not in told:
                    told[watcher.role] = self._view(watcher.role, workshop, library, facts, now)
                watcher.send(told[watcher.role], _same(told[watcher.role], workshop))
        room.pushed = time.monotonic()

    def look_again(self) -> None:
        """Something outside the rooms changed that walls and leaders are told, such as places."""
        for room in self._rooms.values():
            if room.watchers:
                self.soon(room)

    def beat(self) -> None:
        """Give every page a sign of life, so that it notices a line that died without a word."""
        self.look_again()  # this computer's address may have changed
        for room in self._rooms.values():
            for watcher in room.watchers:
                watcher.beat()

    async def _push_now(self, room: LiveRoom) -> None:
        room.timer = None
        await self.push(room)

    async def _reveal(self, workshop_id: str) -> Workshop:
        room = await self.room(workshop_id)
        async with room.changing:
            workshop = room.workshop
            step = workshop.step
            if step is None or workshop.closed:
                raise PlanRefused("no-step", "The room is at no step that has a picture.")
            library = self._read_library()
            number = await self._pen.do(self._pictures.reveal, workshop, step, library)
            await self._store(room, steering.shown(workshop, step, number))
        await self.push(room)
        return room.workshop

    async def _store(self, room: LiveRoom, changed: Workshop) -> None:
        doors = changed.doors() if changed.doors() != room.workshop.doors() else None
        await self._pen.do(
            self._records.change_workshop,
            bytes.fromhex(changed.id),
            changed.as_json(),
            room.workshop.revision,
            doors,
        )
        room.workshop = changed

    def _load(self, workshop_id: str) -> Json | None:
        try:
            name = bytes.fromhex(workshop_id)
        except ValueError:
            return None
        return self._records.load_workshop(name)

    def _facts(self, workshop: Workshop, library: Library, here: int) -> views.Room:
        joined = self._records.count_members(bytes.fromhex(workshop.id))
        return self._pictures.facts(workshop, library, joined, here)

    def _view(
        self, role: str, workshop: Workshop, library: Library, facts: views.Room, now: float
    ) -> Json:
        if role == "live":
            return views.phone_view(workshop, library, facts, now)
        if role == "wall":
            view = views.wall_view(workshop, library, facts, now)
        else:
            view = views.lead_view(workshop, library, facts, now)
        return {**view, "join": self._joining(workshop), "ready": self._ready()}

    def _do(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _same(view: Json, workshop: Workshop) -> str:
    """Two views that differ in the running clock only are the same to a page that counts itself."""
    return json.dumps({**view, "timer": workshop.timer.model_dump(), "revision": 0})
