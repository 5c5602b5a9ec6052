"""A client's door and their consent; everything runs on the pen's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from closeness_widgets.answers import relationships
from closeness_widgets.answers.base import AnswerRefused
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.clients.parts import checked_parts
from closeness_widgets.content.base import KINDS, About
from closeness_widgets.records import AlreadyClient, Letter, Person, RecordGone, Records
from closeness_widgets.serving.desk import DeskServer

Json = dict[str, Any]
NOT_OPEN = {
    "unknown-link": (
        "This link opens no check-in. Perhaps there is a newer one, or it was not copied whole. "
        "Ask your coach for a new one."
    ),
    "used-link": (
        "This link was used already, on another phone or in another browser. If that was you, open "
        "the check-in there. Otherwise ask your coach for a new link."
    ),
    "withdrawn": (
        "The sharing was stopped, so this link is closed. To begin again, ask your coach for a "
        "new link."
    ),
}


class DoorShut(Exception):
    """A link that opens nothing for whoever asks; ``rule`` is a key of :data:`NOT_OPEN`."""

    def __init__(self, rule: str) -> None:
        super().__init__(NOT_OPEN[rule])
        self.rule = rule
        self.message = NOT_OPEN[rule]


@dataclass(frozen=True)
class Begun:
    """A record that was begun at the door: the token for its cookie, the secret of its own link."""

    token: str
    own_secret: str


class Consenting:
    """Lets clients in by their link, and keeps what they open to the coach."""

    def __init__(self, records: Records, desk: DeskServer, today: Callable[[], date]) -> None:
        self._records = records
        self._desk = desk
        self._today = today

    def state(self, secret: str, person: Person | None) -> str:
        """``consent`` if the link waits, ``open`` if this record came in by it. Raises DoorShut."""
        return self._behind(secret, person)[1]

    def relationships(self, person: Person) -> list[About]:
        """Whom a record is about."""
        entry = self._records.one(person, relationships.EXERCISE, "", relationships.ITEM)
        return relationships.known(entry.value if entry else None)

    def give(self, body: Json, person: Person | None, text: str) -> Begun | None:
        """Consent with a link, for this record or (``person`` None) for a new one.

        Args:
            body: ``secret``, ``parts``, ``about`` (id of a relationship) or ``kind``, and
                ``shared_device`` for a new record.
            person: whose record it is to be.
            text: names the wording that was agreed to.

        Raises:
            DoorShut, ClientRefused, AnswerRefused, RecordRefused: then nothing is kept.
        """
        granted = checked_parts(body.get("parts"))
        if not body.get("about") and body.get("kind") not in KINDS:
            raise ClientRefused("kind", "Choose first whom it is about.")
        client_id, state = self._behind(str(body.get("secret")), person)
        if state == "open":
            self._records.use_client_link(client_id)
            return None
        if person is not None and self._records.client_of(person) is not None:
            raise AlreadyClient
        begun = None
        with self._records.together():
            if person is None:
                person, begun = self._begun(body.get("shared_device") is True)
            about = self._chosen(person, body)
            letter: Letter = {
                "state": "given",
                "on": self._today().isoformat(),
                "text": text,
                "parts": granted,
                "kind": about.kind,
            }
            self._records.give_consent(client_id, person, about.id, letter)
        return begun

    def mine(self, person: Person) -> Letter | None:
        """What a person's consent says; ``ended`` if it was the coach who erased the client."""
        letter, stands = self._records.consent_of(person)
        if letter is not None and letter["state"] == "given" and not stands:
            return {**letter, "state": "ended"}
        return letter

    def change(self, person: Person, parts: Any) -> Letter:
        """Open other parts than before. Raises ClientRefused, RecordRefused."""
        return self._records.change_consent(person, {"parts": checked_parts(parts)})

    def withdraw(self, person: Person) -> str | None:
        """Close everything; the day, or None if nothing was open."""
        on = self._today()
        return on.isoformat() if self._records.withdraw_consent(person, on) else None

    def _behind(self, secret: str, person: Person | None) -> tuple[bytes, str]:
        found = self._records.client_behind(secret)
        if found is None:
            raise DoorShut("unknown-link")
        client_id, kind = found
        if person is not None and self._records.client_of(person) == client_id:
            return client_id, "open"
        if kind != "invited":
            raise DoorShut("withdrawn" if kind == "closed" else "used-link")
        return client_id, "consent"

    def _begun(self, shared_device: bool) -> tuple[Person, Begun]:
        token = self._records.begin_person(shared_device)
        person = self._records.person_of(token)
        if person is None:
            raise RecordGone
        return person, Begun(token, self._records.make_recovery(person))

    def _chosen(self, person: Person, body: Json) -> About:
        choice = {"id": body["about"]} if body.get("about") else {"kind": body["kind"]}
        about = self._desk.choose(person, choice)
        if about is None:
            raise AnswerRefused("unknown-relationship", "Choose first whom it is about.")
        return about
