"""What whoever runs the workbook asks: is it alive, may people come, and how much is going on."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from closeness_widgets.records import RecordsError
from closeness_widgets.serving import metrics
from closeness_widgets.serving.access import ApiHandler
from closeness_widgets.serving.forked import forks

if TYPE_CHECKING:
    from closeness_widgets.serving.house import House

ROLES = ("live", "wall", "facilitator")
"""Kinds of pages that follow a room."""
PATIENCE = 3.0
"""Seconds that the database has to answer somebody who only asks whether it does."""


class Alive(ApiHandler):
    """``/alive``: whether the process answers at all. If it does not, it should be restarted."""

    async def get(self) -> None:
        """Nothing is looked at: a database that is down is no reason to end a running server."""
        self.reply(alive=True)


class Ready(ApiHandler):
    """``/ready``: whether new people may be sent here."""

    async def get(self) -> None:
        """200, or 503 with the parts that are not there. A full server is ready all the same."""
        parts = {
            "database": await database_answers(self.house),
            "kernels": forks.settled,
            "places": self.house.seats.opened,
        }
        ready = all(parts.values())
        self.set_status(200 if ready else 503)
        self.reply(ready=ready, **parts)


class MetricsPage(RequestHandler):
    """``/metrics``, on an address of its own: the figures as Prometheus reads them."""

    async def get(self) -> None:
        """All of them, as they are now."""
        metrics.DATABASE_UP.set(await database_answers(self.settings["closeness"]))
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(metrics.REGISTRY))


class WrongMetrics(Exception):
    """An address that cannot be listened on; the message says what to write."""


def read_address(text: str) -> tuple[str, int]:
    """``9464`` or ``0.0.0.0:9464`` -> host and port. Raises :class:`WrongMetrics`."""
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) <= 65_535:
        raise WrongMetrics(
            f"--metrics takes a port such as 9464, or an address and a port such as 10.1.0.7:9464, "
            f"not {text!r}."
        )
    return host.strip("[]") or "127.0.0.1", int(port)


def open_metrics(house: House, address: tuple[str, int]) -> tuple[HTTPServer, str]:
    """Listen for ``/metrics``, there and nowhere in the workbook itself; where. Raises OSError."""
    sockets = bind_sockets(address[1], address[0])
    _watch(house)
    pages = Application(
        [(r"/metrics", MetricsPage)], closeness=house, log_function=lambda handler: None
    )
    server = HTTPServer(pages)
    server.add_sockets(sockets)
    return server, "http://{}:{}/metrics".format(*sockets[0].getsockname()[:2])


async def database_answers(house: House) -> bool:
    """Whether the database can be read and written just now."""
    try:
        async with asyncio.timeout(PATIENCE):
            await house.pen.do(house.records.answers)
    except (RecordsError, TimeoutError):
        return False
    return True


def _watch(house: House) -> None:
    seats, rooms = house.seats, house.rooms
    metrics.ask(metrics.SEATS.labels("ready"), lambda: seats.ready)
    metrics.ask(metrics.SEATS.labels("taken"), lambda: len(seats) - seats.ready)
    metrics.ask(metrics.SEATS_MOST, lambda: seats.most)
    metrics.ask(metrics.KERNELS, lambda: seats.kernels)
    metrics.ask(metrics.ROOMS, lambda: rooms.in_session)
    metrics.ask(metrics.PAGES.labels("exercise"), lambda: seats.connected)
    for role in ROLES:
        metrics.ask(metrics.PAGES.labels(role), partial(rooms.pages, role))


HANDLERS = [(r"alive", Alive), (r"ready", Ready)]
