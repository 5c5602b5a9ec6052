"""Weeks read as lines: what moved, since when, and what is too little to say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets.analysis.progress import MOST_BASE, judged, progress, table
from closeness_widgets.analysis.since import compare
from closeness_widgets.testing import sample_people

NAN = float("nan")
lines = st.lists(st.integers(0, 10).map(float) | st.just(NAN), min_size=1, max_size=40)


def dated(values, start="2026-05-04"):
    index = pd.date_range(start, periods=len(values), freq="7D", name="week")
    return pd.Series(values, index=index, dtype=float)


def line(values, step=1.0):
    return judged("feelings.now", dated(values), step)


def frame(**columns):
    return pd.DataFrame({name.replace("_", "."): dated(one) for name, one in columns.items()})


STEADY = [4, 5, 4, 5, 4, 5]  # mean 4.5, steps of 1: limits 1.84 to 7.16


def test_steady_weeks_are_within_and_say_on_how_many_weeks_that_rests():
    found = line(STEADY * 2)
    assert (found.verdict, found.direction, found.since) == ("within", "", None)
    assert (found.limits.points, found.limits.ranges) == (12, 11)
    assert (found.weeks, found.missed, found.last) == (12, 0, 5)


def test_two_weeks_above_the_limits_have_moved_since_the_first_of_them():
    found = line([*STEADY, 8, 9])
    assert (found.verdict, found.direction, found.since_week) == ("more", "up", 7)
    assert found.since == pd.Timestamp("2026-06-15")
    assert found.limits.points == 6
    assert found.limits.upper == pytest.approx(7.16)


def test_a_week_on_the_limit_is_within():
    assert line([7] * 6 + [8, 8]).verdict == "within"
    assert line([7] * 6 + [9, 9]).verdict == "more"
    assert line([7] * 6 + [9, 9], step=2).verdict == "within"


def test_one_week_that_stands_out_is_told_but_has_not_moved():
    for values in ([*STEADY, 9], [*STEADY, 9, 4, 5], [*STEADY, 9, 5, 4, 5, 4]):
        found = line(values)
        assert found.verdict == "within"
        assert found.brief == ((6, 1),)


def test_weeks_between_that_stay_on_the_side_keep_a_move_going_and_others_end_it():
    assert line([*STEADY, 0, 3, 1]).since_week == 7
    apart = line([*STEADY, 0, 6, 1])
    assert (apart.verdict, apart.brief) == ("within", ((6, -1), (8, -1)))


def test_a_week_that_jumps_to_the_other_side_stands_out_there():
    found = line([*STEADY, 9, 0, 1])
    assert (found.verdict, found.direction, found.since_week) == ("more", "down", 8)
    assert found.brief == ((6, 1),)
    assert found.outside == ((6, 1), (7, -1), (8, -1))


def test_a_week_that_stands_out_is_not_part_of_the_limits():
    found = line([*STEADY, 9, 4, 5])
    assert found.limits == line([*STEADY, NAN, 4, 5]).limits
    assert found.stretches[0].base == (0, 1, 2, 3, 4, 5, 7, 8)


def test_a_slow_rise_is_found_against_the_first_twelve_weeks():
    # Limits of all weeks would have it within: the change would hide in its own mean.
    values = [3, 4, 3, 4, 3, 4, 4, 3, 4, 4, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7]
    found = line(values)
    assert (found.verdict, found.direction) == ("more", "up")
    assert len(found.stretches[0].base) == 12


def test_a_fall_from_a_better_time_is_not_hidden_by_the_lower_time_before():
    better = [9, 8, 9, 9, 8, 9, 8, 9]
    found = line([2, 3, 2, 3, 2, 3, *better, 5, 5])
    assert [(move.since + 1, move.direction) for move in found.moves] == [(7, "up"), (15, "down")]
    assert (found.direction, found.since_week) == ("down", 15)
    assert [stretch.first for stretch in found.stretches] == [0, 6]


def test_five_weeks_are_too_few_and_so_are_twelve_with_a_gap_after_each():
    assert line([1, 9, 1, 9, 1]).verdict == "too few"
    assert line([value for one in STEADY * 2 for value in (one, NAN)]).verdict == "too few"
    assert line([NAN, NAN]).verdict == "too few"
    assert line([NAN, NAN]).weeks == 0


def test_many_gaps_only_make_the_base_longer():
    gaps = [value for one in STEADY * 2 for value in (one, NAN)]
    found = line([*gaps, *STEADY, 9, 9])
    assert found.verdict == "more"
    assert found.limits.points == 18


@given(lines, st.integers(-9, 9), st.sampled_from([0.5, 2.0]))
def test_shift_and_scale_change_no_verdict(values, shift, scale):
    one, other = line(values), line([value * scale + shift for value in values], step=scale)
    assert (one.verdict, one.direction, one.since_week, one.brief) == (
        other.verdict, other.direction, other.since_week, other.brief,
    )  # fmt: skip


@given(lines)
def test_upside_down_every_direction_turns(values):
    one, other = line(values), line([-value for value in values])
    assert (one.verdict, one.since_week) == (other.verdict, other.since_week)
    turned = {"up": "down", "down": "up", "": ""}
    assert other.direction == turned[one.direction]


@given(lines, st.integers(1, 40))
def test_what_comes_later_changes_no_limits_of_earlier_weeks(values, until):
    early, whole = line(values[:until]), line(values)
    first, again = early.stretches[:1], whole.stretches[:1]
    if first and first[0].limits and len(first[0].base) >= MOST_BASE:
        assert again[0].limits == first[0].limits
    settled = list(early.moves[:-1])
    assert list(whole.moves[: len(settled)]) == settled


@given(lines, st.integers(0, 5), st.integers(0, 5), st.randoms())
def test_missed_weeks_at_the_ends_and_the_order_of_rows_change_nothing(
    values, before, after, random
):
    plain = frame(ideas_now=values)
    wider = plain.reindex(
        pd.date_range(
            plain.index[0] - pd.Timedelta(weeks=before), periods=len(values) + before + after,
            freq="7D",
        )
    )  # fmt: skip
    rows = list(range(len(wider)))
    random.shuffle(rows)
    (one,), (other,) = progress(plain), progress(wider.iloc[rows])
    assert (one.verdict, one.since, one.limits) == (other.verdict, other.since, other.limits)
    assert (one.weeks, one.missed) == (other.weeks, other.missed)
    (sparse,) = progress(plain.dropna()) if len(plain.dropna()) else (one,)
    assert (sparse.verdict, sparse.since, sparse.missed) == (one.verdict, one.since, one.missed)


def test_each_rating_column_is_a_line_and_nothing_else_is():
    found = progress(frame(feelings_now=STEADY, ideas_now=STEADY, sign_repair=STEADY))
    assert [one.field for one in found] == ["ideas.now", "feelings.now"]


def test_the_table_has_a_row_a_line():
    rows = table(progress(frame(ideas_now=[*STEADY, 8, 9], ideas_wished=[8] * 8)))
    assert list(rows.index) == ["ideas.now", "ideas.wished"]
    assert rows.loc["ideas.now", ["verdict", "direction", "since_week"]].tolist() == [
        "more",
        "up",
        7,
    ]
    assert rows["since"].isna().tolist() == [False, True]
    assert table(()).empty


def test_a_frame_that_is_none_of_weeks_is_refused():
    with pytest.raises(TypeError, match=r"^weeks are a DatetimeIndex, but RangeIndex came; use pd"):
        progress(pd.DataFrame({"ideas.now": [1.0]}))
    odd = pd.DataFrame({"ideas.now": [1.0, 2]}, pd.to_datetime(["2026-05-04", "2026-05-12"]))
    with pytest.raises(ValueError, match=r"^rows are whole weeks apart, but 2026-05-12 is not; n"):
        progress(odd)
    twice = pd.DataFrame({"ideas.now": [1.0, 2]}, pd.to_datetime(["2026-05-04"] * 2))
    with pytest.raises(ValueError, match=r"^a week has one row, but 2026-05-04 has two; keep"):
        progress(twice)


@pytest.mark.parametrize(("weeks", "most"), [(12, 0.06), (26, 0.12)])
def test_steady_lines_are_seldom_said_to_have_moved(weeks, most):
    random = np.random.default_rng(20260504)
    rounded = np.clip(np.round(random.normal(5, 1, (300, weeks))), 0, 10)
    assert np.mean([line(values).verdict == "more" for values in rounded]) <= most


def test_the_sample_people_are_told_as_they_were_made():
    from closeness_widgets.analysis.journal import weeks_frame

    found = {
        person.pseudonym: {
            one.field: (one.verdict, one.direction)
            for one in progress(weeks_frame(person.answers["journal"]))
        }
        for person in sample_people()
    }
    assert found["Birch"]["feelings.now"] == ("more", "up")
    assert found["Maple"]["together.now"][1] != "up"
    assert {verdict for verdict, _ in found["Hazel"].values()} == {"within"}
    assert {verdict for verdict, _ in found["Juniper"].values()} == {"too few"}


def test_since_a_day_weeks_are_held_against_those_before_it():
    weeks = frame(ideas_now=[*STEADY, 8, 9], together_now=[*STEADY, 4, 5], feelings_now=[*STEADY])
    found = compare(weeks, date(2026, 6, 15))
    assert [(one.field, one.outcome) for one in found] == [
        ("ideas.now", "moved"), ("together.now", "still"), ("feelings.now", "no week"),
    ]  # fmt: skip
    assert (found[0].direction, found[0].before, found[0].last, found[0].weeks) == ("up", 4.5, 9, 2)
    assert (found[0].limits.points, found[0].outside) == (6, 2)


def test_a_day_in_the_middle_of_a_week_looks_at_that_week_too():
    weeks = frame(ideas_now=[*STEADY, 8, 9])
    assert compare(weeks, date(2026, 6, 21))[0].weeks == 2
    assert compare(weeks, date(2026, 6, 22))[0].weeks == 1


def test_since_a_day_with_too_few_weeks_before_it_nothing_is_claimed():
    weeks = frame(ideas_now=[*STEADY, 8, 9])
    assert compare(weeks, date(2026, 6, 8))[0].outcome == "too few"
    assert compare(weeks, date(2020, 1, 1))[0].outcome == "too few"


def test_a_week_that_came_back_since_a_day_has_not_moved():
    weeks = frame(ideas_now=[*STEADY, 9, 4])
    assert compare(weeks, date(2026, 6, 15))[0].outcome == "still"


def test_only_the_latest_twelve_weeks_before_a_day_are_the_measure():
    weeks = frame(ideas_now=[0, 9] * 10 + STEADY * 2 + [8, 8])
    found = compare(weeks, weeks.index[32].date())[0]
    assert (found.outcome, found.limits.points) == ("moved", 12)
