"""The planner in a real browser: three picks, a plan for each, and its way into a calendar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, PHONE, Phone, show_exercise, violations

pytestmark = pytest.mark.shares_a_workbook

FULL = (
    "Three is the most, so that each of them gets a fair chance. Take one off your list first, "
    "and then there is room for this one."
)


def pick(page: Page, idea: str) -> None:
    page.locator(f"#ex-rituals-idea-{idea}").click()


def begin(phone: Phone, kind: str = "A friend", nickname: str = "Sam") -> Page:
    """The rituals, for somebody with whom it is safe to be open."""
    page = phone.begin("blockers")
    phone.about(kind, nickname)
    show_exercise(page, "rituals")
    if kind != "Myself":
        page.locator("#ex-rituals-safety-no").click()
    return page


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_plan_is_made_refused_a_fourth_and_there_again_after_a_reload(
    new_phone: Callable[..., Phone], viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    page = begin(phone)
    for idea in ("walk", "coffee", "play"):
        pick(page, idea)
    expect(page.get_by_text("3 of 3 picked")).to_be_visible()
    pick(page, "drive")
    expect(page.locator("#ex-rituals-idea-drive")).not_to_be_checked()
    expect(page.locator(".cw-too-many:not(:empty)")).to_have_text(FULL)
    plan = page.get_by_role("group", name="Go for a walk")
    expect(plan).to_contain_text("Ask Sam to come round the block with you, just once.")
    plan.get_by_label("First time on").fill("2026-12-06")
    plan.get_by_label("At what time").fill("19:30")
    plan.get_by_label("How often").select_option("Every week")
    plan.get_by_label("… I will").fill("knock at Sam’s door")
    page.locator("#ex-rituals-drop-play").click()
    expect(page.get_by_role("heading", name="Make a plan")).to_be_focused()
    expect(page.locator("#ex-rituals-idea-play")).not_to_be_checked()
    expect(page.locator(".cw-plan-short")).to_contain_text("6 December 2026 · 19:30 · Every week")
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    show_exercise(page, "rituals")
    page.locator("#ex-rituals-safety-no").click()
    expect(page.get_by_text("2 of 3 picked")).to_be_visible()
    expect(page.locator("#ex-rituals-walk_then")).to_have_value("knock at Sam’s door")
    expect(page.locator("#ex-rituals-walk_every")).to_have_value("week")


def test_the_calendar_gets_a_neutral_entry_and_more_only_with_a_tick(phone: Phone) -> None:
    page = begin(phone)
    pick(page, "walk")
    expect(page.get_by_text("Give one of your picks a day")).to_be_visible()
    page.locator("#ex-rituals-walk_day").fill("2026-12-06")
    files = []
    for own in (False, True):
        page.locator("#ex-rituals-own-words").set_checked(own)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save for my calendar").click()
        assert saved.value.suggested_filename == "plan.ics"
        files.append(Path(saved.value.path()).read_text(encoding="utf-8"))
    neutral, told = files
    assert "SUMMARY:Time set aside" in neutral
    assert "DTSTART;VALUE=DATE:20261206" in neutral
    assert not [word for word in ("Sam", "walk", "DESCRIPTION") if word in neutral]
    assert "SUMMARY:Go for a walk" in told
    assert "Sam" in told
    phone.forgiven.append("404")
    missing = "fetch('../plan.ics?exercise=rituals&about=0').then((reply) => reply.status)"
    assert page.evaluate(missing) == 404  # names no relationship of this person's


def test_keys_alone_pick_plan_and_follow_a_link_between_ideas(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(LAPTOP)
    page = phone.begin("blockers")
    phone.about("Myself")
    show_exercise(page, "strategies")
    page.locator("#ex-strategies-group-five").focus()
    for key in ("Enter", "Tab", "Space", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("#ex-strategies-idea-open-conversation")).to_be_checked()
    expect(page.locator("#ex-strategies-idea-open-conversation-whole")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ex-strategies-idea-open-talk")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("2 of 3 picked")).to_be_visible()
    phone.saved()


def test_whoever_might_be_at_risk_gets_a_way_to_plan_alone(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My partner")
    show_exercise(page, "rituals")
    page.locator("#ex-rituals-safety-unsure").click()
    expect(page.get_by_text("You can make a plan that needs nobody else.")).to_be_visible()
    expect(page.locator(".cw-idea")).to_have_count(0)
    exercise = page.locator(".cw-exercise:visible")
    exercise.get_by_role("button", name="Choose someone else").click()
    exercise.get_by_role("radio", name="Myself", exact=True).check()
    exercise.get_by_role("button", name="Use this").click()
    expect(page.locator("#ex-rituals-idea-walk")).to_be_visible()
    expect(page.get_by_text("Ten minutes with yourself")).to_be_attached()


def test_the_plan_is_printed_alone(phone: Phone) -> None:
    page = begin(phone)
    pick(page, "walk")
    page.evaluate("window.print = () => {}")  # no paper here
    page.get_by_role("button", name="Print my plan").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="My plan in short")).to_be_visible()
    expect(page.get_by_text("Leave quickly")).not_to_be_visible()
    expect(page.locator("#ex-rituals-idea-walk")).not_to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#ex-rituals-idea-walk")).to_be_visible()
