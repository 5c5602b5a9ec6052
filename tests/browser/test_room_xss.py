"""What people type is text wherever it is shown, whatever it looks like: hundreds of payloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from benchmarks.room import Participant
from benchmarks.wire import fetch
from tests.browser.crowd import Crowd
from tests.browser.hostile import NAMES, PAYLOADS, RAN, TITLES, texts, watched
from tests.browser.people import LAPTOP, Phone, Workbook

MOST = 30  # relationships that one person may keep


@pytest.fixture(scope="module")
def crowd(workbook: Workbook) -> Iterator[Crowd]:
    with Crowd(workbook) as one:
        yield one


@pytest.fixture
def laptop(new_phone: Callable[..., Phone], crowd: Crowd, workbook: Workbook) -> Phone:
    """The owner's; any dialog is a fault, as a request to elsewhere is."""
    crowd.leads("Hello", ["dimensions", "question"])
    return watched(new_phone(LAPTOP), crowd.lead.cookie, workbook)


def test_there_are_two_hundred_payloads_and_no_two_are_the_same() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200
    assert len(NAMES) >= 60


def test_words_of_people_are_text_on_every_page(
    laptop: Phone, new_phone: Callable[..., Phone], crowd: Crowd, workbook: Workbook
) -> None:
    room = crowd.lead.workshop
    at = f"api/workshops/{room['id']}"
    person = Participant(crowd.url)
    crowd.do(person.join(room["code"]))
    crowd.steer("next")
    crowd.steer("next")
    step = crowd.view("facilitator")["current"]
    crowd.post(f"{at}/paper", {"step": step, "sheets": [{"words": one} for one in PAYLOADS]})
    crowd.steer("reveal")
    for text in crowd.view("facilitator")["texts"]:
        crowd.steer("through", text=text["id"], yes=True)

    page = laptop.page
    page.goto(f"{workbook.url}facilitate/{room['id']}")
    expect(page.locator(".written li")).to_have_count(len(PAYLOADS))
    assert set(texts(page, ".written blockquote")) == set(PAYLOADS)
    assert page.evaluate(RAN) == []
    wall = laptop.context.new_page()
    wall.goto(f"{workbook.url}projector/{room['id']}")
    expect(wall.locator(".result-texts li")).to_have_count(len(PAYLOADS))
    assert set(texts(wall, ".result-texts li")) == set(PAYLOADS)
    assert wall.evaluate(RAN) == []
    phone = watched(new_phone(), person.cookie, workbook)
    phone.page.goto(f"{workbook.url}live")
    field = phone.page.locator(".draft textarea")
    expect(phone.page.locator(".said .result-texts li")).to_have_count(len(PAYLOADS))
    assert set(texts(phone.page, ".said .result-texts li")) == set(PAYLOADS)
    field.fill(PAYLOADS[0])
    expect(phone.page.locator(".draft .cw-saved[data-state=saved]")).to_be_visible()
    phone.page.reload()
    expect(field).to_have_value(PAYLOADS[0])
    assert phone.page.evaluate(RAN) == []
    page.goto(f"{workbook.url}facilitate/{room['id']}/export")
    assert set(PAYLOADS) <= set(texts(page, "main li"))
    assert page.evaluate(RAN) == []
    crowd.leaves(person)


def test_titles_are_text_on_every_page_and_every_paper(
    laptop: Phone, crowd: Crowd, workbook: Workbook
) -> None:
    page = laptop.page
    made = {title: crowd.leads(title, ["dimensions"])["id"] for title in TITLES[::3]}
    shown = list(made)
    page.goto(f"{workbook.url}facilitate")
    expect(page.locator(".workshop")).not_to_have_count(0)
    assert set(shown) <= set(texts(page, ".workshop strong"))
    assert page.evaluate(RAN) == []
    for title in shown[:: len(shown) // 4]:
        own = f"{workbook.url}facilitate/{made[title]}"
        for path in (own, *(f"{own}/{one}" for one in ("poster", "guide", "paper", "export"))):
            page.goto(path)
            expect(page.locator("main")).to_contain_text(title)
            assert page.evaluate(RAN) == [], path
        page.goto(f"{workbook.url}projector/{made[title]}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert page.evaluate(RAN) == []
    network, password = TITLES[0][:32], TITLES[1][:60]
    page.goto(f"{workbook.url}facilitate/{made[TITLES[0]]}/poster")
    page.get_by_label("Name of the Wi-Fi").fill(network)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Put it on").click()
    expect(page.locator(".poster")).to_contain_text(password)
    expect(page.locator(".poster")).to_contain_text(network)
    assert page.evaluate(RAN) == []


def test_a_title_that_looks_like_a_formula_can_be_drawn_as_a_pdf(crowd: Crowd) -> None:
    title = next(one for one in TITLES if "$" in one and "\\" in one)
    made = crowd.leads(title, ["dimensions"])
    reply = crowd.do(fetch(f"{crowd.url}facilitate/{made['id']}/export.pdf", crowd.lead.cookie))
    assert reply.body.startswith(b"%PDF-")


def test_names_of_those_who_lead_too_are_text(
    laptop: Phone, crowd: Crowd, workbook: Workbook
) -> None:
    room = crowd.lead.workshop
    names = NAMES[::3][:20]
    for name in names:
        crowd.post(f"api/workshops/{room['id']}/links", {"name": name})
    laptop.page.goto(f"{workbook.url}facilitate/{room['id']}")
    laptop.page.get_by_text("Someone leads with you").click()
    expect(laptop.page.locator(".link-row strong")).to_have_text(names)
    assert laptop.page.evaluate(RAN) == []


def test_a_person_s_own_names_are_text_on_their_phone_and_in_their_notes(
    new_phone: Callable[..., Phone], crowd: Crowd, workbook: Workbook
) -> None:
    room = crowd.leads("Names", ["dimensions"])
    one = Participant(crowd.url)
    crowd.do(one.join(room["code"]))
    names = NAMES[:: len(NAMES) // (MOST - 1)][: MOST - 1]
    crowd.do(thinks_of(one, names))
    phone = watched(new_phone(), one.cookie, workbook)
    page = phone.page
    for nickname in NAMES[:: len(NAMES) // 3]:
        crowd.post("api/live/nickname", {"nickname": nickname}, one.cookie)
        page.goto(f"{workbook.url}live")
        expect(page.locator(".stage-body .lead").first).to_contain_text(nickname)
        page.get_by_text("You and this phone").click()
        expect(page.locator("#nickname")).to_have_value(nickname)
        assert page.evaluate(RAN) == []
    crowd.steer("next")
    page.reload()
    phone.wait()
    page.locator("#ex-dimensions-change").click()
    shown = texts(page, ".cw-known button") + texts(page, ".cw-about strong")
    assert [name for name in names if not any(name in one for one in shown)] == []
    assert page.evaluate(RAN) == []
    page.goto(f"{workbook.url}take-away")
    notes = page.locator("main").inner_text()
    assert [name for name in names if f"({name})" not in notes] == []
    assert page.evaluate(RAN) == []
    saved = crowd.do(fetch(f"{crowd.url}take-away?save", one.cookie)).body.decode()
    page.goto("about:blank")  # without the site's own rules against scripts
    page.set_content(saved)
    notes = page.locator("main").inner_text()
    assert [name for name in names if f"({name})" not in notes] == []
    assert page.evaluate("window.__xss") is None
    assert page.locator("script, img, iframe").count() == 0
    crowd.leaves(one)


async def thinks_of(one: Participant, names: list[str]) -> None:
    """One relationship of each name, and one answer about it, so that it is in the notes."""
    await one.open("dimensions")
    assert one.wire is not None
    model = one.models["dimensions"]
    for name in names:
        choice: dict[str, Any] = {"kind": "friend", "nickname": name, "number": name}
        one.wire.update(model, choice=choice)
        while True:
            about = await one.wire.updated(model, "about")
            if about["nickname"] == name:
                break
        one.about = about["id"]
        await one.answer("dimensions", "ideas.now", 3)
