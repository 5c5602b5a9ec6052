"""The journal's widget: what the browser may send, and what the kernel answers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from closeness_widgets import paths
from closeness_widgets.rooms.solo import Solo


@pytest.fixture
def widget(monkeypatch):
    """The journal as a notebook without a server opens it, about a friend."""
    monkeypatch.delenv("CLOSENESS_DESK", raising=False)
    monkeypatch.delenv("CLOSENESS_SEAT", raising=False)
    journal = Solo().open("journal")
    journal.choice = {"kind": "friend", "nickname": "Noor", "wanted": "1"}
    return journal


def send(widget, *changes, **more):
    """As the page does it; returns what was saved and what was refused."""
    about = widget.about["id"]
    filled = [{"about": about, "revision": 1, "writer": "w", **change} for change in changes]
    widget.outbox = {"sent": str(len(str(widget.receipt))), "changes": filled, **more}
    saved = [one["item"] for one in widget.receipt["saved"]]
    return saved, [(one["item"], one["rule"]) for one in widget.receipt["refused"]]


def test_a_moment_grows_under_new_revisions(widget):
    item = "moment.k3f9a2"
    for revision, value in enumerate(
        [{"date": "2026-11-20"}, {"date": "2026-11-20", "what": "tea"}, None], start=1
    ):
        saved, refused = send(widget, {"item": item, "value": value, "revision": revision})
        assert (saved, refused) == ([item], [])
        assert widget.answers[item] == {"value": value, "revision": revision}


def test_forged_changes_are_refused_and_the_good_one_among_them_is_kept(widget):
    good = {"item": "week.2026-11-16.ideas.now", "value": 6}
    saved, refused = send(
        widget,
        {"item": "ideas.now", "value": 6},  # another exercise's item
        {"item": "week.2026-11-17.ideas.now", "value": 6},  # a Tuesday
        {"item": "week.2026-11-16.ideas.now.more", "value": 6},
        {"item": "week.2026-11-16.sign.repair", "value": 99},
        {"item": "moment.k3f9a2", "value": {"date": "2026-11-20", "what": "x" * 100_000}},
        {"item": "moment.k3f9a3", "value": {"date": "2999-01-01"}},
        {"item": "moment.k3f9a4", "value": [{"date": "2026-11-20"}]},
        {"item": ["moment.k3f9a5"], "value": {"date": "2026-11-20"}},
        {"item": "moment.k3f9a6"},
        good,
    )
    assert saved == [good["item"]]
    assert [rule for _, rule in refused] == [
        "unknown-item", "unknown-item", "unknown-item", "out-of-scale", "too-long", "out-of-scale",
        "wrong-type", "malformed", "malformed",
    ]  # fmt: skip
    assert list(widget.answers) == [good["item"]]


def test_the_picture_comes_with_its_words_when_it_is_asked_for(widget):
    send(widget, {"item": "week.2026-11-16.ideas.now", "value": 6})
    widget.picture_wanted = 1
    assert widget.picture["svg"].startswith("<?xml")
    assert "Noor" in widget.picture["sentences"][0]
    assert widget.picture["table"]["rows"][0][1] == "6"


def test_erasing_takes_moments_and_weeks_away(widget):
    send(
        widget,
        {"item": "week.2026-11-16.ideas.now", "value": 6},
        {"item": "moment.k3f9a2", "value": {"date": "2026-11-20"}},
    )
    widget.erase_wanted = 1
    assert widget.answers == {}
    widget.picture_wanted = 1
    assert widget.picture["sentences"] == []


def test_the_notebook_keeps_the_one_line_that_the_widget_gives_on_any_day(widget):
    notebook = json.loads((paths.workbooks() / "6_journal.ipynb").read_text(encoding="utf-8"))
    cell = next(one for one in notebook["cells"] if one["cell_type"] == "code")
    (output,) = cell["outputs"]
    summary = "Exercise 'journal': moments, 3 ratings now and wished a week, 4 signs, 7 blockers."
    assert "".join(output["data"]["text/plain"]) == repr(widget) == summary
    send(widget, {"item": "week.2026-11-16.ideas.now", "value": 6})
    assert repr(widget) == summary


def test_opening_the_journal_loads_neither_pandas_nor_matplotlib():
    code = (
        "import sys; from closeness_widgets.rooms.solo import open_exercise; "
        "open_exercise('journal'); print([name for name in ('pandas', 'matplotlib') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
