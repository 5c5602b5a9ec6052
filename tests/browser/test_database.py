"""PostgreSQL stops while people tap: nothing says "Saved" that is not, and all goes on later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from closeness_widgets.records import StorageFailed
from tests.browser.people import Phone, Workbook
from tests.browser.wire import call
from tests.postgresql import Server, name_of

NOW = "#ex-dimensions-ideas_now-{}"
WISHED = "#ex-dimensions-ideas_wished-{}"
NOT_YET = (
    "Not saved yet. The workbook cannot write just now. "
    "Your answer stays on this page, and we keep trying."
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL of our own, to be stopped."""
    own = Server()
    yield own
    own.remove()


@pytest.fixture(scope="module")
def workbook(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """A running workbook whose records are in that database."""
    one = Workbook(tmp_path_factory.mktemp("data"), server.new_database())
    try:
        one.start()
        yield one
    finally:
        one.stop()


def test_an_answer_waits_on_the_page_until_the_database_is_back(
    phone: Phone, workbook: Workbook, server: Server
) -> None:
    page = phone.begin()
    phone.forgiven.append("503")
    phone.about("A friend")
    page.locator(NOW.format(4)).check()
    phone.saved()
    assert workbook.database is not None
    database = name_of(workbook.database)
    before = server.do("SELECT sealed FROM entries", database)
    server.stop()
    page.locator(WISHED.format(8)).check()
    waiting = page.locator(".cw-saved[data-state=refused]")
    expect(waiting).to_have_text(NOT_YET)
    page.locator(NOW.format(5)).check()
    expect(waiting).to_have_count(2)
    expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(0)
    reply = call(workbook, "people")
    assert reply.status == 503
    assert reply.error == {"rule": "storage", "message": StorageFailed.FOR_VISITORS}
    server.start()
    # It is back, and nobody has to do anything.
    expect(waiting).to_have_count(0)
    expect(page.locator(".cw-saved[data-state=saved]")).to_have_count(2)
    assert len(server.do("SELECT sealed FROM entries", database)) == len(before) + 1
    page.reload()
    phone.wait()
    expect(page.locator(WISHED.format(8))).to_be_checked()
    expect(page.locator(NOW.format(5))).to_be_checked()
