"""The checklist of blockers in a real browser: calm, complete, and safe to fill in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, PHONE, Phone

pytestmark = pytest.mark.shares_a_workbook

SENSITIVE = ("talk-now", "cutting-off", "outbursts", "giving-up")


def mark(page: Page, blocker: str, side: str, value: int) -> None:
    page.locator(f"#ex-blockers-{blocker}_{side}-{value}").check()


def choose(page: Page, blocker: str) -> None:
    page.locator(f"#ex-blockers-chosen-{blocker}").check()


def screen(page: Page) -> str:
    """Everything there is to read, but for the remarks beside marks."""
    return page.evaluate(
        """() => {
          const copy = document.querySelector(".cw-exercise").cloneNode(true);
          for (const under of copy.querySelectorAll(".cw-card .cw-under")) under.remove();
          return copy.innerHTML;
        }"""
    )


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_marks_a_choice_and_a_plan_are_there_again_after_a_reload(
    new_phone: Callable[..., Phone], viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    page = phone.begin("blockers")
    phone.about("A friend", "Sam")
    mark(page, "blame", "me", 2)
    mark(page, "blame", "other", 1)
    mark(page, "tuned-out", "me", 1)
    offered = page.locator(".cw-offered > .cw-options .cw-option")
    expect(offered).to_have_text(["Passing on the blame", "Here, but far away"])
    choose(page, "tuned-out")
    expect(page.locator(".cw-practice h4")).to_have_text("Give ten whole minutes")
    page.get_by_label("When …").fill("tea is ready")
    page.get_by_label("… I will").fill("leave my phone in my coat")
    phone.saved()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    expect(page.locator("#ex-blockers-blame_me-2")).to_be_checked()
    expect(page.locator("#ex-blockers-blame_other-1")).to_be_checked()
    expect(page.locator("#ex-blockers-chosen-tuned-out")).to_be_checked()
    expect(page.get_by_label("… I will")).to_have_value("leave my phone in my coat")
    page.get_by_text("My own marks in a few words").click()
    expect(page.locator("details.cw-part")).to_contain_text("leave my phone in my coat")


def test_marking_the_other_changes_nothing_else_on_the_screen(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My parent")
    before = screen(page)
    for blocker in ("blame", *SENSITIVE):
        mark(page, blocker, "other", 2)
    phone.saved()
    assert screen(page) == before


def test_a_sensitive_mark_for_the_other_quietly_takes_back_prompts_to_open_up(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My parent")
    mark(page, "blame", "me", 1)
    choose(page, "blame")
    practice = page.locator(".cw-practice h4")
    expect(practice).to_have_text("Own your part")
    mark(page, "criticism", "other", 2)
    expect(practice).to_have_text("Own your part")
    mark(page, "outbursts", "other", 1)
    expect(practice).to_have_text("Sort out what is yours")
    phone.saved()
    page.reload()
    phone.wait()
    expect(practice).to_have_text("Sort out what is yours")
    page.locator("#ex-blockers-outbursts-clear").click()
    expect(practice).to_have_text("Own your part")


def test_sensitive_ones_look_like_all_the_others(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My parent")
    page.evaluate("document.activeElement.blur()")
    looks = page.evaluate(
        """() => [...document.querySelectorAll(".cw-card")].map((card) => {
          const parts = [card, ...card.querySelectorAll("*")];
          return parts.map((part) => {
            const { color, backgroundColor, borderWidth, fontWeight } = getComputedStyle(part);
            return [part.tagName, part.className, color, backgroundColor, borderWidth, fontWeight];
          }).join();
        })"""
    )
    assert len(looks) == 11
    assert len(set(looks)) == 1


def test_help_stands_under_the_list_and_leads_to_the_help_page(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My partner")
    expect(page.locator(".cw-cards + .cw-note")).to_contain_text("something that you do yourself")
    page.locator(".cw-cards + .cw-note a").click()
    page.wait_for_url("**/help")


def test_any_habit_can_be_chosen_even_if_none_is_marked(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("My partner")
    expect(page.get_by_text("You have not marked any habit as your own so far.")).to_be_visible()
    page.get_by_text("Choose another one").click()
    expect(page.locator(".cw-offered details .cw-option")).to_have_count(12)
    choose(page, "giving-up")
    expect(page.locator(".cw-practice h4")).to_have_text("Keep something of your own")


def test_for_myself_there_is_one_side(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("Myself")
    expect(page.locator(".cw-side")).to_have_count(11)
    mark(page, "blame", "me", 2)
    choose(page, "blame")
    expect(page.locator(".cw-practice h4")).to_have_text("Share out the blame fairly")


def test_everything_can_be_done_with_the_keyboard(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(LAPTOP)
    page = phone.begin("blockers")
    phone.about("A friend")
    page.locator("#ex-blockers-feelings-as-push_me-0").focus()
    for key in ("Space", "ArrowRight", "Tab", "Space", "ArrowRight", "ArrowRight", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("#ex-blockers-feelings-as-push_me-1")).to_be_checked()
    expect(page.locator("#ex-blockers-feelings-as-push_other-2")).to_be_checked()
    expect(page.locator("#ex-blockers-feelings-as-push-clear")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cw-card input:checked")).to_have_count(0)
    expect(page.locator("#ex-blockers-feelings-as-push_me-0")).to_be_focused()


def test_nothing_moves_when_a_mark_is_saved(phone: Phone) -> None:
    page = phone.begin("blockers")
    phone.about("A friend")
    height = "document.querySelector('.cw-cards').getBoundingClientRect().height"
    before = page.evaluate(height)
    mark(page, "escape", "me", 0)
    mark(page, "escape", "other", 2)
    phone.saved()
    assert page.evaluate(height) == before
