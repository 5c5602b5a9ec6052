"""The server's desk, pen and records in a process that can be killed, and a kernel's end of it."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Records
from closeness_widgets.serving.desk import DeskServer
from closeness_widgets.serving.pen import Pen

Json = dict[str, Any]
EXERCISE = "journal"
PATIENCE = 30.0

LIBRARY = read_library([paths.content()])
"""Read once: a process that is forked has it."""

if sys.platform == "win32":
    PROCESSES: Any = multiprocessing.get_context("spawn")
else:  # a fork of a process that has imported everything: fifty starts take seconds
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload([__name__, "benchmarks.__main__"])


class Desk:
    """A running desk on a data folder; ``integrity`` is what SQLite says of its file there.

    Args:
        folder: the data folder lies in it.
        address: the PostgreSQL database that holds the records; None: a file in the data folder.
    """

    def __init__(self, folder: Path, address: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._line, theirs = PROCESSES.Pipe()
        self.process = PROCESSES.Process(target=_serve, args=(folder, address, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.address, self.integrity = self._line.recv()

    def begin(self) -> str:
        """Begin a new person, who then saves; return what their cookie would hold."""
        token, self._place = self._seat("")
        self._place.call("choose", choice={"kind": "friend", "nickname": ""})
        self._about = self._place.call("load", exercise=EXERCISE)["about"]["id"]
        return token

    def save(self, item: str, value: Json) -> None:
        """Save a new answer; OSError if it is never acknowledged."""
        details = {"item": item, "value": value, "revision": 1, "writer": "benchmark"}
        self._place.call("save", exercise=EXERCISE, about=self._about, **details)

    def stored(self, token: str) -> Json:
        """All answers of the person with this token: item -> ``{value, revision}``."""
        token, place = self._seat(token)
        answers: Json = place.call("load", exercise=EXERCISE)["answers"] if token else {}
        place.socket.close()
        return answers

    def kill_at(self, moment: float) -> threading.Thread:
        """SIGKILL to the desk's process at a moment of ``time.monotonic``."""
        timer = threading.Timer(moment - time.monotonic(), self.process.kill)
        timer.start()
        return timer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.kill()  # also when it was only asked: no end here is a gentle one
        self.process.join(PATIENCE)
        self._line.close()

    def _seat(self, token: str) -> tuple[str, Place]:
        """The token, empty if nobody has it, and a place for its person."""
        self._line.send(token)
        token, capability = self._line.recv()
        return token, Place(self.address, capability)


class Place:
    """A kernel's connection to the desk."""

    def __init__(self, address: str, capability: str) -> None:
        kind, _, where = address.partition(":")
        if kind == "unix":
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(where)
        else:
            host, _, port = where.rpartition(":")
            self.socket = socket.create_connection((host, int(port)))
        self.socket.settimeout(PATIENCE)
        self._lines = self.socket.makefile("rb")
        self._number = 0
        self._send({"hello": capability})

    def call(self, name: str, **details: Any) -> Json:
        """Ask, and return what the desk grants; RuntimeError if it refuses."""
        self._number += 1
        self._send({"id": self._number, "call": name, **details})
        while True:
            line = self._lines.readline()
            if not line.endswith(b"\n"):
                raise ConnectionError("the desk is gone")
            reply = json.loads(line)
            if reply.get("id") != self._number:
                continue  # the desk told something of its own accord
            if "refused" in reply:
                raise RuntimeError(f"{name} was refused: {reply['refused']}")
            return dict(reply["ok"])

    def _send(self, message: Json) -> None:
        self.socket.sendall(json.dumps(message).encode() + b"\n")


def _serve(folder: Path, address: str | None, line: Connection) -> None:
    tempfile.tempdir = str(folder)  # what a killed desk leaves goes with the folder
    with suppress(EOFError):
        asyncio.run(_run(folder, address, line))


async def _run(folder: Path, address: str | None, line: Connection) -> None:
    with Records.open(folder / "data", address) as records:
        pen = Pen()
        desk = DeskServer(records, pen, lambda: LIBRARY)
        await desk.open()
        line.send((desk.address, (await pen.do(records.health))["integrity"]))
        while True:
            token = await asyncio.to_thread(line.recv) or await pen.do(records.begin_person)
            place = desk.new_place(lambda: None)
            place.person = await pen.do(records.person_of, token)
            line.send((token if place.person else "", place.capability))
