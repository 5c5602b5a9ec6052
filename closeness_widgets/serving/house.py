"""Everything that a running server is made of, put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from closeness_widgets.content.library import Library
from closeness_widgets.records import Records
from closeness_widgets.serving.chapters import Chapter
from closeness_widgets.serving.desk import DeskServer
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.pages import Pages
from closeness_widgets.serving.pen import Pen
from closeness_widgets.serving.seats import Seats
from closeness_widgets.serving.statics import Statics


@dataclass
class House:
    """The parts of one server; handlers find it as ``self.house``."""

    base: str
    data: Path
    records: Records
    pen: Pen
    desk: DeskServer
    seats: Seats
    locks: Locks
    statics: Statics
    pages: Pages
    chapters: dict[str, Chapter]
    read_library: Callable[[], Library]
