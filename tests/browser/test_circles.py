"""The circles in a real browser: by finger, mouse, keyboard and buttons, and in words."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, Phone, show_exercise, violations

pytestmark = pytest.mark.shares_a_workbook

MIDDLES = """() => Array.from(document.querySelectorAll(".cw-pair:first-child circle"),
  (one) => { const box = one.getBoundingClientRect(); return box.left + box.width / 2; })"""


def pull(page: Page, across: float) -> None:
    """Take the right one of the first two circles and move it by so many pixels."""
    picture = page.locator(".cw-drawing").first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    at = (box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + across, at[1], steps=5)
    page.mouse.up()


def test_buttons_and_keys_move_them_and_every_place_is_said(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend", "Sam")
    show_exercise(page, "circles")
    now, wished = page.get_by_role("slider").all()
    place = page.locator(".cw-where").first
    expect(now).to_have_attribute("aria-valuetext", "Not answered")
    expect(place).to_have_text("Not answered")
    page.locator("#ex-circles-now-closer").click()
    expect(place).to_have_text("Nearly half in common")
    page.locator("#ex-circles-now-further").click()
    expect(place).to_have_text("About a third in common")
    now.focus()
    page.keyboard.press("Home")
    expect(now).to_have_attribute("aria-valuetext", "Apart, with space in between")
    page.keyboard.press("Tab")
    expect(page.locator("#ex-circles-now-further")).to_be_focused()
    expect(page.locator("#ex-circles-now-further")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect(place).to_have_text("Apart, with space in between")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(now).to_have_attribute("aria-valuetext", "Side by side, just touching")
    wished.focus()
    page.keyboard.press("End")
    expect(wished).to_have_attribute("aria-valuetext", "Almost one, with an edge of their own")
    expect(page.locator(".cw-compare")).to_have_text("You would like it closer than it is.")
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    show_exercise(page, "circles")
    expect(page.locator(".cw-where")).to_have_text(
        ["Side by side, just touching", "Almost one, with an edge of their own"]
    )
    page.locator("#ex-circles-wished-clear").click()
    expect(page.locator(".cw-where").last).to_have_text("Not answered")
    expect(page.locator(".cw-compare")).to_have_text("")
    phone.saved()


def test_a_pull_moves_both_circles_and_stays(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(LAPTOP, reduced_motion="reduce")
    page = phone.begin()
    phone.about("My partner")
    show_exercise(page, "circles")
    left, right = page.evaluate(MIDDLES)
    pull(page, 30)
    phone.saved()
    further_left, further_right = page.evaluate(MIDDLES)
    assert further_right - right > 15
    assert math.isclose(left - further_left, further_right - right, abs_tol=1)
    pull(page, -400)
    expect(page.locator(".cw-where").first).to_have_text("Almost one, with an edge of their own")
    phone.saved()
    page.reload()
    phone.wait()
    show_exercise(page, "circles")
    expect(page.locator(".cw-where").first).to_have_text("Almost one, with an edge of their own")


def test_a_finger_moves_them_too_and_oneself_has_two_circles_as_well(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(has_touch=True, is_mobile=True)
    page = phone.begin()
    phone.about("Myself")
    show_exercise(page, "circles")
    expect(page.locator(".cw-names").first).to_have_text("You as you areWho you would like to be")
    picture = page.locator(".cw-drawing").first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    x, y = box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
    touch = phone.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [(x, y)]),
        *(("touchMove", [(x - step, y)]) for step in range(4, 41, 4)),
        ("touchEnd", []),
    ):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]},
        )
    expect(page.get_by_role("slider").first).not_to_have_attribute("aria-valuetext", "Not answered")
    phone.saved()
    assert violations(page) == []
