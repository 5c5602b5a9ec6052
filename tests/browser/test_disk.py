"""A disk that takes no more: nothing says "Saved" that is not, and all goes on when there is room.

The system lets the server's process write no byte to any file (a file size limit of none): what a
full disk does, without filling one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import expect

from closeness_widgets.records import StorageFailed
from tests.browser.people import Phone, Workbook
from tests.browser.wire import Reply, ask, call, rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sets another process's limits")

NOW = "#ex-dimensions-ideas_now-{}"
WISHED = "#ex-dimensions-ideas_wished-{}"
NOT_YET = (
    "Not saved yet. The workbook cannot write just now. "
    "Your answer stays on this page, and we keep trying."
)


@contextmanager
def no_room(workbook: Workbook) -> Iterator[None]:
    """Meanwhile the server cannot write to any file."""
    assert workbook.process is not None
    server = psutil.Process(workbook.process.pid)
    before = server.rlimit(psutil.RLIMIT_FSIZE)
    server.rlimit(psutil.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        server.rlimit(psutil.RLIMIT_FSIZE, before)


def test_an_answer_waits_on_the_page_until_the_disk_takes_it(
    phone: Phone, workbook: Workbook
) -> None:
    page = phone.begin()
    phone.about("A friend")
    page.locator(NOW.format(4)).check()
    phone.saved()
    before = rows(workbook, "entries")
    with no_room(workbook):
        page.locator(WISHED.format(8)).check()
        waiting = page.locator(".cw-saved[data-state=refused]")
        expect(waiting).to_have_text(NOT_YET)
        page.locator(NOW.format(5)).check()
        expect(waiting).to_have_count(2)
        expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(0)
        expect(page.locator(WISHED.format(8))).to_be_checked()
        assert rows(workbook, "entries") == before
    # There is room again, and nobody has to do anything.
    expect(waiting).to_have_count(0)
    expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(2)
    page.reload()
    phone.wait()
    expect(page.locator(WISHED.format(8))).to_be_checked()
    expect(page.locator(NOW.format(5))).to_be_checked()


def test_what_else_is_asked_for_meanwhile_is_refused_in_words(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    phone = new_phone()
    page = phone.begin()
    phone.forgiven.append("503")
    before = rows(workbook, "people"), rows(workbook, "person_keys")

    def is_refused(reply: Reply) -> None:
        assert reply.status == 503
        assert reply.error == {"rule": "storage", "message": StorageFailed.FOR_VISITORS}
        assert "Set-Cookie" not in reply.headers

    with no_room(workbook):
        is_refused(call(workbook, "people"))
        is_refused(call(workbook, "recovery", phone))
        is_refused(call(workbook, "return-phrase", phone, {"phrase": "a slow train"}))
        is_refused(call(workbook, "erase", phone))
        page.get_by_role("radio", name="A friend", exact=True).check()
        page.get_by_role("button", name="Use this").click()
        expect(page.get_by_role("alert")).to_have_text(StorageFailed.FOR_VISITORS)
        assert ask(workbook, "/workbook/journal", phone=phone).status == 200  # reading goes on
    assert (rows(workbook, "people"), rows(workbook, "person_keys")) == before
    page.get_by_role("button", name="Use this").click()
    expect(page.locator(".cw-about strong")).to_contain_text("A friend")
    assert call(workbook, "people").status == 200
    assert call(workbook, "recovery", phone).status == 200
