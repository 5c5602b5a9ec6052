"""The lines to a seat's kernel, opened while the seat is prepared, and the page that takes them.

Jupyter opens six sockets to a kernel when a page connects, and asks it three times who it is. Forty
pages that connect in the same second wait for that. Here two sockets are there before anybody
comes: what a page says goes to *shell*, and what its exercises say comes from *iopub*.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from zmq.eventloop.zmqstream import ZMQStream

Lines = dict[str, ZMQStream]
PROTOCOL = "v1.kernel.websocket.jupyter.org"
"""How pages talk that know it: a message's parts as they are. Old ones get Jupyter's JSON."""
PATIENCE = 60.0
"""Seconds for a kernel that has just run a page to answer."""
SUBSCRIBING = 0.05
"""Seconds after a kernel's answer in which its word must also be heard, else it is asked again."""


async def open_lines(kernel: Any) -> Lines:
    """Open the lines of a running kernel; returns when both have carried something.

    Whatever comes on them until a page takes them is dropped: it asks for all states anyway.

    Raises TimeoutError if the kernel does not answer.
    """
    lines: Lines = {"shell": kernel.connect_shell(), "iopub": kernel.connect_iopub()}
    came = {name: asyncio.Event() for name in lines}
    for name, line in lines.items():
        line.channel = name  # type: ignore[attr-defined]  # Jupyter's connection looks there
        line.on_recv(partial(_came, came[name]))
    try:
        while not came["iopub"].is_set():
            kernel.session.send(lines["shell"], "kernel_info_request")
            await asyncio.wait_for(came["shell"].wait(), PATIENCE)
            came["shell"].clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(came["iopub"].wait(), SUBSCRIBING)
    except BaseException:
        close_lines(lines)
        raise
    return lines


def close_lines(lines: Lines) -> None:
    """Close what nobody took."""
    for line in lines.values():
        line.close()
    lines.clear()


class SeatConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's connection of a page and its kernel, over the lines of the seat.

    The first page to come takes them. One that comes back later opens lines of its own, in
    Jupyter's way.
    """

    async def prepare(self) -> None:
        """Nothing to find out about a kernel that is known to listen."""
        if not self._lines:
            await super().prepare()  # type: ignore[no-untyped-call]
            return
        await self._register_session()  # type: ignore[no-untyped-call]
        self.session.key = self.kernel_manager.session.key

    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]  # as in Jupyter's
        """Take the seat's lines, or open new ones; resolves once both ways are open."""
        if not self._lines:
            return super().connect()
        self.channels = dict(self._lines)
        self._lines.clear()  # nobody else gets them
        self.multi_kernel_manager.notify_connect(self.kernel_id)
        for line in self.channels.values():
            line.on_recv_stream(self.handle_outgoing_message)
        self._open_sockets.add(self)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ready.set_result(None)
        return ready

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass on what the kernel says as it is.

        Jupyter reads each message three times to drop some: tracebacks, what a page executes, and
        whatever comes faster than it likes. No page here executes anything, and one whose picture
        was dropped would wait for it.
        """
        if self.subprotocol != PROTOCOL:
            super().handle_outgoing_message(stream, outgoing_msg)
            return
        _, parts = self.session.feed_identities(outgoing_msg)
        self._on_zmq_reply(stream, parts[1:])  # type: ignore[no-untyped-call]

    @property
    def _lines(self) -> Lines:
        seat = self.websocket_handler.settings["closeness"].seats.find(self.kernel_id)
        return {} if seat is None else seat.lines


def _came(event: asyncio.Event, _parts: Any) -> None:
    event.set()
