"""Walk 2: a participant with an old, small phone, who is shy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.crowd import Crowd
from tests.browser.people import PHONE, Phone, Workbook
from tests.browser.walking import follows, is_at
from tests.browser.wire import call, rows, traces

OPENING = "Three ways of being close"
BLOCKERS = "What gets in the way"
SENSITIVE, PLAIN = "giving-up", "tuned-out"
NOW = "#ex-dimensions-ideas_now-{}"


@pytest.fixture
def crowd(workbook: Workbook) -> Iterator[Crowd]:
    with Crowd(workbook) as one:
        yield one


def saved(page: Page) -> None:
    expect(page.locator(".cw-saved[data-state=saving]")).to_have_count(0)
    expect(page.locator(".cw-saved[data-state=saved]:visible").first).to_be_visible()


def said(page: Page) -> Locator:
    return page.locator(".share:visible").get_by_role("status")


def test_an_evening_with_an_old_phone(
    new_phone: Callable[..., Phone], workbook: Workbook, crowd: Crowd, browser: Browser
) -> None:
    made = crowd.leads("A quiet evening", ["dimensions", "talk", "blockers"], 6)
    crowd.join(made["code"], 4)
    before = rows(workbook, "people", "id")
    phone = new_phone(PHONE, has_touch=True, is_mobile=True)
    page = scans(phone, made["join_link"])
    ((me,),) = rows(workbook, "people", "id") - before
    crowd.steer("next")
    is_at(page, OPENING)
    phone.wait()
    phone.about("A friend")
    rates(phone)
    sleeps_and_reloads(phone)
    shares_and_takes_back(phone, workbook, crowd)
    looks_back(phone, crowd)
    marks_blockers(phone, crowd)
    leaves_quickly(phone)
    saves_the_take_away(phone, browser)
    erases_everything(phone, workbook, crowd, me)


def scans(phone: Phone, link: str) -> Page:
    """What this is, who sees what, that all can be skipped, and one button, on one screen."""
    page = phone.page
    page.goto(f"{phone.workbook.url}join#{link.partition('#')[2]}")
    assert not page.evaluate("isSecureContext")
    for words in ("Short exercises on closeness.", "see what you enter", "any question you like"):
        expect(page.get_by_text(words)).to_be_in_viewport()
    button = page.get_by_role("button", name="Join", exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    page.get_by_label("Only I do").tap()
    button.tap()
    is_at(page, "You are in")
    return page


def statements(page: Page) -> Locator:
    return page.locator(".cw-closer fieldset")


def rates(phone: Phone) -> None:
    """Twelve statements with a thumb, each of them saved; nothing is wider than the phone."""
    page = phone.page
    page.locator(".cw-closer > summary").tap()
    expect(statements(page)).to_have_count(12)
    for number in range(12):
        group = statements(page).nth(number)
        group.locator(".cw-option").nth(number % 4).tap()
        expect(group.locator(".cw-saved")).to_have_attribute("data-state", "saved")
        expect(group.locator(".cw-saved")).to_have_text("Saved")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sleeps_and_reloads(phone: Phone) -> None:
    """Locked in a pocket, then loaded again: the right step, every answer."""
    page = phone.page
    session = phone.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    for again in (False, True):
        if again:
            page.reload()
            phone.wait()
            page.locator(".cw-closer > summary").tap()
        is_at(page, OPENING)
        for number in range(12):
            radios = statements(page).nth(number).locator("input")
            expect(radios.nth(number % 4)).to_be_checked()


def shares_and_takes_back(phone: Phone, workbook: Workbook, crowd: Crowd) -> None:
    """The fifth copy is shared, changed, shared again, and taken back: four are not enough."""
    page = phone.page
    crowd.answer("dimensions", lambda number: {"ideas.now": number})
    crowd.share(crowd.view("facilitator")["current"])
    assert not crowd.view("wall")["shared"]["enough"]
    page.locator(NOW.format(4)).check()
    page.get_by_role("button", name="Share with the group, without my name").tap()
    expect(said(page)).to_have_text("Shared.")
    (first,) = rows(workbook, "shared")
    page.locator(NOW.format(7)).check()
    expect(said(page)).to_contain_text("You changed something after you shared.")
    page.get_by_role("button", name="Share again").tap()
    expect(said(page)).to_have_text("Shared.")
    (second,) = rows(workbook, "shared")
    assert first != second
    assert crowd.view("wall")["shared"]["enough"]
    expect(page.get_by_text("That counts from the next picture on.")).to_be_visible()
    page.get_by_role("button", name="Take it back").tap()
    expect(said(page)).to_contain_text("Taken back.")
    assert not crowd.view("wall")["shared"]["enough"]


def looks_back(phone: Phone, crowd: Crowd) -> None:
    """Two steps on, back to finish the first one, and forward to the room again."""
    page = phone.page
    crowd.steer("next")
    follows(page, "Let us talk about it")
    crowd.steer("next")
    follows(page, BLOCKERS)
    page.get_by_text("Steps so far").tap()
    page.get_by_role("button", name=OPENING).tap()
    is_at(page, OPENING)
    page.locator("#ex-dimensions-feelings_wished-9").check()
    saved(page)
    page.get_by_role("button", name="Back to where the room is").tap()
    is_at(page, BLOCKERS)


def marks_blockers(phone: Phone, crowd: Crowd) -> None:
    """One line frightens: help stands under the list as always, the line is shared by nobody."""
    page = phone.page
    help_text = page.locator(".cw-note a[href$='/help']:visible")
    expect(help_text).to_be_visible()
    before = page.locator(".cw-note:visible").all_inner_texts()
    page.locator(f"#ex-blockers-{SENSITIVE}_me-2").check()
    page.locator(f"#ex-blockers-{PLAIN}_me-2").check()
    saved(page)
    assert page.locator(".cw-note:visible").all_inner_texts() == before
    frightening = page.locator(f"#ex-blockers-{SENSITIVE}-title").inner_text()
    plain = page.locator(f"#ex-blockers-{PLAIN}-title").inner_text()
    crowd.answer("blockers", lambda _: {f"{SENSITIVE}.me": 2, f"{PLAIN}.me": 2})
    crowd.share(crowd.view("facilitator")["current"])
    page.get_by_role("button", name="Share with the group, without my name").tap()
    expect(said(page)).to_have_text("Shared.")
    crowd.steer("reveal")
    page.get_by_role("button", name="See it").tap()
    group = page.locator(".said:visible")
    expect(group).to_contain_text(plain)
    expect(group).not_to_contain_text(frightening)
    for role in ("wall", "facilitator"):
        assert frightening not in str(crowd.view(role)["result"])
    page.locator(f"#ex-blockers-chosen-{PLAIN}").check()
    page.get_by_label("When …").fill("tea is ready")
    saved(page)


def leaves_quickly(phone: Phone) -> None:
    """The weather at once; "back" shows nothing of the room; the address opens it again."""
    page = phone.page
    page.get_by_role("button", name="Leave quickly").tap()
    page.wait_for_url("**/weather")
    weather = page.get_by_role("heading", name="Weather", level=1)
    expect(weather).to_be_visible()
    page.go_back()
    page.wait_for_url("**/weather")
    expect(weather).to_be_visible()
    assert "evening" not in page.content()
    page.goto(f"{phone.workbook.url}live")
    is_at(page, BLOCKERS)
    phone.wait()
    expect(page.locator(f"#ex-blockers-{PLAIN}_me-2")).to_be_checked()


def saves_the_take_away(phone: Phone, browser: Browser) -> None:
    """The file opens from the disk, without a network, with everything that belongs to it."""
    page = phone.page
    page.goto(f"{phone.workbook.url}take-away")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save this page as a file").tap()
    file = Path(saved.value.path()).with_suffix(".html")
    saved.value.save_as(file)
    at_home = browser.new_context(viewport=PHONE, offline=True)
    try:
        asked: list[str] = []
        home = at_home.new_page()
        home.on("request", lambda request: asked.append(request.url))
        home.goto(file.as_uri())
        expect(home.get_by_role("heading", name="My notes")).to_be_visible()
        for words in ("7 / 10", "9 / 10", "tea is ready", "Questions to take home"):
            expect(home.get_by_text(words).first).to_be_visible()
        expect(home.get_by_text("A quiet evening")).to_have_count(0)
        assert home.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert home.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
        assert home.pdf().startswith(b"%PDF-")  # it prints
        assert asked == [file.as_uri()]
    finally:
        at_home.close()


def erases_everything(phone: Phone, workbook: Workbook, crowd: Crowd, me: bytes) -> None:
    """From the record: gone on the laptop, gone on the phone, one fewer in the room."""
    page = phone.page
    assert crowd.view("wall")["shared"]["enough"]
    page.goto(f"{workbook.url}live")
    is_at(page, BLOCKERS)
    page.get_by_text("You and this phone").tap()
    page.get_by_role("link", name="Your record, and how to erase it").tap()
    page.get_by_role("button", name="Erase everything").tap()
    page.get_by_role("button", name="Yes, go on").tap()
    page.get_by_role("button", name="Erase it now").tap()
    expect(page.get_by_role("region", name="It is gone")).to_be_visible()
    for table, column in (("people", "id"), ("entries", "person_id"), ("person_keys", "person_id")):
        assert (me,) not in rows(workbook, table, column)
    assert not crowd.view("wall")["shared"]["enough"]
    assert crowd.view("facilitator")["joined"] == 4
    assert traces(workbook, me) == []
    assert phone.context.cookies() == []
    page.goto(f"{workbook.url}live")
    expect(page).to_have_url(f"{workbook.url}join")
    phone.forgiven.append("401")
    assert call(workbook, "live/share", phone, {"step": "x"}).status == 401
