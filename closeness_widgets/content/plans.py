"""Ready plans: which exercises and cards a workshop has, in which order, with minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from closeness_widgets.content.base import Frozen, Id, Text
from closeness_widgets.content.plain import Place, RulesBroken, found

OPENING = "dimensions"
"""The exercise that opens every meeting: its three ratings alone are joined over time."""

CARD = "card"


class PlanStep(Frozen):
    """One exercise or card, by its id, in one of a plan's meetings."""

    exercise: Id
    minutes: int = Field(ge=1, le=120)
    meeting: int = Field(default=1, ge=1, le=12)


class Plan(Frozen):
    """A ready agenda. ``minutes`` are those of each meeting: its steps add up to them."""

    id: Id
    title: Text
    minutes: int = Field(ge=10, le=480)
    meetings: int = Field(default=1, ge=1, le=12)
    summary: Text
    steps: tuple[PlanStep, ...] = Field(min_length=1)

    def meeting(self, number: int) -> tuple[PlanStep, ...]:
        """The steps of one meeting, counted from 1."""
        return tuple(step for step in self.steps if step.meeting == number)

    @model_validator(mode="after")
    def _fills_its_meetings_in_order(self) -> Plan:
        broken = [*self._out_of_order(), *self._not_filled()]
        if broken:
            raise RulesBroken(broken)
        return self

    def _out_of_order(self) -> Iterator[tuple[Place, str]]:
        before = 1
        for number, step in enumerate(self.steps):
            if not before <= step.meeting <= self.meetings:
                yield (
                    ("steps", number, "meeting"),
                    f"steps stand in the order of their meetings, 1 to {self.meetings}, and the "
                    f"one before is in meeting {before}, but found {step.meeting}",
                )
            before = max(before, min(step.meeting, self.meetings))

    def _not_filled(self) -> Iterator[tuple[Place, str]]:
        for meeting in range(1, self.meetings + 1):
            places = [number for number, step in enumerate(self.steps) if step.meeting == meeting]
            together = sum(self.steps[number].minutes for number in places)
            if not places:
                yield (("steps",), f"meeting {meeting} of {self.meetings} has no steps; add some")
            elif together != self.minutes:
                yield (
                    ("steps", places[0], "minutes"),
                    f"the steps of meeting {meeting} take {together} minutes together, but a "
                    f"meeting has {self.minutes}; change a step, or 'minutes' of the plan",
                )


class Plans(Frozen):
    """``plans.yaml``: the ready plans, in the order in which a facilitator sees them."""

    plans: tuple[Plan, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_ids_in_order(self) -> Plans:
        ids = [plan.id for plan in self.plans]
        twice: list[tuple[Place, str]] = [
            (("plans", number, "id"), f"the id {name!r} stands here for the second time")
            for number, name in enumerate(ids)
            if name in ids[:number]
        ]
        if twice:
            raise RulesBroken(twice)
        return self


def broken_steps(plans: Any, kinds: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """What the steps of ``plans.yaml`` (as it came) break of the rules on exercises and cards.

    ``kinds`` is the kind of everything that there is, by its id. Every step names one of them, and
    the first exercise of every meeting, whatever cards stand before it, is :data:`OPENING`.
    """
    for number, plan in _entries(plans, "plans"):
        opened: dict[int, bool] = {}
        for place, step in _entries(plan, "steps"):
            name, meeting = step.get("exercise"), step.get("meeting", 1)
            if not isinstance(name, str) or not isinstance(meeting, int):
                continue
            here: Place = ("plans", number, "steps", place, "exercise")
            already = opened.setdefault(meeting, False)
            if name not in kinds:
                yield here, f"this is one of {', '.join(sorted(kinds))}, but found {found(name)}"
            elif not already and kinds[name] != CARD and name != OPENING:
                yield here, f"the first exercise of a meeting is {OPENING!r}, but found {name!r}"
            opened[meeting] = already or kinds.get(name) != CARD
        for meeting in (meeting for meeting, is_open in opened.items() if not is_open):
            rule = f"meeting {meeting} has no exercise; {OPENING!r} opens every meeting"
            yield ("plans", number, "steps"), rule


def _entries(node: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = node.get(key) if isinstance(node, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            yield number, entry
