"""Steps in a real browser: ticks and words stay, the ladder waits, a no ends the plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, Phone, show_exercise, violations

pytestmark = pytest.mark.shares_a_workbook

QUESTION = "Could being open with this person put you at risk?"


def show(phone: Phone, exercise: str) -> Page:
    """Begin with the exercise, about a friend called Sam."""
    page = phone.begin()
    phone.about("A friend", "Sam")
    show_exercise(page, exercise)
    return page


def again(phone: Phone, exercise: str) -> None:
    """The page is opened anew."""
    phone.page.reload()
    phone.wait()
    show_exercise(phone.page, exercise)


def test_ticks_choices_and_words_are_there_again_after_a_reload(
    phone: Phone,
) -> None:
    page = show(phone, "feelings-map")
    expect(page.locator(".cw-step h4")).to_have_text(
        ["Happiness", "Affection", "Fears", "Doubts about yourself", "Where you would like support"]
    )
    page.locator("#ex-feelings-map-happiness_choices-proud").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("#ex-feelings-map-fears_own").fill("The long winter")
    page.get_by_label("I would like Sam to know this").nth(2).check()
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    again(phone, "feelings-map")
    expect(page.locator("#ex-feelings-map-happiness_choices-proud")).to_be_checked()
    expect(page.locator("#ex-feelings-map-happiness_choices-playful")).to_be_checked()
    expect(page.locator("#ex-feelings-map-fears_own")).to_have_value("The long winter")
    expect(page.locator("#ex-feelings-map-fears-show")).to_be_checked()
    page.locator("#ex-feelings-map-happiness_choices-proud").uncheck()
    page.locator("#ex-feelings-map-fears-show").uncheck()
    phone.saved()
    again(phone, "feelings-map")
    expect(page.locator("#ex-feelings-map-happiness_choices-proud")).not_to_be_checked()
    expect(page.locator("#ex-feelings-map-fears-show")).not_to_be_checked()


def test_the_ladder_waits_for_the_other_and_shows_the_next_step(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(LAPTOP)
    page = show(phone, "vulnerability-ladder")
    page.get_by_role("button", name="No", exact=True).click()
    first, second = page.locator(".cw-step").nth(0), page.locator(".cw-step").nth(1)
    expect(first.get_by_text("A good next step")).to_be_visible()
    expect(first.locator(".cw-mind")).to_be_hidden()
    first.get_by_label("I have shared something").check()
    expect(first.locator(".cw-mind")).to_contain_text("leave room for Sam")
    expect(first.get_by_text("A good next step")).to_be_visible()
    first.get_by_label("Sam shared something too").check()
    expect(first.locator(".cw-mind")).to_be_hidden()
    expect(first.get_by_text("A good next step")).to_be_hidden()
    expect(second.get_by_text("A good next step")).to_be_visible()
    phone.saved()
    assert violations(page) == []


def test_the_ladder_for_oneself_keeps_its_words_and_drops_the_other(
    phone: Phone,
) -> None:
    page = show(phone, "vulnerability-ladder")
    page.get_by_role("button", name="I am not sure").click()
    expect(page.locator(".cw-step")).to_have_count(5)
    expect(page.get_by_text("Write down one little thing from today")).to_be_visible()
    expect(page.locator(".cw-exercise input[type=checkbox]")).to_have_count(0)
    steps = page.locator(".cw-steps")
    expect(steps).not_to_contain_text("Sam")
    expect(page.locator(".cw-step h4").first).to_have_text("Small things of my day")
    expect(page.get_by_label("Small things of my day: In my own words")).to_be_visible()
    page.locator("#ex-vulnerability-ladder-everyday_own").fill("The tea was too hot")
    phone.saved()
    assert violations(page) == []
    page.get_by_role("button", name="Ask me again whether this is safe").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#ex-vulnerability-ladder-everyday_own")).to_have_value(
        "The tea was too hot"
    )


def test_the_plan_ends_kindly_if_the_other_said_no_or_left(
    phone: Phone,
) -> None:
    page = show(phone, "withdrawal-plan")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".cw-step")).to_have_count(0)
    page.get_by_role("radio", name="Sam has gone quiet").check()
    expect(page.locator(".cw-step")).to_have_count(6)
    page.locator("#ex-withdrawal-plan-ask_own").fill("How are you?")
    for words in ("Sam said no", "Sam has left"):
        page.get_by_role("radio", name=words).check()
        expect(page.locator(".cw-step")).to_have_count(0)
        expect(page.get_by_text("A no may stand as it is")).to_be_visible()
    expect(page.get_by_role("link", name="Where to find help")).to_be_visible()
    phone.saved()
    assert violations(page) == []
    again(phone, "withdrawal-plan")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".cw-step")).to_have_count(0)
    page.get_by_role("radio", name="asked for some time").check()
    expect(page.locator("#ex-withdrawal-plan-ask_own")).to_have_value("How are you?")
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("radio", name="Myself").check()
    page.get_by_role("button", name="Use this").click()
    expect(page.locator(".cw-step")).to_have_count(6)
    expect(page.get_by_text("How do things stand?")).to_have_count(0)
