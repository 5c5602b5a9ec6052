"""The coach's pages in a browser: the locked key, the list, one client for a session, erasing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import StorageState, expect

from closeness_widgets.records import Records
from tests.browser.coaching import NICKNAME, many_weeks, open_client, owner_of, text_of_pdf
from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.practice import TODAY, Client, about_friend, with_token
from tests.browser.test_accessible import check
from tests.browser.test_keyboard_only import tab_to
from tests.browser.visitors import Visitor

PASSPHRASE = "slow green bicycle"
NOTE = "Ask about the summer house."


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    """Who has written for many weeks -> the cookie of their record."""
    return {}


@pytest.fixture(scope="module")
def workbook(
    tmp_path_factory: pytest.TempPathFactory, tokens: dict[str, str], database: str | None
) -> Iterator[Workbook]:
    """A workbook whose owner has set a passphrase."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    with Records.open(one.data, database) as records:
        tokens["Hazel"] = many_weeks(records, "Hazel")
        records.set_passphrase(PASSPHRASE)
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def owner(workbook: Workbook, signed_in: StorageState) -> Visitor:
    """Who runs the workbook, with the key unlocked."""
    somebody = owner_of(workbook, signed_in)
    somebody.call("coach/unlock", passphrase=PASSPHRASE)
    return somebody


@pytest.fixture(scope="module")
def hazel(workbook: Workbook, owner: Visitor, tokens: dict[str, str]) -> Client:
    """A client with half a year of weeks, who shares everything about a friend."""
    client = Client(owner, "Hazel")
    person = with_token(workbook, tokens["Hazel"])
    about = about_friend(person, client.secret)
    client.consents(person, use_record=True, about=about)
    client.do("notes", text=NOTE)
    return client


def test_a_coach_unlocks_and_adds_a_client_with_the_keyboard_alone(
    leader: Phone, workbook: Workbook
) -> None:
    leader.forgiven += ["status of 423", "status of 403"]
    page = leader.page
    page.goto(workbook.url)
    page.get_by_role("link", name="See clients").click()
    expect(page.get_by_label("Your passphrase")).to_be_focused()
    check(page)
    page.set_viewport_size(LAPTOP)
    page.keyboard.type("slow green tricycle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This is not the passphrase. Try once more.")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("A name that only you understand"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Please type a name first.")
    page.keyboard.type("Juniper")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The link for Juniper")).to_be_focused()
    link = page.get_by_label("Check-in link").input_value()
    assert "/check-in#" in link
    expect(page.get_by_alt_text("A QR code with the check-in link for Juniper")).to_be_visible()
    expect(page.get_by_text("so the link works only in this room")).to_be_visible()
    check(page)
    page.set_viewport_size(LAPTOP)
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="Juniper")).to_contain_text("Invited")
    assert link not in page.content()


def test_a_session_has_one_client_the_line_with_its_words_and_no_list(
    leader: Phone, workbook: Workbook, owner: Visitor, hazel: Client
) -> None:
    Client(owner, "Somebody Else")
    page = leader.page
    open_client(page, workbook, "Hazel")
    expect(page.get_by_text("ratings and signs, what got in the way, their own")).to_be_visible()
    chart = page.locator(".chart img").first
    expect(chart).to_have_attribute("alt", re.compile("A chart over 24 weeks"))
    expect(chart).to_have_attribute("alt", re.compile("The answers of the first day"))
    first = page.locator(".sentences > li").first
    first.get_by_text("How do we know?").click()
    expect(first).to_contain_text("2.66 times that change")
    expect(first).to_contain_text("Weeks that this rests on")
    page.get_by_text("The same as a table").first.click()
    expect(page.locator(".chart-part table").first.locator("tbody tr")).to_have_count(25)
    expect(page.locator(".notes")).to_contain_text(NOTE)
    expect(page.locator(".since blockquote").first).to_be_visible()
    assert "Somebody Else" not in page.content()
    assert NICKNAME not in page.content()
    check(page)
    page.set_viewport_size(LAPTOP)

    page.get_by_label("Compare with the weeks before").fill(f"{TODAY}")
    expect(page.get_by_text("They wrote nothing since then")).to_be_visible()
    page.get_by_text("Put it on the chart").first.click()
    page.get_by_label("What kind of mark?").select_option("Something that happened")
    page.get_by_label("In a few words").fill("New job")
    page.locator("#mark-new button").click()
    expect(page.locator(".marks li")).to_contain_text("New job")
    expect(page.locator(".chart-key")).to_contain_text("New job")


def test_a_report_is_read_and_saved_and_the_one_for_supervision_has_no_words_and_no_name(
    leader: Phone, workbook: Workbook, hazel: Client
) -> None:
    page = leader.page
    open_client(page, workbook, "Hazel")
    written = page.locator(".since blockquote").first.text_content() or ""
    report = text_of_pdf(page, "Save it as PDF")
    assert "Your weeks, looked back on" in report
    assert "This does not show why" in report or "usual ups and downs" in report
    assert written.split(".")[0] in report
    assert NOTE not in report
    page.get_by_role("link", name="View for supervision").click()
    expect(page.get_by_role("heading", level=1, name="A client")).to_be_visible()
    expect(page.locator(".chart img").first).to_be_visible()
    for private in ("Hazel", NOTE, written):
        assert private not in page.content()
    check(page)
    page.set_viewport_size(LAPTOP)
    supervised = text_of_pdf(page, "Save it as PDF")
    for private in ("Hazel", NOTE, written):
        assert private not in supervised
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weeks of a client, for supervision")
    check(page)


def test_a_sheet_of_paper_is_typed_in_and_drawn(
    leader: Phone, workbook: Workbook, owner: Visitor
) -> None:
    Client(owner, "Willow")
    page = leader.page
    open_client(page, workbook, "Willow")
    expect(page.get_by_text("There is no picture yet.")).to_be_visible()
    page.get_by_text("Type in a paper check-in").click()
    page.get_by_role("button", name="Keep this week").click()
    part = page.locator("#paper-part")
    expect(part.get_by_role("alert")).to_have_text(
        "There is nothing on this sheet yet. Enter at least one answer."
    )
    page.get_by_label("Feelings, now").fill("17")
    page.get_by_role("button", name="Keep this week").click()
    expect(part.get_by_role("alert")).to_have_text(
        "Feelings, now is a whole number from 0 to 10, but found 17."
    )
    page.get_by_label("Feelings, now").fill("6")
    page.get_by_label("I picked at faults").check()
    page.get_by_role("button", name="Keep this week").click()
    expect(part.get_by_text("from paper")).to_be_visible()
    chart = page.locator(".chart img").first
    expect(chart).to_have_attribute("alt", re.compile("Feelings: 6 at first"))


def test_erasing_asks_twice_and_says_what_went(
    leader: Phone, workbook: Workbook, owner: Visitor
) -> None:
    client = Client(owner, "Rowan")
    client.do("notes", text="one")
    client.do("notes", text="two")
    page = leader.page
    open_client(page, workbook, "Rowan")
    page.get_by_role("button", name="Erase this client").click()
    page.get_by_role("button", name="Keep this client").click()
    page.get_by_role("button", name="Erase this client").click()
    page.get_by_role("button", name="Yes, erase").click()
    expect(page.get_by_text("Please say it a second time.")).to_be_visible()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="This client is erased.")).to_be_focused()
    went = "What went: notes 2, marks 0, typed-in weeks 0, moments from files 0, links 1, shared"
    expect(page.get_by_text(f"{went} records 0.")).to_be_visible()
    check(page)
    page.goto(f"{workbook.url}coach")
    expect(page.get_by_label("A name that only you understand")).to_be_visible()
    expect(page.get_by_text("Rowan")).to_have_count(0)


def test_nobody_but_the_owner_gets_the_pages(
    new_phone: Callable[..., Phone], workbook: Workbook, hazel: Client
) -> None:
    page = new_phone().page
    for path in ("coach", f"coach/{hazel.id}"):
        page.goto(workbook.url + path)
        expect(page).to_have_url(f"{workbook.url}sign-in")
