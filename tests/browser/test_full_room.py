"""More people than there is memory for: they wait on a page that lets them in, and see no error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crowd import lend
from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.visitors import Leading, Visitor

FOR_TWO = """
from closeness_widgets.serving import memory
memory.MOST_SEATS = 2
from closeness_widgets.cli import main
main()
"""
BUSY = "All places are taken just now. Yours comes by itself. Until then you can read on."


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory, database: str | None) -> Iterator[Workbook]:
    """On a computer that holds two people."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    one.program = ("-c", FOR_TWO)
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def leads(new_phone: Callable[..., Phone], owner: Visitor) -> Phone:
    """The owner's laptop."""
    phone = new_phone(LAPTOP)
    lend(owner.cookie, phone.context, phone.workbook)
    return phone


def joins(phone: Phone, room: Leading) -> Page:
    phone.page.goto(f"{phone.workbook.url}join#{room.secret}")
    phone.page.get_by_label("Only I do").check()
    phone.page.get_by_role("button", name="Join", exact=True).click()
    expect(phone.page.locator("html[data-room=ready]")).to_be_attached()
    return phone.page


def test_the_leader_reads_how_many_there_is_room_for_and_a_third_person_waits_for_a_place(
    new_phone: Callable[..., Phone], owner: Visitor, leads: Phone
) -> None:
    room = Leading(owner, "dimensions", expected=3)
    page = leads.page
    page.goto(f"{leads.workbook.url}facilitate/{room.id}")
    people = page.get_by_role("region", name="The room")
    expect(people).to_contain_text("2 of 2 places ready")
    expect(people).to_contain_text("You expect 3. Whoever comes when all places are taken is told")
    expect(people).to_contain_text("Up to 2 people can take part at once.")
    expect(people).to_contain_text("45 MB each")
    room.at("dimensions")
    first, second, third = (new_phone() for _ in range(3))
    third.forgiven.append("503")
    for phone in (first, second):
        expect(joins(phone, room).locator(".cw-exercise")).to_be_visible()
    late = joins(third, room)
    expect(late.locator("#connection")).to_have_text(BUSY)
    expect(late.locator(".cw-exercise")).to_have_count(0)
    first.page.close()
    expect(late.locator(".cw-exercise")).to_be_visible()
    expect(late.locator("html")).to_have_attribute("data-seat", "ready")
