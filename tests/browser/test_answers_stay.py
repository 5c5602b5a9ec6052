"""What a person entered is there again: after a reload, a lost kernel, a killed server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import LAPTOP, PHONE, Phone, Workbook

pytestmark = pytest.mark.on_both_databases

NOW = "#ex-dimensions-ideas_now-{}"
WISHED = "#ex-dimensions-ideas_wished-{}"


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_answers_are_there_again_after_a_reload(
    new_phone: Callable[..., Phone], viewport: dict[str, int]
) -> None:
    phone = new_phone(viewport)
    page = phone.begin()
    phone.about("A friend", "Sam")
    page.locator(NOW.format(4)).check()
    page.locator(WISHED.format(8)).check()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.locator(".cw-about strong")).to_contain_text("Sam")
    expect(page.locator(NOW.format(4))).to_be_checked()
    expect(page.locator(WISHED.format(8))).to_be_checked()


def test_an_answer_can_be_taken_back(phone: Phone) -> None:
    page = phone.begin()
    phone.about("Someone at work")
    page.locator(NOW.format(4)).check()
    phone.saved()
    page.get_by_role("button", name="Clear my answer").first.click()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.locator("input[name=ex-dimensions-ideas_now]:checked")).to_have_count(0)


def test_what_was_saved_before_the_server_was_killed_is_there_when_it_is_back(
    phone: Phone, workbook: Workbook
) -> None:
    page = phone.begin()
    phone.about("My partner")
    for value in (2, 5, 7):
        page.locator(NOW.format(value)).check()
        phone.saved()
        phone.line_may_drop = True
        workbook.kill()
        # Tapped while nobody listens: kept on the page, sent when somebody does again.
        page.locator(WISHED.format(value)).check()
        expect(page.locator("#connection")).to_be_visible(timeout=15_000)
        workbook.start()
        expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=30_000)
        phone.saved()
        page.reload()
        phone.wait()
        expect(page.locator(NOW.format(value))).to_be_checked()
        expect(page.locator(WISHED.format(value))).to_be_checked()


def test_a_killed_kernel_gives_way_to_a_new_one_without_a_reload(
    phone: Phone, workbook: Workbook
) -> None:
    page = phone.begin("journal")
    phone.about("A friend")
    phone.line_may_drop = True
    page.evaluate("document.querySelector('.cw-exercise').dataset.mine = 'the same element'")
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Today").click()
    field = page.get_by_label("What happened?")
    field.focus()
    page.keyboard.type("half a sen")
    for kernel in workbook.kernels():
        kernel.kill()
    page.keyboard.type("tence")
    expect(field).to_be_focused()
    expect(field).to_have_value("half a sentence")
    expect(page.locator("html[data-seat=ready]")).to_be_attached(timeout=30_000)
    expect(page.locator(".cw-exercise[data-mine='the same element']")).to_be_attached()


def test_two_people_never_see_each_others_answers(new_phone: Callable[..., Phone]) -> None:
    one, other = new_phone(), new_phone()
    one.begin()
    one.about("A friend", "Kim")
    one.page.locator(NOW.format(3)).check()
    one.saved()
    other.begin()
    other.about("A friend", "Kim")
    expect(other.page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(other.page.get_by_text("Saved", exact=True)).to_have_count(0)


def test_two_windows_of_one_person_show_the_same(phone: Phone) -> None:
    page = phone.begin()
    phone.about("My child")
    second = Phone(phone.context, phone.workbook)
    second.open("dimensions")
    page.locator(NOW.format(6)).check()
    expect(second.page.locator(NOW.format(6))).to_be_checked()
    second.page.locator(NOW.format(2)).check()
    expect(page.locator(NOW.format(2))).to_be_checked()
    assert not second.faults


def test_answers_about_two_people_are_kept_apart(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend", "Noor")
    page.locator(NOW.format(9)).check()
    phone.saved()
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("My parent")
    expect(page.locator(".cw-about strong")).to_contain_text("My parent")
    expect(page.locator("input[name=ex-dimensions-ideas_now]:checked")).to_have_count(0)
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("button", name="Noor").click()
    expect(page.locator(NOW.format(9))).to_be_checked()


def test_erased_answers_are_gone_after_a_reload_too(phone: Phone) -> None:
    page = phone.begin()
    phone.about("A friend")
    page.locator(NOW.format(1)).check()
    phone.saved()
    page.get_by_role("button", name="Erase my answers to this exercise").click()
    page.get_by_role("button", name="Yes, erase them").click()
    expect(page.get_by_text("Your answers here are gone.")).to_be_visible()
    page.reload()
    phone.wait()
    expect(page.locator("input[name=ex-dimensions-ideas_now]:checked")).to_have_count(0)


def test_a_closed_tab_leaves_no_kernel_behind(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    phone = new_phone()
    phone.begin()
    before = len(workbook.kernels())
    phone.page.close(run_before_unload=False)
    phone.page = phone.context.new_page()
    phone.page.goto(f"{workbook.url}help")
    expect.set_options(timeout=10_000)
    phone.page.wait_for_function(
        "before => fetch('/health').then(one => one.json()).then(one => one.seats.taken < before)",
        arg=before,
    )
