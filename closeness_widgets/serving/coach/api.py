"""What the coach's pages ask the server for. Only the owner may, and only once the key is open."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.records import ClientGone, CoachLocked, SignInPaused
from closeness_widgets.serving import qr
from closeness_widgets.serving.access import ApiHandler, Refused
from closeness_widgets.serving.coach import worker

T = TypeVar("T")
Json = dict[str, Any]
CLIENT = r"([0-9a-f]{32})"
PART = r"([0-9a-f]{8})"


class Coach(ApiHandler):
    """A call of the coach, who is the owner."""

    async def prepare(self) -> None:
        """The owner, or a 403, before anything else is looked at."""
        await super().prepare()
        if not await self.is_coach():
            raise Refused(403, "not-owner", "Only the person who runs this workbook can do that.")

    async def do(self, call: Callable[..., T], *told: Any) -> T:
        """Run ``call`` on the records; a refusal becomes a status and a sentence."""
        try:
            return await self.house.pen.do(call, *told)
        except CoachLocked as error:
            raise Refused(423, error.rule, error.message) from None
        except ClientGone as error:
            raise Refused(404, error.rule, error.message) from None
        except (ClientRefused, AnswerRefused) as error:
            raise Refused(400, error.rule, error.message) from None

    def linked(self, client: str, secret: str) -> Json:
        """A client's link, shown this once, and whether phones can reach it from elsewhere."""
        addresses = self.house.addresses
        link = addresses.link(f"check-in#{secret}", self.request)
        return {
            "id": client,
            "link": link,
            "qr": str(qr.svg(link)),
            "reachable": bool(addresses.public_url),
        }


class UnlockCoach(Coach):
    """``POST api/coach/unlock {passphrase}``: once after each start."""

    async def post(self) -> None:
        """Open until the server stops."""
        text = self.text("passphrase", 1000)
        try:
            opened = await self.house.pen.do(self.house.records.unlock_coach, text)
        except SignInPaused as error:
            raise Refused(429, error.rule, error.message) from None
        if not opened:
            raise Refused(403, "wrong-passphrase", "This is not the passphrase. Try once more.")
        self.reply(open=True)


class Clients(Coach):
    """``GET`` and ``POST api/coach/clients``: the list, and a new client."""

    async def get(self) -> None:
        """``{locked: false, clients: [{id, pseudonym, state, …}]}``."""
        self.house.drawing.warm_up()
        self.reply(locked=False, clients=await self.do(self.house.practice.listed))

    async def post(self) -> None:
        """``{pseudonym, basis?}`` -> ``{id, link, qr, reachable}``."""
        body = self.body()
        client, secret = await self.do(
            self.house.practice.new, body.get("pseudonym"), body.get("basis", "")
        )
        self.reply(**self.linked(client, secret))


class Log(Coach):
    """``GET api/coach/log``: what the owner and coach did."""

    async def get(self) -> None:
        """``{deeds: [{at, did, name}]}``, newest first."""
        self.reply(deeds=await self.do(self.house.practice.log))


class BringIn(Coach):
    """``POST api/coach/import``: a file, looked at first (``sure: false``), then brought in."""

    async def post(self) -> None:
        """``{file: base64, sure, basis?, client?, scale?, start?, dates?}`` -> see `InAndOut`."""
        body, files = self.body(), self.house.in_and_out
        try:
            data = base64.b64decode(str(body.get("file", "")), validate=True)
        except (binascii.Error, ValueError):
            raise Refused(400, "no-file", "No file came. Choose it once more.") from None
        await self.do(self.house.records.all_clients)  # not while locked
        # Reading needs no record: it keeps nobody else waiting.
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(None, files.read, data, body)
        except ClientRefused as error:
            raise Refused(400, error.rule, error.message) from None
        self.reply(**await self.do(files.bring, found, body.get("basis"), body.get("sure") is True))


class NewLink(Coach):
    """``POST api/coach/clients/<id>/link``."""

    async def post(self, client: str) -> None:
        """A new link; the earlier one stops working."""
        secret = await self.do(self.house.practice.link, client)
        self.reply(**self.linked(client, secret))


class Change(Coach):
    """``POST api/coach/clients/<id>/change {pseudonym?, archived?, basis?}``."""

    async def post(self, client: str) -> None:
        """What is named is changed."""
        await self.do(self.house.practice.change, client, self.body())
        self.reply(changed=True)


class EraseClient(Coach):
    """``POST api/coach/clients/<id>/erase {sure: true}``."""

    async def post(self, client: str) -> None:
        """``{went: {links, consents, notes, marks, weeks}}``; the client's record stays theirs."""
        if self.body().get("sure") is not True:
            raise Refused(400, "not-sure", "Erasing a client cannot be undone. Say that it is so.")
        self.reply(went=await self.do(self.house.practice.erase, client))


class Notes(Coach):
    """``POST api/coach/clients/<id>/notes {text, date?}`` and ``…/notes/<note> {text: null}``."""

    async def post(self, client: str, note: str | None = None) -> None:
        """Keep a note, or delete one."""
        body, practice = self.body(), self.house.practice
        if note is None:
            await self.do(practice.add_note, client, body)
        else:
            self.only_delete("text")
            await self.do(practice.delete_note, client, note)
        self.reply(saved=True)

    def only_delete(self, name: str) -> None:
        """A note or a mark is deleted and written anew, never changed."""
        if self.body().get(name, "") is not None:
            raise Refused(400, "only-delete", f"This can only be deleted, with {name} null.")


class Marks(Notes):
    """``POST …/marks {date, until?, kind, label}`` and ``…/marks/<mark> {label: null}``."""

    async def post(self, client: str, mark: str | None = None) -> None:
        """Keep a mark, or delete one."""
        body, practice = self.body(), self.house.practice
        if mark is None:
            await self.do(practice.add_mark, client, body)
        else:
            self.only_delete("label")
            await self.do(practice.delete_mark, client, mark)
        self.reply(saved=True)


class Weeks(Coach):
    """``POST api/coach/clients/<id>/weeks {monday, values}``: a check-in from paper."""

    async def post(self, client: str) -> None:
        """In place of an earlier one of that week; ``values: null`` takes it out."""
        body = self.body()
        if "values" not in body:
            raise Refused(400, "missing", "Please fill in values.")
        await self.do(self.house.practice.keep_week, client, body.get("monday"), body["values"])
        self.reply(saved=True)


class ClientPage(Coach):
    """``GET api/coach/clients/<id>/page?since=<day>&supervision=1``."""

    async def get(self, client: str) -> None:
        """Everything that one client's page shows; drawn in the process beside."""
        supervision = self.get_query_argument("supervision", "") == "1"
        practice = self.house.practice
        page = await self.do(practice.page, client, supervision)
        series, drawn = page.pop("series"), {"progress": None, "blockers": None, "compare": None}
        if series is not None:
            since = self.get_query_argument("since", "") or practice.since(page)
            words = self.house.chart_words(series["kind"])
            drawn = await self.house.drawing.do(worker.page, series, _day(since), words)
        self.reply(**page, **drawn)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(
            400, "since", f"A day is written as 2026-11-16, but {text[:40]!r} came."
        ) from None


HANDLERS: list[Any] = [
    (r"api/coach/unlock", UnlockCoach),
    (r"api/coach/clients", Clients),
    (r"api/coach/log", Log),
    (r"api/coach/import", BringIn),
    (rf"api/coach/clients/{CLIENT}/link", NewLink),
    (rf"api/coach/clients/{CLIENT}/change", Change),
    (rf"api/coach/clients/{CLIENT}/erase", EraseClient),
    (rf"api/coach/clients/{CLIENT}/notes(?:/{PART})?", Notes),
    (rf"api/coach/clients/{CLIENT}/marks(?:/{PART})?", Marks),
    (rf"api/coach/clients/{CLIENT}/weeks", Weeks),
    (rf"api/coach/clients/{CLIENT}/page", ClientPage),
]
