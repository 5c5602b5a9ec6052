"""Of listening rounds only the words afterwards are kept, and they stay with their owner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets.answers import AnswerRefused, check_answer, share_kind, shareable
from closeness_widgets.content.rounds import Rounds
from closeness_widgets.rooms.solo import Solo
from closeness_widgets.serving.live import export
from closeness_widgets.serving.live.take_home import TakeHome
from tests.unit.live_room import LIBRARY, LiveRoom, answer, open_records
from tests.unit.test_site_pages import Html, pages_in

ROUNDS = LIBRARY.exercise("listening-rounds")
assert isinstance(ROUNDS, Rounds)


def refusal(item: str, value: Any) -> tuple[str, str]:
    with pytest.raises(AnswerRefused) as caught:
        check_answer(ROUNDS, item, value)
    return caught.value.rule, caught.value.message


def test_a_note_is_kept_and_given_back() -> None:
    assert check_answer(ROUNDS, "heard", "When she laughed") == "When she laughed"
    assert check_answer(ROUNDS, "hold-back", None) is None


@pytest.mark.parametrize("item", ["", "clock", "heard.favourite", "speak"])
def test_nothing_of_the_clock_can_be_stored(item: str) -> None:
    assert refusal(item, "4") == (
        "unknown-item",
        f"There is no question {item!r} in 'listening-rounds', so nothing was saved. "
        "Open the page again to see its questions.",
    )


def test_a_note_is_a_text_of_some_length() -> None:
    assert refusal("heard", 4) == ("wrong-type", "This answer is a text, but 4 came.")
    assert refusal("heard", "x" * 2001) == (
        "too-long",
        "A text here has at most 2000 characters; yours has 2001. Shorten it and it is saved.",
    )


def test_nothing_of_the_rounds_goes_to_the_group_or_on_the_sheet(tmp_path: Path) -> None:
    assert share_kind(ROUNDS) is None
    assert shareable(ROUNDS, {"heard": "Private"}) == {}
    with open_records(tmp_path) as records:
        room = LiveRoom(records, "listening-rounds")
        ada = room.somebody()
        answer(records, ada, "listening-rounds", {"heard": "When she laughed"})
        assert "laughed" not in json.dumps(TakeHome(records).sheet(ada, LIBRARY))
        assert "laughed" in json.dumps(TakeHome(records).answers(ada, LIBRARY))


def test_on_paper_stand_the_turns_and_the_questions(tmp_path: Path) -> None:
    pages = pages_in(tmp_path)
    html = Html(
        pages.render(
            "paper.html.j2",
            secure=True,
            workshop={"title": "Saturday", "k": 5},
            steps=[export.sheet(LIBRARY, ROUNDS)],
            wall=pages.room_words("wall"),
        )
    )
    for part in ("Speaking and listening (4)", "Say back what you heard", "hard to hold back"):
        assert part in html.text


def test_the_text_form_is_one_line_without_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    solo = Solo()
    widget = solo.open("listening-rounds")
    solo.choose({"kind": "friend", "nickname": ""})
    assert widget.summary() == repr(widget)
    assert widget.summary() == (
        "Exercise 'listening-rounds': turns of 4 to 'speak' and 2 to 'reply' minutes, "
        "9 things to practise, 3 pitfalls, 2 questions."
    )
    assert solo.picture("listening-rounds") == {}
