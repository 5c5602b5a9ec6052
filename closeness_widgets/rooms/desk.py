"""The kernel's side of the desk: the only way from a notebook to a person's record.

A kernel holds no database and no key. It knows an address and a random capability; the server
decides whose record that capability reaches, and checks every call.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable
from typing import Any, Protocol

from closeness_widgets.answers import AnswerRefused, check_answer, relationships
from closeness_widgets.content.library import Library

Json = dict[str, Any]
PATIENCE = 20.0
"""Seconds that a call waits for the server."""


class Desk(Protocol):
    """Load, save, choose, erase: for one person."""

    temporary: bool

    def call(self, name: str, **details: Any) -> Json:
        """Do one thing; raises :class:`AnswerRefused` if the server says no."""


class ServerDesk:
    """The desk of a served page, over the server's local socket.

    Calls wait for their reply: a save takes about a millisecond and concerns this person only.
    What the server tells of its own accord goes to ``on_push``, from the kernel's event loop.
    """

    temporary = False

    def __init__(self, address: str, capability: str, on_push: Callable[[Json], None]) -> None:
        self._socket = _connected(address)
        self._lines = b""
        self._number = 0
        self._pushed: list[Json] = []
        self._on_push = on_push
        self._send({"hello": capability})
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._readable)

    def call(self, name: str, **details: Any) -> Json:
        """Ask the server and wait; raises :class:`AnswerRefused` if it says no."""
        self._number += 1
        number = self._number
        self._send({"id": number, "call": name, **details})
        while True:
            reply = None
            for message in self._received():
                if message.get("id") == number:
                    reply = message
                else:  # also what came in one piece with the reply
                    self._pushed.append(message)
            if reply is None:
                continue
            if self._pushed:
                self._loop.call_soon(self._hand_on)
            if "refused" in reply:
                why = reply["refused"]
                raise AnswerRefused(why["rule"], why["message"], why.get("current"))
            return dict(reply["ok"])

    def _send(self, message: Json) -> None:
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def _received(self) -> list[Json]:
        data = self._socket.recv(1 << 16)
        if not data:
            self._loop.remove_reader(self._socket)
            raise ConnectionError("the workbook's server has closed the desk")
        *whole, self._lines = (self._lines + data).split(b"\n")
        return [json.loads(line) for line in whole]

    def _readable(self) -> None:
        try:
            self._pushed += self._received()
        except ConnectionError:
            os._exit(0)  # without its server a kernel is of no use to anybody
        self._hand_on()

    def _hand_on(self) -> None:
        pushed, self._pushed = self._pushed, []
        for message in pushed:
            self._on_push(message)


class TemporaryDesk:
    """A desk in memory, for a notebook that no server stands behind (JupyterLab, nbval)."""

    temporary = True

    def __init__(self, library: Library) -> None:
        self._library = library
        self._entries: dict[tuple[str, str], dict[str, Json]] = {}
        self._relationships: Json | None = None

    def call(self, name: str, **details: Any) -> Json:
        """As the server does it, for a person who lasts as long as the notebook."""
        if name == "load":
            about = relationships.current(self._relationships)
            shelf = (details["exercise"], about.id) if about else ("", "")
            return {
                "about": about.model_dump() if about else {},
                "relationships": [
                    one.model_dump() for one in relationships.known(self._relationships)
                ],
                "answers": dict(self._entries.get(shelf, {})),
            }
        if name == "choose":
            self._relationships = relationships.chosen(self._relationships, details["choice"])
        elif name == "save":
            item, revision = details["item"], int(details["revision"])
            exercise = self._library.exercise(details["exercise"])
            value = check_answer(exercise, item, details["value"])
            kept = self._entries.setdefault((exercise.id, details["about"]), {})
            kept[item] = {"value": value, "revision": revision}
            return {"revision": revision}
        elif name == "erase":
            about = relationships.current(self._relationships)
            self._entries.pop((details["exercise"], about.id if about else ""), None)
        return {}


def _connected(address: str) -> socket.socket:
    family, _, where = address.partition(":")
    if family == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        connection.connect(where)
        return connection
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
