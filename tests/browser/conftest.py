"""What every browser test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, sync_playwright

from tests import postgresql
from tests.browser.everybody import Everybody
from tests.browser.people import HOST, LAPTOP, PHONE, Phone, Workbook, chromium
from tests.browser.visitors import Leading, Visitor

ASKED = os.environ.get("CLOSENESS_TESTS_ON", "sqlite")
"""The database of files that do not ask for both: ``sqlite`` or ``postgresql``."""


def pytest_configure(config: pytest.Config) -> None:
    """What a file of tests may say of itself."""
    config.addinivalue_line(
        "markers",
        "shares_a_workbook: its people are its own, it leaves the server as it was, "
        "and it asks for nothing that is there once",
    )
    config.addinivalue_line(
        "markers",
        "on_both_databases: each test of the file runs twice, with a workbook whose records are in "
        "a file, and with one whose records are in PostgreSQL",
    )
    config.addinivalue_line(
        "markers", "looks: in such a file, a test of what is seen alone; it runs with a file"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One workbook for each database, for the files that ask for it."""
    one = metafunc.definition
    if one.get_closest_marker("on_both_databases") and "database" in metafunc.fixturenames:
        kinds = ["sqlite"] if one.get_closest_marker("looks") else ["sqlite", "postgresql"]
        metafunc.parametrize("database", kinds, indirect=True, scope="module")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, which finds the room's name on this machine."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
                "--no-sandbox",
                "--disable-background-networking",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def one_for_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """A running workbook for all files marked ``shares_a_workbook`` that this worker runs."""
    with (
        kept_in(ASKED) as address,
        running(Workbook(tmp_path_factory.mktemp("data"), address)) as one,
    ):
        yield one


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where a file's workbook keeps its records: None, a file; or PostgreSQL's address."""
    with kept_in(getattr(request, "param", ASKED)) as address:
        yield address


@pytest.fixture(scope="module")
def other_database() -> Iterator[str | None]:
    """The same for a second workbook of a file."""
    with kept_in(ASKED) as address:
        yield address


@pytest.fixture(scope="module")
def workbook(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    database: str | None,
) -> Iterator[Workbook]:
    """A running workbook, empty and for one file of tests unless the file shares one."""
    if request.node.get_closest_marker("shares_a_workbook"):
        yield request.getfixturevalue("one_for_many")
    else:
        with running(Workbook(tmp_path_factory.mktemp("data"), database)) as one:
            yield one


@contextmanager
def kept_in(kind: str) -> Iterator[str | None]:
    """None for ``sqlite``; for ``postgresql`` the address of a new database."""
    if kind == "sqlite":
        yield None
        return
    server = postgresql.running()
    address = server.new_database()
    yield address
    server.drop(address)


@contextmanager
def running(one: Workbook) -> Iterator[Workbook]:
    """The workbook, started, and stopped whatever happens."""
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def new_phone(browser: Browser, workbook: Workbook) -> Iterator[Callable[..., Phone]]:
    """Makes phones (or laptops) that know nothing of each other."""
    phones: list[Phone] = []

    def make(viewport: ViewportSize = PHONE, **options: object) -> Phone:
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        phones.append(Phone(context, workbook))
        return phones[-1]

    yield make
    faults = [fault for phone in phones for fault in phone.faults]
    for phone in phones:
        for page in phone.context.pages:
            page.close()  # it gives its seat back
        phone.context.close()
    assert not faults, faults


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    """A small phone."""
    return new_phone()


@pytest.fixture(scope="module")
def owner(workbook: Workbook) -> Visitor:
    """Who runs the workbook: the link to sign in is good for once."""
    visitor = Visitor(workbook)
    visitor.call("owner", link=workbook.owner_link.partition("#")[2])
    return visitor


@pytest.fixture(scope="module")
def everybody(
    tmp_path_factory: pytest.TempPathFactory, other_database: str | None
) -> Iterator[Everybody]:
    """A workbook with one of each."""
    one = Everybody(tmp_path_factory.mktemp("data"), other_database)
    yield one
    one.close()


@pytest.fixture
def visitor(workbook: Workbook, owner: Visitor) -> Iterator[Callable[..., Visitor]]:
    """Makes people without a browser; their lines are closed at the end."""
    everybody = [owner]

    def make(**options: str) -> Visitor:
        everybody.append(Visitor(workbook, **options))
        return everybody[-1]

    yield make
    for one in everybody:
        for line in one.lines:
            line.socket.close()
        one.lines.clear()


@pytest.fixture
def room(owner: Visitor) -> Leading:
    """A workshop in its lobby."""
    return Leading(owner, "dimensions", "question", "blockers")


@pytest.fixture
def joined(visitor: Callable[..., Visitor], room: Leading) -> Callable[..., Visitor]:
    """Makes people who joined the room."""

    def make(**more: Any) -> Visitor:
        somebody = visitor()
        somebody.call("join", **{"code": room.code, **more})
        return somebody

    return make


@pytest.fixture(scope="module")
def signed_in(browser: Browser, workbook: Workbook) -> StorageState:
    """The owner's cookies in a browser: the link that signs in works once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(workbook.owner_link)
    page.wait_for_url(workbook.url)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def leader(new_phone: Callable[..., Phone], signed_in: StorageState) -> Phone:
    """The owner's laptop, signed in."""
    return new_phone(LAPTOP, storage_state=signed_in)
