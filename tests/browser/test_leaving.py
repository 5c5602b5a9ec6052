"""Going away, and coming back: erase, leave this device, leave quickly, lock, recovery link."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.wire import ask, call, rows, traces, until_locked

NOW = "#ex-dimensions-ideas_now-{}"
DAY = 24 * 60 * 60
PHRASE = "blue kettle on the stairs"


def begin_with_an_answer(phone: Phone, value: int) -> Page:
    """A person who has answered one question about a friend."""
    page = phone.begin()
    phone.about("A friend", "Sam")
    page.locator(NOW.format(value)).check()
    phone.saved()
    return page


def finds_the_answer(phone: Phone, value: int) -> None:
    """The answer is there in this browser."""
    phone.open("dimensions")
    expect(phone.page.locator(".cw-about strong")).to_contain_text("Sam")
    expect(phone.page.locator(NOW.format(value))).to_be_checked()


def recovery_link(phone: Phone) -> str:
    """Make a link on the record page."""
    page = phone.page
    page.goto(f"{phone.workbook.url}record")
    page.get_by_role("button", name="Make my recovery link").click()
    field = page.get_by_label("Your recovery link")
    expect(field).to_have_value(
        re.compile("^" + re.escape(phone.workbook.url) + r"return#\S{20,}$")
    )
    return field.input_value()


def test_erasing_everything_asks_twice_and_leaves_no_trace(
    phone: Phone, workbook: Workbook
) -> None:
    phone.forgiven.append("status of 401")
    others = rows(workbook, "people", "id")
    page = begin_with_an_answer(phone, 4)
    ((me,),) = rows(workbook, "people", "id") - others
    link = recovery_link(phone)
    cookies = {one["name"]: one["value"] for one in phone.context.cookies()}
    assert traces(workbook, me)
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_text("Do you want to erase your whole record?")).to_be_visible()
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    page.get_by_role("button", name="Yes, go on").click()
    page.get_by_role("button", name="No, keep it").click()
    expect(page.get_by_role("button", name="Erase everything")).to_be_focused()
    assert (me,) in rows(workbook, "people", "id")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Yes, go on").click()
    page.get_by_role("button", name="Erase it now").click()
    gone = page.get_by_role("region", name="It is gone")
    expect(gone).to_be_focused()
    expect(gone).to_contain_text("Answers erased: 2")  # the rating, and whom it is about
    expect(gone).to_contain_text("Keys erased: 2")  # this phone's, and the recovery link's
    for table in ("people", "entries", "person_keys"):
        column = "id" if table == "people" else "person_id"
        assert (me,) not in rows(workbook, table, column)
    assert traces(workbook, me) == []
    assert phone.context.cookies() == []
    page.reload()
    expect(page.get_by_text("This phone has no record.")).to_be_visible()
    page.goto(f"{workbook.url}workbook/dimensions")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    # Neither the old cookie nor the old link opens anything.
    old = "; ".join(f"{name}={value}" for name, value in cookies.items())
    assert ask(workbook, "/workbook/dimensions", headers={"Cookie": old}).status == 302
    refused = call(workbook, "return", body={"secret": link.partition("#")[2]})
    assert (refused.status, refused.error["rule"]) == (403, "unknown-link")


def test_a_page_that_was_open_while_everything_was_erased_goes_to_the_first_page(
    phone: Phone, workbook: Workbook
) -> None:
    phone.line_may_drop = True
    phone.forgiven.append("status of 401")
    page = begin_with_an_answer(phone, 4)
    assert call(workbook, "erase", phone).status == 200
    page.wait_for_url(workbook.url)
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_a_recovery_link_opens_the_record_on_another_phone(
    new_phone: Callable[..., Phone],
) -> None:
    phone, laptop, late = new_phone(), new_phone(LAPTOP), new_phone()
    late.forgiven.append("status of 403")
    begin_with_an_answer(phone, 7)
    old, link = recovery_link(phone), recovery_link(phone)
    laptop.page.goto(link)
    assert laptop.page.url == f"{phone.workbook.url}return"
    laptop.page.get_by_role("button", name="Open my record").click()
    expect(laptop.page.get_by_role("heading", name="Carry on")).to_be_visible()
    finds_the_answer(laptop, 7)
    laptop.page.locator(NOW.format(2)).check()
    laptop.saved()
    finds_the_answer(phone, 2)
    late.page.goto(old)
    late.page.get_by_role("button", name="Open my record").click()
    expect(late.page.get_by_role("alert")).to_have_text(
        "This link does not open a record. It may have been replaced by a newer one, or the record "
        "was erased."
    )
    assert late.context.cookies() == []


def test_signing_out_forgets_this_device_and_a_link_brings_the_record_back(phone: Phone) -> None:
    page = begin_with_an_answer(phone, 5)
    link = recovery_link(phone)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="No, stay")).to_be_focused()
    page.get_by_role("button", name="Yes, sign out").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert phone.context.cookies() == []
    page.goto(link)
    page.get_by_role("button", name="Open my record").click()
    expect(page.get_by_role("heading", name="Carry on")).to_be_visible()
    finds_the_answer(phone, 5)


def test_signing_out_of_the_only_device_without_a_link_erases(
    phone: Phone, workbook: Workbook
) -> None:
    others = rows(workbook, "people", "id")
    page = begin_with_an_answer(phone, 5)
    ((me,),) = rows(workbook, "people", "id") - others
    page.goto(f"{workbook.url}record")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("then your record is erased with this")).to_be_visible()
    page.get_by_role("button", name="Yes, sign out").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert (me,) not in rows(workbook, "people", "id")
    assert (me,) not in rows(workbook, "entries", "person_id")


def test_leaving_quickly_shows_the_weather_and_back_shows_nothing_else(phone: Phone) -> None:
    page = begin_with_an_answer(phone, 3)
    seen: list[str] = []

    def tell(text: str) -> None:
        seen.append(text)

    page.expose_function("tellSeen", tell)
    page.add_init_script(
        """(function look() {
          const { hidden } = document.documentElement || {};
          const text = document.body ? document.body.innerText.trim() : "";
          const here = location.pathname.endsWith("/weather");
          if (!hidden && text && !here) tellSeen(text.slice(0, 80));
          requestAnimationFrame(look);
        })();"""
    )
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/weather")
    weather = page.get_by_role("heading", name="Weather", level=1)
    expect(weather).to_be_visible()
    assert "workbook" not in page.title().casefold()
    page.go_back()
    page.wait_for_url("**/weather")
    expect(weather).to_be_visible()
    assert page.evaluate("history.length") == 3  # the empty tab, the first page, the chapter
    assert seen == []
    # Without a phrase nothing is locked: the address opens the record again.
    finds_the_answer(phone, 3)


def test_a_phrase_keeps_the_record_shut_after_leaving_quickly(
    phone: Phone, workbook: Workbook
) -> None:
    phone.forgiven += ["status of 403", "status of 400", "status of 401"]
    page = begin_with_an_answer(phone, 6)
    page.goto(f"{workbook.url}record")
    page.get_by_label("Your phrase").fill("abc")
    page.get_by_role("button", name="Keep this phrase").click()
    expect(page.get_by_role("alert").filter(has_text="at least 4 letters")).to_be_visible()
    page.get_by_label("Your phrase").fill(PHRASE)
    page.get_by_role("button", name="Keep this phrase").click()
    expect(page.get_by_text("Your phrase is set.")).to_be_visible()
    phone.open("dimensions")
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/weather")
    until_locked(phone)
    page.goto(f"{workbook.url}workbook/dimensions")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert "Carry on" not in page.content()
    assert call(workbook, "recovery", phone).status == 401
    assert call(workbook, f"seats/{UUID(int=0)}/leave", phone).status == 401
    expect(page.get_by_label("Your phrase")).to_be_visible()
    page.get_by_label("Your phrase").fill("red kettle")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert").first).to_have_text("These are not the words. Try once more.")
    page.get_by_label("Your phrase").fill("  Blue  KETTLE on the stairs ")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Carry on")).to_be_visible()
    finds_the_answer(phone, 6)


def test_a_phrase_cannot_be_guessed_for_long(phone: Phone, workbook: Workbook) -> None:
    phone.forgiven.append("status of 401")
    page = phone.begin()
    assert call(workbook, "return-phrase", phone, {"phrase": PHRASE}).status == 200
    assert call(workbook, "quick-exit", phone).status == 200
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()  # in this window too
    for _ in range(5):
        wrong = call(workbook, "unlock", phone, {"phrase": "red kettle"})
        assert wrong.error["message"] == "These are not the words. Try once more."
    paused = call(workbook, "unlock", phone, {"phrase": PHRASE})
    assert paused.status == 400
    assert re.fullmatch(
        r"That was wrong 5 times\. Try again in \d+ seconds\.", paused.error["message"]
    )


def test_a_shared_device_forgets_when_its_browser_closes(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    own, shared = new_phone(), new_phone()
    own.begin()
    (cookie,) = own.context.cookies()
    assert 399 * DAY < cookie["expires"] - time.time() < 401 * DAY
    page = shared.page
    page.goto(workbook.url)
    page.get_by_role("radio", name="Others use it too").check()
    page.get_by_role("button", name="Start").click()
    shared.wait()
    for path in ("", "workbook/blockers", "record"):
        page.goto(workbook.url + path)
        (cookie,) = shared.context.cookies()
        assert cookie["expires"] == -1
    expect(page.get_by_text("It forgets its key when the browser closes.")).to_be_visible()


def test_the_owners_link_signs_in_once_and_not_twice(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    owner, thief = new_phone(LAPTOP), new_phone()
    owner.forgiven.append("status of 403")
    thief.forgiven.append("status of 403")
    owner.page.goto(workbook.owner_link)
    owner.page.wait_for_url(workbook.url)
    expect(owner.page.get_by_role("heading", name="You lead this workbook")).to_be_visible()
    owner.page.get_by_role("link", name="Guide for whoever leads").click()
    expect(owner.page.get_by_role("heading", level=1)).to_have_text("Guide for whoever leads")
    thief.page.goto(workbook.owner_link)
    expect(thief.page.get_by_role("alert").first).to_have_text(
        "This link was used before or is too old. Start the workbook again for a new one."
    )
    assert thief.context.cookies() == []
    thief.page.get_by_label("Passphrase", exact=True).fill("correct horse battery")
    thief.page.get_by_role("button", name="Sign in").click()
    expect(thief.page.get_by_role("alert").last).to_have_text(
        "This is not the passphrase. Try once more."
    )
    owner.page.goto(workbook.url)
    owner.page.get_by_role("button", name="Sign out as the person who runs it").click()
    expect(owner.page.get_by_role("heading", name="You lead this workbook")).to_have_count(0)
    reply = owner.page.goto(f"{workbook.url}workbook/guide")
    assert reply is not None
    assert reply.status == 403
