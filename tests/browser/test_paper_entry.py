"""Paper sheets: typed with the keyboard, entered together, and never one alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.people import LAPTOP, PHONE, Phone, violations

pytestmark = pytest.mark.on_both_databases

TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
TOO_SMALL = """() => [...document.querySelectorAll('main input, main select, main button, main a')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
  .map((one) => one.outerHTML)"""
PLAN = """async ([base, agenda]) => {
  const headers = {'Content-Type': 'application/json', 'X-Closeness': '1'};
  const sent = {title: 'A calm day', expected: 6, k: 5, agenda};
  const call = {method: 'POST', headers, body: JSON.stringify(sent)};
  const reply = await fetch(base + 'api/workshops', call);
  return (await reply.json()).id;
}"""
LOSE_REPLIES = """() => {
  const real = window.fetch;
  window.fetch = async (...asked) => { await real(...asked); throw new TypeError('gone'); };
}"""
FIVE = [("1", "9"), ("2", "8"), ("2", ""), ("8", "8"), ("9", "10")]


def planned(leader: Phone, *exercises: str) -> str:
    """A workshop; the address of its page."""
    url = leader.workbook.url
    agenda: list[dict[str, Any]] = [{"exercise": one, "minutes": 6} for one in exercises]
    leader.page.goto(url)
    return f"{url}facilitate/{leader.page.evaluate(PLAN, [url, agenda])}"


def type_sheets(page: Page, sheets: list[tuple[str, str]]) -> None:
    """From the first field on, with no other help than the keyboard."""
    page.get_by_role("group", name="Sheet 1").get_by_label("Ideas and values: Now").focus()
    for number, (now, wished) in enumerate(sheets):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(now)
        page.keyboard.press("Enter")
        page.keyboard.type(wished)
        for _ in range(4):
            page.keyboard.press("Tab")


def enter_all(page: Page) -> None:
    """Press the button with the keyboard; it can be reached even while it refuses."""
    page.get_by_role("button", name="Enter all sheets together").focus()
    page.keyboard.press("Enter")


def test_five_sheets_typed_with_the_keyboard_become_the_groups_picture(leader: Phone) -> None:
    page = leader.page
    room = planned(leader, "dimensions", "talk")
    page.goto(room)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Enter paper sheets").click()
    sheets = opened.value
    type_sheets(sheets, FIVE)
    expect(sheets.locator(".enter-count")).to_have_text("5 of at least 5 sheets")
    enter_all(sheets)
    expect(sheets.locator(".enter-done")).to_have_text(
        "5 sheets are entered. You can tear them up now."
    )
    expect(sheets.get_by_role("group")).to_have_count(1)
    sheets.reload()
    expect(sheets.get_by_label("Ideas and values: Now")).to_have_value("")
    page.get_by_role("button", name="Begin:").click()
    page.locator(".step-where", has_text="1 of").wait_for()
    page.get_by_role("button", name="Show the picture on the wall").click()
    expect(page.locator(".wall-says")).to_have_text("The wall shows: the picture")
    expect(page.locator(".result-private .result-picture").first).to_be_visible()


def test_four_sheets_are_refused_in_words_and_survive_a_reload(leader: Phone) -> None:
    page = leader.page
    page.goto(f"{planned(leader, 'dimensions')}/enter")
    expect(page.get_by_text("A single sheet would stand out from the rest")).to_be_visible()
    type_sheets(page, FIVE[:4])
    expect(page.locator(".enter-count")).to_have_text("4 of at least 5 sheets")
    enter_all(page)
    refused = page.get_by_role("alert").first
    expect(refused).to_have_text(
        "There are 4 sheets with answers here, and it takes at least 5 to enter them. "
        "With fewer, somebody could be picked out."
    )
    page.reload()
    fourth = page.get_by_role("group", name="Sheet 4")
    expect(fourth.get_by_label("Ideas and values: Now")).to_have_value("8")
    fourth.get_by_label("Ideas and values: Now").fill("11")
    enter_all(page)
    expect(refused).to_have_text(
        "Sheet 4, Ideas and values: Now: “11” does not fit. "
        "Type a whole number from 0 to 10, or leave it empty."
    )
    expect(fourth.get_by_label("Ideas and values: Now")).to_be_focused()


def test_a_lost_reply_neither_loses_the_sheets_nor_enters_them_twice(leader: Phone) -> None:
    page = leader.page
    leader.forgiven.append("400")
    room = planned(leader, "dimensions")
    page.goto(f"{room}/enter")
    type_sheets(page, FIVE)
    page.evaluate(LOSE_REPLIES)
    enter_all(page)
    expect(page.get_by_role("alert").first).not_to_be_empty()
    page.reload()
    fifth = page.get_by_role("group", name="Sheet 5").get_by_label("Ideas and values: Now")
    expect(fifth).to_have_value("9")
    fifth.fill("7")
    enter_all(page)
    expect(page.get_by_role("alert").first).to_contain_text(
        "These sheets are entered already. You sent this batch before"
    )
    expect(fifth).to_have_value("7")
    fifth.fill("9")
    enter_all(page)
    expect(page.locator(".enter-done")).to_have_text("These sheets are entered already.")
    expect(page.get_by_role("group")).to_have_count(1)


def test_marks_and_words_are_typed_too_and_wait_for_their_own_step(leader: Phone) -> None:
    page = leader.page
    page.goto(f"{planned(leader, 'dimensions', 'question', 'blockers')}/enter")
    step = page.get_by_label("Which step are these sheets for?")
    step.select_option(label="3. What gets in the way")
    mark = page.get_by_label("Passing on the blame")
    expect(mark.locator("option")).to_have_text(
        ["Not answered", "Not lately", "Sometimes", "Often"]
    )
    mark.select_option("Sometimes")
    step.select_option(label="2. A question for the room")
    for text in ("Tea", "Fog", "<b>Owls</b>", "Hats", "Walks"):
        words = page.get_by_label("What helps you feel close to somebody?").last
        words.fill(text)
        words.press("Enter")
    expect(page.get_by_role("group")).to_have_count(6)
    enter_all(page)
    expect(page.locator(".enter-done")).to_contain_text("5 sheets are entered.")
    step.select_option(label="3. What gets in the way")
    expect(mark).to_have_value("1")
    page.get_by_role("button", name="Start again with an empty page").click()
    page.get_by_role("button", name="Yes, empty the page").click()
    expect(mark).to_have_value("")


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_the_page_is_accessible_and_fits(viewport: ViewportSize, leader: Phone) -> None:
    page = leader.page
    page.set_viewport_size(viewport)
    page.goto(f"{planned(leader, 'dimensions', 'question', 'blockers')}/enter")
    step = page.get_by_label("Which step are these sheets for?")
    for value in step.locator("option").evaluate_all("all => all.map((one) => one.value)"):
        step.select_option(value)
        page.get_by_role("button", name="Add a sheet").click()
        expect(page.get_by_role("group")).to_have_count(2)
        enter_all(page)
        expect(page.get_by_role("alert").first).to_contain_text("it takes at least 5")
        assert violations(page) == []
        assert page.evaluate(TOO_WIDE) <= 0
        assert page.evaluate(TOO_SMALL) == []


def test_nobody_else_sees_the_page(leader: Phone, new_phone: Callable[..., Phone]) -> None:
    room = planned(leader, "dimensions")
    stranger = new_phone()
    stranger.forgiven.append("403")
    reply = stranger.page.goto(f"{room}/enter")
    assert reply is not None
    assert reply.status == 403
    expect(stranger.page.locator("#enter")).to_have_count(0)
