"""A power cut in the middle of a step: everybody is back, with everything, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable

import psutil
import pytest
from playwright.sync_api import Response, expect

from tests.browser.crowd import Crowd, lend
from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.walking import is_at

pytestmark = pytest.mark.on_both_databases

OPENING = "Three ways of being close"
CROWD = 6
NOW = "#ex-dimensions-ideas_now-{}"
WISHED = "#ex-dimensions-ideas_wished-{}"


def joins(phone: Phone, link: str) -> str:
    """Into the room; the id of the phone's kernel."""
    page = phone.page

    def is_the_seat(reply: Response) -> bool:
        return reply.url.endswith("/api/seats") and reply.status == 200

    page.goto(f"{phone.workbook.url}join#{link.partition('#')[2]}")
    page.get_by_label("Only I do").check()
    with page.expect_response(is_the_seat) as seat:
        page.get_by_role("button", name="Join", exact=True).click()
    phone.wait()
    return str(seat.value.json()["kernel"])


def process_of(workbook: Workbook, kernel: str) -> psutil.Process:
    """The kernel's process: the one that listens where only this kernel does."""
    (found,) = (
        one
        for one in workbook.kernels()
        if any(kernel in str(line.laddr) for line in one.net_connections("unix"))
    )
    return found


def test_killed_kernels_and_a_killed_server_lose_nobody_and_nothing(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    with Crowd(workbook) as crowd:
        made = crowd.leads("Power cut", ["dimensions", "talk"], CROWD + 3)
        crowd.join(made["code"], CROWD)
        crowd.steer("next")
        step = crowd.view("facilitator")["current"]
        crowd.answer("dimensions", lambda n: {"ideas.now": n, "feelings.wished": 10 - n})
        crowd.share(step)

        phones = [new_phone() for _ in range(3)]
        kernels = [joins(phone, made["join_link"]) for phone in phones]
        laptop = new_phone(LAPTOP)
        lend(crowd.lead.cookie, laptop.context, workbook)
        laptop.page.goto(f"{workbook.url}facilitate/{made['id']}")
        expect(laptop.page.locator(".numbers")).to_contain_text(f"{CROWD + 3} here")
        wall = laptop.context.new_page()
        wall.goto(f"{workbook.url}projector/{made['id']}")
        expect(wall.locator(".wall-here")).to_have_text(f"{CROWD + 3} here")
        for number, phone in enumerate(phones):
            answers_and_shares(phone, number)
        everyone = [*(phone.page for phone in phones), laptop.page, wall]
        for page in everyone:
            page.evaluate("window.stays = true")
        for phone in [*phones, laptop]:
            phone.line_may_drop = True

        for process in [process_of(workbook, kernel) for kernel in kernels]:
            process.kill()
        for number, phone in enumerate(phones):  # while its kernel is dead
            phone.page.locator(WISHED.format(number)).check()
        workbook.kill()
        for number, phone in enumerate(phones):  # while there is no server at all
            expect(phone.page.locator("#connection")).not_to_be_empty()
            phone.page.locator(NOW.format(number + 4)).check()
        expect(wall.get_by_text("Connecting again")).to_be_visible()
        workbook.start()

        the_crowd_is_back(crowd, step)
        for phone in phones:
            the_phone_is_back(phone)
        for one, place in ((laptop.page, ".numbers"), (wall, ".wall-here")):
            expect(one.locator(place)).to_contain_text(f"{CROWD + 3} here")
        expect(laptop.page.locator(".step-title")).to_have_text(OPENING)
        view = crowd.view("facilitator")
        assert (view["joined"], view["current"]) == (CROWD + 3, step)
        assert all(page.evaluate("window.stays") for page in everyone)

        for number, phone in enumerate(phones):  # what was typed meanwhile is really stored
            phone.page.reload()
            phone.wait()
            expect(phone.page.locator(NOW.format(number + 4))).to_be_checked()
            expect(phone.page.locator(WISHED.format(number))).to_be_checked()
        assert crowd.view("facilitator")["joined"] == CROWD + 3


def answers_and_shares(phone: Phone, value: int) -> None:
    phone.about("A friend")
    phone.page.locator(NOW.format(value)).check()
    phone.saved()
    phone.page.get_by_role("button", name="Share with the group").click()
    expect(phone.page.locator(".share [role=status]")).to_have_text("Shared.")


def the_crowd_is_back(crowd: Crowd, step: str) -> None:
    """Each of them with their own answers and what they shared, as it was."""
    for number, stored in enumerate(crowd.come_back()):
        values = {item: one["value"] for item, one in stored["dimensions"].items()}
        assert values == {"ideas.now": number, "feelings.wished": 10 - number}
    for mine in crowd.me():
        assert mine["shared"][step] == {"round": 1, "changed": False}


def the_phone_is_back(phone: Phone) -> None:
    """At its step, all saved; what was shared before the power cut is still what is shared."""
    expect(phone.page.locator("html[data-seat=ready]")).to_be_attached(timeout=60_000)
    phone.saved()
    is_at(phone.page, OPENING)
    said = phone.page.locator(".share [role=status]")
    expect(said).to_contain_text("You changed something after you shared.")
    expect(phone.page.locator("#connection")).to_be_empty()
