"""A journal as data frames, and what may be said of it."""

from __future__ import annotations

from itertools import product
from math import isnan

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeness_widgets.analysis.journal import (
    ENOUGH,
    RARELY,
    by_luck,
    moments_frame,
    patterns,
    signs_seen,
    weeks_frame,
)
from closeness_widgets.answers.journal import RATINGS
from closeness_widgets.testing import sample_people

PARTS = ["morning", "afternoon", "evening", "night"]
HELPED = ["time", "listening", "laughing"]


def journal(*moments: dict) -> dict:
    return {f"moment.aaaa{number:02}": moment for number, moment in enumerate(moments)}


def found(field: str, *moments: dict):
    by_field = {one.field: one for one in patterns(moments_frame(journal(*moments)), PARTS, HELPED)}
    return by_field[field].of, by_field[field].found


def at(*parts: str) -> list[dict]:
    return [{"date": "2026-11-16", "part": part} for part in parts]


def test_a_missed_week_is_a_row_without_numbers():
    weeks = weeks_frame({"week.2026-11-02.ideas.now": 4, "week.2026-11-16.ideas.now": 6})
    assert [f"{day:%Y-%m-%d}" for day in weeks.index] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert weeks["ideas.now"].tolist()[::2] == [4.0, 6.0]
    assert weeks.loc["2026-11-09"].isna().all()


def test_the_six_ratings_are_always_columns_and_signs_when_answered():
    weeks = weeks_frame(
        {"week.2026-11-16.sign.repair": 2, "week.2026-11-16.sign.empathy": -1, "moment.aaaa01": {}}
    )
    assert list(weeks.columns) == [*RATINGS, "sign.empathy", "sign.repair"]
    assert weeks["sign.repair"].tolist() == [2.0]
    assert isnan(weeks["sign.empathy"].iloc[0])  # "cannot say" is no point on the scale
    assert {str(dtype) for dtype in weeks.dtypes} == {"float64"}


def test_an_answer_taken_back_is_not_there():
    assert weeks_frame({"week.2026-11-16.ideas.now": None}).empty
    assert moments_frame({"moment.aaaa01": None}).empty


def test_nothing_entered_gives_empty_frames_with_their_columns():
    assert list(weeks_frame({}).columns) == list(RATINGS)
    moments = moments_frame({})
    assert list(moments.columns) == [
        "date", "part", "with", "what", "close", "helped", "helped_own",
    ]  # fmt: skip
    assert moments["date"].dtype.kind == "M"
    assert all(one.of == 0 and one.found == () for one in patterns(moments, PARTS, HELPED))


def test_weeks_over_the_end_of_summer_time_stay_seven_days_apart():
    weeks = weeks_frame({"week.2026-10-19.ideas.now": 1, "week.2027-04-05.ideas.now": 1})
    assert set(weeks.index.to_series().diff().dropna()) == {pd.Timedelta(days=7)}
    assert (weeks.index.day_of_week == 0).all()


@settings(max_examples=15, deadline=None)
@given(st.permutations(sorted(sample_people()[0].answers["journal"].items())))
def test_the_order_of_answers_does_not_matter(items):
    expected = sample_people()[0].answers["journal"]
    pd.testing.assert_frame_equal(weeks_frame(dict(items)), weeks_frame(expected))
    pd.testing.assert_frame_equal(moments_frame(dict(items)), moments_frame(expected))


def test_moments_are_in_the_order_of_their_days_and_parts():
    moments = moments_frame(
        {
            "moment.aaaa01": {"date": "2026-11-16", "part": "night"},
            "moment.aaaa02": {"date": "2026-11-16", "part": "morning", "close": 7},
            "moment.aaaa03": {"date": "2026-11-15", "helped": ["time"]},
        },
        PARTS,
    )
    assert list(moments.index) == ["aaaa03", "aaaa02", "aaaa01"]
    assert moments["helped"].tolist() == [("time",), (), ()]
    assert moments.loc["aaaa02", "close"] == 7


def test_eight_of_twelve_evenings_are_named():
    others = ["morning", "afternoon", "night", "morning"]
    assert found("part", *at(*["evening"] * 8, *others)) == (12, ((8, ("evening",)),))


def test_seven_of_twelve_evenings_may_be_luck():
    others = ["morning", "afternoon", "night", "morning", "night"]
    assert found("part", *at(*["evening"] * 7, *others)) == (12, ())


def test_less_than_half_is_not_named_however_unlikely():
    parts = ["evening"] * 20 + ["morning"] * 9 + ["afternoon"] * 8 + ["night"] * 8
    assert by_luck(20, 45, 1 / 4, 4) <= RARELY
    assert found("part", *at(*parts)) == (45, ())


def test_four_moments_are_too_few_for_anything():
    assert found("part", *at(*["evening"] * 4)) == (4, ())
    assert found("part", *at(*["evening"] * 5)) == (5, ((5, ("evening",)),))


def test_only_moments_with_a_time_of_day_count_for_it():
    without = [{"date": "2026-11-16"}] * 10
    assert found("part", *at(*["evening"] * 5), *without) == (5, ((5, ("evening",)),))
    assert found("part", *at("evening"), *without) == (1, ())


def test_half_and_half_is_said_as_a_tie():
    both = at(*["morning", "evening"] * 15)
    assert found("part", *both) == (30, ((15, ("morning", "evening")),))


def test_days_are_named_from_four_of_five_on():
    days = [{"date": f"2026-11-{day:02}"} for day in (1, 8, 15, 22)]  # Sundays
    assert found("day", *days, {"date": "2026-11-18"}) == (5, ((4, ("6",)),))
    assert found("day", *days, *({"date": f"2026-11-{day}"} for day in (16, 17, 18))) == (7, ())


def test_what_helped_is_held_against_how_much_was_ticked():
    # Whoever ticks everything every time says nothing about any of it.
    everything = [{"date": "2026-11-16", "helped": HELPED}] * 12
    assert found("helped", *everything) == (12, ())
    one = [{"date": "2026-11-16", "helped": ["time"]}] * 9
    rest = [{"date": "2026-11-16", "helped": ["laughing"]}] * 3
    assert found("helped", *one, *rest) == (12, ((9, ("time",)),))


def test_a_help_that_is_no_longer_offered_does_not_count():
    assert found("helped", *[{"date": "2026-11-16", "helped": ["singing"]}] * 6) == (0, ())


@pytest.mark.parametrize("moments", range(ENOUGH, 9))
def test_luck_alone_names_a_time_of_day_in_few_journals(moments):
    """Every journal that luck could write, counted one by one."""
    named = journals = 0
    for parts in product(range(4), repeat=min(moments, 8)):
        counts = [parts.count(one) for one in range(4)]
        journals += 1
        named += any(
            2 * count >= moments and by_luck(count, moments, 1 / 4, 4) <= RARELY for count in counts
        )
    assert 0 < named / journals <= RARELY


@given(st.integers(1, 60), st.integers(2, 12), st.data())
def test_luck_is_a_probability_that_falls_with_the_count(of, choices, data):
    count = data.draw(st.integers(1, of))
    luck = by_luck(count, of, 1 / choices, choices)
    assert 0 <= luck <= 1
    assert luck <= by_luck(count - 1, of, 1 / choices, choices)


@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_whatever_is_named_is_in_at_least_half_of_five_or_more(parts):
    of, named = found("part", *at(*parts))
    assert of == len(parts)
    for count, choices in named:
        assert of >= ENOUGH
        assert 2 * count >= of
        assert all(parts.count(one) == count for one in choices)


def test_signs_are_counted_over_the_weeks_that_say_something():
    answers = {
        f"week.2026-11-{day}.sign.repair": value
        for day, value in [("02", 0), ("09", 1), ("16", 2), ("23", -1)]
    }
    assert signs_seen(weeks_frame(answers), 0) == {"repair": (2, 3)}


def test_what_got_in_the_way_is_no_number_and_makes_no_row():
    found = weeks_frame({"week.2026-11-16.blockers": ["blame"], "week.2026-11-09.ideas.now": 4})
    assert list(found.index) == [pd.Timestamp("2026-11-09")]
    assert "blockers" not in found
