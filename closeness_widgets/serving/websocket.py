"""The websocket between a page and its kernel, for the person who holds the seat."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from closeness_widgets.serving.access import security_headers
from closeness_widgets.serving.seats import KERNEL_ENDED, Seat


class SeatWebsocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """Jupyter's kernel websocket, with an owner and without a delay."""

    seat: Seat | None = None
    connection: Any = None

    def set_default_headers(self) -> None:
        """The same rules as with every other answer, and not Jupyter's."""
        self.clear_header("Server")
        for name, value in security_headers(self.request.host).items():
            self.set_header(name, value)

    async def pre_get(self) -> None:
        """Refuse whoever does not hold the seat; say 404 for a kernel that is gone."""
        if not self.get_origin():
            raise HTTPError(403)  # no page at all; another site's page is refused later on
        if self.settings["closeness"].seats.find(self.kernel_id) is None:
            raise HTTPError(404)
        await super().pre_get()

    async def open(self, kernel_id: str) -> None:
        """Send small answers at once: Nagle's algorithm would hold each back for 40 ms."""
        self.set_nodelay(True)
        self.seat = self.settings["closeness"].seats.find(kernel_id)
        if self.seat is None:
            self.close(KERNEL_ENDED)
            return
        self.seat.sockets.add(self)
        if self.connection is not None:  # None: the page has gone again already
            await super().open(kernel_id)

    def on_close(self) -> None:
        """The page went away; its seat stays for a while."""
        if self.seat is not None:
            self.seat.sockets.discard(self)
        if self.connection is not None:
            super().on_close()

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Voila reads each message to leave out what a page executes; none does here."""
        return WebSocketHandler.write_message(self, message, binary)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """None for a page that went away while the kernel was being connected."""
        return super().select_subprotocol(subprotocols) if self.connection else None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """No page is shown for a refused websocket."""
        self.finish()
