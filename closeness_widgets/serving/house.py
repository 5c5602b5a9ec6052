"""Everything that a running server is made of, put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeness_widgets.charts.words import Voice, client_words
from closeness_widgets.content.base import Kind
from closeness_widgets.content.library import Library
from closeness_widgets.content.own import OwnContent
from closeness_widgets.records import Records
from closeness_widgets.serving.chapters import LIVE, Chapter
from closeness_widgets.serving.coach.consenting import Consenting
from closeness_widgets.serving.coach.drawing import Drawing
from closeness_widgets.serving.coach.in_and_out import InAndOut
from closeness_widgets.serving.coach.practice import Practice, today
from closeness_widgets.serving.desk import DeskServer
from closeness_widgets.serving.live.addresses import Addresses
from closeness_widgets.serving.live.doors import Doors
from closeness_widgets.serving.live.office import Office
from closeness_widgets.serving.live.own_part import OwnPart
from closeness_widgets.serving.live.paper import Paper
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.live.rehearsal import Rehearsal
from closeness_widgets.serving.live.rooms import Rooms
from closeness_widgets.serving.live.take_home import TakeHome
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.pages import Pages
from closeness_widgets.serving.pen import Pen
from closeness_widgets.serving.seats import Seats
from closeness_widgets.serving.statics import Statics
from closeness_widgets.workshops.plan import Workshop

if TYPE_CHECKING:
    from closeness_widgets.serving.hub.accounts import Accounts


@dataclass
class House:
    """The parts of one server; handlers find it as ``self.house``.

    ``accounts``: None, unless a JupyterHub started it and says who may do what.
    """

    base: str
    data: Path
    own: OwnContent
    records: Records
    pen: Pen
    desk: DeskServer
    seats: Seats
    locks: Locks
    statics: Statics
    pages: Pages
    chapters: dict[str, Chapter]
    room_chapters: dict[str, Chapter]
    read_library: Callable[[], Library]
    rooms: Rooms
    pictures: Pictures
    own_part: OwnPart
    take_home: TakeHome
    paper: Paper
    rehearsal: Rehearsal
    addresses: Addresses
    doors: Doors
    office: Office
    practice: Practice
    in_and_out: InAndOut
    consenting: Consenting
    drawing: Drawing
    accounts: Accounts | None = None

    def today(self) -> date:
        """The day where this computer is."""
        return today()

    def chart_words(self, kind: Kind, voice: Voice = "coach") -> dict[str, Any]:
        """What the charts of a client say, to the coach or to the client."""
        return client_words(self.read_library(), self.pages.room_words("progress"), kind, voice)

    async def prepare_room(self, workshop: Workshop) -> None:
        """Have places ready for the people whom a workshop expects."""
        await self.seats.expect(self.room_chapters[LIVE], workshop.expected)
