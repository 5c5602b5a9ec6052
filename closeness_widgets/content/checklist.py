"""A checklist: lines marked for oneself or for both, a picture of them, one thing to work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import (
    ExerciseContent,
    Frozen,
    Id,
    Item,
    Option,
    Phrase,
    Remark,
    Text,
)
from closeness_widgets.content.plain import Place, RulesBroken


class Side(Item):
    """Of whom something is marked: the person, or the other."""

    id: Literal["me", "other"]
    label: Phrase


class Version(Frozen):
    """Something to practise: what it is called and what to try."""

    title: Phrase
    tries: tuple[Phrase, ...] = Field(min_length=1)


class Practice(Version):
    """What goes with a line that somebody works on, such as the opposite of a blocker.

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


class Group(Item):
    """Lines that belong together, under a heading of their own.

    ``source``: those of the exercise's sources that these lines come from. ``tells``: whether a
    mark here speaks of closeness or of distance, for the picture's comparison.
    """

    heading: Phrase
    introduction: Phrase | None = None
    source: tuple[Id, ...] = ()
    tells: Literal["closeness", "distance"] | None = None


class Line(Item):
    """One thing to mark, worded so that it fits all sides.

    ``group``: the one that it stands in. ``short``: what the group's picture calls it, where the
    title is a whole sentence.
    """

    group: Id | None = None
    title: Phrase
    short: Text | None = None
    text: Phrase | None = None
    practice: Practice | None = None


class Way(Item):
    """Something to choose and to try that is not marked."""

    title: Phrase
    practice: Practice


class Choosing(Frozen):
    """The words round the choice of one thing to work on.

    ``none`` and ``others`` stand round lines: if none is marked, and before those that are not.
    """

    heading: Text
    introduction: Phrase
    none: Text | None = None
    others: Text | None = None
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


class MarksSentence(Phrase):
    """Says the marks of one group or side: ``{marks}`` is how many there are of each."""

    fills = frozenset({"name", "marks"})


class Compared(Frozen):
    """What is said of marks for closeness beside marks for distance: which are there more often."""

    closeness: Phrase
    same: Phrase
    distance: Phrase
    too_few: Phrase


class Openness(Frozen):
    """What is said of the signs seen in whoever would receive more openness; never a push."""

    many: Phrase
    few: Phrase
    too_few: Phrase


class MarksTable(Frozen):
    """The headings of the table that says the same as the picture."""

    caption: Text
    line: Text
    group: Text | None = None


class MarksPicture(Frozen):
    """The words in and round the picture: a row a group, or a row a line where there are none."""

    heading: Phrase
    alt: Phrase
    sentence: MarksSentence
    compared: Compared | None = None
    openness: Openness | None = None
    closing: Phrase
    skipped: Text
    table: MarksTable


class Checklist(ExerciseContent):
    """Lines, each marked ``<id>.me`` and ``<id>.other`` with one of ``often``.

    Items beside them, where ``choose`` asks for one: ``chosen`` (the id of a way, or of a line if
    there are no ways), ``plan.when`` and ``plan.then``. ``shared`` is what a group may see: which
    lines happen (``marks``), which one was picked (``chosen``), or ``nothing``.
    """

    kind: Literal["checklist"]
    shared: Literal["marks", "chosen", "nothing"] = "marks"
    not_for: Phrase
    skip: Phrase
    question: Text
    often: tuple[Option, ...] = Field(min_length=3, max_length=5)
    clear: Text
    sides: tuple[Side, ...] = Field(min_length=1, max_length=2)
    groups: tuple[Group, ...] = ()
    items: tuple[Line, ...] = Field(min_length=1)
    remark: Remark | None = None
    help: Help
    picture: MarksPicture | None = None
    ways: tuple[Way, ...] = ()
    choose: Choosing | None = None
    plan: Plan | None = None
    in_short: InShort | None = None

    def choices(self) -> dict[str, Practice]:
        """What can be chosen to work on, by id, with the practice that goes with it.

        The ways; without them, the lines that have a practice.
        """
        ways = {way.id: way.practice for way in self.ways}
        return ways or {line.id: line.practice for line in self.items if line.practice}

    @model_validator(mode="after")
    def _holds_together(self) -> Checklist:
        broken = [*_options(self), *_grouping(self), *_choosing(self), *_picture(self)]
        if broken:
            raise RulesBroken(broken)
        return self


def _options(exercise: Checklist) -> Iterator[tuple[Place, str]]:
    for number, option in enumerate(exercise.often):
        if option.value != number:
            yield (
                ("often", number, "value"),
                "values count up from 0, which means that it does not happen: this one is "
                f"{number}, but found {option.value}",
            )


def _grouping(exercise: Checklist) -> Iterator[tuple[Place, str]]:
    known = {group.id for group in exercise.groups}
    for number, line in enumerate(exercise.items):
        if (line.group not in known) if known else line.group is not None:
            names = f"one of {', '.join(sorted(known))}" if known else "left out: there are none"
            yield ("items", number, "group"), f"the group is {names}, but found {line.group!r}"
    together = Counter(name for name, _ in groupby(line.group for line in exercise.items))
    for number, group in enumerate(exercise.groups):
        if together[group.id] != 1:
            rule = "a group has lines, and they stand together in one place"
            yield ("groups", number, "id"), f"{rule}; those of {group.id!r} do not"
        for source in group.source:
            if source not in exercise.source:
                rule = f"{source!r} is not among the exercise's sources; add it there"
                yield ("groups", number, "source"), rule


def _choosing(exercise: Checklist) -> Iterator[tuple[Place, str]]:
    if exercise.choose is None:
        for name in ("plan", "in_short", "ways"):
            if getattr(exercise, name):
                yield (name,), "this belongs to 'choose': write that too, or take this out"
        if exercise.shared == "chosen":
            yield ("shared",), "'chosen' shares what was picked, but there is no 'choose'"
        return
    for name in ("plan", "in_short"):
        if getattr(exercise, name) is None:
            yield (name,), "this is missing; 'choose' leads to a plan and to a few words at the end"
    if not exercise.choices():
        yield ("choose",), "there is nothing to choose: write 'ways', or practices for the items"
    if exercise.ways and exercise.shared == "chosen":
        yield ("shared",), "ways stay with the person; share 'marks' or 'nothing'"
    if not exercise.ways and None in (exercise.choose.none, exercise.choose.others):
        yield ("choose",), "'none' and 'others' are needed; only 'ways' can do without them"


def _picture(exercise: Checklist) -> Iterator[tuple[Place, str]]:
    if exercise.picture is None:
        return
    if exercise.groups and len(exercise.sides) > 1:
        yield ("picture",), "a picture of groups shows one side, but there are two"
    tells = {group.tells for group in exercise.groups}
    if exercise.picture.compared and not {"closeness", "distance"} <= tells:
        yield (
            ("picture", "compared"),
            "comparing needs groups that tell of closeness and groups that tell of distance",
        )
