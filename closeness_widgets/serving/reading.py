"""The pages that people open, and the seats that chapters ask for."""

from __future__ import annotations

import json
import logging

from closeness_widgets import __version__
from closeness_widgets.records import Person
from closeness_widgets.serving.access import PERSON_COOKIE, ApiHandler, PageHandler, Refused
from closeness_widgets.serving.cells import PageBroken
from closeness_widgets.serving.chapters import CHECK_IN, LIVE, PREVIEW, Chapter
from closeness_widgets.serving.desk import KernelGone
from closeness_widgets.serving.metrics import SEATS_FULL
from closeness_widgets.serving.seats import RoomFull

log = logging.getLogger("closeness.seats")


class Home(PageHandler):
    """``/``: for everyone, without a kernel."""

    async def get(self) -> None:
        """The first page, for a stranger, a returning person or the owner."""
        accounts, account = self.house.accounts, await self.account()
        someone = await self.holder()
        if accounts is not None and someone is None and account is None and accounts.knows(self):
            self.redirect(accounts.sign_in(self, self.house.base))
            return
        locked = someone is not None and await self.house.locks.is_locked(someone)
        if someone is not None and not locked:
            token = self.get_cookie(PERSON_COOKIE) or ""
            self.keep_cookie(PERSON_COOKIE, token, someone.shared_device)
        self.show(
            "home.html.j2",
            signed_in=someone is not None and not locked,
            locked=locked,
            in_workshop=bool(someone and not locked and await self._joined(someone)),
            account=account or (),
            by_account=accounts is not None,
            data_folder=str(self.house.data),
            database=self.house.records.address,
        )

    async def _joined(self, person: Person) -> bytes | None:
        return await self.house.pen.do(self.house.records.workshop_of_person, person)


class ChapterPage(PageHandler):
    """``/workbook/<chapter>``: everyone's own entries; ``/workbook/guide``: the owner."""

    async def get(self, slug: str) -> None:
        """The notebook's page, once it is known who reads."""
        chapter = self.house.chapters.get(slug)
        if chapter is None:
            self.send_error(404)
            return
        person = await self.person()
        if person is None:
            self.redirect(self.house.base)
            return
        if chapter.for_owner and not await self.is_facilitator():
            self.send_error(403)
            return
        token = self.get_cookie(PERSON_COOKIE) or ""
        self.keep_cookie(PERSON_COOKIE, token, person.shared_device)
        self.hand_out(await self.house.pages.chapter(chapter))


class RecordPage(PageHandler):
    """``/record``: what is kept about the person who asks, and how to take it away."""

    async def get(self) -> None:
        """Their own, or the way to begin one."""
        person = await self.person()
        self.show(
            "record.html.j2",
            signed_in=person is not None,
            shared_device=bool(person and person.shared_device),
            has_phrase=person is not None and await self.house.locks.has_phrase(person),
        )


class ReturnPage(PageHandler):
    """``/return#<secret>``: the kept link; the secret stays in the browser until it is posted."""

    async def get(self) -> None:
        """The same page for everyone."""
        self.show("return.html.j2", signed_in=await self.person() is not None)


class SignInPage(PageHandler):
    """``/sign-in#<secret>``: the owner's one-time link, or their passphrase."""

    async def get(self) -> None:
        """The same page for everyone; under a hub its own."""
        accounts = self.house.accounts
        if accounts is not None:
            self.redirect(accounts.sign_in(self, self.house.base))
            return
        self.show("sign_in.html.j2")


class HelpPage(PageHandler):
    """``/help``: when and where to seek help; for everyone."""

    async def get(self) -> None:
        """With the place's help lines, or the advice to use the local emergency number."""
        self.show("help.html.j2", place=self.house.pages.local_help(), owner=await self.is_owner())


class WeatherPage(PageHandler):
    """``/weather``: where "Leave quickly" leads; nothing on it tells where one comes from."""

    async def get(self) -> None:
        """A plain page; the browser keeps it, so that it is there at once and without a network."""
        self.set_header("Cache-Control", "private, max-age=86400")
        self.show("weather.html.j2")


class Health(ApiHandler):
    """``/health``: for operators; no secrets."""

    async def get(self) -> None:
        """Whether the records answer, and how many seats are taken."""
        health = await self.house.pen.do(self.house.records.health)
        seats = self.house.seats
        self.reply(
            status="ok",
            version=__version__,
            seats={"taken": len(seats) - seats.ready, "ready": seats.ready, "most": seats.most},
            **health,
        )


class SeatsHandler(ApiHandler):
    """``POST api/seats {page, visit}``: a kernel for this visit of a page."""

    async def post(self) -> None:
        """``{kernel, cells}``; 503 while the room is full."""
        person = await self.require_person()
        chapter = await self._chapter(person, self.text("page", 100))
        try:
            seat = await self.house.seats.take(chapter, person, self.text("visit", 64))
        except PageBroken as error:
            log.error("%s", error)
            raise Refused(422, "broken", "This page has a mistake and cannot be used.") from error
        except (RoomFull, KernelGone, TimeoutError, RuntimeError) as error:
            SEATS_FULL.inc()
            if not isinstance(error, RoomFull):
                log.warning("A seat could not be given: %r", error)
            raise Refused(503, "full", "One moment, there is no place free.", wait=3) from error
        cells = {
            index: cell if "model" in cell else {"html": self.house.pages.output(cell["output"])}
            for index, cell in seat.cells.items()
        }
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"kernel": seat.kernel_id, "cells": cells}))

    async def _chapter(self, person: Person, page: str) -> Chapter:
        if page == LIVE:
            if await self.house.pen.do(self.house.records.workshop_of_person, person) is not None:
                return self.house.room_chapters[LIVE]
            raise Refused(404, "no-workshop", "You are in no workshop just now. Join it again.")
        if page == CHECK_IN:
            _, stands = await self.house.pen.do(self.house.records.consent_of, person)
            if stands:
                return self.house.room_chapters[CHECK_IN]
            raise Refused(404, "no-consent", "You share nothing with a coach just now.")
        if page == PREVIEW and await self.is_facilitator():
            return self.house.room_chapters[PREVIEW]
        chapter = self.house.chapters.get(page)
        if chapter is None or (chapter.for_owner and not await self.is_facilitator()):
            raise Refused(404, "unknown-page", "There is no such page.")
        return chapter


class OpenExercise(ApiHandler):
    """``POST api/seats/<kernel>/exercises {exercise}``: one more exercise on this seat."""

    async def post(self, kernel_id: str) -> None:
        """``{model}``: the id of its widget in the kernel."""
        person = await self.require_person()
        seat = self.house.seats.find(kernel_id)
        if seat is None or seat.person is None or seat.person.id != person.id:
            raise Refused(404, "unknown-seat", "This seat is not yours.")
        try:
            model = await self.house.seats.open_exercise(seat, self.text("exercise", 80))
        except KeyError:
            raise Refused(
                404, "unknown-exercise", "This exercise is not in the workbook."
            ) from None
        except (KernelGone, TimeoutError):
            raise Refused(503, "slow", "One moment, please.", wait=1) from None
        self.reply(model=model)


class LeaveSeat(ApiHandler):
    """``POST api/seats/<kernel>/leave``: the page is closed."""

    async def post(self, kernel_id: str) -> None:
        """Ends the kernel, if it is this person's; one that has ended already is fine too."""
        person = await self.require_person()
        seat = self.house.seats.find(kernel_id)
        if seat is not None:
            if seat.person is None or seat.person.id != person.id:
                raise Refused(404, "unknown-seat", "This seat is not yours.")
            await self.house.seats.leave(seat)
        self.reply(left=True)


KERNEL = r"(?P<kernel_id>[0-9a-f-]{36})"
HANDLERS = [
    (r"", Home),
    (r"workbook/([a-z0-9-]+)", ChapterPage),
    (r"record", RecordPage),
    (r"return", ReturnPage),
    (r"sign-in", SignInPage),
    (r"help", HelpPage),
    (r"weather", WeatherPage),
    (r"health", Health),
    (r"api/seats", SeatsHandler),
    (rf"api/seats/{KERNEL}/exercises", OpenExercise),
    (rf"api/seats/{KERNEL}/leave", LeaveSeat),
]
