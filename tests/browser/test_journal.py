"""The journal in a real browser: moments that stay, days and weeks of the person's own calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import LAPTOP, PHONE, Phone, violations

pytestmark = pytest.mark.shares_a_workbook

DAY = "#ex-journal-moment-day"
WEEK = "#ex-journal-week"


def write(page: Page, day: str, what: str) -> None:
    page.get_by_role("button", name="Write down a moment").click()
    page.locator(DAY).fill(day)
    page.get_by_label("What happened?").fill(what)
    page.get_by_role("button", name="Done").click()


def moments(page: Page) -> Locator:
    return page.locator(".cw-entry")


def weeks(page: Page) -> list[str]:
    return page.locator(f"{WEEK} option").evaluate_all("all => all.map((one) => one.value)")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_moment_is_there_again_after_a_reload_and_can_be_changed_and_deleted(
    new_phone: Callable[..., Phone], viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    page = phone.begin("journal")
    phone.about("A friend", "Sam")
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Yesterday").click()
    page.get_by_role("radio", name="Evening").check()
    page.get_by_label("What happened?").fill("We burnt the rice\nand laughed")
    page.locator("#ex-journal-moment_close-8").check()
    page.get_by_role("checkbox", name="Laughing together").check()
    page.get_by_label("Something else that helped").fill("an open window")
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Change: the moment of")).to_be_focused()

    page.reload()
    phone.wait()
    expect(moments(page)).to_have_count(1)
    expect(moments(page)).to_contain_text("We burnt the rice")
    expect(moments(page)).to_contain_text("Felt close: 8 of 10")
    expect(moments(page)).to_contain_text("What helped: Laughing together · an open window")
    page.get_by_role("button", name="Change: the moment of").click()
    page.get_by_role("radio", name="Night").check()
    page.get_by_role("checkbox", name="Laughing together").uncheck()
    phone.saved()
    page.get_by_role("button", name="Done").click()
    expect(moments(page).locator("h5")).to_contain_text("Night")
    expect(moments(page)).to_contain_text("What helped: an open window")

    page.get_by_role("button", name="Delete: the moment of").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.get_by_role("button", name="Keep it").click()
    expect(moments(page)).to_have_count(1)
    page.get_by_role("button", name="Delete: the moment of").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("This moment is taken out.")).to_be_focused()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.get_by_text("Your moments will be listed here")).to_be_visible()


def test_a_year_typed_digit_by_digit_makes_one_moment(phone: Phone) -> None:
    said: list[str] = []
    phone.page.on(
        "websocket", lambda line: line.on("framesent", lambda frame: said.append(str(frame)))
    )
    page = phone.begin("journal")
    phone.about("My partner")
    page.get_by_role("button", name="Write down a moment").press("Enter")
    expect(page.locator(f"{DAY}-today")).to_be_focused()
    page.locator(DAY).focus()
    page.keyboard.type("01012026", delay=30)
    page.get_by_label("What happened?").fill("fireworks")
    phone.saved()
    page.get_by_role("button", name="Done").press("Enter")
    page.reload()
    phone.wait()
    expect(moments(page).locator("h5")).to_have_text(["Thursday, 1 January 2026"])
    assert any("2026-01-01" in frame for frame in said)
    assert not any("0002-01-01" in frame or "0202-01-01" in frame for frame in said)


def test_a_day_to_come_is_not_taken_and_the_page_says_what_to_do(phone: Phone) -> None:
    page = phone.begin("journal")
    phone.about("My partner")
    page.get_by_role("button", name="Write down a moment").click()
    page.locator(DAY).fill("2999-01-01")
    page.locator(DAY).blur()
    expect(page.get_by_text("A moment needs its day. Choose today or a day before")).to_be_visible()
    expect(page.locator(DAY)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What happened?")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="Today").click()
    expect(page.get_by_label("What happened?")).to_be_visible()
    expect(page.locator(DAY)).to_have_attribute("aria-invalid", "false")


def test_moments_stand_newest_first_and_older_ones_are_a_tap_away(phone: Phone) -> None:
    page = phone.begin("journal")
    phone.about("Myself")
    for day in ("03", "09", "05", "07", "01", "11"):
        write(page, f"2026-01-{day}", f"day {day}")
    phone.saved()
    shown = [f"day {day}" for day in ("11", "09", "07", "05", "03")]
    expect(moments(page).locator(".cw-words")).to_have_text(shown)
    page.get_by_role("button", name="Show earlier moments (1 more)").click()
    expect(moments(page).locator(".cw-words")).to_have_text([*shown, "day 01"])
    expect(moments(page).last.get_by_role("button", name="Change")).to_be_focused()


def test_weeks_are_kept_apart_filled_in_later_and_drawn(phone: Phone) -> None:
    page = phone.begin("journal")
    phone.about("My parent")
    this, last, before = weeks(page)[:3]
    for week, value in ((this, 7), (before, 4)):
        page.locator(WEEK).select_option(week)
        page.locator(f"#ex-journal-week_{week}_feelings_now-{value}").check()
        page.locator(f"#ex-journal-week_{week}_sign_repair--1").check()
        phone.saved()
    page.get_by_label("I picked at faults").check()
    page.get_by_label("None of these this week").check()
    expect(page.get_by_label("I picked at faults")).not_to_be_checked()
    page.locator(WEEK).select_option(this)
    page.get_by_label("None of these this week").check()
    page.get_by_label("I gave advice nobody asked for").check()
    expect(page.get_by_label("None of these this week")).not_to_be_checked()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.locator(f"{WEEK} option")).to_contain_text(["(begun)", "Last week", "(begun)"])
    expect(page.locator(f"#ex-journal-week_{this}_feelings_now-7")).to_be_checked()
    expect(page.get_by_label("I gave advice nobody asked for")).to_be_checked()
    page.locator(WEEK).select_option(last)
    expect(page.locator(".cw-week input:checked")).to_have_count(0)
    page.locator(WEEK).select_option(before)
    expect(page.get_by_role("radio", name="I cannot say").last).to_be_checked()
    expect(page.get_by_label("None of these this week")).to_be_checked()
    page.get_by_role("button", name="Show my picture").click()
    drawn = page.locator(".cw-picture img")
    expect(drawn).to_be_visible(timeout=60_000)
    alt = drawn.get_attribute("alt") or ""
    assert "Weeks: 3, filled in: 2." in alt
    assert "Feelings: 4 at first, 7 at last, between 4 and 7." in alt
    page.get_by_text("The same as a table").click()
    expect(page.locator(".cw-picture tbody tr")).to_have_count(3)
    assert violations(page) == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Santiago", "Pacific/Pago_Pago"])
def test_a_week_begins_at_midnight_before_monday_wherever_the_person_is(
    new_phone: Callable[..., Phone], zone: str
) -> None:
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday() or 7)
    begins = datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(zone))
    phone = new_phone(timezone_id=zone)
    phone.page.clock.set_fixed_time(begins - timedelta(minutes=10))
    page = phone.begin("journal")
    phone.about("Someone at work")
    assert weeks(page)[0] == f"{monday - timedelta(days=7)}"
    # The page stays open over midnight; the person comes back to it.
    phone.page.clock.set_fixed_time(begins + timedelta(minutes=10))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    days = [date.fromisoformat(week) for week in weeks(page)]
    assert days[0] == monday
    # Half a year back there was a change of clocks; in Santiago it leaves out midnight.
    assert days == [monday - timedelta(weeks=back) for back in range(len(days))]
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Today").click()
    expect(page.locator(DAY)).to_have_value(f"{monday}")
    phone.saved()


def test_each_relationship_has_a_journal_of_its_own(phone: Phone) -> None:
    page = phone.begin("journal")
    phone.about("A friend", "Sam")
    write(page, "2026-01-03", "skating")
    phone.saved()
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("Myself")
    expect(moments(page)).to_have_count(0)
    expect(page.get_by_text("A quiet cup of tea")).to_be_visible()
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("button", name="Sam").click()
    expect(moments(page)).to_contain_text("skating")
