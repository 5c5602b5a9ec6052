"""A disk that takes no more, a database that is held or damaged: nothing says "Saved" that is not.

The system lets the server's process write no byte to any file (a file size limit of none): what a
full disk does, without filling one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import expect

from benchmarks.visitor import Visitor as Reader
from closeness_widgets.records import StorageFailed
from closeness_widgets.records.folder import DATABASE_NAME
from tests.browser.crowd import Crowd
from tests.browser.people import Phone, Workbook
from tests.browser.practice import TODAY
from tests.browser.wire import Reply, ask, call, rows
from tests.unit.faults import damage, hold

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
    with hold(workbook.data):
        page.locator(WISHED.format(9)).check()
        expect(waiting).to_have_text(NOT_YET)  # the server waits five seconds for its turn
        expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(1)
    expect(waiting).to_have_count(0)
    expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(2)
    page.reload()
    phone.wait()
    expect(page.locator(WISHED.format(9))).to_be_checked()
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


def test_a_database_that_is_damaged_meanwhile_takes_nothing_and_says_so(workbook: Workbook) -> None:
    """The last one here: this workbook does not start again. (A page does as with a full disk.)"""
    reader = Reader(f"http://127.0.0.1:{workbook.port}/", "journal")
    moment = {"date": TODAY.isoformat(), "what": "A long walk."}
    with Crowd(workbook) as crowd:
        crowd.do(reader.arrive())
        crowd.do(reader.save("moment.aaaaaaaa", moment, 1))
        damage(workbook.data)
        with pytest.raises(RuntimeError, match=re.escape(StorageFailed.FOR_VISITORS)):
            crowd.do(reader.save("moment.bbbbbbbb", moment, 1))
        reply = call(workbook, "people")
        assert (reply.status, reply.error["message"]) == (503, StorageFailed.FOR_VISITORS)
        page = ask(workbook, "/workbook/journal", headers={"Cookie": reader.cookie})
        assert page.status == 503
        assert "Traceback" not in page.text
        crowd.do(closed(reader))
    workbook.stop()
    again = subprocess.run(
        [sys.executable, "-m", "closeness_widgets", "serve", "--no-browser", "--port", "0",
         "--data", str(workbook.data)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (again.returncode, again.stdout) == (1, "")
    assert f"The file {workbook.data / DATABASE_NAME} is damaged" in again.stderr
    assert "Nothing in it was changed." in again.stderr


async def closed(reader: Reader) -> None:
    reader.leave()
