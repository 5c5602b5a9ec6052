"""A slow line and impatient people: what is pressed too early, twice, or while the line is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, StorageState, WebSocketRoute, expect

from tests.browser.coaching import owner_of
from tests.browser.people import Phone, Workbook
from tests.browser.practice import TODAY, Client
from tests.browser.visitors import Leading, Visitor

FASTER = (
    "The other facilitator was faster. You see the step where the room is now, "
    "so nothing was done twice."
)
NO_ANSWER = "The workbook did not answer. Look whether you are still on the right Wi-Fi"


@pytest.fixture(scope="module")
def owner(workbook: Workbook, signed_in: StorageState) -> Visitor:
    """Who runs the workbook."""
    return owner_of(workbook, signed_in)


class Held:
    """Holds the requests to an address from the moment they are made until they are let go."""

    def __init__(self, page: Page, address: str, method: str = "") -> None:
        self.routes: list[Route] = []
        self.method, self.holds = method, True
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.holds and self.method in ("", route.request.method):
            self.routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.holds = False
        for route in self.routes:
            route.continue_()


class Line:
    """The page's websocket: messages in either direction can be lost, and it can be cut."""

    def __init__(self, page: Page, address: str) -> None:
        self.loses = False
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket(lambda url: address in url, self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(self._to(server))
        server.on_message(self._to(socket))
        self.sockets.append(socket)

    def _to(self, other: WebSocketRoute) -> Callable[[str | bytes], None]:
        def send(message: str | bytes) -> None:
            if not self.loses:
                other.send(message)

        return send

    def cut(self) -> None:
        self.loses = False
        self.sockets[-1].close(code=1001, reason="gone")


def lead(leader: Phone, room: Leading) -> Page:
    page = leader.page
    page.goto(f"{leader.workbook.url}facilitate/{room.id}")
    expect(page.locator(".run-step").first).to_be_visible()
    return page


def second_click(page: Page, what: str) -> None:
    """The second half of a double click on what lies there now."""
    box = page.locator(what).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


# Whoever leads


def test_a_double_click_goes_one_step_and_so_does_a_key_that_is_held_down(
    leader: Phone, room: Leading
) -> None:
    page = lead(leader, room)
    where = page.locator(".step-where")
    page.locator("#next").click()
    expect(where).to_have_text("Step 1 of 3")
    expect(page.locator("#next")).not_to_have_attribute("aria-busy", "true")
    second_click(page, "#next")
    assert not page.locator("#next").get_attribute("aria-busy")
    assert room.view()["step"]["number"] == 1
    page.locator("#next").focus()
    page.keyboard.down("Enter")
    expect(where).to_have_text("Step 2 of 3")
    expect(page.locator("#next")).not_to_have_attribute("aria-busy", "true")
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert room.view()["step"]["number"] == 2


def test_what_is_pressed_for_a_step_that_is_over_is_not_done_to_another_one(
    leader: Phone, room: Leading
) -> None:
    leader.forgiven.append("status of 409")
    line = Line(leader.page, "/api/room")
    page = lead(leader, room)
    page.locator("#next").click()
    expect(page.locator(".step-where")).to_have_text("Step 1 of 3")
    page.locator("#again").click()
    line.loses = True
    room.steer("next")
    page.get_by_role("button", name="Yes, another round").click()
    expect(page.get_by_role("alert").filter(has_text="faster")).to_have_text(FASTER)
    page.get_by_role("button", name="Close this").click()
    page.locator("#reveal").click()
    expect(page.locator(".card .problem").first).to_have_text(FASTER)
    step = room.view()["step"]
    assert (step["number"], step["round"]) == (2, 1)
    line.cut()
    expect(page.locator(".step-where")).to_have_text("Step 2 of 3")


def test_a_press_is_at_work_until_the_page_shows_what_came_of_it(
    leader: Phone, room: Leading
) -> None:
    line = Line(leader.page, "/api/room")
    page = lead(leader, room)
    line.loses = True
    with page.expect_response("**/steer"):
        page.locator("#next").click()
    page.locator("#next").click()
    line.cut()
    expect(page.locator(".step-where")).to_have_text("Step 1 of 3")
    expect(page.locator(".step-now .problem")).to_have_text("")
    assert room.view()["step"]["number"] == 1


def test_what_is_typed_while_a_plan_is_saved_stays_and_does_not_count_as_saved(
    leader: Phone, workbook: Workbook, owner: Visitor
) -> None:
    page = leader.page
    page.goto(f"{workbook.url}facilitate#plan")
    title, minutes = page.get_by_label("What is it called?"), page.locator(".agenda-minutes input")
    title.fill("Slow")
    page.get_by_label("When is the last meeting?").fill(TODAY.isoformat())
    held = Held(page, "**/api/workshops", "POST")
    page.get_by_role("button", name="Save this plan").click()
    minutes.first.fill("17")
    title.fill("Slow line")
    held.let_go()
    expect(page.get_by_role("heading", name="Get ready")).to_be_visible()
    expect(minutes.first).to_have_value("17")
    expect(title).to_have_value("Slow line")
    expect(page.locator(".plan-saved")).to_have_text("")
    page.get_by_role("link", name="All workshops").click()
    expect(title).to_be_hidden()
    page.go_back()
    expect(title).to_have_value("Slow line")
    page.get_by_role("button", name="Save this plan").click()
    expect(page.locator(".plan-saved")).to_have_text("Saved.")


# Participants


@pytest.fixture
def seated(phone: Phone, room: Leading) -> Page:
    """Somebody's phone in the room, in its lobby."""
    phone.page.goto(f"{phone.workbook.url}join#{room.secret}")
    phone.page.get_by_label("Only I do").check()
    phone.page.get_by_role("button", name="Join", exact=True).click()
    expect(phone.page.get_by_role("heading", name="You are in")).to_be_visible()
    return phone.page


IMPATIENT = """() => {
  const ask = window.fetch;
  window.fetch = async (...what) => {
    const reply = await ask(...what);
    setInterval(() => document.querySelector("form [type=submit]").click(), 2);
    return reply;
  };
}"""
"""Taps the form's button again and again from the answer on, while the next page is on its way."""


def test_a_second_tap_on_join_asks_for_nothing_again(phone: Phone, room: Leading) -> None:
    page = phone.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    page.goto(f"{phone.workbook.url}join#{room.secret}")
    page.get_by_label("Only I do").check()
    page.evaluate(IMPATIENT)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    assert [one.rpartition("/")[2] for one in asked].count("join") == 1


def test_a_share_whose_answer_is_lost_is_shown_as_what_it_became(
    seated: Page, phone: Phone, room: Leading
) -> None:
    phone.forgiven.append("net::ERR_FAILED")
    room.at("question")
    words = seated.get_by_role("textbox", name="What helps you feel close")
    held = Held(seated, "**/api/live/me")
    seated.reload()
    expect(seated.get_by_text("This part is on its way…")).to_be_visible()
    expect(seated.get_by_role("button", name="Share with the group")).to_have_attribute(
        "aria-disabled", "true"
    )
    expect(words).to_be_hidden()
    held.let_go()
    words.fill("What helps you to begin?")
    expect(seated.locator(".draft .cw-saved")).to_have_text("Saved")

    somebody = Visitor(phone.workbook)
    somebody.cookies = {one["name"]: one["value"] for one in phone.context.cookies()}

    def lose(route: Route) -> None:
        asked = route.request.post_data_json
        somebody.call("live/share", **asked or {})
        route.abort()

    seated.route("**/api/live/share", lose)
    seated.get_by_role("button", name="Share with the group").click()
    expect(seated.locator(".share-said")).to_have_text("Shared.")
    expect(seated.get_by_role("button", name="Take it back")).to_be_visible()
    expect(seated.locator(".share .problem")).to_have_text("")


def test_an_exercise_that_is_opened_before_the_script_has_come_opens_when_it_is_there(
    phone: Phone,
) -> None:
    name, token = phone.workbook.new_person()
    phone.context.add_cookies([{"name": name, "value": token, "url": phone.workbook.url}])
    held = Held(phone.page, "**/static/client*")
    phone.page.goto(f"{phone.workbook.url}workbook/opening-up", wait_until="commit")
    opener = phone.page.locator("[data-opens]").first
    exercise = opener.get_attribute("data-opens")
    opener.click()
    expect(opener).to_have_attribute("aria-busy", "true")
    held.let_go()
    expect(phone.page.locator(f"#open-{exercise} .cw-exercise")).to_be_visible()


def test_what_was_asked_for_on_a_lost_line_is_asked_for_again(phone: Phone) -> None:
    phone.line_may_drop = True
    line = Line(phone.page, "/channels")
    page = phone.begin()
    page.get_by_role("radio", name="A friend", exact=True).check()
    line.loses = True
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_role("button", name="Use this")).to_have_attribute("aria-busy", "true")
    line.cut()
    expect(page.locator(".cw-about strong")).to_have_text("A friend")
    page.locator("#ex-dimensions-ideas_now-4").check()
    phone.saved()
    line.loses = True
    page.locator("#ex-dimensions-together_now-5").check()
    page.locator(".turn .next").click()
    expect(page.locator(".turn .next")).to_have_attribute("aria-busy", "true")
    line.cut()
    page.wait_for_url("**/workbook/blockers")
    page.go_back()
    expect(page.locator("#ex-dimensions-together_now-5")).to_be_checked()
    line.loses = True
    page.get_by_role("button", name="Show").click()
    line.cut()
    expect(page.locator(".cw-picture img")).to_be_visible()
    page.get_by_role("button", name="Erase my answers to this exercise").click()
    line.loses = True
    page.get_by_role("button", name="Yes, erase them").click()
    line.cut()
    expect(page.get_by_text("Your answers here are gone.")).to_be_visible()
    expect(page.locator("#ex-dimensions-ideas_now-4")).not_to_be_checked()


def test_leaving_quickly_needs_no_connection(phone: Phone) -> None:
    with phone.page.expect_response("**/weather"):
        phone.begin()
    phone.context.set_offline(True)
    phone.line_may_drop = True
    phone.page.get_by_role("button", name="Leave quickly").click()
    expect(phone.page.get_by_role("heading", name="Weather", level=1)).to_be_visible()
    phone.context.set_offline(False)


def test_the_second_half_of_a_double_click_presses_nothing_that_came_under_the_pointer(
    phone: Phone,
) -> None:
    phone.begin("journal")
    page = phone.page
    page.goto(f"{phone.workbook.url}record")
    page.locator("#leaving-ask button").click()
    second_click(page, "#leaving-sure .cw-danger")
    expect(page.locator("#leaving-sure")).to_be_visible()
    assert not page.locator("#leaving-sure form").get_attribute("data-sending")
    page.locator("#leaving-sure .cw-danger").click()
    page.wait_for_url(phone.workbook.url)


# A coach and their clients


def test_a_note_that_is_being_typed_outlasts_what_the_page_learns_meanwhile(
    leader: Phone, owner: Visitor, workbook: Workbook
) -> None:
    client = Client(owner, "Rowan")
    page = leader.page
    page.goto(f"{workbook.url}coach/{client.id}")
    note = page.locator("#note")
    note.fill("The first note")
    held = Held(page, f"**/api/coach/clients/{client.id}/page*")
    page.get_by_role("button", name="Keep this note").click()
    expect(note).to_have_value("")
    note.press_sequentially("The second")
    held.let_go()
    expect(page.locator(".note-text")).to_have_text("The first note")
    expect(note).to_have_value("The second")
    expect(note).to_be_focused()
    leader.forgiven.append("net::ERR_FAILED")
    page.route(f"**/api/coach/clients/{client.id}/page*", lambda route: route.abort())
    page.get_by_role("button", name="Keep this note").click()
    expect(page.locator("[data-body] > .problem")).to_contain_text(NO_ANSWER)
    expect(page.locator(".note-text")).to_have_text("The first note")
    page.unroute_all()
    expect(page.locator(".note-text")).to_have_count(2)


def test_what_a_coach_may_see_can_be_changed_once_it_is_known(
    phone: Phone, owner: Visitor, visitor: Callable[..., Visitor], workbook: Workbook
) -> None:
    client, somebody = Client(owner, "Alder"), visitor()
    client.consents(somebody, ["ratings", "words"])
    cookies: list[Any] = [
        {"name": name, "value": value, "url": workbook.url}
        for name, value in somebody.cookies.items()
    ]
    phone.context.add_cookies(cookies)
    page = phone.page
    held = Held(page, "**/api/check-in/me")
    page.goto(f"{workbook.url}check-in")
    expect(page.get_by_role("heading", name="What your coach sees")).to_be_visible()
    expect(page.locator("[data-parts]")).to_be_hidden()
    held.let_go()
    expect(page.get_by_label("My own words")).to_be_checked()
    expect(page.get_by_label("What got in the way")).not_to_be_checked()


def test_a_link_that_is_pasted_before_the_page_is_whole_is_asked_about_and_stays_out_of_the_address(
    phone: Phone, workbook: Workbook
) -> None:
    phone.forgiven.append("status of 40")
    page = phone.page
    held = Held(page, "**/static/check_in*.js")
    page.goto(f"{workbook.url}check-in", wait_until="commit")
    page.get_by_label("Or paste the link here").fill("x#nothing")
    page.get_by_role("button", name="Open").click()
    held.let_go()
    expect(page.get_by_text("This link is not good any more.")).to_be_visible()
    assert page.url == f"{workbook.url}check-in"
