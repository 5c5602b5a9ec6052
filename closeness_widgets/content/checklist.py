"""A checklist: habits marked for oneself and for the other person, and one of them to work on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import ExerciseContent, Frozen, Item, Option, Phrase, Text
from closeness_widgets.content.plain import Place, RulesBroken


class Side(Item):
    """Whose habit is marked: the person's own, or the other person's."""

    id: Literal["me", "other"]
    label: Phrase


class Version(Frozen):
    """Something to practise: what it is called and what to try."""

    title: Phrase
    tries: tuple[Phrase, ...] = Field(min_length=1)


class Practice(Version):
    """The opposite of a blocker.

    ``opens_up`` marks one that has the person open up to the other. Where that may not be safe, the
    page offers ``alone`` in its place: a version that needs nobody else.
    """

    opens_up: bool = False
    alone: Version | None = None

    @model_validator(mode="after")
    def _has_a_version_without_the_other(self) -> Practice:
        if self.opens_up and self.alone is None:
            raise ValueError("opens_up is true, so 'alone' is needed: a version for oneself")
        if self.alone is not None and not self.opens_up:
            raise ValueError("'alone' is only shown in place of a practice with 'opens_up: true'")
        return self


class Blocker(Item):
    """A habit that keeps people apart, worded so that it fits both sides."""

    title: Phrase
    text: Phrase
    practice: Practice


class Choosing(Frozen):
    """The words round the choice of one habit to work on."""

    heading: Text
    introduction: Phrase
    none: Text
    others: Text
    practice: Text


class Plan(Frozen):
    """The words round the first small step, "When ..., I will ...": ``when`` and ``then``."""

    heading: Text
    introduction: Phrase
    when: Text
    then: Text


class InShort(Frozen):
    """The headings of the person's own marks in a few words."""

    summary: Text
    nothing: Text
    chosen: Text
    practice: Text


class Help(Frozen):
    """What stands under the list, whatever is marked in it."""

    text: Phrase
    link: Text


class Checklist(ExerciseContent):
    """Blockers, each marked ``<id>.me`` and ``<id>.other`` with one of ``often``.

    Items beside them: ``chosen`` (the id of a blocker), ``plan.when`` and ``plan.then``. ``shared``
    is what a group may see of them: which happen (``marks``), or which one was picked (``chosen``).
    """

    kind: Literal["checklist"]
    shared: Literal["marks", "chosen"] = "marks"
    not_for: Phrase
    skip: Phrase
    question: Text
    often: tuple[Option, ...] = Field(min_length=3, max_length=5)
    clear: Text
    sides: tuple[Side, ...] = Field(min_length=1, max_length=2)
    items: tuple[Blocker, ...] = Field(min_length=1)
    help: Help
    choose: Choosing
    plan: Plan
    in_short: InShort

    @model_validator(mode="after")
    def _goes_from_not_at_all_upwards(self) -> Checklist:
        broken: list[tuple[Place, str]] = [
            (
                ("often", number, "value"),
                "values count up from 0, which means that it does not happen: this one is "
                f"{number}, but found {option.value}",
            )
            for number, option in enumerate(self.often)
            if option.value != number
        ]
        if broken:
            raise RulesBroken(broken)
        return self
