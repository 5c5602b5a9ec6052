"""What a phone does while the room goes from step to step."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def is_at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def goes_along(page: Page, says: str = "The room has moved on.", button: str = "Go there") -> None:
    """A phone in use is asked; its person taps."""
    expect(page.locator("#moved p")).to_have_text(says)
    page.locator("#moved").get_by_role("button", name=button).click()
    expect(page.locator("#moved p")).to_have_count(0)


def follows(page: Page, title: str) -> None:
    """By itself if it is idle; else its person taps."""
    there = page.get_by_role("heading", level=1, name=title, exact=True)
    asked = page.locator("#moved").get_by_role("button")
    expect(there.or_(asked).first).to_be_visible()
    if asked.count():
        asked.click()
    is_at(page, title)
