"""The checklist's widget: one comm, a steady text form, and no trust in what the browser sends."""

from __future__ import annotations

from typing import Any

import pytest

from closeness_widgets import assets
from closeness_widgets.rooms.solo import Solo


@pytest.fixture
def solo(monkeypatch: pytest.MonkeyPatch) -> Solo:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    one = Solo()
    one.open("blockers")
    one.choose({"kind": "partner", "nickname": ""})
    return one


def sent(solo: Solo, *changes: dict[str, Any]) -> dict[str, Any]:
    widget = solo.widgets["blockers"]
    about = widget.about["id"]
    widget.outbox = {
        "sent": "1",
        "changes": [{"about": about, "revision": 1, "writer": "w", **change} for change in changes],
    }
    return widget.receipt


def test_the_text_form_is_one_short_line_that_tells_nothing_of_the_answers(solo: Solo) -> None:
    widget = solo.widgets["blockers"]
    before = widget.summary()
    sent(solo, {"item": "outbursts.me", "value": 2}, {"item": "chosen", "value": "outbursts"})
    assert widget.answers["chosen"]["value"] == "outbursts"
    assert before == widget.summary() == repr(widget)
    assert before == (
        "Exercise 'blockers': 12 lines for 2 sides, 3 choices each; 1 of 12 to work on, 1 plan."
    )
    assert len(before) <= 110


def test_good_answers_are_acknowledged_and_bad_ones_refused_one_by_one(solo: Solo) -> None:
    receipt = sent(
        solo,
        {"item": "blame.me", "value": 1},
        {"item": "blame.other", "value": 9},
        {"item": "ideas.now", "value": 1},
        {"item": "plan.when", "value": "x" * 100_000},
        {"item": "plan.then", "value": "I stay."},
    )
    assert [one["item"] for one in receipt["saved"]] == ["blame.me", "plan.then"]
    assert {one["item"]: one["rule"] for one in receipt["refused"]} == {
        "blame.other": "out-of-scale", "ideas.now": "unknown-item", "plan.when": "too-long",
    }  # fmt: skip
    kept = solo.widgets["blockers"].answers
    assert {item: entry["value"] for item, entry in kept.items()} == {
        "blame.me": 1, "plan.then": "I stay.",
    }  # fmt: skip


def test_a_sensitive_item_travels_like_any_other_and_carries_no_mark_to_show(solo: Solo) -> None:
    items = solo.widgets["blockers"].content["items"]
    assert len({tuple(sorted(one)) for one in items}) == 1
    # The flag serves one rule: it says which practice is offered. Styles know nothing of it.
    assert "sensitive" not in assets.style("checklist")


def test_it_draws_no_picture(solo: Solo) -> None:
    sent(solo, {"item": "blame.me", "value": 1})
    assert solo.picture("blockers") == {}
