"""A coach's clients, for pages and for the command line; everything runs on the pen's thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from closeness_widgets.answers.journal import RATINGS
from closeness_widgets.clients import parts
from closeness_widgets.clients.client import (
    Card,
    ClientRefused,
    File,
    changed_card,
    new_card,
    review_on,
    with_mark,
    with_note,
    with_week,
    without,
)
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.library import Library
from closeness_widgets.content.plans import OPENING
from closeness_widgets.records import BEGUN, Client, Letter, Records

Json = dict[str, Any]
JOURNAL = "journal"
RATED = parts.RATED
GIVEN, CLOSED = "given", ("withdrawn", "erased")
SOMEBODY = "friend"
"""In whose words a chart speaks while no client said what kind of relationship it is about."""
LOOK_BACK = 26
"""Weeks in which the newest check-in of a list is looked for."""
SINCE = timedelta(days=28)


class Practice:
    """What the coach keeps, and what clients opened to the coach."""

    def __init__(
        self,
        records: Records,
        read_library: Callable[[], Library],
        today: Callable[[], date],
    ) -> None:
        self._records = records
        self._read_library = read_library
        self._today = today

    def all(self) -> list[Json]:
        """Every client for a list, by pseudonym. Opens their cards only."""
        found = self._records.all_clients()
        rated = {one.id for one, letter in found if letter and RATED in letter.get("parts", [])}
        seen = {one: week for one, week in self._last_seen().items() if one in rated}
        listed = [
            {
                "id": client.id.hex(),
                "pseudonym": card.pseudonym,
                "state": _state(client, letter),
                "added": card.added.isoformat(),
                "archived": card.archived,
                "last_seen": seen.get(client.id),
                "review_on": review_on(card, letter).isoformat(),
            }
            for client, letter in found
            for card in [Card.model_validate(client.card)]
        ]
        return sorted(listed, key=lambda one: str(one["pseudonym"]).casefold())

    def listed(self) -> list[Json]:
        """The same for whoever looks at it: the log says that it was opened."""
        found = self.all()
        self._records.log_again("clients_listed")
        return found

    def new(self, pseudonym: Any, basis: Any = "") -> tuple[str, str]:
        """A new client: their id and the secret of their link. Raises ClientRefused."""
        card = new_card(pseudonym, self._today(), self._pseudonyms(), basis)
        client_id = self._records.new_client(card.as_json(), File().as_json())
        self._records.log("client_added", client_id)
        return client_id.hex(), self._records.new_client_link(client_id)

    def link(self, client: str) -> str:
        """The secret of a new link; an earlier one stops working."""
        secret = self._records.new_client_link(bytes.fromhex(client))
        self._records.log("client_link", bytes.fromhex(client))
        return secret

    def change(self, client: str, body: Json) -> None:
        """A new pseudonym, another place in the list, the basis of what is kept."""
        others = self._pseudonyms(but=client)
        self._records.change_client(
            bytes.fromhex(client),
            lambda card, file: (changed_card(Card(**card), body, others).as_json(), file),
        )
        self._records.log("client_changed", bytes.fromhex(client))

    def erase(self, client: str) -> Json:
        """Erase what the coach has of a client; what went, counted."""
        before, gone = self._records.erase_client(bytes.fromhex(client))
        self._records.log("client_erased", bytes.fromhex(client))
        file = File.model_validate(before.file)
        return {
            "links": gone.links,
            "consents": gone.consents,
            "notes": len(file.notes),
            "marks": len(file.marks),
            "weeks": len(file.weeks),
            "moments": len(file.moments),
        }

    def add_note(self, client: str, body: Json) -> None:
        """Keep a private note."""
        self._refile(
            "note_kept",
            client,
            lambda file: with_note(file, body.get("text"), body.get("date"), self._today()),
        )

    def add_mark(self, client: str, body: Json) -> None:
        """Mark a day or a stretch of days."""
        self._refile("mark_kept", client, lambda file: with_mark(file, body, self._today()))

    def delete_note(self, client: str, note: str) -> None:
        """Delete a private note."""
        self._refile("note_deleted", client, lambda file: without(file, "notes", note))

    def delete_mark(self, client: str, mark: str) -> None:
        """Delete a mark."""
        self._refile("mark_deleted", client, lambda file: without(file, "marks", mark))

    def keep_week(self, client: str, monday: Any, values: Any) -> None:
        """Keep a check-in from paper; ``values`` None takes the week out."""
        journal = self._read_library().exercises[JOURNAL]
        if not isinstance(journal, Journal):
            raise ClientRefused("unknown", "There is no journal in this workbook.")
        self._refile(
            "week_kept",
            client,
            lambda file: with_week(file, monday, values, "paper", journal, self._today()),
        )

    def page(self, client: str, supervision: bool = False, export: bool = False) -> Json:
        """Everything of one client, before it is drawn. The log says what it is for.

        Returns:
            ``client``, ``consent``, ``notes``, ``marks``, ``weeks`` (those the coach keeps),
            ``last_seen``, and ``series`` as ``analysis.series`` reads it; None if the client
            stopped. For a supervisor without pseudonym, notes and words.
        """
        kept, letter = self._records.load_client(bytes.fromhex(client))
        did = "client_supervision" if supervision else "client_opened"
        self._records.log("client_exported" if export else did, kept.id)
        card, file = Card.model_validate(kept.card), File.model_validate(kept.file)
        told = self._series(kept, letter, file)
        if supervision and told is not None:
            told = parts.for_supervision(told)
        shown = told["marks"] if told is not None else []
        return {
            "client": {
                "id": client,
                "pseudonym": "" if supervision else card.pseudonym,
                "added": card.added.isoformat(),
                "archived": card.archived,
                "review_on": review_on(card, letter).isoformat(),
                "basis": card.basis,
            },
            "consent": letter or ({"state": "invited"} if kept.door else None),
            "notes": [] if supervision else [note.as_json() for note in file.notes],
            "marks": shown if supervision else [mark.as_json() for mark in file.marks],
            "weeks": [week.as_json() for week in file.weeks] if told is not None else [],
            "last_seen": _newest_week(told),
            "series": told,
        }

    def since(self, page: Json) -> str:
        """The day with which a page compares if nobody chose one: the session before this one."""
        today = self._today().isoformat()
        sessions = [
            str(one["date"])
            for one in page["marks"]
            if one["kind"] == "session" and one["date"] < today
        ]
        return max(sessions, default=(self._today() - SINCE).isoformat())

    def _series(self, kept: Client, letter: Letter | None, file: File) -> Json | None:
        if letter is not None and letter["state"] in CLOSED:
            return None
        library = self._read_library()
        granted = letter.get("parts", []) if letter else []
        journals, opened = [], None
        for person, about in self._records.records_of_client(kept.id):
            entries = self._records.load(person, JOURNAL, about)
            journals.append((max((one.saved_at for one in entries.values()), default=""), entries))
            ratings = self._records.load(person, OPENING, about)
            told = [(item, one.value, one.saved_at[:10]) for item, one in ratings.items()]
            found = parts.opening(library, told, granted)
            if found and (opened is None or found["date"] < opened["date"]):
                opened = found
        own = [
            {item: one.value for item, one in entries.items()}
            for _, entries in sorted(journals, key=lambda pair: pair[0])
        ]
        if file.opening is not None:
            brought = {**file.opening.values, "date": file.opening.date.isoformat()}
            if opened is None or brought["date"] < opened["date"]:
                opened = brought
        kind = str((letter or {}).get("kind") or file.kind or SOMEBODY)
        return parts.series(library, own, opened, file, kind, granted)

    def _last_seen(self) -> dict[bytes, str]:
        today = self._today()
        monday = today - timedelta(days=today.weekday())
        weeks = [monday + timedelta(days=7 * (1 - back)) for back in range(LOOK_BACK)]
        items = [f"week.{week}.{field}" for week in weeks for field in RATINGS]
        found = self._records.first_answered(JOURNAL, items)
        return {client: item.split(".")[1] for client, item in found.items()}

    def _pseudonyms(self, but: str = "") -> list[str]:
        return [
            str(client.card["pseudonym"])
            for client, _ in self._records.all_clients()
            if client.id.hex() != but
        ]

    def log(self) -> list[Json]:
        """What the owner and coach did, newest first; clients and workshops by name.

        Each is ``{"at", "did", "name"}``; ``name`` is None if it is about one that is gone, "" if
        it is about none. The last one says since when the log is kept. Raises CoachLocked.
        """
        names = {one.id.hex(): one.card["pseudonym"] for one, _ in self._records.all_clients()}
        names |= {name.hex(): state["title"] for name, state in self._records.all_workshops()}
        since = self._records.deeds_since()
        begun = [{"at": since, "did": BEGUN, "name": ""}] if since else []
        return [
            {"at": deed["at"], "did": deed["did"], "name": names.get(deed["about"])}
            | ({} if deed["about"] else {"name": ""})
            for deed in self._records.deeds()
        ] + begun

    def _refile(self, did: str, client: str, how: Callable[[File], File]) -> None:
        self._records.change_client(
            bytes.fromhex(client), lambda card, file: (card, how(File(**file)).as_json())
        )
        self._records.log(did, bytes.fromhex(client))


def _state(client: Client, letter: Letter | None) -> str:
    """In a word: none, invited, given, withdrawn, erased."""
    if letter is not None and (letter["state"] == GIVEN or client.door != "invited"):
        return str(letter["state"])
    return "invited" if client.door == "invited" else "none"


def _newest_week(told: Json | None) -> str | None:
    weeks = [item.split(".")[1] for item in (told or {}).get("answers", {}) if "week." in item]
    return max(weeks, default=None)


def today() -> date:
    """The day where this computer is."""
    return date.today()  # noqa: DTZ011
