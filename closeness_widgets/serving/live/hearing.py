"""Keeps a server in step with the others of the same workbook.

They say what they changed, and are heard at once. That line may break; so every few seconds this
server also looks for itself at what its open pages depend on. With a database that nobody else can
change there is nothing to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tornado.ioloop import PeriodicCallback

from closeness_widgets.records import Notice, Records, StorageFailed
from closeness_widgets.serving.live.elsewhere import AGAIN
from closeness_widgets.serving.live.rooms import Rooms
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.seats import Seats

log = logging.getLogger("closeness.rooms")


class Hearing:
    """Listens to the other servers, and looks."""

    def __init__(self, records: Records, rooms: Rooms, seats: Seats, locks: Locks) -> None:
        self._records = records
        self._rooms = rooms
        self._seats = seats
        self._locks = locks
        self._stop_listening: Callable[[], None] = lambda: None
        self._looking = PeriodicCallback(self.look, 1000 * AGAIN)

    def start(self) -> None:
        """Begin, on the loop that runs."""
        loop = asyncio.get_running_loop()

        def heard(notice: Notice | None) -> None:
            loop.call_soon_threadsafe(self._rooms.hear, notice)

        self._stop_listening = self._records.listen(heard)
        if not self._records.alone:
            self._looking.start()

    def stop(self) -> None:
        """Hear nothing more."""
        self._looking.stop()
        self._stop_listening()

    async def look(self) -> None:
        """See to it that open rooms are as they stand, and that nobody sits in a shut record."""
        try:
            shut = await self._locks.shut(self._seats.people())
        except StorageFailed as error:
            log.error("%s", error)
            return
        for person in shut:
            await self._seats.leave_all(person)
            self._rooms.left(person)
        self._rooms.look_around()
