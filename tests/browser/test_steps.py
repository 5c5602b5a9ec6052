"""Steps in a real browser: ticks and words stay, the ladder waits, a no ends the plan.

Each exercise is laid over the chapter of `dimensions`, so that it stands on a page by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from closeness_widgets import paths
from tests.browser.people import LAPTOP, Phone, Workbook, violations

QUESTION = "Could being open with this person put you at risk?"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """A workbook with room for exercises of its owner."""
    one = Workbook(tmp_path_factory.mktemp("data"))
    (one.data / "content" / "en").mkdir(parents=True)
    try:
        one.start()
        yield one
    finally:
        one.stop()


def put(workbook: Workbook, name: str) -> None:
    """Lay the exercise over `dimensions`."""
    text = (paths.content() / "en" / f"{name}.yaml").read_text(encoding="utf-8")
    own = workbook.data / "content" / "en" / "dimensions.yaml"
    own.write_text(text.replace(f"id: {name}\n", "id: dimensions\n", 1), encoding="utf-8")


def at(item: str) -> str:
    return f"#ex-dimensions-{item}"


def test_ticks_choices_and_words_are_there_again_after_a_reload(
    phone: Phone, workbook: Workbook
) -> None:
    put(workbook, "feelings-map")
    page = phone.begin()
    phone.about("A friend", "Sam")
    expect(page.locator(".cw-step h4")).to_have_text(
        ["Happiness", "Affection", "Fears", "Doubts about yourself", "Where you would like support"]
    )
    page.locator(at("happiness_choices-proud")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator(at("fears_own")).fill("The long winter")
    page.get_by_label("I would like Sam to know this").nth(2).check()
    phone.saved()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    phone.wait()
    expect(page.locator(at("happiness_choices-proud"))).to_be_checked()
    expect(page.locator(at("happiness_choices-playful"))).to_be_checked()
    expect(page.locator(at("fears_own"))).to_have_value("The long winter")
    expect(page.locator(at("fears-show"))).to_be_checked()
    page.locator(at("happiness_choices-proud")).uncheck()
    page.locator(at("fears-show")).uncheck()
    phone.saved()
    page.reload()
    phone.wait()
    expect(page.locator(at("happiness_choices-proud"))).not_to_be_checked()
    expect(page.locator(at("fears-show"))).not_to_be_checked()


def test_the_ladder_waits_for_the_other_and_shows_the_next_step(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    put(workbook, "vulnerability-ladder")
    phone = new_phone(LAPTOP)
    page = phone.begin()
    phone.about("A friend", "Sam")
    page.get_by_role("button", name="No", exact=True).click()
    first, second = page.locator(".cw-step").nth(0), page.locator(".cw-step").nth(1)
    expect(first.get_by_text("A good next step")).to_be_visible()
    expect(first.locator(".cw-mind")).to_be_hidden()
    first.get_by_label("I have shared something").check()
    expect(first.locator(".cw-mind")).to_contain_text("leave room for Sam")
    expect(first.get_by_text("A good next step")).to_be_visible()
    first.get_by_label("Sam shared something too").check()
    expect(first.locator(".cw-mind")).to_be_hidden()
    expect(first.get_by_text("A good next step")).to_be_hidden()
    expect(second.get_by_text("A good next step")).to_be_visible()
    phone.saved()
    assert violations(page) == []


def test_the_ladder_for_oneself_keeps_its_words_and_drops_the_other(
    phone: Phone, workbook: Workbook
) -> None:
    put(workbook, "vulnerability-ladder")
    page = phone.begin()
    phone.about("A friend", "Sam")
    page.get_by_role("button", name="I am not sure").click()
    expect(page.locator(".cw-step")).to_have_count(5)
    expect(page.get_by_text("Write down one little thing from today")).to_be_visible()
    expect(page.locator(".cw-exercise input[type=checkbox]")).to_have_count(0)
    steps = page.locator(".cw-steps")
    expect(steps).not_to_contain_text("Sam")
    page.locator(at("everyday_own")).fill("The tea was too hot")
    phone.saved()
    assert violations(page) == []
    page.get_by_role("button", name="Ask me again whether this is safe").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(at("everyday_own"))).to_have_value("The tea was too hot")


def test_the_plan_ends_kindly_if_the_other_said_no_or_left(
    phone: Phone, workbook: Workbook
) -> None:
    put(workbook, "withdrawal-plan")
    page = phone.begin()
    phone.about("My parent")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".cw-step")).to_have_count(0)
    page.get_by_role("radio", name="Your parent has gone quiet").check()
    expect(page.locator(".cw-step")).to_have_count(6)
    page.locator(at("ask_own")).fill("How are you?")
    for words in ("Your parent said no", "Your parent has left"):
        page.get_by_role("radio", name=words).check()
        expect(page.locator(".cw-step")).to_have_count(0)
        expect(page.get_by_text("A no may stand as it is")).to_be_visible()
    expect(page.get_by_role("link", name="Where to find help")).to_be_visible()
    phone.saved()
    assert violations(page) == []
    page.reload()
    phone.wait()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".cw-step")).to_have_count(0)
    page.get_by_role("radio", name="asked for some time").check()
    expect(page.locator(at("ask_own"))).to_have_value("How are you?")
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("Myself")
    expect(page.locator(".cw-step")).to_have_count(6)
    expect(page.get_by_text("How do things stand?")).to_have_count(0)
