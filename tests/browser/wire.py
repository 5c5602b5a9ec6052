"""What can be said to the server by somebody who does not keep to the pages."""

from __future__ import annotations

import http.client
import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from email.message import Message
from typing import Any

from playwright.sync_api import Page

from closeness_widgets.records.folder import DATABASE_NAME
from tests.browser.people import HOST, Phone, Workbook
from tests.postgresql import name_of, running

OURS = {"X-Closeness": "1", "Content-Type": "application/json"}
"""What the site's own scripts send with every call."""


class Reply:
    """A status, headers and a text, whatever the status was."""

    def __init__(self, status: int, headers: Message, text: str) -> None:
        self.status = status
        self.headers = headers
        self.text = text

    @property
    def error(self) -> Any:
        """What the server says went wrong: ``{rule, message}``."""
        return json.loads(self.text)["error"]


def ask(
    workbook: Workbook,
    path: str,
    method: str = "GET",
    phone: Phone | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """One request with a phone's cookies, its path sent as it stands."""
    sent = {"Host": f"{HOST}:{workbook.port}", **(headers or {})}
    if phone is not None:
        cookies = phone.context.cookies(workbook.url)
        sent["Cookie"] = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
    connection = http.client.HTTPConnection("127.0.0.1", workbook.port, timeout=20)
    with closing(connection):
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read().decode())


def call(workbook: Workbook, name: str, phone: Phone | None = None, body: Any = None) -> Reply:
    """One call of the site's own scripts."""
    return ask(workbook, f"/api/{name}", "POST", phone, body or {}, OURS)


def rows(workbook: Workbook, table: str, columns: str = "*") -> set[Any]:
    """What lies in a table of the running server's database, as anybody who copies it sees it."""
    statement = f"SELECT {columns} FROM {table}"
    if workbook.database is not None:
        return set(running().do(statement, name_of(workbook.database)))
    path = workbook.data / DATABASE_NAME
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return set(database.execute(statement))


def traces(workbook: Workbook, mark: bytes) -> list[str]:
    """The files of the data folder, and ``PostgreSQL``, in which these bytes stand."""
    files = [path for path in workbook.data.rglob("*") if path.is_file()]
    held = {path.name: path.read_bytes() for path in files}
    if workbook.database is not None:
        held["PostgreSQL"] = running().bytes_of(workbook.database)
    return [name for name, content in held.items() if mark in content]


OPEN = """url => new Promise((resolve, reject) => {
  const socket = new WebSocket(url);
  window.forged = { socket, heard: [] };
  socket.onopen = () => resolve("open");
  socket.onclose = (event) => resolve(`closed ${event.code}`);
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") window.forged.heard.push(JSON.parse(data));
  };
})"""

SAY = """({ message, patience }) => new Promise((resolve, reject) => {
  const { socket, heard } = window.forged;
  const mine = (one) => one.parent_header && one.parent_header.msg_id === message.header.msg_id;
  const done = () => {
    const replies = heard.filter(mine);
    if (!replies.some((one) => one.content.execution_state === "idle")) return;
    // A reply comes by another way than "idle", and may come after it.
    const asks = message.header.msg_type.endsWith("_request");
    if (asks && !replies.some((one) => one.header.msg_type.endsWith("_reply"))) return;
    clearTimeout(late);
    socket.removeEventListener("message", done);
    resolve(replies);
  };
  const late = setTimeout(() => reject(new Error("the kernel did not answer")), patience);
  socket.addEventListener("message", done);
  socket.send(JSON.stringify(message));
})"""

SEND = "text => window.forged.socket.send(text)"


def line(page: Page, workbook: Workbook, kernel: str) -> str:
    """Open a line of one's own to a kernel, from the page; ``open`` or ``closed <code>``."""
    address = workbook.url.replace("http", "ws") + f"api/kernels/{kernel}/channels"
    return str(page.evaluate(OPEN, f"{address}?session_id=forged"))


class Forger:
    """A second line from a page to its own kernel, on which anything can be said."""

    def __init__(self, phone: Phone, seat: dict[str, Any]) -> None:
        self.page = phone.page
        (self.comm,) = (cell["model"] for cell in seat["cells"].values() if "model" in cell)
        self.kernel: str = seat["kernel"]
        assert line(phone.page, phone.workbook, self.kernel) == "open"
        self._number = 0

    def message(self, kind: str, content: dict[str, Any], **metadata: str) -> dict[str, Any]:
        """A Jupyter message, well-formed whatever its content."""
        self._number += 1
        header = {
            "msg_id": f"forged-{self._number}",
            "msg_type": kind,
            "session": "forged",
            "username": "forged",
            "version": "5.3",
        }
        return {
            "header": header,
            "parent_header": {},
            "metadata": metadata,
            "content": content,
            "channel": "shell",
        }

    def say(self, kind: str, content: dict[str, Any], **metadata: str) -> list[dict[str, Any]]:
        """Send a message; all that the kernel sent because of it, once it has dealt with it."""
        message = self.message(kind, content, **metadata)
        replies: list[dict[str, Any]] = self.page.evaluate(
            SAY, {"message": message, "patience": 20_000}
        )
        return replies

    def shout(self, text: str) -> None:
        """Send anything at all, and wait for nothing."""
        self.page.evaluate(SEND, text)

    def set(self, state: dict[str, Any], comm: str = "") -> dict[str, Any]:
        """Set traits of the exercise (or of another comm); what the kernel set in return."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        told: dict[str, Any] = {}
        for reply in self.say("comm_msg", {"comm_id": comm or self.comm, "data": data}):
            if reply["header"]["msg_type"] == "comm_msg":
                told |= reply["content"]["data"].get("state", {})
        return told

    def answer(self, about: str, item: Any, value: Any, revision: Any = 1) -> dict[str, Any]:
        """Send one answer; the receipt for it."""
        change = {
            "about": about,
            "item": item,
            "value": value,
            "revision": revision,
            "writer": "forged",
        }
        told = self.set({"outbox": {"sent": str(self._number), "changes": [change]}})
        receipt: dict[str, Any] = told["receipt"]
        return receipt


def until_locked(phone: Phone) -> None:
    """Until the server has heard that somebody left quickly: the page did not wait for it."""
    deadline = time.monotonic() + 20
    while ask(phone.workbook, "/workbook/dimensions", phone=phone).status != 302:
        assert time.monotonic() < deadline, "the record is still open"
