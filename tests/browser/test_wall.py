"""The wall: to be read from the back row, calm, and nothing on it that is not for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, StorageState, ViewportSize, expect

from tests.browser.people import Phone, Workbook, violations

pytestmark = pytest.mark.on_both_databases

BEAMER: ViewportSize = {"width": 1920, "height": 1080}
SIZES: list[ViewportSize] = [
    BEAMER,
    {"width": 1280, "height": 800},
    {"width": 1024, "height": 768},
]
SMALLEST = """() => {
  const sizes = [];
  for (const one of document.querySelectorAll('#wall *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (own && one.checkVisibility() && !one.closest('.cw-hidden')) {
      sizes.push(parseFloat(getComputedStyle(one).fontSize));
    }
  }
  return Math.min(...sizes) / innerHeight;
}"""
HIDDEN_PARTS = """() => {
  const scene = document.querySelector('.wall-scene');
  const page = document.documentElement;
  return [
    scene.scrollHeight - scene.clientHeight, scene.scrollWidth - scene.clientWidth,
    page.scrollHeight - innerHeight, page.scrollWidth - innerWidth,
  ].some((over) => over > 1);
}"""
CALL = """async ([path, body]) => {
  const headers = {'Content-Type': 'application/json', 'X-Closeness': '1'};
  const sent = {method: 'POST', headers, body: JSON.stringify(body)};
  return (await fetch(path, sent)).json();
}"""
VIEW = """(id) => new Promise((resolve) => {
  const line = new WebSocket(`${location.origin.replace('http', 'ws')}/api/room`
    + `?as=facilitator&workshop=${id}`);
  line.onmessage = ({data}) => {
    const {room} = JSON.parse(data);
    if (!room) return;
    line.close();
    resolve(room);
  };
})"""
PAYLOADS = [
    "<img src=x onerror=document.title='owned'>",
    "<script>document.title='owned'</script>",
    "'\"><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "{{ 7 * 7 }} ${7 * 7}",
]


class Facilitator:
    """Whoever leads, asking the server as the page does."""

    def __init__(self, laptop: Phone) -> None:
        self.laptop = laptop
        self.page = laptop.page
        self.page.goto(laptop.workbook.url)
        self.workshop = ""

    def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = self.page.evaluate(CALL, [self.laptop.workbook.url + path, body])
        assert "error" not in reply, reply
        return reply

    def plan(self, *exercises: str) -> dict[str, Any]:
        agenda = [{"exercise": one, "minutes": 6, "meeting": 1} for one in exercises]
        made = self.call(
            "api/workshops", {"title": "A calm day", "agenda": agenda, "expected": 6, "k": 5}
        )
        self.workshop = made["id"]
        return made

    def view(self) -> dict[str, Any]:
        seen: dict[str, Any] = self.page.evaluate(VIEW, self.workshop)
        return seen

    def steer(self, do: str, **more: Any) -> None:
        revision = self.view()["revision"]
        self.call(f"api/workshops/{self.workshop}/steer", {"do": do, "revision": revision, **more})

    def paper(self, sheets: list[dict[str, Any]]) -> None:
        step = self.view()["current"]
        self.call(f"api/workshops/{self.workshop}/paper", {"step": step, "sheets": sheets})

    def wall(self, size: ViewportSize = BEAMER) -> Page:
        """The wall in a window of the same browser."""
        window = self.laptop.context.new_page()
        window.set_viewport_size(size)
        window.goto(f"{self.laptop.workbook.url}projector/{self.workshop}")
        return window


@pytest.fixture
def leader(new_phone: Callable[..., Phone], signed_in: StorageState) -> Facilitator:
    """Signed in, on a laptop."""
    return Facilitator(new_phone(BEAMER, storage_state=signed_in))


def scene(wall: Page, name: str) -> None:
    """Wait for what the wall shows."""
    expect(wall.locator(f"#wall[data-scene={name}]")).to_be_attached()


def can_be_read(wall: Page) -> None:
    """Large enough, whole, and nothing for axe-core to find."""
    for size in SIZES:
        wall.set_viewport_size(size)
        assert wall.evaluate(SMALLEST) >= 1 / 30 - 1e-4, size
        # A wall fits itself when its browser tells it of the new size, a moment later.
        wall.wait_for_function(f"() => !({HIDDEN_PARTS})()")
    assert violations(wall) == []


def ratings(number: int) -> list[dict[str, Any]]:
    """Sheets with answers in every part of the scale."""
    items = [f"{one}.{time}" for one in ("ideas", "together", "feelings") for time in NOW_WISHED]
    return [
        {item: (3 * sheet + place) % 11 for place, item in enumerate(items)}
        for sheet in range(number)
    ]


NOW_WISHED = ("now", "wished")


@pytest.mark.looks
def test_the_lobby_says_how_to_join(leader: Facilitator) -> None:
    made = leader.plan("dimensions")
    wall = leader.wall()
    scene(wall, "lobby")

    code = made["code"]
    expect(wall.locator(".wall-join .wall-code")).to_have_text(f"{code[:4]}-{code[4:]}")
    expect(wall.locator(".wall-join .wall-address")).to_have_text(re.compile(r"/join$"))
    expect(wall.get_by_role("heading", name="A calm day")).to_be_visible()
    box = wall.locator(".wall-join .wall-qr").bounding_box()
    assert box is not None
    assert box["height"] >= 0.45 * BEAMER["height"]
    can_be_read(wall)


def test_on_another_computer_the_link_opens_the_wall_and_leaves_no_secret_behind(
    leader: Facilitator, new_phone: Callable[..., Phone]
) -> None:
    secret = leader.plan("dimensions")["projector_link"].partition("#")[2]
    other = new_phone(BEAMER)
    other.page.goto(f"{other.workbook.url}projector/{leader.workshop}#{secret}")

    scene(other.page, "lobby")
    assert "#" not in other.page.url
    other.page.reload()
    scene(other.page, "lobby")


def test_a_wall_without_its_link_stays_locked(
    leader: Facilitator, new_phone: Callable[..., Phone]
) -> None:
    leader.plan("dimensions")
    stranger = new_phone(BEAMER)
    stranger.forgiven.append("403")
    stranger.page.goto(f"{stranger.workbook.url}projector/{leader.workshop}#{'x' * 32}")

    expect(stranger.page.get_by_role("heading", name="This wall is locked")).to_be_visible()
    expect(stranger.page.get_by_text("A calm day")).to_have_count(0)


def test_the_wall_follows_the_room(leader: Facilitator) -> None:
    leader.plan("dimensions", "pairs")
    wall = leader.wall()
    scene(wall, "lobby")

    leader.steer("next")
    scene(wall, "step")
    expect(wall.get_by_role("heading", name="Three ways of being close")).to_be_visible()
    expect(wall.locator(".room-time")).to_have_text(re.compile(r"^[56]:\d\d$"))
    expect(wall.get_by_text("Not yet enough")).to_be_visible()
    expect(wall.locator(".wall-corner .wall-qr")).to_be_visible()
    can_be_read(wall)

    leader.steer("pause")
    expect(wall.get_by_role("heading", name="Short break")).to_be_visible()
    leader.steer("resume")
    leader.steer("next")
    scene(wall, "card")
    can_be_read(wall)

    leader.steer("close")
    expect(wall.get_by_role("heading", name="Thank you")).to_be_visible()
    can_be_read(wall)


def test_the_group_s_picture_is_large_and_has_words_in_its_place(leader: Facilitator) -> None:
    leader.plan("dimensions")
    wall = leader.wall()
    leader.steer("next")
    leader.paper(ratings(20))
    expect(
        wall.get_by_text("20 have shared").or_(wall.get_by_text("Enough to show"))
    ).to_be_visible()
    scene(wall, "step")  # nothing before whoever leads reveals it

    leader.steer("reveal")
    scene(wall, "result")
    picture = wall.get_by_role("img", name=re.compile("The picture of what the group shared"))
    expect(picture).to_be_visible()
    for words in ["Ideas and values", "Feelings", "How I would like it", "0 to 3", "about 4 in 10"]:
        expect(picture).to_contain_text(words)
    can_be_read(wall)

    leader.steer("hide")
    scene(wall, "step")


def test_words_of_people_are_on_the_wall_only_when_let_through_and_only_as_text(
    leader: Facilitator,
) -> None:
    leader.plan("dimensions", "question")
    wall = leader.wall()
    leader.steer("next")
    leader.steer("next")
    leader.paper([{"words": text} for text in PAYLOADS])
    leader.steer("reveal")
    scene(wall, "card")

    for text in leader.view()["texts"]:
        leader.steer("through", text=text["id"], yes=True)
    scene(wall, "texts")
    for payload in PAYLOADS:
        expect(wall.get_by_text(payload)).to_be_visible()
    assert wall.title() != "owned"
    assert wall.locator(".wall-scene img, .wall-scene script, .wall-scene svg").count() == 0
    can_be_read(wall)


@pytest.mark.looks
def test_the_key_f_fills_the_screen_and_the_button_goes(leader: Facilitator) -> None:
    leader.plan("dimensions")
    wall = leader.wall()
    scene(wall, "lobby")
    button = wall.get_by_role("button", name="Full screen")
    expect(button).to_be_visible()

    wall.keyboard.press("f")
    expect(button).to_be_hidden()
    assert wall.evaluate("document.fullscreenElement !== null")

    wall.keyboard.press("f")
    expect(button).to_be_visible()


def test_without_the_server_the_wall_keeps_what_it_shows_and_comes_back_by_itself(
    leader: Facilitator, workbook: Workbook
) -> None:
    leader.laptop.line_may_drop = True
    leader.plan("dimensions")
    leader.steer("next")
    wall = leader.wall()
    scene(wall, "step")

    workbook.kill()
    expect(wall.get_by_role("status").get_by_text("Connecting again")).to_be_visible()
    expect(wall.get_by_role("heading", name="Three ways of being close")).to_be_visible()

    workbook.start()
    expect(wall.get_by_text("Connecting again")).to_have_count(0)
    leader.steer("pause")
    expect(wall.get_by_role("heading", name="Short break")).to_be_visible()
