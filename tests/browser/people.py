"""A real server, and people with real browsers of their own."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

PHONE: ViewportSize = {"width": 320, "height": 568}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
expect.set_options(timeout=20_000)  # a loaded machine is slow, not wrong
PORTS = (20_000, 32_000)
"""Below those that systems give to outgoing connections."""
HOST = "room.test"
"""Not localhost: phones on a room's Wi-Fi have no secure origin either."""


def chromium() -> str | None:
    """The browser named by CLOSENESS_BROWSER or on the path; None: Playwright's own."""
    named = os.environ.get("CLOSENESS_BROWSER")
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    """A port that nobody listens on, and that no browser's own connection is given meanwhile."""
    while True:
        port = random.randrange(*PORTS)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class Workbook:
    """One running server on one data folder; it can be killed and started again.

    Args:
        data: its folder.
        database: the address of a PostgreSQL database; None: a file in the folder.
    """

    def __init__(self, data: Path, database: str | None = None) -> None:
        self.data = data
        self.database = database
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/"
        self.owner_link = ""
        self.program = ("-m", "closeness_widgets")
        self.process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What tells a command where the records are."""
        return {**os.environ, "CLOSENESS_DATABASE": self.database or ""}

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            [
                sys.executable,
                *self.program,
                "serve",
                "--port",
                str(self.port),
                "--data",
                str(self.data),
                "--no-browser",
            ],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=self.environment,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if link := re.search(r"http://localhost:\d+(/sign-in#\S+)", line):
                self.owner_link = self.url.rstrip("/") + link[1]
                break
        deadline = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server did not answer within 30 seconds"

    def answers(self) -> bool:
        """Whether ``/health`` is answered."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def new_person(self) -> tuple[str, str]:
        """Begin a record as the first page does it; its cookie's name and value."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/people",
            b'{"shared_device": false}',
            {"X-Closeness": "1"},
        )
        with urllib.request.urlopen(asked, timeout=30) as reply:
            name, _, token = reply.headers["Set-Cookie"].partition(";")[0].partition("=")
        return name, token

    def kill(self) -> None:
        """As a power cut does it: no goodbye."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl+C does it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def kernels(self) -> list[psutil.Process]:
        """The running kernels: what the server started, but for the process they fork from."""
        assert self.process is not None
        below = psutil.Process(self.process.pid).children(recursive=True)
        warm = {one.pid for one in below if one.ppid() == self.process.pid}
        forked = [one for one in below if one.pid not in warm]
        return [one for one in forked if one.status() != psutil.STATUS_ZOMBIE]


class Phone:
    """A person's browser. Whatever goes wrong in it is kept and fails the test at its end."""

    def __init__(self, context: BrowserContext, workbook: Workbook) -> None:
        self.context = context
        self.workbook = workbook
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.line_may_drop = False
        self.forgiven: list[str] = []  # parts of errors that a test means to cause
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def begin(self, chapter: str = "dimensions") -> Page:
        """From the first page to the first chapter, as a stranger does it.

        To another chapter as somebody who has begun before.
        """
        if chapter != "dimensions":
            name, token = self.workbook.new_person()
            self.context.add_cookies([{"name": name, "value": token, "url": self.workbook.url}])
            return self.open(chapter)
        self.page.goto(self.workbook.url)
        self.page.get_by_role("radio", name="Only I use it").check()
        self.page.get_by_role("button", name="Start").click()
        self.page.wait_for_url("**/workbook/dimensions", wait_until="commit")
        self.wait()
        return self.page

    def open(self, chapter: str) -> Page:
        """Open a chapter and wait until its exercise is there."""
        self.page.goto(f"{self.workbook.url}workbook/{chapter}")
        self.wait()
        return self.page

    def wait(self) -> None:
        """Until the page has its seat."""
        expect(self.page.locator("html[data-seat=ready]")).to_be_attached(timeout=30_000)
        expect(self.page.locator(".cw-exercise").first).to_be_visible()

    def take_seat(self, chapter: str) -> dict[str, Any]:
        """Begin with a chapter; ``{kernel, cells}`` as the server told them to the page."""

        def is_this_seat(reply: Response) -> bool:
            asked = reply.request.post_data_json if reply.url.endswith("/api/seats") else None
            return bool(asked and asked["page"] == chapter)

        with self.page.expect_response(is_this_seat) as reply:
            self.begin(chapter)
        seat: dict[str, Any] = reply.value.json()
        return seat

    def about(self, kind: str, nickname: str = "") -> None:
        """Choose whom the answers are about."""
        self.page.get_by_role("radio", name=kind, exact=True).check()
        if nickname:
            self.page.get_by_label("A name only you will see").fill(nickname)
        self.page.get_by_role("button", name="Use this").click()
        expect(self.page.locator(".cw-about strong")).to_contain_text(nickname or kind)

    def saved(self) -> None:
        """Wait until nothing on the page is waiting to be saved."""
        expect(self.page.locator(".cw-saved[data-state=saving]")).to_have_count(0)
        expect(self.page.locator(".cw-saved[data-state=saved]").first).to_be_visible()

    def _heard(self, message: ConsoleMessage) -> None:
        dropped = "net::ERR" in message.text or "WebSocket" in message.text
        if "/api/seats" in message.location["url"]:  # told that its seat is gone, it takes another
            dropped = dropped or "status of 404" in message.text or "status of 503" in message.text
        meant = any(part in message.text for part in self.forgiven)
        if message.type == "error" and not meant and not (dropped and self.line_may_drop):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        own = (self.workbook.url, self.workbook.url.replace("http", "ws"), "data:")
        if not request.url.startswith(own):
            self.faults.append(f"asked another place: {request.url}")


def show_exercise(page: Page, exercise: str) -> None:
    """Open an exercise in place of the chapter's own, as a live workshop's page opens its steps."""
    page.evaluate(
        """(exercise) => {
          const first = document.querySelector(".cell-seat");
          const place = first.cloneNode(false);
          place.dataset.cell = `exercise:${exercise}`;
          place.hidden = false;
          first.hidden = true;
          first.after(place);
          const told = new CustomEvent("closeness:exercise", { detail: { exercise } });
          document.dispatchEvent(told);
        }""",
        exercise,
    )
    expect(page.locator(f"[data-cell='exercise:{exercise}'] .cw-exercise")).to_be_visible()


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page once nothing fades in any more, of any impact."""
    page.wait_for_function(
        "() => document.getAnimations().every((one) => one.playState !== 'running')"
    )
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
    ]
