"""The part of `Records` that keeps a coach's clients and what those consented to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from closeness_widgets.records import clients, coach_key, consents, entries, marks, owner
from closeness_widgets.records.clients import Change, Client, ErasedClient
from closeness_widgets.records.consents import Letter
from closeness_widgets.records.database import Database
from closeness_widgets.records.ledger import Mark
from closeness_widgets.records.people import Person


class ClientRecords(Database):
    """Clients and consents. A client is known by 16 random bytes.

    Whatever reads or writes what the coach keeps raises `CoachLocked` until `unlock_coach`;
    whatever a client does works at any time.
    """

    @property
    def coach_locked(self) -> bool:
        """Whether the passphrase has to be given before a client can be read."""
        return self._coach.locked

    @property
    def coach_has_passphrase(self) -> bool:
        """Whether a copy of `coach.key` opens nothing without the passphrase."""
        return self._coach.wrapped

    def unlock_coach(self, passphrase: str) -> bool:
        """Open the coach's key until the folder is closed; say whether it was the passphrase.

        Raises `SignInPaused` after five wrong ones in a row, of sign-in and of this.
        """
        return self._owner.guarded(lambda: self._unlock(passphrase))

    # Clients

    def new_client(self, card: dict[str, Any], file: dict[str, Any]) -> bytes:
        """Write a new client and return their id."""
        with self._transaction() as connection:
            return clients.new(connection, self._coach, card, file)

    def all_clients(self) -> list[tuple[Client, Letter | None]]:
        """Return every client, without their file, and what they last decided."""
        with self._transaction() as connection:
            known = consents.letters(connection, self._coach)
            found = clients.load_all(connection, self._coach)
            return [(one, known.get(one.id)) for one in found]

    def load_client(self, client_id: bytes) -> tuple[Client, Letter | None]:
        """Return a client and what they last decided; raises `ClientGone`.

        The letter is `{"state": "given" | "withdrawn" | "erased", "on": date, ...}`, with `parts`,
        `kind` and `text` while consent stands; None if the client never decided anything.
        """
        with self._transaction() as connection:
            found = clients.load(connection, self._coach, client_id)
            return found, consents.letters(connection, self._coach, client_id).get(client_id)

    def change_client(self, client_id: bytes, how: Change) -> Client:
        """Replace a client's card and file by what `how(card, file)` returns, in one transaction.

        Raises `ClientGone`; what `how` raises passes through, and nothing is written.
        """
        with self._transaction() as connection:
            return clients.change(connection, self._coach, client_id, how)

    def erase_client(self, client_id: bytes) -> tuple[Client, ErasedClient]:
        """Erase what the coach has of a client; return what it was, and count what hung on it.

        The client's own record stays theirs. Nothing else is left in the file or its log. Raises
        `ClientGone`.
        """
        with self._transaction() as connection:
            before = clients.load(connection, self._coach, client_id)
            gone = clients.erase(connection, client_id)
            self._note_gone(connection, {marks.client(client_id): None})
        self.tidy()
        return before, gone

    def new_client_link(self, client_id: bytes) -> str:
        """Return the secret of a link for a client; an earlier one stops working.

        It is good for one consent: whoever has it learns nothing of what the client entered.
        Raises `ClientGone`.
        """
        with self._transaction() as connection:
            clients.load(connection, self._coach, client_id)  # not while locked
            return clients.new_link(connection, client_id)

    def use_client_link(self, client_id: bytes) -> None:
        """Use up a client's link: they came in by it with a record that is theirs already."""
        with self._transaction() as connection:
            clients.set_door(connection, client_id, clients.USED)

    def client_behind(self, secret: str) -> tuple[bytes, str] | None:
        """Return the client of a link and its state (`invited`, `used`, `closed`), or None."""
        with self._transaction() as connection:
            return clients.behind(connection, secret)

    # Consent

    def give_consent(self, client_id: bytes, person: Person, about: str, letter: Letter) -> None:
        """Open a person's record to the coach and use up the client's link.

        A record that was begun for a workshop stays from now on when that one is deleted.

        Args:
            client_id: whom the coach invited.
            person: whose record it is.
            about: the one relationship that the coach reads of.
            letter: JSON for the coach: `state` ("given"), `on`, `text`, `parts`, `kind`.

        Raises:
            ClientGone, RecordGone: one of the two is no longer there.
            AlreadyClient: the record is another client's.
        """
        now = self._now().isoformat(timespec="seconds")
        with self._transaction() as connection:
            consents.give(connection, self._coach, client_id, person, about, letter, now)

    def change_consent(self, person: Person, changed: Letter) -> Letter:
        """Change a standing consent (its `parts`, say) and return it as it now is.

        Raises RecordRefused (`no-consent`) if there is none.
        """
        now = self._now().isoformat(timespec="seconds")
        with self._transaction() as connection:
            letter = consents.restate(connection, self._coach, person, changed, now)
            client_id = consents.client_of(connection, person.id)
            if client_id is not None:
                self._note_changed(connection, marks.letter(client_id), client_id, person)
            return letter

    def withdraw_consent(self, person: Person, on: date) -> bool:
        """Close the coach's view of a person's record at once; say whether it was open.

        Nothing that opens it is left in the file or its log; the coach finds the date only.
        """
        now = self._now().isoformat(timespec="seconds")
        with self._transaction() as connection:
            client_id = consents.withdraw(connection, self._coach, person, on.isoformat(), now)
            if client_id is not None:
                self._note_changed(connection, marks.consent(client_id), client_id, person)
        if client_id is not None:
            self.tidy()
        return client_id is not None

    def consent_of(self, person: Person) -> tuple[Letter | None, bool]:
        """Return what a person's own record says of their consent, and whether it stands.

        The letter is as for `give_consent`, with `about`. A consent that is "given" and does not
        stand was ended by the coach, who erased their client.
        """
        with self._transaction() as connection:
            stands = consents.client_of(connection, person.id) is not None
            return consents.own_letter(connection, person), stands

    def client_of(self, person: Person) -> bytes | None:
        """Return the id of the client that a person is, while consent stands."""
        with self._transaction() as connection:
            return consents.client_of(connection, person.id)

    def records_of_client(self, client_id: bytes) -> list[tuple[Person, str]]:
        """Return the records that a client opened, each with its one relationship.

        What of them the coach may see is for the caller to decide, by the letter's `parts`.
        """
        with self._transaction() as connection:
            found = consents.readable(connection, self._coach, client_id)
            return [(person, about) for _, person, about in found]

    def first_answered(self, exercise: str, items: Sequence[str]) -> dict[bytes, str]:
        """Return the first of these items that each client has an answer to, by client id.

        Looks nowhere else in their records: quick for many clients. Who has none is left out.
        """
        found: dict[bytes, str] = {}
        with self._transaction() as connection:
            for client_id, person, about in consents.readable(connection, self._coach):
                item = entries.first_answered(connection, person, exercise, about, items)
                if item is not None:
                    # A client may have two records: whichever item comes first counts.
                    found[client_id] = min(found.get(client_id, item), item, key=items.index)
        return found

    def _note_changed(
        self, connection: Connection, mark: Mark, client_id: bytes, person: Person
    ) -> None:
        """What an earlier consent covered is over, for the coach and in the person's record."""
        went = {mark: consents.sealed_letter(connection, client_id)}
        if own := entries.sealed_at(connection, person, consents.OWN):
            went[marks.entry(person.id, own[0])] = own[1]
        self._note_gone(connection, went)

    def _unlock(self, passphrase: str) -> bool:
        opened = coach_key.unlocked(self._place, owner.plain(passphrase))
        if opened is None:
            return False
        self._coach = opened
        self.log("unlocked")
        return True

    def _wrap_coach(self, passphrase: str) -> None:
        self._coach = coach_key.wrap(self._place, self._coach, owner.plain(passphrase))
