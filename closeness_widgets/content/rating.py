"""Exercises in which a person rates dimensions of a relationship: as it is, and as they wish it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import (
    ExerciseContent,
    Frozen,
    Item,
    Phrase,
    Remark,
    Scale,
    Text,
)
from closeness_widgets.content.plain import Place, RulesBroken

NOW, WISHED = "now", "wished"
"""A dimension's two single ratings: items ``<dimension>.now`` and ``<dimension>.wished``."""


class GapSentence(Phrase):
    """Says one dimension's two ratings: ``{gap}`` is how far apart they are, without a sign."""

    fills = frozenset({"dimension", "now", "wished", "gap"})


class CloserSentence(Phrase):
    """Says one dimension's statements: ``{highest}`` is the end of their scale."""

    fills = frozenset({"dimension", "mean", "highest", "answered", "all"})


class Statement(Item):
    """One sentence to agree with or not: item ``<dimension>.<statement id>``."""

    text: Phrase


class Dimension(Item):
    """One way of being close, rated as a whole and, for whoever wants, statement by statement."""

    name: Phrase
    meaning: Phrase
    statements: tuple[Statement, ...] = ()


class CloserLook(Frozen):
    """The words round the statements, which stay folded until somebody opens them."""

    summary: Text
    introduction: Phrase
    scale: Scale


class Reliability(Frozen):
    """How steady a published measure is, and the work that says so."""

    sd: float = Field(gt=0)
    r: float = Field(gt=0, lt=1)
    source: Text


class GapSentences(Frozen):
    """What is said of one dimension: which sentence it is follows from its two ratings."""

    more: GapSentence
    less: GapSentence
    equal: GapSentence
    only_now: GapSentence
    only_wished: GapSentence
    neither: GapSentence


class CloserSentences(Frozen):
    """What is said of the statements of one dimension, if any of the exercise were answered."""

    mean: CloserSentence
    too_few: CloserSentence


class RatingTable(Frozen):
    """The headings of the table that says the same as the chart."""

    caption: Text
    dimension: Text
    closer: Text
    skipped: Text
    too_few: Text


class RatingPicture(Frozen):
    """The words in and round the picture of now against wished."""

    heading: Text
    alt: Phrase
    gap: GapSentences
    closer: CloserSentences
    closing: Phrase
    table: RatingTable


class Rating(ExerciseContent):
    """Ratings now and as wished on one scale, statements on another, and their picture.

    ``unvalidated`` tells people that the scales are the workbook's own. A published measure carries
    ``reliability`` instead; an exercise has exactly one of the two.
    """

    kind: Literal["rating"]
    question: Phrase
    now: Text
    wished: Text
    scale: Scale
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    remarks: tuple[Remark, ...] = ()
    closer: CloserLook
    unvalidated: Phrase | None = None
    reliability: Reliability | None = None
    picture: RatingPicture

    @model_validator(mode="after")
    def _says_what_its_scales_are_worth(self) -> Rating:
        if (self.unvalidated is None) == (self.reliability is None):
            raise ValueError(
                "needs either 'unvalidated' (a line for own scales) or 'reliability' (sd, r and "
                "source of a published measure), not both"
            )
        return self

    @model_validator(mode="after")
    def _keeps_the_names_of_the_two_ratings_free(self) -> Rating:
        broken: list[tuple[Place, str]] = [
            (
                ("dimensions", i, "statements", j, "id"),
                f"a statement is not called {statement.id!r}: that is the rating as a whole",
            )
            for i, dimension in enumerate(self.dimensions)
            for j, statement in enumerate(dimension.statements)
            if statement.id in (NOW, WISHED)
        ]
        if broken:
            raise RulesBroken(broken)
        return self

    def scale_of(self, item: str) -> Scale | None:
        """The scale that ``item`` is answered on, or None if the exercise has no such item."""
        dimension_id, _, part = item.partition(".")
        for dimension in self.dimensions:
            if dimension.id != dimension_id:
                continue
            if part in (NOW, WISHED):
                return self.scale
            if any(statement.id == part for statement in dimension.statements):
                return self.closer.scale
        return None
