"""A room with invented people in it: to try a plan, and to see what a wall would show."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from closeness_widgets.answers import checklist, share_kind, shareable
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import Library
from closeness_widgets.content.rating import Rating
from closeness_widgets.records import Records
from closeness_widgets.serving.live.own_part import faces
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.workshops import plan
from closeness_widgets.workshops.plan import Workshop, checked_number
from closeness_widgets.workshops.views import content_of

Json = dict[str, Any]
MOST_PEOPLE = 100


class Rehearsal:
    """Makes rehearsal workshops and previews."""

    def __init__(self, records: Records, pictures: Pictures) -> None:
        self._records = records
        self._pictures = pictures

    def make(self, workshop: Workshop, people: Any, library: Library) -> Workshop:
        """A workshop of the same plan in which invented people joined and shared every step.

        Raises:
            PlanRefused: not a whole number of people from 1 to 500.
        """
        number = min(checked_number("expected", people, 1, 500), MOST_PEOPLE)
        copy = plan.new_workshop(
            workshop.title,
            [(step.exercise, step.minutes, step.meeting) for step in workshop.agenda],
            {step.exercise for step in workshop.agenda},
            date.today(),  # noqa: DTZ011 - the day where the workshop is
            expected=number,
            k=workshop.k,
            rehearsal=True,
        )
        name = bytes.fromhex(copy.id)
        self._records.new_workshop(name, copy.as_json(), copy.doors())
        for nth in range(number):
            token = self._records.begin_person(shared_device=True)
            person = self._records.person_of(token)
            if person is None:
                continue
            self._records.join_workshop(name, person)
            for step in copy.agenda:
                content = content_of(library, step)
                values = invented(content, nth) if content and share_kind(content) else {}
                if content and values:
                    self._records.share(
                        name,
                        person,
                        step.exercise,
                        copy.sitting(step),
                        values,
                        faces(content, values),
                    )
        return copy

    def preview(
        self, workshop: Workshop, step_id: str, people: int, library: Library
    ) -> Json | None:
        """What the wall shows after one step when so many invented people shared."""
        step = workshop.find(step_id)
        content = content_of(library, step)
        if content is None or share_kind(content) is None:
            return None
        copies = []
        for nth in range(people):
            values = invented(content, nth)
            marks = faces(content, values)  # of nobody, so they need no key
            copies.append({"key": str(nth), "values": values, "marks": marks})
        return self._pictures.preview(content, library, copies, workshop.k)


def invented(content: StepContent, nth: int) -> Json:
    """What the nth invented person shares: the same each time, and different from the others."""
    # Invented people need no secrets.
    luck = random.Random(f"{content.id} {nth}")  # noqa: S311  # nosec B311
    if isinstance(content, Card):
        examples = content.ask.examples if content.ask else ()
        return {"words": examples[nth % len(examples)]} if examples else {}
    answers: Json = {}
    if isinstance(content, Rating):
        low, high = content.scale.minimum, content.scale.maximum
        for dimension in content.dimensions:
            now = round(luck.triangular(low, high, (low + high) / 2))
            answers[f"{dimension.id}.now"] = now
            answers[f"{dimension.id}.wished"] = min(high, max(low, now + luck.randint(-1, 4)))
    elif isinstance(content, Checklist):
        often = [option.value for option in content.often]
        answers = {f"{item.id}.me": luck.choice(often) for item in content.items}
        if choices := list(content.choices()):
            answers[checklist.CHOSEN] = luck.choice(choices)
    return dict(shareable(content, answers))
