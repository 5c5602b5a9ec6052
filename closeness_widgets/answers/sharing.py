"""What of a person's answers may go to the group, and in which form.

Only what is decided here ever leaves a person's own record: nothing sensitive, nothing about
somebody else, and no free text but the one that a card asks the room for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from closeness_widgets.answers.base import AnswerRefused, Json, shown
from closeness_widgets.answers.checklist import CHOSEN
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.rating import NOW, WISHED, Rating

ShareKind = Literal["ratings", "counts", "texts"]
"""What a group's picture of a step is made of."""

WORDS = "words"
"""The only item of a card that asks: the text for the room."""

ME = "me"


def share_kind(step: StepContent) -> ShareKind | None:
    """What the group's picture of this step is made of; None if nothing of it is for the group."""
    if isinstance(step, Rating):
        return "ratings"
    if isinstance(step, Checklist):
        return None if step.shared == "nothing" else "counts"
    if isinstance(step, Card) and step.ask is not None:
        return "texts"
    return None


def shareable(step: StepContent, answers: Mapping[str, Json]) -> dict[str, int | str]:
    """The part of ``answers`` (item -> value) that a person gives the group with their tap.

    A rating gives ``<dimension>.now`` and ``<dimension>.wished``, whole numbers on its scale. A
    checklist that shares gives ``<id>.me``, 1 if it happens (or was the one picked) and 0 if not. A
    card that asks gives ``words``. Everything else gives nothing. What is sensitive, skipped or no
    longer valid is left out.

    Raises :class:`AnswerRefused` for words that are no text or too long.
    """
    if isinstance(step, Rating):
        return _ratings(step, answers)
    if isinstance(step, Checklist):
        return _marks(step, answers)
    if isinstance(step, Card) and step.ask is not None and answers.get(WORDS) is not None:
        words = check_card_words(step, answers[WORDS])
        return {WORDS: words} if words else {}
    return {}


def check_card_words(card: Card, text: Json) -> str:
    """``text`` for the room as it may be kept: without blanks at its ends, perhaps empty.

    Raises :class:`AnswerRefused`: ``unknown-item`` if the card asks for none, ``wrong-type``, or
    ``too-long`` (the card says how many characters it takes).
    """
    if card.ask is None:
        raise AnswerRefused(
            "unknown-item",
            f"{card.title!r} asks for no words, so nothing was saved. Open the page again.",
        )
    if not isinstance(text, str):
        raise AnswerRefused("wrong-type", f"This is a short text, but {shown(text)} came.")
    words = text.strip()
    if len(words) > card.ask.longest:
        raise AnswerRefused(
            "too-long",
            f"There is room for {card.ask.longest} characters here, and yours has {len(words)}. "
            f"Leave out {len(words) - card.ask.longest} and it fits.",
        )
    return words


def _ratings(exercise: Rating, answers: Mapping[str, Json]) -> dict[str, int | str]:
    items = [
        f"{dimension.id}.{part}"
        for dimension in exercise.dimensions
        if not dimension.sensitive
        for part in (NOW, WISHED)
    ]
    return {item: answers[item] for item in items if exercise.scale.holds(answers.get(item))}


def _marks(exercise: Checklist, answers: Mapping[str, Json]) -> dict[str, int | str]:
    often = {option.value for option in exercise.often}
    given: dict[str, int | str] = {}
    if exercise.shared == "chosen":
        open_items = [line.id for line in exercise.items if line.practice and not line.sensitive]
        chosen = answers.get(CHOSEN)
        return {f"{one}.{ME}": int(one == chosen) for one in open_items if chosen in open_items}
    if exercise.shared == "nothing" or not any(side.id == ME for side in exercise.sides):
        return given
    for line in exercise.items:
        mark = answers.get(f"{line.id}.{ME}")
        if not line.sensitive and type(mark) is int and mark in often:
            given[f"{line.id}.{ME}"] = int(mark > 0)
    return given
