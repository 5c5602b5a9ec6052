"""A client's weeks drawn and said: read from the axes, the table and the sentences."""

from __future__ import annotations

import json
import pickle
import time

import numpy as np
import pytest

from closeness_widgets import paths
from closeness_widgets.analysis.series import read_series
from closeness_widgets.charts import compare, heat_map, progress
from closeness_widgets.charts.words import client_words
from closeness_widgets.content.base import KINDS
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.testing import sample_people
from tests.unit.weeks import told, weeks

LIBRARY = read_library([paths.content()])
PROGRESS = read_words([paths.content()], "progress", ProgressWords)
WORDS = client_words(LIBRARY, PROGRESS, "friend")
STEADY = [4, 5, 4, 5, 4, 5]
OPENING = {"date": "2026-04-25", "feelings.now": 3, "feelings.wished": 9}
HOLIDAY = {"date": "2026-06-01", "until": "2026-06-14", "kind": "phase", "label": "Holiday"}
SESSION = {"date": "2026-05-13", "until": None, "kind": "session", "label": ""}


def picture(one, words=WORDS):
    return progress.picture(one, words)


def said(one, words=WORDS):
    return {sentence["line"]: sentence for sentence in picture(one, words)["sentences"]}


def feelings(one):
    axes = progress.plot_progress(read_series(one), WORDS).axes[2]
    return {artist.get_gid(): artist for artist in [*axes.lines, *axes.collections]}


def parting(date, kind="parting"):
    return {"date": date, "until": None, "kind": kind, "label": "Moved out"}


def test_a_move_up_is_said_as_in_the_walk():
    found = said(told(feelings=[*STEADY, 8, 9]))["feelings.now"]
    assert found["text"] == (
        "Feelings moved up, by more than this person’s usual ups and downs, since week 7 "
        "(15 June 2026). This does not show why."
    )
    assert (found["neutral"], found["ask"]) == (False, None)


def test_how_it_is_known_is_said_with_its_numbers_and_weeks():
    how = said(told(feelings=[*STEADY, 8, 9]))["feelings.now"]["how"]
    assert how["formula"].startswith(
        "Take the weeks named below. Their average is 4.5. From one week to the next, the answer "
        "changed by 1.0 on average. The usual ups and downs reach 2.66 times that change to both "
        "sides: from 1.8 to 7.2."
    )
    assert how["weeks"] == "6, from 4 May 2026 to 8 June 2026"
    assert PROGRESS.how.least not in how["formula"]


def test_a_line_that_never_moved_says_that_one_step_was_taken():
    assert PROGRESS.how.least in said(told(feelings=[7] * 6))["feelings.now"]["how"]["formula"]


def test_a_fall_beyond_the_limits_prompts_to_ask():
    found = said(told(feelings=[*STEADY, 1, 1], wished=9))["feelings.now"]
    assert found["ask"] == "Ask about this. What was going on around week 7?"
    assert not found["neutral"]


def test_one_week_far_below_is_asked_about_while_it_is_not_long_ago():
    found = said(told(feelings=[*STEADY, 1, 4, 5]))["feelings.now"]
    assert found["text"] == (
        "Feelings stayed within this person’s usual ups and downs, but for these: week 7, below. "
        "Single weeks say little."
    )
    assert found["ask"] == "Ask about this. How was week 7?"
    assert said(told(feelings=[*STEADY, 1, *STEADY, *STEADY]))["feelings.now"]["ask"] is None
    assert said(told(feelings=[*STEADY, 9, 4, 5]))["feelings.now"]["ask"] is None


def test_a_fall_to_what_somebody_wishes_is_neutral():
    found = said(told(feelings=[*STEADY, 1, 1], wished=1))["feelings.now"]
    assert found["neutral"]
    assert "They wish for no more than that, so less may be just right." in found["text"]


@pytest.mark.parametrize(
    ("mark", "neutral"),
    [
        (parting("2026-06-10"), True),
        (parting("2026-06-21"), True),
        (parting("2026-06-22"), False),
        (parting("2026-02-01"), False),
        (parting("2026-06-10", "event"), False),
    ],
)
def test_a_fall_after_leaving_someone_is_neutral(mark, neutral):
    found = said(told(feelings=[*STEADY, 1, 1], wished=9, marks=[mark]))["feelings.now"]
    assert found["neutral"] is neutral
    assert ("It came after “Moved out”." in found["text"]) is neutral
    assert found["ask"]


def test_wishing_less_is_a_wish_like_any_other():
    wishes = {f"week.{week}.feelings.wished": 3 for week in weeks(8)[6:]}
    one = told(feelings=[*STEADY, 4, 5], wished=8)
    one["answers"] |= wishes
    found = said(one)["feelings.wished"]
    assert found["text"] == (
        "Feelings: they have wished for less since week 7 (15 June 2026). That is a wish like any "
        "other. This does not show why."
    )
    assert (found["neutral"], found["ask"]) == (True, None)


def test_with_too_few_weeks_points_are_drawn_and_nothing_is_claimed():
    drawn = picture(told(feelings=STEADY[:5]))
    assert drawn["sentences"][2]["text"] == (
        "Feelings: too few weeks to know the usual ups and downs (so far 5). The points are drawn, "
        "and no more is said."
    )
    assert drawn["sentences"][2]["how"] is None
    assert drawn["notes"][1].startswith("It takes 6 answered weeks")
    artists = feelings(told(feelings=STEADY[:5]))
    assert "usual" not in artists
    np.testing.assert_array_equal(artists["now"].get_ydata(), STEADY[:5])


def test_without_a_weekly_answer_there_is_no_picture_and_it_says_so():
    for one in (
        told(),
        told(opening=OPENING),
        {"answers": {"moment.aaaa01": {"date": "2026-05-04"}}},
    ):
        drawn = picture(one)
        assert (drawn["svg"], drawn["table"], drawn["sentences"]) == ("", None, [])
        assert drawn["notes"] == [PROGRESS.notes.no_weeks]


def test_a_missed_week_breaks_the_line_and_the_band_is_in_it():
    one = told(feelings=[*STEADY, None, 4, 9, 9])
    artists = feelings(one)
    np.testing.assert_array_equal(artists["now"].get_ydata(), [*STEADY, np.nan, 4, 9, 9])
    assert list(artists["outside"].get_xdata()) == [8, 9]
    (band,) = artists["usual"].get_paths()
    assert band.vertices[:, 0].min() == -0.5
    limits = read_series(one).line("feelings.now").limits
    assert band.vertices[:, 1].max() == pytest.approx(limits.upper)
    assert picture(one)["notes"][0] == (
        "Weeks with an answer: 9 of 10. A missed week stays open. Nothing is guessed."
    )


def test_opening_ratings_stand_apart_and_change_no_limit():
    one, other = told(feelings=STEADY), told(feelings=STEADY, opening=OPENING)
    assert read_series(one).line("feelings.now") == read_series(other).line("feelings.now")
    artists = feelings(other)
    assert list(artists["opening"].get_ydata()) == [3]
    assert artists["opening"].get_xdata()[0] < -1
    assert artists["opening"].get_markerfacecolor() == "white"
    first = picture(other)["table"]["rows"][0]
    assert first == ["first day, 25 Apr 2026", "–", "–", "–", "–", "3", "9", "–", "–"]
    assert "stand apart on the left" in picture(other)["alt"]


def test_marks_have_letters_and_sessions_strokes():
    one = told(feelings=STEADY, marks=[HOLIDAY, SESSION, parting("2026-05-20")])
    drawn = picture(one)
    assert drawn["key"] == [
        {"letter": "A", "text": "Moved out, 20 May 2026"},
        {"letter": "B", "text": "Holiday, 1 June 2026 to 14 June 2026"},
    ]
    row = progress.plot_progress(read_series(one), WORDS).axes[3]
    assert [text.get_text() for text in row.texts] == ["A", "B"]
    marked = [line[-1] for line in drawn["table"]["rows"]]
    assert marked == [
        "–", "Session, 13 May 2026", "Moved out, 20 May 2026", "–",
        "Holiday, 1 June 2026 to 14 June 2026", "–",
    ]  # fmt: skip


def test_the_table_says_what_lies_outside_so_that_it_is_no_matter_of_seeing():
    rows = picture(told(feelings=[*STEADY, 8, 9]))["table"]["rows"]
    assert [row[5] for row in rows] == ["4", "5", "4", "5", "4", "5", "8 (outside)", "9 (outside)"]
    assert rows[6][0] == "Week 7, 15 June 2026"


def test_weeks_are_told_by_number_below_the_chart():
    axes = progress.plot_progress(read_series(told(feelings=STEADY, opening=OPENING)), WORDS).axes
    labels = [label.get_text() for label in axes[3].get_xticklabels()]
    assert labels[:2] == ["first day\n25 Apr", "Week 1\n4 May"]


def test_own_scales_claim_no_reliable_change_and_a_published_one_shows_its_band():
    one = told(feelings=STEADY)
    assert picture(one)["notes"][-1] == PROGRESS.notes.own_scale
    assert "reliable" not in feelings(one)
    known = {**WORDS, "reliability": {"sd": 1.5, "r": 0.84, "source": "Somebody (2020)"}}
    assert picture(one, known)["notes"][-1].endswith(
        "more than 1.7 points away from the first one differ by more than chance in the measure "
        "itself. Source: Somebody (2020)."
    )
    lines = progress.plot_progress(read_series(one), known).axes[2].lines
    band = [line.get_ydata()[0] for line in lines if line.get_gid() == "reliable"]
    assert band == pytest.approx([4 - 1.662, 4 + 1.662])


def test_the_client_is_spoken_to_and_the_coach_told_of():
    own = client_words(LIBRARY, PROGRESS, "friend", voice="client")
    text = said(told(feelings=[*STEADY, 8, 9]), own)["feelings.now"]["text"]
    assert text.startswith("Feelings moved up, by more than your usual ups and downs, since week 7")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("voice", ["coach", "client"])
def test_every_word_is_filled_in(kind, voice):
    words = client_words(LIBRARY, PROGRESS, kind, voice)
    one = told(
        feelings=[*STEADY, 1, 1], ideas=[*STEADY, 9, 4], together=[5], wished=9, opening=OPENING,
        marks=[HOLIDAY, SESSION, parting("2026-06-10")], blockers=["blame", "escape"],
    )  # fmt: skip
    drawn = picture(one, words)
    more = [heat_map.picture(one, words), compare.compare(one, "2026-06-15", words)]
    everything = json.dumps([{**drawn, "svg": ""}, [{**each, "svg": ""} for each in more]])
    assert drawn["svg"]
    assert "{" not in everything.replace('{"', "")


@pytest.mark.parametrize("person", sample_people(), ids=lambda person: person.pseudonym)
def test_the_sample_people_are_drawn(person):
    words = client_words(LIBRARY, PROGRESS, person.about.kind)
    drawn = picture({"answers": person.answers["journal"]}, words)
    assert drawn["svg"]
    assert len(drawn["sentences"]) >= 3


def test_the_same_weeks_give_the_same_drawing_and_it_passes_between_processes():
    one = told(feelings=STEADY, opening=OPENING, marks=[HOLIDAY])
    drawn = picture(one)
    assert picture(pickle.loads(pickle.dumps(one)), pickle.loads(pickle.dumps(WORDS))) == drawn
    assert json.loads(json.dumps(drawn)) == drawn


def test_two_years_are_drawn_in_well_under_a_second():
    random = np.random.default_rng(1)
    line = [int(value) for value in np.clip(random.normal(5, 1.3, 104).round(), 0, 10)]
    one = told(feelings=line, ideas=line[::-1], together=line, wished=8, blockers=["blame"])
    picture(one)
    began = time.process_time()  # not the clock: other tests run beside this one
    picture(one)
    heat_map.picture(one, WORDS)
    assert time.process_time() - began < 1


def test_weeks_that_no_longer_fit_are_in_the_table():
    drawn = picture(told(feelings=[5] * 120))
    assert len(drawn["table"]["rows"]) == 120
    assert (
        "The picture shows the latest 104 weeks, from 24 August 2026 to 14 August 2028. All weeks "
        "are in the table."
    ) in drawn["notes"]


def test_what_got_in_the_way_is_a_square_a_week():
    one = told(feelings=STEADY, blockers=["blame"])
    one["answers"][f"week.{weeks(6)[2]}.blockers"] = ["escape", "blame"]
    one["answers"][f"week.{weeks(6)[3]}.blockers"] = []
    del one["answers"][f"week.{weeks(6)[4]}.blockers"]
    drawn = heat_map.picture(one, WORDS)
    assert drawn["sentences"] == [
        "I blamed your friend for what I did: in 4 of 5 weeks.",
        "I ran from the hard part: in 1 of 5 weeks.",
    ]
    assert [row[1:] for row in drawn["table"]["rows"]] == [
        ["yes", "no"], ["yes", "no"], ["yes", "yes"], ["no", "no"], ["–", "–"], ["yes", "no"],
    ]  # fmt: skip
    frame = heat_map.by_label(heat_map.blockers_by_week(one["answers"]), WORDS)
    axes = heat_map.plot_blockers(frame, WORDS).axes[0]
    squares = [part for part in axes.collections if part.get_gid() == "ticked"]
    assert [len(part.get_paths()) for part in squares] == [4, 1]


def test_without_an_answer_there_is_no_heat_map_and_with_nothing_ticked_it_says_so():
    assert heat_map.picture(told(feelings=STEADY), WORDS) == {}
    assert heat_map.picture(told(blockers=[], weeks_of=3), WORDS) == {
        "svg": "", "alt": "", "sentences": ["In no week was anything ticked."],
    }  # fmt: skip


def test_since_a_session_it_says_what_moved_what_did_not_and_what_they_wrote():
    one = told(feelings=[*STEADY, 8, 9], ideas=[*STEADY, 4, 5], wished=9, blockers=["blame"])
    one["answers"][f"week.{weeks(8)[7]}.blockers"] = ["blame", "escape"]
    one["answers"]["moment.aaaa01"] = {"date": "2026-06-16", "what": "Soup on the steps."}
    one["answers"]["moment.aaaa02"] = {"date": "2026-06-10", "what": "Earlier."}
    assert compare.compare(one, "2026-06-15", WORDS) == {
        "since": "2026-06-15",
        "moved": [
            "Feelings: around 4.5 before, 9 now. That is up, by more than the usual ups and downs.",
            "New since then: I ran from the hard part",
        ],
        "still": [
            "Ideas and values: around 4.5 before, 5 now. That is within the usual ups and downs."
        ],
        "unknown": ["Doing things together: no answer since then."],
        "words": [{"date": "16 June 2026", "text": "Soup on the steps."}],
        "note": "None of this shows why.",
    }


def test_one_week_since_a_session_says_that_it_is_one():
    one = told(feelings=[*STEADY, 9])
    (moved,) = compare.compare(one, "2026-06-15", WORDS)["moved"]
    assert moved.endswith("usual ups and downs. It was one week, and one week alone says little.")
