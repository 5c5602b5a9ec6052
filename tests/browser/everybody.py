"""One of each: everybody who may ask a workbook for something, and what they ask it with."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from pathlib import Path
from typing import Any

import websocket  # type: ignore[import-untyped]

from closeness_widgets.answers import relationships
from closeness_widgets.records import Records
from tests.browser.people import HOST, Workbook
from tests.browser.practice import TODAY, Client, keep, with_token, writer
from tests.browser.visitors import Leading, Visitor, with_link
from tests.browser.wire import OURS, Reply

PASSPHRASE = "slow green bicycle"
PHRASE = "a quiet harbour"
ROLES = (
    "none", "forged", "expired", "locked", "A", "B", "co", "wall", "client", "stopped", "dropped",
    "owner",
)  # fmt: skip


class Everybody:
    """A running workbook with one person of each role.

    ``names`` are what a row of the table writes in angle brackets: ``<room>`` is the id of the
    workshop that is asked about, ``<seat>`` the kernel of A's page.
    """

    def __init__(self, data: Path, database: str | None = None) -> None:
        with Records.open(data, database) as records:
            planner, client = _plans(records), writer(records, "matrix")
            records.set_passphrase(PASSPHRASE)
        self.workbook = Workbook(data, database)
        self.workbook.start()
        self.wire = http.client.HTTPConnection("127.0.0.1", self.workbook.port, timeout=60)
        self.owner = self._owner()
        self.owner.call("coach/unlock", passphrase=PASSPHRASE)
        self.room = Leading(self.owner, "dimensions", "question")
        self.other = Leading(self.owner, "dimensions", title="Another")
        self.client = Client(self.owner, "Kestrel")
        self._clients = 0
        self.roles = {"A": with_token(self.workbook, planner[0])}
        self.roles["A"].call("join", code=self.room.code)
        self.roles["client"] = with_token(self.workbook, client)
        self._consents(self.roles["client"], self.client)
        for name in ROLES:
            self.roles.setdefault(name, self.newcomer(name))
        visitor = self.roles["A"]
        seat = visitor.call("seats", page="dimensions", visit="matrix")
        page = visitor.ask("/").text
        script = re.search(r"/static/([\w.\-]+\.js)", page)
        assert script is not None
        link = self.owner.call(f"workshops/{self.room.id}/links", name="Dee")
        self.names = {
            "room": self.room.id,
            "card": self.room.at("question"),
            "code": self.room.code,
            "secret": self.room.secret,
            "wall secret": self.room.wall_secret,
            "co secret": link["link"].rpartition(".")[2],
            "link": link["id"],
            "client": self.client.id,
            "kept": visitor.call("recovery")["link"].partition("#")[2],
            "seat": seat["kernel"],
            "about": planner[1],
            "script": script[1],
            "today": TODAY.isoformat(),
            "phrase": PHRASE,
            "passphrase": PASSPHRASE,
        }
        self.names["step"] = self.room.at("dimensions")

    def newcomer(self, role: str) -> Visitor:
        """Somebody new of this role."""
        if role == "owner":
            return self._owner()
        if role == "expired":
            return self._expired()
        somebody = Visitor(self.workbook)
        if role == "forged":
            key = f"{self.room.id}.{secrets.token_urlsafe(32)}"
            names = ("closeness", "closeness_owner", "closeness_lent")
            somebody.cookies = dict.fromkeys(names, secrets.token_urlsafe(32))
            somebody.cookies |= {"closeness_lead": key, "closeness_wall": key}
        elif role in ("A", "B", "locked"):
            somebody.call("join", code=self.other.code if role == "B" else self.room.code)
            if role == "locked":
                somebody.call("return-phrase", phrase=PHRASE)
                somebody.call("quick-exit")
        elif role == "co":
            with_link(somebody, self.room)
        elif role == "wall":
            secret = self.room.wall_secret
            somebody.call("wall", workshop=self.room.id, secret=secret)
        elif role != "none":
            self._shares(somebody, role)
        return somebody

    def ask(self, who: Visitor, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One request with somebody's cookies, which stay as they are."""
        sent = {"Host": f"{HOST}:{self.workbook.port}", "Cookie": who.cookie, **OURS, **headers}
        text = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
        self.wire.request(method, path, text, sent)
        reply = self.wire.getresponse()
        content = reply.read()
        return Reply(reply.status, reply.headers, content.decode(errors="replace"))

    def knock(self, who: Visitor, path: str, origin: str = "") -> str:
        """Open a websocket: ``open``, the code that it is closed with, or the status instead."""
        here = f"{HOST}:{self.workbook.port}"
        try:
            line = websocket.create_connection(
                f"ws://127.0.0.1:{self.workbook.port}{path}",
                timeout=20,
                origin=origin or f"http://{here}",
                host=here,
                cookie=who.cookie,
            )
        except websocket.WebSocketBadStatusException as error:
            return str(error.status_code)
        try:
            if path.startswith("/api/kernels"):
                return "open"
            kind, said = line.recv_data()
            closed = kind == websocket.ABNF.OPCODE_CLOSE
            return str(int.from_bytes(said[:2], "big")) if closed else "open"
        finally:
            line.close()

    def filled(self, text: str) -> str:
        """A row's address or body with real names; ``<invite>`` is a new client's link."""
        if "<invite>" in text:
            text = text.replace("<invite>", self._new_client().secret)
        return re.sub(r"<([a-z ]+)>", lambda found: self.names[found[1]], text)

    def close(self) -> None:
        """Stop the workbook."""
        self.wire.close()
        self.workbook.stop()

    def _owner(self) -> Visitor:
        somebody = Visitor(self.workbook)
        somebody.call("owner", passphrase=PASSPHRASE)
        return somebody

    def _expired(self) -> Visitor:
        somebody = self._owner()
        owner = dict(somebody.cookies)
        link = with_link(somebody, self.room)
        self.room.owner.call(f"workshops/{self.room.id}/revoke", link=link)
        key = somebody.cookies["closeness_lead"]
        somebody.call("join", code=self.room.code)
        somebody.call("sign-out")
        somebody.call("erase")
        somebody.cookies = {**owner, "closeness_lead": key, "closeness_wall": key}
        return somebody

    def _shares(self, somebody: Visitor, role: str) -> None:
        client = self._new_client()
        self._consents(somebody, client)
        if role == "stopped":
            somebody.call("check-in/withdraw")
        if role == "dropped":
            client.do("erase", sure=True)

    def _new_client(self) -> Client:
        self._clients += 1
        return Client(self.owner, f"Client {self._clients}")

    def _consents(self, somebody: Visitor, client: Client) -> None:
        known = somebody.call("check-in", secret=client.secret)["relationships"]
        if known:
            client.consents(somebody, about=known[-1]["id"], use_record=True)
        else:
            client.consents(somebody)


def _plans(records: Records) -> tuple[str, str]:
    """Somebody who planned something with a friend: their token, and the friend's id."""
    token = records.begin_person()
    person = records.person_of(token)
    assert person is not None
    friend = relationships.chosen(None, {"kind": "friend", "nickname": "Lee"})
    about = relationships.known(friend)[0].id
    keep(records, person, relationships.EXERCISE, "", {relationships.ITEM: friend})
    day = {"picks": ["know-closeness"], "know-closeness.day": TODAY.isoformat()}
    keep(records, person, "strategies", about, day)
    keep(records, person, "dimensions", about, {"ideas.now": 4})
    return token, about
