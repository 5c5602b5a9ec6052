"""The websocket between a page and its kernel, for the person who holds the seat."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler


class SeatWebsocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """Jupyter's kernel websocket, with an owner and without a delay."""

    def check_origin(self, origin: str | None = None) -> bool:
        """Only the workbook's own pages: a missing Origin header is no page at all."""
        return bool(self.get_origin()) and bool(super().check_origin(origin))

    async def pre_get(self) -> None:
        """Refuse whoever does not hold the seat; say 404 for a kernel that is gone."""
        if self.settings["closeness"].seats.find(self.kernel_id) is None:
            raise HTTPError(404)
        await super().pre_get()

    async def open(self, kernel_id: str) -> None:
        """Send small answers at once: Nagle's algorithm would hold each back for 40 ms."""
        self.set_nodelay(True)
        await super().open(kernel_id)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """No page is shown for a refused websocket."""
        self.finish()
