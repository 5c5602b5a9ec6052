"""A running workbook: its backup is put back, and its log says what owner and coach did."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from closeness_widgets.records import Records
from tests.browser.people import PHONE, Phone, Workbook, violations

Json = dict[str, Any]


def closeness(*arguments: str, data: Path, database: str | None = None) -> Json:
    """``closeness <arguments> --json`` in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "closeness_widgets", *arguments, "--json", "--data", str(data)],
        capture_output=True, text=True, check=True, timeout=60,
        env={**os.environ, "CLOSENESS_DATABASE": database or ""},
    )  # fmt: skip
    told: Json = json.loads(run.stdout)
    return told


def test_while_it_runs_it_is_backed_up_and_what_was_erased_after_that_stays_erased(
    workbook: Workbook, tmp_path: Path
) -> None:
    here = partial(closeness, data=workbook.data, database=workbook.database)
    heron, kestrel = (here("client", "new", name)["id"] for name in "HK")
    stick = tmp_path / "stick" / "one.sqlite3"
    made = here("backup", "--to", str(stick))
    assert (made["file"], made["number"]) == (str(stick), 1)
    here("client", "erase", kestrel, "--yes")
    told = closeness("restore", str(stick), "--keys", str(workbook.data), data=tmp_path / "new")
    assert told["went"] == 1
    with Records.open(tmp_path / "new") as records:
        assert [one.id.hex() for one, _ in records.all_clients()] == [heron]


def test_the_coachs_room_shows_what_was_done_here(workbook: Workbook, leader: Phone) -> None:
    page = leader.page
    page.goto(f"{workbook.url}coach")
    page.get_by_role("link", name="Open: H").click()
    expect(page.get_by_role("heading", name="H", exact=True)).to_be_visible()
    page.goto(f"{workbook.url}coach")
    page.get_by_text("What was done here").press("Enter")
    lines = page.locator("#log li")
    expect(lines).to_have_count(8)
    assert [line.locator("span").inner_text() for line in lines.all()] == [
        "Opened the page: H",
        "Opened the list of clients",
        "Signed in on a device",
        "Erased a client: (erased since)",
        "Made a backup",
        "Added a client: (erased since)",
        "Added a client: H",
        "This list begins here",
    ]
    expect(lines.first.locator("time")).to_have_text(re.compile(r"^\d.* \d{4}, \d\d:\d\d$"))
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
