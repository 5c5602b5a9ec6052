"""A real JupyterHub with its proxy and its facilitators' servers, on ports of this computer."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.servers import ROOT, environment, free_port

Json = dict[str, Any]
CONFIG = ROOT / "deploy" / "jupyterhub" / "jupyterhub_config.py"
INSTALLED = ROOT / "build" / "jupyterhub" / "node_modules" / ".bin"
PATIENCE = 60.0
INTERVAL = "1"
"""Seconds between two words to the hub that a server is used."""
SITE = """
c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = {users!r}
c.JupyterHub.load_groups = {groups!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.auth_token = {token!r}
c.JupyterHub.services = [{{"name": "tests", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    {{"name": "tests", "services": ["tests"],
      "scopes": ["admin:users", "admin:servers", "admin:groups", "proxy"]}},
    {{"name": "visits", "users": {visitors!r}, "scopes": ["access:servers!user=anna"]}},
]
c.JupyterHub.log_level = "WARN"
c.JupyterHub.last_activity_interval = 1
c.JupyterHub.cleanup_servers = True
c.JupyterHub.cleanup_proxy = True
c.Spawner.poll_interval = 1
c.Spawner.environment = {{"JUPYTERHUB_ACTIVITY_INTERVAL": {interval!r}}}
"""
"""What a place adds to the configuration that ships: accounts, ports, the tests' own service."""


def proxy() -> str | None:
    """The proxy's program: CLOSENESS_PROXY, what tools/get-proxy installed, or one on the path."""
    named, name = os.environ.get("CLOSENESS_PROXY"), "configurable-http-proxy"
    return named or shutil.which(name, path=str(INSTALLED)) or shutil.which(name)


class HubServer:
    """One facilitator's server as its people see it: through the proxy, below its own path."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.base = f"/user/{name}/"
        self.port = hub.port
        self.url = f"{hub.url.rstrip('/')}{self.base}"
        self.owner_link = ""
        self.data = hub.folder / "data" / name

    def begin(self) -> None:
        """Ask the hub to start it."""
        self.hub.api("POST", f"users/{self.name}/server")

    def ready(self) -> None:
        """Wait until the hub says that it is there."""
        self.hub.until(lambda: self.told().get("ready"), f"{self.name}'s server did not start")

    def end(self) -> None:
        """Have the hub stop it, as for an upgrade or when nobody uses it."""
        self.hub.api("DELETE", f"users/{self.name}/server")
        self.hub.until(lambda: not self.told(), f"{self.name}'s server did not stop")

    def told(self) -> Json:
        """What the hub knows of it; empty while there is none."""
        servers = self.hub.api("GET", f"users/{self.name}")["servers"]
        return dict(servers.get("", {}))

    def process(self) -> psutil.Process:
        """The server's own process: the one that the hub started on its folder."""
        assert self.hub.process is not None
        below = psutil.Process(self.hub.process.pid).children()
        (found,) = (one for one in below if str(self.data) in one.cmdline())
        return found

    @property
    def direct(self) -> str:
        """Where it answers without the proxy."""
        ports = {line.laddr.port for line in self.process().net_connections("tcp")
                 if line.status == psutil.CONN_LISTEN}  # fmt: skip
        return f"http://127.0.0.1:{min(ports)}{self.base}"

    def kill(self) -> None:
        """As a crash does it: no goodbye. The hub finds out by itself, and starts it again."""
        self.process().kill()

    def answers(self) -> bool:
        """Whether it answers through the proxy just now."""
        try:
            with urllib.request.urlopen(f"{self.url}alive", timeout=5) as reply:
                return bool(reply.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False


class Hub:
    """A JupyterHub on the configuration that ships in ``deploy/jupyterhub``."""

    def __init__(
        self,
        folder: Path,
        program: str,
        groups: dict[str, list[str]] | None = None,
        visitors: list[str] | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port, self.hub_port, api_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.token = secrets.token_hex(16)
        users = {"anna", "bob", "cleo", "dora", "eve"}
        loaded = {group: {"users": members} for group, members in (groups or {}).items()}
        site = SITE.format(
            users=users, groups=loaded, visitors=visitors or [], token=self.token,
            hub_port=self.hub_port, api_port=api_port, interval=INTERVAL,
        )  # fmt: skip
        (folder / "data").mkdir(mode=0o700, parents=True)
        (folder / "site.py").write_text(site, encoding="utf-8")
        self.env = {
            **environment(),
            "CLOSENESS_HUB_DATA": str(folder / "data"),
            "CLOSENESS_HUB_PUBLIC_URL": self.url,
            "CLOSENESS_HUB_BIND": self.url,
            "CLOSENESS_HUB_PROXY": program,
            "CLOSENESS_HUB_SITE": str(folder / "site.py"),
            **(env or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start hub and proxy, and wait until both answer."""
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)],
                cwd=self.folder, env=self.env, stdout=log, stderr=log,
            )  # fmt: skip
        self.until(self._answers, "the hub did not start")

    def close(self) -> None:
        """Stop the hub, which stops its servers and its proxy; then whatever is left of them."""
        if self.process is None:
            return
        family = self.children()
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.kill()
        self.process.wait()

    def children(self) -> list[psutil.Process]:
        """Everything that the hub started."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the hub's own API, as an operator's program does."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.hub_port}/hub/api/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"token {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE) as reply:
            return json.loads(reply.read() or b"null")

    def until(self, wanted: Callable[[], Any], otherwise: str) -> None:
        """Ask again until it is true."""
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while not wanted():
            log = (self.folder / "hub.log").read_text(errors="replace")[-3000:]
            assert self.process.poll() is None, log
            assert time.monotonic() < deadline, f"{otherwise}\n{log}"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}hub/health", timeout=5) as reply:
                return bool(reply.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False
