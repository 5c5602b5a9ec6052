"""Each statistic against published numbers, against scipy, and against what must not change it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, theilslopes

from closeness_widgets.analysis.nap import nap
from closeness_widgets.analysis.reliable_change import reliable_change
from closeness_widgets.analysis.trend import theil_sen
from closeness_widgets.analysis.xmr import limits, moving_ranges

ratings = st.integers(0, 10).map(float)
lines = st.lists(ratings | st.just(float("nan")), min_size=8, max_size=40)
groups = st.lists(ratings, min_size=2, max_size=30)


def dated(values, start="2026-01-05"):
    return pd.Series(values, index=pd.date_range(start, periods=len(values), freq="7D"))


def test_the_limits_are_those_of_the_flow_rates_in_the_nist_handbook():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: ten batches; it divides by 1.128
    # where we multiply by 2.66, the same to three figures.
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    made = limits(flow)
    assert made.centre == pytest.approx(50.81)
    assert made.moving_range == pytest.approx(1.8778, abs=5e-5)
    assert (made.lower, made.upper) == pytest.approx((45.8159, 55.8041), abs=2e-3)
    assert (made.points, made.ranges) == (10, 9)
    assert not any(made.side(value) for value in flow)


def test_the_limits_of_six_weeks_worked_out_by_us_by_hand():
    # 4 6 5 5 7 3: mean 30 / 6 = 5; steps 2 1 0 2 4, mean 9 / 5 = 1.8; 2.66 * 1.8 = 4.788.
    made = limits([4, 6, 5, 5, 7, 3])
    assert (made.centre, made.moving_range) == (5, 1.8)
    assert (made.lower, made.upper) == pytest.approx((0.212, 9.788))


def test_a_step_across_a_missed_week_is_no_moving_range():
    np.testing.assert_array_equal(moving_ranges([1, 2, np.nan, 9, 8]), [1, 1])


def test_five_weeks_make_no_limits_and_neither_do_six_that_are_not_in_a_row():
    assert limits([5, 6, 5, 6, 5]) is None
    assert limits([5, np.nan, 6, 5, 6, 5, 6]) is None
    assert limits([5, 6, np.nan, 5, 6, 5, 6, 5]) is not None


def test_limits_reach_a_step_at_least_if_they_are_asked_to():
    flat = limits([7] * 6)
    assert (flat.lower, flat.upper) == (7, 7)
    wide = flat.at_least(1)
    assert (wide.lower, wide.upper) == (6, 8)
    assert wide.at_least(0.5) == wide
    assert [wide.side(value) for value in (5.9, 6, 7, 8, 8.1, float("nan"))] == [-1, 0, 0, 0, 1, 0]


@given(lines, st.integers(-20, 20), st.sampled_from([0.5, 2.0, 4.0]))
def test_limits_move_and_stretch_with_their_numbers(values, shift, scale):
    made, other = limits(values), limits(np.array(values) * scale + shift)
    if made is None:
        assert other is None
        return
    expected = [edge * scale + shift for edge in (made.lower, made.centre, made.upper)]
    assert [other.lower, other.centre, other.upper] == pytest.approx(expected)


@given(lines)
def test_limits_are_the_same_read_backwards_and_with_missed_weeks_at_the_ends(values):
    made = limits(values)
    for other in (values[::-1], [float("nan"), *values, float("nan")]):
        again = limits(other)
        if made is None:
            assert again is None
        else:
            assert (again.lower, again.upper) == pytest.approx((made.lower, made.upper))


def test_nap_of_the_example_of_parker_and_vannest():
    # Parker & Vannest (2009), Behavior Therapy 40, as the R package SingleCaseES quotes its data:
    # Counted by us: of 110 pairs 104 are higher and 4 equal, so 106 / 110.
    first = [4, 3, 4, 3, 4, 7, 5, 2, 3, 2]
    second = [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]
    found = nap(first, second)
    assert found.value == pytest.approx(106 / 110)
    assert round(found.value, 2) == 0.96
    assert (found.before, found.after) == (10, 11)


def test_nap_and_its_interval_are_those_of_the_readme_of_singlecasees():
    # R package SingleCaseES (Pustejovsky), README; its root finder stops at four digits.
    found = nap([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
    assert found.value == pytest.approx(0.9166667)
    assert (found.low, found.high) == pytest.approx((0.5973406, 0.9860176), abs=5e-5)


@given(groups, groups)
def test_nap_is_the_mann_whitney_u_over_the_pairs(first, second):
    found = nap(first, second)
    u = mannwhitneyu(second, first).statistic
    assert found.value == pytest.approx(u / (len(first) * len(second)))
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(groups, groups, st.integers(-5, 5), st.sampled_from([0.5, 3.0]))
def test_nap_cares_for_order_alone(first, second, shift, scale):
    found = nap(first, second)
    moved = nap(
        [one * scale + shift for one in reversed(first)], [one * scale + shift for one in second]
    )
    assert moved == found
    swapped = nap(second, first)
    assert (swapped.value, swapped.low, swapped.high) == pytest.approx(
        (1 - found.value, 1 - found.high, 1 - found.low), abs=1e-6
    )


def test_nap_leaves_out_missed_weeks_and_says_what_it_needs():
    assert nap([1, np.nan], [2, np.nan]) == nap([1], [2])
    with pytest.raises(ValueError, match=r"^after needs one number at least, but has none; choose"):
        nap([1], [np.nan])
    with pytest.raises(
        ValueError, match=r"^confidence lies between 0 and 1, but 95 came; write 0[.]9"
    ):
        nap([1], [2], confidence=95)


@given(lines.filter(lambda values: np.count_nonzero(~np.isnan(values)) >= 3))
def test_the_slope_and_its_interval_are_those_of_scipy(values):
    series = dated(values)
    found, answered = theil_sen(series), series.notna().to_numpy()
    expected = theilslopes(series[answered], np.arange(len(values))[answered])
    assert (found.slope, found.start) == pytest.approx((expected.slope, expected.intercept))
    assert (found.low, found.high) == pytest.approx((expected.low_slope, expected.high_slope))


@given(
    lines.filter(lambda values: np.count_nonzero(~np.isnan(values)) >= 3),
    st.integers(-20, 20), st.sampled_from([0.5, 2.0]), st.randoms(),
)  # fmt: skip
def test_the_slope_stretches_with_its_numbers_and_knows_no_order_of_rows(
    values, shift, scale, random
):
    found, series = theil_sen(dated(values)), dated(values) * scale + shift
    rows = list(range(len(series)))
    random.shuffle(rows)
    moved = theil_sen(series.iloc[rows])
    assert (moved.slope, moved.low, moved.high) == pytest.approx(
        (found.slope * scale, found.low * scale, found.high * scale)
    )


def test_one_odd_week_does_not_bend_the_slope():
    rising = [float(week) for week in range(12)]
    assert theil_sen(dated(rising)).slope == 1
    assert theil_sen(dated([*rising[:11], -30])).slope == pytest.approx(1, abs=0.01)


def test_a_trend_says_what_it_needs():
    with pytest.raises(ValueError, match=r"^a trend needs three answered weeks, but 2 came; wait"):
        theil_sen(dated([1, np.nan, 2]))
    with pytest.raises(
        TypeError, match=r"^a trend needs a DatetimeIndex, but RangeIndex came; use"
    ):
        theil_sen(pd.Series([1.0, 2, 3]))
    twice = pd.Series([1.0, 2, 3], index=pd.to_datetime(["2026-01-05"] * 2 + ["2026-01-12"]))
    with pytest.raises(ValueError, match=r"^a trend needs one number a date; two rows of one date"):
        theil_sen(twice)


def test_reliable_change_is_two_point_seven_seven_errors_of_measurement():
    # Worked out by us: sd 7.5, r 0.84: sqrt(0.16) = 0.4; 2.77 * 7.5 * 0.4 = 8.31.
    assert reliable_change(7.5, 0.84) == pytest.approx(8.31)
    # Jacobson & Truax (1991): a difference over S_diff = sqrt(2) * S_E above 1.96 is reliable.
    assert reliable_change(7.5, 0.84) / (7.5 * 0.4 * 2**0.5) == pytest.approx(1.96, abs=2e-3)
    with pytest.raises(
        ValueError, match=r"^a reliability lies from 0 to below 1, but 1 came; look"
    ):
        reliable_change(7.5, 1)
    with pytest.raises(ValueError, match=r"^a standard deviation is more than 0, but 0 came; look"):
        reliable_change(0, 0.8)
