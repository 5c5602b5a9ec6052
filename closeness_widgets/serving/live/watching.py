"""The pages that follow a room, and what this server knows of it."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from closeness_widgets.serving.live.elsewhere import Elsewhere
from closeness_widgets.workshops.plan import Workshop

Json = dict[str, Any]
BEAT = 15
"""Seconds between two signs of life to every page."""
SESSION = 3 * 3_600.0
"""Seconds after the last change in which a room at a step counts as in session: phones may all
sleep during a break or a long exercise in pairs."""
OWNER_DOOR = "owner"
"""The door of somebody who is signed in, and not of a link."""
NOT_ALLOWED = 4401
"""Closes a room's socket whose page may not, or no longer, see the room."""
GONE = 4410
"""Closes a room's socket whose workshop does not exist any more."""

log = logging.getLogger("closeness.rooms")


@dataclass(eq=False)
class Watcher:
    """One page that follows a room. ``role``: live, wall or facilitator; ``door``: how it came."""

    socket: WebSocketHandler
    role: str
    person: bytes = b""
    door: str = ""
    sent: str = ""

    def send(self, view: Json, same: str) -> None:
        """Send a view unless the page has it already; ``same`` tells two views apart."""
        if same == self.sent:
            return
        self.sent = same
        try:
            self.socket.write_message(json.dumps({"room": view}))
        except WebSocketClosedError:
            log.debug("A page left while it was told something.")

    def beat(self) -> None:
        """Say that the line is alive, and how often that is said."""
        with suppress(WebSocketClosedError):
            self.socket.write_message(json.dumps({"beat": BEAT}))

    def may_see(self, workshop: Workshop, members: frozenset[bytes]) -> bool:
        """Whether the page is still a member's, the owner's, or of somebody with a good link."""
        if self.role == "live":
            return self.person in members
        return self.door == OWNER_DOOR or self.door in workshop.doors()


@dataclass
class LiveRoom:
    """A workshop that somebody has asked for since the server started."""

    workshop: Workshop
    watchers: set[Watcher] = field(default_factory=set)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    pushing: asyncio.Lock = field(default_factory=asyncio.Lock)
    pushed: float = -math.inf
    timer: asyncio.TimerHandle | None = None
    announced: int | None = None

    @property
    def here(self) -> int:
        """People with an open page at this server, each counted once."""
        return len({one.person for one in self.watchers if one.role == "live"})

    def in_use(self, now: float) -> bool:
        """Whether a page follows the room, or it is in session. ``now``: of the monotonic clock."""
        at_a_step = bool(self.workshop.current) and not self.workshop.closed
        return bool(self.watchers) or (at_a_step and now - self.pushed < SESSION)

    def turn_out(self, which: Callable[[Watcher], bool]) -> None:
        """Close the pages that may not see the room any more."""
        for watcher in [one for one in self.watchers if which(one)]:
            watcher.socket.close(NOT_ALLOWED)
