"""A crowd with phones but without browsers, and whoever leads, for tests that know no asyncio."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

import pytest
from playwright.sync_api import BrowserContext
from tornado.httpclient import HTTPClientError

from benchmarks.room import Facilitator, Follower, Participant
from benchmarks.wire import fetch
from tests.browser.people import Workbook

T = TypeVar("T")
Json = dict[str, Any]
PATIENCE = 120.0


class Crowd:
    """Lives on a thread of its own; every method waits until it is done.

    ``base``: the path below which the workbook answers.
    """

    def __init__(self, workbook: Workbook, base: str = "/") -> None:
        self.workbook = workbook
        self.url = f"http://127.0.0.1:{workbook.port}{base}"
        self.people: list[Participant] = []
        self.lead = Facilitator(self.url)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Crowd:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for something that happens on the crowd's own thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def everybody(self, does: Callable[[Participant, int], Awaitable[T]]) -> list[T]:
        """All at once, each with their number from 0."""

        async def together() -> list[T]:
            return list(await asyncio.gather(*(does(one, i) for i, one in enumerate(self.people))))

        return self.do(together())

    # --- Whoever leads ------------------------------------------------------------------------

    def leads(self, title: str, agenda: list[str], expected: int = 1) -> Json:
        """Plan a workshop as the owner, who signs in if they did not yet; its ways in."""
        if not self.lead.cookie:
            self.do(self.lead.sign_in(self.workbook.owner_link))
        steps = [{"exercise": one, "minutes": 6, "meeting": 1} for one in agenda]
        body = {"title": title, "agenda": steps, "expected": expected, "k": 5}
        self.lead.workshop = self.post("api/workshops", body)
        return self.lead.workshop

    def post(self, path: str, body: Json, cookie: str = "") -> Json:
        """A call of the owner, or of whoever has this cookie."""
        reply = self.do(fetch(self.url + path, cookie or self.lead.cookie, body))
        return dict(json.loads(reply.body))

    def refused(self, path: str, body: Json, cookie: str = "") -> tuple[int, str]:
        """Status and rule of a call that must not succeed."""
        with pytest.raises(HTTPClientError) as caught:
            self.post(path, body, cookie)
        reply = caught.value.response
        return caught.value.code, json.loads(reply.body if reply else b"")["error"]["rule"]

    def steer(self, do: str, **more: Any) -> None:
        """One change of the room."""
        self.do(self.lead.steer(do, **more))

    def view(self, role: str, cookie: str = "", workshop: str = "") -> Json:
        """What a page of this role is told just now."""

        async def look() -> Json:
            line = Follower()
            name = workshop or self.lead.workshop.get("id", "")
            await line.follow(self.url, role, cookie or self.lead.cookie, name)
            await line.until(lambda view: True)
            line.close()
            return line.view

        return self.do(look())

    # --- The people ---------------------------------------------------------------------------

    def join(self, code: str, number: int) -> None:
        """So many more come in with the code, each with a seat."""
        more = [Participant(self.url) for _ in range(number)]

        async def together() -> None:
            await asyncio.gather(*(one.join(code) for one in more))

        self.do(together())
        self.people += more

    def leaves(self, person: Participant) -> None:
        """Somebody who came in by themselves closes their page, on the thread that has it open."""

        async def close() -> None:
            person.leave()

        self.do(close())

    def answer(self, exercise: str, answers: Callable[[int], Json]) -> None:
        """Everybody opens the exercise and gives their answers, item by item."""

        async def one_by_one(one: Participant, number: int) -> None:
            if exercise not in one.models:
                await one.open(exercise)
            for item, value in answers(number).items():
                await one.answer(exercise, item, value)

        self.everybody(one_by_one)

    def share(self, step: str) -> None:
        """Everybody shares what they answered in this step."""
        self.everybody(lambda one, _: one.share(step))

    def write(self, step: str, texts: list[str]) -> None:
        """The first of the people write these words on a card and share them."""

        async def says(one: Participant, number: int) -> None:
            if number < len(texts):
                body = {"step": step, "text": texts[number]}
                await fetch(self.url + "api/live/draft", one.cookie, body)
                await one.share(step)

        self.everybody(says)

    def me(self) -> list[Json]:
        """What the server keeps for each of the people alone."""

        async def ask(one: Participant, _number: int) -> Json:
            return dict(json.loads((await fetch(self.url + "api/live/me", one.cookie)).body))

        return self.everybody(ask)

    def come_back(self) -> list[dict[str, Json]]:
        """As phones do it when the server is back: the same cookie, a new line, a new seat.

        Returns what each of them finds: exercise -> item -> stored entry.
        """

        async def again(one: Participant, _number: int) -> dict[str, Json]:
            one.leave()
            one.page = Follower()
            await one.page.follow(self.url, "live", one.cookie)
            await one.page.until(lambda view: True)
            await one.sit()
            return {name: await one.open(name) for name in {name for name, _ in one.saved}}

        return self.everybody(again)

    async def _leave(self) -> None:
        for one in self.people:
            one.leave()
        self.lead.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def lend(cookie: str, context: BrowserContext, workbook: Workbook) -> None:
    """Give a browser the cookies of somebody without one."""
    pairs = [one.partition("=") for one in cookie.split("; ") if one]
    context.add_cookies(
        [{"name": name, "value": value, "url": workbook.url} for name, _, value in pairs]
    )
