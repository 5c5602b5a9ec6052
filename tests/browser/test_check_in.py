"""A client's phone: the link, consent in its own words, the week, and the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.coaching import consents, owner_of, seated
from tests.browser.people import PHONE, Phone, Workbook
from tests.browser.practice import MONDAY, Client
from tests.browser.test_accessible import check
from tests.browser.visitors import Visitor

RATINGS, BLOCKERS, WORDS = "My ratings and signs", "What got in the way", "My own words"


@pytest.fixture(scope="module")
def owner(workbook: Workbook, signed_in: StorageState) -> Visitor:
    """Who runs the workbook."""
    return owner_of(workbook, signed_in)


def test_a_client_agrees_checks_in_and_the_coach_sees_what_was_ticked(
    phone: Phone, workbook: Workbook, owner: Visitor
) -> None:
    client, page = Client(owner, "Birch"), phone.page
    page.goto(client.made["link"])
    expect(page.get_by_role("heading", name="May your coach see how it goes?")).to_be_focused()
    expect(page).to_have_url(f"{workbook.url}check-in")
    assert not page.evaluate("window.isSecureContext")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    check(page)
    page.set_viewport_size(PHONE)
    page.get_by_label("A friend").check()
    page.get_by_label("Only I use it").check()
    consents(page)
    expect(page.get_by_role("alert")).to_have_text(
        "Choose at least one part that your coach may see, or tap “No, thank you”."
    )
    consents(page, RATINGS)
    expect(page.get_by_role("heading", name="Keep a way back")).to_be_focused()
    assert "/return#" in page.get_by_label("Your own link").input_value()
    check(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Go on to the check-in").click()
    seated(page)
    expect(page.locator(".cw-about")).to_have_text("This is about A friend")
    page.locator(f"#ex-journal-week_{MONDAY}_feelings_now-7").check()
    page.get_by_label("I picked at faults").check()
    phone.saved()
    told = client.page()
    assert "Feelings: 7 at first, 7 at last" in told["progress"]["alt"]
    assert not told["blockers"]  # not ticked when the client agreed
    page.reload()
    seated(page)
    expect(page.locator(".cw-picture img")).to_be_visible(timeout=60_000)  # unasked: theirs first
    check(page)
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("checkbox", name=RATINGS)).to_be_checked()
    page.get_by_role("checkbox", name=BLOCKERS).check()
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    assert client.page()["consent"]["parts"] == ["ratings", "blockers"]
    with page.expect_download() as given:
        page.get_by_label("Day").select_option("Sunday")
        page.get_by_role("link", name="Get the calendar file").click()
    entry = given.value.path().read_text()
    assert "SUMMARY:Two minutes for me" in entry
    assert client.secret not in entry


def test_stopping_takes_two_taps_and_the_link_says_so_afterwards(
    phone: Phone, owner: Visitor
) -> None:
    phone.forgiven.append("status of 403")
    client, page = Client(owner, "Alder"), phone.page
    page.goto(client.made["link"])
    page.get_by_label("My parent").check()
    page.get_by_label("Only I use it").check()
    consents(page, WORDS)
    page.get_by_role("link", name="Go on to the check-in").click()
    seated(page)
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_role("button", name="No, go on").click()
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_role("button", name="Yes, stop now").click()
    expect(page.get_by_role("heading", name="You have stopped sharing.")).to_be_focused()
    check(page)
    told = client.page()
    assert (told["consent"]["state"], told["progress"], told["compare"]) == (
        "withdrawn",
        None,
        None,
    )
    page.goto("about:blank")
    page.goto(client.made["link"])
    expect(page.get_by_text("You stopped sharing, so this link is closed.")).to_be_visible()
    check(page)


@pytest.mark.parametrize("what", ["mistyped", "replaced", "erased", "used elsewhere"])
def test_a_link_that_opens_nothing_says_why_kindly(
    phone: Phone, owner: Visitor, visitor: Callable[..., Visitor], what: str
) -> None:
    phone.forgiven.append("status of 403")
    client, page = Client(owner, f"Maple {what}"), phone.page
    link = client.made["link"]
    if what == "mistyped":
        link = link[:-4]
    elif what == "replaced":
        client.do("link")
    elif what == "erased":
        client.do("erase", sure=True)
    else:
        client.consents(visitor())
    page.goto(link)
    used = "This link was used already, on another phone or in another browser."
    says = used if what == "used elsewhere" else "This link is not good any more."
    expect(page.get_by_text(says)).to_be_visible()
    expect(page.get_by_text("ask your coach for a new one")).to_be_visible()


def test_whoever_says_no_leaves_nothing_behind(
    phone: Phone, workbook: Workbook, owner: Visitor
) -> None:
    client, page = Client(owner, "Linden"), phone.page
    page.goto(f"{workbook.url}check-in")
    expect(page.get_by_role("heading", name="Your weekly check-in")).to_be_visible()
    check(page)
    page.set_viewport_size(PHONE)
    page.get_by_label("Or paste the link here").fill(client.made["link"])
    page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_text("Nothing was shared, and nothing was kept.")).to_be_visible()
    check(page)
    assert phone.context.cookies() == []
    assert client.page()["consent"] == {"state": "invited"}


def test_a_sheet_of_paper_asks_the_same(phone: Phone, workbook: Workbook) -> None:
    page = phone.page
    page.goto(f"{workbook.url}check-in/paper?kind=myself")
    expect(page.get_by_text("I picked at my own faults")).to_be_visible()
    check(page)
