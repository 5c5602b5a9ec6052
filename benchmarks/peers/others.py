"""Panel, Solara and Streamlit with the same page, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import ROOT, Server, environment, free_port

HERE = Path(__file__).parent
ENVIRONMENTS = ROOT / "build" / "peers"


@dataclass(frozen=True)
class Peer:
    """One application: what starts it in its folder, and the path of its page."""

    name: str
    command: tuple[str, ...]
    page: str = ""

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return ENVIRONMENTS / self.name / "bin" / "python"

    def install(self) -> None:
        """Make its environment, once for each version of its requirements."""
        wanted = (HERE / self.name / "requirements.txt").read_text(encoding="utf-8")
        stamp = ENVIRONMENTS / self.name / "installed.txt"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        subprocess.run([sys.executable, "-m", "venv", "--clear", stamp.parent], check=True)
        pip: list[str | Path] = [
            self.python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, "-r", HERE / self.name / "requirements.txt"], check=True)
        stamp.write_text(wanted, encoding="utf-8")

    def server(self) -> Server:
        """The application on a free port, not started yet."""
        port = free_port()
        words = [word.format(port=port) for word in self.command]
        command = [str(self.python), "-m", *words]
        return Server(command, port, HERE / self.name, log=ENVIRONMENTS / f"{self.name}.log")

    def come(self, server: Server, people: int, patience: float) -> tuple[list[float], int]:
        """So many people at once: seconds until each one's answered tap, and how many hung."""
        crowd: list[str | Path] = [self.python, HERE / "crowd.py", HERE / self.name / "visitor.py"]
        asked = [*crowd, server.url + self.page, str(people), str(patience)]
        done = subprocess.run(asked, check=True, capture_output=True, text=True, env=environment())
        told = json.loads(done.stdout)
        for why in sorted(set(told["why"])):
            print(f"    {self.name}: a page hung: {why}")
        return told["seconds"], len(told["why"])


PEERS = (
    Peer(
        "panel",
        (
            *("panel", "serve", "app.py", "--port", "{port}", "--address", "127.0.0.1"),
            "--allow-websocket-origin=127.0.0.1:{port}",
        ),
        "app",
    ),
    Peer(
        "solara",
        (
            *("solara", "run", "app.py", "--port", "{port}", "--host", "127.0.0.1"),
            *("--production", "--no-open"),
        ),
    ),
    Peer(
        "streamlit",
        (
            *("streamlit", "run", "app.py", "--server.port", "{port}"),
            *("--server.address", "127.0.0.1", "--server.headless", "true"),
            *("--browser.gatherUsageStats", "false"),
        ),
    ),
)
