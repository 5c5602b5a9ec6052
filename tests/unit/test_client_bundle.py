"""The script that every chapter's page runs is the one that its sources and lock file make."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SERVING = Path(__file__).parents[2] / "closeness_widgets" / "serving"
CLIENT = SERVING / "client"
BUILT = (
    "client.js", "client.licenses.txt", "live.js", "facilitator.js", "wall.js", "coach.js",
    "check_in.js",
)  # fmt: skip
MANDATORY = os.environ.get("CLOSENESS_REBUILD") == "1" or os.environ.get("CI") == "true"
NAMESPACES = {"http://www.w3.org/2000/svg"}
"""Names that look like addresses; nothing is fetched from them."""
MOST_BYTES = 220_000


@pytest.fixture(scope="module")
def packages() -> dict[str, dict[str, object]]:
    lock = json.loads((CLIENT / "package-lock.json").read_text(encoding="utf-8"))
    return {name: package for name, package in lock["packages"].items() if name}


@pytest.fixture(scope="module")
def bundle() -> str:
    return (SERVING / "static" / "client.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client")
    shutil.copytree(
        CLIENT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules")
    )
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("THE PAGE CLIENT IS NOT COMPARED WITH ITS SOURCES: Node is not installed here")
    if (CLIENT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(CLIENT / "node_modules", target_is_directory=True)
    else:
        fetched = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--prefer-offline"],
            cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if fetched.returncode != 0 and not MANDATORY:
            pytest.skip("THE PAGE CLIENT IS NOT COMPARED WITH ITS SOURCES: `npm ci` failed here")
        assert fetched.returncode == 0, fetched.stderr
    out = folder / "out"
    subprocess.run([node, "build.mjs", str(out)], cwd=folder, check=True, timeout=120)
    return out


@pytest.mark.parametrize("name", BUILT)
def test_the_shipped_file_is_what_the_sources_build(rebuilt: Path, name: str) -> None:
    assert (rebuilt / name).read_bytes() == (SERVING / "static" / name).read_bytes(), (
        f"static/{name} is not what client/ builds: run `npm ci && node build.mjs` in client/"
    )


def test_the_lock_file_names_no_registry(packages: dict[str, dict[str, object]]) -> None:
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_locked_package_is_pinned_by_its_hash(
    packages: dict[str, dict[str, object]],
) -> None:
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_the_bundle_mentions_no_address_that_could_be_fetched(bundle: str) -> None:
    assert set(re.findall(r"\b(?:https?|wss?)://[^\s\"'`)]+", bundle)) == NAMESPACES
    assert re.findall(r"[\"'`]//[a-z0-9-]+\.[a-z]", bundle) == []


def test_the_bundle_points_to_no_file_beside_it(bundle: str) -> None:
    assert "sourceMappingURL" not in bundle
    assert re.findall(r"\bimport\([\"'`]", bundle) == []


def test_the_bundle_uses_nothing_that_plain_http_or_the_policy_takes_away(bundle: str) -> None:
    for missing in ("randomUUID", "crypto.subtle", "createObjectURL", "importScripts"):
        assert missing not in bundle


def test_the_bundle_stays_small(bundle: str) -> None:
    assert len(bundle.encode()) < MOST_BYTES


def test_the_licence_of_every_bundled_library_travels_along() -> None:
    notices = (SERVING / "static" / "client.licenses.txt").read_text(encoding="utf-8")
    parts = notices.split("\n" + "-" * 72 + "\n\n")
    names = [part.split(" ", 1)[0] for part in parts]
    assert {"@jupyterlab/services", "@jupyter-widgets/base", "backbone"} <= set(names)
    assert [name for name, part in zip(names, parts, strict=True) if "Copyright" not in part] == []
