"""Ratings as a data frame, as a drawing and in words."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes

from closeness_widgets import paths
from closeness_widgets.analysis.rating import now_and_wished
from closeness_widgets.charts import rating as chart
from closeness_widgets.content.base import About
from closeness_widgets.content.library import read_library

LIBRARY = read_library([paths.content()])
DIMENSIONS = LIBRARY.exercise("dimensions")
WORDS = LIBRARY.words("dimensions", About(id="a", kind="friend", nickname="Noor"))
SHOWN = {one["id"]: [part["id"] for part in one["statements"]] for one in WORDS["dimensions"]}
NAMES = {one["id"]: one["name"] for one in WORDS["dimensions"]}

ANSWERS = {
    "ideas.now": 6,
    "ideas.wished": 8,
    "together.now": 7,
    "together.wished": 7,
    "feelings.now": 5,
    "feelings.wished": 3,
}


def picture(answers):
    return chart.picture(DIMENSIONS, answers, WORDS)


def axes_of(answers) -> Axes:
    figure = chart.draw(DIMENSIONS, now_and_wished(SHOWN, answers), NAMES, WORDS)
    return figure.axes[0]


def marks(axes: Axes, part: str) -> list[tuple[float, float]]:
    """(row, value) of every mark of this part, read from the lines themselves."""
    lines = [line for line in axes.get_lines() if line.get_gid() == part]
    return [(float(line.get_ydata()[0]), float(line.get_xdata()[0])) for line in lines]


def test_the_frame_has_a_row_for_each_dimension_and_no_zero_for_what_was_skipped():
    frame = now_and_wished(SHOWN, {"ideas.now": 6, "ideas.honest": 3, "ideas.curious": 4})
    assert list(frame.index) == ["ideas", "together", "feelings"]
    assert frame.loc["ideas", "now"] == 6
    assert frame.loc["ideas", "mean"] == 3.5
    assert frame.loc["ideas", ["answered", "all"]].tolist() == [2, 4]
    assert pd.isna(frame.loc["ideas", "wished"])
    assert pd.isna(frame.loc["ideas", "gap"])
    assert frame.loc["together", ["now", "wished", "gap", "mean"]].isna().all()


def test_the_frame_counts_a_taken_back_answer_as_skipped():
    frame = now_and_wished(SHOWN, {"ideas.now": None, "ideas.honest": None})
    assert pd.isna(frame.loc["ideas", "now"])
    assert frame.loc["ideas", "answered"] == 0


def test_the_frame_of_nothing_has_the_same_columns_and_types():
    empty, full = now_and_wished(SHOWN, {}), now_and_wished(SHOWN, ANSWERS)
    assert empty.dtypes.equals(full.dtypes)


def test_each_rating_is_drawn_at_its_value_in_its_row():
    axes = axes_of(ANSWERS)
    assert marks(axes, "now") == [(0, 6), (1, 7), (2, 5)]
    assert marks(axes, "wished") == [(0, 8), (1, 7), (2, 3)]


def test_the_whole_scale_is_shown_whatever_was_answered():
    for answers in (ANSWERS, {"ideas.now": 4}):
        low, high = axes_of(answers).get_xlim()
        assert low < 0
        assert high > 10


def test_a_skipped_rating_is_not_drawn_and_its_row_says_so():
    axes = axes_of({"ideas.now": 6, "together.wished": 0})
    assert marks(axes, "now") == [(0, 6)]
    assert marks(axes, "wished") == [(1, 0)]
    assert [text.get_text() for text in axes.texts].count("not answered") == 1


def test_now_and_wished_differ_in_shape_not_only_in_colour():
    styles = {
        part: next(line for line in axes_of(ANSWERS).get_lines() if line.get_gid() == part)
        for part in ("now", "wished")
    }
    assert styles["now"].get_marker() != styles["wished"].get_marker()
    assert styles["now"].get_markerfacecolor() != styles["wished"].get_markerfacecolor()


def test_the_gap_is_said_in_words_and_wanting_less_is_no_failure():
    assert picture(ANSWERS).sentences == [
        "Ideas and values: 6 now, and you would like 8. That is 2 more.",
        "Doing things together: 7 now, and that is just how you would like it.",
        "Feelings: 5 now, and you would like 3. That is 2 less. "
        "Wanting more room is as good a wish as any.",
        "A gap is only a wish, and a low number is not a verdict on you or on Noor. "
        "Is there one thing here that you would like to talk about, or try?",
    ]


def test_what_is_missing_is_skipped_and_said():
    said = picture({"ideas.now": 0, "together.wished": 10}).sentences
    assert said[:3] == [
        "Ideas and values: 0 now. You left open how you would like it.",
        "Doing things together: you would like 10. You left open how it is now.",
        "Feelings: you skipped this one, so it is left out.",
    ]


def test_the_closer_look_says_its_mean_and_what_it_rests_on():
    said = picture({**ANSWERS, "ideas.honest": 3, "ideas.curious": 4, "feelings.dark": 1}).sentences
    assert said[3:5] == [
        "Ideas and values, looked at closely: 3.5 of 4 on average (2 of 4 sentences answered).",
        "Feelings, looked at closely: 1 of 4 sentences answered. "
        "An average needs at least half of them.",
    ]


def test_nothing_answered_draws_nothing_and_claims_nothing():
    assert picture({}).as_json() == {"svg": "", "alt": "", "sentences": []}


def test_statements_alone_are_said_but_not_drawn():
    drawn = picture({"together.play": 2, "together.time": 4})
    assert drawn.svg == ""
    assert drawn.sentences == [
        "Doing things together, looked at closely: 3.0 of 4 on average (2 of 4 sentences answered)."
    ]


def test_the_table_says_the_same_as_the_drawing():
    table = picture({**ANSWERS, "together.wished": None, "ideas.honest": 1}).table
    assert table.columns == ["Way of being close", "Now", "How I would like it", "Closer look"]
    assert table.rows == [
        ["Ideas and values", "6", "8", "too few answers"],
        ["Doing things together", "7", "not answered", "not answered"],
        ["Feelings", "5", "3", "not answered"],
    ]


def test_the_drawing_is_described_and_the_same_each_time():
    first, second = picture(ANSWERS), picture(ANSWERS)
    assert first.svg == second.svg
    assert first.svg.startswith("<?xml")
    assert "A dot stands for now, a diamond for how you would like it." in first.alt


@pytest.mark.parametrize("kind", ["myself", "colleague"])
def test_the_rows_are_named_as_this_relationship_reads_them(kind):
    words = LIBRARY.words("dimensions", About(id="a", kind=kind))
    sentences = chart.picture(DIMENSIONS, ANSWERS, words).sentences
    expected = "Time with yourself" if kind == "myself" else "Doing things together"
    assert sentences[1].startswith(expected)


def test_a_nickname_with_a_placeholder_in_it_is_left_alone():
    words = LIBRARY.words("dimensions", About(id="a", kind="friend", nickname="{now}"))
    assert "on you or on {now}." in chart.picture(DIMENSIONS, ANSWERS, words).sentences[-1]
