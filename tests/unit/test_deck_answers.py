"""Cards are kept with a note, or they are not: nothing else about a deck is an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.answers import AnswerRefused, check_answer, deck, share_kind, shareable
from closeness_widgets.content.deck import Deck
from closeness_widgets.serving.live.take_home import TakeHome
from tests.unit.live_room import LIBRARY, LiveRoom, answer, open_records

QUESTIONS = LIBRARY.exercise("question-deck")
assert isinstance(QUESTIONS, Deck)


def refusal(item: str, value: Any) -> tuple[str, str]:
    with pytest.raises(AnswerRefused) as caught:
        check_answer(QUESTIONS, item, value)
    return caught.value.rule, caught.value.message


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("smile.favourite", True),
        ("smile.favourite", None),
        ("smile.note", "The cat on the stove"),
        ("alone-together.note", None),
    ],
)
def test_a_card_can_be_kept_noted_and_given_back(item: str, value: Any) -> None:
    assert check_answer(QUESTIONS, item, value) is value


@pytest.mark.parametrize("item", ["smile", "smile.passed", "no-card.favourite", "", "smile.note.x"])
def test_what_is_no_card_or_no_answer_is_refused(item: str) -> None:
    assert refusal(item, True) == (
        "unknown-item",
        f"There is no card {item!r} to keep in 'question-deck', so nothing was saved. "
        "Open the page again to see its cards.",
    )


@pytest.mark.parametrize("value", [False, 1, "yes", [True]])
def test_a_card_is_kept_or_not_and_nothing_between(value: Any) -> None:
    assert refusal("smile.favourite", value) == (
        "wrong-type",
        f"A card is kept (true) or not answered, but {value!r} came.",
    )


def test_a_note_has_its_length() -> None:
    assert refusal("smile.note", "x" * 1001) == (
        "too-long",
        "A text here has at most 1000 characters; yours has 1001. Shorten it and it is saved.",
    )
    assert refusal("smile.note", 3)[0] == "wrong-type"


def test_a_retired_card_can_be_given_back_but_not_kept_anew() -> None:
    retired = QUESTIONS.model_copy(update={"retired": ("old",)})
    assert check_answer(retired, "old.favourite", None) is None
    with pytest.raises(AnswerRefused):
        check_answer(retired, "old.favourite", True)


def test_what_is_kept_comes_in_the_order_of_the_file() -> None:
    answers = {"hope.favourite": True, "smile.favourite": True, "hard.note": "A note alone"}
    assert [card.id for card in deck.kept(QUESTIONS, answers)] == ["smile", "hope"]


def test_nothing_of_a_deck_goes_to_the_group() -> None:
    assert share_kind(QUESTIONS) is None
    assert shareable(QUESTIONS, {"smile.favourite": True, "smile.note": "Private"}) == {}


def test_kept_cards_are_on_the_sheet_to_take_home_and_notes_are_not(tmp_path: Path) -> None:
    with open_records(tmp_path) as records:
        room = LiveRoom(records, "question-deck", "reading")
        ada = room.somebody()
        answer(records, ada, "question-deck", {"smile.favourite": True, "smile.note": "The cat"})
        answer(records, ada, "reading", {"hold-me-tight.favourite": True})
        sheet = TakeHome(records).sheet(ada, LIBRARY)
        told = json.dumps(sheet, ensure_ascii=False)
        assert "What made you smile lately?" in told
        assert "Seven Conversations for a Lifetime of Love (Sue Johnson)" in told
        assert "The cat" not in told
        own = json.dumps(TakeHome(records).answers(ada, LIBRARY))
        assert "The cat" in own
