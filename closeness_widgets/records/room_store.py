"""The part of `Records` that keeps workshops: their state, members, shared copies and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from closeness_widgets.records import marks, people, shared, workshops
from closeness_widgets.records.database import Database
from closeness_widgets.records.entries import Json
from closeness_widgets.records.errors import WorkshopGone
from closeness_widgets.records.ledger import Mark
from closeness_widgets.records.people import Person
from closeness_widgets.records.shared import Copy, Values
from closeness_widgets.records.workshops import Expired, Look, State, Update


class RoomRecords(Database):
    """Workshops and what was shared in them. A workshop is known by 16 random bytes.

    An exercise and a sitting (which step and round) are names of 1 to 80 letters.
    """

    # Workshops

    def new_workshop(self, workshop_id: bytes, state: State, lookups: Mapping[str, str]) -> None:
        """Write a new workshop.

        Args:
            workshop_id: 16 random bytes.
            state: JSON; `last_meeting` is a date (2026-11-16), `revision` a whole number.
            lookups: kind of door (`code`, `join`, `wall`, `co:<link id>`) -> its secret, in the
                one spelling in which it is looked up again.

        Raises:
            RecordRefused: the id is no id or in use, or a secret opens another workshop (`taken`).
        """
        with self._transaction() as connection:
            workshops.new(connection, self._book, workshop_id, state, lookups)
            self._tell_others(workshop_id)

    def change_workshop(
        self,
        workshop_id: bytes,
        state: State,
        revision_expected: int | None = None,
        lookups: Mapping[str, str] | None = None,
    ) -> None:
        """Replace a workshop's state, and all of its doors if they are given.

        Raises:
            WorkshopGone: it was deleted.
            RecordRefused: rule `moved-on`, the stored state's `revision` is not the expected one;
                rule `taken`, a secret opens another workshop.
        """
        with self._transaction() as connection:
            workshops.change(connection, self._book, workshop_id, state, revision_expected, lookups)
            self._tell_others(workshop_id)

    def update_workshop(self, workshop_id: bytes, how: Update) -> State:
        """Replace a workshop's state by what `how` makes of it as it stands; return what it is now.

        Nobody can change it between the two, at no server.

        Args:
            workshop_id: which.
            how: gets the state; returns the new one with all of its doors, or with None if those
                stay; or None if nothing changes. May call other methods of these records.

        Raises:
            WorkshopGone: it was deleted.
            RecordRefused: rule `taken`, a secret opens another workshop.
            Exception: what `how` raises passes through, and nothing is written.
        """
        with self._transaction() as connection, self._inside(connection, undoes_all=True):
            state = workshops.load(connection, self._book, workshop_id)
            if state is None:
                raise WorkshopGone
            changed = how(state)
            if changed is None:
                return state
            state, lookups = changed
            workshops.change(connection, self._book, workshop_id, state, None, lookups)
            self._tell_others(workshop_id)
            return state

    def look_at(self, workshop_id: bytes) -> Look | None:
        """Return what the pages of a workshop depend on, or None if there is none with this id."""
        with self._transaction() as connection:
            return workshops.look_at(connection, self._book, workshop_id)

    def load_workshop(self, workshop_id: bytes) -> State | None:
        """Return a workshop's state, or None if there is none with this id."""
        with self._transaction() as connection:
            return workshops.load(connection, self._book, workshop_id)

    def all_workshops(self) -> list[tuple[bytes, State]]:
        """Return the id and state of every workshop, in no order that means anything."""
        with self._transaction() as connection:
            return workshops.load_all(connection, self._book)

    def workshop_of(self, kind: str, secret: str) -> tuple[bytes, str] | None:
        """Return the workshop that a secret opens and the kind of its door, or None.

        `kind` is the door's (`code`, `co:k3f9`) or the part before the colon (`co`).
        """
        with self._transaction() as connection:
            return workshops.behind(connection, self._book, kind, secret)

    def delete_workshop(self, workshop_id: bytes) -> Expired:
        """Delete a workshop now, with what and whom `expire` would; say what went."""
        with self._transaction() as connection:
            gone = workshops.remove(connection, [workshop_id])
            self._tell_others(workshop_id)
            self._note_gone(connection, _marks_of(gone))
        self.tidy()
        return gone

    def expire(self, today: date) -> Expired:
        """Delete what and whom the time is over for; say what went.

        Workshops whose last meeting was more than 30 days ago go with their shared copies, their
        pictures, and the people who were there for them alone. A person stays if they belong to
        another workshop, made a recovery link, had begun their record before their first workshop,
        or joined with `keeps_record`.

        People who were not seen for 400 days go, unless they made a recovery link or their consent
        to a coach stands.

        A clock may be wrong, and what went does not come back: `believed` says which day to give.
        """
        with self._transaction() as connection:
            gone = workshops.remove(connection, workshops.over(connection, self._book, today))
            self._tell_others(*gone.workshops)
            gone.people.extend(people.remove_absent(connection, today))
            self._note_gone(connection, _marks_of(gone))
        if gone.workshops or gone.people:
            self.tidy()
        return gone

    # Members

    def join_workshop(self, workshop_id: bytes, person: Person, keeps_record: bool = False) -> bool:
        """Make a person a member, and this their current workshop; say whether they are new here.

        Joining again changes nothing but which workshop is the current one. Somebody whose record
        is still empty when they first join is there for the workshop, and their record goes with
        it; so join before anything is saved for a person who was begun at this door.

        Args:
            workshop_id: where.
            person: who.
            keeps_record: their record stays in any case (for the owner's own device).

        Raises:
            WorkshopGone, RecordGone: one of the two is no longer there.
        """
        now = self._now().isoformat(timespec="seconds")
        with self._transaction() as connection:
            self._tell_others(workshop_id)
            return workshops.join(connection, workshop_id, person, keeps_record, now)

    def is_member(self, workshop_id: bytes, person: Person) -> bool:
        """Say whether a person belongs to a workshop."""
        with self._transaction() as connection:
            return workshops.is_member(connection, workshop_id, person)

    def workshop_of_person(self, person: Person) -> bytes | None:
        """Return the workshop that a person joined last, if it is there and they have not left."""
        with self._transaction() as connection:
            return workshops.current_of(connection, person)

    def count_members(self, workshop_id: bytes) -> int:
        """Return how many people belong to a workshop."""
        with self._transaction() as connection:
            return workshops.count_members(connection, workshop_id)

    def leave_workshop(self, workshop_id: bytes, person: Person) -> int:
        """End a membership and take back all that was shared there; return how many copies."""
        with self._transaction() as connection:
            gone = shared.take_back_everything(connection, self._book, workshop_id, person)
            workshops.leave(connection, workshop_id, person)
            self._tell_others(workshop_id)
            went = [*gone, marks.member(workshop_id, person.id)]
            self._note_gone(connection, dict.fromkeys(went))
        return len(gone)

    # Shared copies

    def share(
        self,
        workshop_id: bytes,
        person: Person,
        exercise: str,
        sitting: str,
        values: Mapping[str, Json],
        faces: Mapping[str, Sequence[str]],
    ) -> None:
        """Share a copy without a name, in place of the one the person shared there before.

        Args:
            workshop_id: a workshop the person belongs to.
            person: whose answers they are; only their key can find the copy again.
            exercise: content id.
            sitting: step and round.
            values: item -> value, at most 8,192 letters of JSON.
            faces: item -> all that a picture could show of its value; each gets a mark.

        Raises:
            RecordRefused: rule `not-a-member`, `nothing` (no values), or outside these bounds.
        """
        with self._transaction() as connection:
            shared.share(
                connection, self._book, workshop_id, person, exercise, sitting, values, faces
            )
            self._tell_others(workshop_id)

    def take_back(self, workshop_id: bytes, person: Person, exercise: str, sitting: str) -> bool:
        """Take a person's copy back; say whether there was one."""
        with self._transaction() as connection:
            gone = shared.take_back(connection, self._book, workshop_id, person, exercise, sitting)
            self._tell_others(workshop_id)
            self._note_gone(connection, dict.fromkeys(gone))
        return bool(gone)

    def shared_by(
        self, workshop_id: bytes, person: Person, exercise: str, sitting: str
    ) -> Values | None:
        """Return the values that a person shared there, or None."""
        with self._transaction() as connection:
            return shared.shared_by(connection, self._book, workshop_id, person, exercise, sitting)

    def copies(self, workshop_id: bytes, exercise: str, sitting: str) -> list[Copy]:
        """Return every copy of one exercise and sitting, in the order of their keys.

        Each is `{"key": digest, "values": {item: value}, "marks": {item: [mark, ...]}}`: the key
        is the same for a person in every sitting of that exercise, a mark as long as that face of
        the answer is the same. They are for `analysis` only: never send them to a page.
        """
        with self._transaction() as connection:
            return shared.copies(connection, self._book, workshop_id, exercise, sitting)

    def add_copies(
        self,
        workshop_id: bytes,
        exercise: str,
        sitting: str,
        sheets: Sequence[Mapping[str, Json]],
        faces: Sequence[Mapping[str, Sequence[str]]],
        batch: str = "",
    ) -> None:
        """Add a batch of paper sheets (item -> value), each as a copy that nobody can take back.

        The caller sees to it that a batch is large enough.

        Args:
            workshop_id: where.
            exercise: content id.
            sitting: step and round.
            sheets: for each of them item -> value.
            faces: for each sheet a map as for `share`; the marks are random.
            batch: a random word by which a batch that was sent twice is known; "": never known.

        Raises:
            RecordRefused: rule `entered-already`, this batch was added there before; or a sheet is
                empty. Then none is added.
        """
        with self._transaction() as connection:
            self._tell_others(workshop_id)
            shared.add_copies(
                connection, self._book, workshop_id, exercise, sitting, sheets, faces, batch
            )

    # Pictures

    def add_picture(
        self,
        workshop_id: bytes,
        exercise: str,
        sitting: str,
        published: Mapping[str, Any],
        ledger: Mapping[str, Mapping[str, Sequence[str]]],
    ) -> int:
        """Keep a published picture and its ledger; return its number, from 1 in each workshop.

        Args:
            workshop_id: where it was shown.
            exercise: content id.
            sitting: step and round.
            published: JSON that people see.
            ledger: item -> {copy key: marks}, of the copies it was made of; never sent anywhere.
        """
        with self._transaction() as connection:
            self._tell_others(workshop_id)
            return shared.add_picture(
                connection, self._book, workshop_id, exercise, sitting, published, ledger
            )

    def pictures(self, workshop_id: bytes, exercise: str | None = None) -> list[dict[str, Any]]:
        """Return the pictures of one exercise, or of all, in the order in which they were made.

        Each is `{"number", "exercise", "sitting", "published", "ledger"}`.
        """
        with self._transaction() as connection:
            return shared.pictures(connection, self._book, workshop_id, exercise)


def _marks_of(gone: Expired) -> dict[Mark, None]:
    went = [*map(marks.workshop, gone.workshops), *map(marks.person, gone.people)]
    return dict.fromkeys(went)
