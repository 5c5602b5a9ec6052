"""Texts that would be more than text wherever a page is careless, and what tells that one was."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Dialog, Page

from tests.browser.crowd import lend
from tests.browser.people import Phone, Workbook

PAYLOADS = Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").splitlines()
NAMES = [one for one in PAYLOADS if len(one) <= 40]
TITLES = [one for one in PAYLOADS if len(one) <= 80]
RAN = """() => {
  const own = (address) => !address || address.startsWith(location.origin + "/");
  const bad = [];
  if (window.__xss !== undefined) bad.push("it ran");
  for (const one of document.querySelectorAll("*")) {
    const name = one.localName;
    if (["iframe", "object", "embed", "base", "math", "style", "frameset"].includes(name)) {
      bad.push(one.outerHTML.slice(0, 200));
    }
    if (name === "script" && one.type !== "application/json" && !(one.src && own(one.src))) {
      bad.push(one.outerHTML.slice(0, 200));
    }
    if (name === "img" && !own(one.src) && !one.src.startsWith("data:image/svg+xml")) {
      bad.push(one.outerHTML.slice(0, 200));
    }
    for (const { name: attribute, value } of one.attributes) {
      if (attribute.startsWith("on")) bad.push(one.outerHTML.slice(0, 200));
      const leads = ["href", "src", "action", "formaction", "data"].includes(attribute);
      const runs = /^\\s*(javascript|vbscript|data:text)/i.test(value);
      if (leads && runs) bad.push(`${name} ${value}`);
    }
  }
  return bad;
}"""
"""What of the page's elements came from a text; a page's own scripts are files of the site.

What a browser refuses to run it says on the console, which fails every test of a `Phone`.
"""
SHOWN = """() => [
  document.body.textContent,
  ...[...document.querySelectorAll("input, textarea, option")].map((one) => one.value),
].join("\\n")"""


def watched(phone: Phone, cookie: str, workbook: Workbook) -> Phone:
    """Somebody's browser in which any dialog is a fault, as a request to elsewhere is."""
    lend(cookie, phone.context, workbook)

    def dialog(one: Dialog) -> None:
        phone.faults.append(f"dialog: {one.message}")
        one.dismiss()

    phone.page.on("dialog", dialog)
    return phone


def listen(page: Page, workbook: Workbook, found: list[str]) -> None:
    """Add to ``found`` whatever a page does that no text may make it do, errors apart."""

    def dialog(one: Dialog) -> None:
        found.append(f"dialog: {one.message}")
        one.dismiss()

    def asked(url: str) -> None:
        if not url.startswith((workbook.url, workbook.url.replace("http", "ws"), "data:image/svg")):
            found.append(f"asked another place: {url[:200]}")

    def heard(text: str) -> None:
        if "Security Policy" in text:
            found.append(text)

    page.on("dialog", dialog)
    page.on("request", lambda one: asked(one.url))
    page.on("console", lambda one: heard(one.text))


def texts(page: Page, where: str) -> list[str]:
    """The text of each element, as it stands in the document."""
    return [str(one) for one in page.locator(where).all_text_contents()]


def missing(page: Page, wanted: list[str]) -> list[str]:
    """Which of these texts a person does not find on the page, in a field or in the text."""
    found = "".join(str(page.evaluate(SHOWN)).split())
    return [one for one in wanted if "".join(one.split()) not in found]


def portions(longest: int) -> Iterator[str]:
    """All payloads again and again, as many in one text as fit, each on a line of its own."""
    whole = itertools.cycle([one for one in PAYLOADS if len(one) <= longest])
    lines, size = [next(whole)], 0
    for one in whole:
        size = sum(map(len, lines)) + len(lines)
        if size + len(one) > longest:
            yield "\n".join(lines)
            lines = []
        lines.append(one)
