"""A coach's clients in browsers: a record with many weeks, a client at the door, what is read."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from playwright.sync_api import Page, StorageState, expect
from pypdf import PdfReader

from closeness_widgets.answers import relationships
from closeness_widgets.records import Records
from closeness_widgets.testing import sample_people
from tests.browser.people import Workbook
from tests.browser.practice import MONDAY, keep
from tests.browser.visitors import Visitor

NICKNAME = "a-name-for-nobody-else"
OPENING = {"ideas.now": 4, "together.now": 3, "feelings.now": 3, "feelings.wished": 8}


def many_weeks(records: Records, pseudonym: str) -> str:
    """The weeks of an invented person, the last of them last week; the token of their record."""
    sample = next(one for one in sample_people() if one.pseudonym == pseudonym)
    weeks = [item.split(".")[1] for item in sample.answers["journal"] if item.startswith("week.")]
    later = MONDAY - timedelta(days=7) - date.fromisoformat(max(weeks))
    token = records.begin_person()
    person = records.person_of(token)
    assert person is not None
    chosen = relationships.chosen(None, {"kind": sample.about.kind, "nickname": NICKNAME})
    about = relationships.known(chosen)[0].id
    keep(records, person, relationships.EXERCISE, "", {relationships.ITEM: chosen})
    keep(records, person, "journal", about, dict(_moved(sample.answers["journal"], later)))
    keep(records, person, "dimensions", about, OPENING)
    return token


def _moved(answers: dict[str, Any], later: timedelta) -> Any:
    for item, value in answers.items():
        if item.startswith("week."):
            _, monday, field = item.split(".", 2)
            yield f"week.{date.fromisoformat(monday) + later}.{field}", value
        else:
            yield item, {**value, "date": f"{date.fromisoformat(value['date']) + later}"}


def owner_of(workbook: Workbook, signed_in: StorageState) -> Visitor:
    """The owner without a browser: the link that signs in was good for the browser."""
    somebody = Visitor(workbook)
    somebody.cookies = {one["name"]: one["value"] for one in signed_in["cookies"]}
    return somebody


def consents(page: Page, *parts: str) -> None:
    """At the door: tick these parts and agree."""
    for part in parts:
        page.get_by_label(part).check()
    page.get_by_role("button", name="I agree").click()


def seated(page: Page) -> None:
    """Until the weekly check-in can be answered."""
    expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=30_000)
    expect(page.locator(".cw-week")).to_be_visible()


def open_client(page: Page, workbook: Workbook, pseudonym: str) -> None:
    """From the list of clients to the page of one."""
    page.goto(f"{workbook.url}coach")
    page.get_by_role("link", name=f"Open: {pseudonym}").click()
    expect(page.get_by_role("heading", level=1, name=pseudonym)).to_be_visible()


def text_of_pdf(page: Page, link: str) -> str:
    """What stands in a PDF that a link gives."""
    with page.expect_download() as given:
        page.get_by_role("link", name=link).first.click()
    assert given.value.suggested_filename.endswith(".pdf")
    data = given.value.path().read_bytes()
    return " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(data)).pages).split())
