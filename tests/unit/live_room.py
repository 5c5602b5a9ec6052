"""A live room without a server: the real records and parts, and people who answer and share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from closeness_widgets import paths
from closeness_widgets.answers import check_answer, relationships
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import PAGES, read_words
from closeness_widgets.records import Person, Records
from closeness_widgets.serving.live.own_part import OwnPart
from closeness_widgets.serving.live.paper import Paper
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.workshops import plan, steering, views
from closeness_widgets.workshops.plan import Step, Workshop
from tests.unit.storage import opens

Json = dict[str, Any]
LIBRARY = read_library([paths.content()])
WORDS = read_words([paths.content()], "result", PAGES["result"])
KNOWN = {step.id for step in views.steps_of(LIBRARY)}
TODAY = date(2026, 11, 21)
NOW = 1_800_000_000.0
SENSITIVE = [one.id for one in LIBRARY.step("blockers").items if one.sensitive]  # type: ignore[union-attr]


class LiveRoom:
    """One workshop in real records, with all that works on it beside the pages."""

    def __init__(self, records: Records, *agenda: str, meetings: int = 1, k: int = 5) -> None:
        self.records = records
        self.own, self.paper = OwnPart(records), Paper(records)
        self.pictures = Pictures(records, lambda: WORDS)
        steps = [(one, 5, meeting + 1) for meeting in range(meetings) for one in agenda]
        self.workshop = plan.new_workshop("Saturday", steps, KNOWN, TODAY, k=k)
        self.id = bytes.fromhex(self.workshop.id)
        records.new_workshop(self.id, self.workshop.as_json(), self.workshop.doors())

    def step(self, exercise: str) -> Step:
        """The first step with this exercise in the meeting that is held now."""
        return next(one for one in self.workshop.steps if one.exercise == exercise)

    def steer(self, do: str, **more: Any) -> None:
        """One change by whoever leads, stored as the server does it."""
        before = self.workshop
        if do == "reveal":
            assert before.step is not None
            number = self.pictures.reveal(before, before.step, LIBRARY)
            self.workshop = steering.shown(before, before.step, number)
        else:
            self.workshop = steering.steer(before, {"do": do, **more}, KNOWN, NOW)
        self.store(before)

    def store(self, before: Workshop) -> None:
        """Write the row over the one of ``before``."""
        self.records.change_workshop(
            self.id, self.workshop.as_json(), before.revision, self.workshop.doors()
        )

    def at(self, exercise: str) -> Step:
        """Jump to a step."""
        step = self.step(exercise)
        self.steer("jump", step=step.id)
        return step

    def somebody(self) -> Person:
        """A person who joined and chose whom they think of."""
        person = self.records.person_of(self.records.begin_person())
        assert person is not None
        self.records.join_workshop(self.id, person)
        chooses(self.records, person)
        return person

    def share(self, person: Person, step: Step) -> None:
        """The tap on the share button."""
        self.own.share(person, self.workshop, step, LIBRARY)

    def crowd(self, exercise: str, answers: Sequence[Json]) -> list[Person]:
        """New people who answer and share."""
        people = []
        for values in answers:
            people.append(self.somebody())
            answer(self.records, people[-1], exercise, values)
            self.share(people[-1], self.step(exercise))
        return people

    def facts(self, here: int = 0) -> views.Room:
        """What the pages may know beside the row."""
        look = self.records.look_at(self.id)
        assert look is not None
        joined = len(look.members)
        return self.pictures.facts(self.workshop, LIBRARY, joined, here, look.pictures)

    def views(self, here: int = 0) -> tuple[Json, Json, Json]:
        """Phone, wall and lead as they are now, as JSON has them."""
        facts = self.facts(here)
        built = [
            view(self.workshop, LIBRARY, facts, NOW)
            for view in (views.phone_view, views.wall_view, views.lead_view)
        ]
        phone, wall, lead = json.loads(json.dumps(built))
        return phone, wall, lead


def chooses(records: Records, person: Person, nickname: str = "") -> None:
    """Choose a relationship, as the page does."""
    stored = records.load(person, relationships.EXERCISE, "").get(relationships.ITEM)
    choice = {"kind": "friend", "nickname": nickname}
    value = relationships.chosen(stored.value if stored else None, choice)
    keep(records, person, relationships.EXERCISE, "", relationships.ITEM, value)


def answer(records: Records, person: Person, exercise: str, values: Json) -> None:
    """Save answers about the relationship chosen last, checked as the desk checks them."""
    chosen = records.load(person, relationships.EXERCISE, "")[relationships.ITEM].value
    about = relationships.current(chosen)
    assert about is not None
    content = LIBRARY.exercises[exercise]
    for item, value in values.items():
        keep(records, person, exercise, about.id, item, check_answer(content, item, value))


def keep(
    records: Records, person: Person, exercise: str, about: str, item: str, value: Any
) -> None:
    """Write one entry with the next revision."""
    stored = records.load(person, exercise, about).get(item)
    revision = stored.revision + 1 if stored else 1
    records.save(person, exercise, about, item, value, revision, "w", "1", lambda _, same: same)


def open_records(folder: Path) -> Records:
    """Real records of their own, in the database that is tested just now."""
    return opens(folder / "data")
