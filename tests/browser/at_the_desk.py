"""The facilitator's desk before and after a workshop: plan, papers, files, the end."""

from __future__ import annotations

import csv
import re
from datetime import date

from playwright.sync_api import Download, Page, expect

from tests.browser.people import Workbook
from tests.browser.walking import is_at

OPENING = "Three ways of being close"
WORDS = [f"the words of person {name}" for name in ("one", "two", "three", "four")]


def plan(page: Page) -> str:
    """Friday: half a day, one exercise out, one more listening round; its id."""
    page.get_by_role("link", name="Plan a workshop").click()
    page.get_by_label("What is it called?").fill("Saturday")
    page.get_by_label("Half a day").check()
    names = page.locator(".agenda-name")
    expect(names).to_have_count(14)
    journal = names.nth(12).inner_text()
    page.get_by_role("button", name=f"Take {journal} out").click()
    page.get_by_label("Exercise or card").select_option("listening")
    page.get_by_role("button", name="Add it").click()
    expect(names).to_have_count(14)
    expect(names.last).to_have_text("Listening rounds")
    assert journal not in names.all_inner_texts()
    expect(page.locator(".agenda-total")).to_have_text(re.compile(r"^\d h( \d+ min)? in all$"))
    page.get_by_role("button", name=f"Your notes for {OPENING}").click()
    expect(page.locator(".agenda-notes:visible")).to_contain_text("Watch out for")
    page.get_by_label("How many people do you expect?").fill("12")
    page.get_by_label("When is the last meeting?").fill(date.today().isoformat())  # noqa: DTZ011
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-saved")).to_have_text("Saved.")
    page.get_by_label("How many people share").fill("4")
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(".preview")).to_contain_text("sees no picture: it needs at least 5")
    page.get_by_label("How many people share").fill("12")
    page.get_by_role("button", name="Show me").click()
    expect(page.locator(".preview .result-picture")).to_be_visible()
    page.get_by_role("button", name="Look what phones need").click()
    expect(page.get_by_text("listens to this computer only")).to_be_visible()
    for paper, says in (
        ("guide", "Watch out for"),
        ("paper", "To hand in"),
        ("poster", "Saturday"),
    ):
        with page.expect_popup() as opened:
            page.locator(f".prepare a[href$='/{paper}']").click()
        expect(opened.value.locator("main")).to_contain_text(says)
        opened.value.close()
    return page.url.partition("#plan-")[2]


def files(page: Page, workbook: Workbook, workshop: str) -> None:
    """The group's pictures, both rounds of them, as a page, a table and a PDF."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="As a page").click()
    expect(opened.value.get_by_role("heading", name=OPENING)).to_have_count(2)
    expect(opened.value.get_by_text(WORDS[1])).to_have_count(0)
    opened.value.close()
    with page.expect_download() as saved:
        page.get_by_role("link", name="As a table (CSV)").click()
    cells = {cell for row in csv.reader(read(saved.value)) for cell in row}
    assert any("in the middle" in cell for cell in cells)
    assert cells & {*WORDS} == {WORDS[0]}
    with page.expect_download() as saved:
        page.get_by_role("link", name="As pictures to print (PDF)").click()
    drawn = saved.value.path().read_bytes()
    assert drawn.startswith(b"%PDF-")
    assert drawn.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", drawn)) >= 2


def read(download: Download) -> list[str]:
    return download.path().read_text("utf-8-sig").splitlines()


def deleted(page: Page, wall: Page, mine: Page, workbook: Workbook) -> None:
    """With everything in it; open pages say so."""
    page.goto(f"{workbook.url}facilitate")
    page.get_by_role("link", name="Plan and prepare: Saturday").click()
    page.get_by_role("button", name="Delete this workshop").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("You have no workshop yet.")).to_be_visible()
    is_at(mine, "This workshop is no longer here")
    expect(wall.get_by_role("heading", level=1)).to_have_text("This workshop is not there any more")
