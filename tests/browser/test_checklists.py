"""Signs, availability and obstacles in a real browser: marks, their picture, and what can help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import LAPTOP, Phone, show_exercise, violations

pytestmark = pytest.mark.shares_a_workbook


def part(page: Page, exercise: str, what: str) -> Locator:
    """Parts of the exercise, and not of the chapter's own that it hides."""
    return page.locator(f"[data-cell='exercise:{exercise}'] {what}")


def begin(phone: Phone, exercise: str, kind: str = "A friend", nickname: str = "Sam") -> Page:
    page = phone.begin("blockers")
    phone.about(kind, nickname)
    show_exercise(page, exercise)
    return page


def test_signs_become_one_picture_and_are_there_again_after_a_reload(phone: Phone) -> None:
    page = begin(phone, "signs")
    expect(part(page, "signs", ".cw-exercise h3")).to_have_text(
        [
            "Signs that closeness is there",
            "Signs in everyday life",
            "Signs that closeness is missing",
            "Signs that it has grown less",
            "Your marks in one picture",
        ]
    )
    page.locator("#ex-signs-picture").click()
    expect(part(page, "signs", ".cw-picture")).to_contain_text("There is nothing to draw yet.")
    page.get_by_role("group", name="Sam hears you out").get_by_label("Often").check()
    page.get_by_role("group", name="You feel alone").get_by_label("Sometimes").check()
    page.locator("#ex-signs-picture").click()
    expect(part(page, "signs", ".cw-picture img")).to_be_visible()
    expect(part(page, "signs", ".cw-picture figcaption p").first).to_have_text(
        "Signs that closeness is there: 1 often, 4 not answered."
    )
    expect(part(page, "signs", ".cw-picture")).to_contain_text("It is no test.")
    part(page, "signs", ".cw-picture summary").click()
    expect(part(page, "signs", ".cw-table tbody tr")).to_have_count(21)
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    show_exercise(page, "signs")
    expect(page.locator("#ex-signs-heard_me-2")).to_be_checked()
    expect(page.locator("#ex-signs-lonely_me-1")).to_be_checked()
    expect(part(page, "signs", ".cw-card input:checked")).to_have_count(2)


def test_both_sides_are_marked_only_after_the_question_whether_it_is_safe(phone: Phone) -> None:
    page = begin(phone, "availability")
    expect(part(page, "availability", ".cw-card")).to_have_count(0)
    page.locator("#ex-availability-safety-unsure").click()
    expect(page.get_by_text("Here are the same eight signs for you alone.")).to_be_visible()
    expect(part(page, "availability", ".cw-side")).to_have_count(8)
    expect(page.locator("#ex-availability-picture")).to_have_count(0)
    page.locator("#ex-availability-owns_me-2").check()
    page.locator("#ex-availability-safety-again").click()
    page.locator("#ex-availability-safety-no").click()
    expect(part(page, "availability", ".cw-side")).to_have_count(16)
    expect(page.locator("#ex-availability-owns_me-2")).to_be_checked()
    for sign in ("owns", "awareness", "soothes", "promises"):
        page.locator(f"#ex-availability-{sign}_other-0").check()
    page.locator("#ex-availability-picture").click()
    expect(part(page, "availability", ".cw-picture img")).to_be_visible()
    expect(part(page, "availability", ".cw-picture")).to_contain_text(
        "nothing here asks you to open up more"
    )
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_obstacles_end_in_one_thing_that_can_help_by_keyboard_too(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(LAPTOP)
    page = begin(phone, "obstacles", "Myself", "")
    page.locator("#ex-obstacles-no-words_me-0").focus()
    for key in ("Space", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#ex-obstacles-no-words_me-2")).to_be_checked()
    expect(part(page, "obstacles", ".cw-offered .cw-option")).to_have_count(5)
    page.locator("#ex-obstacles-chosen-notice").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(part(page, "obstacles", ".cw-practice h4")).to_have_text("There is no hurry")
    expect(part(page, "obstacles", ".cw-practice")).to_contain_text(
        "If a door in you stays shut, let it."
    )
    phone.saved()
    assert violations(page) == []
    page.reload()
    phone.wait()
    show_exercise(page, "obstacles")
    expect(page.locator("#ex-obstacles-chosen-patience")).to_be_checked()
    part(page, "obstacles", "#ex-obstacles-short").click()
    lines = part(page, "obstacles", "details.cw-part")
    expect(lines).to_contain_text("A lot")
    expect(lines).to_contain_text("Be patient, and say so")
