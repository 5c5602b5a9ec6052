"""The people of a live workshop without browsers: whoever leads, the wall, and participants."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.wire import Json, Wire, fetch

PATIENCE = 60.0


class Follower:
    """A page's line to the room: every view that comes, with the moment at which it came."""

    def __init__(self) -> None:
        self.view: Json = {}
        self._came = asyncio.Condition()
        self._socket: WebSocketClientConnection | None = None
        self.at = 0.0
        self.heard = 0

    async def follow(self, url: str, role: str, cookie: str, workshop: str = "") -> None:
        """Connect, and listen until the line is closed."""
        address = f"{url.replace('http', 'ws', 1)}api/room?as={role}&workshop={workshop}"
        headers = {"Origin": url.rstrip("/"), "Cookie": cookie}
        request = HTTPRequest(address, headers=headers, connect_timeout=60)
        heard: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._socket = await websocket_connect(request, on_message_callback=heard.put_nowait)
        self._task = asyncio.create_task(self._listen(heard))

    async def until(self, wanted: Callable[[Json], Any], patience: float = PATIENCE) -> float:
        """The moment (perf_counter) at which a view came of which ``wanted`` is true."""
        async with asyncio.timeout(patience), self._came:
            await self._came.wait_for(lambda: self.view and wanted(self.view))
            return self.at

    def close(self) -> None:
        """Close the line."""
        if self._socket is not None:
            self._socket.close()

    async def _listen(self, heard: asyncio.Queue[str | bytes | None]) -> None:
        while (text := await heard.get()) is not None:
            at = time.perf_counter()
            said = json.loads(text)
            self.heard += 1
            if "room" not in said:  # only that the line is alive
                continue
            async with self._came:
                self.view, self.at = said["room"], at
                self._came.notify_all()


class Facilitator:
    """The owner's page that leads one workshop, and the wall beside it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""
        self.workshop: Json = {}
        self.page, self.wall = Follower(), Follower()

    async def sign_in(self, link: str) -> None:
        """With the one-time link that the server printed."""
        body = {"link": link.partition("#")[2]}
        reply = await fetch(self.url + "api/owner", body=body)
        self.cookie = _cookies(reply.headers.get_list("Set-Cookie"))

    async def plan(self, agenda: list[str], expected: int) -> None:
        """Make a workshop, open the page that leads it and the wall."""
        steps = [{"exercise": one, "minutes": 5, "meeting": 1} for one in agenda]
        body = {"title": "Benchmark", "agenda": steps, "expected": expected}
        reply = await fetch(self.url + "api/workshops", self.cookie, body)
        self.workshop = json.loads(reply.body)
        await self.page.follow(self.url, "facilitator", self.cookie, self.workshop["id"])
        await self.wall.follow(self.url, "wall", self.cookie, self.workshop["id"])

    async def steer(self, do: str, **more: Any) -> float:
        """One change; the moment at which it was asked for."""
        asked = time.perf_counter()
        path = f"{self.url}api/workshops/{self.workshop['id']}/steer"
        await fetch(path, self.cookie, {"do": do, **more})
        return asked

    def close(self) -> None:
        """Close both pages."""
        self.page.close()
        self.wall.close()


class Participant:
    """Somebody with a phone: joins, follows, answers, shares."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""
        self.page = Follower()
        self.wire: Wire | None = None
        self.kernel = ""
        self.about = ""
        self.models: dict[str, str] = {}
        self.saved: dict[tuple[str, str], int] = {}
        self._revision = 0

    async def join(self, code: str) -> None:
        """With the code; then the page, the room's line and a seat."""
        body = {"code": code, "shared_device": False}
        reply = await fetch(self.url + "api/join", body=body)
        self.cookie = _cookies(reply.headers.get_list("Set-Cookie"))
        await fetch(self.url + "live", self.cookie)
        await self.page.follow(self.url, "live", self.cookie)
        await self.sit()

    async def sit(self) -> None:
        """Take a seat; a full room is asked again."""
        body = {"page": "live", "visit": uuid4().hex}
        while True:
            try:
                seat = json.loads((await fetch(self.url + "api/seats", self.cookie, body)).body)
                break
            except HTTPClientError as error:
                if error.code != 503 or error.response is None:
                    raise
                await asyncio.sleep(1.333 * float(error.response.headers["Retry-After"]))
        self.kernel, self.models = seat["kernel"], {}
        self.wire = await Wire.open(self.url, self.kernel, self.cookie)

    async def open(self, exercise: str) -> Json:
        """Open an exercise on the seat and choose whom it is about; what is stored."""
        assert self.wire is not None
        path = f"{self.url}api/seats/{self.kernel}/exercises"
        reply = await fetch(path, self.cookie, {"exercise": exercise})
        model = self.models[exercise] = json.loads(reply.body)["model"]
        state = (await self.wire.states())[model]["state"]
        self.about = state["about"].get("id", "")
        if not self.about:
            self.wire.update(model, choice={"kind": "friend", "nickname": "", "number": 1})
            self.about = (await self.wire.updated(model, "about"))["id"]
        return dict(state["answers"])

    async def answer(self, exercise: str, item: str, value: Any) -> float:
        """One tap; milliseconds until its receipt, which comes after the commit."""
        assert self.wire is not None
        self._revision += 1
        change = {"about": self.about, "item": item, "value": value, "revision": self._revision}
        outbox = {"sent": uuid4().hex, "changes": [{**change, "writer": "benchmark"}]}
        before = time.perf_counter()
        self.wire.update(self.models[exercise], outbox=outbox)
        receipt = await self.wire.updated(self.models[exercise], "receipt")
        if receipt["refused"]:
            raise RuntimeError(f"an answer was not saved: {receipt}")
        self.saved[exercise, item] = value
        return (time.perf_counter() - before) * 1000

    async def share(self, step: str) -> None:
        """Share a copy of this step's answers."""
        await fetch(self.url + "api/live/share", self.cookie, {"step": step})

    async def close_tab(self) -> None:
        """Say that the page is closed, as the browser's last words do."""
        await fetch(f"{self.url}api/seats/{self.kernel}/leave", self.cookie, {})

    def leave(self) -> None:
        """Close the page."""
        self.page.close()
        if self.wire is not None:
            self.wire.close()


ITEMS = {
    "dimensions": [
        f"{one}.{when}" for one in ("ideas", "together", "feelings") for when in ("now", "wished")
    ],
    "blockers": [
        f"{one}.me"
        for one in (
            "feelings-as-push",
            "blame",
            "unasked-advice",
            "criticism",
            "escape",
            "secret-no",
        )
    ],
}


def any_answer(exercise: str) -> int:
    """A value that this exercise's questions take."""
    return random.randint(0, 10) if exercise == "dimensions" else random.randint(0, 2)


def _cookies(set_cookies: list[str]) -> str:
    return "; ".join(one.partition(";")[0] for one in set_cookies)
