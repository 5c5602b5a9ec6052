"""Servers to measure: started on the loopback alone, stopped by their process ids."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from closeness_widgets.serving.chapters import read_chapters

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0
"""Seconds for a server to answer; only a machine that is far too busy takes so long."""
USUAL = 2
"""What ``--expect`` is for somebody who does not give it."""
NOT_OURS = ("CLOSENESS_", "JUPYTER", "VOILA", "IPYTHON", "PYTHONDONTWRITEBYTECODE")
"""Settings of whoever runs this that no measured server may see. Without the last one Python would
compile its libraries at every start, and the compiler would be measured."""


WITHOUT_FORK = """
from closeness_widgets.serving import forked
forked.FORK_IS_SAFE = False
from closeness_widgets.cli import main
main()
"""


class Server:
    """A server's process and where it answers."""

    def __init__(
        self,
        command: list[str],
        port: int,
        folder: Path,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.command = command
        self.log = log or folder / f"server-{port}.log"
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"
        self.env = {**environment(), **(env or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until the port is open. Raises RuntimeError with the log's end if not."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.env, stdout=out, stderr=out
            )
        deadline = time.monotonic() + PATIENCE
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.command} does not serve: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        """As a power cut does it: SIGKILL to the server; its kernels notice by themselves."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl+C does it; what is left of the server's family is then ended by its ids."""
        if self.process is None or self.process.poll() is not None:
            return
        family = self.family()
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()  # psutil looks first whether the id still means the same process
        self.process.wait()

    def family(self) -> list[psutil.Process]:
        """The server's process and everything below it."""
        assert self.process is not None
        server = psutil.Process(self.process.pid)
        return [server, *server.children(recursive=True)]

    def kill_kernel(self, kernel: str) -> None:
        """SIGKILL to one kernel."""
        self.kernel(kernel).kill()

    def kernel(self, kernel: str) -> psutil.Process:
        """The process of a kernel, known by its name in the paths of its sockets (Linux)."""
        for one in self.family()[1:]:
            with suppress(psutil.NoSuchProcess):
                if any(kernel in str(line.laddr) for line in one.net_connections("unix")):
                    return one
        raise RuntimeError(f"no process listens as kernel {kernel}")

    def memory_mb(self) -> float:
        """Memory of the whole family in MB (10^6 bytes); what they share is counted once (PSS)."""
        total = 0
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                used = one.memory_full_info()
                total += getattr(used, "pss", used.uss)
        return total / 1e6

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server, started, and stopped at the end whatever happened."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def workbook(
    folder: Path,
    expect: int = USUAL,
    env: Mapping[str, str] | None = None,
    forks: bool = True,
) -> Server:
    """The workbook on its own data folder, not started yet.

    Without ``forks`` its kernels start as on a system that has no fork, such as Windows.
    """
    port = free_port()
    options = ["--port", str(port), "--data", str(folder / "data"), "--expect", str(expect)]
    start = ["-m", "closeness_widgets"] if forks else ["-c", WITHOUT_FORK]
    command = [sys.executable, *start, "serve", *options, "--no-browser"]
    here = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    folder.mkdir(parents=True, exist_ok=True)
    return Server(command, port, folder, {**here, **(env or {})})


def wait_for_seats(server: Server, expect: int = USUAL) -> None:
    """`wait_for`, of a server that was started here."""
    wait_for(server.url, expect)


def wait_for(url: str, expect: int = USUAL) -> None:
    """Wait until the workbook keeps ready what ``--expect`` asks for; TimeoutError if it cannot.

    Of the first chapter that many seats are kept, of each other one that is for everybody one.
    """
    wanted = expect - 1 + sum(not one.for_owner for one in read_chapters().values())
    deadline = time.monotonic() + 5 * PATIENCE
    while (ready := int(ask(url + "health")["seats"]["ready"])) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{ready} of {wanted} seats were ready in {5 * PATIENCE:.0f} s")
        time.sleep(0.5)


def ask(url: str) -> Any:
    """What a JSON address answers."""
    with urllib.request.urlopen(url, timeout=30) as reply:
        return json.load(reply)


def environment() -> dict[str, str]:
    """This process's environment without settings that would change what is measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
