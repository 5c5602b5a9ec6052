"""Two facilitators' workbooks under a real JupyterHub, with people coming in through its proxy."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.hubs import INTERVAL, Hub, HubServer, proxy
from closeness_widgets.records.folder import DATABASE_NAME
from tests import postgresql
from tests.browser.crowd import Crowd
from tests.browser.people import LAPTOP, PHONE, Phone, Workbook
from tests.browser.wire import OURS

Json = dict[str, Any]
CROWD = 20
GROUPS = {"closeness-facilitator": ["anna", "bob"], "closeness-coach": ["anna", "cleo"]}
VISITORS = ["cleo", "dora"]
"""Accounts that reach Anna's server without being Anna."""
NOW = "#ex-dimensions-ideas_now-{}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with the servers of Anna and Bob. Never skipped in CI."""
    program = proxy()
    if program is None:
        missing = "tools/get-proxy gives the proxy, and CLOSENESS_PROXY names it"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(f"NOTHING WAS TESTED UNDER A JUPYTERHUB: {missing}")
    database = postgresql.running()
    by_password = f"{postgresql.ACCESS}host all all 127.0.0.1/32 scram-sha-256\n"
    (database.data / "pg_hba.conf").write_text(by_password, encoding="utf-8")
    database.do("SELECT pg_reload_conf()")
    makes = f"postgresql://{postgresql.ROLE}@127.0.0.1:{database.port}/postgres"
    databases = {"CLOSENESS_HUB_DATABASES": makes}
    one = Hub(tmp_path_factory.mktemp("hub"), program, GROUPS, VISITORS, databases)
    try:
        one.start()
        servers = [HubServer(one, "anna"), HubServer(one, "bob")]
        with ThreadPoolExecutor(2) as both:
            list(both.map(HubServer.begin, servers))
        for server in servers:
            server.ready()
        yield one
    finally:
        one.close()


@pytest.fixture(scope="module")
def anna(hub: Hub) -> HubServer:
    return HubServer(hub, "anna")


@pytest.fixture(scope="module")
def bob(hub: Hub) -> HubServer:
    return HubServer(hub, "bob")


class Laptop:
    """Somebody with an account, at a browser of their own."""

    def __init__(self, browser: Browser, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.context: BrowserContext = browser.new_context(viewport=LAPTOP)
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()

    def goes_to(self, address: str) -> Page:
        """Open a page, and sign in at the hub on the way if it asks for that."""
        self.page.goto(address)
        if "/hub/login" in self.page.url:
            self.page.get_by_label("Name of your account").fill(self.name)
            self.page.get_by_label("Password").fill("anything")
            self.page.get_by_role("button", name="Sign in").click()
            self.page.wait_for_url(lambda url: "/hub/login" not in url)
        asked = self.page.get_by_role("button", name="Yes, go on")
        if asked.count():  # somebody else's server
            asked.click()
            self.page.wait_for_url(lambda url: "/hub/" not in url)
        return self.page

    def cookies(self, server: HubServer) -> str:
        """What this browser sends to a server."""
        kept = self.context.cookies(server.url)
        return "; ".join(f"{one['name']}={one['value']}" for one in kept)


def ask(address: str, cookie: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
    """One request without a page: its status, and what its JSON says."""
    place = urlsplit(address)
    source = (headers.pop("source", "127.0.0.1"), 0)
    sent = {"Cookie": cookie, **OURS, **headers}
    line = http.client.HTTPConnection(place.netloc, timeout=60, source_address=source)
    with closing(line):
        text = None if body is None else json.dumps(body)
        line.request("GET" if body is None else "POST", place.path, text, sent)
        reply = line.getresponse()
        return reply.status, json.loads(reply.read() or b"null")


def status(address: str, cookie: str = "", body: Any = None) -> int:
    """The status of one request."""
    return ask(address, cookie, body)[0]


def test_an_account_opens_what_its_groups_say(browser: Browser, hub: Hub, anna: HubServer) -> None:
    owner = Laptop(browser, hub, "anna")
    page = owner.goes_to(f"{hub.url}hub/login?next=%2Fuser%2Fanna%2F")
    expect(page).to_have_url(anna.url)  # signed in here too, without another question
    expect(page.get_by_text("You lead this workbook")).to_be_visible()
    page.get_by_role("link", name="Lead a workshop").click()
    expect(page).to_have_url(f"{anna.url}facilitate")
    (cookie,) = (one for one in owner.context.cookies(anna.url) if one["name"] == "closeness_owner")
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == (anna.base, True, "Lax")
    assert status(f"{anna.url}api/workshops", owner.cookies(anna)) == 200
    assert status(f"{anna.url}api/coach/clients", owner.cookies(anna)) == 200
    assert status(f"{anna.url}api/owner", body={"link": "guessed"}) == 403

    coach = Laptop(browser, hub, "cleo")
    page = coach.goes_to(f"{anna.url}coach")
    expect(page).to_have_url(f"{anna.url}coach")
    assert status(f"{anna.url}api/coach/clients", coach.cookies(anna)) == 200
    assert status(f"{anna.url}api/workshops", coach.cookies(anna)) == 403
    page = coach.goes_to(f"{anna.url}facilitate")
    expect(page.get_by_text("Your account does not open this page")).to_be_visible()

    other = Laptop(browser, hub, "dora")  # in no group
    page = other.goes_to(f"{anna.url}coach")
    expect(page.get_by_text("“closeness-facilitator”")).to_be_visible()
    assert status(f"{anna.url}api/coach/clients", other.cookies(anna)) == 403

    stranger = Laptop(browser, hub, "bob")  # a facilitator, but not on this server
    page = stranger.goes_to(f"{anna.url}facilitate")
    expect(page.get_by_text("Your account does not open this page")).to_be_visible()  # at the hub
    assert status(f"{anna.url}api/workshops", stranger.cookies(anna)) == 403

    page = owner.goes_to(anna.url)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/hub/login**")
    assert status(f"{anna.url}api/workshops", owner.cookies(anna)) == 403
    for one in (owner, coach, other, stranger):
        one.context.close()


def test_a_server_counts_as_used_while_somebody_is_there_and_else_not(
    browser: Browser, hub: Hub, bob: HubServer
) -> None:
    laptop = Laptop(browser, hub, "bob")
    laptop.goes_to(f"{bob.url}facilitate")
    steps = [{"exercise": "dimensions", "minutes": 5, "meeting": 1}]
    plan = {"title": "Quiet", "expected": 1, "agenda": steps}
    room = ask(f"{bob.url}api/workshops", laptop.cookies(bob), plan)[1]["id"]
    hub.until(lambda: is_quiet(bob), "a plan alone keeps a server")
    steer = f"{bob.url}api/workshops/{room}/steer"
    assert status(steer, laptop.cookies(bob), {"do": "next"}) == 200
    stays_used(bob)  # in session, though no page is open
    assert status(steer, laptop.cookies(bob), {"do": "close"}) == 200
    hub.until(lambda: is_quiet(bob), "a workshop that is over keeps a server")

    with Crowd(cast("Workbook", bob), bob.base) as crowd:
        crowd.lead.cookie, crowd.lead.workshop = laptop.cookies(bob), {"id": room}
        crowd.do(crowd.lead.wall.follow(bob.url, "wall", crowd.lead.cookie, room))
        stays_used(bob)
    laptop.context.close()


def stays_used(server: HubServer) -> None:
    """Wait until the hub has heard again, and once more, that the server is used."""
    for _ in range(2):
        before = server.told()["last_activity"]
        server.hub.until(
            lambda before=before: server.told()["last_activity"] != before,
            "nobody told the hub that the server is used",
        )


def is_quiet(server: HubServer) -> bool:
    """Whether the hub hears nothing for longer than a used server is silent."""
    before = server.told()["last_activity"]
    time.sleep(2.5 * float(INTERVAL))
    return bool(server.told()["last_activity"] == before)


def test_two_workshops_at_once_lose_and_mix_nothing_while_servers_are_killed_and_renewed(
    browser: Browser, hub: Hub, anna: HubServer, bob: HubServer
) -> None:
    laptops = [Laptop(browser, hub, server.name) for server in (anna, bob)]
    for laptop, server in zip(laptops, (anna, bob), strict=True):
        laptop.goes_to(f"{server.url}facilitate")
    with (
        Crowd(cast("Workbook", anna), anna.base) as first,
        Crowd(cast("Workbook", bob), bob.base) as second,
        ThreadPoolExecutor(2) as both,
    ):
        crowds = (first, second)
        for crowd, laptop, server in zip(crowds, laptops, (anna, bob), strict=True):
            crowd.lead.cookie = laptop.cookies(server)
            crowd.leads(f"{laptop.name}'s", ["dimensions", "talk"], CROWD)
            assert crowd.lead.workshop["join_link"].startswith(f"{server.url}join#")
        list(both.map(comes_in, crowds))
        wall = first.view("wall")["join"]
        assert wall["link"] == first.lead.workshop["join_link"]
        assert wall["address"] == f"127.0.0.1:{hub.port}{anna.base}join"

        phone = Phone(browser.new_context(viewport=PHONE), cast("Workbook", anna))
        page = phone.page
        page.goto(first.lead.workshop["join_link"])
        page.get_by_label("Only I do").check()
        page.get_by_role("button", name="Join", exact=True).click()
        phone.wait()
        phone.about("A friend")
        page.locator(NOW.format(3)).check()
        phone.saved()
        nobody_crosses(first, second)
        only_the_guesser_waits(second)

        # A crash: the hub starts it again, and phones that wait come back by themselves, with what
        # was typed meanwhile. Whoever opens the link just then waits on a page that goes on, too.
        before = anna.process().pid
        late = browser.new_context(viewport=PHONE).new_page()
        anna.kill()
        late.goto(first.lead.workshop["join_link"])
        expect(late.get_by_text("just being started again")).to_be_visible()
        page.locator(NOW.format(7)).check()
        expect(page.locator("#connection")).not_to_be_empty()
        assert second.view("facilitator")["here"] == CROWD  # next door nothing happened
        hub.until(anna.answers, "a crashed server did not come back")
        assert anna.process().pid != before
        expect(late.get_by_label("Only I do")).to_be_visible(timeout=30_000)
        everything_is_there(first)
        expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=60_000)
        phone.saved()
        expect(page.locator("#connection")).to_be_empty()
        assert first.view("facilitator")["joined"] == CROWD + 1  # she is still signed in

        # An upgrade: one server after the other, through the hub.
        for server, crowd in ((anna, first), (bob, second)):
            server.end()
            if server is anna:  # who comes just then waits above the hub's sign-in
                late.goto("about:blank")
                late.goto(first.lead.workshop["join_link"])
                expect(late.get_by_text("just being started again")).to_be_visible()
            server.begin()
            server.ready()
            everything_is_there(crowd)
            crowd.steer("extend", seconds=60)
        expect(late.get_by_label("Only I do")).to_be_visible(timeout=30_000)
        late.context.close()
        expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=60_000)
        phone.saved()
        page.reload()
        phone.wait()
        expect(page.locator(NOW.format(7))).to_be_checked()
        nobody_crosses(first, second)
        assert [one for one in phone.faults if "/hub/" not in one and "console" not in one] == []
        phone.context.close()
    for laptop in laptops:
        laptop.context.close()


def comes_in(crowd: Crowd) -> None:
    """Twenty join, answer and share."""
    crowd.join(crowd.lead.workshop["code"], CROWD)
    crowd.steer("next")
    crowd.answer("dimensions", lambda n: {"ideas.now": n % 11})
    crowd.share(crowd.view("facilitator")["current"])


def nobody_crosses(first: Crowd, second: Crowd) -> None:
    """Cookies and codes of one workshop are nothing in the other."""
    for mine, other in ((first, second), (second, first)):
        person = mine.people[0].cookie
        assert status(f"{other.url}api/live/me", person) == 401
        assert status(f"{other.url}api/workshops", mine.lead.cookie) == 403
        code = {"code": mine.lead.workshop["code"]}
        assert other.refused("api/join", code, "x=y") == (403, "wrong-code")
        place = f"api/workshops/{mine.lead.workshop['id']}/steer"
        assert status(f"{other.url}{place}", other.lead.cookie, {"do": "next"}) == 404


def only_the_guesser_waits(crowd: Crowd) -> None:
    """The proxy tells who asks, and nobody can tell it for them."""

    def joins(source: str, code: str, said: str) -> int:
        told = {"X-Forwarded-For": said, "source": source}
        return ask(f"{crowd.url}api/join", "", {"code": code}, **told)[0]

    tried = [joins("127.0.0.9", "ZZZZZZZZ", f"10.9.8.{number}") for number in range(7)]
    assert tried == [403] * 6 + [429]
    assert joins("127.0.0.8", crowd.lead.workshop["code"], "127.0.0.9") == 200


def everything_is_there(crowd: Crowd) -> None:
    """The crowd's phones find what they answered."""
    for number, stored in enumerate(crowd.come_back()):
        assert stored["dimensions"]["ideas.now"]["value"] == number % 11
    assert crowd.view("facilitator")["joined"] >= CROWD


def test_each_facilitator_has_a_database_that_the_other_cannot_open(
    anna: HubServer, bob: HubServer
) -> None:
    database = postgresql.running()
    for mine, other in ((anna, bob), (bob, anna)):
        role, foreign = f"closeness_{mine.name}", f"closeness_{other.name}"
        may = "SELECT has_database_privilege('{}', '{}', 'CONNECT')"
        assert database.do(may.format(role, role)) == [(True,)]
        assert database.do(may.format(role, foreign)) == [(False,)]
        assert database.do("SELECT count(*) FROM people", role)[0][0] > 0
        assert not (mine.data / DATABASE_NAME).exists()
