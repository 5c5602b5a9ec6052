"""Seats: one kernel for one visit of one page, given to one person and taken back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from closeness_widgets.records import Person
from closeness_widgets.serving.cells import run_cells
from closeness_widgets.serving.chapters import Chapter
from closeness_widgets.serving.desk import DeskServer, KernelGone, Place
from closeness_widgets.serving.forked import FORK_IS_SAFE
from closeness_widgets.serving.kernel_environment import kernel_environment
from closeness_widgets.serving.lines import Lines, close_lines, open_lines
from closeness_widgets.serving.memory import MOST_SEATS, ceiling, free_memory
from closeness_widgets.serving.open_files import allow

SLEEPING = 15 * 60.0
"""Seconds after which a seat that no page is connected to is taken back."""
NEVER_CAME = 60.0
"""The same for a seat that no page ever connected to: its visitor had already gone."""
MOST_SEATS_EACH = 6
STARTING_AT_ONCE = 4
"""Kernels that start together; more only make everybody wait for the last one."""

KERNEL_ENDED = 4404
"""The code that tells a page that its kernel is gone and that it should ask for a new seat."""
QUIET = 2.0
"""Seconds without anybody coming in before places are prepared again: arrivals come first."""
SPARE = 2
"""Seats that stay prepared once all who were expected have come: for a reload, or a late comer."""

log = logging.getLogger("closeness.seats")


class RoomFull(Exception):
    """No seat just now; ask again in a few seconds."""


@dataclass(eq=False)
class Seat:
    """A running kernel that shows one chapter.

    ``cells`` is what the page puts in the place of each code cell: ``{index: {"model": id}}`` or
    ``{index: {"output": nbformat output}}``. ``lines`` is empty once a page took them.
    """

    kernel_id: str
    place: Place
    chapter: Chapter
    cells: dict[str, dict[str, Any]]
    lines: Lines
    person: Person | None = None
    visit: str = ""
    sockets: set[WebSocketHandler] = field(default_factory=set)
    connected: bool = False
    unconnected_since: float = field(default_factory=time.monotonic)


class Seats:
    """All seats of this server, by kernel."""

    def __init__(
        self, kernels: AsyncMappingKernelManager, desk: DeskServer, content_overlay: Path
    ) -> None:
        self._kernels = kernels
        self._desk = desk
        self._overlay = content_overlay
        self._seats: dict[str, Seat] = {}
        self._given: dict[tuple[bytes, str], asyncio.Task[Seat]] = {}
        self._starting = asyncio.Semaphore(STARTING_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._wanted: dict[Chapter, int] = {}
        self._ready: dict[str, list[Seat]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._refilling: asyncio.Task[Any] | None = None
        self.opened = False
        """Whether the first places were prepared: people may come."""
        self.on_prepared: Callable[[], None] = lambda: None
        self.ceiling = ceiling(free_memory(), FORK_IS_SAFE, allow(MOST_SEATS))
        self.most = self.ceiling.most

    def __len__(self) -> int:
        return len(self._seats)

    @property
    def ready(self) -> int:
        """How many seats are prepared and wait for somebody."""
        return sum(map(len, self._ready.values()))

    @property
    def kernels(self) -> int:
        """How many kernels run, those that are just being prepared included."""
        return len(self._kernels.list_kernel_ids())

    @property
    def connected(self) -> int:
        """How many seats have a page connected to them."""
        return sum(1 for seat in self._seats.values() if seat.sockets)

    async def keep_ready(self, wanted: dict[Chapter, int]) -> None:
        """Prepare so many seats for each chapter, now and again whenever it is quiet."""
        self._wanted = {**self._wanted, **wanted, **self._wanted}
        await self._refill()
        self.opened = True

    async def expect(self, chapter: Chapter, number: int) -> None:
        """Prepare so many seats of this chapter before all others, without waiting for them."""
        self._wanted.pop(chapter, None)
        self._wanted = {chapter: number, **self._wanted}
        self._do(self._refill())

    def prepared(self, chapter: Chapter) -> tuple[int, int]:
        """How many seats of a chapter wait for somebody, and how many are wanted."""
        return len(self._ready.get(chapter.slug, [])), self._wanted.get(chapter, 0)

    def taken(self, chapter: Chapter) -> int:
        """How many seats of a chapter somebody has."""
        return sum(1 for seat in self._seats.values() if seat.chapter is chapter and seat.person)

    def people(self) -> list[Person]:
        """Everybody who has a seat, each once."""
        seated = {seat.person.id: seat.person for seat in self._seats.values() if seat.person}
        return list(seated.values())

    def find(self, kernel_id: str) -> Seat | None:
        """The seat of this kernel, if it is one."""
        return self._seats.get(kernel_id)

    async def take(self, chapter: Chapter, person: Person, visit: str) -> Seat:
        """A seat for this visit of the page, the same one if it was asked for before.

        Raises :class:`RoomFull`.
        """
        key = (person.id, visit)
        task = self._given.get(key)
        if task is None:
            mine = sum(1 for owner, _ in self._given if owner == person.id)
            if len(self._given) >= self.most or mine >= MOST_SEATS_EACH:
                raise RoomFull
            task = asyncio.create_task(self._give(chapter, person, visit))
            self._given[key] = task
        try:
            return await asyncio.shield(task)
        except Exception:
            if self._given.get(key) is task:
                del self._given[key]
            raise

    async def open_exercise(self, seat: Seat, exercise_id: str) -> str:
        """Open one more exercise on a seat that somebody has; return its model's id."""
        return await self._desk.open_exercise(seat.place, exercise_id)

    async def leave(self, seat: Seat) -> None:
        """Take the seat back and end its kernel."""
        self._forget(seat)
        self._desk.drop(seat.place)
        await self._end(seat.kernel_id)

    async def leave_all(self, person: Person) -> None:
        """Take back every seat of a person who erased their record or left this device."""
        for seat in [seat for seat in self._seats.values() if _same(seat.person, person)]:
            await self.leave(seat)

    async def close(self) -> None:
        """Prepare nothing any more, and end every kernel."""
        if self._timer is not None:
            self._timer.cancel()
        if self._refilling is not None:
            self._refilling.cancel()
            await asyncio.wait([self._refilling])
        with suppress(HTTPError):  # a kernel that was just ending by itself
            await self._kernels.shutdown_all(now=True)

    async def cull(self) -> None:
        """Take back seats that no page is connected to any more (:data:`SLEEPING`) or ever was.

        Measured on a clock that stands still while a laptop sleeps, so that opening its lid does
        not end everybody's seat at once.
        """
        now = time.monotonic()
        for seat in list(self._seats.values()):
            if seat.person is None:
                continue  # prepared: it waits for somebody
            if seat.sockets:
                seat.connected, seat.unconnected_since = True, now
            elif now - seat.unconnected_since > (SLEEPING if seat.connected else NEVER_CAME):
                await self.leave(seat)

    async def _give(self, chapter: Chapter, person: Person, visit: str) -> Seat:
        while waiting := self._ready.get(chapter.slug):
            with suppress(KernelGone):  # it ended while it waited: the next one
                return await self._hand_out(waiting.pop(), person, visit)
        await self._make_room(list(self._wanted))
        return await self._hand_out(await self.prepare(chapter), person, visit)

    async def _hand_out(self, seat: Seat, person: Person, visit: str) -> Seat:
        seat.person, seat.visit = person, visit
        seat.unconnected_since = time.monotonic()
        self._refill_when_quiet()
        try:
            if seat.place.writer is not None:  # a page without exercises asks for no place
                await self._desk.seat(seat.place, person)
        except BaseException:
            await self.leave(seat)
            raise
        return seat

    async def prepare(self, chapter: Chapter) -> Seat:
        """Start a kernel and run the chapter's cells in it, for nobody yet."""
        async with self._starting:
            return await self._start(chapter)

    async def _make_room(self, less_wanted: list[Chapter]) -> bool:
        """Whether there is memory for one more seat, perhaps after one that waits was given up."""
        if len(self._seats) < self.most:
            return True
        waiting = next(filter(None, (self._ready.get(one.slug) for one in less_wanted[::-1])), None)
        if waiting:
            await self.leave(waiting[0])
        return bool(waiting)

    async def _refill(self) -> None:
        if self._refilling is not None:
            return
        self._refilling = asyncio.current_task()
        try:
            # Asked anew after each lot: a workshop may have been planned meanwhile.
            while lacking := self._lacking():
                chapter, *less_wanted = lacking
                if not await self._make_room(less_wanted):
                    break
                missing = min(self._lacks(chapter), STARTING_AT_ONCE, self.most - len(self._seats))
                tried = await asyncio.gather(
                    *(self.prepare(chapter) for _ in range(missing)), return_exceptions=True
                )
                made = [one for one in tried if isinstance(one, Seat)]
                still_there = [one for one in made if one.kernel_id in self._seats]
                self._ready.setdefault(chapter.slug, []).extend(still_there)
                self.on_prepared()
                failed = [one for one in tried if isinstance(one, BaseException)]
                if failed:  # tried again when somebody has come
                    log.error("A place could not be prepared: %r", failed[0])
                    break
        finally:
            self._refilling = None

    def _lacking(self) -> list[Chapter]:
        """From the first chapter that has fewer prepared seats than are wanted to the last one."""
        wanted = list(self._wanted)
        first = (number for number, one in enumerate(wanted) if self._lacks(one) > 0)
        return wanted[next(first, len(wanted)) :]

    def _lacks(self, chapter: Chapter) -> int:
        """How many more seats to prepare: those who came already need no second one."""
        wanted = self._wanted[chapter]
        still = max(wanted - self.taken(chapter), min(wanted, SPARE))
        return still - len(self._ready.get(chapter.slug, []))

    def _refill_when_quiet(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(QUIET, lambda: self._do(self._refill()))

    async def _start(self, chapter: Chapter) -> Seat:
        gone = asyncio.Event()
        place = self._desk.new_place(gone.set)
        env = {
            **kernel_environment(),
            "CLOSENESS_DESK": self._desk.address,
            "CLOSENESS_SEAT": place.capability,
            "CLOSENESS_CONTENT": str(self._overlay),
            "CLOSENESS_LIBRARY": self._desk.library_mark,
            "CLOSENESS_SERVED": "1",
            "JUPYTER_WIDGETS_ECHO": "0",
        }
        kernel_id = await self._kernels.start_kernel(kernel_name="python3", env=env)
        kernel = self._kernels.get_kernel(kernel_id)
        try:
            cells = await run_cells(kernel, chapter)
            if chapter.opens:
                await self._desk.open_exercise(place, chapter.opens)
            lines = await open_lines(kernel)
        except BaseException:
            self._desk.drop(place)
            await self._end(kernel_id)
            raise
        seat = Seat(kernel_id, place, chapter, cells, lines)
        self._seats[kernel_id] = seat
        place.on_gone = lambda: self._kernel_ended(seat)
        if gone.is_set():
            self._kernel_ended(seat)
        return seat

    def _kernel_ended(self, seat: Seat) -> None:
        """The kernel is gone: its page's connection is closed, so that it asks for a new seat."""
        self._forget(seat)
        self._do(self._end(seat.kernel_id))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)  # asyncio itself keeps no hold of what runs
        task.add_done_callback(self._tasks.discard)

    async def _end(self, kernel_id: str) -> None:
        with suppress(KeyError, HTTPError):  # ended meanwhile
            await self._kernels.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    def _forget(self, seat: Seat) -> None:
        for socket in list(seat.sockets):
            socket.close(KERNEL_ENDED)
        close_lines(seat.lines)
        self._seats.pop(seat.kernel_id, None)
        for waiting in self._ready.values():
            if seat in waiting:
                waiting.remove(seat)
        if seat.person is not None:
            key = (seat.person.id, seat.visit)
            if (task := self._given.get(key)) and task.done():  # else it takes another seat
                del self._given[key]


def _same(one: Person | None, other: Person) -> bool:
    return one is not None and one.id == other.id
