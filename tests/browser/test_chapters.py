"""A chapter with many exercises: one is there at once, the others wait behind a button."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.serving.chapters import opened_later, read_chapters
from tests.browser.people import Phone, violations

pytestmark = pytest.mark.shares_a_workbook

LIBRARY = read_library([paths.content()])


def waiting(path: Path) -> list[str]:
    """The exercises of a chapter that are not there at once."""
    return list(opened_later(nbformat.read(path, as_version=4)).values())


CHAPTERS = {slug: waiting(one.path) for slug, one in read_chapters().items() if not one.for_owner}


def place(page: Page, exercise: str) -> Locator:
    """Where an exercise of a chapter stands, opened or not."""
    return page.locator(f"#open-{exercise}")


def open_later(page: Page, exercise: str) -> Locator:
    """Tap the button of an exercise and wait until it is there."""
    title = LIBRARY.exercise(exercise).title
    place(page, exercise).get_by_role("button", name=f"Open: {title}").click()
    expect(place(page, exercise).locator(".cw-exercise")).to_be_visible()
    return place(page, exercise)


@pytest.mark.parametrize("slug", [slug for slug, exercises in CHAPTERS.items() if exercises])
def test_every_exercise_of_a_chapter_opens_and_everyone_can_use_it(phone: Phone, slug: str) -> None:
    page = phone.begin()
    phone.about("A friend", "Noor")
    phone.open(slug)
    expect(page.locator(".cw-exercise")).to_have_count(1)
    assert violations(page) == []
    for number, exercise in enumerate(CHAPTERS[slug], 2):
        open_later(page, exercise)
        expect(page.locator(".cw-exercise")).to_have_count(number)
    expect(page.locator(".cw-about").last).to_contain_text("Noor")
    assert violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth"), "the page scrolls sideways"


def test_a_reload_finds_the_exercise_open_with_its_answer(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend")
    signs = open_later(page, "signs")
    expect(signs).to_be_focused()
    answer = signs.get_by_role("radio", name="Often").first
    answer.check()
    phone.saved()
    page.reload()
    phone.wait()
    expect(answer).to_be_checked()
    expect(signs).to_be_in_viewport()


def test_a_link_to_an_exercise_opens_it(phone: Phone) -> None:
    page = phone.begin()
    page.goto(f"{page.url}#open-signs")
    expect(place(page, "signs").locator(".cw-exercise")).to_be_visible()
    expect(page.locator(".cw-exercise")).to_have_count(2)


def test_an_opened_exercise_outlives_its_kernel(phone: Phone) -> None:
    phone.line_may_drop = True
    page = phone.begin()
    phone.about("A friend")
    signs = open_later(page, "signs")
    for kernel in phone.workbook.kernels():
        kernel.kill()
    answer = signs.get_by_role("radio", name="Often").first
    answer.check()
    phone.saved()
    page.reload()
    phone.wait()
    expect(answer).to_be_checked()
