"""What a person can answer to each kind of exercise, and the scores that follow from it."""

from closeness_widgets.answers import (
    builder,
    checklist,
    circles,
    deck,
    journal,
    planner,
    rating,
    rounds,
    steps,
)
from closeness_widgets.answers.base import AnswerRefused, Json
from closeness_widgets.answers.sharing import ShareKind, check_card_words, share_kind, shareable
from closeness_widgets.content.base import ExerciseContent
from closeness_widgets.content.builder import Builder
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.circles import Circles
from closeness_widgets.content.deck import Deck
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.planner import Planner
from closeness_widgets.content.rating import Rating
from closeness_widgets.content.rounds import Rounds
from closeness_widgets.content.steps import Steps

__all__ = [
    "AnswerRefused",
    "Json",
    "ShareKind",
    "check_answer",
    "check_card_words",
    "share_kind",
    "shareable",
]


def check_answer(exercise: ExerciseContent, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item`` of this exercise.

    None ("not answered") is allowed for every item that exists. Raises :class:`AnswerRefused` for
    an item that the exercise does not have and for a value that breaks the item's rule.
    """
    if isinstance(exercise, Rating):
        return rating.check(exercise, item, value)
    if isinstance(exercise, Checklist):
        return checklist.check(exercise, item, value)
    if isinstance(exercise, Journal):
        return journal.check(exercise, item, value)
    if isinstance(exercise, Deck):
        return deck.check(exercise, item, value)
    if isinstance(exercise, Steps):
        return steps.check(exercise, item, value)
    if isinstance(exercise, Planner):
        return planner.check(exercise, item, value)
    if isinstance(exercise, Builder):
        return builder.check(exercise, item, value)
    if isinstance(exercise, Rounds):
        return rounds.check(exercise, item, value)
    if isinstance(exercise, Circles):
        return circles.check(item, value)
    raise TypeError(f"no rules for answers to a {type(exercise).__name__}")
