"""A participant's phone in a live workshop: joining, following, sharing, leaving."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import LAPTOP, PHONE, Phone, Workbook, violations

pytestmark = pytest.mark.on_both_databases

AGENDA = ["dimensions", "talk", "blockers", "question"]
NOW = "#ex-dimensions-ideas_now-{}"
WISHED = "#ex-dimensions-ideas_wished-{}"
MOVED = "#moved p"


class Leader:
    """Whoever leads, without their page: what it would ask the server for."""

    def __init__(self, browser: Browser, workbook: Workbook) -> None:
        self.url = f"http://127.0.0.1:{workbook.port}/"  # no browser that knows the room's name
        self.requests = browser.new_context().request
        self.post("api/owner", link=workbook.owner_link.partition("#")[2])

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        reply = self.requests.post(self.url + path, data=body, headers={"X-Closeness": "1"})
        assert reply.ok, reply.text()
        said: dict[str, Any] = reply.json()
        return said

    def plan(self) -> None:
        agenda = [{"exercise": one, "minutes": 6, "meeting": 1} for one in AGENDA]
        made = self.post("api/workshops", title="A Saturday", agenda=agenda, expected=3, k=5)
        self.id, self.code, self.link = made["id"], made["code"], made["join_link"]

    def steer(self, do: str, **more: Any) -> None:
        self.post(f"api/workshops/{self.id}/steer", do=do, **more)


@pytest.fixture(scope="module")
def owner(browser: Browser, workbook: Workbook) -> Leader:
    return Leader(browser, workbook)


@pytest.fixture
def leader(owner: Leader) -> Leader:
    """Leads a workshop of its own, which stands in the lobby."""
    owner.plan()
    return owner


def join(phone: Phone, leader: Leader, uses_it: str = "Only I do") -> Page:
    phone.page.goto(f"{phone.workbook.url}join#{leader.link.partition('#')[2]}")
    phone.page.get_by_label(uses_it).check()
    phone.page.get_by_role("button", name="Join", exact=True).click()
    expect(phone.page.get_by_role("heading", name="You are in")).to_be_visible()
    return phone.page


def is_at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def ratings(phone: Phone) -> Page:
    """The exercise of the first step is drawn, and it is about a friend."""
    phone.wait()
    phone.about("A friend")
    return phone.page


@pytest.mark.looks
def test_a_code_is_taken_in_small_letters_with_dashes_and_blanks(
    phone: Phone, leader: Leader
) -> None:
    page = phone.page
    page.goto(f"{phone.workbook.url}join")
    expect(page.get_by_text("This connection is not locked.")).to_be_visible()
    code = leader.code.lower()
    page.get_by_label("The code on the wall").fill(f" {code[:4]} - {code[4:]} ")
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    is_at(page, "You are in")


@pytest.mark.looks
def test_a_wrong_code_is_said_in_place_and_nothing_typed_is_lost(
    phone: Phone, leader: Leader
) -> None:
    page = phone.page
    phone.forgiven.append("403")
    page.goto(f"{phone.workbook.url}join")
    page.get_by_label("The code on the wall").fill("AAAABBBB")
    page.get_by_label("Only I do").check()
    page.get_by_label("A name for yourself").fill("Robin")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("#join-problem")).to_have_text(
        "No workshop has this code just now. Look at the wall again: is every letter right?"
    )
    expect(page.get_by_label("The code on the wall")).to_have_value("AAAABBBB")
    expect(page.get_by_label("A name for yourself")).to_have_value("Robin")


@pytest.mark.looks
def test_a_scanned_code_leaves_the_address_and_asks_for_no_typing(
    phone: Phone, leader: Leader
) -> None:
    page = phone.page
    page.goto(f"{phone.workbook.url}join#{leader.link.partition('#')[2]}")
    expect(page.get_by_text("Your code is in.")).to_be_visible()
    expect(page.get_by_label("The code on the wall")).to_be_hidden()
    assert page.url == f"{phone.workbook.url}join"
    button = page.get_by_role("button", name="Join", exact=True)
    expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.looks
def test_a_stranger_is_sent_to_the_door(phone: Phone) -> None:
    phone.page.goto(f"{phone.workbook.url}live")
    expect(phone.page).to_have_url(f"{phone.workbook.url}join")


def test_an_idle_phone_goes_along_and_a_phone_in_use_is_asked(phone: Phone, leader: Leader) -> None:
    page = join(phone, leader)
    leader.steer("next")
    is_at(page, "Three ways of being close")
    expect(page.locator(".room-clock")).to_contain_text(re.compile(r"[56]:\d\d"))
    ratings(phone).locator(NOW.format(4)).check()
    phone.saved()
    leader.steer("next")
    expect(page.locator(MOVED)).to_have_text("The room has moved on.")
    is_at(page, "Three ways of being close")
    page.get_by_role("button", name="Go there").click()
    is_at(page, "Let us talk about it")
    expect(page.locator(MOVED)).to_have_count(0)
    page.reload()  # nobody has touched it since: it is idle
    is_at(page, "Let us talk about it")
    leader.steer("next")
    is_at(page, "What gets in the way")


def test_a_phone_whose_room_comes_back_to_it_is_not_asked_any_more(
    phone: Phone, leader: Leader
) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone)
    leader.steer("pause")
    expect(page.locator(MOVED)).to_have_text("The room takes a short break.")
    leader.steer("resume")
    expect(page.locator(MOVED)).to_have_count(0)
    is_at(page, "Three ways of being close")


def test_whoever_looks_back_finds_their_answers_and_the_way_to_the_room(
    phone: Phone, leader: Leader
) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone).locator(NOW.format(4)).check()
    phone.saved()
    leader.steer("next")
    page.get_by_role("button", name="Go there").click()
    page.get_by_text("Steps so far").click()
    page.get_by_role("button", name="Three ways of being close").click()
    is_at(page, "Three ways of being close")
    expect(page.locator(NOW.format(4))).to_be_checked()
    page.get_by_role("button", name="Back to where the room is").click()
    is_at(page, "Let us talk about it")


def test_ratings_are_shared_changed_and_taken_back(phone: Phone, leader: Leader) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone).locator(NOW.format(4)).check()
    share = page.locator(".share")
    share.get_by_role("button", name="Share with the group, without my name").click()
    expect(share.get_by_role("status")).to_have_text("Shared.")
    page.locator(NOW.format(6)).check()
    expect(share.get_by_role("status")).to_contain_text("You changed something")
    page.reload()
    phone.wait()
    expect(share.get_by_role("status")).to_contain_text("You changed something")
    share.get_by_role("button", name="Share again").click()
    expect(share.get_by_role("status")).to_have_text("Shared.")
    share.get_by_role("button", name="Take it back").click()
    expect(share.get_by_role("status")).to_have_text(
        "Taken back. It does not count from the next picture on."
    )


def test_nothing_is_shared_as_long_as_nothing_is_answered(phone: Phone, leader: Leader) -> None:
    page = join(phone, leader)
    phone.forgiven.append("400")
    leader.steer("next")
    ratings(phone)
    page.get_by_role("button", name="Share with the group").click()
    expect(page.locator(".share [role=alert]")).to_have_text(
        "There is nothing to share yet. Answer something first, if you like."
    )


def test_words_on_a_card_are_kept_before_they_are_shared(phone: Phone, leader: Leader) -> None:
    page = join(phone, leader)
    for _ in AGENDA:
        leader.steer("next")
    is_at(page, "A question for the room")
    field = page.locator(".draft textarea")
    field.fill("When somebody listens")
    expect(page.locator(".draft .cw-saved[data-state=saved]")).to_be_visible()
    page.reload()
    expect(field).to_have_value("When somebody listens")
    field.press("End")
    field.press_sequentially(" to the end")
    page.get_by_role("button", name="Share with the group").click()
    expect(page.locator(".share").get_by_role("status")).to_have_text("Shared.")
    page.reload()
    expect(field).to_have_value("When somebody listens to the end")
    expect(page.locator(".share").get_by_role("status")).to_have_text("Shared.")


def test_killed_kernels_and_a_killed_server_bring_the_phone_back_to_its_step(
    phone: Phone, leader: Leader, workbook: Workbook
) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone).locator(NOW.format(4)).check()
    phone.saved()
    phone.line_may_drop = True
    page.evaluate("document.querySelector('.cw-exercise').dataset.mine = 'the same element'")
    for kernel in workbook.kernels():
        kernel.kill()
    # Tapped while its kernel is gone: kept on the page, sent to the next one.
    page.locator(WISHED.format(9)).check()
    phone.saved()
    expect(page.locator(".cw-exercise[data-mine='the same element']")).to_be_visible()
    workbook.kill()
    expect(page.locator("#connection")).to_have_text(re.compile("No connection"))
    page.locator(NOW.format(5)).check()
    workbook.start()
    phone.saved()
    expect(page.locator("#connection")).to_be_empty()
    is_at(page, "Three ways of being close")
    leader.steer("next")
    expect(page.locator(MOVED)).to_have_text("The room has moved on.")
    page.reload()
    page.get_by_text("Steps so far").click()
    page.get_by_role("button", name="Three ways of being close").click()
    phone.wait()
    expect(page.locator(NOW.format(5))).to_be_checked()
    expect(page.locator(WISHED.format(9))).to_be_checked()


def test_a_second_exercise_opens_in_the_kernel_that_is_there(
    phone: Phone, leader: Leader, workbook: Workbook
) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone)
    for _ in range(2):
        leader.steer("next")
    page.get_by_role("button", name="Go there").click()
    expect(page.locator(".cw-exercise[aria-label='What gets in the way']")).to_be_visible()
    # Whom it is about holds for both: they live in one kernel.
    expect(page.locator(".cw-exercise:visible .cw-about strong")).to_have_text("A friend")
    phone.line_may_drop = True
    for kernel in workbook.kernels():
        kernel.kill()
    expect(page.locator("html[data-seat=lost]")).to_be_attached()
    expect(page.locator("html[data-seat=ready]")).to_be_attached()
    page.locator(".cw-exercise:visible input[type=radio]").first.check()
    phone.saved()


def test_a_device_that_goes_round_forgets_one_person_before_the_next(
    phone: Phone, leader: Leader
) -> None:
    page = join(phone, leader, "Others too")
    leader.steer("next")
    ratings(phone).locator(NOW.format(4)).check()
    phone.saved()
    page.get_by_role("button", name="Next person").click()
    page.get_by_role("button", name="Yes, next person").click()
    expect(page.get_by_text("Who would you like to think about?")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)


def test_whoever_leaves_takes_their_notes_and_sees_everything_gone(
    phone: Phone, leader: Leader
) -> None:
    page = join(phone, leader)
    leader.steer("next")
    ratings(phone).locator(NOW.format(4)).check()
    phone.saved()
    page.reload()
    is_at(page, "Three ways of being close")
    leader.steer("close")
    is_at(page, "That was the workshop")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Save my notes").click()
    assert kept.value.suggested_filename == "my-notes.html"
    notes = kept.value.path().read_text(encoding="utf-8")
    assert "4 / 10" in notes
    assert [part for part in ("<script", "<link", "src=") if part in notes] == []
    page.get_by_role("button", name="Erase me").click()
    page.get_by_role("button", name="Yes, go on").click()
    page.get_by_role("button", name="Erase it now").click()
    is_at(page, "It is gone")
    page.goto(f"{phone.workbook.url}live")
    expect(page).to_have_url(f"{phone.workbook.url}join")


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_every_state_of_the_page_is_accessible(
    new_phone: Callable[..., Phone], leader: Leader, viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    phone.page.goto(f"{phone.workbook.url}join")
    found = violations(phone.page)
    page = join(phone, leader)
    found += violations(page)
    leader.steer("next")
    ratings(phone)
    found += violations(page)
    leader.steer("pause")
    expect(page.locator(MOVED)).to_be_visible()
    found += violations(page)
    page.get_by_role("button", name="Go there").click()
    is_at(page, "Short break")
    found += violations(page)
    leader.steer("close")
    is_at(page, "That was the workshop")
    found += violations(page)
    page.goto(f"{phone.workbook.url}take-away")
    found += violations(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
