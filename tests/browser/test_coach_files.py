"""A colleague's spreadsheet comes in by the coach's page, and one client goes out as a file."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import StorageState, expect

from closeness_widgets.records import Records
from tests.browser.coaching import owner_of
from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.practice import MONDAY, PARTS, WEEKS, Client, about_friend, with_token, writer
from tests.browser.test_accessible import check
from tests.browser.visitors import Visitor

ROWS = [
    "Client;Week from;Ideas (0-100);Ideas wished (0-100);Arguing;Shoe size",
    "Rowan;05.01.2026;20;80;0;41",
    "Rowan;31.02.2026;30;80;0;41",
    "Rowan;12.01.2026;47;80;1;41",
    "Rowan;soon;50;80;1;41",
    "Sorrel;05.01.2026;60;80;2;38",
]
NOT_A_DAY = "Line 3: '31.02.2026' is no day of the calendar"
NO_DATE = "Line 5: a day is written as 2026-12-31, 31.12.2026 or 31/12/2026, but 'soon' came"


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    """Who wrote before the server began -> the cookie of their record."""
    return {}


@pytest.fixture(scope="module")
def workbook(
    tmp_path_factory: pytest.TempPathFactory, tokens: dict[str, str], database: str | None
) -> Iterator[Workbook]:
    """A workbook in which two people wrote."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    with Records.open(one.data, database) as records:
        tokens |= {name: writer(records, name) for name in ("all", "ratings")}
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def owner(workbook: Workbook, signed_in: StorageState) -> Visitor:
    """Who runs the workbook."""
    return owner_of(workbook, signed_in)


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """What the colleague sent."""
    file = tmp_path / "weeks.csv"
    file.write_bytes("\r\n".join(ROWS).encode("utf-8-sig"))
    return file


def as_file(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def shares(workbook: Workbook, owner: Visitor, token: str, parts: list[str]) -> Client:
    client = Client(owner, f"Alder {len(parts)}")
    person = with_token(workbook, token)
    about = about_friend(person, client.secret)
    client.consents(person, parts, use_record=True, about=about)
    return client


def taken_out(owner: Visitor, client: Client, form: str) -> str:
    reply = owner.ask(f"/coach/{client.id}/record.{form}")
    assert reply.status == 200
    assert reply.headers["Content-Disposition"] == f'attachment; filename="record.{form}"'
    return reply.text


def test_only_the_owner_brings_in_and_takes_out(workbook: Workbook, owner: Visitor) -> None:
    client = Client(owner, "Cedar")
    stranger = Visitor(workbook)
    sent = {"file": as_file("\n".join(ROWS)), "sure": True, "basis": "none"}
    reply = stranger.ask("/api/coach/import", sent)
    assert (reply.status, reply.error["rule"]) == (403, "not-owner")
    assert stranger.ask(f"/coach/{client.id}/record.csv").status != 200
    told = json.loads(owner.ask("/api/coach/clients").text)
    assert "Rowan" not in [one["pseudonym"] for one in told["clients"]]


def test_a_file_that_cannot_be_used_is_refused_with_the_rule(owner: Visitor) -> None:
    reply = owner.ask("/api/coach/import", {"file": "no base64!"})
    assert (reply.status, reply.error["rule"]) == (400, "no-file")
    reply = owner.ask("/api/coach/import", {"file": as_file("client,ideas\nAsh,5\n")})
    assert (reply.status, reply.error["rule"]) == (400, "columns")


def test_what_is_taken_out_holds_what_was_granted_and_gives_the_same_chart(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    whole = shares(workbook, owner, tokens["all"], PARTS)
    whole.do("notes", text="marker note")
    whole.do("marks", date=f"{MONDAY}", kind="event", label="=1+1")
    ratings = shares(workbook, owner, tokens["ratings"], ["ratings"])
    for form in ("csv", "json"):
        text = taken_out(owner, whole, form)
        assert "all moment" in text
        assert "marker note" not in text
        assert '"=1+1"' in text if form == "json" else "'=1+1" in text
        assert "moment" not in taken_out(owner, ratings, form)
        assert "blame" not in taken_out(owner, ratings, form)
        # The same as a client of another name, from the file alone.
        name = f"Copy {form}"
        again = text.replace("Alder 3", name)
        sent = {"file": as_file(again), "sure": True, "basis": "signed"}
        assert owner.call("coach/import", **sent)["clients"][0]["new"] is True
        copy = next(
            one["id"]
            for one in json.loads(owner.ask("/api/coach/clients").text)["clients"]
            if one["pseudonym"] == name
        )
        page = json.loads(owner.ask(f"/api/coach/clients/{copy}/page").text)
        first = whole.page()
        for part in ("progress", "blockers", "compare"):
            assert page[part] == first[part]
        assert [week["monday"] for week in page["weeks"]] == WEEKS


def test_a_spreadsheet_is_looked_at_then_brought_in_and_a_second_time_adds_nothing(
    leader: Phone, workbook: Workbook, spreadsheet: Path
) -> None:
    page = leader.page
    page.set_viewport_size(LAPTOP)
    page.goto(f"{workbook.url}coach")
    page.get_by_text("Bring in a file").click()
    look = page.get_by_role("button", name="Look at it first")
    look.click()
    expect(page.get_by_role("alert").filter(has_text="Please choose")).to_be_visible()
    page.get_by_label("The file").set_input_files(spreadsheet)
    look.click()
    preview = page.locator(".bring-preview")
    expect(preview.get_by_role("heading", name="What was understood")).to_be_focused()
    expect(preview.locator(".understood")).to_contain_text("Not used: Shoe size")
    expect(preview.locator(".understood")).to_contain_text("first line says: 0 to 100.")
    expect(preview.locator(".rejected li")).to_have_text([NOT_A_DAY, NO_DATE])
    expect(preview.locator(".bring-clients li")).to_have_text(
        ["Rowan is new here: lines 2", "Sorrel is new here: lines 1"]
    )
    check(page)
    confirm = page.get_by_role("button", name="Bring it in")
    confirm.click()
    expect(preview.get_by_role("alert")).to_have_text("Please say first what consent there is.")
    page.get_by_label("What is the consent for keeping this?").fill("signed sheet, 3 March")
    confirm.click()
    done = "Brought in: lines 3, changed 0. There already: 0. Left out: 2."
    expect(page.get_by_text(done)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Rowan")).to_contain_text("No link yet")

    page.get_by_label("The file").set_input_files(spreadsheet)
    look.click()
    expect(preview).to_contain_text("There is nothing new in this file.")
    expect(preview.locator(".bring-clients li").first).to_have_text(
        "Rowan: new lines 0, changed 0, there already 2"
    )
    expect(confirm).to_have_count(0)

    page.get_by_role("link", name="Open: Rowan").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Save it as CSV").click()
    text = given.value.path().read_text(encoding="utf-8-sig")
    assert '"Rowan","friend","2026-01-12","","ideas.now","5"' in text
