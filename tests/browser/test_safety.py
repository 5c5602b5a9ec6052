"""The question before an exercise that asks for openness: what opens it, and what it leaves behind.

The owner of this workbook has two exercises ask that do not ask as they ship.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from closeness_widgets import paths
from closeness_widgets.records.tables import metadata
from tests.browser.people import Phone, Workbook, show_exercise, violations
from tests.browser.wire import rows

QUESTION = "Could being open with this person put you at risk?"
ALONE = "Write down for yourself alone what you would like to be asked."


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory, database: str | None) -> Iterator[Workbook]:
    """A workbook in which two exercises ask first, and one of them has a version alone."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    own = one.data / "content" / "en"
    own.mkdir(parents=True)
    for name, more in (("circles", ""), ("dimensions", f"alone: {ALONE}\n")):
        text = (paths.content() / "en" / f"{name}.yaml").read_text(encoding="utf-8")
        (own / f"{name}.yaml").write_text(f"safety: true\n{more}{text}", encoding="utf-8")
    try:
        one.start()
        yield one
    finally:
        one.stop()


def answer(page: Page, words: str) -> None:
    page.get_by_role("group", name=QUESTION).get_by_role("button", name=words, exact=True).click()


def test_only_no_opens_the_exercise_and_a_reload_asks_again(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend", "Sam")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".cw-dimension")).to_have_count(0)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer(page, "No")
    expect(page.locator(".cw-dimension")).to_have_count(3)
    expect(page.locator(".cw-exercise")).to_be_focused()
    page.locator("#ex-dimensions-ideas_now-4").check()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".cw-dimension")).to_have_count(0)
    answer(page, "No")
    expect(page.locator("#ex-dimensions-ideas_now-4")).to_be_checked()


def test_yes_and_not_sure_show_the_same_kind_words_help_and_the_version_alone(
    phone: Phone,
) -> None:
    page = phone.begin()
    phone.about("My partner")
    shown = []
    for words in ("Yes", "I am not sure"):
        answer(page, words)
        expect(page.locator(".cw-exercise")).to_contain_text("You owe nobody your feelings")
        expect(page.get_by_role("link", name="Where to find help")).to_be_visible()
        expect(page.get_by_text(ALONE)).to_be_visible()
        expect(page.locator(".cw-dimension")).to_have_count(0)
        shown.append(page.locator(".cw-exercise").inner_html())
        assert violations(page) == []
        page.get_by_role("button", name="Ask me again whether this is safe").click()
    assert shown[0] == shown[1]
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_role("link", name="Where to find help").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    phone.wait()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()


def test_without_a_version_alone_the_page_leads_to_the_other_chapters(phone: Phone) -> None:
    page = phone.begin()
    phone.about("My parent")
    show_exercise(page, "circles")
    answer(page, "I am not sure")
    expect(page.get_by_text("it stays closed for now")).to_be_visible()
    expect(page.locator(".cw-pair")).to_have_count(0)
    page.get_by_role("link", name="To the other chapters").click()
    page.wait_for_url(phone.workbook.url)


def test_another_relationship_is_asked_anew_and_oneself_is_not_asked(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend", "Sam")
    answer(page, "No")
    expect(page.locator(".cw-dimension")).to_have_count(3)
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("My parent")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("Myself")
    expect(page.locator(".cw-dimension")).to_have_count(3)
    expect(page.get_by_text(QUESTION)).to_have_count(0)
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("button", name="Sam (a friend)").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()


def test_the_answer_is_neither_sent_nor_kept_anywhere(phone: Phone, workbook: Workbook) -> None:
    page = phone.page
    said: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: said.append(str(frame))))
    page.on("request", lambda request: said.append(f"{request.method} {request.url}"))
    phone.begin()
    phone.about("A friend")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    left = """() => JSON.stringify([location.href, history.state, name,
      document.cookie, {...localStorage}, {...sessionStorage}])"""
    before, kept, heard = page.evaluate(left), held(workbook), len(said)
    for words in ("Yes", "I am not sure"):
        answer(page, words)
        expect(page.get_by_text(ALONE)).to_be_visible()
        page.get_by_role("button", name="Ask me again whether this is safe").click()
    answer(page, "No")
    expect(page.locator(".cw-dimension")).to_have_count(3)
    assert said[heard:] == []
    assert (page.evaluate(left), held(workbook)) == (before, kept)
    # A rating that is saved afterwards tells only of itself.
    page.locator("#ex-dimensions-ideas_now-4").check()
    phone.saved()
    assert len(said) > heard
    assert not [one for one in said if "safety" in one.lower() or "safe" in one.lower()]


def held(workbook: Workbook) -> str:
    """Everything that the database holds."""
    tables = {name: sorted(map(str, rows(workbook, name))) for name in metadata.tables}
    return json.dumps(tables)
