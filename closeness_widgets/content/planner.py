"""A planner: ideas in groups, up to three of them picked, and a day and a first step for each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import ExerciseContent, Frozen, Id, Item, Phrase, Text, keeps
from closeness_widgets.content.plain import Place, RulesBroken

MOST = 3
"""Ideas that a person can pick: a plan for more is a plan for none."""

Every = Literal["once", "day", "week", "month", "year"]


class Idea(Item):
    """Something to do: ``first`` is its small first practice.

    ``part_of`` names an idea of this file that this one is a way to do. ``every`` is how often it
    is meant; a person can choose otherwise.
    """

    title: Phrase
    text: Phrase
    first: Phrase
    part_of: Id | None = None
    every: Every = "once"


class Group(Item):
    """Ideas under one heading."""

    heading: Phrase
    ideas: tuple[Idea, ...] = Field(min_length=1)


class Cadence(Frozen):
    """How often something comes back; ``id`` is what is stored."""

    id: Every
    label: Text


class Choosing(Frozen):
    """The words round picking ideas. ``full`` refuses one too many, on the page and anywhere."""

    pick: Text
    part_of: Annotated[Text, keeps("title")]
    count: Annotated[Text, keeps("count", "most")]
    full: Text
    none: Text


class Planning(Frozen):
    """The words round the plan of one idea: its first practice, day, time, and when-then."""

    heading: Text
    introduction: Phrase
    first: Text
    day: Text
    time: Text
    every: Text
    when: Text
    then: Text
    when_help: Phrase
    drop: Text


class CalendarFile(Frozen):
    """The file for a calendar: what it is called there, and how much of the plan is in it."""

    heading: Text
    introduction: Text
    title: Text = Field(description="What the calendar shows: nothing that tells about anybody")
    own_words: Text
    save: Text
    needs_day: Text
    not_yet: Text
    minutes: int = Field(ge=5, le=120)


class InShort(Frozen):
    """The person's own plan in a few words, to read and to print."""

    heading: Text
    nothing: Text
    print: Text


class Planner(ExerciseContent):
    """Ideas to pick up to :data:`MOST` from, each then planned.

    Items: ``picks`` (ids of ideas), and for each idea ``<id>.day`` (an ISO date), ``<id>.time``
    ("19:30"), ``<id>.every`` (an id of ``cadences``), ``<id>.when`` and ``<id>.then``.
    """

    kind: Literal["planner"]
    not_for: Phrase
    skip: Phrase
    groups: tuple[Group, ...] = Field(min_length=1)
    cadences: tuple[Cadence, ...] = Field(min_length=1)
    choose: Choosing
    plan: Planning
    calendar: CalendarFile
    in_short: InShort

    @property
    def ideas(self) -> tuple[Idea, ...]:
        """The ideas of all groups, in the order of the file."""
        return tuple(idea for group in self.groups for idea in group.ideas)

    @model_validator(mode="after")
    def _names_each_idea_once_and_only_ideas_there_are(self) -> Planner:
        broken: list[tuple[Place, str]] = []
        ids = [idea.id for idea in self.ideas]
        seen: set[str] = set()
        for number, group in enumerate(self.groups):
            for nth, idea in enumerate(group.ideas):
                place: Place = ("groups", number, "ideas", nth)
                if idea.id in seen:
                    rule = f"the id {idea.id!r} stands in two groups; give this idea another one"
                    broken.append(((*place, "id"), rule))
                seen.add(idea.id)
                if idea.part_of is not None and idea.part_of not in set(ids) - {idea.id}:
                    rule = f"this is another idea of this file, but found {idea.part_of!r}"
                    broken.append(((*place, "part_of"), rule))
                if idea.every not in [cadence.id for cadence in self.cadences]:
                    rule = f"this is the id of one of the cadences, but found {idea.every!r}"
                    broken.append(((*place, "every"), rule))
        if broken:
            raise RulesBroken(broken)
        return self
