"""The builder in a real browser: a sentence grows, blame is noticed, and nothing is forced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, PHONE, Phone, show_exercise, violations

pytestmark = pytest.mark.shares_a_workbook


def begin(phone: Phone, kind: str = "A friend", nickname: str = "Sam") -> Page:
    page = phone.begin("blockers")
    phone.about(kind, nickname)
    show_exercise(page, "i-statement")
    return page


def write(page: Page, **texts: str) -> None:
    for part, text in texts.items():
        page.locator(f"#ex-i-statement-{part}").fill(text)


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_three_sentences_are_kept_read_back_and_taken_out_one_by_one(
    new_phone: Callable[..., Phone], viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    page = begin(phone)
    page.get_by_text("Words for feelings, to tap").click()
    for word in ("sad", "tired", "sad"):
        page.get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_role("button", name="tired", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    write(page, when="the day was long", need="a quiet hour.")
    seen = page.locator(".cw-together .cw-sentence")
    expect(seen).to_have_text("I feel tired when the day was long. I need a quiet hour.")
    expect(page.locator(".cw-together [role=status]")).to_have_text(
        "I feel tired when the day was long. I need a quiet hour."
    )
    keep = page.get_by_role("button", name="Keep this sentence")
    keep.click()
    expect(page.locator("#ex-i-statement-kept")).to_be_focused()
    for feeling in ("glad", "hurt"):
        write(page, feel=feeling)
        keep.click()
    kept = page.locator(".cw-kept > li")
    expect(kept).to_have_count(3)
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    show_exercise(page, "i-statement")
    expect(kept.locator(".cw-sentence")).to_have_text([
        "I feel hurt when (…). I need (…).",
        "I feel glad when (…). I need (…).",
        "I feel tired when the day was long. I need a quiet hour.",
    ])  # fmt: skip
    kept.nth(1).get_by_role("button", name="Take out").click()
    page.get_by_role("button", name="Yes, take it out").click()
    expect(kept).to_have_count(2)
    write(page, need="company")
    kept.nth(1).get_by_role("button", name="Change").click()
    expect(page.locator("#ex-i-statement-when")).to_have_value("the day was long")
    expect(kept).to_have_count(2)  # what stood in the fields is kept as well
    phone.saved()


def test_blame_is_noticed_while_typing_and_the_words_stay_as_they_are(phone: Phone) -> None:
    page = begin(phone)
    hint = page.locator(".cw-hints .cw-note")
    write(page, when="you always look away")
    expect(hint).to_contain_text("I noticed “always”")
    expect(page.locator("#ex-i-statement-when")).to_have_value("you always look away")
    expect(page.get_by_text("It cannot know what you mean")).to_be_visible()
    write(page, feel="that you do not care")
    expect(hint).to_have_count(2)
    page.get_by_role("button", name="Keep this sentence").click()
    expect(page.locator(".cw-kept .cw-sentence")).to_contain_text("you always look away")
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="Keep this sentence").click()
    expect(page.get_by_text("There is nothing to keep yet.")).to_be_visible()
    expect(page.locator("#ex-i-statement-feel")).to_be_focused()
    phone.saved()


def test_it_can_be_done_with_the_keyboard(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(LAPTOP)
    page = begin(phone, "Myself", "")
    page.locator("#ex-i-statement-feel").focus()
    page.keyboard.type("calm")
    for key in ("Tab", "Enter", "Tab", "Space"):  # opens the words, and taps the first
        page.keyboard.press(key)
    expect(page.locator("#ex-i-statement-feel")).to_have_value("calm and sad")
    page.locator("#ex-i-statement-keep").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cw-kept .cw-sentence")).to_have_text(
        "I feel calm and sad when (…). I need (…)."
    )
    phone.saved()
