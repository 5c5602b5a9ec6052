"""A wheel, a wheel made from the sdist and an editable install: each serves from another folder.

Each gets a fresh environment that sees the packages of this one, but not this checkout.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
KINDS = ("wheel", "wheel from the sdist", "editable")


def run(*command: str | Path, cwd: Path) -> str:
    """Run to the end and return what it printed; its errors are in the failure."""
    done = subprocess.run(
        command, cwd=cwd, env=clean(cwd), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def clean(home: Path) -> dict[str, str]:
    """An environment that knows neither this checkout nor this person's settings."""
    shared = Path(sys.prefix) / "share" / "jupyter"
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"HOME": str(home), "USERPROFILE": str(home), "JUPYTER_PATH": str(shared)}


def build(target: str, source: Path, out: Path) -> Path:
    """Build an sdist or a wheel and return it."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=source)
    return next(out.iterdir())


@dataclass(frozen=True)
class Built:
    """What a release publishes, and the wheel others would make from its sdist."""

    sdist: Path
    wheel: Path
    wheel_from_sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    sdist = build("sdist", ROOT, folder / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    unpacked = next((folder / "unpacked").iterdir())
    return Built(
        sdist=sdist,
        wheel=build("wheel", ROOT, folder / "wheel"),
        wheel_from_sdist=build("wheel", unpacked, folder / "wheel_from_sdist"),
    )


@pytest.fixture(params=KINDS)
def installed(request: pytest.FixtureRequest, built: Built, tmp_path: Path) -> Iterator[Path]:
    """The folder with the commands of a fresh environment that holds the workbook."""
    fresh = tmp_path / "fresh"
    run(sys.executable, "-m", "venv", "--without-pip", fresh, cwd=tmp_path)
    commands = fresh / ("Scripts" if os.name == "nt" else "bin")
    python = commands / Path(sys.executable).name
    site = Path(run(python, "-c", "import site; print(site.getsitepackages()[-1])", cwd=tmp_path))
    # Only this folder's packages: .pth files in it, our own editable install, are not followed.
    (Path(str(site).strip()) / "locked.pth").write_text(
        sysconfig.get_path("purelib") + "\n", encoding="utf-8"
    )
    what: dict[str, list[str | Path]] = {
        "wheel": [built.wheel],
        "wheel from the sdist": [built.wheel_from_sdist],
        "editable": ["--no-build-isolation", "-e", ROOT],
    }
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "--disable-pip-version-check",
    ]
    run(
        *pip,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
        *what[request.param],
        cwd=tmp_path,
    )
    yield commands
    shutil.rmtree(fresh)


def contents(wheel: Path) -> dict[str, int]:
    """Every file in a wheel with its checksum."""
    with zipfile.ZipFile(wheel) as archive:
        return {one.filename: one.CRC for one in archive.infolist() if "RECORD" not in one.filename}


def test_the_sdist_makes_the_same_wheel(built: Built) -> None:
    assert contents(built.wheel) == contents(built.wheel_from_sdist)


def test_the_wheel_carries_every_tracked_file_a_workbook_needs(built: Built) -> None:
    inside = set(contents(built.wheel))
    for folder in ("workbooks", "data/content", "data/samples"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                assert f"closeness_widgets/_shipped/{path.relative_to(ROOT).as_posix()}" in inside
    assert "closeness_widgets/py.typed" in inside


def test_the_wheel_carries_nothing_else(built: Built) -> None:
    tops = {name.split("/")[0] for name in contents(built.wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"closeness_widgets"}


def test_it_serves_from_another_folder(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                installed / "closeness",
                "serve",
                "--port",
                str(port),
                "--no-browser",
                "--data",
                tmp_path / "answers",
            ],
            cwd=elsewhere,
            env=clean(elsewhere),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        health = json.loads(first_answer(f"http://127.0.0.1:{port}/health", server, log))
        assert health
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert f"<title>{site_words()['tab']}</title>" in page.read().decode()
    finally:
        server.terminate()
        server.wait(timeout=20)
        print(log.read_text())  # pytest shows it when something failed


def site_words() -> dict[str, str]:
    """The words around the exercises, as the checkout has them."""
    path = ROOT / "data" / "content" / "en" / "site.yaml"
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def first_answer(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    """The first successful answer, waited for while the server starts."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}:\n{log.read_text()}")
