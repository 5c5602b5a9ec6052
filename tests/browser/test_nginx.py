"""The workbook behind a real nginx, as docs/deploy-nginx.md sets it up, with figures and JSON logs.

One server for all: who asks is believed from nginx alone, phones work over TLS, figures and log
lines tell of nobody.
"""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from closeness_widgets.records import Records
from tests.browser.nginx import Nginx
from tests.browser.people import HOST, PHONE, Phone, Workbook, free_port
from tests.browser.test_tls import NOT_LOCKED
from tests.browser.visitors import Leading, Visitor
from tests.browser.wire import OURS

PASSPHRASE = "slow green bicycle"
TITLE, NAME = "Quincemarker evening", "Quincename"
FIGURES = {
    "closeness_build_info", "closeness_database_up", "closeness_seats", "closeness_seats_most",
    "closeness_kernels", "closeness_rooms_in_session", "closeness_pages_connected",
    "closeness_seats_full", "closeness_kernel_starts", "closeness_joins", "closeness_saves",
    "closeness_save_seconds", "closeness_storage_failures", "process_resident_memory_bytes",
}  # fmt: skip


class Site:
    """A workbook that believes nginx, nginx before it, and what it writes in its log."""

    def __init__(self, folder: Path) -> None:
        self.workbook = Workbook(folder / "data")
        self.nginx = Nginx(self.workbook.port)
        self.workbook.url = f"https://{HOST}:{self.nginx.port}/"
        self.metrics, self.log = free_port(), folder / "log.jsonl"
        with Records.open(self.workbook.data) as records:
            records.set_passphrase(PASSPHRASE)
        self.trusted = ssl.create_default_context(cafile=str(self.nginx.certificate))

    def start(self) -> None:
        """Both; wait until the workbook says, through nginx, that people may come."""
        options = {
            "--port": self.workbook.port,
            "--data": self.workbook.data,
            "--trusted-proxy": "127.0.0.1",
            "--public-url": self.workbook.url,
            "--metrics": self.metrics,
            "--log-format": "json",
        }
        command = [sys.executable, "-m", "closeness_widgets", "serve", "--no-browser"]
        for name, value in options.items():
            command += [name, str(value)]
        with self.log.open("w") as out:
            self.workbook.process = subprocess.Popen(
                command, stdout=out, stderr=out, text=True, start_new_session=True
            )
        self.nginx.start()
        deadline = time.monotonic() + 60
        while (status := Secure(self).ask("/ready").status) != 200:
            assert status in (502, 503), status  # not there yet, or not all of it
            assert self.workbook.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, "people may not come yet"
            time.sleep(0.1)

    def stop(self) -> None:
        """Both."""
        self.workbook.stop()
        self.nginx.stop()

    def figures(self) -> str:
        """What Prometheus reads."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=20) as page:
            return str(page.read().decode())


class Secure(Visitor):
    """Somebody who comes through nginx, over TLS."""

    def __init__(self, site: Site, source: str = "127.0.0.1") -> None:
        super().__init__(site.workbook, source)
        self.site = site

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(
            "localhost", self.site.nginx.port, timeout=60, context=self.site.trusted,
            source_address=(self.source, 0),
        )  # fmt: skip

    def ask(self, path, body=None, **headers):
        return super().ask(path, body, **{"Host": f"{HOST}:{self.site.nginx.port}", **headers})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A workbook behind nginx."""
    one = Site(tmp_path_factory.mktemp("site"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def owner(site: Site) -> Visitor:
    """Who runs it, signed in with the passphrase: the log shows no link."""
    somebody = Secure(site)
    reply = somebody.ask("/api/owner", {"passphrase": PASSPHRASE})
    assert reply.status == 200
    for cookie in reply.headers.get_all("Set-Cookie") or []:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    return somebody


def test_a_phone_joins_by_code_taps_and_is_saved_and_figures_and_logs_tell_of_nobody(
    site: Site, owner: Visitor, browser: Browser
) -> None:
    room = Leading(owner, "dimensions", title=TITLE)
    assert room.made["join_link"].startswith(f"{site.workbook.url}join#")
    context = browser.new_context(viewport=PHONE, ignore_https_errors=True)
    context.set_default_timeout(30_000)
    phone = Phone(context, site.workbook)
    page = phone.page
    page.goto(f"{site.workbook.url}join")
    expect(page.get_by_text(NOT_LOCKED)).to_have_count(0)
    page.get_by_label("The code on the wall").fill(room.code)
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    room.steer("next")
    phone.wait()
    phone.about("A friend", NAME)
    page.locator("label[for=ex-dimensions-ideas_now-4]").click()
    phone.saved()
    cookies = context.cookies()
    assert [one["name"] for one in cookies if not one["secure"]] == []
    assert "closeness" in {one["name"] for one in cookies}

    told = site.figures()
    assert told.splitlines()  # one name, one value, nobody
    named = {
        line.split()[2].removesuffix("_total") for line in told.splitlines() if "# TYPE" in line
    }
    assert named >= FIGURES
    for line in (
        'closeness_joins_total{outcome="joined"} 1.0',
        'closeness_pages_connected{page="live"} 1.0',
        'closeness_pages_connected{page="exercise"} 1.0',
        "closeness_rooms_in_session 1.0",
        "closeness_database_up 1.0",
        "closeness_storage_failures_total 0.0",
        'closeness_saves_total{outcome="failed"} 0.0',
    ):
        assert line in told
    assert 'closeness_saves_total{outcome="saved"} 0.0' not in told
    logged = site.log.read_text()
    for line in logged.splitlines():
        assert {"time", "level", "logger", "event"} <= set(json.loads(line)), line
    secrets_ = [one["value"] for one in cookies] + list(owner.cookies.values())
    for word in (
        TITLE, NAME, PASSPHRASE, room.id, room.code, room.secret, room.wall_secret, "sign-in",
        "api/live", *secrets_,
    ):  # fmt: skip
        assert word not in told
        assert word not in logged
    assert "127.0.0" not in told
    assert owner.ask("/metrics").status == 404
    assert phone.faults == []
    context.close()


def test_one_who_guesses_codes_waits_and_nobody_else_does(site: Site, owner: Visitor) -> None:
    room = Leading(owner, "dimensions")
    guesser, other = Secure(site, "127.0.0.2"), Secure(site, "127.0.0.3")
    for number in range(7):  # each time with another invented address
        forged = {"X-Forwarded-For": f"10.9.8.{number}", "X-Real-Ip": f"10.9.7.{number}"}
        reply = guesser.ask("/api/join", {"code": "ZZZZZZZZ"}, **forged)
        assert reply.status == (429 if number == 6 else 403)
    assert other.ask("/api/join", {"code": room.code}).status == 200
    assert guesser.ask("/api/join", {"code": room.code}).status == 429


def test_what_a_visitor_says_of_themselves_does_not_reach_the_workbook(site: Site) -> None:
    somebody = Secure(site, "127.0.0.4")
    somebody.call("people")
    forged = {
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "elsewhere.test",
        "Origin": "https://elsewhere.test",
    }
    assert somebody.ask("/api/recovery", {}, **forged).status == 403
    del forged["Origin"]
    link = json.loads(somebody.ask("/api/recovery", {}, **forged).text)["link"]
    assert link.startswith(f"{site.workbook.url}return#")


def test_past_nginx_the_same_headers_are_believed_only_from_where_it_is(site: Site) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", **OURS}
    for source, secure in (("127.0.0.1", True), ("127.0.0.5", False)):
        line = http.client.HTTPConnection(
            "127.0.0.1", site.workbook.port, timeout=20, source_address=(source, 0)
        )
        with closing(line):
            line.request("POST", "/api/people", "{}", {**said, "Host": HOST})
            reply = line.getresponse()
            assert reply.status == 200
            assert ("Secure" in (reply.headers["Set-Cookie"] or "").split("; ")) is secure
    warned = [one for one in site.log.read_text().splitlines() if "--trusted-proxy" in one]
    assert len(warned) == 1
    assert "203.0.113.7" not in warned[0]


def test_plain_http_leads_to_tls_and_only_this_place_asks_whether_it_is_ready(site: Site) -> None:
    line = http.client.HTTPConnection("127.0.0.1", site.nginx.plain, timeout=20)
    with closing(line):
        line.request("GET", "/join", headers={"Host": HOST})
        reply = line.getresponse()
        assert (reply.status, reply.headers["Location"]) == (301, f"https://{HOST}/join")
    reply = Secure(site).ask("/ready")
    assert json.loads(reply.text) == {
        "ready": True, "database": True, "kernels": True, "places": True,
    }  # fmt: skip
    assert Secure(site, "127.0.0.2").ask("/ready").status == 403
    assert "max-age" in (Secure(site).ask("/").headers["Strict-Transport-Security"] or "")
