"""Where phones find the workbook: its links, and whether this room's phones can get here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from closeness_widgets.content.wall_words import LanWords
from closeness_widgets.serving import qr
from closeness_widgets.serving.lan import Lan
from closeness_widgets.workshops.plan import Workshop

Json = dict[str, Any]
LOOK_EVERY = 3.0
"""Seconds for which an address that was found is believed."""


@dataclass
class Addresses:
    """What this server is called from outside.

    ``public_url``: set by the operator, with TLS as a rule. ``on_lan``: it listens to the room.
    """

    base: str
    port: int
    secure: bool
    public_url: str = ""
    on_lan: bool = False
    lan: Lan = field(default_factory=Lan)
    _looked: float = -LOOK_EVERY
    _found: str | None = None

    def origin(self) -> str:
        """``http://192.168.1.20:8866``, as phones have to type it; looked up anew each time."""
        if self.public_url:
            parts = urlsplit(self.public_url)
            return f"{parts.scheme}://{parts.netloc}"
        host = (self._on_lan() if self.on_lan else None) or "localhost"
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"

    def link(self, path: str, request: HTTPServerRequest | None = None) -> str:
        """The whole address of a page; for a browser that came by another name, by that name."""
        here = self.origin()
        if request is not None and not self.public_url and not self.on_lan:
            here = f"{request.protocol}://{request.host}"
        return f"{here}{self.base}{path}"

    def of(self, workshop: Workshop, request: HTTPServerRequest | None = None) -> Json:
        """The ways into a workshop, secrets in the fragment only."""
        return {
            "code": workshop.code,
            "join_link": self.link(f"join#{workshop.join_secret}", request),
            "projector_link": self.link(f"projector/{workshop.id}#{workshop.wall_secret}", request),
            "facilitator_link": self.link(f"facilitate/{workshop.id}", request),
        }

    def joining(self, workshop: Workshop) -> Json:
        """What the wall says about coming in."""
        link = self.link(f"join#{workshop.join_secret}")
        return {
            "code": workshop.code,
            "link": link,
            "qr": _drawn(link),
            "address": f"{urlsplit(link).netloc}{self.base}join",
            "insecure": not link.startswith("https:"),
        }

    def _on_lan(self) -> str | None:
        """The address in the room, looked up every few seconds: it may change under our feet."""
        now = time.monotonic()
        if now - self._looked > LOOK_EVERY:
            self._looked, self._found = now, self.lan.look().address
        return self._found

    def look(self, words: LanWords) -> Json:
        """``{address, reachable, problems}``: what may keep phones from getting here, in words."""
        report = self.lan.look()
        return {
            "address": self.link("join"),
            "qr": _drawn(self.link("join")),
            "reachable": True if report.reached else None,
            "problems": [] if self.public_url else report.problems(words),
        }


@lru_cache(maxsize=64)
def _drawn(link: str) -> str:
    return str(qr.svg(link, ""))
