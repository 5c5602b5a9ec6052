"""Walk 4: somebody who is no programmer writes an exercise, step by step as docs/authoring.md says.

The commands, the lines to change and what the terminal answers are read from the document itself.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, Phone, Workbook, violations
from tests.browser.walking import is_at
from tests.browser.wire import ask

DOCUMENT = Path(__file__).parents[2] / "docs" / "authoring.md"
FILE = "our-house.yaml"
MINE = "Three ways to share a house"


class Author:
    """Reads the document from top to bottom and does what it says."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said = ""
        text = DOCUMENT.read_text(encoding="utf-8")
        self.blocks: Iterator[tuple[str, str]] = iter(
            re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        )

    def next(self, kind: str) -> str:
        """The document's next block, which has to be of this kind."""
        found, text = next(self.blocks)
        assert found == kind, text
        return text.rstrip("\n")

    def command(self) -> str:
        """Type the next command; ``closeness serve`` runs already."""
        words = self.next("sh").split()
        if words != ["closeness", "serve"]:
            run = subprocess.run(
                [sys.executable, "-m", "closeness_widgets", *words[1:], "--data", str(self.data)],
                capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            self.said = run.stdout + run.stderr
        return " ".join(words)

    def is_answered(self) -> None:
        """The terminal said what the document says; … stands for anything."""
        answer = re.escape(self.next("text")).replace("…", ".*")
        assert re.fullmatch(answer, self.said.strip()), self.said

    def change(self) -> None:
        """Find one line of the copy, write another in its place, save."""
        file = self.data / "content" / "en" / FILE
        old, new = self.next("yaml"), self.next("yaml")
        text = file.read_text(encoding="utf-8")
        assert text.count(f"{old}\n") == 1, old
        file.write_text(text.replace(f"{old}\n", f"{new}\n"), encoding="utf-8")


@pytest.fixture
def author(workbook: Workbook) -> Iterator[Author]:
    yield Author(workbook.data)
    (workbook.data / "content" / "en" / FILE).unlink(missing_ok=True)


def test_the_document_leads_from_a_copy_to_a_workshop(
    author: Author, leader: Phone, new_phone: Callable[..., Phone]
) -> None:
    assert author.command() == "closeness copy dimensions our-house"
    author.is_answered()
    assert author.command() == "closeness serve"
    page = sees_the_copy(leader)
    author.change()
    expect(page.get_by_role("heading", level=1)).to_have_text(MINE)
    author.change()
    author.change()
    expect(page.get_by_role("heading", name="Rules of the house")).to_be_visible()
    expect(page.locator(".cw-exercise")).to_contain_text("share a house, in each of these ways")
    author.command()
    author.is_answered()
    author.change()  # the scale, upside down
    author.command()
    author.is_answered()
    to_mend = page.locator("#to-mend")
    expect(to_mend).to_contain_text(f"{FILE}, line ")
    assert to_mend.locator("li").inner_text().partition(": ")[2] in author.said
    assert violations(page) == []
    others_keep_the_last_version(new_phone())
    author.change()  # mended
    expect(page.locator("#in-order")).to_be_visible()
    expect(page.get_by_text("As well as I can imagine").first).to_be_visible()
    author.command()
    author.is_answered()
    assert next(author.blocks, None) is None
    a_workshop_uses_it(page, [new_phone(), new_phone()])


def sees_the_copy(leader: Phone) -> Page:
    """From the start page to the copy, which works like any exercise."""
    page = leader.page
    page.set_viewport_size(LAPTOP)
    page.goto(leader.workbook.url)
    page.get_by_role("link", name="Your own exercises").click()
    yours = page.locator("section", has=page.get_by_role("heading", name="Yours", exact=True))
    expect(yours.get_by_role("link")).to_have_count(1)
    yours.get_by_role("link").click()
    leader.wait()
    leader.about("Someone I live with")
    page.locator("#ex-our-house-ideas_now-7").check()
    leader.saved()
    assert violations(page) == []
    return page


def others_keep_the_last_version(phone: Phone) -> None:
    """A half-finished file takes nothing from anybody: pages open, answers are saved.

    And nobody but the author sees what is being written.
    """
    assert ask(phone.workbook, "/preview/our-house").status == 302
    assert ask(phone.workbook, "/api/preview").status == 403
    phone.begin()
    phone.about("A friend")
    phone.page.locator("#ex-dimensions-ideas_now-4").check()
    phone.saved()


def a_workshop_uses_it(page: Page, phones: list[Phone]) -> None:
    """It stands in an agenda; two phones come to it and answer."""
    workbook = phones[0].workbook
    page.goto(f"{workbook.url}facilitate")
    page.get_by_role("link", name="Plan a workshop").click()
    page.get_by_label("What is it called?").fill("Housemates")
    page.get_by_label("One hour").check()
    page.get_by_label("Exercise or card").select_option("our-house")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".agenda-name").last).to_have_text(MINE)
    page.get_by_label("When is the last meeting?").fill(date.today().isoformat())  # noqa: DTZ011
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-saved")).to_have_text("Saved.")
    page.wait_for_url("**#plan-*")
    workshop = page.url.partition("#plan-")[2]
    page.goto(f"{workbook.url}facilitate/{workshop}")
    code = page.locator(".lead-agenda .code").inner_text()
    there = [joins(phone, code) for phone in phones]
    page.get_by_role("button", name=re.compile("^Begin: ")).click()
    is_at(there[0], "How we treat each other here")
    page.locator("#jump").click()
    page.get_by_role("dialog").get_by_role("button", name=MINE).click()
    for phone, theirs in zip(phones, there, strict=True):
        is_at(theirs, MINE)
        phone.about("Someone I live with")
        expect(theirs.get_by_role("heading", name="Rules of the house")).to_be_visible()
        theirs.locator("#ex-our-house-ideas_now-8").check()
        phone.saved()


def joins(phone: Phone, code: str) -> Page:
    """Type the code that stands on the wall."""
    page = phone.page
    page.goto(f"{phone.workbook.url}join")
    page.get_by_label("The code on the wall").fill(code)
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("html[data-room=ready]")).to_be_attached()
    return page
