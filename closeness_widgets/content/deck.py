"""A deck: cards in piles, drawn at random or read as a list, some of them kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import ExerciseContent, Frozen, Item, Phrase, Text, keeps
from closeness_widgets.content.plain import Place, RulesBroken


class DeckCard(Item):
    """One card: what it says, who wrote a work that it names (``by``), and a line beneath."""

    text: Phrase
    by: Text | None = None
    more: Phrase | None = None


class Pile(Item):
    """Cards of one level or situation.

    ``asked_for``: nothing is drawn from this pile, listed or printed until the person asks for it;
    ``text`` then says what to know first.
    """

    title: Phrase
    text: Phrase | None = None
    asked_for: bool = False
    cards: tuple[DeckCard, ...] = Field(min_length=1)


class Deck(ExerciseContent):
    """Cards, each answered with ``<id>.favourite`` (true) and ``<id>.note`` (a text).

    ``how`` are a few lines on how to use them; ``drawn`` is false for cards that are only a list.
    """

    kind: Literal["deck"]
    skip: Phrase
    how: tuple[Phrase, ...] = ()
    drawn: bool = True
    piles: tuple[Pile, ...] = Field(min_length=1)

    @property
    def cards(self) -> tuple[DeckCard, ...]:
        """All cards, pile by pile."""
        return tuple(card for pile in self.piles for card in pile.cards)

    @model_validator(mode="after")
    def _names_each_card_once_and_says_what_comes(self) -> Deck:
        broken: list[tuple[Place, str]] = []
        seen: dict[str, str] = {}
        for number, pile in enumerate(self.piles):
            if pile.asked_for and pile.text is None:
                rule = "asked_for is true, so 'text' is needed: what to know before these cards"
                broken.append((("piles", number), rule))
            for place, card in enumerate(pile.cards):
                if seen.setdefault(card.id, pile.id) != pile.id:
                    rule = f"the id {card.id!r} stands in the pile {seen[card.id]!r} too"
                    broken.append((("piles", number, "cards", place, "id"), rule))
        if self.drawn and all(pile.asked_for for pile in self.piles):
            rule = "one pile at least is there unasked: take 'asked_for' out of the first one"
            broken.append((("piles",), rule))
        if broken:
            raise RulesBroken(broken)
        return self


class DeckWords(Frozen):
    """The words round every deck: they stand once in ``interface.yaml``."""

    heading: Text
    pile: Text
    draw: Text
    next: Text
    passing: Text
    passing_help: Text
    place: Annotated[Text, keeps("number", "count")]
    through: Text
    again: Text
    passed_back: Text
    keep: Text
    kept: Text
    kept_help: Text
    kept_none: Text
    note: Text
    all: Text
    open_pile: Text
