"""Takes the README's pictures from the running product: `.venv/bin/python -m tools.screenshots`."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from closeness_widgets.records import Records
from tests.browser.coaching import many_weeks, open_client, owner_of
from tests.browser.crowd import Crowd, lend
from tests.browser.people import HOST, Phone, Workbook, chromium
from tests.browser.practice import MONDAY, Client, about_friend, with_token

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SIZE = {"width": 390, "height": 760}
LAPTOP = {"width": 1280, "height": 800}


def shoot(phone: Phone, name: str, at: str) -> None:
    """Save what the phone shows, scrolled so that ``at`` stands at the top."""
    phone.page.locator(at).first.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 190)"
    )
    phone.page.screenshot(path=IMAGES / f"{name}.png")


def room(browser: Browser, workbook: Workbook) -> None:
    """A workshop of sixteen: the wall, a phone and the page that leads it."""
    with Crowd(workbook) as crowd:
        made = crowd.leads("Saturday in spring", ["dimensions", "pairs", "blockers"], 16)
        crowd.join(made["code"], 15)
        context = browser.new_context(viewport=SIZE, device_scale_factor=2)
        phone = Phone(context, workbook).page
        phone.goto(workbook.url + "join#" + made["join_link"].partition("#")[2])
        phone.get_by_label("Only I do").check()
        phone.get_by_role("button", name="Join").click()
        phone.wait_for_url("**/live")
        crowd.steer("next")
        step = crowd.view("live", crowd.people[0].cookie)["step"]["id"]
        crowd.answer("dimensions", somebody)
        crowd.share(step)
        crowd.steer("reveal")
        laptop = browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
        lend(crowd.lead.cookie, laptop, workbook)
        pages = {"wall": f"projector/{made['id']}", "lead": f"facilitate/{made['id']}"}
        for name, path in pages.items():
            page = laptop.new_page()
            page.goto(workbook.url + path)
            expect(page.get_by_text("Ideas and values").first).to_be_visible()
            page.screenshot(path=IMAGES / f"{name}.png")
        expect(phone.get_by_text("Ideas and values").first).to_be_visible()
        phone.screenshot(path=IMAGES / "room.png")


def coach(browser: Browser, data: Path) -> None:
    """One client's page for a session, after half a year of weeks."""
    workbook = Workbook(data)
    with Records.open(data) as records:
        token = many_weeks(records, "Hazel")
    workbook.start()
    try:
        laptop = browser.new_context(viewport={"width": 1280, "height": 860})
        page = laptop.new_page()
        page.goto(workbook.owner_link)
        page.wait_for_url(workbook.url)
        client = Client(owner_of(workbook, laptop.storage_state()), "Hazel")
        person = with_token(workbook, token)
        client.consents(person, use_record=True, about=about_friend(person, client.secret))
        client.do("marks", kind="event", label="New job", date=f"{MONDAY - timedelta(weeks=9)}")
        client.do("marks", kind="session", label="", date=f"{MONDAY - timedelta(weeks=4)}")
        client.do("notes", text="Begin with the evenings in August.")
        open_client(page, workbook, "Hazel")
        expect(page.locator(".chart img").first).to_be_visible()
        page.screenshot(path=IMAGES / "coach.png")
        with Image.open(IMAGES / "coach.png") as picture:  # few colours: a third of the bytes
            small = picture.convert("RGB").quantize(128)
        small.save(IMAGES / "coach.png", optimize=True)
    finally:
        workbook.stop()


def somebody(number: int) -> dict[str, int]:
    """What one of the sixteen answers: some are close, many would like a little more."""
    now = [2, 7, 5, 8, 3, 6, 9, 4, 7, 1, 5, 8, 6, 3, 7][number % 15]
    return {
        f"{one}.{when}": max(0, min(10, now + more - number % 3))
        for one, shift in (("ideas", 1), ("together", -1), ("feelings", 0))
        for when, more in (("now", shift), ("wished", shift + 3))
    }


def main() -> None:
    """One visit, one picture of each exercise, and one workshop."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workbook = Workbook(Path(folder))
        workbook.start()
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--no-sandbox"],
        )
        try:
            context = browser.new_context(viewport=SIZE, device_scale_factor=2)
            phone = Phone(context, workbook)
            page = phone.begin()
            phone.about("A friend", "Sam")
            for item, value in {"ideas_now": 6, "ideas_wished": 7, "together_now": 3}.items():
                page.locator(f"#ex-dimensions-{item}-{value}").check()
            phone.saved()
            shoot(phone, "dimensions", "#ex-dimensions-ideas_now-0 >> xpath=ancestor::fieldset")
            phone.open("blockers")
            page.locator("#ex-blockers-unasked-advice_me-2").check()
            page.locator("#ex-blockers-criticism_other-1").check()
            phone.saved()
            shoot(phone, "blockers", "#ex-blockers-unasked-advice_me-2 >> xpath=ancestor::fieldset")
            phone.open("journal")
            weeks = page.locator("select").first
            for back, value in enumerate((7, 6, 4, 5, 3)):
                weeks.select_option(index=back)
                for name in ("ideas", "together", "feelings"):
                    level = value if name != "together" else value - 1
                    page.locator(f"input[id*='{name}_now-{level}']").first.check()
                phone.saved()
            page.get_by_role("button", name="Show my picture").click()
            expect(page.locator("figure img")).to_be_visible()
            shoot(phone, "journal", "figure")
            room(browser, workbook)
            coach(browser, Path(folder) / "coach")
        finally:
            browser.close()
            workbook.stop()


if __name__ == "__main__":
    main()
