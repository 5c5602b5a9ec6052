"""What the pages of whoever leads ask the server for: planning, steering, links, rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from closeness_widgets.serving.access import ApiHandler, AskedHandler, Refused, same_secret
from closeness_widgets.serving.live.access import CO_COOKIE, WALL_COOKIE, RoomAccess
from closeness_widgets.serving.live.office import in_short, planned
from closeness_widgets.serving.live.participants import refusing
from closeness_widgets.workshops import plan, steering, views
from closeness_widgets.workshops.plan import PlanRefused, Workshop

Json = dict[str, Any]
REPLANS = ("insert", "drop", "move", "minutes")
"""Ways to steer that change the plan."""


class Leader(RoomAccess, ApiHandler):
    """A call of the owner, or of a co-facilitator where it says so."""

    async def require_owner(self) -> None:
        """The owner, or a 403."""
        if not await self.is_facilitator():
            raise Refused(403, "not-owner", "Only the person who runs this workbook can do that.")

    async def log(self, did: str, workshop_id: str) -> None:
        """Keep for good what the owner did."""
        await self.house.pen.do(self.house.records.log, did, bytes.fromhex(workshop_id))

    def known(self) -> set[str]:
        """Ids of everything that can be a step."""
        return {step.id for step in views.steps_of(self.house.read_library())}


class Workshops(Leader):
    """``GET`` and ``POST api/workshops``: the list, and a new one."""

    async def get(self) -> None:
        """``{workshops: [{id, title, …}]}``."""
        await self.require_owner()
        self.reply(workshops=await listed(self))

    async def post(self) -> None:
        """``{title, plan | agenda, expected, k, last_meeting}`` -> ``{id}``."""
        await self.require_owner()
        try:
            workshop = planned(self.body(), self.house.read_library(), self.house.today())
        except PlanRefused as error:
            raise Refused(400, error.rule, error.message) from None
        await self.house.rooms.create(workshop)
        await self.log("workshop_made", workshop.id)
        await self.house.prepare_room(workshop)
        self.reply(**told(self, workshop))


class Edit(Leader):
    """``POST api/workshops/<id>/edit``: the plan anew; steps that stay keep their answers."""

    async def post(self, workshop_id: str) -> None:
        """``{title, agenda: [{id?, exercise, minutes, meeting}], expected, k, last_meeting}``."""
        await self.require_owner()
        await self.require_workshop(workshop_id)
        body, known = self.body(), self.known()

        def edited(workshop: Workshop) -> Workshop:
            return plan.edited(workshop, body, known)

        workshop = await refusing(self.house.rooms.change(workshop_id, edited))
        await self.log("workshop_changed", workshop_id)
        self.reply(**told(self, workshop))


class Delete(Leader):
    """``POST api/workshops/<id>/delete``."""

    async def post(self, workshop_id: str) -> None:
        """With everything that was shared in it."""
        await self.require_owner()
        await self.require_workshop(workshop_id)
        await self.house.rooms.delete(workshop_id)
        await self.log("workshop_deleted", workshop_id)
        self.reply(deleted=True)


class Steer(Leader):
    """``POST api/workshops/<id>/steer {do, …}``: co-facilitators too."""

    async def post(self, workshop_id: str) -> None:
        """One change, stored and told to every page."""
        await self.require_leader(workshop_id)
        try:
            workshop = await self.house.rooms.steer(workshop_id, self.body())
        except steering.MovedOn as error:
            raise Refused(409, error.rule, error.message) from None
        except PlanRefused as error:
            raise Refused(400, error.rule, error.message) from None
        await self._note(workshop_id)
        self.reply(revision=workshop.revision)

    async def _note(self, workshop_id: str) -> None:
        """What a co-facilitator does is leading; of the owner the log tells a little more."""
        do = self.body().get("do")
        if await self.leads(workshop_id) != "owner" or do not in (*REPLANS, "close"):
            await self.log_leading("led", workshop_id, again=True)
        elif do == "close":
            await self.log("workshop_closed", workshop_id)
        else:
            await self.log_leading("changed", workshop_id, again=True)


class Links(Leader):
    """``POST api/workshops/<id>/links {name}``: a way in for a co-facilitator."""

    async def post(self, workshop_id: str) -> None:
        """The link, shown this once."""
        await self.require_owner()
        await self.require_workshop(workshop_id)
        name = self.body().get("name")
        made: list[plan.Link] = []

        def add(workshop: Workshop) -> Workshop:
            changed, link = steering.with_link(workshop, str(name or "").strip())
            made.append(link)
            return changed

        await refusing(self.house.rooms.change(workshop_id, add))
        await self.log("leader_invited", workshop_id)
        link = self.house.addresses.link(f"co#{workshop_id}.{made[0].secret}", self.request)
        self.reply(id=made[0].id, link=link)


class Revoke(Leader):
    """``POST api/workshops/<id>/revoke {link}``: whoever came with it is out at once."""

    async def post(self, workshop_id: str) -> None:
        """The pages that came by this link are closed."""
        await self.require_owner()
        await self.require_workshop(workshop_id)
        link = self.text("link", 40)
        await self.house.rooms.change(
            workshop_id, lambda workshop: steering.without_link(workshop, link)
        )
        await self.log("leader_removed", workshop_id)
        self.reply(revoked=True)


class WithLink(Leader):
    """``POST api/co {workshop, secret}`` and ``api/wall {workshop, secret}``."""

    def initialize(self, cookie: str) -> None:
        """``cookie``: which of the two."""
        self.cookie = cookie

    async def post(self) -> None:
        """A cookie for this browser, until it is closed."""
        workshop_id, secret = self.text("workshop", 64), self.text("secret", 200)
        async with self.house.doors.turn:
            await self._knock(workshop_id, secret)
        self.keep_cookie(self.cookie, f"{workshop_id}.{secret}", shared_device=True)
        self.reply(workshop=workshop_id)

    async def _knock(self, workshop_id: str, secret: str) -> None:
        doors, address = self.house.doors, self.request.remote_ip or ""
        kind = "co:" if self.cookie == CO_COOKIE else "wall"
        try:
            workshop = await self.require_workshop(workshop_id)
            if any(
                door.startswith(kind) and same_secret(opens, secret)
                for door, opens in workshop.doors().items()
            ):
                return
            raise Refused(403, "unknown-link", "This link is not good any more. Ask for a new one.")
        except Refused:
            if doors.wait(address):
                seconds = doors.wait(address)
                raise Refused(429, "wait", f"Try again in {seconds} seconds.") from None
            doors.wrong(address)
            raise


class Paper(Leader):
    """``POST api/workshops/<id>/paper {step, sheets, batch}``: answers on paper, all at once."""

    async def post(self, workshop_id: str) -> None:
        """At least k sheets at once, so that no single one is told from what was there before."""
        await self.require_leader(workshop_id)
        room = await self.house.rooms.room(workshop_id)
        step, sheets = self.text("step", 40), self.body().get("sheets")
        batch = self.text("batch", 64) if "batch" in self.body() else ""
        library = self.house.read_library()

        def enter(workshop: Workshop) -> int:
            return self.house.paper.enter(workshop, step, sheets, library, batch)

        number = await refusing(self.house.rooms.within(room, enter))
        self.house.rooms.soon(room)
        await self.log_leading("led", workshop_id, again=True)
        self.reply(sheets=number)


class Rehearse(Leader):
    """``POST api/workshops/<id>/rehearse {people}``: the same plan with invented people."""

    async def post(self, workshop_id: str) -> None:
        """``{id}`` of a workshop in which they have joined, answered and shared."""
        await self.require_owner()
        workshop = await self.require_workshop(workshop_id)
        people = self.body().get("people", workshop.expected)
        made = await refusing(
            self.house.pen.do(
                self.house.rehearsal.make, workshop, people, self.house.read_library()
            )
        )
        await self.log("workshop_made", made.id)
        self.reply(id=made.id)


class Preview(Leader):
    """``GET api/workshops/<id>/preview?people=N&step=S``: the wall with invented people."""

    async def get(self, workshop_id: str) -> None:
        """``{result}``; null while such a group is too small for a picture."""
        workshop = await self.require_leader(workshop_id)
        people = self.get_query_argument("people", "")
        is_number = people.isascii() and people.isdigit() and len(people) <= 4
        number = int(people) if is_number else workshop.expected
        result = await refusing(
            self.house.pen.do(
                self.house.rehearsal.preview,
                workshop,
                self.get_query_argument("step", ""),
                min(number, 500),
                self.house.read_library(),
            )
        )
        self.reply(result=result)


class Lan(Leader):
    """``GET api/lan``: whether phones in this room can reach this computer."""

    async def get(self) -> None:
        """``{address, reachable, problems}``."""
        await self.require_owner()
        words = self.house.pages.room_words("wall").lan
        self.reply(**self.house.addresses.look(words))


async def listed(handler: AskedHandler) -> Sequence[Json]:
    """Every workshop in short, for the owner's page."""
    return [in_short(one) for one in await handler.house.rooms.all()]


def told(handler: ApiHandler, workshop: Workshop) -> Json:
    """A new workshop and the ways into it."""
    links = handler.house.addresses.of(workshop, handler.request)
    return {"id": workshop.id, "title": workshop.title, **links}


WORKSHOP = r"([0-9a-f]{32})"
HANDLERS: list[Any] = [
    (r"api/workshops", Workshops),
    (rf"api/workshops/{WORKSHOP}/edit", Edit),
    (rf"api/workshops/{WORKSHOP}/delete", Delete),
    (rf"api/workshops/{WORKSHOP}/steer", Steer),
    (rf"api/workshops/{WORKSHOP}/links", Links),
    (rf"api/workshops/{WORKSHOP}/revoke", Revoke),
    (rf"api/workshops/{WORKSHOP}/paper", Paper),
    (rf"api/workshops/{WORKSHOP}/rehearse", Rehearse),
    (rf"api/workshops/{WORKSHOP}/preview", Preview),
    (r"api/co", WithLink, {"cookie": CO_COOKIE}),
    (r"api/wall", WithLink, {"cookie": WALL_COOKIE}),
    (r"api/lan", Lan),
]
