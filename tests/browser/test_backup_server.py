"""A backup while the room is live, put back after people went on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from closeness_widgets.records import Records
from tests.browser.people import Workbook


def closeness(*arguments: str, data: Path) -> dict[str, Any]:
    """``closeness <arguments> --json`` in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "closeness_widgets", *arguments, "--json", "--data", str(data)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def test_a_running_workbook_is_backed_up_and_what_was_erased_after_it_stays_erased(
    tmp_path: Path,
) -> None:
    workbook = Workbook(tmp_path / "data")
    with Records.open(workbook.data) as records:
        token = records.begin_person()
        person = records.person_of(token)
        assert person is not None
        records.save(person, "dimensions", "", "ideas.now", 7, 1, "w", "c", lambda _, v: v)
    try:
        workbook.start()
        client = closeness("client", "new", "Heron", data=workbook.data)["id"]
        made = closeness("backup", "--to", str(tmp_path / "stick" / "one"), data=workbook.data)
        closeness("client", "erase", client, "--yes", data=workbook.data)
    finally:
        workbook.stop()
    told = closeness("restore", made["file"], "--keys", str(workbook.data), data=tmp_path / "new")
    assert told["went"] == 1
    with Records.open(tmp_path / "new") as records:
        assert records.all_clients() == []
        found = records.person_of(token)
        assert found is not None
        assert records.load(found, "dimensions", "")["ideas.now"].value == 7
