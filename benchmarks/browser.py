"""Chromium: visits that tap as soon as they can, and what goes over their wires."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    WebSocket,
    sync_playwright,
)

SCRIPT = Path(__file__).with_name("first_tap.js").read_text(encoding="utf-8")
PHONE = {"width": 390, "height": 844}
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 200_000,
}
"""1.6 Mbit/s each way, in bytes, and milliseconds; Chromium leaves websockets out of it."""
SLOWER = 4
PATIENCE = 60_000.0
"""Milliseconds for a page to answer."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser named by CLOSENESS_BROWSER or on the path, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    named = os.environ.get("CLOSENESS_BROWSER") or next(
        filter(None, map(shutil.which, names)), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=named, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def new_context(browser: Browser) -> BrowserContext:
    """A browser that has never been anywhere: empty cache, no cookies."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context


def first_tap(
    context: BrowserContext, url: str, what: dict[str, str], slow: bool = False
) -> dict[str, float]:
    """Open a page, tap as soon as that is possible: seconds since the page was asked for.

    ``slow``: over :data:`SLOW_LINE`, on a processor :data:`SLOWER` times slower. Returns ``{drawn,
    answered, taps}``; one tap unless the page did not answer the first one.
    """
    page = context.new_page()
    if slow:
        phone = context.new_cdp_session(page)
        phone.send("Network.enable")
        phone.send("Network.emulateNetworkConditions", SLOW_LINE)
        phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({SCRIPT.strip().rstrip(';')})({json.dumps(what)})")
    page.goto(url, wait_until="commit")
    told = page.evaluate("window.firstTap")
    page.close()
    return {**told, "drawn": told["drawn"] / 1000, "answered": told["answered"] / 1000}


class Traffic:
    """Everything that one page sends and receives."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.requests = 0
        self.bytes = 0.0
        self.socket_bytes = 0
        self.kernel = ""
        self.comms: list[str] = []
        page.on("websocket", self._websocket)
        self._network: CDPSession = context.new_cdp_session(page)
        self._network.on("Network.requestWillBeSent", self._asked)
        self._network.on("Network.loadingFinished", self._finished)
        self._network.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self.requests += not event["request"]["url"].startswith("data:")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _websocket(self, socket: WebSocket) -> None:
        self.requests += 1
        self.kernel = socket.url.partition("api/kernels/")[2].partition("/")[0]
        socket.on("framereceived", self._frame)
        socket.on("framesent", self._frame)

    def _frame(self, frame: str | bytes) -> None:
        self.socket_bytes += len(frame)
        kind = message_type(frame)
        if kind.startswith("comm_"):
            self.comms.append(kind)


def message_type(frame: str | bytes) -> str:
    """The type of a kernel message: JSON, or the framing ``v1.kernel.websocket.jupyter.org``."""
    if isinstance(frame, str):
        header = json.loads(frame)["header"]
    else:
        start, end = struct.unpack_from("<QQ", frame, 16)  # a count, then where each part begins
        header = json.loads(frame[start:end])
    return str(header["msg_type"])
