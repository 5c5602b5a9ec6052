"""From opening a page to its first answered tap, in Chromium."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser

from benchmarks import servers, visitor
from benchmarks.browser import chromium, first_tap, new_context
from benchmarks.peers import plain_voila
from benchmarks.results import Measured, Run

HEADERS = {"X-Closeness": "1"}


def measure(run: Run) -> dict[str, Measured]:
    """A first visit, a second one, a first one on a cheap phone, and a seat that was lost."""
    cold, warm, slow, back = Measured(), Measured(), Measured(), Measured()
    with ExitStack() as stack:
        ours = stack.enter_context(servers.running(servers.workbook(run.folder / "open-ours")))
        none_ready = servers.workbook(run.folder / "open-none", expect=0)
        stack.enter_context(servers.running(none_ready))
        plain = stack.enter_context(servers.running(plain_voila.server(run.folder / "open-plain")))
        browser = stack.enter_context(chromium())
        cookies = prepared_person(browser, ours)
        others = prepared_person(browser, none_ready)
        _visits(browser, plain.url, plain_voila.FIRST_TAP, [], None)  # its first kernel start
        for number in run.numbers:
            for is_ours in run.order(number):
                run.settle(cold, warm, slow, back)
                if is_ours:
                    page = f"{ours.url}workbook/dimensions"
                    times = _visits(browser, page, visitor.FIRST_TAP, cookies, ours)
                    servers.wait_for_seats(ours)
                    slow.add(True, _cheap_phone(browser, page, visitor.FIRST_TAP, cookies))
                    back.add(True, _seat_back(browser, page, cookies, ours))
                else:
                    times = _visits(browser, plain.url, plain_voila.FIRST_TAP, [], None)
                    slow.add(False, _cheap_phone(browser, plain.url, plain_voila.FIRST_TAP, []))
                for measured, time in zip((cold, warm), times, strict=True):
                    measured.add(is_ours, time)
            page = f"{none_ready.url}workbook/dimensions"
            times = _visits(browser, page, visitor.FIRST_TAP, others, None)
            for measured, time in zip((cold, warm), times, strict=True):
                measured.more.setdefault("ours_when_no_seat_was_ready", []).append(round(time, 3))
    return {
        "browser_cold_s": cold,
        "browser_warm_s": warm,
        "slow_phone_s": slow,
        "seat_back_s": back,
    }


def prepared_person(browser: Browser, server: servers.Server) -> list[Any]:
    """The cookies of somebody who was here before and chose whom the answers are about."""
    context = new_context(browser)
    body = {"shared_device": False}
    reply = context.request.post(f"{server.url}api/people", data=body, headers=HEADERS)
    if not reply.ok:
        raise RuntimeError(f"no record could be begun: {reply.status} {reply.text()}")
    page = context.new_page()
    page.goto(f"{server.url}workbook/dimensions")
    page.get_by_role("radio", name="A friend", exact=True).check()
    page.get_by_role("button", name="Use this").click()
    page.locator(visitor.FIRST_TAP["control"]).first.wait_for(state="attached")
    cookies: list[Any] = context.cookies()
    page.close(run_before_unload=True)
    context.close()
    return cookies


def _visits(
    browser: Browser,
    url: str,
    what: dict[str, str],
    cookies: list[Any],
    wait_for: servers.Server | None,
) -> tuple[float, float]:
    """Seconds of a first and a second visit; before each, a seat is ready on ``wait_for``."""
    context = new_context(browser)
    context.add_cookies(cookies)
    times = []
    for _ in range(2):
        if wait_for is not None:
            servers.wait_for_seats(wait_for)
        times.append(first_tap(context, url, what)["answered"])
    context.close()
    return times[0], times[1]


def _cheap_phone(browser: Browser, url: str, what: dict[str, str], cookies: list[Any]) -> float:
    """Seconds of a first visit over 1.6 Mbit/s with 150 ms latency on a processor 4x slower."""
    context = new_context(browser)
    context.add_cookies(cookies)
    seconds = first_tap(context, url, what, slow=True)["answered"]
    context.close()
    return seconds


def _seat_back(browser: Browser, url: str, cookies: list[Any], server: servers.Server) -> float:
    """Seconds from the death of a page's kernel until a tap that was made then is saved."""
    context = new_context(browser)
    context.add_cookies(cookies)
    servers.wait_for_seats(server)
    page = context.new_page()
    with page.expect_response(lambda reply: reply.url.endswith("/api/seats")) as reply:
        page.goto(url)
    page.locator("html[data-seat=ready]").wait_for(state="attached")
    kernel = reply.value.json()["kernel"]
    servers.wait_for_seats(server)
    began = time.perf_counter()
    server.kill_kernel(kernel)
    page.locator(visitor.FIRST_TAP["control"]).first.check(force=True)
    page.locator(visitor.FIRST_TAP["answer"]).first.wait_for()
    seconds = time.perf_counter() - began
    context.close()
    return seconds
