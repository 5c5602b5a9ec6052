"""Whatever is sent in a body or stands in an address: no page stumbles, and nothing of it runs."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser

from tests.browser.crowd import lend
from tests.browser.everybody import Everybody
from tests.browser.hostile import PAYLOADS, RAN, listen
from tests.browser.test_access_matrix import ROWS, body_of, sealed

ODD: tuple[Any, ...] = (
    None, True, 10**30, float("inf"), "", "x" * 5_000, "\ud83d", [], [{}], {}, "9999-12-31",
    "\0\x0b\u202e<",
)  # fmt: skip
"""What can stand in the place of any value of a call."""
NO_BODIES = (
    b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b'{"title": NaN}', b'"x"', b"null", b"[{}]",
    b'{"title": 1' + b"0" * 10_000 + b"}",
)  # fmt: skip
MORE = {
    "/api/workshops": ("agenda", "k", "last_meeting"),
    "/api/workshops/<room>/edit": ("agenda", "k", "expected", "last_meeting"),
    "/api/coach/import": ("scale", "start", "dates", "basis", "sure"),
    "/api/coach/clients": ("basis",),
    "/api/coach/clients/<client>/change": ("pseudonym", "basis"),
    "/api/coach/clients/<client>/notes": ("date",),
    "/api/coach/clients/<client>/marks": ("until",),
}
"""What a call takes beside what its row in the table sends."""
STEERING = (
    "next", "back", "jump", "insert", "drop", "move", "minutes", "pause", "resume", "timer",
    "extend", "reveal", "hide", "round", "through", "meeting", "",
)  # fmt: skip
NEEDED = ("step", "exercise", "minutes", "after", "to", "running", "seconds", "text", "yes")
QUERIES = {
    "/api/workshops/<room>/preview": ("people", "step"),
    "/api/coach/clients/<client>/page": ("since",),
    "/check-in/calendar.ics": ("day", "time"),
    "/check-in/paper": ("kind",),
    "/plan.ics": ("exercise", "about"),
}
ODD_WORDS = (
    "9" * 5_000, "-1", "", "%ff", "%00", "%ED%A0%BD", "0001-01-01", "9999-12-31", "24:00", "1e9",
    "19:00%2B25:00", "%D9%A3", "..%2f", "strategies&about=%00",
)  # fmt: skip
STILL_THERE = (
    "/facilitate", "/facilitate/<room>", "/facilitate/<room>/export", "/api/workshops", "/coach",
    "/facilitate/<room>/export.csv", "/facilitate/<room>/export.pdf", "/facilitate/<room>/guide",
    "/api/coach/clients", "/api/coach/clients/<client>/page", "/coach/<client>/report",
    "/coach/<client>/report.pdf", "/coach/<client>/record.csv", "/api/coach/log",
)  # fmt: skip


def odd(address: str, body: Any) -> list[Any]:
    """What is sent in place of the body of a call, so that one thing in it is wrong."""
    if address == "/api/seats":
        return list(NO_BODIES)  # anything else might be a seat
    names = [*body, *MORE.get(address, ())]
    found = [{**body, name: value} for name in names for value in ODD]
    if address.endswith("/steer"):
        found += [{"do": do, **dict.fromkeys(NEEDED, one)} for do in STEERING for one in ODD]
    return found


def test_no_odd_body_makes_the_server_stumble_or_spoils_a_page(everybody: Everybody) -> None:
    stumbled = []
    for row in ROWS:
        if row.method != "POST" or row.newcomers or not row.sends.startswith("{"):
            continue
        path = everybody.filled(row.address)
        may = [one for one in ("owner", "A", "client") if row.expected[one] == "200"]
        role = may[0] if may else "none"
        body = body_of(everybody, row) if "<invite>" not in row.sends else {"secret": "x"}
        for sent in odd(row.address, body):
            reply = everybody.ask(everybody.roles[role], "POST", path, sent)
            if reply.status >= 500:
                stumbled.append(f"{row} as {role}: {reply.status} after {str(sent)[:80]}")
            elif reply.status >= 400:
                assert reply.error["message"], path
    assert stumbled == []
    for address in STILL_THERE:
        path = everybody.filled(address)
        assert everybody.ask(everybody.roles["owner"], "GET", path).status == 200, path
    for path in ("/live", "/api/live/me", "/take-away", "/take-away.json", "/record"):
        assert everybody.ask(everybody.roles["A"], "GET", path).status == 200, path


def test_no_odd_word_in_a_query_makes_the_server_stumble(everybody: Everybody) -> None:
    stumbled = []
    for address, names in QUERIES.items():
        role = "A" if address.startswith(("/plan", "/check-in")) else "owner"
        for name, word in itertools.product(names, ODD_WORDS):
            path = f"{everybody.filled(address)}?{name}={word}"
            reply = everybody.ask(everybody.roles[role], "GET", path)
            if reply.status >= 500:
                stumbled.append(f"{path[:200]}: {reply.status}")
            sealed(reply, path)
    assert stumbled == []


NAMED = (
    "as", "workshop", "since", "supervision", "kind", "day", "time", "link", "exercise",
    "about", "own", "people", "step", "door", "theme", "template", "next", "title", "n",
)  # fmt: skip
"""What the pages read of their query, and what others' pages are known to read."""
READ_THEIR_HASH = ("/join", "/co", "/return", "/sign-in", "/check-in", "/projector")


def test_nothing_in_an_address_runs_on_any_page(everybody: Everybody, browser: Browser) -> None:
    """The last one: wrong secrets keep this address waiting."""
    book, found = everybody.workbook, list[str]()
    spare = itertools.count()
    asked = urlencode([(NAMED[n] if n < len(NAMED) else f"p{next(spare)}", one)
                       for n, one in enumerate(PAYLOADS)])  # fmt: skip
    for role in ("A", "owner"):
        context = browser.new_context()
        lend(everybody.roles[role].cookie, context, book)
        page = context.new_page()
        listen(page, book, found)
        for row in ROWS:
            path = everybody.filled(row.address.partition("?")[0])
            theirs = row.expected["A"] == "200"
            is_page = row.method == "GET" and "." not in path and not path.startswith("/api")
            if not is_page or theirs != (role == "A") or row.expected[role] != "200":
                continue
            found.append(row.address)
            reads = row.address.startswith(READ_THEIR_HASH)
            page.goto(f"{book.url.rstrip('/')}{path}?{asked}#{''.join(PAYLOADS)}")
            found += page.evaluate(RAN)
            if reads:  # a page that asks for something with what it read
                page.goto(f"{book.url.rstrip('/')}{path}?door=1#javascript:__xss=1")
                page.wait_for_load_state("networkidle")
                found += page.evaluate(RAN)
            if found[-1] == row.address:
                found.pop()
        page.goto(f"{book.url}no/{quote(PAYLOADS[0])}")
        found += page.evaluate(RAN)
        context.close()
    assert found == []
