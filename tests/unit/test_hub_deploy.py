"""What ships for a JupyterHub: names of folders and databases, options of servers, pinned proxy."""

from __future__ import annotations

import importlib.util
import json
import stat
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy" / "jupyterhub"


@pytest.fixture(scope="module")
def servers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hub_servers", DEPLOY / "servers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = [
    "anna",
    "Anna",
    "anna@one.test",
    "anna_one_test",
    "..x",
    "a" * 300,
    "Ånna",
    "a'; DROP",
    "1",
]


def test_every_account_has_a_plain_name_of_its_own(servers: ModuleType) -> None:
    names = [*NAMES, servers.safe_name("Anna")]  # somebody may call themselves that, too
    made = [servers.safe_name(name) for name in names]
    assert servers.safe_name("anna") == "anna"
    assert len({one.casefold() for one in made}) == len(names)
    for one in made:
        assert set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789_"), one
        assert len(f"closeness_{one}") <= 63, one  # PostgreSQL cuts longer names off


def test_a_server_is_told_its_folder_and_whom_to_believe(
    servers: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(servers.DATABASES, raising=False)
    spawner: Any = SimpleNamespace(user=SimpleNamespace(name="anna"), environment={"A": "b"})
    servers.before_start(spawner, tmp_path, ["127.0.0.1", "10.1.0.0/16"], ["--expect", "40"])
    folder = tmp_path / "anna"
    assert spawner.args == [
        "serve", "--jupyterhub", "--data", str(folder), "--trusted-proxy", "127.0.0.1",
        "--trusted-proxy", "10.1.0.0/16", "--expect", "40",
    ]  # fmt: skip
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert spawner.environment == {"A": "b"}


def test_the_proxy_is_pinned_by_hashes_and_names_no_registry() -> None:
    lock = json.loads((DEPLOY / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert "node_modules/configurable-http-proxy" in packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
