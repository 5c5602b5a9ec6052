"""One person's part in a workshop: what they share, take back and keep for themselves.

Runs on the pen's thread. What is shared is read from the person's own sealed answers here, never
taken from a page.
"""

from __future__ import annotations

from typing import Any

from closeness_widgets.analysis import group
from closeness_widgets.answers import (
    AnswerRefused,
    check_card_words,
    relationships,
    share_kind,
    shareable,
)
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.library import Library
from closeness_widgets.content.rating import Rating
from closeness_widgets.records import Person, Records
from closeness_widgets.workshops.plan import PlanRefused, Step, Workshop
from closeness_widgets.workshops.views import content_of

Json = dict[str, Any]
SHELF = "workshop"
NICKNAME = "nickname"
LONGEST_NICKNAME = 40


class OwnPart:
    """What a participant may do beside answering."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def me(self, person: Person, workshop: Workshop, library: Library) -> Json:
        """``{nickname, shared_device, shared: {step: {round, changed}}, drafts: {step: text}}``."""
        shared: Json = {}
        drafts: Json = {}
        answers: dict[str, Json] = {}
        for step in workshop.steps:
            content = content_of(library, step)
            if content is None or share_kind(content) is None:
                continue
            if step.exercise not in answers:
                answers[step.exercise] = self._answers(person, content)
            now = _shareable(content, step, answers[step.exercise])
            copy = self._records.shared_by(
                bytes.fromhex(workshop.id), person, step.exercise, workshop.sitting(step)
            )
            if copy is not None:
                shared[step.id] = {"round": workshop.round_of(step), "changed": copy != now}
            if isinstance(content, Card):
                drafts[step.id] = answers[step.exercise].get(_slot(step)) or ""
        return {
            "nickname": self._read(person, NICKNAME) or "",
            "shared_device": person.shared_device,
            "shared": shared,
            "drafts": drafts,
        }

    def share(self, person: Person, workshop: Workshop, step: Step, library: Library) -> None:
        """Put a copy without a name into the room's sitting, in place of an earlier one.

        Raises:
            PlanRefused: the step is not shared, the room is closed, or nothing is answered yet.
        """
        if workshop.closed:
            raise PlanRefused("closed", "The room is closed, so nothing can be shared any more.")
        content = content_of(library, step)
        kind = share_kind(content) if content else None
        if content is None or kind is None:
            raise PlanRefused("not-shared", "Nothing of this step is shared with the group.")
        values = _shareable(content, step, self._answers(person, content))
        if not values:
            raise PlanRefused(
                "nothing", "There is nothing to share yet. Answer something first, if you like."
            )
        self._records.share(
            bytes.fromhex(workshop.id),
            person,
            step.exercise,
            workshop.sitting(step),
            values,
            faces(content, values),
        )

    def take_back(self, person: Person, workshop: Workshop, step: Step) -> bool:
        """Take the copy out of the sitting; pictures that were shown stay as they were."""
        return self._records.take_back(
            bytes.fromhex(workshop.id), person, step.exercise, workshop.sitting(step)
        )

    def draft(self, person: Person, step: Step, text: object, library: Library) -> None:
        """Keep what the person writes on a card, sealed like every answer.

        Raises:
            PlanRefused: the card asks for no words. AnswerRefused: they are no text or too long.
        """
        content = content_of(library, step)
        if not isinstance(content, Card) or content.ask is None:
            raise PlanRefused("no-words", "This card asks for no words.")
        if not isinstance(text, str):
            raise AnswerRefused("wrong-type", "What you write here is a text.")
        if text.strip():
            check_card_words(content, text)
        self._write(person, content.id, _slot(step), text or None)

    def set_nickname(self, person: Person, text: str) -> None:
        """Keep the name that only the person sees; empty takes it away."""
        plain = " ".join(text.split())
        if len(plain) > LONGEST_NICKNAME:
            raise PlanRefused(
                "nickname",
                f"A nickname has at most {LONGEST_NICKNAME} letters; this one has {len(plain)}.",
            )
        self._write(person, SHELF, NICKNAME, plain or None)

    def _answers(self, person: Person, content: StepContent) -> Json:
        about = ""
        if not isinstance(content, Card):
            chosen = self._records.one(person, relationships.EXERCISE, "", relationships.ITEM)
            current = relationships.current(chosen.value if chosen else None)
            if current is None:
                return {}
            about = current.id
        entries = self._records.load(person, content.id, about)
        return {item: entry.value for item, entry in entries.items()}

    def _read(self, person: Person, item: str) -> Any:
        entry = self._records.one(person, SHELF, "", item)
        return entry.value if entry else None

    def _write(self, person: Person, exercise: str, item: str, value: Any) -> None:
        stored = self._records.one(person, exercise, "", item)
        revision = stored.revision + 1 if stored else 1
        self._records.save(
            person, exercise, "", item, value, revision, "server", "1", lambda _item, same: same
        )


def faces(content: StepContent, values: Json) -> dict[str, list[str]]:
    """All that a picture could show of each value: what its marks are made from."""
    kind = share_kind(content)
    if kind is None:
        return {}
    low, high = 0, 1
    if isinstance(content, Rating):
        low, high = content.scale.minimum, content.scale.maximum
    return {item: group.faces(kind, value, low, high) for item, value in values.items()}


def _shareable(content: StepContent, step: Step, answers: Json) -> Json:
    if isinstance(content, Card):
        return dict(shareable(content, {"words": answers.get(_slot(step))}))
    return dict(shareable(content, answers))


def _slot(step: Step) -> str:
    return f"words.{step.id}"
