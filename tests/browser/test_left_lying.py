"""Nothing that somebody typed or holds lies about where others find it: planted, then looked for.

The server says all that it can say (every logger of every process at DEBUG), and opens a browser.
Looked at are its words, its processes' arguments and environments, its temporary folders, Jupyter's
and matplotlib's, the data folder with the log of the database, a copy made with SQLite's backup,
and what it answers to mistakes.
"""

from __future__ import annotations

import base64
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import matplotlib as mpl
import psutil
import pytest

from closeness_widgets.records import Records
from closeness_widgets.records.folder import DATABASE_NAME
from tests.browser.people import Workbook
from tests.browser.visit import Markers, visited

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

TALKATIVE = """
import logging
logging.basicConfig(level=1, format="%(levelname)s %(name)s %(message)s")
logging.Logger.setLevel = lambda self, level: None
"""
"""Python reads this as it starts: from then on no logger of any library can be made to be quiet."""
BROWSER = """#!/bin/sh
echo "a browser was opened with $*"
cat "${1#file://}" >> "$CLOSENESS_SEEN"
"""


class Talkative(Workbook):
    """A workbook that writes down all it can, in folders of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "data")
        self.folder = folder
        self.temporary = Path(tempfile.mkdtemp(prefix="left-", dir="/tmp"))
        self.log = folder / "log"
        for name in ("jupyter", "ipython", "site"):
            (folder / name).mkdir()
        (folder / "site" / "sitecustomize.py").write_text(TALKATIVE, encoding="utf-8")
        self.browser = folder / "browser"
        self.browser.write_text(BROWSER, encoding="utf-8")
        self.browser.chmod(0o700)

    @property
    def environment(self) -> dict[str, str]:
        """Its own folders for everything, so that all of it can be looked through."""
        return {
            **super().environment,
            "PYTHONPATH": str(self.folder / "site"),
            "TMPDIR": str(self.temporary),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "JUPYTER_CONFIG_DIR": str(self.folder / "jupyter"),
            "JUPYTER_DATA_DIR": str(self.folder / "jupyter"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "jupyter"),
            "BROWSER": f"{self.browser} %s",
            "CLOSENESS_SEEN": str(self.folder / "seen"),
        }

    def start(self) -> None:
        """Start, with a browser, and wait for the sign-in link in the log."""
        options = ["--port", str(self.port), "--data", str(self.data)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "closeness_widgets", "serve", *options],
                stdout=out,
                stderr=out,
                env=self.environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while not (link := re.search(r"localhost:\d+(/sign-in#\S+)", self.log.read_text())):
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.05)
        self.owner_link = self.url.rstrip("/") + link[1]

    def proc(self, name: str) -> bytes:
        """``cmdline`` or ``environ`` of the server and of everything below it."""
        assert self.process is not None
        server = psutil.Process(self.process.pid)
        found = b""
        for one in [server, *server.children(recursive=True)]:
            with suppress(OSError):
                found += Path(f"/proc/{one.pid}/{name}").read_bytes()
        return found


class Looked:
    """Everything that was found while the server ran and after it had stopped: place -> bytes."""

    def __init__(self, workbook: Talkative) -> None:
        self.workbook = workbook
        self.places: dict[str, bytes] = {}
        self.markers: Markers
        self.left: list[str] = []

    def look(self, when: str) -> None:
        """Keep a copy of all that lies about now."""
        folders = (
            self.workbook.data,
            self.workbook.temporary,
            self.workbook.folder / "jupyter",
            self.workbook.folder / "ipython",
            Path(mpl.get_cachedir()),
            Path(mpl.get_configdir()),
        )
        for file in (one for folder in folders for one in sorted(folder.rglob("*"))):
            if stat.S_ISREG(file.lstat().st_mode):
                self.places[f"{when} {file.relative_to(file.parents[1])}"] = file.read_bytes()


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    """One visit; then the same folders once more when all is over."""
    workbook = Talkative(tmp_path_factory.mktemp("visit"))
    found = Looked(workbook)
    try:
        workbook.start()
        found.markers = visited(workbook)
        found.look("while it ran")
        for name in ("cmdline", "environ"):
            found.places[name] = workbook.proc(name)
        copy = workbook.folder / "backup"
        with (
            closing(sqlite3.connect(workbook.data / DATABASE_NAME)) as live,
            closing(sqlite3.connect(copy)) as backup,
        ):
            live.backup(backup)
        found.places["backup"] = copy.read_bytes()
        workbook.stop()
        found.look("afterwards")
        found.places["log"] = workbook.log.read_bytes()
        found.places["errors"] = "\n".join(found.markers.errors).encode()
        found.left = [str(one) for one in workbook.temporary.rglob("*")]
        yield found
    finally:
        workbook.stop()
        shutil.rmtree(workbook.temporary, ignore_errors=True)


def shapes(marker: str) -> list[bytes]:
    """The ways in which a text is written: as it is, as UTF-16, in hexadecimal, in base 64."""
    plain = marker.lower().encode()
    wide = "".join(f"{letter}\0" for letter in marker).lower().encode()
    found = [plain, wide, marker.encode().hex().encode()]
    for before in range(3):
        coded = base64.b64encode(b"x" * before + marker.encode())
        found.append(coded[4 if before else 0 : -4].lower())
    return found


def finds(places: dict[str, bytes], said: dict[str, str]) -> list[str]:
    """Which marker lies where."""
    lower = {place: content.lower() for place, content in places.items()}
    return [
        f"{name} in {place}"
        for name, marker in said.items()
        for place, content in lower.items()
        if any(shape in content for shape in shapes(marker))
    ]


def test_no_marker_lies_about(looked: Looked) -> None:
    assert len(looked.markers.said) > 45
    places = {name: found for name, found in looked.places.items() if name != "errors"}
    assert finds(places, looked.markers.said) == []


def test_the_looking_would_have_found_them(looked: Looked) -> None:
    """All was written down, and each way of writing a marker is found."""
    log = looked.places["log"].decode()
    for talks in ("DEBUG asyncio", "INFO sqlalchemy.engine", "a browser was opened with file:///"):
        assert talks in log
    assert b"Traceback" not in looked.places["log"]
    for part in (f"{DATABASE_NAME}-wal", "workbook.key", "coach.key", "running.json"):
        assert any(part in place for place in looked.places)
    assert b"closeness_widgets" in looked.places["cmdline"]
    assert b"CLOSENESS_SERVED=1" in looked.places["environ"]
    marker = looked.markers.said["a moment"]
    ways: list[Callable[[str], bytes]] = [
        str.encode,
        lambda text: text.encode("utf-16"),
        lambda text: text.encode().hex().encode(),
        lambda text: base64.b64encode(b'{"what": "' + text.encode() + b'"}'),
    ]
    for way in ways:
        assert finds({"here": b"\0\1" + way(marker) + b"\2"}, {"it": marker}) == ["it in here"]


def test_a_mistake_is_answered_without_the_secrets_and_words_of_others(looked: Looked) -> None:
    """What was wrong may be shown to whoever typed it just now, and nothing else."""
    own = {"words in a mistake"}
    others = {name: one for name, one in looked.markers.said.items() if name not in own}
    assert finds({"errors": looked.places["errors"]}, others) == []
    assert "SELECT" not in looked.places["errors"].decode()
    assert "Traceback" not in looked.places["errors"].decode()


def test_nothing_of_it_is_left_in_the_temporary_folder(looked: Looked) -> None:
    seen = (looked.workbook.folder / "seen").read_text(encoding="utf-8")
    assert "/sign-in#" in seen  # the browser was sent there by a page on the disk
    assert looked.left == []
    assert {path.name for path in looked.workbook.data.iterdir()} == {
        DATABASE_NAME, "closeness.lock", "workbook.key", "coach.key", "clock.json",
    }  # fmt: skip


def test_what_was_written_is_there_for_whoever_may_open_it(looked: Looked) -> None:
    """Or nothing would have been there to be found."""
    with Records.open(looked.workbook.data) as records:
        person = records.person_of(looked.markers.said["person: closeness"])
        assert person is not None
        [known] = records.load(person, "relationships", "").values()
        kept = records.load(person, "journal", known.value["current"])  # type: ignore[index, call-overload]
        assert kept["moment.aaaaaaaa"].value["what"] == looked.markers.said["a moment"]
