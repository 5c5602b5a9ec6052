"""A kernel's websocket as a page without a browser uses it: Jupyter's messages, in their parts."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.netutil import Resolver
from tornado.websocket import WebSocketClientConnection, websocket_connect

Json = dict[str, Any]
PARTS = ("header", "parent_header", "metadata", "content")
PROTOCOL = "v1.kernel.websocket.jupyter.org"
"""How the pages of every Jupyter application talk: a message's parts, untouched by the server."""
Heard = asyncio.Queue[str | bytes | None]
ASK_AGAIN = 0.5
"""Seconds without the states: the kernel's reply is lost while the server still subscribes."""

AsyncHTTPClient.configure(None, max_clients=200, max_body_size=1 << 26)
# Addresses are numbers here: no thread has to look each of them up on the servers' processors.
Resolver.configure("tornado.netutil.BlockingResolver")


class Wire:
    """One open connection to one kernel."""

    def __init__(self, socket: WebSocketClientConnection, session: str, heard: Heard) -> None:
        self._socket = socket
        self._session = session
        self._heard = heard
        self.sent = self.heard = 0
        """Messages so far; those that came count once they are read."""

    @classmethod
    async def open(cls, url: str, kernel: str, cookie: str = "") -> Wire:
        """Connect to the kernel of a server at ``url``, as its own page would."""
        session, heard = uuid4().hex, Heard()
        socket = f"{url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"
        headers = {"Origin": url.rstrip("/"), **({"Cookie": cookie} if cookie else {})}
        request = HTTPRequest(f"{socket}?session_id={session}", headers=headers, connect_timeout=60)
        # Through a queue of its own: a wait that is given up must not take a message with it.
        line = await websocket_connect(
            request,
            on_message_callback=heard.put_nowait,
            max_message_size=1 << 26,
            subprotocols=[PROTOCOL],
        )
        return cls(line, session, heard)

    def send(self, kind: str, comm: str, metadata: Json | None = None, **content: Any) -> None:
        """Send ``comm_open`` or ``comm_msg`` on the shell channel."""
        header = {
            "msg_id": uuid4().hex,
            "session": self._session,
            "username": "",
            "version": "5.3",
            "msg_type": kind,
        }
        message = {
            "header": header,
            "parent_header": {},
            "metadata": metadata or {},
            "content": {"comm_id": comm, **content},
        }
        parts = serialize_msg_to_ws_v1(message, "shell", _packed)  # type: ignore[no-untyped-call]
        # Not awaited: it is written at once, and the answer is what is waited for.
        self._socket.write_message(parts, binary=True)
        self.sent += 1

    def garbage(self, text: str) -> None:
        """Send what is no message."""
        self._socket.write_message(text)

    def update(self, model: str, **state: Any) -> None:
        """Set traits of a widget, as its view does."""
        self.send("comm_msg", model, data={"method": "update", "state": state, "buffer_paths": []})

    async def until(self, wanted: Callable[[Json], Any], patience: float = 60) -> Any:
        """Read until ``wanted(message)`` is true of one, and return what it said.

        Raises TimeoutError after ``patience`` seconds, ConnectionError if the line ends.
        """
        async with asyncio.timeout(patience):
            while True:
                heard = await self._heard.get()
                if heard is None:
                    raise ConnectionError("the kernel's line has ended")
                self.heard += 1
                if isinstance(heard, bytes) and (found := wanted(_message(heard))):
                    return found

    async def updated(self, model: str, trait: str, patience: float = 60) -> Any:
        """The next value that the kernel sends for this trait of this widget (not a false one)."""

        def wanted(message: Json) -> Any:
            content = message["content"]
            if message["header"]["msg_type"] != "comm_msg" or content["comm_id"] != model:
                return None
            return content["data"].get("state", {}).get(trait)

        return await self.until(wanted, patience)

    async def states(self, patience: float = 60) -> Json:
        """All widgets of the kernel: model id -> ``{model_name, state, ...}``."""
        deadline = time.monotonic() + patience
        while True:
            comm = uuid4().hex
            target = {"target_name": "jupyter.widget.control", "target_module": None}
            self.send("comm_open", comm, {"version": "1.0.0"}, data={}, **target)
            self.send("comm_msg", comm, data={"method": "request_states"})
            try:
                found = await self.until(_states, ASK_AGAIN)
            except TimeoutError:
                if time.monotonic() > deadline:
                    raise
            else:
                return dict(found)

    def close(self) -> None:
        """Close the line."""
        self._socket.close()


def _packed(part: Json) -> bytes:
    return json.dumps(part).encode()


def _message(heard: bytes) -> Json:
    _, parts = deserialize_msg_from_ws_v1(heard)  # type: ignore[no-untyped-call]
    return {name: json.loads(part) for name, part in zip(PARTS, parts, strict=False)}


def _states(message: Json) -> Any:
    data = message["content"].get("data", {})
    return data["states"] if data.get("method") == "update_states" else None


async def fetch(url: str, cookie: str = "", body: Json | None = None) -> HTTPResponse:
    """GET, or with ``body`` POST as the workbook's own scripts do. Raises HTTPError."""
    headers = {"Cookie": cookie} if cookie else {}
    if body is not None:
        headers |= {"X-Closeness": "1", "Content-Type": "application/json"}
    request = HTTPRequest(
        url,
        "GET" if body is None else "POST",
        headers,
        None if body is None else json.dumps(body),
        connect_timeout=120,
        request_timeout=240,
    )
    return await AsyncHTTPClient().fetch(request)
