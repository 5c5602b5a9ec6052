"""A whole visit without a mouse: everything can be reached, and the focus is never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import LAPTOP, Phone, Workbook

pytestmark = pytest.mark.shares_a_workbook

MOST_STOPS = 200


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def press(page: Page, *keys: str) -> None:
    """Press keys; none of them may throw the focus back to the page's beginning."""
    for key in keys:
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_count(1)


def type_into(page: Page, field: Locator, text: str) -> None:
    """Walk to a field and write."""
    tab_to(page, field)
    page.keyboard.type(text)
    expect(field).to_have_value(text)


def test_the_skip_link_is_first_and_leads_past_the_menus(phone: Phone) -> None:
    page = phone.begin()
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the text")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    phone.wait()
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("one => document.querySelector('main').contains(one)")


def test_a_whole_visit_needs_no_mouse(phone: Phone, workbook: Workbook) -> None:
    page = phone.page
    page.set_viewport_size(LAPTOP)
    page.goto(workbook.url)
    tab_to(page, page.get_by_role("radio", name="Only I use it"))
    press(page, "Space")
    tab_to(page, page.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbook/dimensions")
    phone.wait()
    rate(phone)
    tab_to(page, page.get_by_role("link", name="What gets in the way"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbook/blockers")
    phone.wait()
    plan(phone)
    contents = page.get_by_role("navigation", name="Chapters")
    tab_to(page, contents.locator("summary"))
    press(page, "Enter")
    tab_to(page, contents.get_by_role("link", name="A journal of close moments"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbook/journal")
    phone.wait()
    keep_a_moment(phone)
    press(page, "Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/weather")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weather")


def test_a_redraw_gives_the_focus_back(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("A friend")
    second = Phone(phone.context, phone.workbook)
    second.open("blockers")
    type_into(page, page.get_by_label("When …"), "half a sen")
    phone.saved()
    second.page.locator("#ex-blockers-blame_me-2").check()
    expect(page.locator("#ex-blockers-blame_me-2")).to_be_checked()
    expect(page.get_by_label("When …")).to_be_focused()
    page.keyboard.type("tence")
    expect(page.get_by_label("When …")).to_have_value("half a sentence")
    assert not second.faults


def rate(phone: Phone) -> None:
    """Choose whom it is about; answer, take back, answer again; look at the picture."""
    page = phone.page
    tab_to(page, page.get_by_role("radio", name="My partner"))
    press(page, "Space", *["ArrowDown"] * 4)
    expect(page.get_by_role("radio", name="A friend")).to_be_checked()
    type_into(page, page.get_by_label("A name only you will see"), "Sam")
    tab_to(page, page.get_by_role("button", name="Use this"))
    press(page, "Enter")
    expect(page.locator(".cw-about strong")).to_contain_text("Sam")
    expect(page.locator(".cw-exercise")).to_be_focused()
    first = page.locator("#ex-dimensions-ideas_now-0")
    tab_to(page, first)
    press(page, "Space", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(page.locator("#ex-dimensions-ideas_now-3")).to_be_checked()
    phone.saved()
    expect(page.locator("#ex-dimensions-ideas_now-3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#ex-dimensions-ideas_now-clear")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("input[name=ex-dimensions-ideas_now]:checked")).to_have_count(0)
    expect(first).to_be_focused()
    press(page, "ArrowLeft")
    expect(page.locator("#ex-dimensions-ideas_now-10")).to_be_checked()
    phone.saved()
    tab_to(page, page.get_by_role("button", name="Show my picture"))
    press(page, "Enter")
    expect(page.locator(".cw-picture img")).to_be_visible()
    expect(page.locator("#ex-dimensions-picture")).to_be_focused()


def plan(phone: Phone) -> None:
    """Mark a habit, choose it, and write a first small step."""
    page = phone.page
    tab_to(page, page.locator("#ex-blockers-blame_me-0"))
    press(page, "Space", "ArrowRight")
    expect(page.locator("#ex-blockers-blame_me-1")).to_be_checked()
    tab_to(page, page.locator("#ex-blockers-chosen-blame"))
    press(page, "Space")
    expect(page.locator(".cw-practice h4")).to_be_visible()
    expect(page.locator("#ex-blockers-chosen-blame")).to_be_focused()
    type_into(page, page.get_by_label("When …"), "the tap drips")
    type_into(page, page.get_by_label("… I will"), "say what I left undone")
    phone.saved()


def keep_a_moment(phone: Phone) -> None:
    """Write a moment, find it in the list, change it, delete it."""
    page = phone.page
    tab_to(page, page.get_by_role("button", name="Write down a moment"))
    press(page, "Enter")
    expect(page.get_by_role("button", name="Today")).to_be_focused()
    press(page, "Enter")
    type_into(page, page.get_by_label("What happened?"), "A walk by the river")
    tab_to(page, page.get_by_label("Phones and screens were away"))
    press(page, "Space")
    tab_to(page, page.get_by_role("button", name="Done"))
    press(page, "Enter")
    expect(page.locator(".cw-entry")).to_contain_text("A walk by the river")
    expect(page.get_by_role("button", name=re.compile("^Change"))).to_be_focused()
    phone.saved()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^Delete"))).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    press(page, "Shift+Tab", "Enter")
    expect(page.locator(".cw-deleted")).to_be_focused()
    expect(page.locator(".cw-entry")).to_have_count(0)
