"""`Records`: the one way into the database. Each method is one transaction, whole or undone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from closeness_widgets.records import (
    clients,
    coach_key,
    consents,
    entries,
    marks,
    owner,
    people,
    shared,
    tables,
    workshops,
)
from closeness_widgets.records.backup_store import BackupRecords
from closeness_widgets.records.client_store import ClientRecords
from closeness_widgets.records.entries import Check, Entry, Json, Place
from closeness_widgets.records.people import ErasedPerson, Person
from closeness_widgets.records.room_store import RoomRecords


class Records(RoomRecords, ClientRecords, BackupRecords):
    """Everything that is kept, in one data folder held by this process alone.

    Call it from one thread: calls wait for each other. Any method raises `StorageFailed` when the
    disk or the database cannot be used; what a method returns is on the disk.
    """

    # People

    def begin_person(self, shared_device: bool = False) -> str:
        """Make a new person and return the token for their cookie, shown only this once."""
        return self.begin(shared_device)[1]

    def begin(self, shared_device: bool = False) -> tuple[Person, str]:
        """Make a new person; return them and the token for their cookie, shown only this once."""
        with self._transaction() as connection:
            return people.begin(connection, shared_device, self._seen_on())

    def person_of(self, token: str) -> Person | None:
        """Return the person of a cookie token, or None if it is unknown, forgotten or erased.

        Notes the day they were seen. Raises `SealBroken` if their key was tampered with.
        """
        with self._transaction() as connection:
            return people.find(connection, token, self._seen_on())

    def make_recovery(self, person: Person) -> str:
        """Return a new recovery secret for this person; an earlier one stops working.

        Raises `RecordGone` if the person was erased.
        """
        with self._transaction() as connection:
            earlier = people.recovery_lookups(connection, person)
            self._note_gone(connection, dict.fromkeys(map(marks.key, earlier)))
            return people.make_recovery(connection, person)

    def return_with(self, secret: str) -> str | None:
        """Return a cookie token on a new device for the holder of a recovery secret, or None.

        The recovery secret keeps working. Raises `SealBroken` if their key was tampered with.
        """
        with self._transaction() as connection:
            return people.come_back(connection, secret, self._seen_on())

    def forget_token(self, token: str) -> None:
        """Sign this device out.

        Without another device or a recovery secret nobody could open the record again, so it is
        erased then; what was shared without a name stays. An unknown token changes nothing.
        """
        with self._transaction() as connection:
            person_id = people.whose(connection, token)
            client_id = consents.client_of(connection, person_id)
            went = [marks.key(people.lookup_of(token))]
            rooms = [] if person_id is None else workshops.memberships(connection, person_id)
            if people.forget(connection, token) and person_id is not None:
                went.append(marks.person(person_id))
                self._tell_others(*rooms)
                if client_id is not None:
                    self._tell_coach_of_erasure(connection, client_id)
            if person_id is not None:
                self._note_gone(connection, dict.fromkeys(went))

    def erase_person(self, person: Person) -> ErasedPerson:
        """Erase a person, their keys and answers and all they shared; count what went.

        Nothing of them is left in the file or its log. What they shared counts from the next
        picture of the group on. A coach whose client they are finds the day and nothing else. If
        it raises `StorageFailed`, call it again: erasing twice does no harm.
        """
        with self._transaction() as connection:
            rooms = workshops.memberships(connection, person.id)
            self._tell_others(*rooms)
            gone = [
                mark
                for workshop_id in rooms
                for mark in shared.take_back_everything(connection, self._book, workshop_id, person)
            ]
            client_id = consents.client_of(connection, person.id)
            erased = people.erase(connection, person, len(gone))
            self._note_gone(connection, dict.fromkeys([marks.person(person.id), *gone]))
            if client_id is not None:
                self._tell_coach_of_erasure(connection, client_id)
        self.tidy()
        return erased

    # Answers

    def load(self, person: Person, exercise_id: str, about: str) -> dict[str, Entry]:
        """Return a person's entries for one exercise about one relationship, by item.

        Taken-back answers are there with the value None. Raises `SealBroken` if any was changed
        outside the workbook.
        """
        with self._transaction() as connection:
            return entries.load(connection, person, exercise_id, about)

    def one(self, person: Person, exercise_id: str, about: str, item: str) -> Entry | None:
        """Return a person's entry for one item, or None; opens nothing else of their record.

        Raises `SealBroken` if it was changed outside the workbook.
        """
        with self._transaction() as connection:
            return entries.one(connection, person, Place(exercise_id, about, item))

    def answered(
        self, persons: Sequence[Person], exercise_id: str, about: str, item: str
    ) -> set[bytes]:
        """Return the ids of those of these people who have an answer to this item.

        Opens nothing else of their records: quick for many people.
        """
        with self._transaction() as connection:
            return entries.answered(connection, persons, Place(exercise_id, about, item))

    def gone(self, persons: Sequence[Person]) -> set[bytes]:
        """Return the ids of those of these people whose records were erased."""
        with self._transaction() as connection:
            return people.gone(connection, [person.id for person in persons])

    def save(
        self,
        person: Person,
        exercise_id: str,
        about: str,
        item: str,
        value: Json,
        revision: int,
        writer: str,
        content: str,
        check: Check,
    ) -> Entry:
        """Save one answer and return it as it now stands.

        The same revision from the same writer was saved before: it is acknowledged again and not
        written. None takes an answer back, and keeps its revision so that nothing older returns.

        Args:
            person: whose answer it is.
            exercise_id: 1 to 80 letters.
            about: the relationship, at most 80 letters; "" where there is none.
            item: name of the answer inside the exercise, 1 to 80 letters.
            value: JSON of at most 8,192 letters once checked, or None.
            revision: whole number from 1 to 2**31, counted per item.
            writer: the page that writes, 1 to 40 letters.
            content: hash of the content that was answered, 1 to 80 letters.
            check: gets item and value, returns the value to store, or raises: its exception
                passes through and nothing is written.

        Raises:
            RecordRefused: outside these bounds, or more than 5,000 answers.
            RecordGone: the person was erased.
            StaleRevision: the stored revision is as high or higher; carries the stored entry.
        """
        new = Entry(value, revision, writer, content, self._now().isoformat(timespec="seconds"))
        with self._transaction() as connection:
            place = Place(exercise_id, about, item)
            return entries.save(connection, person, place, new, check)

    def erase_exercise(self, person: Person, exercise_id: str, about: str) -> int:
        """Erase a person's entries for one exercise about one relationship; return how many."""
        with self._transaction() as connection:
            erased = entries.erase(connection, person, about, exercise_id)
            self._note_gone(connection, {marks.entry(person.id, slot): None for slot in erased})
        self.tidy()
        return len(erased)

    def erase_about(self, person: Person, about: str) -> int:
        """Erase all of a person's entries about one relationship; return how many."""
        with self._transaction() as connection:
            erased = entries.erase(connection, person, about)
            self._note_gone(connection, {marks.entry(person.id, slot): None for slot in erased})
        self.tidy()
        return len(erased)

    def is_empty(self) -> bool:
        """Say whether there is nobody here: no person, no workshop and no client."""
        with self._transaction() as connection:
            return not any(
                connection.execute(select(table).limit(1)).first()
                for table in (tables.people, tables.workshops, tables.clients)
            )

    # The owner

    def new_owner_link(self) -> str:
        """Return a secret that signs in one device of the owner, once, within 15 minutes."""
        return self._owner.new_link()

    def sign_in_owner(self, secret: str) -> str | None:
        """Use up a link's secret; return a token for the owner's cookie, or None."""
        with self._transaction() as connection:
            token = self._owner.sign_in(connection, secret, self._today())
            if token is not None:
                self._log(connection, "signed_in")
            return token

    def owner_of(self, token: str) -> bool:
        """Say whether this is the token of a signed-in device of the owner."""
        with self._transaction() as connection:
            return owner.is_signed_in(connection, token, self._today())

    def set_passphrase(self, text: str) -> None:
        """Set or replace the owner's passphrase, and wrap the coach's key with it.

        Raises:
            RecordRefused: rule `passphrase`, under 12 letters.
            CoachLocked: the coach's key is wrapped with an earlier one; `unlock_coach` first.
        """
        with self._transaction() as connection:
            earlier = owner.passphrases(connection)
            owner.set_passphrase(connection, text)
            self._note_gone(connection, dict.fromkeys(map(marks.passphrase, earlier)))
            self._log(connection, "passphrase")
            self._wrap_coach(text)  # last: if the file cannot be written, nothing is changed

    def start_coach_over(self, passphrase: str) -> int:
        """Set a passphrase in place of a forgotten one; count the clients that are erased for it.

        The key that they are sealed with is gone with the old passphrase. What the clients entered
        stays theirs. Raises `RecordRefused` (`passphrase`), and then erases nothing.
        """
        with self._transaction() as connection:
            went = [
                *map(marks.passphrase, owner.passphrases(connection)),
                *map(marks.client, clients.all_ids(connection)),
            ]
            owner.set_passphrase(connection, passphrase)
            gone = clients.erase_all(connection)
            coach_key.unbind(connection)
            self._log(connection, "started_over")
            self._note_gone(connection, dict.fromkeys(went))
        self._coach = coach_key.fresh(self._place)  # only now: the file cannot be undone
        with self._transaction() as connection:
            coach_key.bind(connection, self._coach)
        self._wrap_coach(passphrase)
        self.tidy()
        return gone

    def sign_in_with_passphrase(self, text: str) -> str | None:
        """Return a token for the owner's cookie, or None; `SignInPaused` after five wrong ones.

        Wraps the coach's key if it lies open: a passphrase from before there was such a key.
        """
        with self._transaction() as connection:
            token = self._owner.sign_in_with_passphrase(connection, text, self._today())
            if token is not None:
                self._log(connection, "signed_in")
                if not self.coach_has_passphrase:
                    self._wrap_coach(text)
            return token

    def _tell_coach_of_erasure(self, connection: Connection, client_id: bytes) -> None:
        on = self._today().isoformat()
        consents.end(connection, self._coach, client_id, consents.ERASED, on)
        letter = consents.sealed_letter(connection, client_id)
        self._note_gone(connection, {marks.consent(client_id): letter})

    def sign_out_owner(self, token: str) -> None:
        """Sign out one device of the owner."""
        with self._transaction() as connection:
            if owner.sign_out(connection, token):
                self._log(connection, "signed_out")
