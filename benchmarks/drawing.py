"""How many comm messages it takes to draw an exercise, and how much a first visit transfers."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks import servers, visitor
from benchmarks.browser import Traffic, chromium, new_context
from benchmarks.opening import prepared_person
from benchmarks.peers import plain_voila
from benchmarks.results import Measured, Run

QUIET = 1.5
"""Seconds after drawing in which late messages are still counted."""


def measure(run: Run) -> dict[str, Measured]:
    """``comm_messages``, ``page_kb``, ``page_requests``; counts hardly differ between runs."""
    found = {name: Measured() for name in ("comm_messages", "page_kb", "page_requests")}
    with ExitStack() as stack:
        counters = {name: _counter(run.folder / f"count-{name}") for name in ("ours", "plain")}
        env = {name: {"IPYTHONDIR": str(where)} for name, where in counters.items()}
        ours = servers.workbook(run.folder / "count-ours", env=env["ours"])
        plain = plain_voila.server(run.folder / "count-plain", env["plain"])
        for server in (ours, plain):
            stack.enter_context(servers.running(server))
        browser = stack.enter_context(chromium())
        cookies = prepared_person(browser, ours)
        for number in run.numbers:
            run.settle(*found.values())
            for is_ours in run.order(number):
                if is_ours:
                    page, what = f"{ours.url}workbook/dimensions", visitor.FIRST_TAP
                    servers.wait_for_seats(ours)
                else:
                    page, what = plain.url, plain_voila.FIRST_TAP
                traffic = _draw(browser, page, what, cookies if is_ours else [])
                seen = _seen(counters["ours" if is_ours else "plain"], traffic.kernel)
                found["comm_messages"].add(is_ours, sum(seen.values()))
                found["page_kb"].add(is_ours, (traffic.bytes + traffic.socket_bytes) / 1000)
                found["page_requests"].add(is_ours, traffic.requests)
                who = "ours" if is_ours else "plain_voila"
                found["comm_messages"].more[f"in_the_kernel_{who}"] = dict(seen)
                in_browser = dict(Counter(traffic.comms))
                found["comm_messages"].more[f"in_the_browser_{who}"] = in_browser
                found["page_kb"].more[f"of_it_websocket_kb_{who}"] = traffic.socket_bytes / 1000
    return found


def _draw(browser: Browser, url: str, what: dict[str, str], cookies: list[Any]) -> Traffic:
    """Open a page in a browser that was nowhere yet, and do nothing there but look."""
    context = new_context(browser)
    context.add_cookies(cookies)
    page = context.new_page()
    traffic = Traffic(context, page)
    page.goto(url, wait_until="commit")
    page.locator(what["control"]).first.wait_for(state="attached")
    page.wait_for_timeout(QUIET * 1000)
    context.close()
    return traffic


def _counter(folder: Path) -> Path:
    """An IPython folder that makes kernels count."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("kernel_counter.py"), startup / "count.py")
    return folder / "ipython"


def _seen(folder: Path, kernel: str) -> Counter[str]:
    lines = folder / "profile_default" / "startup" / f"kernel-{kernel}.comms"
    return Counter(lines.read_text().splitlines())
