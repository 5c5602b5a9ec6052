"""What stands in the notebooks of a live workshop and of a coach.

A room is drawn by its page and told by the server: a kernel only holds exercises, one of
which is opened when the room comes to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from closeness_widgets.rooms.solo import this_notebook


@dataclass(frozen=True)
class RoomPlace:
    """Where a room stands in a page; in a notebook, one line about how to open it."""

    line: str

    def __repr__(self) -> str:
        return self.line


def open_live() -> RoomPlace:
    """A participant's place in a live workshop. Served, exercises open here as the room goes on."""
    notebook = this_notebook()
    return RoomPlace(notebook.library.interface.rooms.live)


def open_facilitator() -> RoomPlace:
    """The place from which a workshop is planned and led."""
    return RoomPlace(this_notebook().library.interface.rooms.facilitator)


def open_coach() -> RoomPlace:
    """The place where a coach finds their clients."""
    return RoomPlace(this_notebook().library.interface.rooms.coach)


def open_projector() -> RoomPlace:
    """The wall of a workshop."""
    return RoomPlace(this_notebook().library.interface.rooms.projector)


def open_preview() -> RoomPlace:
    """The place where an author sees an exercise while writing it."""
    return RoomPlace(this_notebook().library.interface.rooms.preview)
