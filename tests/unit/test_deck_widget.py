"""The deck's widget: a steady text form, and on paper nothing deep unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeness_widgets.rooms.solo import Solo
from closeness_widgets.serving.live import export
from tests.unit.live_room import LIBRARY
from tests.unit.test_site_pages import Html, pages_in


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    one = Solo()
    one.open("question-deck")
    one.choose({"kind": "partner", "nickname": ""})
    return one


def test_the_text_form_is_one_line_that_tells_nothing_of_what_is_kept(solo: Solo) -> None:
    widget = solo.widgets["question-deck"]
    before = widget.summary()
    widget.outbox = {
        "sent": "1",
        "changes": [
            {
                "about": widget.about["id"], "item": item, "value": value, "revision": 1,
                "writer": "w",
            }
            for item, value in (("smile.favourite", True), ("smile.passed", True))
        ],
    }  # fmt: skip
    assert [one["item"] for one in widget.receipt["saved"]] == ["smile.favourite"]
    assert [one["rule"] for one in widget.receipt["refused"]] == ["unknown-item"]
    assert before == widget.summary() == repr(widget)
    assert before == (
        "Exercise 'question-deck': 21 cards, 6 in 'opening', 8 in 'checking-in', 7 in 'deepening'."
    )


def test_it_draws_no_picture(solo: Solo) -> None:
    assert solo.picture("question-deck") == {}


def test_on_paper_stand_the_cards_but_for_those_to_be_asked_for(tmp_path: Path) -> None:
    sheets = [export.sheet(LIBRARY, LIBRARY.step(name)) for name in ("question-deck", "reading")]
    html = Html(
        pages_in(tmp_path).render(
            "paper.html.j2",
            secure=True,
            workshop={"title": "Saturday", "k": 5},
            steps=sheets,
            wall=pages_in(tmp_path).room_words("wall"),
        )
    )
    assert "Could being open with this person put you at risk?" in html.text
    assert "What made you smile lately?" in html.text
    assert "When do you feel loved by me?" in html.text
    assert "Who was good to you when you were small?" not in html.text
    assert "The Gifts of Imperfection Brené Brown." in html.text
    assert not any(map(export.entry, sheets))
