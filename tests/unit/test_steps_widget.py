"""The widget of steps: a steady text form, and no trust in what the browser sends."""

from __future__ import annotations

import pytest

from closeness_widgets.rooms.solo import Solo
from closeness_widgets.serving.live import export
from closeness_widgets.serving.pages import Pages
from closeness_widgets.workshops.views import steps_of
from tests.unit.live_room import LIBRARY
from tests.unit.test_site_pages import Html, pages_in


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    one = Solo()
    one.open("vulnerability-ladder")
    one.choose({"kind": "friend", "nickname": ""})
    return one


def test_answers_are_kept_one_by_one_and_the_text_form_tells_nothing_of_them(solo: Solo) -> None:
    widget = solo.widgets["vulnerability-ladder"]
    before = widget.summary()
    sent = {"fears.own": "The dark", "fears.met": True, "hopes.met": "yes", "affirmation.own": "x"}
    about = widget.about["id"]
    widget.outbox = {
        "sent": "1",
        "changes": [
            {"about": about, "item": item, "value": value, "revision": 1, "writer": "w"}
            for item, value in sent.items()
        ],
    }
    assert [one["item"] for one in widget.receipt["saved"]] == ["fears.own", "fears.met"]
    assert {one["item"]: one["rule"] for one in widget.receipt["refused"]} == {
        "hopes.met": "wrong-type",
        "affirmation.own": "unknown-item",
    }
    assert before == widget.summary() == repr(widget)
    assert before == "Exercise 'vulnerability-ladder': 7 steps in 2 parts."


def test_no_trait_of_the_widget_can_hold_the_answer_to_the_safety_question(solo: Solo) -> None:
    widget = solo.widgets["vulnerability-ladder"]
    assert widget.content["safety"] is True
    assert not [name for name in widget.traits(sync=True) if "safe" in name]


def test_there_is_no_picture_of_steps(solo: Solo) -> None:
    widget = solo.widgets["vulnerability-ladder"]
    widget.picture_wanted = 1
    assert widget.picture == {"wanted": 1}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return pages_in(tmp_path_factory.mktemp("data"))


def printed(pages: Pages, *names: str) -> str:
    """The paper sheets of some steps, as text."""
    html = pages.render(
        "paper.html.j2",
        secure=True,
        workshop={"title": "Saturday", "k": 5},
        steps=[export.sheet(LIBRARY, LIBRARY.step(name)) for name in names],
        wall=pages.room_words("wall"),
    )
    return Html(html).text


def test_on_paper_the_question_and_what_ends_the_plan_stand_before_the_steps(
    pages: Pages,
) -> None:
    text = printed(pages, "withdrawal-plan")
    order = (
        "Could being open with this person put you at risk?",
        "Answer this silently and write nothing down.",
        "This person has left.",
        "Then there is nothing to plan here.",
        "1. A quiet and safe place",
        "the fear of being turned away",
        "6. Agree on a plan",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "put you at risk?" not in printed(pages, "support-map")


def test_every_exercise_and_card_can_be_printed(pages: Pages) -> None:
    for step in steps_of(LIBRARY):
        assert step.title in printed(pages, step.id) or step.id in LIBRARY.cards
