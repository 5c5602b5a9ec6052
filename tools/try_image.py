"""Walk the image's own steps in an empty folder, then serve from what they made.

For a place without an image builder. `sudo python tools/try_image.py FOLDER --python PYTHON` reads
deploy/kubernetes/Containerfile and runs each RUN as the user of its USER line, with `/build`,
`/opt` and `/home` below FOLDER. Then nobody may write the program any more, and CMD is started as
that user with the home folder as the one place to write to. It ends with an error unless /ready
answers 200 and nothing else has changed. PYTHON stands for the image's: a file called `python` that
this user may run. Only `useradd` is left out (the user is a number), and CMD listens on a free port
of this computer. Without root all runs as yourself. It takes two minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "deploy" / "kubernetes" / "Containerfile"
OURS = ("/build", "/opt", "/home")
PATIENCE = 120.0


def main() -> None:
    """Do all steps; SystemExit with the reason if one of them fails."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="an empty folder, with a short path")
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    asked = parser.parse_args()
    place = Place(asked.folder.resolve(), asked.python.absolute())
    command: list[str] = []
    for name, rest in steps(CONTAINERFILE.read_text(encoding="utf-8")):
        print(f"{name} {rest}", flush=True)
        if name == "RUN" and not rest.startswith("useradd"):
            place.run(["sh", "-c", place.inside(rest)])
        elif name == "WORKDIR":
            place.work = place.folder(rest)
        elif name == "ENV":
            place.set(rest)
        elif name == "COPY" and not rest.startswith("--from"):
            place.copy(shlex.split(rest))
        elif name == "CMD":
            command = [place.inside(part) for part in json.loads(rest)]
    serve(place, command)


def steps(text: str) -> list[tuple[str, str]]:
    """Instruction and what follows it, in order."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    parts = (line.partition(" ") for line in lines if not line.startswith("#"))
    return [(name, rest.strip()) for name, _, rest in parts]


class Place:
    """The folder that stands for an image's file system, and who works in it."""

    def __init__(self, root: Path, python: Path) -> None:
        root.mkdir(exist_ok=True)
        if any(root.iterdir()):
            raise SystemExit(f"{root} is not empty; name a folder in which nothing is")
        self.root = self.work = root
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "SSL_", "LANG", "LC_", "LD_LIBRARY"))
        }
        user = dict(steps(CONTAINERFILE.read_text(encoding="utf-8")))["USER"]
        self.user = int(user) if os.getuid() == 0 else os.getuid()
        self.env["PATH"] = f"{python.parent}:/usr/bin:/bin"
        self.env["HOME"] = self.env["TMPDIR"] = str(self.folder("/home/closeness"))

    def inside(self, text: str) -> str:
        """The same text with the image's folders where they are here."""
        for name in OURS:
            text = text.replace(f"{name}/", f"{self.root}{name}/")
        return text

    def folder(self, path: str) -> Path:
        """One of the image's folders, made for its user."""
        made = self.root / path.lstrip("/")
        made.mkdir(parents=True, exist_ok=True)
        self.root.joinpath("opt").mkdir(exist_ok=True)
        self.belongs_to(self.user)
        return made

    def belongs_to(self, user: int) -> None:
        """Everything here is this user's from now on (only root can say so)."""
        if os.getuid() == 0:
            for one in (self.root, *self.root.rglob("*")):
                os.chown(one, user, 0, follow_symlinks=False)

    def set(self, said: str) -> None:
        """ENV: one or several NAME=VALUE, in which $PATH stands for what it was."""
        for part in shlex.split(said):
            name, _, value = part.partition("=")
            self.env[name] = self.inside(value).replace("$PATH", self.env["PATH"])

    def copy(self, said: list[str]) -> None:
        """COPY: files of this checkout that git knows."""
        *sources, target = said
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--", *sources], cwd=ROOT, check=True, capture_output=True
        ).stdout.decode()
        for file in filter(None, listed.split("\0")):
            to = self.work / file
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, to)
        if target != "./" and target not in sources:
            raise SystemExit(f"COPY to {target} is not understood here")
        self.belongs_to(self.user)

    def run(self, command: list[str]) -> None:
        """RUN, as the user."""
        done = subprocess.run(self.as_user(command), cwd=self.work, env=self.env)  # noqa: PLW1510
        if done.returncode:
            raise SystemExit(f"that step ended with {done.returncode}")

    def as_user(self, command: list[str]) -> list[str]:
        """The command without root's rights."""
        if os.getuid() != 0:
            return command
        who = [f"--reuid={self.user}", "--regid=100", "--clear-groups", "--no-new-privs"]
        return ["setpriv", *who, *command]


def serve(place: Place, command: list[str]) -> None:
    """Start CMD with all but the home folder write-protected, and ask whether it is ready."""
    home = place.folder("/home/closeness")
    subprocess.run(["chmod", "-R", "a-w", str(place.root / "opt")], check=True)
    if os.getuid() == 0:
        place.belongs_to(0)
        os.chown(home, place.user, 100)
    if (
        place.user
        and subprocess.run(  # noqa: PLW1510
            place.as_user(["touch", str(place.root / "opt" / "closeness" / "new")]),
            stderr=subprocess.DEVNULL,
        ).returncode
        == 0
    ):
        raise SystemExit("the user may write in the program's folder")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command[command.index("--port") + 1] = str(port)
    command[command.index("--host") + 1] = "127.0.0.1"
    began = time.time()
    server = subprocess.Popen(place.as_user(command), cwd=home, env=place.env)
    try:
        until_ready(server, f"http://127.0.0.1:{port}/ready")
        print(f"ready after {time.time() - began:.1f} s, as user {place.user}", flush=True)
    finally:
        server.terminate()
        server.wait(30)
    changed = [
        str(one)
        for folder in ("opt", "build")
        for one in (place.root / folder).rglob("*")
        if one.lstat().st_mtime > began
    ]
    if changed:
        raise SystemExit(f"it wrote outside of its folder: {changed[:5]}")
    kept = sorted(one.name for one in (home / "workbook").iterdir())
    print(f"ended with {server.returncode}; in the one writable folder: {', '.join(kept)}")


def until_ready(server: subprocess.Popen[bytes], address: str) -> None:
    """Wait for 200; SystemExit if the server ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"the server ended with {server.returncode}")
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as reply:
            if reply.status == 200:
                return
        time.sleep(0.2)
    raise SystemExit(f"{address} did not say that it is ready in {PATIENCE:.0f} s")


if __name__ == "__main__":
    main()
