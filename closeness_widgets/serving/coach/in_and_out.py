"""Clients' weeks brought in from files, and taken out as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from closeness_widgets.clients import exporting
from closeness_widgets.clients.client import (
    Card,
    ClientRefused,
    File,
    changed_card,
    new_card,
)
from closeness_widgets.clients.importing import Told, Understood, understand
from closeness_widgets.clients.merging import Known, Share, plan
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.library import Library
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.practice import CLOSED, JOURNAL, Practice

Json = dict[str, Any]
FORMS = ("csv", "json")


class InAndOut:
    """Brings files in and takes clients out.

    ``read`` touches no record and may run on any thread; the rest runs on the pen's.
    """

    def __init__(
        self,
        records: Records,
        practice: Practice,
        read_library: Callable[[], Library],
        read_words: Callable[[], CoachWords],
        today: Callable[[], date],
    ) -> None:
        self._records = records
        self._practice = practice
        self._read_library = read_library
        self._read_words = read_words
        self._today = today

    def read(self, data: bytes, asked: Json) -> Understood:
        """What a file says; ``asked`` has the texts of `Told`. Raises ClientRefused."""
        texts = {name: str(asked.get(name) or "").strip() for name in Told.__dataclass_fields__}
        names = self._read_words().columns.model_dump()
        return understand(data, Told(**texts), self._journal(), names, self._today())

    def bring(self, found: Understood, basis: Any, sure: bool) -> Json:
        """Say what of a file would be new; bring it in, all or nothing, if ``sure``.

        Args:
            found: as from `read`.
            basis: on what it may be kept; asked of a client who has none yet, or has it renewed.
            sure: whether it is brought in, or only looked at.

        Returns:
            ``understood`` (how the file was read), ``lines``, ``clients`` (each ``pseudonym``,
            ``new`` and lines ``added``, ``changed``, ``same``), ``rejected`` (each ``line`` and
            ``reason``), ``basis_needed``, ``done``.

        Raises:
            ClientRefused: ``basis`` is missing, or a client would be too full.
        """
        here = {
            str(client.card["pseudonym"]).casefold(): (client.id, letter)
            for client, letter in self._records.all_clients()
        }
        named = {entry.client.casefold() for entry in found.entries} & set(here)
        kept = {name: self._records.load_client(here[name][0])[0] for name in sorted(named)}
        shares, rejected = plan(
            found,
            [
                Known(
                    str(one.card["pseudonym"]),
                    File.model_validate(one.file),
                    (here[name][1] or {}).get("state") in CLOSED,
                )
                for name, one in kept.items()
            ],
        )
        fresh = [share for share in shares if share.added or share.changed]
        cards = {name: Card.model_validate(one.card) for name, one in kept.items()}
        needed = any(share.new or not cards[_name(share)].basis for share in fresh)
        said = str(basis or "").strip()
        if sure and fresh:
            if needed and not said:
                raise ClientRefused(
                    "basis",
                    "What a file says of a client is kept with their consent only. "
                    "Say what consent there is, such as: signed sheet, 3 March.",
                )
            with self._records.together():
                for share in fresh:
                    name = _name(share)
                    if share.new:
                        self._begin(share, said, list(here))
                    else:
                        self._renew(here[name][0], cards[name], share, said)
        return {
            "understood": found.facts,
            "lines": found.lines,
            "clients": [share.as_json() for share in shares],
            "rejected": [one.as_json() for one in rejected],
            "basis_needed": needed,
            "done": bool(sure),
        }

    def take_out(self, client: str, form: Any) -> bytes:
        """A client as ``csv`` or ``json``. Raises ClientRefused (``form``, ``closed``)."""
        if form not in FORMS:
            raise ClientRefused("form", f"A file is one of {', '.join(FORMS)}, not {form!r}.")
        page = self._practice.page(client, export=True)
        if page["series"] is None:
            raise ClientRefused("closed", "This client stopped sharing, so nothing is taken out.")
        write = exporting.csv_of if form == "csv" else exporting.json_of
        return write(page["client"]["pseudonym"], page["series"], self._journal().scale).encode()

    def _begin(self, share: Share, basis: str, others: list[str]) -> None:
        card = new_card(share.pseudonym, self._today(), others, basis)
        client = self._records.new_client(card.as_json(), share.file.as_json())
        self._records.log("client_added", client)
        self._records.log("client_imported", client)

    def _renew(self, client: bytes, card: Card, share: Share, basis: str) -> None:
        if basis and basis not in card.basis:
            both = f"{card.basis}; {basis}" if card.basis else basis
            card = changed_card(card, {"basis": both}, ())
        whole = card.as_json(), share.file.as_json()
        self._records.change_client(client, lambda _card, _file: whole)
        self._records.log("client_imported", client)

    def _journal(self) -> Journal:
        journal = self._read_library().exercises[JOURNAL]
        assert isinstance(journal, Journal)  # noqa: S101 - the workbook has one journal
        return journal


def _name(share: Share) -> str:
    return share.pseudonym.casefold()
