"""The server: Voila's application with our pages, our doors and our kernels."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import signal
import ssl
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tornado.ioloop
import tornado.web
from jupyter_events import EventLogger
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets import Bool, Int, Unicode
from traitlets.config import Config
from voila.app import Voila

from closeness_widgets import logs
from closeness_widgets.content.own import OwnContent
from closeness_widgets.records import Expired, Records, StorageFailed
from closeness_widgets.records.folder import write_private
from closeness_widgets.serving import log_lines, operators, people, plan_file, preview, reading
from closeness_widgets.serving.access import CookieIdentity, OwnSeatOnly
from closeness_widgets.serving.chapters import LIVE, read_chapters, read_rooms
from closeness_widgets.serving.coach import api as coach_api
from closeness_widgets.serving.coach import check_in as coach_check_in
from closeness_widgets.serving.coach import files as coach_files
from closeness_widgets.serving.coach import pages as coach_pages
from closeness_widgets.serving.coach.consenting import Consenting
from closeness_widgets.serving.coach.drawing import Drawing
from closeness_widgets.serving.coach.in_and_out import InAndOut
from closeness_widgets.serving.coach.office import CoachOffice
from closeness_widgets.serving.coach.practice import Practice, today
from closeness_widgets.serving.desk import DeskServer
from closeness_widgets.serving.forked import forks
from closeness_widgets.serving.house import House
from closeness_widgets.serving.hub.activity import Activity
from closeness_widgets.serving.hub.spawned import Spawned
from closeness_widgets.serving.kernelspecs import ClosenessKernelSpecs
from closeness_widgets.serving.lan import Lan
from closeness_widgets.serving.lines import SeatConnection
from closeness_widgets.serving.live import leaders, participants
from closeness_widgets.serving.live import pages as live_pages
from closeness_widgets.serving.live.addresses import Addresses
from closeness_widgets.serving.live.doors import Doors
from closeness_widgets.serving.live.hearing import Hearing
from closeness_widgets.serving.live.office import Office
from closeness_widgets.serving.live.office_door import RUNNING
from closeness_widgets.serving.live.own_part import OwnPart
from closeness_widgets.serving.live.paper import Paper
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.live.rehearsal import Rehearsal
from closeness_widgets.serving.live.rooms import Rooms
from closeness_widgets.serving.live.sockets import RoomSocket
from closeness_widgets.serving.live.take_home import TakeHome
from closeness_widgets.serving.live.watching import BEAT, Watcher
from closeness_widgets.serving.locks import Locks
from closeness_widgets.serving.log_lines import LogForm
from closeness_widgets.serving.memory import MOST_SEATS, Ceiling
from closeness_widgets.serving.open_files import BACKLOG, needed
from closeness_widgets.serving.pages import TEMPLATES, Pages
from closeness_widgets.serving.pen import Pen
from closeness_widgets.serving.proxies import BehindProxies, Networks
from closeness_widgets.serving.rehearsing import rehearse
from closeness_widgets.serving.seat_kernels import SeatKernels
from closeness_widgets.serving.seats import Seats
from closeness_widgets.serving.statics import NotFound, StaticHandler, Statics
from closeness_widgets.serving.upkeep import Upkeep
from closeness_widgets.serving.websocket import SeatWebsocket
from closeness_widgets.workshops.plan import Workshop

if TYPE_CHECKING:
    from closeness_widgets.serving.hub.accounts import Accounts

EXPIRE_EVERY = 3_600_000
"""Milliseconds between two looks for workshops whose time is over."""
ACCOUNTS_EVERY = 30_000
"""Milliseconds between two looks whether those who lead are still signed in at the hub."""
CULL_EVERY = 20_000
"""Milliseconds between two looks for seats that nobody uses."""

LIMITS: dict[str, Any] = {
    "max_body_size": 1 << 20,
    "idle_connection_timeout": 120.0,
    "body_timeout": 60.0,
}
"""Bytes of a request, and seconds that a line may be silent: nobody holds lines open for nothing.

Websockets are no such lines: they are pinged.
"""
log = logging.getLogger("closeness.server")


class CannotServe(Exception):
    """The server cannot start; the message says what to do."""


class ClosenessApp(Voila):  # type: ignore[misc]
    """Voila without its own pages: only what is listed in ``init_handlers`` is answered."""

    name = "closeness"
    identity_provider_class = CookieIdentity
    authorizer_class = OwnSeatOnly
    certfile = Unicode("", help="TLS certificate; empty: plain HTTP").tag(config=True)
    keyfile = Unicode("", help="The certificate's key").tag(config=True)
    expect = Int(2, help="People who may come at once: seats kept ready").tag(config=True)
    public_url = Unicode("", help="Address under which people reach it from elsewhere").tag(
        config=True
    )
    on_lan = Bool(False, help="Listens to the room's network").tag(config=True)
    port = Int(8866).tag(config=True)
    trusted_proxies: Networks = ()
    metrics_at: tuple[str, int] | None = None
    log_form = LogForm.plain
    spawned: Spawned | None = None  # by a JupyterHub, and where

    def __init__(
        self,
        data: Path,
        records: Records,
        own: OwnContent,
        say: Callable[[str], None],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._data = data
        self._records = records
        self._own = own
        self._read_library = own.library
        self._say = say
        self.config_file_paths: list[str] = []  # no stranger's settings from Jupyter's own folders
        self.event_logger = EventLogger()  # else each kernel leaves one of its own behind

    def stand_at(self, spawned: Spawned) -> None:
        """Be the server that a hub asked for: where it listens, and what it is called outside."""
        self.spawned = spawned
        self.ip, self.port, self.base_url = spawned.ip, spawned.port, spawned.base
        self.public_url, self.open_browser = spawned.public_url, False

    def setup_template_dirs(self) -> None:
        """Our templates only, wherever the package is installed."""
        self.template_paths = [str(TEMPLATES)]
        self.static_paths: list[str] = []

    def initialize(self, argv: list[str] | None = None) -> None:
        """As Voila does, with the settings that must not differ."""
        log_lines.set_up(self.log_form)
        logs.say_little()
        os.environ["CLOSENESS_SERVED"] = "1"  # the warm process and every kernel inherit it
        config = Config()
        config.KernelManager.autorestart = False  # a restarted kernel has no exercises in it
        # A page asks for all it missed. Else Jupyter keeps files open for each that was closed.
        config.MappingKernelManager.buffer_offline_messages = False
        config.VoilaConfiguration.kernel_spec_manager_class = ClosenessKernelSpecs
        config.VoilaConfiguration.multi_kernel_manager_class = SeatKernels
        config.VoilaConfiguration.show_tracebacks = False
        # A socket's path has at most 107 letters, and a kernel's own name takes 70 of them.
        if sys.platform == "linux" and len(tempfile.gettempdir()) < 36:
            config.KernelManager.transport = "ipc"
        self.update_config(config)
        self.kernel_websocket_connection_class = SeatConnection
        super().initialize(argv or [])
        log_lines.take_over(type(self).__name__, self.log_form)
        # It would warn of our ping timeout, which it counts in seconds, and of pages being left.
        logging.getLogger("tornado.general").setLevel(logging.ERROR)

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, and the house that our handlers work in."""
        settings = super().init_settings()
        pen, statics, chapters = Pen(), Statics(self.base_url), read_chapters()
        desk = DeskServer(self._records, pen, self._read_library)
        pages = Pages(
            self.base_url,
            self._own.in_order,
            statics,
            chapters,
            read_rooms(),
            self.contents_manager,
            self._read_library,
        )
        pictures = Pictures(self._records, lambda: pages.room_words("result"))
        addresses = Addresses(
            self.base_url,
            self.port,
            bool(self.certfile),
            self.public_url,
            self.on_lan,
            Lan(self.ip),
        )
        practice = Practice(self._records, self._read_library, today)
        in_and_out = InAndOut(
            self._records, practice, self._read_library, lambda: pages.room_words("coach"), today
        )
        self.house = House(
            base=self.base_url,
            data=self._data,
            own=self._own,
            records=self._records,
            pen=pen,
            desk=desk,
            seats=Seats(self.kernel_manager, desk, self._own.in_order),
            locks=Locks(self._records, pen),
            statics=statics,
            pages=pages,
            chapters=chapters,
            room_chapters=pages.rooms,
            read_library=self._read_library,
            rooms=Rooms(
                self._records,
                pen,
                self._read_library,
                pictures,
                addresses.joining,
                self._places,
            ),
            pictures=pictures,
            own_part=OwnPart(self._records),
            take_home=TakeHome(self._records),
            paper=Paper(self._records),
            rehearsal=Rehearsal(self._records, pictures),
            addresses=addresses,
            doors=Doors(),
            office=Office(
                self._records,
                self._read_library,
                pictures,
                addresses,
                {
                    **CoachOffice(self._records, practice, in_and_out, addresses).calls,
                    **Upkeep(self._records).calls,
                },
            ),
            practice=practice,
            in_and_out=in_and_out,
            consenting=Consenting(self._records, desk, today),
            drawing=Drawing(),
            accounts=self._accounts(),
        )
        self._hearing = Hearing(self._records, self.house.rooms, self.house.seats, self.house.locks)
        settings.update(
            closeness=self.house,
            compress_response=True,
            default_handler_class=NotFound,
            allow_unauthenticated_access=True,  # each of our handlers asks for itself
            websocket_max_message_size=1 << 20,
            ws_ping_interval=30_000,
            ws_ping_timeout=45_000,  # longer, else a pong that came is too old at the next look
            log_function=lambda handler: None,  # what people open is nobody's business
        )
        return dict(settings)

    def init_handlers(self) -> list[Any]:
        """The pages and calls that exist. Nothing of Voila's or Jupyter's own is left open."""
        base = self.base_url
        return [
            (base + pattern, *handler)
            for pattern, *handler in [
                *reading.HANDLERS,
                *operators.HANDLERS,
                *people.HANDLERS,
                *plan_file.HANDLERS,
                *participants.HANDLERS,
                *leaders.HANDLERS,
                *live_pages.HANDLERS,
                *preview.HANDLERS,
                *coach_api.HANDLERS,
                *coach_check_in.HANDLERS,
                *coach_pages.HANDLERS,
                *coach_files.HANDLERS,
                *self._of_the_hub(),
                (r"api/room", RoomSocket),
                (r"static/([\w.\-]+)", StaticHandler),
                (rf"api/kernels/{reading.KERNEL}/channels", SeatWebsocket),
            ]
        ]

    def listen(self) -> None:
        """Serve until told to stop; the owner's browser is opened signed in."""
        try:
            sockets = bind_sockets(self.port, self.ip, backlog=BACKLOG)
        except OSError as error:
            raise CannotServe(_why_not(error, self.port)) from error
        self.port = self.house.addresses.port = sockets[0].getsockname()[1]
        front = BehindProxies(self.app, self.trusted_proxies)
        server = HTTPServer(front, ssl_options=self._tls(), **LIMITS)
        server.add_sockets(sockets)
        figures = self._open_metrics()
        self.ioloop = tornado.ioloop.IOLoop.current()
        signal.signal(signal.SIGTERM, self._handle_signal_stop)
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.ioloop.add_callback(self._opened)
        culling = tornado.ioloop.PeriodicCallback(self.house.seats.cull, CULL_EVERY)
        culling.start()
        beating = tornado.ioloop.PeriodicCallback(self.house.rooms.beat, 1000 * BEAT)
        beating.start()
        expiring = tornado.ioloop.PeriodicCallback(self._expire, EXPIRE_EVERY)
        expiring.start()
        activity = Activity(self.spawned, self._in_use) if self.spawned is not None else None
        asking = tornado.ioloop.PeriodicCallback(self._look_who_left, ACCOUNTS_EVERY)
        if activity is not None:
            activity.start()
            asking.start()
        try:
            self.ioloop.start()
        finally:
            if activity is not None:
                activity.stop()
            asking.stop()
            expiring.stop()
            beating.stop()
            culling.stop()
            server.stop()
            with suppress(TimeoutError):  # or pages would ask for new seats as theirs are ended
                self.ioloop.run_sync(server.close_all_connections, timeout=2)
            if figures is not None:
                figures.stop()
            self.stop()

    def _open_metrics(self) -> HTTPServer | None:
        if self.metrics_at is None:
            return None
        try:
            server, where = operators.open_metrics(self.house, self.metrics_at)
        except OSError as error:
            why = error.strerror or error
            asked = "{}:{}".format(*self.metrics_at)
            raise CannotServe(
                f"The figures cannot be told at {asked} ({why}). Choose another --metrics."
            ) from error
        self._say(f"Figures are told at {where}")
        return server

    def _handle_signal_stop(self, sig: int, frame: Any) -> None:
        if not hasattr(self, "ioloop"):
            raise SystemExit(0)  # told to stop before it had begun
        self.ioloop.add_callback_from_signal(self.ioloop.stop)

    def stop(self) -> None:
        """End kernels, then the desk, then close the records."""
        loop = asyncio.get_event_loop()
        loop.run_until_complete(self.house.seats.close())
        loop.run_until_complete(self.house.desk.close())
        self._hearing.stop()
        self._operator_file.unlink(missing_ok=True)
        self.house.drawing.close()
        forks.shut_down()
        self.house.pen.close()
        tempfile_folder = Path(self.connection_dir)
        for file in tempfile_folder.glob("*"):
            file.unlink(missing_ok=True)
        tempfile_folder.rmdir()

    async def _opened(self) -> None:
        await self.house.desk.open()
        self.house.seats.on_prepared = self.house.rooms.look_again
        self._hearing.start()
        self._let_the_command_line_in()
        warming = asyncio.create_task(forks.warm_up())
        self._tell_where()
        chapters = [one for one in self.house.chapters.values() if not one.for_owner]
        await self.house.pages.render_ahead(chapters[0])
        await self.house.pen.do(rehearse, self._records)
        await warming
        # People begin with the first chapter; of the others one seat waits for whoever turns to it.
        wanted = {one: self.expect if one is chapters[0] else 1 for one in chapters}
        await self._expire()
        today = self.house.today()
        soon = [one.expected for one in await self.house.rooms.all() if _may_be_today(one, today)]
        if soon:
            wanted = {self.house.room_chapters[LIVE]: max(soon), **wanted}
        await self.house.seats.keep_ready(wanted)

    def _tell_where(self) -> None:
        """Say where it is open, and how its owner signs in, unless a hub has accounts for that."""
        if self.spawned is not None:
            self._say(f"The workbook is open at {self.house.addresses.link('')}")
            return
        address = f"{'https' if self.certfile else 'http'}://localhost:{self.port}{self.base_url}"
        self._say(f"The workbook is open at {address}")
        if self.on_lan or self.public_url:
            self._say(f"Phones find it at {self.house.addresses.link('join')}")
        self._say(_how_many(self.house.seats.ceiling))
        if self.log_form is LogForm.plain:  # a log is kept, and read by others
            secret = self._records.new_owner_link()
            self._say(f"Sign in as its owner, once: {address}sign-in#{secret}")
        if self.open_browser:
            link = f"{address}sign-in#{self._records.new_owner_link()}"
            where = Path(self.connection_dir) / "open.html"  # goes with the kernels' files
            threading.Thread(target=_open_browser, args=(link, where)).start()

    def _accounts(self) -> Accounts | None:
        """Who signs in, if a hub started this server. Only then is JupyterHub imported."""
        if self.spawned is None:
            return None
        from closeness_widgets.serving.hub.accounts import Accounts

        return Accounts(self.spawned)

    def _of_the_hub(self) -> list[Any]:
        if self.spawned is None:
            return []
        from closeness_widgets.serving.hub.accounts import HANDLERS

        return HANDLERS

    def _in_use(self) -> bool:
        """Whether somebody has a page open, or a room is in session."""
        seats = self.house.seats
        return len(seats) > seats.ready or self.house.rooms.in_use()

    async def _look_who_left(self) -> None:
        """Close the pages of those whose account the hub does not let in any more."""
        await self.house.rooms.turn_out_who_left(_still_signed_in)

    async def _expire(self) -> None:
        """Delete the workshops whose time is over; their pages are sent away."""
        today, pen = self.house.today(), self.house.pen
        try:
            day = await pen.do(self._records.believed, today)
            gone = Expired() if day is None else await pen.do(self._records.expire, day)
        except StorageFailed as error:  # the next look is in an hour
            log.error("%s", error)
            return
        if day is not None and day < today:
            log.warning("The clock leapt from %s to %s: nothing goes by its age yet.", day, today)
        for workshop in gone.workshops:
            self.house.rooms.forget(workshop.hex())

    def _let_the_command_line_in(self) -> None:
        """Say where the desk is, in a file that only this user can read."""
        place = self.house.desk.new_operator(self._operate)
        told = {"address": self.house.desk.address, "capability": place.capability}
        self._operator_file.touch(mode=0o600)
        self._operator_file.write_text(json.dumps(told), encoding="utf-8")

    @property
    def _operator_file(self) -> Path:
        return self._data / RUNNING

    async def _operate(self, message: dict[str, Any]) -> dict[str, Any]:
        done = await self.house.pen.do(self.house.office.do, message)
        if message.get("call") == "workshop-new":
            await self.house.prepare_room((await self.house.rooms.room(done["id"])).workshop)
        elif message.get("call") == "workshop-close":
            await self.house.rooms.push(await self.house.rooms.room(done["id"]))
        return dict(done)

    def _places(self) -> dict[str, Any]:
        """What wall and leader are told of the places: those that are taken count as ready, too.

        ``expected`` people may be more than the ``wanted`` places that there is memory for.
        """
        seats, live = self.house.seats, self.house.room_chapters[LIVE]
        ready, expected = seats.prepared(live)
        wanted = min(expected, seats.most)
        return {
            "ready": min(ready + seats.taken(live), wanted),
            "wanted": wanted,
            "expected": expected,
            **seats.ceiling.as_json(),
            "most": seats.most,
        }

    def _tls(self) -> ssl.SSLContext | None:
        if not self.certfile:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certfile, self.keyfile or None)
        return context


def _may_be_today(workshop: Workshop, today: date) -> bool:
    return not workshop.closed and workshop.created <= today <= workshop.last_meeting


def _how_many(ceiling: Ceiling) -> str:
    free = f"{ceiling.free_gb} GB free, {ceiling.each_mb} MB each"
    if ceiling.bound == "memory":
        return f"This computer has memory for about {ceiling.most} people at once ({free})"
    if ceiling.bound == "files":
        return (
            f"Up to {ceiling.most} people may come at once; this computer lets one program open no "
            f"more files. For {MOST_SEATS} raise that limit (ulimit -Hn, LimitNOFILE) to "
            f"{needed(MOST_SEATS)}"
        )
    return f"Up to {ceiling.most} people may come at once; there is memory for more ({free})"


async def _still_signed_in(page: Watcher) -> bool:
    return isinstance(page.socket, RoomSocket) and await page.socket.is_facilitator()


def _open_browser(link: str, where: Path) -> None:
    """Through a private file, so that the link stands in no process's arguments."""
    write_private(where, f'<meta http-equiv="refresh" content="0;url={link}">'.encode())
    webbrowser.open(where.as_uri())


def _why_not(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is used by another program, perhaps by a workbook that still runs. "
            f"Stop that one, or choose another with --port, for example --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights. Choose one above 1024 with --port."
    return f"The server cannot listen on port {port}: {error.strerror}. Choose another with --port."
