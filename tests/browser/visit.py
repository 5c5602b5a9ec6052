"""A whole visit with markers in everything that somebody types or holds, for whoever looks."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlencode

from benchmarks.room import Participant
from benchmarks.visitor import Visitor as Reader
from closeness_widgets.serving.live.office_door import ask
from tests.browser.crowd import Crowd
from tests.browser.people import Workbook
from tests.browser.practice import TODAY, WEEKS, Client
from tests.browser.visitors import Visitor

Json = dict[str, Any]
PEOPLE = 5
"""The fewest of whom a picture is shown."""


class Markers:
    """What must not lie about: typed words, each with letters of its own, and secrets handed out.

    ``said``: name -> marker. ``errors``: what the server answered to what was wrong.
    """

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.errors: list[str] = []

    def new(self, name: str) -> str:
        """A marker to type, the same each time it is asked for."""
        return self.said.setdefault(name, f"Quince{secrets.token_hex(8)}")

    def link(self, name: str, link: str) -> str:
        """Note the secret behind a link's hash, and return the link."""
        self.said[name] = link.partition("#")[2]
        return link

    def cookies(self, name: str, cookie: str) -> None:
        """Note the tokens in a Cookie header."""
        for one in cookie.split("; "):
            kind, _, token = one.partition("=")
            self.said[f"{name}: {kind}"] = token


def visited(workbook: Workbook) -> Markers:
    """A workshop with five people, a record over weeks, a coach with a client, and mistakes."""
    markers = Markers()
    with Crowd(workbook) as crowd:
        agenda = ["dimensions", "question", "blockers"]
        made = crowd.leads(markers.new("a workshop's title"), agenda, PEOPLE)
        for name in ("join_link", "projector_link"):
            markers.link(name, made[name])
        markers.cookies("owner", crowd.lead.cookie)
        owner = Visitor(workbook)
        owner.cookies = dict(one.split("=", 1) for one in crowd.lead.cookie.split("; "))
        _workshop(crowd, made, markers)
        person = _record(crowd, workbook, markers)
        _coached(owner, person, markers)
        _brought_in(owner, markers)
        _printed(crowd, owner, made["id"], markers)
        _locked(owner, person, workbook, markers)
        _mistakes(owner, person, markers)
        markers.cookies("person", person.cookie)
    return markers


def _workshop(crowd: Crowd, made: Json, markers: Markers) -> None:
    crowd.join(made["code"], PEOPLE)
    links = f"api/workshops/{made['id']}/links"
    co = crowd.post(links, {"name": markers.new("a co-facilitator")})
    markers.link("a co-facilitator's link", co["link"])
    crowd.steer("next")
    crowd.answer("dimensions", lambda n: {"ideas.now": n})
    crowd.share(crowd.view("facilitator")["current"])
    crowd.steer("next")
    step = crowd.view("facilitator")["current"]
    crowd.write(step, [markers.new(f"card {number}") for number in range(PEOPLE)])
    crowd.steer("reveal")

    async def named(one: Participant, number: int) -> None:
        assert one.wire is not None
        choice = {"kind": "partner", "nickname": markers.new(f"nickname {number}")}
        one.wire.update(one.models["dimensions"], choice=choice)
        await one.wire.updated(one.models["dimensions"], "about")

    crowd.everybody(named)
    for number, one in enumerate(crowd.people):
        markers.cookies(f"participant {number}", one.cookie)


def _record(crowd: Crowd, workbook: Workbook, markers: Markers) -> Visitor:
    """A journal, written through a kernel; whoever wrote it."""
    reader = Reader(f"http://127.0.0.1:{workbook.port}/", "journal")

    async def writes() -> None:
        await reader.arrive()
        moment = {"date": TODAY.isoformat(), "what": markers.new("a moment")}
        await reader.save("moment.aaaaaaaa", moment, 1)
        for item in (markers.new("an item that there is not"), "moment.bbbbbbbb"):
            refused = {"date": markers.new("a wrong day"), "what": "x"}
            try:
                await reader.save(item, refused, 1)
            except RuntimeError:
                continue
            raise AssertionError("what is wrong was saved")
        await _forged(reader, markers)
        reader.leave()

    crowd.do(writes())
    person = Visitor(workbook)
    name, _, token = reader.cookie.partition("=")
    person.cookies = {name: token}
    markers.link("a recovery link", person.call("recovery")["link"])
    return person


async def _forged(reader: Reader, markers: Markers) -> None:
    """Messages that no page sends: each kind of thing that can be wrong with one."""
    word, wire, model = markers.new("words in a forged message"), reader.wire, reader.model
    assert wire is not None
    told = {"what": word}
    for state in (
        {"outbox": word}, {"outbox": {"changes": [told, word]}}, {"choice": word}, {"choice": told},
        {"picture_wanted": word}, {"answers": word}, {"erase_wanted": told}, {word: word},
    ):  # fmt: skip
        wire.update(model, **state)
    for data in (word, [word], {"method": "update", "state": word}, {"method": "custom"}, told):
        wire.send("comm_msg", model, data=data)
    wire.send("comm_msg", word, data=told)
    wire.send("comm_close", word, data=told)
    wire.send("comm_open", word, data=told, target_name=word)
    wire.send("comm_msg", model, {"deep": told}, data={"method": "update", "state": None, **told})
    wire.send("comm_msg", [word], data=told)  # type: ignore[arg-type]
    await wire.states()  # all before it was dealt with
    wire.garbage(word)
    with suppress(ConnectionError):  # the server has had enough
        await wire.until(lambda _: None)


def _coached(owner: Visitor, person: Visitor, markers: Markers) -> None:
    client = Client(owner, markers.new("a pseudonym"))
    markers.said["a check-in link"] = client.secret
    door = person.call("check-in", secret=client.secret)
    (about,) = (one["id"] for one in door["relationships"])
    client.consents(person, use_record=True, about=about)
    client.do("notes", text=markers.new("a coach's note"))
    mark = {"date": TODAY.isoformat(), "kind": "event", "label": markers.new("a mark")}
    client.do("marks", **mark)
    assert markers.said["a moment"] in json.dumps(client.page())
    for name in ("report.pdf", "report", "progress.png"):
        owner.ask(f"/coach/{client.id}/{name}")


def _brought_in(owner: Visitor, markers: Markers) -> None:
    """A file with a client's weeks and a line that is wrong; the client taken out again."""
    name, wrong = markers.new("a pseudonym in a file"), markers.new("words in a mistake")
    lines = ["client;date;ideas;feelings;blockers", *(f"{name};{week};4;8;none" for week in WEEKS)]
    text = "\n".join([*lines, f"{name};{wrong};4;8;none", f"{name};{WEEKS[0]};{wrong};8;{wrong}"])
    asked = {"file": base64.b64encode(text.encode()).decode(), "scale": "0-10"}
    basis = markers.new("the basis of a file")
    for sure in (False, True):
        told = owner.call("coach/import", sure=sure, basis=basis, **asked)
        assert told["done"] is sure
        assert len(told["rejected"]) == 2
    markers.errors.append(owner.ask("/api/coach/import", {"file": wrong, "client": wrong}).text)
    listed = json.loads(owner.ask("/api/coach/clients").text)["clients"]
    client = next(one["id"] for one in listed if one["pseudonym"] == name)
    for file in ("record.csv", "record.json", "report", "report.pdf", "progress.pdf"):
        reply = owner.ask(f"/coach/{client}/{file}")
        assert reply.status == 200
        assert file == "record.csv" or name not in str(reply.headers)
    assert name in owner.ask(f"/coach/{client}/record.csv").text


def _printed(crowd: Crowd, owner: Visitor, workshop: str, markers: Markers) -> None:
    """Sheets that were handed in, what is printed and saved of a room, and what is taken home."""
    agenda = crowd.view("facilitator")["agenda"]
    step = next(one["id"] for one in agenda if one["exercise"] == "question")
    sheets = [{"words": markers.new(f"a sheet {number}")} for number in range(PEOPLE)]
    owner.call(f"workshops/{workshop}/paper", step=step, sheets=sheets, batch="one")
    owner.call(f"workshops/{workshop}/steer", do="reveal")
    network = {"network": markers.new("a network"), "password": markers.new("a Wi-Fi password")}
    assert network["network"] in _posted(owner, f"/facilitate/{workshop}/poster", network)
    pages = ("", "/paper", "/enter", "/guide", "/poster", "/export", "/export.csv", "/export.pdf")
    for page in pages:
        assert owner.ask(f"/facilitate/{workshop}{page}").status == 200
    assert markers.said["a sheet 0"] in json.dumps(crowd.view("facilitator"))
    guest = Visitor(owner.workbook)
    guest.cookies = dict(one.split("=", 1) for one in crowd.people[0].cookie.split("; "))
    assert "ideas" in guest.ask("/take-away.json").text
    assert guest.ask("/take-away").status == 200


def _posted(owner: Visitor, path: str, form: dict[str, str]) -> str:
    """What a page answers to its own form."""
    at = f"127.0.0.1:{owner.workbook.port}"
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": owner.cookie}
    with closing(http.client.HTTPConnection(at, timeout=60)) as connection:
        connection.request("POST", path, urlencode(form), sent)
        return connection.getresponse().read().decode()


def _locked(owner: Visitor, person: Visitor, workbook: Workbook, markers: Markers) -> None:
    """A return phrase, a passphrase, and wrong ones of both."""
    phrase = markers.new("a return phrase")
    person.call("return-phrase", phrase=phrase)
    person.call("quick-exit")
    wrong = person.ask("/api/unlock", {"phrase": markers.new("a wrong phrase")})
    markers.errors.append(wrong.text)
    person.call("unlock", phrase=phrase)
    passphrase = markers.new("a passphrase")
    ask(workbook.data, {"call": "passphrase", "new": passphrase})
    wrong = owner.ask("/api/owner", {"passphrase": markers.new("a wrong passphrase")})
    markers.errors.append(wrong.text)
    owner.call("coach/unlock", passphrase=passphrase)
    other = Visitor(workbook)
    other.call("owner", passphrase=passphrase)
    markers.cookies("the owner's other device", other.cookie)


def _mistakes(owner: Visitor, person: Visitor, markers: Markers) -> None:
    """Requests that are refused or make something fail, with words in them."""
    word = markers.new("words in a mistake")
    asked: list[tuple[Visitor, str, Any]] = [
        (person, f"/{word}", None),
        (person, f"/workbook/{word.lower()}", None),
        (person, f"/?q={word}&theme={word}", None),
        (person, "/api/return", {"secret": word}),
        (person, "/api/check-in", {"secret": word}),
        (person, "/api/live/share", {"step": word}),
        (person, "/api/seats", {"page": word, "visit": word}),
        (person, "/api/join", {"code": word, "nickname": {"a": word}}),
        (person, "/api/people", [word]),
        (owner, "/api/workshops", {"title": 5, "agenda": word}),
        (owner, "/api/workshops", {"title": word, "agenda": [{"exercise": 7}]}),
        (owner, "/api/workshops", {"title": word, "agenda": [word, {word: 1}], "expected": word}),
    ]
    for who, path, body in asked:
        markers.errors.append(who.ask(path, body).text)
