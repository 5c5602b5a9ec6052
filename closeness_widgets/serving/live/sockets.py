"""The line on which a room's page is told what happens; pages say nothing on it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tornado.websocket import WebSocketHandler

from closeness_widgets.serving.access import AskedHandler
from closeness_widgets.serving.live.access import RoomAccess
from closeness_widgets.serving.live.rooms import UnknownWorkshop
from closeness_widgets.serving.live.watching import GONE, NOT_ALLOWED, Watcher

if TYPE_CHECKING:
    from closeness_widgets.serving.live.watching import LiveRoom


class RoomSocket(RoomAccess, AskedHandler, WebSocketHandler):
    """``GET api/room?as=live|wall|facilitator&workshop=<id>``."""

    room: LiveRoom | None = None
    watcher: Watcher | None = None

    def check_origin(self, origin: str) -> bool:
        """Only this site's own pages; a request without an origin is no page at all."""
        return urlsplit(origin).netloc.lower() == self.request.host.lower()

    async def prepare(self) -> None:
        """Refuse what is no page."""
        if not self.request.headers.get("Origin"):
            self.set_status(403)
            self.finish()

    async def open(self) -> None:
        """Tell the room as it stands, then every change."""
        self.set_nodelay(True)
        role = self.get_query_argument("as", "")
        try:
            door = await self.door(role, self.get_query_argument("workshop", ""))
        except UnknownWorkshop:
            self.close(GONE)
            return
        if door is None:
            self.close(NOT_ALLOWED)
            return
        if self.ws_connection is None:  # the page has gone again already, and on_close is over
            return
        self.room, person, name = door
        self.watcher = Watcher(self, role, person, name)
        await self.house.rooms.follow(self.room, self.watcher)

    def on_message(self, message: str | bytes) -> None:
        """Nothing that a page says here counts."""

    def on_close(self) -> None:
        """The page is gone."""
        if self.room is not None and self.watcher is not None:
            self.house.rooms.unfollow(self.room, self.watcher)
