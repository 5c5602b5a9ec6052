"""The command line, as an operator or an author meets it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Records


def closeness(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "closeness_widgets", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def with_a_mistake(data: Path) -> Path:
    """A data folder whose own version of an exercise has its scale upside down."""
    shipped = paths.content() / "en" / "dimensions.yaml"
    own = data / "content" / "en" / "dimensions.yaml"
    own.parent.mkdir(parents=True)
    text = shipped.read_text(encoding="utf-8").replace("maximum: 10", "maximum: -10", 1)
    own.write_text(text, encoding="utf-8")
    return own


def test_check_says_that_all_is_in_order(tmp_path: Path) -> None:
    run = closeness("check", "--data", str(tmp_path))
    shipped = len(read_library([paths.content()]).exercises)
    assert (run.returncode, run.stdout) == (0, f"{shipped} exercises, all in order.\n")


def test_check_names_file_line_and_rule_and_fails(tmp_path: Path) -> None:
    own = with_a_mistake(tmp_path)
    line = next(n for n, text in enumerate(own.read_text().splitlines(), 1) if "-10" in text)
    run = closeness("check", "--data", str(tmp_path), "--json")
    (mistake,) = json.loads(run.stdout)["mistakes"]
    assert run.returncode == 1
    assert mistake["file"] == str(own)
    assert abs(mistake["line"] - line) <= 3
    assert "from 0 to -10" in mistake["rule"]


def test_a_workbook_with_a_mistake_in_its_content_does_not_open(tmp_path: Path) -> None:
    own = with_a_mistake(tmp_path)
    run = closeness("serve", "--data", str(tmp_path), "--port", "0", "--no-browser")
    assert run.returncode == 1
    assert str(own) in run.stderr
    assert "Traceback" not in run.stderr


def test_a_second_workbook_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with Records.open(tmp_path):
        run = closeness("serve", "--data", str(tmp_path), "--port", "0", "--no-browser")
    assert run.returncode == 1
    assert run.stderr == (
        f"closeness: The folder {tmp_path} is in use by another running workbook. Stop that one "
        "first (press Ctrl+C in its window), or choose another folder with --data.\n"
    )


def test_a_used_port_is_named_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = closeness(
            "serve", "--data", str(tmp_path), "--port", str(port), "--host", "127.0.0.1",
            "--no-browser",
        )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.endswith(
        f"closeness: Port {port} is used by another program, perhaps by a workbook that still "
        "runs. Stop that one, or choose another with --port, for example "
        f"--port {port + 1}.\n"
    )
