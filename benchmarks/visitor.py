"""Somebody who uses the workbook without a browser: signs in, takes a seat, taps, waits."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any
from uuid import uuid4

from tornado.httpclient import HTTPClientError

from benchmarks.wire import Json, Wire, fetch

FIRST_TAP = {
    "control": "input[name=ex-dimensions-ideas_now]:not(:checked)",
    "answer": ".cw-saved[data-state=saved]",
    "says": "Saved",
}
"""What a browser taps on the page and waits for; for ``first_tap.js``."""


class Visitor:
    """One person on one chapter."""

    def __init__(self, url: str, chapter: str = "dimensions") -> None:
        self.url = url
        self.chapter = chapter
        self.cookie = ""
        self.kernel = ""
        self.model = ""
        self.about = ""
        self.answers: Json = {}
        self.wire: Wire | None = None
        self._revision = 0

    async def arrive(self) -> None:
        """Begin a record if there is none, open the page, take a seat, choose whom it is about."""
        if not self.cookie:
            reply = await fetch(self.url + "api/people", body={"shared_device": False})
            self.cookie = reply.headers["Set-Cookie"].partition(";")[0]
        await fetch(f"{self.url}workbook/{self.chapter}", self.cookie)
        seat = await self._seat()
        self.kernel = seat["kernel"]
        self.wire = await Wire.open(self.url, self.kernel, self.cookie)
        states = await self.wire.states()
        self.model = next(cell["model"] for cell in seat["cells"].values() if "model" in cell)
        state = states[self.model]["state"]
        self.answers = state["answers"]
        self.about = state["about"].get("id", "")
        if not self.about:
            choice = {"kind": "friend", "nickname": "", "number": 1}
            self.wire.update(self.model, choice=choice)
            self.about = (await self.wire.updated(self.model, "about"))["id"]

    async def tap(self) -> None:
        """One rating, answered when its receipt comes, which is after the commit."""
        self._revision += 1
        await self.save("ideas.now", random.randint(0, 10), self._revision)

    async def come_back(self) -> None:
        """After the line broke: open it again, tap, and wait for the receipt."""
        self.wire = await Wire.open(self.url, self.kernel, self.cookie)
        await self.tap()

    async def save(self, item: str, value: Any, revision: int) -> None:
        """One answer; RuntimeError if it is refused."""
        assert self.wire is not None
        change = {"about": self.about, "item": item, "value": value, "revision": revision}
        outbox = {"sent": uuid4().hex, "changes": [{**change, "writer": "benchmark"}]}
        self.wire.update(self.model, outbox=outbox)
        receipt = await self.wire.updated(self.model, "receipt")
        if receipt["refused"] or receipt["saved"][0]["revision"] != revision:
            raise RuntimeError(f"an answer was not saved: {receipt}")

    async def close_tab(self) -> None:
        """Say that the page is closed, as the browser's last words do."""
        path = f"{self.url}api/seats/{self.kernel}/leave"
        await fetch(path, self.cookie, {})

    def leave(self) -> None:
        """Close the line to the kernel."""
        if self.wire is not None:
            self.wire.close()

    async def _seat(self) -> Json:
        """As the page does it: a full room is asked again."""
        body = {"page": self.chapter, "visit": uuid4().hex}
        while True:
            try:
                reply = await fetch(self.url + "api/seats", self.cookie, body)
            except HTTPClientError as error:
                if error.code != 503 or error.response is None:
                    raise
                await asyncio.sleep(1.333 * float(error.response.headers["Retry-After"]))
            else:
                return dict(json.loads(reply.body))
