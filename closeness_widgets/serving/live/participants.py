"""What a participant's pages ask the server for: joining, sharing, taking back, taking home."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from closeness_widgets.answers import AnswerRefused
from closeness_widgets.records import Person
from closeness_widgets.serving.access import PERSON_COOKIE, ApiHandler, PageHandler, Refused
from closeness_widgets.serving.live.access import LENT_COOKIE, RoomAccess
from closeness_widgets.serving.live.watching import LiveRoom
from closeness_widgets.serving.metrics import JOINS
from closeness_widgets.workshops.plan import (
    CODE_LETTERS,
    PlanRefused,
    Step,
    Workshop,
    plain_code,
)

T = TypeVar("T")


class JoinPage(RoomAccess, PageHandler):
    """``/join``, ``/join#<secret>``: what this is, who sees what, and one button."""

    async def get(self) -> None:
        """The same page for everyone; the secret stays in the browser until it is posted."""
        words = self.house.pages.room_words("live")
        self.house.addresses.lan.came_from(self.request.remote_ip or "")
        self.show("join.html.j2", live=words)


class LivePage(RoomAccess, PageHandler):
    """``/live``: the page that walks with the room."""

    async def get(self) -> None:
        """For whoever joined; others are sent to the door."""
        person = await self.person()
        room = await self.current_room(person) if person else None
        if room is None or person is None:
            self.redirect(f"{self.house.base}join")
            return
        token = self.get_cookie(PERSON_COOKIE) or ""
        self.keep_cookie(PERSON_COOKIE, token, person.shared_device)
        self.hand_out(await self.house.pages.live(self.secure))


class Participant(RoomAccess, ApiHandler):
    """A call of somebody who joined."""

    async def part(self) -> tuple[Person, LiveRoom]:
        """Who asks and the room they are in, or a 401 or 404."""
        person = await self.require_person()
        room = await self.current_room(person)
        if room is None:
            raise Refused(404, "no-workshop", "You are in no workshop just now. Join it again.")
        return person, room

    async def at_step(self, room: LiveRoom, call: Callable[[Workshop, Step], T]) -> T:
        """What ``call`` makes of the room as it stands and the step that is asked about.

        Raises Refused for a step that is not in the agenda, and for what ``call`` refuses.
        """
        name = self.text("step", 40)

        def found(workshop: Workshop) -> T:
            try:
                step = workshop.find(name)
            except PlanRefused as error:
                raise Refused(404, error.rule, error.message) from None
            return call(workshop, step)

        return await refusing(self.house.rooms.within(room, found))


class Join(Participant):
    """``POST api/join {code | secret, shared_device, nickname}``."""

    async def post(self) -> None:
        """Join, once, however often it is asked for."""
        workshop_id = await self._opened()
        room = await self.house.rooms.room(workshop_id.hex())
        if room.workshop.closed:
            raise Refused(403, "closed", "This workshop is over. Ask whoever leads it.")
        person = await self.holder()
        if person is not None and await self.house.locks.is_locked(person):
            raise Refused(403, "locked", "A record on this phone is locked. Open it first.")
        if person is None:
            person = await self._begin()
        records, pen = self.house.records, self.house.pen
        # First of all: a record that is empty now is one that was begun for this workshop.
        joining = partial(records.join_workshop, workshop_id, person, await self.is_owner())
        await pen.save(records, joining)
        nickname = self.body().get("nickname")
        if isinstance(nickname, str) and nickname.strip():
            await refusing(pen.do(self.house.own_part.set_nickname, person, nickname))
        if self.body().get("shared_device") is True:
            self.keep_cookie(LENT_COOKIE, room.workshop.join_secret, shared_device=True)
        self.house.rooms.soon(room)
        JOINS.labels("joined").inc()
        self.reply(title=room.workshop.title)

    async def _opened(self) -> bytes:
        async with self.house.doors.turn:
            return await self._open()

    async def _open(self) -> bytes:
        body = self.body()
        kind = "join" if "secret" in body else "code"
        secret = self.text("secret", 200) if kind == "join" else plain_code(self.text("code", 80))
        # Nobody guesses a link's secret, so whoever has it is never kept waiting by those who try.
        if kind == "code":
            self._wait()
        found = await self.house.pen.do(self.house.records.workshop_of, kind, secret)
        if found is None:
            self._wait()
            self.house.doors.wrong(self.request.remote_ip or "")
            JOINS.labels("wrong").inc()
            raise Refused(403, "wrong-code", _wrong_code(kind, secret))
        return found[0]

    def _wait(self) -> None:
        doors, address = self.house.doors, self.request.remote_ip or ""
        if seconds := doors.wait(address):
            JOINS.labels("waiting").inc()
        if doors.is_locked(address):
            raise Refused(
                429,
                "locked",
                "Too many wrong codes came from here. Scan the code on the wall instead of typing "
                f"it, or try again in {-(-seconds // 60)} minutes.",
            )
        if seconds:
            raise Refused(
                429, "wait", f"That was wrong a few times. Try again in {seconds} seconds."
            )

    async def _begin(self) -> Person:
        shared = self.body().get("shared_device") is True
        person, token = await self.house.locks.begin(shared)
        self.keep_cookie(PERSON_COOKIE, token, shared)
        return person


class NextPerson(Participant):
    """``POST api/live/next-person``: a lent device is handed on."""

    async def post(self) -> None:
        """The device forgets this person and begins the next one in the same workshop."""
        person, room = await self.part()
        if self.get_cookie(LENT_COOKIE) != room.workshop.join_secret:
            raise Refused(
                403, "not-lent", "This is one person’s own device, so it is not handed on."
            )
        records, pen = self.house.records, self.house.pen
        await pen.do(records.forget_token, self.get_cookie(PERSON_COOKIE))
        await self.house.seats.leave_all(person)
        self.house.rooms.left(person)
        following, token = await self.house.locks.begin(True)
        self.keep_cookie(PERSON_COOKIE, token, shared_device=True)
        await pen.do(records.join_workshop, bytes.fromhex(room.workshop.id), following)
        self.reply(next=True)


class Me(Participant):
    """``GET api/live/me``: what only this person's page may know."""

    async def get(self) -> None:
        """Nickname, what they shared and what they began to write."""
        person, room = await self.part()
        library = self.house.read_library()
        told = await self.house.rooms.within(
            room, lambda workshop: self.house.own_part.me(person, workshop, library)
        )
        lends = self.get_cookie(LENT_COOKIE) == room.workshop.join_secret
        self.reply(**told, lends=lends)


class Share(Participant):
    """``POST api/live/share {step}``: a copy without a name."""

    async def post(self) -> None:
        """In the sitting that is on now; an earlier copy is replaced."""
        person, room = await self.part()
        own, library = self.house.own_part, self.house.read_library()

        def share(workshop: Workshop, step: Step) -> int:
            own.share(person, workshop, step, library)
            return workshop.round_of(step)

        number = await self.at_step(room, share)
        self.house.rooms.soon(room)
        self.reply(round=number)


class TakeBack(Participant):
    """``POST api/live/take-back {step}``."""

    async def post(self) -> None:
        """Counts from the next picture on."""
        person, room = await self.part()
        own = self.house.own_part
        await self.at_step(room, lambda workshop, step: own.take_back(person, workshop, step))
        self.house.rooms.soon(room)
        self.reply(taken_back=True)


class Draft(Participant):
    """``POST api/live/draft {step, text}``: what is being written on a card."""

    async def post(self) -> None:
        """Kept sealed, for this person only."""
        person, room = await self.part()
        own, library, text = self.house.own_part, self.house.read_library(), self.body().get("text")
        await self.at_step(room, lambda _, step: own.draft(person, step, text, library))
        self.reply(saved=True)


class Nickname(Participant):
    """``POST api/live/nickname {nickname}``."""

    async def post(self) -> None:
        """Kept sealed; empty takes it away."""
        person, _ = await self.part()
        nickname = self.body().get("nickname")
        if not isinstance(nickname, str):
            raise Refused(400, "missing", "A nickname is a text.")
        await refusing(self.house.pen.do(self.house.own_part.set_nickname, person, nickname))
        self.reply(saved=True)


class LeaveRoom(Participant):
    """``POST api/live/leave``: out of the workshop; the record stays this person's."""

    async def post(self) -> None:
        """What was shared is taken back."""
        person, room = await self.part()
        workshop_id = bytes.fromhex(room.workshop.id)
        await self.house.pen.do(self.house.records.leave_workshop, workshop_id, person)
        self.house.rooms.left(person)
        self.house.rooms.soon(room)
        self.reply(left=True)


class TakeAway(RoomAccess, PageHandler):
    """``/take-away``: a sheet to print or keep; ``?save``: as one file that needs nothing else."""

    async def get(self) -> None:
        """The person's own answers, in words."""
        person = await self.person()
        if person is None:
            self.redirect(self.house.base)
            return
        save = self.get_query_argument("save", None) is not None
        sheet = await self.house.pen.do(
            self.house.take_home.sheet, person, self.house.read_library()
        )
        if save:
            self.set_header("Content-Disposition", 'attachment; filename="my-notes.html"')
        self.show(
            "take_away.html.j2",
            live=self.house.pages.room_words("live"),
            save=save,
            styles=self.house.pages.take_away_styles() if save else "",
            **sheet,
        )


class TakeAwayJson(ApiHandler):
    """``/take-away.json``: the same answers for a program."""

    async def get(self) -> None:
        """Every answer of this person, with the questions' ids."""
        person = await self.require_person()
        told = await self.house.pen.do(
            self.house.take_home.answers, person, self.house.read_library()
        )
        self.set_header("Content-Disposition", 'attachment; filename="my-notes.json"')
        self.reply(**told)


async def refusing(work: Awaitable[T]) -> T:
    """Await; a refusal in words becomes a 400 that says them."""
    try:
        return await work
    except (PlanRefused, AnswerRefused) as error:
        raise Refused(400, error.rule, error.message) from None


def _wrong_code(kind: str, secret: str) -> str:
    if kind == "join":
        return "This link opens no workshop. Scan the code on the wall again."
    if len(secret) != CODE_LETTERS:
        return f"A code has {CODE_LETTERS} letters and digits; this one has {len(secret)}."
    return "No workshop has this code just now. Look at the wall again: is every letter right?"


HANDLERS = [
    (r"join", JoinPage),
    (r"live", LivePage),
    (r"take-away", TakeAway),
    (r"take-away\.json", TakeAwayJson),
    (r"api/join", Join),
    (r"api/live/me", Me),
    (r"api/live/share", Share),
    (r"api/live/take-back", TakeBack),
    (r"api/live/draft", Draft),
    (r"api/live/nickname", Nickname),
    (r"api/live/next-person", NextPerson),
    (r"api/live/leave", LeaveRoom),
]
