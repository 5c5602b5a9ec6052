"""Listening rounds in a real browser: turns by a clock that cuts nobody off and leaves no trace."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Phone, violations
from tests.browser.test_accessible import SMALL_TARGETS
from tests.browser.visitors import Leading, Visitor

ID = "#ex-listening-rounds-"


def begin(owner: Visitor, phone: Phone, kind: str) -> Page:
    """A phone in a room that has come to the rounds; its clock can be put forward."""
    room = Leading(owner, "listening-rounds")
    room.at("listening-rounds")
    page = phone.page
    page.clock.install()
    page.goto(f"{phone.workbook.url}join#{room.secret}")
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    phone.wait()
    phone.about(kind)
    return page


@pytest.fixture
def two(owner: Visitor, phone: Phone) -> Page:
    page = begin(owner, phone, "A friend")
    page.get_by_role("button", name="No", exact=True).click()
    return page


def told(page: Page) -> str:
    """What a screen reader is told last."""
    return page.locator(".cw-rounds [aria-live=polite]").inner_text()


def test_two_take_turns_and_the_time_that_is_up_cuts_nobody_off(two: Page) -> None:
    page, digits = two, two.get_by_role("timer")
    page.get_by_label("Minutes to speak").select_option("3 minutes")
    page.get_by_role("button", name="Start the first turn").click()
    expect(page.get_by_text("Turn 1 of 2")).to_be_visible()
    expect(page.locator(".cw-roles dt")).to_have_text(["Speaker", "Listener"])
    assert told(page) == "Speaking and listening. 3 minutes."
    expect(page.locator(f"{ID}clock-next")).to_be_focused()
    expect(digits).to_have_text(re.compile(r"^2:5\d$"))
    page.clock.fast_forward("02:05")
    expect(digits).to_have_text(re.compile(r"^0:5\d$"))
    assert told(page) == "One minute left."
    page.clock.fast_forward("01:30")
    expect(digits).to_have_text("0:00")
    expect(page.locator(".cw-up")).to_have_text(
        "The time is up. Finish what you are saying, there is no hurry."
    )
    expect(page.locator(".cw-rounds [aria-live=polite]")).to_contain_text("The time is up.")
    page.get_by_role("button", name="One more minute").click()
    expect(digits).to_have_text(re.compile(r"^(1:00|0:5\d)$"))
    expect(page.locator(".cw-up")).to_be_hidden()
    page.get_by_role("button", name="Go on to: Saying it back").click()
    expect(page.locator(".cw-roles dt")).to_have_text(["Listener", "Speaker"])
    page.get_by_role("button", name="This turn is over").click()
    expect(
        page.get_by_text("Whoever listened speaks now, and whoever spoke listens.").last
    ).to_be_visible()
    expect(page.get_by_role("timer")).to_have_count(0)
    page.get_by_role("button", name="Start this turn").click()
    expect(page.get_by_text("Turn 2 of 2")).to_be_visible()
    page.get_by_role("button", name="Go on to: Saying it back").click()
    page.get_by_role("button", name="We are through").click()
    expect(page.get_by_text("Thank each other.").first).to_be_visible()


def test_three_move_on_by_one_place_and_a_pause_stands_still(two: Page) -> None:
    page, digits = two, two.get_by_role("timer")
    page.get_by_label("Three, and one of us watches").check()
    page.get_by_role("button", name="Start the first turn").click()
    expect(page.get_by_text("Turn 1 of 3")).to_be_visible()
    expect(page.locator(".cw-roles dt")).to_have_text(
        ["Speaker", "Listener", "The one who watches"]
    )
    page.get_by_role("button", name="Pause").click()
    stands = digits.inner_text()
    page.clock.fast_forward("05:00")
    expect(digits).to_have_text(stands)
    page.get_by_role("button", name="Go on", exact=True).click()
    page.clock.fast_forward("02:00")
    expect(digits).to_have_text(re.compile(r"^1:5\d$"))
    page.get_by_role("button", name="Go on to: Saying it back").click()
    page.get_by_role("button", name="This turn is over").click()
    expect(page.locator(".cw-clock")).to_contain_text("Whoever watched listens.")
    page.get_by_role("button", name="Stop and go back to the beginning").click()
    expect(page.get_by_label("Three, and one of us watches")).to_be_checked()


def test_a_running_turn_survives_a_reload_on_this_phone_alone(two: Page, phone: Phone) -> None:
    page, digits = two, two.get_by_role("timer")
    page.get_by_role("button", name="Start the first turn").click()
    page.clock.fast_forward("01:00")
    page.get_by_role("button", name="Go on to: Saying it back").click()
    expect(digits).to_have_text(re.compile(r"^(2:00|1:5\d)$"))
    kept = page.evaluate("sessionStorage.getItem('clock')")
    assert re.fullmatch(r'[{}\[\]\w",:.-]+', kept)
    page.reload()
    phone.wait()
    page.get_by_role("button", name="No", exact=True).click()
    expect(digits).to_have_text(re.compile(r"^1:[45]\d$"))
    expect(page.get_by_role("heading", name="Saying it back")).to_be_visible()
    page.get_by_label("When did you feel heard").fill("When you laughed")
    page.get_by_role("button", name="Stop and go back to the beginning").click()
    assert page.evaluate("sessionStorage.getItem('clock')") is None
    phone.saved()
    page.reload()
    phone.wait()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("button", name="Start the first turn")).to_be_visible()
    expect(page.get_by_label("When did you feel heard")).to_have_value("When you laughed")


def test_somebody_alone_writes_and_reads_back_on_a_small_phone_and_with_keys(
    owner: Visitor, phone: Phone
) -> None:
    page = begin(owner, phone, "Myself")
    expect(page.get_by_text("How many are you?")).to_have_count(0)
    page.get_by_role("button", name="Start writing").press("Enter")
    expect(page.locator(".cw-roles dt")).to_have_text(["You"])
    expect(page.get_by_text("Turn 1 of")).to_have_count(0)
    expect(page.locator(f"{ID}clock-next")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_focused()
    for name in ("skills", "pitfalls"):
        page.locator(f"{ID}{name}").click()
    for size in (PHONE, {"width": 320, "height": 200}):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []
    page.locator(f"{ID}clock-next").press("Enter")
    expect(page.get_by_role("heading", name="Reading it back")).to_be_visible()
    page.locator(f"{ID}clock-next").press("Enter")
    expect(page.get_by_text("Take a breath. You gave yourself some time.").first).to_be_visible()
    expect(page.locator(f"{ID}clock-again")).to_be_focused()
