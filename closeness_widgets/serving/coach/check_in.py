"""What a client's pages ask the server for: the door, consent, what is shared, the end of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from icalendar import Calendar, Event

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.content.check_in_words import text_version
from closeness_widgets.records import AlreadyClient, ClientGone, Person
from closeness_widgets.serving.access import PERSON_COOKIE, ApiHandler, PageHandler, Refused
from closeness_widgets.serving.coach.consenting import NOT_OPEN, DoorShut

T = TypeVar("T")
MINUTES = 10
NOTHING = "You share nothing with a coach just now."


class Client(ApiHandler):
    """A call of a client, or of somebody at the door."""

    async def do(self, call: Callable[..., T], *told: Any) -> T:
        """Run ``call`` on the records; a refusal becomes a status and a sentence."""
        try:
            return await self.house.pen.do(call, *told)
        except DoorShut as error:
            raise Refused(403, error.rule, error.message) from None
        except ClientGone:  # erased by the coach while somebody read the consent
            raise Refused(403, "unknown-link", NOT_OPEN["unknown-link"]) from None
        except AlreadyClient as error:
            raise Refused(409, error.rule, error.message) from None
        except (ClientRefused, AnswerRefused) as error:
            raise Refused(400, error.rule, error.message) from None

    async def at_the_door(self) -> Person | None:
        """The person of this browser, if there is one. Raises Refused while they are locked."""
        person = await self.holder()
        if person is not None and await self.house.locks.is_locked(person):
            raise Refused(403, "locked", "A record on this phone is locked. Open it first.")
        return person


class Door(Client):
    """``POST api/check-in {secret}``: what this link opens in this browser."""

    async def post(self) -> None:
        """``{state: "consent" | "open", record, relationships: [{id, kind, name}]}``."""
        secret, person = self.text("secret", 200), await self.at_the_door()
        consenting = self.house.consenting
        state = await self.do(consenting.state, secret, person)
        known = await self.do(consenting.relationships, person) if person else []
        names = self.house.read_library().interface.others
        self.reply(
            state=state,
            record=person is not None,
            relationships=[
                {"id": one.id, "kind": one.kind, "name": one.nickname or names[one.kind].name}
                for one in known
            ],
        )


class Consent(Client):
    """``POST api/check-in/consent {secret, parts, use_record, about | kind, shared_device}``."""

    async def post(self) -> None:
        """``{open: true, own_link?}``: a record that was begun here tells its own link, once."""
        body, person = self.body(), await self.at_the_door()
        self.text("secret", 200)
        using = person if body.get("use_record") is True else None
        version = text_version(self.house.pages.room_words("check_in"))
        begun = await self.do(self.house.consenting.give, body, using, version)
        if begun is None:
            self.reply(open=True)
            return
        self.keep_cookie(PERSON_COOKIE, begun.token, body.get("shared_device") is True)
        here = f"{self.request.protocol}://{self.request.host}{self.house.base}"
        self.reply(open=True, own_link=f"{here}return#{begun.own_secret}")


class Mine(Client):
    """``GET api/check-in/me``: what this person shares."""

    async def get(self) -> None:
        """``{consent: {state, on, text, parts, kind, about} | null}``."""
        person = await self.require_person()
        self.reply(consent=await self.do(self.house.consenting.mine, person))


class Parts(Client):
    """``POST api/check-in/parts {parts}``: share more or less than before."""

    async def post(self) -> None:
        """From now on, for what was entered before too."""
        person = await self.require_person()
        self.reply(
            consent=await self.do(self.house.consenting.change, person, self.body().get("parts"))
        )


class Withdraw(Client):
    """``POST api/check-in/withdraw``."""

    async def post(self) -> None:
        """``{on}``: the coach's view is closed, and the key to it deleted."""
        person = await self.require_person()
        on = await self.do(self.house.consenting.withdraw, person)
        if on is None:
            raise Refused(404, "no-consent", NOTHING)
        self.reply(on=on)


class CalendarFile(PageHandler):
    """``/check-in/calendar.ics?day=6&time=19:00``: once a week, for the client's own calendar."""

    async def get(self) -> None:
        """Nothing of the client or the coach is in it; ``link=1`` adds the page's address."""
        person = await self.person()
        if person is None:
            self.redirect(f"{self.house.base}check-in")
            return
        try:
            day = int(self.get_query_argument("day", "6"))
            at = time.fromisoformat(self.get_query_argument("time", "19:00"))
            if not 0 <= day <= 6:
                raise ValueError(day)
        except ValueError:
            self.send_error(400)
            return
        title = self.house.pages.room_words("check_in").page.calendar.event
        linked = self.get_query_argument("link", "") == "1"
        address = self.house.addresses.link("check-in", self.request) if linked else ""
        self.set_header("Content-Type", "text/calendar; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="weekly.ics"')
        self.finish(weekly(title, self._first(day, at), address))

    def _first(self, day: int, at: time) -> datetime:
        today = self.house.today()
        return datetime.combine(
            today + timedelta(days=(day - today.weekday()) % 7), at.replace(tzinfo=None)
        )


def weekly(title: str, first: datetime, address: str = "") -> bytes:
    """A calendar file (RFC 5545): ten minutes each week, at the same time wherever one is."""
    event = Event()
    event.add("uid", str(uuid4()))
    event.add("dtstamp", datetime.now(UTC))
    event.add("summary", title)
    event.add("dtstart", first)
    event.add("duration", timedelta(minutes=MINUTES))
    event.add("rrule", {"freq": "weekly"})
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if address:
        event.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", "-//weekly//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


HANDLERS: list[Any] = [
    (r"api/check-in", Door),
    (r"api/check-in/consent", Consent),
    (r"api/check-in/me", Mine),
    (r"api/check-in/parts", Parts),
    (r"api/check-in/withdraw", Withdraw),
    (r"check-in/calendar\.ics", CalendarFile),
]
