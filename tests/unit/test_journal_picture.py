"""The journal drawn: read from the axes, the table and the sentences, not from pixels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from closeness_widgets import paths
from closeness_widgets.analysis.journal import moments_frame, weeks_frame
from closeness_widgets.charts import journal as chart
from closeness_widgets.content.base import KINDS, About
from closeness_widgets.content.library import read_library
from closeness_widgets.testing import sample_people

LIBRARY = read_library([paths.content()])
JOURNAL = LIBRARY.exercise("journal")
WORDS = LIBRARY.words("journal", About(id="a", kind="friend", nickname="Noor"))
WEEKS = ["2026-11-02", "2026-11-09", "2026-11-23"]  # the 16th is missed
ANSWERS = {
    **{f"week.{week}.ideas.now": value for week, value in zip(WEEKS, [4, 5, 7], strict=True)},
    **{f"week.{week}.ideas.wished": 8 for week in WEEKS},
    "week.2026-11-02.together.now": 2,
    "week.2026-11-02.sign.repair": -1,
    "moment.aaaa01": {"date": "2026-11-05"},
    "moment.aaaa02": {"date": "2026-11-05"},
    "moment.aaaa03": {"date": "2026-11-23", "part": "evening"},
}


def picture(answers, words=WORDS):
    return chart.picture(JOURNAL, answers, words)


def axes_of(answers):
    return chart.figure(JOURNAL, weeks_frame(answers), moments_frame(answers), WORDS).axes


def evenings(of: int, among: int) -> dict:
    parts = ["evening"] * of + ["morning", "afternoon", "night"] * among
    return {
        f"moment.aaaa{number:02}": {"date": f"2026-11-{2 + number % 7:02}", "part": part}
        for number, part in enumerate(parts[:among])
    }


def test_each_rating_is_a_line_with_a_marker_of_its_own():
    rows = axes_of(ANSWERS)[:3]
    assert [axes.get_title(loc="left") for axes in rows] == [
        "Ideas and values", "Doing things together", "Feelings",
    ]  # fmt: skip
    markers = [axes.lines[0].get_marker() for axes in rows]
    colours = [axes.lines[0].get_color() for axes in rows]
    assert len(set(markers)) == len(set(colours)) == 3


def test_a_missed_week_breaks_the_line():
    line = axes_of(ANSWERS)[0].lines[0]
    assert list(line.get_xdata()) == [0, 1, 2, 3]
    np.testing.assert_array_equal(line.get_ydata(), [4, 5, np.nan, 7])


def test_the_wish_is_a_bar_for_each_week_that_has_one():
    (bars,) = axes_of(ANSWERS)[0].collections
    at = [tuple(segment.mean(axis=0)) for segment in bars.get_segments()]
    assert at == [(0, 8), (1, 8), (3, 8)]


def test_the_last_number_stands_beside_its_mark():
    assert [text.get_text() for text in axes_of(ANSWERS)[0].texts] == ["7"]
    assert [text.get_text() for text in axes_of(ANSWERS)[1].texts] == ["2"]
    assert [text.get_text() for text in axes_of(ANSWERS)[2].texts] == []


def test_moments_lie_in_their_week_and_two_of_one_day_on_one_another():
    (marks,) = axes_of(ANSWERS)[3].lines
    points = list(zip(marks.get_xdata(), marks.get_ydata(), strict=True))
    assert points == [(0, 0), (0, 1), (pytest.approx(3 - 3 / 7), 0)]


def test_every_row_shows_the_whole_scale_and_the_same_weeks():
    rows = axes_of(ANSWERS)
    assert {axes.get_xlim() for axes in rows} == {rows[0].get_xlim()}
    for axes in rows[:3]:
        assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "5", "10"]
    assert [label.get_text() for label in rows[3].get_xticklabels()] == [
        "2 Nov", "9 Nov", "16 Nov", "23 Nov",
    ]  # fmt: skip


@pytest.mark.parametrize("weeks", [1, 2, 3, 4, 5, 9, 26, 51, 52])
def test_weeks_that_are_named_keep_their_distance(weeks):
    places = chart._ticks(weeks)
    assert places[0] == 0
    assert len(places) <= 4
    assert len({after - before for before, after in pairwise(places)}) <= 1


def test_the_description_says_what_the_drawing_shows():
    assert picture(ANSWERS).alt == (
        "A chart over time, from the week of 2 November 2026 to the week of 23 November 2026. "
        "Weeks: 4, filled in: 3. Close moments, marked along the bottom: 3. "
        "Ideas and values: 4 at first, 7 at last, between 4 and 7. "
        "Doing things together: 2 at first, 2 at last, between 2 and 2. "
        "Feelings: no answer in these weeks."
    )


def test_the_table_has_every_week_with_its_gap_and_cannot_say():
    table = picture(ANSWERS).table
    assert table.caption.startswith("Your weekly ratings from 0 to 10")
    assert len(table.columns) == 1 + 6 + 4 + 1
    assert table.rows == [
        ["2 Nov 2026", "4", "8", "2", *"–––––––"[:6], "I cannot say", "2"],
        ["9 Nov 2026", "5", "8", *"–" * 8, "0"],
        ["16 Nov 2026", *"–" * 10, "0"],
        ["23 Nov 2026", "7", "8", *"–" * 8, "1"],
    ]


def test_an_old_moment_is_in_the_table_and_does_not_stretch_the_drawing():
    drawn = picture({**ANSWERS, "moment.aaaa09": {"date": "1990-06-01"}})
    assert drawn.table.rows[0] == ["28 May 1990", *"–" * 10, "1"]
    assert "from the week of 2 November 2026" in drawn.alt
    assert (
        "The picture runs from the week of 2 November 2026 to the week of 23 November 2026. "
        "What lies outside is in the table."
    ) in drawn.sentences


def test_two_years_of_weeks_are_drawn_as_the_last_fifty_two():
    mondays = [
        f"{day:%Y-%m-%d}" for day in np.arange("2024-11-25", "2026-11-17", 7, "M8[D]").tolist()
    ]
    drawn = picture({f"week.{monday}.ideas.now": 5 for monday in mondays})
    assert "Weeks: 52, filled in: 52." in drawn.alt
    assert len(drawn.table.rows) == len(mondays) == 104


def test_without_a_weekly_answer_there_is_no_drawing_and_it_says_why():
    drawn = picture({"moment.aaaa01": {"date": "2026-11-05"}})
    assert drawn.svg == ""
    assert drawn.sentences == [
        "There is no picture yet. It begins with your first weekly answer.",
        "Moments so far: 1. From 5 on, this page looks for days and times that come up often.",
    ]
    assert picture({"week.2026-11-16.ideas.wished": 5}).svg == ""


def test_without_any_answer_nothing_is_said():
    assert picture({}).as_json() == {"svg": "", "alt": "", "sentences": []}


def test_eight_evenings_of_twelve_are_said_with_what_they_rest_on():
    said = picture(evenings(8, 12)).sentences
    assert "8 of your 12 moments with a time of day were in the evening." in said
    assert said[-1] == "These are counts of what you wrote down. They do not show why."


def test_what_does_not_stand_out_is_said_too():
    said = picture(evenings(5, 12)).sentences
    assert "In your 12 moments with a time of day, no time stands out." in said
    assert "In your 12 moments, no day of the week stands out." in said
    assert "Moments where you noted what helped: 0. It takes 5 to look closer." in said


def test_a_tie_is_said_as_a_tie():
    answers = {
        f"moment.aaaa{number:02}": {
            "date": "2026-11-05",
            "part": ["morning", "evening"][number % 2],
        }
        for number in range(30)
    }
    assert (
        "15 of your 30 moments with a time of day were in the morning, and just as many in the "
        "evening."
    ) in picture(answers).sentences


def test_below_five_nothing_is_claimed():
    for of in range(5):
        said = picture(evenings(of, of)).sentences
        assert not any("of your" in sentence for sentence in said)
    said = picture({f"week.2026-11-{day}.sign.repair": 2 for day in ("02", "09", "16", "23")})
    assert said.sentences[1:] == [
        "Moments so far: 0. From 5 on, this page looks for days and times that come up often.",
        "Weeks with an answer about the signs: 4. It takes 5 to count them up.",
    ]


def test_what_a_person_ticks_most_is_quoted_in_their_words():
    answers = {
        f"moment.aaaa{number:02}": {"date": "2026-11-05", "helped": ["listening"]}
        for number in range(6)
    }
    assert (
        "You chose “You or Noor really listened” in 6 of the 6 moments where you noted what helped."
    ) in picture(answers).sentences


def test_a_nickname_with_braces_stays_a_nickname():
    words = LIBRARY.words("journal", About(id="a", kind="friend", nickname="{low}{count}"))
    assert picture(ANSWERS, words).svg


@pytest.mark.parametrize("person", sample_people(), ids=lambda person: person.pseudonym)
def test_the_sample_people_are_drawn_and_their_words_are_filled_in(person):
    words = LIBRARY.words("journal", person.about)
    assert {one.about.kind for one in sample_people()} == set(KINDS)
    drawn = picture(person.answers["journal"], words)
    assert drawn.svg
    for text in [drawn.alt, *drawn.sentences, drawn.table.caption, *drawn.table.columns]:
        assert "{" not in text


def test_the_same_answers_give_the_same_drawing_byte_for_byte():
    assert picture(ANSWERS).svg == picture(ANSWERS).svg
