"""Listening rounds: one speaks and one listens, by a clock, until each has been in every place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import (
    ExerciseContent,
    Frozen,
    Id,
    Item,
    Kind,
    Phrase,
    Text,
    keeps,
)
from closeness_widgets.content.plain import Place, RulesBroken

MOST_MINUTES = 15
"""The longest that one phase of a turn can be set to."""

Role = Literal["speaker", "listener", "observer", "alone"]


class Line(Item):
    """One thing to do, in a sentence or two."""

    text: Phrase


class Group(Item):
    """Lines that belong to one moment."""

    title: Phrase
    lines: tuple[Line, ...] = Field(min_length=1)


class Pitfall(Line):
    """What goes wrong easily, and what helps: ``text``."""

    title: Phrase


class Part(Item):
    """What one role does in a phase. ``observer`` is there when three take part."""

    id: Role
    title: Phrase
    text: Phrase


class Phase(Item):
    """A part of each turn. ``setting`` names the choice of its minutes, which can be changed."""

    title: Phrase
    setting: Phrase
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    parts: tuple[Part, ...] = Field(min_length=1)


class Sizes(Frozen):
    """How many take part: two, or three with one who watches."""

    question: Text
    two: Text
    three: Text


class Swap(Frozen):
    """What is said between two turns."""

    heading: Text
    two: Text
    three: Text


class Clock(Frozen):
    """The words of the clock and its buttons."""

    heading: Text
    minutes: Annotated[Text, keeps("count")]
    one_minute: Text
    dark: Text
    begin: Phrase
    turn: Annotated[Text, keeps("turn", "turns")]
    left: Text
    pause: Text
    go_on: Text
    paused: Text
    more: Text
    next: Annotated[Text, keeps("phase")]
    end_turn: Text
    end: Text
    begin_turn: Text
    stop: Text
    minute_left: Text
    up: Text
    done: Phrase
    again: Text


class Question(Item):
    """One question afterwards; the answer is a text of one's own."""

    text: Phrase


class After(Frozen):
    """The private questions when the rounds are over."""

    heading: Text
    introduction: Phrase
    questions: tuple[Question, ...] = Field(min_length=1, max_length=3)


class Rounds(ExerciseContent):
    """Turns by a clock; stored are only the answers afterwards, under their questions' ids.

    Somebody alone has one turn and the parts called ``alone``. ``before``: what to agree on first.
    ``skills``: what a listener practises; ``pitfalls``: what gets in the way.
    """

    kind: Literal["rounds"]
    skip: Phrase
    before_heading: Text
    before: tuple[Phrase, ...] = Field(min_length=1)
    sizes: Sizes
    phases: tuple[Phase, ...] = Field(min_length=1)
    swap: Swap
    clock: Clock
    skills_heading: Text
    skills: tuple[Group, ...] = ()
    pitfalls_heading: Text
    pitfalls: tuple[Pitfall, ...] = ()
    after: After

    @model_validator(mode="after")
    def _has_a_part_for_every_role(self) -> Rounds:
        broken: list[tuple[Place, str]] = []
        for number, phase in enumerate(self.phases):
            whose: dict[str, tuple[Kind, ...]] = {part.id: part.only for part in phase.parts}
            for role, alone in (("speaker", False), ("listener", False), ("alone", True)):
                only = whose.get(role, ())
                if not only or ("myself" in only) is not alone or (alone and len(only) > 1):
                    whom = "one person alone needs" if alone else "two people need"
                    mark = "only: [myself]" if alone else "'only' without myself"
                    rule = f"{whom} a part with 'id: {role}' here, and with {mark}"
                    broken.append((("phases", number, "parts"), rule))
        if broken:
            raise RulesBroken(broken)
        return self

    def question(self, item: Id) -> Question | None:
        """The question of this id."""
        return next((one for one in self.after.questions if one.id == item), None)
