"""What a client, a coach, an author and a file say is text on every page and in every file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, StorageState, expect
from pypdf import PdfReader

from closeness_widgets import paths
from closeness_widgets.content.check import find_mistakes
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Records
from tests.browser import planted
from tests.browser.coaching import owner_of
from tests.browser.hostile import NAMES, PAYLOADS, RAN, TITLES, missing, portions, watched
from tests.browser.people import Phone, Workbook, show_exercise
from tests.browser.practice import PARTS, TODAY, Client, about_friend, with_token
from tests.browser.visitors import Leading, Visitor

Json = dict[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LABELS = [one for one in PAYLOADS if len(one) <= 80]


@pytest.fixture(scope="module")
def said() -> Json:
    """``token`` of who wrote, ``texts`` that they wrote, ``steps`` of an author."""
    return {}


@pytest.fixture(scope="module")
def workbook(
    tmp_path_factory: pytest.TempPathFactory, said: Json, database: str | None
) -> Iterator[Workbook]:
    """A workbook in which nobody ever wrote an ordinary word."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    own = one.data / "content"
    said["steps"] = planted.author(own)
    with Records.open(one.data, database) as records:
        said["token"], said["texts"] = planted.writer(records, own)
    assert find_mistakes([paths.content(), own], [own / "place.yaml"]) == []
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
def laptop(leader: Phone, workbook: Workbook) -> Phone:
    """The owner's, in which any dialog is a fault."""
    return watched(leader, "", workbook)


@pytest.fixture(scope="module")
def client(workbook: Workbook, owner: Visitor, said: Json) -> Client:
    """Whoever wrote shares all of it; the coach keeps such words, too."""
    one = Client(owner, NAMES[0])
    person = with_token(workbook, said["token"])
    one.consents(person, PARTS, use_record=True, about=about_friend(person, one.secret))
    one.do("change", basis=NAMES[1])
    texts = portions(1000)
    for _ in range(20):
        one.do("notes", text=next(texts))
    for label in LABELS[::5]:
        one.do("marks", date=TODAY.isoformat(), kind="event", label=label)
    for name in NAMES[2::4]:
        Client(owner, name)
    return one


def unfolded(page: Page) -> None:
    """Everything that can be opened on the page stands open."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def ran(page: Page) -> list[str]:
    return list(page.evaluate(RAN))


def test_what_a_person_writes_and_an_author_asks_is_text_in_every_exercise(
    new_phone: Callable[..., Phone], workbook: Workbook, said: Json
) -> None:
    phone = watched(new_phone(), f"closeness={said['token']}", workbook)
    page = phone.page
    page.goto(f"{workbook.url}workbook/dimensions")
    phone.wait()
    exercises = read_library([paths.content(), workbook.data / "content"]).exercises
    for name in [one for one in said["steps"] if one in exercises]:
        show_exercise(page, name)
        if page.locator(f"#ex-{name}-safety-no").count():
            page.locator(f"#ex-{name}-safety-no").click()
    unfolded(page)
    assert missing(page, [planted.NICKNAME, *said["texts"]]) == []
    assert ran(page) == []
    for path in ("take-away", "help"):
        page.goto(workbook.url + path)
        assert ran(page) == []
    assert missing(page, planted.FOR_AUTHORS) == []  # help lines
    saved = with_token(workbook, said["token"]).ask("/take-away?save").text
    page.goto("about:blank")  # without the site's own rules against scripts
    page.set_content(saved)
    assert page.evaluate("window.__xss") is None
    assert page.locator("script, img, iframe, [onload], [onerror], [onclick]").count() == 0


def test_a_client_s_and_a_coach_s_words_are_text_for_the_coach(
    laptop: Phone, workbook: Workbook, client: Client
) -> None:
    page = laptop.page
    page.goto(f"{workbook.url}coach")
    expect(page.locator(".client-row")).to_have_count(1 + len(NAMES[2::4]))
    page.locator("#log summary").first.click()
    expect(page.locator(".deeds li").first).to_be_visible()
    assert missing(page, [NAMES[0], *NAMES[2::4]]) == []
    assert ran(page) == []
    own = f"{workbook.url}coach/{client.id}"
    page.goto(own)
    expect(page.get_by_role("heading", level=1, name=NAMES[0])).to_be_visible()
    expect(page.locator(".marks li")).to_have_count(len(LABELS[::5]))
    unfolded(page)
    told = client.page()
    notes = [one["text"] for one in told["notes"]]
    assert len(notes) == 20
    assert missing(page, [*notes, *LABELS[::5], NAMES[1]]) == []
    assert ran(page) == []
    for path in ("?supervision=1", "/report", "/report?supervision=1"):
        page.goto(own + path)
        expect(page.locator("main img").first).to_be_visible()
        unfolded(page)
        assert ran(page) == [], path


def test_files_that_are_saved_run_nothing_in_a_browser_or_a_spreadsheet(
    laptop: Phone, client: Client, workbook: Workbook, said: Json, tmp_path: Path
) -> None:
    person = with_token(workbook, said["token"])
    known = json.loads(person.ask("/take-away.json").text)["exercises"][0]["about"]["id"]
    files = {
        "record.csv": client.owner.ask(f"/coach/{client.id}/record.csv").text,
        "record.json": client.owner.ask(f"/coach/{client.id}/record.json").text,
        "notes.json": person.ask("/take-away.json").text,
        "plan.ics": person.ask(f"/plan.ics?exercise=strategies&about={known}&own=1").text,
        "weekly.ics": person.ask("/check-in/calendar.ics?link=1&day=6").text,
    }
    page = laptop.page
    for name, text in files.items():
        assert "__xss" in text or name == "weekly.ics", name
        (tmp_path / name).write_text(text, encoding="utf-8")
        with suppress(Error):  # offered as a download, which is as good
            page.goto((tmp_path / name).as_uri())
        assert page.evaluate("window.__xss") is None, name
    laptop.faults = [one for one in laptop.faults if "asked another place: file://" not in one]
    assert runs_in_a_spreadsheet(files["record.csv"]) == []
    lines = files["plan.ics"].replace("\r\n ", "").splitlines()
    assert {one.partition(":")[0].partition(";")[0] for one in lines} <= {
        "BEGIN", "END", "PRODID", "VERSION", "UID", "DTSTAMP", "CLASS", "TRANSP", "DTSTART",
        "DTEND", "RRULE", "SUMMARY", "DESCRIPTION",
    }  # fmt: skip
    for name in ("report.pdf", "progress.pdf"):
        assert client.owner.ask(f"/coach/{client.id}/{name}").status == 200
        assert can_be_clicked(client.owner.content) == [], name


def test_a_file_that_is_brought_in_is_text_in_its_preview_and_afterwards(
    laptop: Phone, workbook: Workbook, tmp_path: Path
) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Client", "Date", "Ideas (0-10)", *PAYLOADS[:40]])
    for number, one in enumerate(PAYLOADS):
        day = "2026-01-05" if number % 2 else one
        writer.writerow([one[:60], day, 5, *[one] * 40])
    (tmp_path / "weeks.csv").write_text(out.getvalue(), encoding="utf-8")
    page = laptop.page
    page.goto(f"{workbook.url}coach")
    page.get_by_text("Bring in a file").click()
    page.get_by_label("The file").set_input_files(tmp_path / "weeks.csv")
    page.get_by_role("button", name="Look at it first").click()
    preview = page.locator(".bring-preview")
    expect(preview.get_by_role("heading", name="What was understood")).to_be_focused()
    unfolded(page)
    assert missing(page, PAYLOADS[:10]) == []
    assert ran(page) == []
    page.get_by_label("What is the consent for keeping this?").fill(PAYLOADS[0])
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Brought in: lines")).to_be_visible()
    assert ran(page) == []


def test_an_author_s_words_are_text_wherever_a_workshop_shows_them(
    laptop: Phone, new_phone: Callable[..., Phone], workbook: Workbook, owner: Visitor, said: Json
) -> None:
    page = laptop.page
    page.goto(f"{workbook.url}preview")
    assert page.locator("a", has_text="<").count() >= 1
    assert ran(page) == []
    for step in ("x-dimensions", "x-agreement"):
        page.goto(f"{workbook.url}preview/{step}")
        expect(page.locator("main h1")).to_be_visible()
        assert ran(page) == [], step
    page.goto(f"{workbook.url}facilitate")
    expect(page.locator(".workshop, .plan-card, main h1").first).to_be_visible()
    unfolded(page)
    assert ran(page) == []
    room = Leading(owner, *said["steps"], title=TITLES[0])
    for path in ("", "/guide", "/paper", "/enter", "/poster", "/export"):
        page.goto(f"{workbook.url}facilitate/{room.id}{path}")
        expect(page.locator("main h1").first).to_be_visible()
        assert ran(page) == [], path
    wall = laptop.context.new_page()
    wall.goto(f"{workbook.url}projector/{room.id}")
    page.goto(f"{workbook.url}facilitate/{room.id}")
    person = Visitor(workbook)
    person.call("join", code=room.code)
    phone = watched(new_phone(), person.cookie, workbook)
    phone.page.goto(f"{workbook.url}live")
    expect(phone.page.locator("html[data-room=ready]")).to_be_attached()
    titles = {one["exercise"]: one["title"] for one in room.view()["agenda"]}
    for step in said["steps"]:
        room.at(step)
        for one in (page, wall, phone.page):
            expect(one.locator("body")).to_contain_text(titles[step])
            assert ran(one) == [], step
    paper = [{"ideas.now": 2 + n, "ideas.wished": 9 - n} for n in range(5)]
    room.owner.call(f"workshops/{room.id}/paper", step=room.at("x-dimensions"), sheets=paper)
    room.steer("reveal")
    expect(wall.locator("body")).to_contain_text("What this group sees")
    assert ran(wall) == ran(phone.page) == []
    export = f"/facilitate/{room.id}/export"
    page.goto(workbook.url.rstrip("/") + export)
    expect(page.locator(".part").first).to_be_visible()
    assert ran(page) == []
    assert runs_in_a_spreadsheet(owner.ask(f"{export}.csv").text) == []
    assert owner.ask(f"{export}.pdf").status == 200
    assert can_be_clicked(owner.content) == []


def runs_in_a_spreadsheet(text: str) -> list[str]:
    """The cells of a CSV that are a formula to a spreadsheet."""
    cells = [one for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for one in row]
    return [one for one in cells if one.startswith(FORMULA) and not one.lstrip("-").isdigit()]


def can_be_clicked(pdf: bytes) -> list[int]:
    """The sheets of a PDF on which something is a link, a button or a program."""
    assert b"/JavaScript" not in pdf
    sheets = PdfReader(io.BytesIO(pdf)).pages
    return [number for number, sheet in enumerate(sheets, 1) if sheet.annotations]
