"""What ships for a JupyterHub: names of folders and databases, options of servers, pinned proxy."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import signal
import stat
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from jupyterhub import orm
from jupyterhub.objects import Hub
from jupyterhub.user import User

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


WAITS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS_WELL = [sys.executable, "-c", "pass"]


def at_the_hub(
    servers: ModuleType, folder: Path, command: list[str], story: Callable[[Any], Awaitable[None]]
) -> None:
    """A story with a server of Anna's that the hub has started and counts as ready."""
    database = orm.new_session_factory("sqlite:///:memory:")()
    database.add(orm.User(name="anna"))
    database.commit()
    account = User(database.query(orm.User).one(), {})
    spawner = account._new_spawner(
        "", spawner_class=servers.WorkbookServer, hub=Hub(), cmd=command, api_token="a token",
        home_dir_template=str(folder),
    )  # fmt: skip

    async def told() -> None:
        await spawner.start()
        spawner.orm_spawner.server = orm.Server(base_url="/user/anna/")
        database.commit()
        try:
            await story(spawner)
        finally:
            spawner.proc.kill()
            spawner.proc.wait()
            database.close()

    asyncio.run(told())


async def ended(spawner: Any) -> Any:
    """What the hub hears when it asks after the server's process has ended."""
    spawner.proc.wait()
    return await spawner.poll()


def crash(spawner: Any) -> None:
    os.kill(spawner.pid, signal.SIGKILL)


def test_a_crashed_server_is_started_again_in_its_place_but_not_twice_in_a_minute(
    servers: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(spawner: Any) -> None:
        first, port = spawner.pid, spawner.port
        crash(spawner)
        assert await ended(spawner) is None
        assert (spawner.pid != first, spawner.port, spawner.api_token) == (True, port, "a token")
        assert spawner.orm_spawner.state == {"pid": spawner.pid}
        crash(spawner)
        assert await ended(spawner) == -signal.SIGKILL  # now the hub's own way: it is stopped

        now = time.monotonic()
        monkeypatch.setattr(servers.time, "monotonic", lambda: now + servers.ONCE_IN)
        assert await ended(spawner) is None

    at_the_hub(servers, tmp_path, WAITS, story)


def test_a_server_that_ended_as_it_should_stays_away(servers: ModuleType, tmp_path: Path) -> None:
    async def by_itself(spawner: Any) -> None:
        assert await ended(spawner) == 0

    async def was_told(spawner: Any) -> None:
        spawner._stop_pending = True  # as the hub says it
        crash(spawner)
        assert await ended(spawner) == -signal.SIGKILL

    at_the_hub(servers, tmp_path, ENDS_WELL, by_itself)
    at_the_hub(servers, tmp_path, WAITS, was_told)


def test_the_proxy_is_pinned_by_hashes_and_names_no_registry() -> None:
    lock = json.loads((DEPLOY / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert "node_modules/configurable-http-proxy" in packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
