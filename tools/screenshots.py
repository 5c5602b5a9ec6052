"""Takes the README's pictures from the running product: `.venv/bin/python -m tools.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.people import HOST, Phone, Workbook, chromium

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SIZE = {"width": 390, "height": 760}


def shoot(phone: Phone, name: str, at: str) -> None:
    """Save what the phone shows, scrolled so that ``at`` stands at the top."""
    phone.page.locator(at).first.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 190)"
    )
    phone.page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    """One visit, one picture of each exercise."""
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
        finally:
            browser.close()
            workbook.stop()


if __name__ == "__main__":
    main()
