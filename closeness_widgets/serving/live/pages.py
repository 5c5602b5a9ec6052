"""The pages of whoever leads: planning, leading, the wall, and what is printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from closeness_widgets.answers import share_kind
from closeness_widgets.content.card import Card
from closeness_widgets.content.plans import OPENING
from closeness_widgets.serving.access import PageHandler
from closeness_widgets.serving.live import export
from closeness_widgets.serving.live.access import RoomAccess
from closeness_widgets.serving.live.leaders import WORKSHOP, listed
from closeness_widgets.serving.live.rooms import UnknownWorkshop
from closeness_widgets.workshops import plan, views
from closeness_widgets.workshops.plan import Workshop

Json = dict[str, Any]


class LeaderPage(RoomAccess, PageHandler):
    """A page for whoever leads a workshop."""

    async def workshop(self, workshop_id: str) -> Workshop | None:
        """The workshop, or None once an error page was sent."""
        try:
            room = await self.house.rooms.room(workshop_id)
        except UnknownWorkshop:
            self.send_error(404)
            return None
        if await self.leads(workshop_id) is None:
            if self.house.accounts is not None:  # their session may just have ended
                await self.ask_to_sign_in()
            else:
                self.send_error(403)
            return None
        return room.workshop


class Facilitate(LeaderPage):
    """``/facilitate``: every workshop, and a new one. For the owner."""

    async def get(self) -> None:
        """The page made from facilitator.ipynb."""
        if not await self.is_facilitator():
            await self.ask_to_sign_in()
            return
        library = self.house.read_library()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            await self.house.pages.room(
                "facilitator",
                workshops=await listed(self),
                plans=[one.model_dump(mode="json") for one in library.plans.values()],
                steps=[
                    {
                        "exercise": step.id,
                        "kind": views.step_kind(step),
                        "title": step.title,
                        "minutes": step.minutes,
                        "shareable": share_kind(step) is not None,
                        "notes": {
                            **step.notes.model_dump(mode="json"),
                            "upset": list(library.interface.notes.upset),
                        },
                    }
                    for step in views.steps_of(library)
                ],
                defaults={
                    "k": plan.LEAST,
                    "expected": 20,
                    "today": self.house.today().isoformat(),
                    "kept_days": plan.KEPT_DAYS,
                    "opening": OPENING,
                },
                content_folder=str(self.house.data / "content"),
                secure=self.secure,
            )
        )


class Lead(LeaderPage):
    """``/facilitate/<id>``: leading one workshop. For the owner and co-facilitators."""

    async def get(self, workshop_id: str) -> None:
        """The console."""
        workshop = await self.workshop(workshop_id)
        if workshop is not None:
            await self.log_leading("opened", workshop_id, again=True)
            words = self.house.pages.room_words("facilitator")
            self.show(
                "lead.html.j2",
                facilitator=words,
                workshop=workshop,
                owner=await self.is_facilitator(),
                told={
                    "base": self.house.base,
                    "workshop": workshop_id,
                    "owner": await self.is_facilitator(),
                    "page": "lead",
                },
                result_words=self.house.pages.room_words("result"),
                wall=self.house.pages.room_words("wall"),
            )


class Projector(RoomAccess, PageHandler):
    """``/projector/<id>``, with ``#<secret>`` on another computer: the wall."""

    async def get(self, workshop_id: str) -> None:
        """The same page for everyone: what there is to see comes over the room's line."""
        self.show(
            "wall.html.j2",
            wall=self.house.pages.room_words("wall"),
            result_words=self.house.pages.room_words("result"),
            workshop=workshop_id,
        )


class CoFacilitator(PageHandler):
    """``/co#<id>.<secret>``: the link of a co-facilitator."""

    async def get(self) -> None:
        """The same page for everyone; the secret stays in the browser until it is posted."""
        self.show("co.html.j2", facilitator=self.house.pages.room_words("facilitator"))


class Poster(LeaderPage):
    """``/facilitate/<id>/poster``: Wi-Fi and workshop as QR codes, to print."""

    async def get(self, workshop_id: str) -> None:
        """Without a Wi-Fi yet."""
        await self._shown(workshop_id, None)

    async def post(self, workshop_id: str) -> None:
        """With the network that the facilitator typed; it is kept nowhere."""
        if self.is_foreign:
            self.send_error(403)
            return
        name = self.get_body_argument("network", "")[:64]
        password = self.get_body_argument("password", "")[:128]
        hidden = self.get_body_argument("hidden", "") == "yes"
        await self._shown(workshop_id, (name, password, hidden) if name else None)

    async def _shown(self, workshop_id: str, wifi: tuple[str, str, bool] | None) -> None:
        workshop = await self.workshop(workshop_id)
        if workshop is None:
            return
        self.show(
            "poster.html.j2",
            wall=self.house.pages.room_words("wall"),
            workshop=workshop,
            join=self.house.addresses.joining(workshop),
            wifi=export.wifi(wifi) if wifi else None,
        )


class PaperPack(LeaderPage):
    """``/facilitate/<id>/paper``: sheets for people without a phone."""

    async def get(self, workshop_id: str) -> None:
        """One for each step that is answered."""
        workshop = await self.workshop(workshop_id)
        if workshop is None:
            return
        library = self.house.read_library()
        seen: dict[str, Any] = {}
        for step in workshop.agenda:
            content = views.content_of(library, step)
            if content is not None:
                seen.setdefault(step.exercise, content)
        self.show(
            "paper.html.j2",
            wall=self.house.pages.room_words("wall"),
            workshop=workshop,
            steps=[export.sheet(library, content) for content in seen.values()],
        )


class EnterPaper(LeaderPage):
    """``/facilitate/<id>/enter``: where the sheets that were handed in are typed."""

    async def get(self, workshop_id: str) -> None:
        """With the fields of every step that has a sheet to hand in."""
        workshop = await self.workshop(workshop_id)
        if workshop is None:
            return
        words = self.house.pages.room_words("facilitator")
        self.show(
            "enter.html.j2",
            facilitator=words,
            workshop=workshop,
            told={
                "base": self.house.base,
                "workshop": workshop_id,
                "k": workshop.k,
                "meetings": workshop.meetings,
                "current": workshop.current,
                "steps": export.entries(self.house.read_library(), workshop),
                "words": {"enter": words.enter.model_dump(), "failed": words.failed},
            },
        )


class Guide(LeaderPage):
    """``/facilitate/<id>/guide``: every step's notes, to print."""

    async def get(self, workshop_id: str) -> None:
        """In the agenda's order."""
        workshop = await self.workshop(workshop_id)
        if workshop is None:
            return
        library = self.house.read_library()
        steps = []
        for step in workshop.agenda:
            content = views.content_of(library, step)
            if content is not None:
                steps.append(
                    {
                        "title": content.title,
                        "minutes": step.minutes,
                        "meeting": step.meeting,
                        "texts": list(content.texts) if isinstance(content, Card) else [],
                        "notes": content.notes,
                    }
                )
        self.show(
            "guide_print.html.j2",
            facilitator=self.house.pages.room_words("facilitator"),
            workshop=workshop,
            steps=steps,
            upset=library.interface.notes.upset,
            notes_words=library.interface.notes,
        )


class Export(LeaderPage):
    """``/facilitate/<id>/export``, ``.csv`` and ``.pdf``: the pictures that were shown."""

    async def get(self, workshop_id: str, form: str | None = None) -> None:
        """What was published, never anything beside it."""
        workshop = await self.workshop(workshop_id)
        if workshop is None:
            return
        library = self.house.read_library()
        results = await self.house.pen.do(self.house.pictures.all, workshop, library)
        await self.log_leading("exported", workshop_id)
        if form is None:
            self.show(
                "export.html.j2",
                facilitator=self.house.pages.room_words("facilitator"),
                result_words=self.house.pages.room_words("result"),
                workshop=workshop,
                title=workshop.title,
                results=results,
                made=written(self.house.today()),
            )
            return
        self.set_header("Content-Disposition", f'attachment; filename="workshop.{form}"')
        if form == "csv":
            self.set_header("Content-Type", "text/csv; charset=utf-8")
            self.finish(export.table(results))
        else:
            self.set_header("Content-Type", "application/pdf")
            self.finish(await export.pdf(workshop.title, results))


def written(day: date) -> str:
    """A day as people write it: 22 November 2026."""
    return f"{day.day} {day:%B %Y}"


HANDLERS: list[Any] = [
    (r"facilitate", Facilitate),
    (rf"facilitate/{WORKSHOP}", Lead),
    (rf"facilitate/{WORKSHOP}/poster", Poster),
    (rf"facilitate/{WORKSHOP}/paper", PaperPack),
    (rf"facilitate/{WORKSHOP}/enter", EnterPaper),
    (rf"facilitate/{WORKSHOP}/guide", Guide),
    (rf"facilitate/{WORKSHOP}/export(?:\.(csv|pdf))?", Export),
    (rf"projector/{WORKSHOP}", Projector),
    (r"co", CoFacilitator),
]
