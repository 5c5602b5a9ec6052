"""The rating widget: what the browser may send, and what the kernel answers."""

from __future__ import annotations

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.content.base import About
from closeness_widgets.content.library import read_library
from closeness_widgets.exercises.rating.widget import RatingWidget

LIBRARY = read_library([paths.content()])
DIMENSIONS = LIBRARY.exercise("dimensions")
ABOUT = "a1"


class Drawer:
    """Keeps answers in a dictionary, by the same rules as the workbook does."""

    def __init__(self):
        self.kept = {}
        self.chosen = []
        self.erased = 0

    def save(self, exercise_id, change):
        if change["about"] != ABOUT:
            raise AnswerRefused("unknown-about", "There is no such relationship on this page.")
        value = check_answer(LIBRARY.exercise(exercise_id), change["item"], change["value"])
        self.kept[change["item"]] = value
        return change["revision"]

    def choose(self, choice):
        self.chosen.append(choice)

    def erase(self, exercise_id):
        self.erased += 1
        self.kept.clear()

    def picture(self, exercise_id):
        return {"svg": "", "sentences": []}


@pytest.fixture
def keeper():
    return Drawer()


@pytest.fixture
def widget(keeper):
    words = LIBRARY.words("dimensions", About(id=ABOUT, kind="friend"))
    return RatingWidget(DIMENSIONS, keeper, content=words, about={"id": ABOUT, "kind": "friend"})


def change(item="ideas.now", value=7, revision=1, about=ABOUT, **more):
    return {
        "about": about, "item": item, "value": value, "revision": revision, "writer": "w", **more
    }  # fmt: skip


def send(widget, *changes):
    """As the browser does it: the whole outbox at once. Returns the receipt."""
    widget.outbox = {"sent": f"{widget.outbox.get('sent', '')}x", "changes": list(changes)}
    return widget.receipt


def test_its_one_line_names_what_it_holds(widget):
    line = "Exercise 'dimensions': 3 ratings now and wished, 12 statements."
    assert widget.summary() == line
    assert repr(widget) == line
    assert len(line) <= 110


def test_an_answer_is_kept_and_acknowledged_with_its_revision(widget, keeper):
    receipt = send(widget, change(revision=3))
    assert keeper.kept == {"ideas.now": 7}
    assert receipt["saved"] == [{"about": ABOUT, "item": "ideas.now", "revision": 3}]
    assert receipt["refused"] == []
    assert widget.answers["ideas.now"] == {"value": 7, "revision": 3}


def test_an_answer_taken_back_is_kept_as_not_answered(widget, keeper):
    send(widget, change())
    send(widget, change(value=None, revision=2))
    assert keeper.kept == {"ideas.now": None}


def test_a_rating_off_its_scale_is_refused_and_the_next_one_still_kept(widget, keeper):
    receipt = send(widget, change(value=11), change("feelings.wished", 4))
    assert keeper.kept == {"feelings.wished": 4}
    (refused,) = receipt["refused"]
    assert refused["rule"] == "out-of-scale"
    assert refused["sent_revision"] == 1
    assert refused["message"] == (
        "This answer is a whole number from 0 to 10, but 11 came. Choose one of the numbers shown."
    )


@pytest.mark.parametrize(
    ("item", "value", "rule"),
    [
        ("blaming.me", 2, "unknown-item"),
        ("ideas.now", True, "wrong-type"),
        ("ideas.now", "x" * 100_000, "wrong-type"),
        ("ideas.honest", 5, "out-of-scale"),
        ("ideas.now", {"nested": [1]}, "wrong-type"),
    ],
)
def test_a_forged_answer_is_refused_and_changes_nothing(widget, keeper, item, value, rule):
    receipt = send(widget, change(item, value))
    assert [one["rule"] for one in receipt["refused"]] == [rule]
    assert keeper.kept == {}
    assert widget.answers == {}


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"item": "ideas.now", "value": 7},
        change(about=None),
        change(item=["ideas.now"]),
        change(revision=0),
        change(revision="1"),
        change(revision=True),
        {**change(), "writer": 5},
    ],
)
def test_a_change_that_the_page_cannot_have_made_is_refused_by_name(widget, keeper, forged):
    (refused,) = send(widget, forged)["refused"]
    assert refused["rule"] == "malformed"
    assert refused["message"].startswith(
        "A change names about, item, value, revision (from 1 on) and writer, "
        "but this one does not: "
    )
    assert keeper.kept == {}


@pytest.mark.parametrize(
    "outbox", [{"changes": None}, {"changes": "all"}, {"changes": [1, None]}, {"x": 1}]
)
def test_an_outbox_of_no_changes_is_answered_with_nothing_kept(widget, keeper, outbox):
    widget.outbox = {"sent": "1", **outbox}
    assert (widget.receipt["saved"], widget.receipt["refused"]) == ([], [])
    assert keeper.kept == {}


def test_an_answer_about_somebody_else_is_not_shown_here(widget):
    receipt = send(widget, change(about="b2"))
    assert receipt["refused"][0]["rule"] == "unknown-about"
    assert widget.answers == {}


def test_the_same_change_sent_twice_is_acknowledged_twice(widget, keeper):
    first, second = send(widget, change()), send(widget, change())
    assert first["saved"] == second["saved"]
    assert first["id"] != second["id"]
    assert keeper.kept == {"ideas.now": 7}


def test_erasing_and_choosing_go_to_the_keeper(widget, keeper):
    send(widget, change())
    widget.erase_wanted += 1
    widget.choice = {"kind": "myself", "nickname": ""}
    assert keeper.erased == 1
    assert keeper.kept == {}
    assert keeper.chosen == [{"kind": "myself", "nickname": ""}]


def test_the_words_it_shows_hold_no_facilitators_notes(widget):
    assert "notes" not in widget.content
    assert "retired" not in widget.content
