"""How the command line reaches the office: through a running server's desk, or the records."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.pages import PAGES, read_words
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.in_and_out import InAndOut
from closeness_widgets.serving.coach.office import CoachOffice
from closeness_widgets.serving.coach.practice import Practice, today
from closeness_widgets.serving.live.addresses import Addresses
from closeness_widgets.serving.live.office import Office
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.serving.upkeep import Upkeep

Json = dict[str, Any]
RUNNING = "running.json"
"""In the data folder while a server runs: where its desk is, readable by its user only."""
PORT = 8866
"""The port that links name while no server runs."""
PATIENCE = 60.0


def ask(folder: Path, message: Json, public_url: str = "", database_url: str | None = None) -> Json:
    """What the office answers.

    Args:
        folder: the data folder.
        message: what is asked for.
        public_url: address for the links, while no server runs on that folder.
        database_url: where the records are, while no server runs on that folder.

    Raises:
        AnswerRefused, ClientRefused, PlanRefused: why not.
        RecordsError: the records of this folder cannot be opened.
    """
    try:
        told = json.loads((folder / RUNNING).read_text(encoding="utf-8"))
        address, capability = told["address"], told["capability"]
        line = _connected(address)
    except (OSError, ValueError, KeyError, TypeError):  # none, or what a killed one left behind
        return _here(folder, message, public_url, database_url)
    with line, line.makefile("rwb") as talk:
        talk.write(json.dumps({"hello": capability}).encode() + b"\n")
        talk.write(json.dumps({"id": 1, **message}).encode() + b"\n")
        talk.flush()
        reply = json.loads(talk.readline() or b"{}")
    if "refused" in reply:
        raise AnswerRefused(reply["refused"]["rule"], reply["refused"]["message"])
    if "ok" not in reply:
        raise AnswerRefused("no-answer", "The workbook did not answer. Try again.")
    return dict(reply["ok"])


def _here(folder: Path, message: Json, public_url: str, database_url: str | None) -> Json:
    folders = [paths.content(), folder / "content"]
    with Records.open(folder, database_url) as records:
        pictures = Pictures(records, lambda: read_words(folders, "result", PAGES["result"]))
        addresses = Addresses("/", PORT, False, public_url)

        def library() -> Library:
            return read_library(folders)

        practice = Practice(records, library, today)
        in_and_out = InAndOut(
            records,
            practice,
            library,
            lambda: read_words(folders, "coach", CoachWords),
            today,
        )
        coach = CoachOffice(records, practice, in_and_out, addresses)
        more = {**coach.calls, **Upkeep(records).calls}
        return Office(records, library, pictures, addresses, more).do(message)


def _connected(address: str) -> socket.socket:
    family, _, where = address.partition(":")
    if family == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
