"""Steps to take one after the other, each with choices, own words and marks where it has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import ExerciseContent, Frozen, Item, Phrase, Text
from closeness_widgets.content.plain import Place, RulesBroken

FIRST = "first"
CHOICES, OWN = "choices", "own"
"""The fields of a step beside its marks, as answers call them: ``<step>.choices``."""


class Choice(Item):
    """Something to tick; several may be ticked."""

    label: Phrase


class Choices(Frozen):
    """A question with answers to tick."""

    question: Phrase
    options: tuple[Choice, ...] = Field(min_length=2)


class OwnWords(Frozen):
    """A place to write."""

    label: Phrase
    help: Phrase | None = None
    lines: int = Field(default=3, ge=1, le=12)


class Alone(Frozen):
    """What a step becomes where it is better done by oneself: nothing in it needs the other."""

    title: Phrase
    text: Phrase


class Step(Item):
    """One step, and the same for oneself alone, with a place to write where the step has one."""

    title: Phrase
    text: Phrase
    tries: tuple[Phrase, ...] = Field(default=(), description="Examples, or ways to do it")
    choices: Choices | None = None
    own: OwnWords | None = None
    alone: Alone | None = None


class Mark(Item):
    """A box that each step of a part has, such as "done".

    ``missing`` is said under a step in which the mark before this one is set and this one is not.
    """

    label: Phrase
    missing: Phrase | None = None


class Part(Item):
    """Steps under one heading. ``next`` marks the first of them that is not fully ticked."""

    title: Phrase
    text: Phrase | None = None
    marks: tuple[Mark, ...] = ()
    next: Text | None = None
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_marks_to_go_by(self) -> Part:
        if self.next is not None and not self.marks:
            raise ValueError("'next' stands where a mark is still missing, so 'marks' are needed")
        return self


class Way(Item):
    """How things stand. ``ends``: then there is nothing to plan."""

    label: Phrase
    ends: bool = False


class First(Frozen):
    """Asked before the steps, but not about oneself. ``ended`` is said kindly in their place.

    ``link``: the words of the way to help.
    """

    question: Phrase
    help: Phrase | None = None
    options: tuple[Way, ...] = Field(min_length=2)
    ended: tuple[Phrase, ...] = Field(min_length=1)
    link: Text

    @model_validator(mode="after")
    def _can_go_on_or_end(self) -> First:
        if {way.ends for way in self.options} != {True, False}:
            raise ValueError("some of 'options' have 'ends: true', and some have not")
        return self


class Steps(ExerciseContent):
    """Steps in parts. Items: ``<step>.choices``, ``<step>.own``, ``<step>.<mark>``, ``first``.

    ``takes_home``: whether a person's own words stand on the sheet they take home.
    """

    kind: Literal["steps"]
    skip: Phrase
    takes_home: bool = False
    first: First | None = None
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in their order."""
        return tuple(step for part in self.parts for step in part.steps)

    @model_validator(mode="after")
    def _tells_its_answers_apart(self) -> Steps:
        broken = list(self._broken())
        if broken:
            raise RulesBroken(broken)
        return self

    def _broken(self) -> Iterator[tuple[Place, str]]:
        seen: set[str] = set()
        for p, part in enumerate(self.parts):
            for m, mark in enumerate(part.marks):
                if mark.id in (CHOICES, OWN):
                    yield ("parts", p, "marks", m, "id"), f"a mark is not called {mark.id!r}"
                if mark.missing is not None and m == 0:
                    yield (
                        ("parts", p, "marks", m, "missing"),
                        "it is said when the mark before is set, and this is the first",
                    )
            for s, step in enumerate(part.steps):
                place = ("parts", p, "steps", s)
                if step.id in seen:
                    yield (
                        (*place, "id"),
                        f"the id {step.id!r} stands in another part too; each step has its own",
                    )
                seen.add(step.id)
                if step.alone is not None and not self.safety:
                    yield (
                        (*place, "alone"),
                        "'alone' is only shown after the question of 'safety: true'",
                    )
