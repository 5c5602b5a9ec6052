"""Marks as a data frame, as a drawing and in words; and how little they claim."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from closeness_widgets import paths
from closeness_widgets.analysis.checklist import marks, signs_seen, told_more_often
from closeness_widgets.charts import checklist as chart
from closeness_widgets.charts.picture import Picture
from closeness_widgets.content.base import About, Kind
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import read_library

LIBRARY = read_library([paths.content()])
SIGNS = LIBRARY.exercise("signs")
assert isinstance(SIGNS, Checklist)
WORDS = LIBRARY.words("signs", About(id="a", kind="friend", nickname="Noor {name}"))
NEAR = [line.id for line in SIGNS.items if line.group in ("present", "everyday")]
FAR = [line.id for line in SIGNS.items if line.group in ("missing", "low")]

some_marks = st.lists(st.sampled_from([None, 0, 1, 2]), min_size=1, max_size=12)


def every(lines: list[str], mark: int) -> dict[str, int]:
    return {f"{line}.me": mark for line in lines}


def picture(answers: dict[str, Any]) -> Picture:
    assert isinstance(SIGNS, Checklist)
    return chart.picture(SIGNS, answers, WORDS)


def axes_of(answers: dict[str, Any]) -> Axes:
    frame = marks([line["id"] for line in WORDS["items"]], ["me"], answers)
    return chart.draw(chart.by_group(frame, WORDS), [], WORDS).axes[0]


def rows(axes: Axes) -> list[list[str]]:
    """The dots of each row from left to right, read from the lines themselves."""
    found: dict[float, list[tuple[float, str]]] = {}
    for line in axes.get_lines():
        if str(line.get_gid()).startswith("mark-"):
            y, x = round(float(line.get_ydata()[0]), 3), float(line.get_xdata()[0])
            found.setdefault(y, []).append((x, str(line.get_gid()).removeprefix("mark-")))
    return [[mark for _, mark in sorted(row)] for _, row in sorted(found.items())]


def test_the_frame_keeps_the_order_and_makes_no_zero_of_what_was_skipped() -> None:
    frame = marks(["b", "a"], ["me", "other"], {"a.me": 2, "a.other": 0, "b.me": None, "x.me": 1})
    assert list(frame.index) == ["b", "a"]
    assert frame.loc["a"].tolist() == [2, 0]
    assert frame.loc["b"].isna().all()
    assert set(frame.dtypes) == {pd.Int64Dtype()}


@pytest.mark.parametrize(
    ("near", "far", "told"),
    [
        ([2, 2, 2], [0, 0, 0], "closeness"),
        ([0, 0, 0], [1, 1, 1], "distance"),
        ([1, 1, 1, 1], [1, 1, 1, 1], "same"),
        ([1, 1, 1, 1, 2], [1, 1, 1, 1, 1], "same"),
        ([1, 1, 1, 2], [1, 1, 1, 1], "closeness"),
        ([2, None, None], [0, 0, 0], None),
        ([2, 2], [None], None),
        ([], [], None),
    ],
)
def test_marks_are_compared_only_where_half_were_answered_and_they_differ_clearly(
    near: list[int | None], far: list[int | None], told: str | None
) -> None:
    assert told_more_often(near, far) == told


@given(some_marks, some_marks)
def test_turning_the_two_round_turns_the_comparison_round(
    near: list[int | None], far: list[int | None]
) -> None:
    other = {"closeness": "distance", "distance": "closeness", "same": "same", None: None}
    assert told_more_often(far, near) == other[told_more_often(near, far)]


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ([1, 1, 1, 0], "many"),
        ([2, 2, 0, 0], "few"),
        ([1, 1, None, None], "few"),
        ([1, None, None], None),
        ([None], None),
        ([], None),
    ],
)
def test_many_signs_are_more_than_half_of_all_and_doubt_counts_as_few(
    values: list[int | None], seen: str | None
) -> None:
    assert signs_seen(values) == seen


@given(some_marks, st.integers(0, 11))
def test_a_skipped_sign_never_turns_few_into_many(values: list[int | None], place: int) -> None:
    skipped = [None if nth == place else value for nth, value in enumerate(values)]
    if signs_seen(values) != "many":
        assert signs_seen(skipped) != "many"


def test_each_group_is_a_row_with_a_dot_for_each_line_the_most_frequent_first() -> None:
    answers = {"heard.me": 2, "support.me": 0, "trust.me": 1, "meals.me": 2}
    assert rows(axes_of(answers)) == [
        ["2", "0", "none", "none", "none"],
        ["1", "none", "none", "none", "none"],
        ["none"] * 5,
        ["2", "none", "none", "none", "none", "none"],
    ]


def test_marks_differ_in_shape_or_fill_and_not_only_in_colour() -> None:
    axes = axes_of({"heard.me": 2, "support.me": 0, "safe-to-share.me": 1})
    looks = {
        line.get_gid(): (line.get_marker(), line.get_fillstyle(), line.get_markerfacecolor())
        for line in axes.get_lines()
    }
    assert len({looks[f"mark-{mark}"] for mark in ("0", "1", "2", "none")}) == 4


def test_the_words_count_every_mark_and_leave_out_what_is_not_there() -> None:
    answers = {**every(NEAR, 2), **every(FAR, 0), "heard.me": 1, "lonely.me": None}
    assert picture(answers).sentences[:4] == [
        "Signs that closeness is there: 4 often, 1 sometimes.",
        "Signs in everyday life: 5 often.",
        "Signs that closeness is missing: 4 not lately, 1 not answered.",
        "Signs that it has grown less: 6 not lately.",
    ]


@pytest.mark.parametrize(
    ("near", "far", "begins"),
    [
        (2, 0, "You marked signs of closeness more often than signs of distance."),
        (1, 1, "You marked signs of closeness about as often as signs of distance."),
        (0, 2, "You marked signs of distance more often than signs of closeness. That is how it"),
    ],
)
def test_the_picture_sets_a_persons_marks_beside_each_other_and_judges_nobody(
    near: int, far: int, begins: str
) -> None:
    *_, compared, closing = picture({**every(NEAR, near), **every(FAR, far)}).sentences
    assert compared.startswith(begins)
    assert "It is no test." in closing
    assert "how Noor {name} sees it" in closing  # a nickname stays as it was typed
    said = f"{compared} {closing}".lower()
    for word in ("score", "%", "healthy", "normal", "diagnos", "you should", "bad relationship"):
        assert word not in said


def test_with_many_lines_open_nothing_is_compared() -> None:
    said = picture({"heard.me": 2, "meals.me": 1}).sentences
    assert said[4].startswith("You left many lines open")


def test_the_table_has_every_line_with_its_mark() -> None:
    table = picture({"heard.me": 2}).table
    assert table is not None
    assert table.columns == ["Sign", "List", "How often lately?"]
    assert len(table.rows) == 21
    assert table.rows[1][1:] == ["Signs that closeness is there", "Often"]
    assert {row[2] for row in table.rows} == {"Often", "Not answered"}


@pytest.mark.parametrize("answers", [{}, {"heard.me": None}, {"heard.other": 2}])
def test_nothing_is_drawn_before_something_is_marked(answers: dict[str, Any]) -> None:
    assert picture(answers) == Picture()


def test_the_same_marks_give_the_same_drawing_within_its_frame() -> None:
    answers = {**every(NEAR, 2), **every(FAR, 1)}
    assert picture(answers).svg == picture(answers).svg
    axes = axes_of(answers)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for line in axes.get_lines():
        assert left <= float(line.get_xdata()[0]) <= right
        assert top <= float(line.get_ydata()[0]) <= bottom
    assert not math.isnan(axes.figure.get_figheight())


AVAILABILITY = LIBRARY.exercise("availability")
assert isinstance(AVAILABILITY, Checklist)


def beside(kind: Kind, me: list[int | None], other: list[int | None]) -> Picture:
    """The picture of these marks of both sides, from the first sign on."""
    assert isinstance(AVAILABILITY, Checklist)
    ids = [line.id for line in AVAILABILITY.items]
    answers = {f"{line}.me": mark for line, mark in zip(ids, me, strict=False)}
    answers |= {f"{line}.other": mark for line, mark in zip(ids, other, strict=False)}
    words = LIBRARY.words("availability", About(id="a", kind=kind))
    return chart.picture(AVAILABILITY, answers, words)


def test_both_sides_stand_beside_each_other_in_every_row() -> None:
    words = LIBRARY.words("availability", About(id="a", kind="friend"))
    lines = [line["id"] for line in words["items"]]
    frame = marks(lines, ["me", "other"], {"owns.me": 2, "owns.other": 0, "curious.other": 1})
    axes = chart.draw(chart.by_line(frame, words), ["Me", "Your friend"], words).axes[0]
    drawn = rows(axes)
    assert len(drawn) == 8
    assert (drawn[0], drawn[1], drawn[7]) == (["2", "0"], ["none", "none"], ["none", "1"])
    assert {"Me", "Your\nfriend"} <= {text.get_text() for text in axes.texts}


def test_few_signs_in_the_other_never_lead_to_opening_up() -> None:
    for other in ([0] * 8, [2, 2, 2, 2, 0, 0, 0, 0], [1, 1, 1, 1, None, None, None, None]):
        said = " ".join(beside("partner", [2] * 8, other).sentences)
        assert "nothing here asks you to open up more" in said
        assert "show one small thing" not in said


def test_many_signs_in_the_other_are_an_offer_and_leaving_it_is_as_good() -> None:
    said = " ".join(beside("partner", [0] * 8, [1] * 5 + [0] * 3).sentences)
    assert "If you like, you could show one small thing more" in said
    assert "To leave everything as it is would be just as good." in said


def test_with_the_other_left_open_there_is_no_answer_and_no_hurry() -> None:
    said = " ".join(beside("child", [2] * 8, [2, 2]).sentences)
    assert "Perhaps you do not know yet, and that is an answer too." in said


def test_for_oneself_there_is_one_column_and_the_same_care() -> None:
    drawn = beside("myself", [0] * 8, [2] * 8)
    assert drawn.table is not None
    assert drawn.table.columns == ["Sign", "Me"]
    assert "there is no need to look deeper now" in " ".join(drawn.sentences)


@pytest.mark.parametrize("nickname", ["n" * 40, "Bartholomew-Maximilian of the Meadow", "x y z"])
def test_a_long_name_stays_within_its_column(nickname: str) -> None:
    words = LIBRARY.words("availability", About(id="a", kind="friend", nickname=nickname))
    frame = marks([line["id"] for line in words["items"]], ["me", "other"], {"owns.me": 1})
    columns = [side["label"] for side in words["sides"]]
    axes = chart.draw(chart.by_line(frame, words), columns, words).axes[0]
    name = axes.texts[1]
    canvas = FigureCanvasAgg(axes.figure)
    box = name.get_window_extent(canvas.get_renderer())
    assert box.x1 <= axes.figure.bbox.x1
    assert len(name.get_text().split("\n")) <= 3
