"""A walk: a coach and a client, from a workshop to the ninth week and to the end of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import StorageState, expect

from closeness_widgets.records import Records
from tests.browser.coaching import (
    NICKNAME,
    consents,
    many_weeks,
    open_client,
    owner_of,
    seated,
    text_of_pdf,
)
from tests.browser.people import Phone, Workbook
from tests.browser.practice import MONDAY, with_token
from tests.browser.visitors import Leading


@pytest.fixture(scope="module")
def guests() -> list[str]:
    """The cookies of people who come to a workshop."""
    return []


@pytest.fixture(scope="module")
def workbook(
    tmp_path_factory: pytest.TempPathFactory, guests: list[str], database: str | None
) -> Iterator[Workbook]:
    """A workbook with somebody who has written for many weeks."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    with Records.open(one.data, database) as records:
        guests.append(many_weeks(records, "Linden"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


def test_ten_weeks_with_a_client(
    leader: Phone,
    new_phone: Callable[..., Phone],
    workbook: Workbook,
    signed_in: StorageState,
    guests: list[str],
) -> None:
    # Somebody was in a workshop of this coach, with the phone on which they write each week.
    owner = owner_of(workbook, signed_in)
    with_token(workbook, guests[0]).call("join", code=Leading(owner, "dimensions").code)

    # The coach adds a client and shows the code.
    coach = leader.page
    coach.goto(f"{workbook.url}coach")
    coach.get_by_text("Consent, to read together").click()
    expect(coach.get_by_text("Nobody watches this page.")).to_be_visible()
    coach.get_by_label("A name that only you understand").fill("Linden")
    coach.get_by_role("button", name="Add and make a link").click()
    link = coach.get_by_label("Check-in link").input_value()

    # The phone that was in the workshop hands its record over: it asks again, in its own words.
    phone = new_phone()
    phone.forgiven.append("status of 403")
    phone.context.add_cookies([{"name": "closeness", "value": guests[0], "url": workbook.url}])
    page = phone.page
    page.goto(link)
    page.get_by_label("Use my record").check()
    page.get_by_label(NICKNAME).check()
    consents(page, "My ratings and signs", "What got in the way", "My own words")

    # Two minutes a week: three ratings, signs, what got in the way, one moment.
    seated(page)
    page.locator(f"#ex-journal-week_{MONDAY}_feelings_now-2").check()
    page.locator(f"#ex-journal-week_{MONDAY}_sign_repair-1").check()
    page.get_by_label("I ran from the hard part").check()
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Today").click()
    page.get_by_label("What happened?").fill("A walk along the canal.")
    phone.saved()

    # The coach opens the chart: the workshop apart, the week there, a holiday marked, sentences.
    open_client(coach, workbook, "Linden")
    chart = coach.locator(".chart img").first
    expect(chart).to_have_attribute("alt", re.compile("of the first day, .* stand apart"))
    expect(chart).to_have_attribute("alt", re.compile(r"Feelings: \d+ at first, 2 at last"))
    expect(coach.get_by_text("This does not show why.").first).to_be_visible()
    sentence = coach.locator(".sentences > li", has_text="Feelings moved down").first
    expect(sentence).to_contain_text("Ask about this.")
    sentence.get_by_text("How do we know?").click()
    expect(sentence).to_contain_text(re.compile(r"rests on: \d+, from"))
    coach.locator("#mark-new summary").click()
    coach.get_by_label("What kind of mark?").select_option("A stretch of time")
    coach.get_by_label("In a few words").fill("Holiday")
    coach.locator("#mark-new").get_by_label("Day", exact=True).fill(f"{MONDAY}")
    coach.locator("#mark-new button").click()
    expect(coach.locator(".chart-key")).to_contain_text("Holiday")

    # Getting ready: what moved, what was written, own notes, and the report to give away.
    expect(coach.locator(".since")).to_contain_text("A walk along the canal.")
    coach.get_by_label("A new note").fill("Begin with the walk.")
    coach.get_by_role("button", name="Keep this note").click()
    expect(coach.locator(".note-text")).to_have_text("Begin with the walk.")
    assert NICKNAME not in coach.content()
    report = text_of_pdf(coach, "Save it as PDF")
    assert "A walk along the canal." in report
    assert "Begin with the walk." not in report

    # The client withdraws: the coach sees that, and when, and nothing else of them.
    page.get_by_role("button", name="Stop sharing").click()
    page.get_by_role("button", name="Yes, stop now").click()
    expect(page.get_by_role("heading", name="You have stopped sharing.")).to_be_visible()
    coach.reload()
    expect(coach.get_by_text(re.compile("^Stopped sharing on"))).to_be_visible()
    expect(coach.locator(".note-text")).to_have_text("Begin with the walk.")
    expect(coach.locator(".chart")).to_have_count(0)
    assert "canal" not in coach.content()
    client = coach.url.rpartition("/")[2]
    for file in ("report", "report.pdf", "progress.png", "progress.pdf"):
        assert owner.ask(f"/coach/{client}/{file}").status in (403, 404, 410), file
