"""The pages of a coach and of a client. What stands in them is asked for by their scripts."""

from __future__ import annotations

from typing import Any

from closeness_widgets.content.base import KINDS, About
from closeness_widgets.content.library import Library
from closeness_widgets.records import Person
from closeness_widgets.serving.access import PERSON_COOKIE, PageHandler
from closeness_widgets.serving.chapters import CHECK_IN, COACH
from closeness_widgets.workshops import views

Json = dict[str, Any]
CLIENT = r"[0-9a-f]{32}"


class CoachPage(PageHandler):
    """A page for the coach, who is the owner."""

    async def prepare(self) -> None:
        """Everybody else is sent to where the owner signs in."""
        if not await self.is_coach():
            await self.ask_to_sign_in()


class Clients(CoachPage):
    """``/coach``: all clients by pseudonym."""

    async def get(self) -> None:
        """The page made from coach.ipynb; it holds no client."""
        library = self.house.read_library()
        scale = _week(library)["scale"]
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            await self.house.pages.room(COACH, secure=self.secure, scale=scale, **_said(library))
        )


class ClientPage(CoachPage):
    """``/coach/<id>``: one client for a session, ``?supervision=1`` without words and name."""

    async def get(self, client: str) -> None:
        """The same page for every client."""
        words = self.house.pages.room_words("coach")
        library = self.house.read_library()
        self.show(
            "client.html.j2",
            coach=words,
            told={
                "base": self.house.base,
                "client": client,
                "supervision": self.get_query_argument("supervision", "") == "1",
                "journal": _week(library),
                "words": words.model_dump(mode="json"),
                **_said(library),
            },
        )


class CheckIn(PageHandler):
    """``/check-in#<secret>``: a client's door; their weekly check-in while consent stands."""

    async def get(self) -> None:
        """``?door=1`` opens the door once more, for a link of another client."""
        person = await self.person()
        letter: Json | None = None
        if person is not None and self.get_query_argument("door", "") != "1":
            said, stands = await self.house.pen.do(self.house.records.consent_of, person)
            letter = said if stands else None
        if person is None or letter is None:
            self._door()
            return
        token = self.get_cookie(PERSON_COOKIE) or ""
        self.keep_cookie(PERSON_COOKIE, token, person.shared_device)
        await self._turn_to(person, letter["about"])
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            await self.house.pages.room(
                CHECK_IN,
                secure=self.secure,
                **_said(self.house.read_library()),
                place=self.house.pages.local_help().model_dump(mode="json"),
            )
        )

    def _door(self) -> None:
        words = self.house.pages.room_words(CHECK_IN)
        self.show(
            "check_in_door.html.j2",
            check_in=words,
            place=self.house.pages.local_help(),
            told={
                "base": self.house.base,
                "words": words.model_dump(mode="json"),
                **_said(self.house.read_library()),
            },
        )

    async def _turn_to(self, person: Person, about: str) -> None:
        """The questions are about the relationship that the coach is told of."""
        await self.house.pen.do(self.house.desk.turn_to, person, about)


class PaperCheckIn(PageHandler):
    """``/check-in/paper``: the same questions on a sheet, ``?kind=friend`` for a friend."""

    async def get(self) -> None:
        """The same for everyone; nothing on it is anybody's."""
        library = self.house.read_library()
        wanted = self.get_query_argument("kind", "")
        kind = next((one for one in KINDS if one == wanted), None)
        if kind is None:
            journal = library.words("journal", views.anybody(library))
        else:
            journal = library.words("journal", About(id="a", kind=kind))
        self.show(
            "check_in_paper.html.j2",
            check_in=self.house.pages.room_words(CHECK_IN),
            journal=journal,
            kind=kind,
            place=self.house.pages.local_help(),
        )


def _week(library: Library) -> Json:
    """What is asked each week, in words for nobody in particular."""
    journal = library.words("journal", views.anybody(library))
    return {name: journal[name] for name in ("week", "scale")}


def _said(library: Library) -> Json:
    """How kinds of relationships and days are called."""
    calendar = library.words("journal", views.anybody(library))["calendar"]
    kinds = {kind: one.name for kind, one in library.interface.others.items()}
    return {"kinds": kinds, "calendar": calendar}


HANDLERS = [
    (r"coach", Clients),
    (rf"coach/({CLIENT})", ClientPage),
    (r"check-in", CheckIn),
    (r"check-in/paper", PaperCheckIn),
]
