"""A deck of cards in a real browser: drawn, passed, kept, and read as a list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Phone, violations
from tests.browser.test_accessible import SMALL_TARGETS
from tests.browser.visitors import Leading, Visitor

CARD = ".cw-open-card .cw-card-text"


@pytest.fixture
def deck(owner: Visitor, phone: Phone) -> Page:
    """A phone in a room that has come to the questions."""
    room = Leading(owner, "question-deck")
    room.at("question-deck")
    page = phone.page
    page.goto(f"{phone.workbook.url}join#{room.secret}")
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    phone.wait()
    phone.about("A friend", "Sam")
    open_up(page)
    return page


def open_up(page: Page) -> None:
    """Say that it is safe."""
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#ex-question-deck-next")).to_be_visible()


def draw(page: Page) -> str:
    page.locator("#ex-question-deck-next").click()
    return page.locator(CARD).inner_text()


def test_a_pile_is_drawn_without_repeats_and_a_passed_card_stays_away(
    deck: Page, phone: Phone
) -> None:
    page, passing = deck, deck.get_by_role("button", name="Pass", exact=True)
    expect(page.locator(CARD)).to_have_count(0)
    expect(passing).to_be_hidden()
    passed = draw(page)
    expect(page.get_by_text("Card 1 of 6")).to_be_visible()
    passing.click()
    expect(page.locator(CARD)).not_to_have_text(passed)
    seen = [page.locator(CARD).inner_text()]
    expect(page.get_by_text("Card 1 of 5")).to_be_visible()
    seen += [draw(page) for _ in range(4)]
    expect(page.get_by_text("That was the last one in this pile.")).to_be_visible()
    assert len({*seen, passed}) == 6
    again = [draw(page) for _ in range(5)]
    assert again[0] != seen[-1]
    assert sorted(again) == sorted(seen)
    page.get_by_role("button", name="Bring back those I passed").click()
    expect(page.get_by_text("Card 1 of 6")).to_be_visible()
    page.get_by_label("To check in (8)").check()
    expect(page.locator(CARD)).to_have_count(0)
    assert len({draw(page) for _ in range(8)}) == 8


def test_kept_cards_and_notes_come_back_after_a_reload_and_passing_leaves_no_trace(
    deck: Page, phone: Phone
) -> None:
    page = deck
    text = draw(page)
    page.locator(".cw-deck-keep").get_by_label("Keep this one").check()
    mine = page.locator(".cw-kept li")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text(text)
    mine.get_by_label("My note").fill("Ask this at the lake")
    draw(page)
    page.get_by_role("button", name="Pass", exact=True).click()
    phone.saved()
    page.reload()
    phone.wait()
    open_up(page)
    expect(mine).to_have_count(1)
    expect(mine.get_by_label("My note")).to_have_value("Ask this at the lake")
    expect(page.locator(CARD)).to_have_count(0)
    # Given back, it stays while it has a note: nothing that was written is lost by a tap.
    mine.get_by_label("Keep this one").uncheck()
    phone.saved()
    page.reload()
    phone.wait()
    open_up(page)
    expect(mine.get_by_label("Keep this one")).not_to_be_checked()
    mine.get_by_label("My note").fill("")
    mine.get_by_label("My note").blur()
    phone.saved()
    page.reload()
    phone.wait()
    open_up(page)
    expect(page.get_by_text("Nothing here so far.")).to_be_visible()


def test_the_deepest_pile_is_closed_in_the_list_until_it_is_asked_for(
    deck: Page, phone: Phone
) -> None:
    page = deck
    text = page.locator(".cw-all .cw-card-text")
    deep = text.filter(has_text="Who was good to you when you were small?")
    open_one = text.filter(has_text="When do you feel loved by me?")
    page.get_by_text("See all of them as a list").click()
    expect(open_one).to_be_visible()
    expect(deep).to_be_hidden()
    page.emulate_media(media="print")
    expect(open_one).to_be_visible()
    expect(deep).to_be_hidden()
    expect(page.locator("#ex-question-deck-next")).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("#ex-question-deck-asked-deepening").click()
    expect(deep).to_be_visible()
    box = page.locator("#ex-question-deck-listed-child-keep")
    box.check()
    expect(page.locator(".cw-kept li")).to_have_count(1)
    phone.saved()


def test_it_is_all_there_for_a_keyboard_a_screen_reader_and_a_small_phone(
    deck: Page, new_phone: Callable[..., Phone], phone: Phone
) -> None:
    page = deck
    page.locator("#ex-question-deck-pile-opening").focus()
    page.keyboard.press("Tab")
    for key in ("Enter", "Tab"):
        page.keyboard.press(key)
    said = page.locator(".cw-deck-said")
    assert said.get_attribute("aria-live") == "polite"
    expect(page.locator("#ex-question-deck-pass")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Enter")
    expect(page.locator("#ex-question-deck-pass")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("That was the last one in this pile.")
    expect(page.locator("#ex-question-deck-passed-back")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.locator("#ex-question-deck-all").click()
    page.locator("#ex-question-deck-asked-deepening").click()
    page.locator(".cw-deck-keep input").check()
    phone.saved()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []


def test_who_may_be_at_risk_gets_help_and_the_questions_for_oneself(
    deck: Page, phone: Phone
) -> None:
    page = deck
    page.locator("#ex-question-deck-safety-again").click()
    page.get_by_role("button", name="I am not sure").click()
    expect(page.locator("#ex-question-deck-next")).to_have_count(0)
    expect(page.get_by_role("link", name="Where to find help")).to_be_visible()
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("radio", name="Myself", exact=True).check()
    page.get_by_role("button", name="Use this").click()
    page.get_by_label("To check in (8)").check()
    draw(page)
    expect(page.get_by_text("Eight questions about you and yourself.").first).to_be_visible()
