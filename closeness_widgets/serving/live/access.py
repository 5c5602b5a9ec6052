"""Who may see and lead which room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from closeness_widgets.records import Person
from closeness_widgets.serving.access import AskedHandler, Refused, same_secret
from closeness_widgets.serving.live.rooms import UnknownWorkshop
from closeness_widgets.serving.live.watching import OWNER_DOOR, LiveRoom
from closeness_widgets.workshops.plan import Workshop

if TYPE_CHECKING:
    Base = AskedHandler
else:
    Base = object

CO_COOKIE = "closeness_lead"
"""``<workshop id>.<secret>`` of a co-facilitator's link."""
WALL_COOKIE = "closeness_wall"
"""The same of a wall's link, on a computer that is not the owner's."""
LENT_COOKIE = "closeness_lent"
"""The join secret, on a device that is handed from person to person."""


class RoomAccess(Base):
    """Asks who it is, for pages, calls and sockets of a room."""

    async def current_room(self, person: Person) -> LiveRoom | None:
        """The room of the workshop that this person joined last."""
        found = await self.house.pen.do(self.house.records.workshop_of_person, person)
        if found is None:
            return None
        try:
            return await self.house.rooms.room(found.hex())
        except UnknownWorkshop:
            return None

    async def leads(self, workshop_id: str) -> str | None:
        """By which door whoever asks may lead: ``owner`` or ``co:<link>``; None if they may not."""
        if await self.is_facilitator():
            return OWNER_DOOR
        return await self._has_key(CO_COOKIE, workshop_id, "co:")

    async def log_leading(self, what: str, workshop_id: str, again: bool = False) -> None:
        """Keep for good that the owner, or somebody with a link, ``opened``, ``led``, ... it.

        With ``again``, what is repeated within an hour has one line.
        """
        did = f"{'workshop' if await self.leads(workshop_id) == 'owner' else 'link'}_{what}"
        log = self.house.records.log_again if again else self.house.records.log
        await self.house.pen.do(log, did, bytes.fromhex(workshop_id))

    async def shows(self, workshop_id: str) -> str | None:
        """Like `leads`, for whoever may see the wall."""
        return await self.leads(workshop_id) or await self._has_key(
            WALL_COOKIE, workshop_id, "wall"
        )

    async def door(self, role: str, workshop_id: str) -> tuple[LiveRoom, bytes, str] | None:
        """The room, the person if it is a participant, and by which door they came.

        Raises UnknownWorkshop.
        """
        if role == "live":
            person = await self.person()
            room = await self.current_room(person) if person else None
            return (room, person.id, "") if room and person else None
        if role not in ("wall", "facilitator"):
            return None
        asked = self.shows if role == "wall" else self.leads
        name = await asked(workshop_id)
        return (await self.house.rooms.room(workshop_id), b"", name) if name else None

    async def require_leader(self, workshop_id: str) -> Workshop:
        """The workshop, for whoever leads it; 403 or 404 for everybody else."""
        if await self.leads(workshop_id) is None:
            raise Refused(403, "not-leading", "Only whoever leads this workshop can do that.")
        return await self.require_workshop(workshop_id)

    async def require_workshop(self, workshop_id: str) -> Workshop:
        """The workshop of this id, or a 404."""
        try:
            return (await self.house.rooms.room(workshop_id)).workshop
        except UnknownWorkshop:
            raise Refused(404, "unknown-workshop", "There is no such workshop any more.") from None

    async def _has_key(self, cookie: str, workshop_id: str, kind: str) -> str | None:
        name, _, secret = (self.get_cookie(cookie) or "").partition(".")
        if name != workshop_id or not secret:
            return None
        try:
            workshop = (await self.house.rooms.room(workshop_id)).workshop
        except UnknownWorkshop:
            return None
        for door, opens in workshop.doors().items():
            if door.startswith(kind) and same_secret(opens, secret):
                return door
        return None
