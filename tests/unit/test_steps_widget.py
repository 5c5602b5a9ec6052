"""The widget of steps: a steady text form, and no trust in what the browser sends."""

from __future__ import annotations

import pytest

from closeness_widgets.rooms.solo import Solo


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
