"""People without our pages: whatever can be asked of a room's server, over HTTP and sockets."""

from __future__ import annotations

import http.client
import json
import struct
import time
from collections.abc import Callable
from contextlib import closing
from http.cookies import SimpleCookie
from typing import Any

import websocket  # type: ignore[import-untyped]

from tests.browser.people import HOST, Workbook
from tests.browser.wire import OURS, Reply

Json = dict[str, Any]
PATIENCE = 20.0
NOT_ALLOWED = 4401
"""Closes the line of a page that may not, or no longer, see the room."""
Wanted = Callable[[Json], Any]


class Line:
    """A page's line to a room."""

    def __init__(self, workbook: Workbook, cookies: str, asked: str, origin: str = "") -> None:
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{workbook.port}/api/room?{asked}",
            timeout=PATIENCE,
            origin=origin or f"http://{HOST}:{workbook.port}",
            host=f"{HOST}:{workbook.port}",
            cookie=cookies,
        )
        self.view: Json = {}

    def hear(self) -> int:
        """0 after the next view; the code if the line was closed."""
        deadline = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < deadline, "nothing new was told"
            code, data = self.socket.recv_data()
            if code == websocket.ABNF.OPCODE_CLOSE:
                return int(struct.unpack(">H", data[:2])[0])
            told = json.loads(data)
            if "room" in told:  # else only that the line is alive
                self.view = told["room"]
                return 0

    def until(self, wanted: Wanted) -> Json:
        """The first view of which it is true."""
        while not (self.view and wanted(self.view)):
            assert self.hear() == 0, "the line was closed"
        return self.view

    def closed(self) -> int:
        """Wait for the close; its code."""
        while (code := self.hear()) == 0:
            pass
        return code


class Visitor:
    """Somebody with cookies, who can ask for anything."""

    def __init__(self, workbook: Workbook, source: str = "127.0.0.1") -> None:
        self.workbook, self.source = workbook, source
        self.cookies: dict[str, str] = {}
        self.lines: list[Line] = []
        self.content = b""  # of the last answer, as it came

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", self.workbook.port, timeout=60, source_address=(self.source, 0)
        )

    def ask(self, path: str, body: Any = None, **headers: str) -> Reply:
        """One request; what cookies come back are kept."""
        sent = {"Host": f"{HOST}:{self.workbook.port}", **headers}
        if self.cookies:
            sent["Cookie"] = self.cookie
        if body is not None:
            sent |= OURS
        with closing(self.connect()) as connection:
            text = None if body is None else json.dumps(body)
            connection.request("GET" if body is None else "POST", path, text, sent)
            reply = connection.getresponse()
            for line in reply.headers.get_all("Set-Cookie") or []:
                for name, kept in SimpleCookie(line).items():
                    self.cookies[name] = kept.value
            self.content = reply.read()
            return Reply(reply.status, reply.headers, self.content.decode(errors="replace"))

    def call(self, path: str, /, **body: Any) -> Json:
        """A call that is not refused."""
        reply = self.ask(f"/api/{path}", body)
        assert reply.status == 200, reply.text
        told: Json = json.loads(reply.text)
        return told

    def line(self, role: str, workshop: str = "", origin: str = "") -> Line:
        """A line to the room; closed when the test is over."""
        asked = f"as={role}&workshop={workshop}"
        self.lines.append(Line(self.workbook, self.cookie, asked, origin))
        return self.lines[-1]

    def me(self) -> Json:
        told: Json = json.loads(self.ask("/api/live/me").text)
        return told


class Leading:
    """A workshop and its owner."""

    def __init__(self, owner: Visitor, *agenda: str, **more: Any) -> None:
        self.owner = owner
        steps = [{"exercise": one, "minutes": 5, "meeting": 1} for one in agenda]
        asked = {"title": "Saturday", "agenda": steps, "expected": 1, **more}
        self.made = owner.call("workshops", **asked)
        self.id: str = self.made["id"]
        self.code: str = self.made["code"]
        self.secret: str = self.made["join_link"].partition("#")[2]
        self.wall_secret: str = self.made["projector_link"].partition("#")[2]

    def steer(self, do: str, **more: Any) -> Json:
        return self.owner.call(f"workshops/{self.id}/steer", do=do, **more)

    def view(self) -> Json:
        line = self.owner.line("facilitator", self.id)
        line.hear()
        line.socket.close()
        return line.view

    def at(self, exercise: str) -> str:
        """Jump to a step; its id."""
        agenda = self.view()["agenda"]
        step = next(one["id"] for one in agenda if one["exercise"] == exercise)
        self.steer("jump", step=step)
        return str(step)


def writes(person: Visitor, step: str, text: str) -> None:
    """Write on a card and share it."""
    person.call("live/draft", step=step, text=text)
    person.call("live/share", step=step)


def with_link(somebody: Visitor, room: Leading, name: str = "Bea") -> str:
    """Let somebody in by a co-facilitator's link; the link's id."""
    made = room.owner.call(f"workshops/{room.id}/links", name=name)
    workshop, _, secret = made["link"].partition("#")[2].partition(".")
    somebody.call("co", workshop=workshop, secret=secret)
    return str(made["id"])
