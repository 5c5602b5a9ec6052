"""Seats: one kernel for one visit of one page, given to one person and taken back."""

from __future__ import annotations

import asyncio
import logging
import queue
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import psutil
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbclient.exceptions import CellExecutionError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler
from voila.execute import VoilaExecutor

from closeness_widgets.records import Person
from closeness_widgets.serving.chapters import Chapter, opened_later
from closeness_widgets.serving.desk import DeskServer, Place
from closeness_widgets.serving.kernel_environment import kernel_environment

WIDGET = "application/vnd.jupyter.widget-view+json"
SLEEPING = 15 * 60.0
"""Seconds after which a seat that no page is connected to is taken back."""
NEVER_CAME = 60.0
"""The same for a seat that no page ever connected to: its visitor had already gone."""
MOST_SEATS = 150
MOST_SEATS_EACH = 6
STARTING_AT_ONCE = 4
"""Kernels that start together; more only make everybody wait for the last one."""

KERNEL_ENDED = 4404
"""The code that tells a page that its kernel is gone and that it should ask for a new seat."""
QUIET = 2.0
"""Seconds without anybody coming in before places are prepared again: arrivals come first."""
SPARE = 2
"""Seats that stay prepared once all who were expected have come: for a reload, or a late comer."""
SEAT_BYTES = 45_000_000
"""Memory that a kernel may come to need once charts are drawn; a forked one starts below 30 MB."""

log = logging.getLogger("closeness.seats")


class SeatKernels(AsyncMappingKernelManager):
    """Jupyter's kernels, but for the second line to each of them that only notes when it is busy.

    Seats know themselves who is connected (:meth:`Seats.cull`).
    """

    def start_watching_activity(self, kernel_id: str) -> None:
        """A seat's kernel has run its cells before anybody is let in: it counts as idle."""
        kernel = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.last_activity = datetime.now(UTC)
        kernel.execution_state = "idle"


class RoomFull(Exception):
    """No seat just now; ask again in a few seconds."""


class PageBroken(Exception):
    """A chapter's cell failed: for its author to mend, trying again does not help."""


@dataclass(eq=False)
class Seat:
    """A running kernel that shows one chapter.

    ``cells`` is what the page puts in the place of each code cell: ``{index: {"model": id}}`` or
    ``{index: {"output": nbformat output}}``.
    """

    kernel_id: str
    place: Place
    chapter: Chapter
    cells: dict[str, dict[str, Any]]
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
        self._refilling = False
        self.opened = False
        """Whether the first places were prepared: people may come."""
        self.on_prepared: Callable[[], None] = lambda: None
        free = psutil.virtual_memory().available
        self.most = min(MOST_SEATS, max(10, int(free * 0.7 / SEAT_BYTES)))

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
        self._wanted = {**wanted, **self._wanted}
        await self._refill()
        self.opened = True

    async def expect(self, chapter: Chapter, number: int) -> None:
        """Prepare so many seats of this chapter besides, without waiting for them."""
        self._wanted[chapter] = number
        self._do(self._refill())

    def prepared(self, chapter: Chapter) -> tuple[int, int]:
        """How many seats of a chapter wait for somebody, and how many are wanted."""
        wanted = min(self._wanted.get(chapter, 0), self.most)
        return len(self._ready.get(chapter.slug, [])), wanted

    def taken(self, chapter: Chapter) -> int:
        """How many seats of a chapter somebody has."""
        return sum(1 for seat in self._seats.values() if seat.chapter is chapter and seat.person)

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
        waiting = self._ready.get(chapter.slug)
        seat = waiting.pop() if waiting else await self.prepare(chapter)
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

    async def _refill(self) -> None:
        if self._refilling:
            return
        self._refilling = True
        try:
            # Asked anew after each lot: a workshop may have been planned meanwhile.
            while (chapter := self._lacking()) and len(self._seats) < self.most:
                waiting = self._ready.setdefault(chapter.slug, [])
                missing = min(self._lacks(chapter), STARTING_AT_ONCE)
                waiting += await asyncio.gather(*(self.prepare(chapter) for _ in range(missing)))
                self.on_prepared()
        finally:
            self._refilling = False

    def _lacking(self) -> Chapter | None:
        """The first chapter that has fewer prepared seats than are wanted."""
        return next((chapter for chapter in self._wanted if self._lacks(chapter) > 0), None)

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
            "CLOSENESS_SERVED": "1",
            "JUPYTER_WIDGETS_ECHO": "0",
        }
        kernel_id = await self._kernels.start_kernel(kernel_name="python3", env=env)
        try:
            cells = await self._run(kernel_id, chapter)
            if chapter.opens:
                await self._desk.open_exercise(place, chapter.opens)
        except BaseException:
            self._desk.drop(place)
            await self._end(kernel_id)
            raise
        seat = Seat(kernel_id, place, chapter, cells)
        self._seats[kernel_id] = seat
        place.on_gone = lambda: self._kernel_ended(seat)
        if gone.is_set():
            self._kernel_ended(seat)
        return seat

    async def _run(self, kernel_id: str, chapter: Chapter) -> dict[str, dict[str, Any]]:
        notebook = nbformat.read(chapter.path, as_version=4)  # type: ignore[no-untyped-call]
        executor = VoilaExecutor(notebook, km=self._kernels.get_kernel(kernel_id))
        executor.kc = await _client(self._kernels.get_kernel(kernel_id))
        cells: dict[str, dict[str, Any]] = {}
        later = opened_later(notebook)
        try:
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type != "code" or index in later:
                    continue
                cell.outputs = []
                try:
                    await executor.execute_cell(cell, None, index, store_history=False)
                except CellExecutionError as error:
                    raise PageBroken(f"{chapter.path.name}, cell {index + 1}: {error}") from error
                for output in cell.outputs:
                    data = output.get("data", {})
                    shown = {"model": data[WIDGET]["model_id"]} if WIDGET in data else None
                    cells[str(index)] = shown or {"output": output}
        finally:
            executor.kc.stop_channels()
        return cells

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
        self._seats.pop(seat.kernel_id, None)
        for waiting in self._ready.values():
            if seat in waiting:
                waiting.remove(seat)
        if seat.person is not None:
            self._given.pop((seat.person.id, seat.visit), None)


async def _client(kernel: Any) -> Any:
    """A client that hears the kernel.

    jupyter_client's own ``wait_for_ready`` waits 0.2 s for silence at its end; here the first
    message that is heard will do.
    """
    client = kernel.client()
    client.start_channels()
    for _ in range(100):
        await client.kernel_info(reply=True, timeout=60)
        with suppress(queue.Empty):
            await client.get_iopub_msg(timeout=0.05)
            return client
    client.stop_channels()
    raise TimeoutError("the kernel answers but cannot be heard")


def _same(one: Person | None, other: Person) -> bool:
    return one is not None and one.id == other.id
