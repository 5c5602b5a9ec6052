"""A coach's clients on a running server, without browsers: who wrote what, who consented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from closeness_widgets.answers import relationships
from closeness_widgets.records import Records
from tests.browser.people import Workbook
from tests.browser.visitors import Visitor

Json = dict[str, Any]
TODAY = date.today()  # noqa: DTZ011 - the day where the server is
MONDAY = TODAY - timedelta(days=TODAY.weekday())
WEEKS = [(MONDAY - timedelta(days=7 * back)).isoformat() for back in (2, 1, 0)]
PARTS = ["ratings", "blockers", "words"]
OTHER = "marker about somebody else"
SECRET_NAME = "marker-nickname"


def keep(records: Records, person: Any, exercise: str, about: str, answers: Json) -> None:
    for item, value in answers.items():
        records.save(person, exercise, about, item, value, 1, "page", "1", lambda _, v: v)


def writer(records: Records, words: str, workshop: bytes | None = None) -> str:
    """Somebody who wrote a good deal about a friend, and something about a partner; their token."""
    token = records.begin_person()
    person = records.person_of(token)
    assert person is not None
    if workshop is not None:
        records.join_workshop(workshop, person)
    first = relationships.chosen(None, {"kind": "partner", "nickname": "Lee"})
    both = relationships.chosen(first, {"kind": "friend", "nickname": SECRET_NAME})
    keep(records, person, relationships.EXERCISE, "", {relationships.ITEM: both})
    partner, friend = (one.id for one in relationships.known(both))
    moment = {"date": TODAY.isoformat(), "what": f"{words} moment"}
    keep(records, person, "journal", partner, {"moment.aaaaaa": {**moment, "what": OTHER}})
    answers: Json = {"moment.bbbbbb": moment, "moment.cccccc": None}
    for number, week in enumerate(WEEKS):
        answers[f"week.{week}.ideas.now"] = 3 + number
        answers[f"week.{week}.feelings.wished"] = 8
        answers[f"week.{week}.sign.arguing"] = 1
        answers[f"week.{week}.blockers"] = ["blame", "cutting-off"]
    keep(records, person, "journal", friend, answers)
    opening = {"ideas.now": 2, "feelings.wished": 9, "ideas.talk": 1}
    keep(records, person, "dimensions", friend, opening)
    marks = {"cutting-off.me": 2, "cutting-off.other": 2, "chosen": "blame", "plan.when": OTHER}
    keep(records, person, "blockers", friend, marks)
    return token


class Client:
    """A client as the coach knows them, and the visitor who they are."""

    def __init__(self, owner: Visitor, pseudonym: str) -> None:
        self.owner, self.pseudonym = owner, pseudonym
        self.made = owner.call("coach/clients", pseudonym=pseudonym)
        self.id: str = self.made["id"]
        self.secret: str = self.made["link"].partition("#")[2]

    def do(self, path: str, **body: Any) -> Json:
        return self.owner.call(f"coach/clients/{self.id}/{path}", **body)

    def refused(self, path: str, **body: Any) -> tuple[int, Json]:
        reply = self.owner.ask(f"/api/coach/clients/{self.id}/{path}", body)
        return reply.status, reply.error

    def page(self, asked: str = "") -> Json:
        reply = self.owner.ask(f"/api/coach/clients/{self.id}/page{asked}")
        assert reply.status == 200, reply.text
        told: Json = json.loads(reply.text)
        return told

    def listed(self) -> Json:
        told = json.loads(self.owner.ask("/api/coach/clients").text)
        return next(one for one in told["clients"] if one["id"] == self.id)

    def consents(self, person: Visitor, parts: Sequence[str] = PARTS, **more: Any) -> Json:
        asked = {"kind": "friend", "use_record": False, "shared_device": False, **more}
        return person.call("check-in/consent", secret=self.secret, parts=list(parts), **asked)


def with_token(workbook: Workbook, token: str) -> Visitor:
    """Whoever has this cookie."""
    somebody = Visitor(workbook)
    somebody.cookies = {"closeness": token}
    return somebody


def about_friend(person: Visitor, secret: str) -> str:
    """The id of the relationship with the friend, as the door tells it."""
    told = person.call("check-in", secret=secret)
    return str(next(one["id"] for one in told["relationships"] if one["kind"] == "friend"))
