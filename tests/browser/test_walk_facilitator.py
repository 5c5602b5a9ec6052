"""Walk 1: a facilitator, a Saturday workshop, from the plan on Friday to the last file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Page, ViewportSize, WebSocket, expect

from closeness_widgets.serving import qr
from tests.browser.at_the_desk import OPENING, WORDS, deleted, files, plan
from tests.browser.crowd import Crowd
from tests.browser.people import LAPTOP, Phone, Workbook
from tests.browser.walking import follows, goes_along, is_at
from tests.browser.wire import ask

BEAMER: ViewportSize = {"width": 1280, "height": 800}
QUESTION = "A question for the room"
ITEMS = [f"{one}.{when}" for one in ("ideas", "together", "feelings") for when in ("now", "wished")]
FIRST = [2, 5, 8] * 3 + [2, 5]  # of eleven people; the phone's is 8
SECOND = [8, 2, 5] * 3 + [8, 8]  # and the phone's is 9
FIRST_SENTENCE = "Ideas and values, Now: About 3 in 10 answered 0 to 3"
NOW = "#ex-dimensions-ideas_now-{}"


def told(page: Page) -> list[str]:
    """Everything that the room's line tells this page from now on, as it was sent."""
    frames: list[str] = []

    def line(socket: WebSocket) -> None:
        if "/api/room" in socket.url:
            socket.on("framereceived", lambda data: frames.append(str(data)))

    page.on("websocket", line)
    return frames


def seconds(page: Page) -> int:
    """What the page's countdown says."""
    minutes, _, rest = page.locator(".room-time").inner_text().partition(":")
    return 60 * int(minutes) + int(rest)


def joins(phone: Phone, link: str) -> Page:
    """From the scanned code to the room; the privacy page stands in between."""
    page = phone.page
    page.goto(f"{phone.workbook.url}join#{link.partition('#')[2]}")
    expect(page.get_by_text("see what you enter, unless you tap “Share”.")).to_be_in_viewport()
    page.get_by_label("Only I do").check()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("html[data-room=ready]")).to_be_attached()
    return page


def open_the_room(page: Page, workbook: Workbook, workshop: str) -> tuple[Page, list[str]]:
    """Saturday: the console and, in a window of its own, the wall."""
    page.goto(f"{workbook.url}facilitate/{workshop}")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the wall window").click()
    wall = opened.value
    wall.wait_for_url("**/projector/*")
    wall.set_viewport_size(BEAMER)
    heard = told(wall)
    wall.reload()  # so that all of its line is heard
    expect(wall.locator(".wall-ready")).to_have_text("12 of 12 places ready", timeout=60_000)
    return wall, heard


def the_way_in_is_one(wall: Page, page: Page, crowd: Crowd, workshop: str, cookie: str) -> str:
    """Code, address and QR code lead to the same workshop; the link that is in the code."""
    join = crowd.view("wall", cookie, workshop)["join"]
    code = f"{join['code'][:4]}-{join['code'][4:]}"
    expect(wall.locator(".wall-join .wall-code")).to_have_text(code)
    expect(wall.locator(".wall-join .wall-address")).to_have_text(join["address"])
    assert join["link"].partition("#")[0].endswith(join["address"])
    drawn = wall.locator(".wall-join .wall-qr").get_attribute("src") or ""
    assert unquote(drawn.partition(",")[2]) == str(qr.svg(join["link"]))
    expect(page.locator(".lead-agenda .code")).to_have_text(join["code"])
    return str(join["link"])


def test_a_saturday_from_the_plan_to_the_last_file(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    laptop, phone, late, helper = new_phone(LAPTOP), new_phone(), new_phone(), new_phone()
    laptop.forgiven.append("status of 400")  # four texts are too few for a picture
    page = laptop.page
    page.goto(workbook.owner_link)
    page.wait_for_url(workbook.url)
    page.locator("a[href$='/facilitate']").click()
    expect(page.get_by_role("heading", name="Run one")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Adapt the exercises")).to_be_in_viewport()
    assert not re.search(r"(?i)jupyter|kernel|token", page.locator("body").inner_text())
    workshop = plan(page)
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in laptop.context.cookies())
    wall, on_wall = open_the_room(page, workbook, workshop)
    with Crowd(workbook) as crowd:
        link = the_way_in_is_one(wall, page, crowd, workshop, cookie)
        code = crowd.view("facilitator", cookie, workshop)["code"]
        crowd.join(code, 11)
        on_phone = told(phone.page)
        mine = joins(phone, link)
        is_at(mine, "You are in")
        expect(wall.locator(".wall-count")).to_have_text("12 here")
        expect(page.locator(".numbers")).to_contain_text("12 of 12 joined")

        late_page = first_steps(page, mine, phone, late, link)
        same_time(wall, mine, page)
        expect(wall.locator(".wall-shared")).to_have_text("Not yet enough")
        step = crowd.view("facilitator", cookie, workshop)["current"]
        share(crowd, mine, phone, step, FIRST, 8)
        expect(wall.locator(".wall-shared")).to_have_text("Enough to show")
        expect(wall.locator("#wall[data-scene=step]")).to_be_attached()  # and no picture yet
        first_picture(page, wall, mine, late_page)
        second_round(page, mine, late_page)
        share(crowd, mine, phone, step, SECOND, 9)
        everyone = (page, wall, mine, late_page)
        the_lid_closes(workbook, crowd, everyone, [laptop, phone, late, helper])
        what_moved(page, wall, late_page)
        break_jump_insert(page, wall, mine)
        helped(page, helper, workbook, workshop)
        words_are_let_through(page, wall, mine, late_page, crowd, cookie, workshop)
        for withheld in [*WORDS[1:], "mine, and nobody else’s"]:
            assert not any(withheld in frame for frame in [*on_wall, *on_phone])
        the_end(page, wall, mine, late_page)
        files(page, workbook, workshop)
        deleted(page, wall, mine, workbook)


def first_steps(page: Page, mine: Page, phone: Phone, late: Phone, link: str) -> Page:
    """An idle phone follows, one in use is asked, a late comer finds the step."""
    page.get_by_role("button", name=re.compile("^Begin: ")).click()
    is_at(mine, "How we treat each other here")
    page.get_by_role("button", name=f"Next: {OPENING}").click()
    is_at(mine, OPENING)
    phone.wait()
    phone.about("A friend")
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    expect(page.locator(".step-where")).to_contain_text("Step 3 of 14")
    goes_along(mine)
    page.get_by_role("button", name="Back", exact=True).click()
    goes_along(mine)
    is_at(mine, OPENING)
    late_page = joins(late, link)
    is_at(late_page, OPENING)
    return late_page


def same_time(*pages: Page) -> None:
    """The clocks of wall, phone and console differ by two seconds at most."""
    left = [seconds(one) for one in pages]
    assert max(left) - min(left) <= 2, left
    assert 14 * 60 < min(left) <= 15 * 60, left


def share(crowd: Crowd, mine: Page, phone: Phone, step: str, values: list[int], own: int) -> None:
    """Everybody rates the three ways and shares; the one real phone by hand."""
    crowd.answer("dimensions", lambda number: dict.fromkeys(ITEMS, values[number]))
    crowd.share(step)
    for item in ITEMS:
        mine.locator(f"#ex-dimensions-{item.replace('.', '_')}-{own}").check()
    phone.saved()
    mine.get_by_role("button", name="Share with the group, without my name").click()
    expect(mine.locator(".share:visible").get_by_role("status")).to_have_text("Shared.")


def first_picture(page: Page, wall: Page, mine: Page, late: Page) -> None:
    """Bands and the middle on the wall, the same in words on phones."""
    page.get_by_role("button", name="Show the picture on the wall").click()
    picture = wall.locator(".result-picture")
    expect(picture.locator(".result-row")).to_have_count(6)
    for words in ("Ideas and values", "How I would like it", "0 to 3", "7 to 10", "middle 5"):
        expect(picture).to_contain_text(words)
    expect(wall.locator(".result-before")).to_have_count(0)
    goes_along(mine, "The group’s picture is here.", "See it")
    for one in (mine, late):  # the late one is idle, and was not asked
        expect(one.get_by_text(FIRST_SENTENCE)).to_be_visible()
    late.get_by_text("The same as a table").click()
    expect(late.get_by_role("table").get_by_role("row")).not_to_have_count(0)
    expect(page.locator(".private-notes")).to_contain_text("Talk about it afterwards")


def second_round(page: Page, mine: Page, late: Page) -> None:
    """The picture goes, people may share anew."""
    for one in (mine, late):
        one.mouse.wheel(0, 1)  # in use
    page.get_by_role("button", name="Begin a second round").click()
    page.get_by_role("button", name="Yes, another round").click()
    expect(page.locator(".step-where")).to_contain_text("Round 2")
    goes_along(mine, "Another round has begun.")
    expect(mine.get_by_text("What you shared before stands for the round before.")).to_be_visible()
    goes_along(late, "Another round has begun.")


def the_lid_closes(
    workbook: Workbook, crowd: Crowd, pages: tuple[Page, ...], phones: list[Phone]
) -> None:
    """The server stops and starts again in mid-step; nobody does anything."""
    page, wall, mine, late = pages
    for phone in phones:
        phone.line_may_drop = True
    for one in pages:
        one.evaluate("window.stays = true")
    workbook.stop()
    expect(mine.locator("#connection")).not_to_be_empty()
    expect(wall.get_by_text("Connecting again")).to_be_visible()
    workbook.start()
    crowd.come_back()
    expect(mine.locator("html[data-seat=ready]")).to_be_attached(timeout=60_000)
    for one in (page, mine, late):
        expect(one.locator("#connection")).to_be_empty()
    expect(wall.get_by_text("Connecting again")).to_have_count(0)
    expect(wall.locator(".wall-here")).to_have_text("13 here")
    expect(page.locator(".step-where")).to_contain_text("Step 2 of 14 · Round 2")
    for one in (mine, late):
        is_at(one, OPENING)
    expect(mine.locator(NOW.format(9))).to_be_checked()
    expect(mine.locator(".share:visible").get_by_role("status")).to_have_text("Shared.")
    assert all(one.evaluate("window.stays") for one in pages)


def what_moved(page: Page, wall: Page, late: Page) -> None:
    """The second picture beside the first."""
    expect(wall.locator(".wall-shared")).to_have_text("Enough to show")
    page.get_by_role("button", name="Show the picture on the wall").click()
    picture = wall.locator(".result-picture")
    for words in ("middle 7", "before 5", "about 5 in 10"):
        expect(picture).to_contain_text(words)
    expect(picture.locator(".result-before")).to_have_count(18)
    expect(wall.locator(".result-key")).to_have_text("The round before")


def break_jump_insert(page: Page, wall: Page, mine: Page) -> None:
    """Someone is upset; a break; a step put in, and one jumped over."""
    page.get_by_role("button", name="Someone is upset").click()
    expect(page.get_by_role("dialog").get_by_role("listitem")).not_to_have_count(0)
    page.get_by_role("button", name="Short break for everyone").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Short break")
    follows(mine, "Short break")
    page.get_by_role("button", name="End the break").click()
    page.locator("#insert").click()
    page.get_by_label("Exercise or card").select_option("pairs")
    page.get_by_label("Minutes").fill("4")
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator(".run-step")).to_have_count(15)
    expect(page.locator(".run-step.is-next")).to_contain_text("4 min")
    page.locator("#jump").click()
    page.get_by_role("dialog").get_by_role("button", name=QUESTION).click()
    expect(page.locator(".step-title")).to_have_text(QUESTION)
    expect(wall.get_by_role("heading", level=1)).to_have_text(QUESTION)


def helped(page: Page, helper: Phone, workbook: Workbook, workshop: str) -> None:
    """A co-facilitator can do the same, until the link is taken back."""
    page.get_by_text("Someone leads with you").click()
    page.get_by_label("Whose link is it?").fill("Kim")
    page.get_by_role("button", name="Make a link").click()
    helper.page.goto(page.get_by_label("The link for Kim.").input_value())
    helper.page.get_by_role("button", name=re.compile("^Next: ")).click()
    expect(page.locator(".step-title")).not_to_have_text(QUESTION)
    helper.page.get_by_role("button", name="Back", exact=True).click()
    expect(page.locator(".step-title")).to_have_text(QUESTION)
    page.get_by_role("button", name="Take Kim’s link back").click()
    expect(helper.page.get_by_text("You cannot lead this room any more.")).to_be_visible()
    reply = steered(workbook, helper, workshop)
    assert (reply.status, reply.error["rule"]) == (403, "not-leading")


def steered(workbook: Workbook, by: Phone, workshop: str) -> Any:
    headers = {"X-Closeness": "1", "Content-Type": "application/json"}
    return ask(workbook, f"/api/workshops/{workshop}/steer", "POST", by, {"do": "next"}, headers)


def words_are_let_through(
    page: Page, wall: Page, mine: Page, late: Page, crowd: Crowd, cookie: str, workshop: str
) -> None:
    """Four texts are none; of five, one goes to the wall, and no other anywhere."""
    step = crowd.view("facilitator", cookie, workshop)["current"]
    crowd.write(step, WORDS)
    page.get_by_role("button", name="Show the picture on the wall").click()
    expect(page.get_by_role("alert").filter(has_text="at least 5 people")).to_be_visible()
    expect(page.get_by_text(WORDS[0])).to_have_count(0)
    follows(mine, QUESTION)
    mine.locator(".draft textarea").fill("mine, and nobody else’s")
    mine.get_by_role("button", name="Share with the group, without my name").click()
    expect(mine.locator(".share:visible").get_by_role("status")).to_have_text("Shared.")
    page.get_by_role("button", name="Show the picture on the wall").click()
    expect(page.locator(".written li")).to_have_count(5)
    assert set(page.locator(".written q, .written blockquote").all_inner_texts()) == {
        *WORDS,
        "mine, and nobody else’s",
    }
    expect(wall.locator("#wall[data-scene=card]")).to_be_attached()
    one = page.locator(".written li", has_text=WORDS[0])
    one.get_by_role("button", name="Let it through").click()
    expect(wall.locator(".result-texts li")).to_have_text([WORDS[0]])
    follows(late, QUESTION)
    expect(late.locator(".said:visible .result-texts li")).to_have_text([WORDS[0]])


def the_end(page: Page, wall: Page, mine: Page, late: Page) -> None:
    """Everybody gets their take-away; the room says when the rest goes."""
    page.get_by_role("button", name="Close the room").click()
    page.get_by_role("button", name="Yes, close it").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Thank you")
    for one in (mine, late):
        follows(one, "That was the workshop")
    gone = date.today() + timedelta(days=30)  # noqa: DTZ011 - the day where we are
    for place in (page.locator(".ended"), wall.locator("#wall"), mine.locator("#stage")):
        expect(place).to_contain_text(re.compile(rf"{gone.day}\b.*{gone.year}"))
    mine.get_by_role("link", name="Open my notes").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("My notes")
    expect(mine.get_by_text("9 / 10")).to_have_count(6)
    expect(mine.get_by_text("mine, and nobody else’s")).to_be_visible()
    mine.get_by_role("link", name="Back to the room").click()
