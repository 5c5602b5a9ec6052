"""The rooms of this server: each workshop's row, and the pages that follow it.

The row is the truth; what is kept here can be read from it again at any time. A change is made to
the row as it stands, then pushed to every page straight from the server: no kernel stands in
between. Where other servers share the database, they tell that a row changed, and it is read again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from closeness_widgets.content.library import Library
from closeness_widgets.records import Notice, Person, Records, StorageFailed, WorkshopGone
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.live.watching import GONE, OWNER_DOOR, LiveRoom, Watcher
from closeness_widgets.serving.pen import Pen
from closeness_widgets.workshops import steering, views
from closeness_widgets.workshops.plan import PlanRefused, Workshop

T = TypeVar("T")
Json = dict[str, Any]
AT_MOST_EVERY = 0.2
"""Seconds between two pushes that only count people; steering is pushed at once."""

log = logging.getLogger("closeness.rooms")


class UnknownWorkshop(Exception):
    """There is no workshop of this id."""


class Rooms:
    """Every workshop that was asked for here, and the only way to change one."""

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
        """The room of a workshop. Raises :class:`UnknownWorkshop`.

        Where another server may have changed the row it is read again.
        """
        room = self._rooms.get(workshop_id)
        if room is not None and self._records.alone:
            return room
        return self._as_stored(workshop_id, await self._pen.do(self._load, workshop_id))

    async def all(self) -> list[Workshop]:
        """Every workshop, the newest first."""
        states = await self._pen.do(self._records.all_workshops)
        found = [self._as_stored(one.hex(), state).workshop for one, state in states]
        return sorted(found, key=lambda one: (one.created, one.title), reverse=True)

    async def create(self, workshop: Workshop) -> Workshop:
        """Store a new workshop."""
        await self._pen.do(
            self._records.new_workshop,
            bytes.fromhex(workshop.id),
            workshop.as_json(),
            workshop.doors(),
        )
        return workshop

    async def change(self, workshop_id: str, change: Callable[[Workshop], Workshop]) -> Workshop:
        """Change a workshop as it stands and tell every page, once the change is stored.

        ``change`` runs on the pen's thread, inside the transaction that stores what it returns.

        Raises:
            WorkshopGone: there is none, or it was deleted just now.
            PlanRefused: from ``change``; nothing was changed.
        """

        def how(state: Json) -> tuple[Json, Mapping[str, str] | None] | None:
            before = Workshop.model_validate(state)
            after = change(before)
            if after is before:
                return None
            return after.as_json(), after.doors() if after.doors() != before.doors() else None

        name = bytes.fromhex(workshop_id)
        room = self._as_stored(
            workshop_id, await self._pen.do(self._records.update_workshop, name, how)
        )
        await self.push(room)
        return room.workshop

    async def within(self, room: LiveRoom, call: Callable[[Workshop], T]) -> T:
        """What ``call`` makes of the workshop as it stands, in one transaction.

        Runs on the pen's thread. Raises WorkshopGone, and what ``call`` raises; then nothing that
        it did is kept.
        """
        return await self._pen.do(self._within, room.workshop.id, call)

    async def steer(self, workshop_id: str, wanted: Json) -> Workshop:
        """Do what a facilitator asked for. Raises PlanRefused with what to say to them."""
        library = self._read_library()
        if wanted.get("do") == "reveal":
            return await self.change(
                workshop_id, lambda workshop: self._shown(workshop, wanted, library)
            )
        known = {step.id for step in views.steps_of(library)}
        return await self.change(
            workshop_id, lambda workshop: steering.steer(workshop, wanted, known, time.time())
        )

    async def delete(self, workshop_id: str) -> None:
        """Delete a workshop with all that was shared in it; its pages are sent away."""
        await self._pen.do(self._records.delete_workshop, bytes.fromhex(workshop_id))
        self.forget(workshop_id)

    def forget(self, workshop_id: str) -> None:
        """The workshop is gone: send its pages away."""
        room = self._rooms.pop(workshop_id, None)
        self._pictures.forget(workshop_id)
        for watcher in list(room.watchers) if room else ():
            watcher.socket.close(GONE)

    def left(self, person: Person) -> None:
        """A person erased their record or left this device: their pages go."""
        for room in self._rooms.values():
            room.turn_out(lambda one: one.role == "live" and one.person == person.id)

    @property
    def in_session(self) -> int:
        """How many workshops have a page open somewhere."""
        return sum(1 for room in self._rooms.values() if room.watchers)

    def pages(self, role: str) -> int:
        """How many pages of one kind follow a room."""
        return sum(one.role == role for room in self._rooms.values() for one in room.watchers)

    async def turn_out_who_left(self, may: Callable[[Watcher], Awaitable[bool]]) -> None:
        """Close the pages of signed-in people of whom ``may`` is not true any more."""
        for room in list(self._rooms.values()):
            led = [one for one in room.watchers if one.door == OWNER_DOOR]
            gone = [one for one in led if not await may(one)]
            room.turn_out(gone.__contains__)

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
        room.timer = loop.call_later(wait, self._do, partial(self._push_now, room))

    async def push(self, room: LiveRoom, only: Watcher | None = None) -> None:
        """Send every page what it may see now, if it differs from what it has."""
        async with room.pushing:
            library, here = self._read_library(), room.here + room.elsewhere.here
            seen = await self._pen.do(self._see, room, library, here)
            if seen is None:
                self.forget(room.workshop.id)
                return
            room.workshop, members, facts = seen
            workshop = room.workshop
            room.turn_out(lambda one: not one.may_see(workshop, members))
            now, told = time.time(), dict[str, Json]()
            for watcher in [only] if only else list(room.watchers):
                if not watcher.may_see(workshop, members):
                    continue
                if watcher.role not in told:
                    told[watcher.role] = self._view(watcher.role, workshop, library, facts, now)
                watcher.send(told[watcher.role], _same(told[watcher.role], workshop))
        room.pushed = time.monotonic()

    def look_again(self) -> None:
        """Something outside the rooms changed that walls and leaders are told, such as places."""
        for room in self._rooms.values():
            if room.watchers:
                self.soon(room)

    def in_use(self) -> bool:
        """Whether a page follows a room, or a room is in session."""
        now = time.monotonic()
        return any(room.in_use(now) for room in self._rooms.values())

    def beat(self) -> None:
        """Give every page a sign of life, so that it notices a line that died without a word."""
        self.look_again()  # this computer's address may have changed
        for room in self._rooms.values():
            for watcher in room.watchers:
                watcher.beat()

    # Other servers

    def hear(self, notice: Notice | None) -> None:
        """Another server says something; None: it may have said anything."""
        if notice is None:
            self.look_around()
            return
        room = self._rooms.get(notice.workshop_id.hex())
        if room is None or not room.watchers:
            return
        if notice.here is not None and room.elsewhere.hear(notice.server, notice.here):
            room.announced = None  # that server does not know of this one yet
        self.soon(room)

    def look_around(self) -> None:
        """Look at every room that somebody watches, whatever was heard, and say who is here."""
        for room in self._rooms.values():
            if room.watchers:
                room.announced = None
                self.soon(room)

    async def _push_now(self, room: LiveRoom) -> None:
        room.timer = None
        await self.push(room)
        if room.announced != room.here and not self._records.alone:
            room.announced = room.here
            name = bytes.fromhex(room.workshop.id)
            await self._pen.do(self._records.announce, name, room.here)

    # On the pen's thread

    def _load(self, workshop_id: str) -> Json | None:
        try:
            name = bytes.fromhex(workshop_id)
        except ValueError:
            return None
        return self._records.load_workshop(name)

    def _within(self, workshop_id: str, call: Callable[[Workshop], T]) -> T:
        with self._records.as_one():
            state = self._load(workshop_id)
            if state is None:
                raise WorkshopGone
            return call(Workshop.model_validate(state))

    def _see(
        self, room: LiveRoom, library: Library, here: int
    ) -> tuple[Workshop, frozenset[bytes], views.Room] | None:
        with self._records.as_one():
            look = self._records.look_at(bytes.fromhex(room.workshop.id))
            if look is None:
                return None
            workshop = _newest(room.workshop, look.state)
            joined, made = len(look.members), look.pictures
            facts = self._pictures.facts(workshop, library, joined, here, made)
            return workshop, look.members, facts

    def _shown(self, workshop: Workshop, wanted: Json, library: Library) -> Workshop:
        steering.as_seen(workshop, wanted)
        step = workshop.step
        if step is None or workshop.closed:
            raise PlanRefused("no-step", "The room is at no step that has a picture.")
        return steering.shown(workshop, step, self._pictures.reveal(workshop, step, library))

    # The rest

    def _as_stored(self, workshop_id: str, state: Json | None) -> LiveRoom:
        if state is None:
            self.forget(workshop_id)
            raise UnknownWorkshop
        room = self._rooms.get(workshop_id)
        if room is None:
            room = self._rooms[workshop_id] = LiveRoom(Workshop.model_validate(state))
        room.workshop = _newest(room.workshop, state)
        return room

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

    def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(_outlasting(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _newest(known: Workshop, state: Json) -> Workshop:
    """The workshop of a row, whose revision counts every change: the same one needs no reading."""
    return known if known.revision == state["revision"] else Workshop.model_validate(state)


def _same(view: Json, workshop: Workshop) -> str:
    """Two views that differ in the running clock only are the same to a page that counts itself."""
    return json.dumps({**view, "timer": workshop.timer.model_dump(), "revision": 0})


async def _outlasting(work: Callable[[], Awaitable[None]]) -> None:
    """Nobody waits for it: a database that is away for a while is named, and looked at again."""
    try:
        await work()
    except StorageFailed as error:
        log.error("%s", error)
