"""Planning at a desk and leading a room: what is typed stays, the wall's page is another one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, WebSocketRoute, expect

from tests.browser.people import LAPTOP, PHONE, Phone, Workbook, violations

pytestmark = pytest.mark.on_both_databases

CO_PHONE: ViewportSize = {"width": 390, "height": 844}
TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - the day where we are
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"


def planned(page: Page, workbook: Workbook, title: str, plan: str = "One hour") -> Page:
    """A saved plan, its page open."""
    page.goto(f"{workbook.url}facilitate#plan")
    page.get_by_label("What is it called?").fill(title)
    page.get_by_label(plan).check()
    page.get_by_label("When is the last meeting?").fill(TOMORROW)
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-saved")).to_have_text("Saved.")
    return page


def rehearsing(page: Page, workbook: Workbook, title: str) -> Page:
    """The page of a room in which scripted people have shared."""
    planned(page, workbook, title)
    page.get_by_role("button", name="Rehearse with scripted people").click()
    page.wait_for_url(re.compile(r"/facilitate/[0-9a-f]{32}$"))
    expect(page.locator(".run-step").first).to_be_visible()
    return page


@pytest.mark.looks
def test_a_plan_without_a_name_says_so_and_keeps_what_was_typed(
    leader: Phone, workbook: Workbook
) -> None:
    page = leader.page
    page.goto(f"{workbook.url}facilitate#plan")
    page.get_by_label("How many people do you expect?").fill("17")
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-form > .problem")).to_have_text(
        "The workshop has no name yet. Please type one."
    )
    expect(page.get_by_label("What is it called?")).to_be_focused()
    expect(page.get_by_label("How many people do you expect?")).to_have_value("17")


@pytest.mark.looks
def test_a_refused_plan_says_why_and_keeps_what_was_typed(
    leader: Phone, workbook: Workbook
) -> None:
    page = leader.page
    leader.forgiven.append("400")
    page.goto(f"{workbook.url}facilitate#plan")
    page.get_by_label("What is it called?").fill("Long ago")
    page.get_by_label("When is the last meeting?").fill("2020-01-01")
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-form > .problem")).to_contain_text(
        "The last meeting is a day from today"
    )
    expect(page.get_by_label("What is it called?")).to_have_value("Long ago")
    expect(page.locator(".agenda-step")).to_have_count(6)


def test_a_threshold_below_five_is_refused_in_words(leader: Phone, workbook: Workbook) -> None:
    page = leader.page
    page.goto(f"{workbook.url}facilitate#plan")
    page.get_by_label("What is it called?").fill("Three friends")
    page.get_by_label("From how many answers").fill("3")
    page.get_by_label("When is the last meeting?").fill(TOMORROW)
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-form > .problem")).to_have_text(
        "The picture from 3 answers on would not protect people. "
        "Please enter a whole number, 5 or more."
    )


@pytest.mark.looks
def test_steps_move_by_dragging_and_by_buttons_and_come_back_after_saving(
    leader: Phone, workbook: Workbook
) -> None:
    page = leader.page
    page.goto(f"{workbook.url}facilitate#plan")
    names = page.locator(".agenda-name")
    before = names.all_inner_texts()
    page.locator(".grip").nth(3).drag_to(
        page.locator(".agenda-step").nth(1), target_position={"x": 200, "y": 4}
    )
    expect(names.nth(1)).to_have_text(before[3])
    page.get_by_role("button", name=f"Move {before[3]} up").focus()
    page.keyboard.press("Enter")
    expect(names.first).to_have_text(before[3])
    page.get_by_role("button", name=f"Take {before[-1]} out").click()
    expect(names).to_have_count(len(before) - 1)
    moved = names.all_inner_texts()
    page.get_by_label("What is it called?").fill("Moved about")
    page.get_by_label("When is the last meeting?").fill(TOMORROW)
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-saved")).to_have_text("Saved.")
    page.reload()
    assert names.all_inner_texts() == moved


def press(page: Page, key: str) -> None:
    """Press a key once the one before is done: a button that is at work takes no second tap."""
    expect(page.locator("button[aria-busy=true]")).to_have_count(0)
    page.keyboard.press(key)


def test_a_room_is_led_with_single_keys_and_the_page_says_what_the_wall_shows(
    leader: Phone, workbook: Workbook
) -> None:
    page = rehearsing(leader.page, workbook, "With keys")
    wall = page.locator(".wall-says")
    expect(page.get_by_text("Rehearsal. The people in this room are scripted.")).to_be_visible()
    expect(wall).to_have_text("The wall shows: how to join")
    press(page, "n")
    page.locator(".step-where", has_text="1 of").wait_for()
    press(page, "n")
    expect(wall).to_have_text("The wall shows: the question")
    page.locator(".step-where", has_text="2 of").wait_for()
    press(page, "r")
    expect(wall).to_have_text("The wall shows: the picture")
    expect(page.locator(".result-private .result-picture")).to_be_visible()
    press(page, "p")
    expect(wall).to_have_text("The wall shows: “Short break”")
    press(page, "p")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next step, or begin")
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keys are switched off.")
    expect(page.locator(".step-where")).to_contain_text("2 of")


@pytest.mark.looks
def test_the_wall_s_window_cannot_be_opened_before_the_room_has_said_where_it_is(
    leader: Phone, workbook: Workbook
) -> None:
    page = rehearsing(leader.page, workbook, "Slow line")
    held: list[WebSocketRoute] = []
    page.route_web_socket(re.compile("/api/room"), lambda line: held.append(line))  # noqa: PLW0108 - it is given an attribute
    page.reload()
    wall = page.locator("#wall")
    expect(wall).to_have_text("Open the wall window")
    expect(wall).to_have_attribute("aria-disabled", "true")
    expect(wall).to_have_accessible_description("The room is on its way…")
    wall.click(force=True)
    page.keyboard.press("w")
    assert len(page.context.pages) == 1
    held[0].connect_to_server()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the wall window").click()
    opened.value.wait_for_url("**/projector/*")


@pytest.mark.looks
def test_a_key_that_is_typed_into_a_field_steers_nothing(leader: Phone, workbook: Workbook) -> None:
    page = rehearsing(leader.page, workbook, "Typing")
    page.get_by_text("Someone leads with you").click()
    page.get_by_label("Whose link is it?").press_sequentially("npcrb")
    expect(page.get_by_label("Whose link is it?")).to_have_value("npcrb")
    expect(page.locator(".wall-says")).to_have_text("The wall shows: how to join")


def test_a_co_facilitator_leads_from_a_phone_until_the_link_is_taken_back(
    leader: Phone, new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    page = rehearsing(leader.page, workbook, "Together")
    page.get_by_text("Someone leads with you").click()
    page.get_by_label("Whose link is it?").fill("Kim")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("The link for Kim.").input_value()
    other = new_phone(CO_PHONE)
    other.line_may_drop = True
    other.page.goto(workbook.url + "co" + link[link.index("#") :])
    other.page.get_by_role("button", name="Begin:").click()
    expect(page.locator(".step-where")).to_contain_text("Step 1 of")
    assert "#" not in other.page.url
    assert violations(other.page) == []
    page.get_by_role("button", name="Take Kim’s link back").click()
    expect(other.page.locator("[data-coming]")).to_have_text(
        "You cannot lead this room any more. Ask the person who gave you the link."
    )


def test_closing_asks_first_and_says_when_the_answers_go(leader: Phone, workbook: Workbook) -> None:
    page = rehearsing(leader.page, workbook, "The end")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_contain_text("Close the room?")
    page.get_by_role("button", name="Yes, close it").click()
    expect(page.get_by_role("heading", name="The room is closed")).to_be_visible()
    expect(page.locator(".ended .cw-note")).to_contain_text("is erased on")
    expect(page.get_by_role("link", name="As a table (CSV)")).to_be_visible()
    page.get_by_role("button", name="Open the room again").click()
    expect(page.locator(".wall-says")).to_have_text("The wall shows: how to join")


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [LAPTOP, CO_PHONE, PHONE])
def test_every_page_of_whoever_leads_is_accessible_and_fits(
    viewport: ViewportSize, leader: Phone, workbook: Workbook
) -> None:
    page = leader.page
    page.set_viewport_size(viewport)
    planned(page, workbook, "Looked at closely", "Six weekly meetings")
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(".preview .result")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(TOO_WIDE) <= 0
    page.get_by_role("button", name="Rehearse with scripted people").click()
    page.wait_for_url(re.compile(r"/facilitate/[0-9a-f]{32}$"))
    page.get_by_role("button", name="Begin:").click()
    page.locator(".step-where", has_text="Step 1 of").wait_for()
    assert violations(page) == []
    assert page.evaluate(TOO_WIDE) <= 0
    for key in "?uij":
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Close this").click()
    room = page.url
    for paper in ("guide", "export"):
        page.goto(f"{room}/{paper}")
        assert violations(page) == []
        assert page.evaluate(TOO_WIDE) <= 0
