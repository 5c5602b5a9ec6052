"""Answers to a deck: cards that are kept, each with a note of one's own. Passing is not stored."""

from __future__ import annotations

from collections.abc import Mapping

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.deck import Deck, DeckCard

FAVOURITE, NOTE = "favourite", "note"
LONGEST_NOTE = 1000
"""Characters of a note; the page's field allows the same."""


def check(exercise: Deck, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``: ``<card>.favourite`` or ``<card>.note``.

    A favourite is True, a note a text; None takes either back, also of a retired card. Raises
    :class:`AnswerRefused`: ``unknown-item``, ``wrong-type`` or ``too-long``.
    """
    card, _, what = item.partition(".")
    known = {one.id for one in exercise.cards}
    if value is None:
        known.update(exercise.retired)
    if card not in known or what not in (FAVOURITE, NOTE):
        raise AnswerRefused(
            "unknown-item",
            f"There is no card {shown(item)} to keep in {exercise.id!r}, so nothing was saved. "
            "Open the page again to see its cards.",
        )
    if value is None:
        return None
    if what == NOTE:
        return checked_text(value, LONGEST_NOTE)
    if value is not True:
        raise AnswerRefused(
            "wrong-type", f"A card is kept (true) or not answered, but {shown(value)} came."
        )
    return True


def kept(exercise: Deck, answers: Mapping[str, Json]) -> list[DeckCard]:
    """The cards that the person keeps, in the order of the file."""
    return [card for card in exercise.cards if answers.get(f"{card.id}.{FAVOURITE}") is True]
