"""Who may ask for what: every route, method and role as docs/access.md says it, and no other route.

The document is the expected table; the routes come from the application itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.everybody import ROLES, Everybody
from tests.browser.people import HOST
from tests.browser.wire import Reply

ACCESS = Path(__file__).parents[2] / "docs" / "access.md"
HAVE_A_RECORD = {"locked", "A", "B", "client", "stopped", "dropped", "owner"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOREIGN = ("http://elsewhere.test", f"http://{HOST}", "null")
OTHER_SITES = ("cross-site", "same-site")  # what browsers say in `Sec-Fetch-Site`
UP = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "..\\", "%c0%ae%c0%ae/",
    "....//", "..;/", "..%00/", "/", "%2f", "./../", "%e2%80%a5/", "file:///",
)  # fmt: skip
NO_NAMES = (
    "..", "..%2f..%2fetc%2fpasswd", "%252e%252e%252fetc", "..%5c..%5cworkbook.key", "%00", "%0a",
    "a%00.js", "%ff", "*", "%27%20or%201=1", "x" * 5_000, "%E2%80%AE",
)  # fmt: skip
BEHIND = ("closeness.sqlite3", "workbook.key", "coach.key", "etc/passwd", "app.py", "1.ipynb")
PLACES = ("", "static", "workbook", "facilitate", "projector", "coach", "check-in", "api/kernels")


@dataclass(frozen=True)
class Row:
    """What each role is answered. ``newcomers``: who is let in is changed by it."""

    method: str
    address: str
    sends: str
    expected: dict[str, str]
    newcomers: bool

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.sends}"


def table() -> list[Row]:
    """The rows of the document, in its order."""
    rows, newcomers = [], False
    for line in ACCESS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            newcomers = "begins or ends" in line
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if cells[0] in ("GET", "POST", "WS"):
            assert len(cells) == 3 + len(ROLES), line
            expected = dict(zip(ROLES, cells[3:], strict=True))
            rows.append(Row(cells[0], cells[1], cells[2], expected, newcomers))
    return rows


ROWS = table()


@pytest.fixture(scope="module")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Pattern -> methods of the real application."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.browser.handlers", str(tmp_path_factory.mktemp("none"))],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(run.stdout.splitlines()[-1]))


def sample(address: str) -> str:
    """A row's address with something that fits in each bracket, for the patterns."""
    path = address.partition("?")[0].replace("<seat>", "0" * 36)
    return re.sub(r"<[a-z ]+>", "0" * 32, path)


def test_every_route_of_the_application_is_in_the_table(handlers: dict[str, list[str]]) -> None:
    asked = {(sample(row.address), "GET" if row.method == "WS" else row.method) for row in ROWS}
    found = {
        (pattern, method): any(
            method == how and re.fullmatch(pattern, address) for address, how in asked
        )
        for pattern, methods in handlers.items()
        for method in methods
    }
    assert len(found) > 70
    assert [route for route, is_there in found.items() if not is_there] == []


def sealed(reply: Reply, path: str) -> None:
    """Whatever is answered: nothing inline or off-origin runs, nothing is kept or told."""
    policy = reply.headers["Content-Security-Policy"] or ""
    for rule in ("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'"):
        assert rule in policy, path
    assert "unsafe" not in policy, path
    assert reply.headers["X-Content-Type-Options"] == "nosniff", path
    assert reply.headers["Referrer-Policy"] == "no-referrer", path
    kept = "immutable" if path.startswith("/static/") and reply.status == 200 else "no-store"
    kept = "max-age" if path == "/weather" and reply.status == 200 else kept
    assert kept in reply.headers["Cache-Control"], path
    assert reply.headers["Access-Control-Allow-Origin"] is None, path
    assert "Traceback" not in reply.text, path


def body_of(everybody: Everybody, row: Row) -> Any:
    return json.loads(everybody.filled(row.sends)) if row.sends else None


def test_no_other_method_is_answered(everybody: Everybody, handlers: dict[str, list[str]]) -> None:
    for pattern, methods in handlers.items():
        row = next(row for row in ROWS if re.fullmatch(pattern, sample(row.address)))
        path = everybody.filled(row.address)
        for method in [one for one in METHODS if one not in methods]:
            for role in ("none", "A", "owner"):
                reply = everybody.ask(everybody.roles[role], method, path)
                assert reply.status in (302, 403, 405), path
                assert reply.headers["Set-Cookie"] is None, path
                sealed(reply, path)


def test_another_site_does_nothing_in_anybody_s_name(everybody: Everybody) -> None:
    for row in ROWS:
        if row.method == "GET":
            continue
        path = everybody.filled(row.address)
        for role in ("none", "A", "client", "owner"):
            who = everybody.roles[role]
            for origin in FOREIGN:
                if row.method == "WS":
                    assert everybody.knock(who, path, origin) in ("403", "404"), (role, path)
                    continue
                body = body_of(everybody, row) if "<invite>" not in row.sends else {}
                reply = everybody.ask(who, "POST", path, body, Origin=origin)
                assert (reply.status, reply.headers["Set-Cookie"]) == (403, None), (role, path)
        for site in OTHER_SITES if row.method == "POST" else ():
            told = {"Sec-Fetch-Site": site}
            reply = everybody.ask(everybody.roles["owner"], "POST", path, {}, **told)
            assert (reply.status, reply.headers["Set-Cookie"]) == (403, None), path
        if row.method == "POST" and path.startswith("/api"):
            form = everybody.ask(everybody.roles["owner"], "POST", path, {}, **{"X-Closeness": ""})
            assert (form.status, form.error["rule"]) == (403, "foreign"), path


def test_no_way_leads_out_of_the_listed_addresses(everybody: Everybody) -> None:
    for place in PLACES:
        for up in UP:
            for times in (1, 4):
                for name in BEHIND:
                    path = f"/{place}/{up * times}{name}".encode().decode("latin-1")
                    nothing_there(everybody, path)


def test_no_way_leads_out_through_the_names_in_an_address(everybody: Everybody) -> None:
    for address in sorted({row.address.partition("?")[0] for row in ROWS if "<" in row.address}):
        before, _, after = address.partition("<")
        for odd in NO_NAMES:
            nothing_there(everybody, everybody.filled(before + odd + after.partition(">")[2]))


def nothing_there(everybody: Everybody, path: str) -> None:
    """Nobody, and not the owner either, gets anything by this address."""
    reply = everybody.ask(everybody.roles["owner"], "GET", path)
    if reply.status == 400 and not reply.text:
        return  # refused as it was read: no answer of ours, and nothing in it
    assert reply.status in (400, 403, 404, 405), path
    sealed(reply, path)


def test_everybody_gets_what_is_theirs_and_nothing_else(everybody: Everybody) -> None:
    wrong = []
    for row in ROWS:
        for role in sorted(ROLES, key=lambda one: one == "A"):  # who holds the seat comes last
            changed = row.newcomers and row.expected[role] == "200" and role in HAVE_A_RECORD
            who = everybody.newcomer(role) if changed else everybody.roles[role]
            path = everybody.filled(row.address)
            if row.method == "WS":
                found = everybody.knock(who, path)
            else:
                reply = everybody.ask(who, row.method, path, body_of(everybody, row))
                sealed(reply, path)
                found = str(reply.status)
            if found != row.expected[role]:
                wrong.append(f"{row}: {role} gets {found}, not {row.expected[role]}")
    assert wrong == []
