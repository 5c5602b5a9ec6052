"""Every page in every state: for a screen reader, a small phone, a keyboard, forced colours."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.people import LAPTOP, PHONE, Phone, Workbook, violations
from tests.browser.wire import until_locked

pytestmark = pytest.mark.shares_a_workbook

ZOOMED: ViewportSize = {"width": 320, "height": 200}
"""A laptop of 1280x800 at 400 %."""

STRUCTURE = """() => ({
  lang: document.documentElement.lang,
  title: document.title !== "",
  main: document.querySelectorAll("main").length,
  headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1])),
  banner: document.querySelectorAll("body > header").length,
  ending: document.querySelectorAll("body > footer").length,
})"""

# A control's target is the control and the label round it; links within a line of text may be as
# high as the line.
SMALL_TARGETS = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const lone = (link) => link.textContent.trim() === link.parentElement.textContent.trim();
  return [...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.matches("a") || getComputedStyle(one).display !== "inline" || lone(one))
    .map((one) => [one, (one.closest("label") || one).getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
    .map(([one, { width, height }]) => `${width | 0}x${height | 0} ${one.outerHTML}`)
    .map((text) => text.slice(0, 160));
}"""

# Where the focus is, whether a ring is drawn round it, and whether something lies over it.
FOCUS = """() => {
  const one = document.activeElement;
  const target = one.closest("label") || one;
  const ringed = [one, target].some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const { x, y, width, height } = target.getBoundingClientRect();
  const [across, down] = [x + width / 2, y + Math.min(height / 2, 20)];
  const above = document.elementFromPoint(across, down);
  const uncovered = above !== null && (target.contains(above) || above.contains(one));
  const name = `${one.tagName} ${one.id || one.textContent.trim().slice(0, 30)}`;
  return { name, ringed, uncovered };
}"""


def check(page: Page) -> None:
    """What holds of every page in every state."""
    expect(page.locator("button[aria-busy=true]")).to_have_count(0)  # pale while it waits
    for size in (LAPTOP, ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert size is ZOOMED or violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    told: dict[str, Any] = page.evaluate(STRUCTURE)
    assert told["lang"] == "en"
    assert told["title"]
    assert told["main"] == 1
    headings = told["headings"]
    assert headings.count(1) == 1
    steps = pairwise(headings)
    assert all(deeper - level <= 1 for level, deeper in steps), headings
    if not page.url.endswith("/weather"):  # which looks like no page of ours
        assert (told["banner"], told["ending"]) == (1, 1)


@pytest.mark.parametrize("name", ["", "help", "record", "return", "sign-in", "weather", "no-such"])
def test_a_page_for_everyone_is_accessible(phone: Phone, workbook: Workbook, name: str) -> None:
    phone.forgiven.append("status of 404")
    phone.page.goto(workbook.url + name)
    check(phone.page)


def test_the_pages_of_a_record_are_accessible(phone: Phone, workbook: Workbook) -> None:
    phone.forgiven.append("status of 403")
    page = phone.begin()
    page.goto(workbook.url)
    expect(page.get_by_role("heading", name="Carry on")).to_be_visible()
    check(page)
    page.goto(workbook.url + "workbook/guide")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check(page)
    page.goto(workbook.url + "return#no-such-secret")
    page.get_by_role("button", name="Open my record").click()
    expect(page.get_by_role("alert")).to_contain_text("does not open a record")
    check(page)
    page.goto(workbook.url + "record")
    page.get_by_role("button", name="Make my recovery link").click()
    page.get_by_label("Your phrase").fill("blue kettle on the stairs")
    page.get_by_label("Show what I type").check()
    page.get_by_role("button", name="Keep this phrase").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_label("Your recovery link")).to_be_visible()
    expect(page.get_by_text("Your phrase is set.")).to_be_visible()
    page.get_by_role("button", name="Yes, go on").click()
    check(page)
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/weather")
    until_locked(phone)
    page.goto(workbook.url)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.get_by_text("I do not know the phrase").click()
    page.get_by_role("button", name="Start anew on this phone").click()
    check(page)


def test_the_owners_pages_are_accessible(phone: Phone, workbook: Workbook) -> None:
    page = phone.page
    page.goto(workbook.owner_link)
    expect(page.get_by_role("heading", name="You lead this workbook")).to_be_visible()
    check(page)
    page.goto(workbook.url + "workbook/guide")
    expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=30_000)
    check(page)


def test_the_ratings_are_accessible_in_every_state(phone: Phone) -> None:
    page = phone.begin("dimensions")
    check(page)
    phone.about("A friend", "Sam")
    for item, value in (("ideas_now", 3), ("ideas_wished", 8), ("feelings_now", 0)):
        page.locator(f"#ex-dimensions-{item}-{value}").check()
    page.get_by_role("button", name="Show my picture").click()
    expect(page.locator(".cw-picture img")).to_be_visible()
    for details in page.locator("details").all():
        details.locator("summary").click()
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("button", name="Erase my answers to this exercise").click()
    phone.saved()
    check(page)


def test_the_habits_are_accessible_in_every_state(phone: Phone) -> None:
    page = phone.begin("blockers")
    check(page)
    phone.about("My partner")
    page.locator("#ex-blockers-blame_me-2").check()
    page.locator("#ex-blockers-chosen-blame").check()
    page.get_by_label("When …").fill("tea is ready")
    for details in page.locator("details").all():
        details.locator("summary").click()
    phone.saved()
    check(page)


def test_the_journal_is_accessible_in_every_state(phone: Phone) -> None:
    page = phone.begin("journal")
    check(page)
    phone.about("A friend", "Noor")
    for text in ("We laughed about the rice", "A walk"):
        page.get_by_role("button", name="Write down a moment").click()
        page.get_by_role("button", name="Yesterday").click()
        page.get_by_label("What happened?").fill(text)
        page.get_by_label("Phones and screens were away").check()
        page.get_by_role("button", name="Done").click()
    page.locator(".cw-weekly input[value='4']").first.check()
    page.get_by_role("button", name="Show my picture").click()
    expect(page.locator(".cw-picture img")).to_be_visible()
    page.get_by_role("button", name="Delete").last.click()
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Today").click()
    for details in page.locator("details").all():
        details.locator("summary").click()
    phone.saved()
    check(page)


def test_the_focus_is_always_seen(phone: Phone, workbook: Workbook) -> None:
    page = phone.begin()
    phone.about("A friend")
    for name in ("workbook/dimensions", "", "record", "workbook/journal"):
        if name != "workbook/dimensions":
            page.goto(workbook.url + name)
        if name == "workbook/journal":
            phone.wait()
        passed = set()
        for _ in range(15):
            page.keyboard.press("Tab")
            told = page.evaluate(FOCUS)
            if told["name"].startswith("BODY"):
                break  # round the end of a short page
            assert told["ringed"], told
            assert told["uncovered"], told
            passed.add(told["name"])
        assert len(passed) >= 7


def difference(one: bytes, other: bytes) -> float:
    """The share of pixels in which two pictures of the same size clearly differ."""
    first, second = (Image.open(io.BytesIO(data)).convert("L") for data in (one, other))
    assert first.size == second.size
    differing = ImageChops.difference(first, second).point(lambda value: 255 * (value > 60))
    return differing.histogram()[255] / (first.width * first.height)


def test_what_is_chosen_looks_chosen_in_forced_colours(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(LAPTOP, forced_colors="active")
    page = phone.begin("dimensions")

    def looks_chosen(choice: Locator) -> bool:
        label = page.locator("label").filter(has=choice)
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        before = label.screenshot(animations="disabled")
        choice.check()
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        return difference(before, label.screenshot(animations="disabled")) > 0.01

    assert looks_chosen(page.get_by_role("radio", name="My partner"))
    phone.about("A friend")
    assert looks_chosen(page.locator("#ex-dimensions-ideas_now-4"))
    phone.open("blockers")
    assert looks_chosen(page.locator("#ex-blockers-blame_me-1"))
    assert looks_chosen(page.locator("#ex-blockers-chosen-blame"))
    phone.saved()


def test_nothing_moves_for_whoever_wants_less_motion(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(reduced_motion="reduce")
    page = phone.begin("journal")
    phone.about("A friend")
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
      return /[1-9]/.test(transitionDuration) || animationName !== "none"
        || scrollBehavior === "smooth";
    }).map((one) => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(moving) == []
