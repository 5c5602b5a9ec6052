"""What installs the workbook stays in step with itself."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from closeness_widgets import paths

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")
NAMES_IN_CONDA = {
    "brotli": "brotli-python",
    "jupyter-client": "jupyter_client",
    "jupyter-events": "jupyter_events",
    "jupyter-server": "jupyter_server",
    "prometheus-client": "prometheus_client",
    "psycopg[binary]": "psycopg",
}
MANY_ROOMS = ("jupyterhub", "postgresql")
"""The extras that both locks hold: what it takes beside a hub, on a database for many."""
ONLY_ON_PYPI = {"axe-playwright-python", "playwright"}


def needed(*groups: str) -> list[str]:
    """Requirements as written: what it takes to run, and the named extras."""
    extras = PROJECT["project"]["optional-dependencies"]
    return [
        *PROJECT["project"]["dependencies"],
        *(one for group in groups for one in extras[group]),
    ]


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower()


def name_and_extras(requirement: str) -> str:
    return re.split(r"[<>=!~; ]", requirement, maxsplit=1)[0].lower()


def pins(lock: str) -> dict[str, list[str]]:
    """A lock's entries: each pinned package with its marker, and its hashes."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if line.startswith("    --hash="):
            found[next(reversed(found))].append(line.strip(" \\"))
        elif line and not line.startswith("#"):
            found[line.rstrip(" \\")] = []
    return found


def imported_packages(folder: Path) -> set[str]:
    """Top-level names of other people's packages that the Python files in a folder import."""
    names = set()
    for path in folder.rglob("*.py"):
        if (path.parent / "requirements.txt").exists():
            continue  # runs in an environment of its own
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    ours = {"closeness_widgets", "benchmarks", "tests"}
    ours |= {path.stem for path in folder.rglob("*.py")}
    return names - set(sys.stdlib_module_names) - ours


def undeclared(folder: str, declared: list[str]) -> set[str]:
    names = {name_of(one).replace("_", "-") for one in declared}
    sources = packages_distributions()
    return {
        package
        for package in imported_packages(ROOT / folder)
        if not names & {one.lower().replace("_", "-") for one in sources.get(package, [package])}
    }


def test_the_conda_environment_asks_for_the_same_versions_as_pip() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *from_conda, from_pip = environment["dependencies"]
    expected_from_pip, expected = [], ["pip", "python" + PROJECT["project"]["requires-python"]]
    for requirement in needed(*MANY_ROOMS, "test"):
        name = name_and_extras(requirement)
        if name in ONLY_ON_PYPI:
            expected_from_pip.append(requirement)
        else:
            expected.append(requirement.replace(name, NAMES_IN_CONDA.get(name, name), 1))
    assert sorted(from_conda) == sorted(expected)
    assert from_pip["pip"] == [*expected_from_pip, "-e ."]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_hashes(lock: str) -> None:
    for pin, hashes in pins(lock).items():
        assert re.match(r"[a-z0-9.-]+==[^ ;]+( ; .+)?$", pin), pin
        assert hashes, f"{pin} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), pin


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_folder(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"//|^-|/[a-z]+/|file:| @ ", text, re.MULTILINE)


def test_what_runs_here_is_what_the_lock_names() -> None:
    everywhere = [pin.split("==") for pin in pins("requirements-test.lock") if ";" not in pin]
    assert len(everywhere) > 100
    here = {name: metadata.version(name.partition("[")[0]) for name, _ in everywhere}
    assert here == dict(everywhere)


def test_the_locks_hold_everything_that_is_asked_for() -> None:
    installing = PROJECT["dependency-groups"]["install"] + PROJECT["build-system"]["requires"]
    for lock, asked in zip(LOCKS, (needed(*MANY_ROOMS), needed(*MANY_ROOMS, "test")), strict=True):
        locked = {name_of(pin) for pin in pins(lock)}
        assert {name_of(one) for one in asked + installing} <= locked


def test_the_tests_run_on_the_very_packages_that_serve() -> None:
    to_run, to_test = (pins(lock) for lock in LOCKS)
    assert {pin: hashes for pin, hashes in to_test.items() if pin in to_run} == to_run


def test_every_package_the_workbook_imports_is_asked_for() -> None:
    assert undeclared("closeness_widgets", needed(*MANY_ROOMS)) == set()


def test_every_package_the_tests_import_is_asked_for() -> None:
    assert undeclared("tests", needed(*MANY_ROOMS, "test")) == set()
    assert undeclared("benchmarks", needed(*MANY_ROOMS, "test")) == set()


def test_the_shipped_files_are_found_in_a_checkout() -> None:
    assert paths.workbooks() == ROOT / "workbooks"
    assert paths.content() == ROOT / "data" / "content"
    assert paths.samples() == ROOT / "data" / "samples"


def test_missing_shipped_files_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "closeness_widgets")
    with pytest.raises(paths.ShippedFilesMissing) as caught:
        paths.content()
    assert str(caught.value) == (
        "The folder data/content must come with closeness_widgets, but is neither at "
        f"{tmp_path / 'closeness_widgets' / '_shipped' / 'data/content'} nor at "
        f"{tmp_path / 'data/content'}. "
        "Install closeness-workbook again, or run it from a full checkout."
    )


@pytest.mark.skipif(os.name == "nt", reason="make is for Linux and macOS")
class TestFindPython:
    """``tools/find-python`` with a PATH of the test's making."""

    def find(self, folder: Path, **pythons: str) -> subprocess.CompletedProcess[str]:
        for name, script in pythons.items():
            path = folder / name.replace("_", ".")
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", str(ROOT / "tools" / "find-python")],
            env={"PATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_an_old_python3_is_passed_over_for_a_newer_one(self, tmp_path: Path) -> None:
        old = 'case "$2" in *print*) echo 3.9;; *) exit 1;; esac'
        newer = f'exec {sys.executable} "$@"'
        found = self.find(tmp_path, python3=old, python3_12=newer)
        assert found.stdout == f"{tmp_path}/python3.12\n"

    def test_only_an_old_python_is_refused_with_what_to_do(self, tmp_path: Path) -> None:
        found = self.find(tmp_path, python3='case "$2" in *print*) echo 3.9;; *) exit 1;; esac')
        assert found.returncode == 1
        assert found.stderr == (
            "The workbook needs Python 3.11 or newer. Found: python3 is 3.9;\n"
            "Install one from your system's packages or from python.org, then run make again.\n"
        )

    def test_a_python_without_venv_is_refused_with_what_to_do(self, tmp_path: Path) -> None:
        script = f'case "$2" in *venv*) exit 1;; *) exec {sys.executable} "$@";; esac'
        found = self.find(tmp_path, python3=script)
        assert found.returncode == 1
        assert found.stderr == (
            "python3 is new enough, but cannot make environments (its venv module is missing).\n"
            "On Debian or Ubuntu: sudo apt install python3-venv. Then run make again.\n"
        )


@pytest.mark.skipif(os.name == "nt", reason="make is for Linux and macOS")
class TestGetBrowser:
    """``tools/get-browser`` with a PATH of the test's making."""

    def get(
        self, folder: Path, settings: dict[str, str] | None = None, *options: str, **commands: str
    ) -> subprocess.CompletedProcess[str]:
        for name in ("dirname", "env", "cp"):
            (folder / name).symlink_to(str(shutil.which(name)))
        for name, script in ({"id": "echo 0"} | commands).items():
            path = folder / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", str(ROOT / "tools" / "get-browser"), *options],
            env={"PATH": str(folder)} | (settings or {}),
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_browser_on_the_path_is_taken(self, tmp_path: Path) -> None:
        assert self.get(tmp_path, google_chrome="exit 0").stdout == f"{tmp_path}/google-chrome\n"

    def test_a_browser_that_does_not_start_is_passed_over(self, tmp_path: Path) -> None:
        got = self.get(tmp_path, chromium="exit 1", google_chrome="exit 0")
        assert got.stdout == f"{tmp_path}/google-chrome\n"

    def test_a_chosen_browser_goes_first(self, tmp_path: Path) -> None:
        chosen = {"CLOSENESS_BROWSER": str(tmp_path / "mine")}
        got = self.get(tmp_path, chosen, chromium="exit 0", mine="exit 0")
        assert got.stdout == f"{tmp_path}/mine\n"

    def test_a_chosen_browser_that_does_not_start_is_refused(self, tmp_path: Path) -> None:
        got = self.get(tmp_path, {"CLOSENESS_BROWSER": "/nowhere/mine"}, chromium="exit 0")
        assert got.returncode == 1
        assert got.stderr == (
            "CLOSENESS_BROWSER is /nowhere/mine, which does not start.\n"
            "Give the path of a Chromium or Chrome, or leave the variable out.\n"
        )

    def test_debian_gets_its_own_chromium(self, tmp_path: Path) -> None:
        (tmp_path / "packed").write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / "packed").chmod(0o755)
        install = (
            f'case "$*" in *install*chromium*) cp {tmp_path}/packed {tmp_path}/chromium;; esac'
        )
        got = self.get(tmp_path, apt_get=f"echo apt-get speaks; {install}")
        assert got.stdout == f"{tmp_path}/chromium\n"

    def test_the_headless_shell_goes_first_for_whoever_asks_for_it(self, tmp_path: Path) -> None:
        both = {"chromium": "exit 0", "chromium_headless_shell": "exit 0"}
        (one := tmp_path / "one").mkdir()
        (other := tmp_path / "other").mkdir()
        assert self.get(one, {}, "--shell", **both).stdout == f"{one}/chromium-headless-shell\n"
        assert self.get(other, **both).stdout == f"{other}/chromium\n"

    def test_without_a_headless_shell_any_chromium_will_do(self, tmp_path: Path) -> None:
        got = self.get(tmp_path, {}, "--shell", chromium="exit 0", apt_get="exit 1")
        assert got.stdout == f"{tmp_path}/chromium\n"
        assert "apt-get" not in got.stderr

    def test_ci_installs_the_headless_shell_and_goes_on_without_it(self, tmp_path: Path) -> None:
        (tmp_path / "packed").write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / "packed").chmod(0o755)
        shell = "chromium-headless-shell"
        installs = (
            f'case "$*" in *install*{shell}*) cp {tmp_path}/packed {tmp_path}/new/{shell};; esac'
        )
        (new := tmp_path / "new").mkdir()
        got = self.get(new, {"CI": "1"}, "--shell", chromium="exit 0", apt_get=installs)
        assert got.stdout == f"{new}/{shell}\n"
        (none := tmp_path / "none").mkdir()
        got = self.get(none, {"CI": "1"}, "--shell", chromium="exit 0", apt_get="exit 1")
        assert got.stdout == f"{none}/chromium\n"
