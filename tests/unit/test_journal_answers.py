"""Moments and weeks: what may be stored, and what is refused with which words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.answers.journal import RATINGS, check
from closeness_widgets.content.journal import CANNOT_SAY, Journal
from closeness_widgets.content.library import read_library

JOURNAL = read_library([paths.content()]).exercise("journal")
assert isinstance(JOURNAL, Journal)
TODAY = date(2026, 11, 22)  # a Sunday
MOMENT = "moment.k3f9a2"
HELPED = [one.id for one in JOURNAL.moments.helped]

moments = st.fixed_dictionaries(
    {"date": st.dates(date(1900, 1, 1), TODAY + timedelta(days=1)).map(str)},
    optional={
        "part": st.sampled_from([part.id for part in JOURNAL.moments.parts]),
        "with": st.text(max_size=120),
        "what": st.text(max_size=2000),
        "close": st.integers(0, 10),
        "helped": st.lists(st.sampled_from(HELPED), unique=True),
        "helped_own": st.text(max_size=200),
    },
)
mondays = st.integers(0, 1404).map(lambda week: date(2000, 1, 3) + timedelta(weeks=week))


def stored(item, value, exercise=JOURNAL):
    return check(exercise, item, value, today=TODAY)


def refused(item, value):
    with pytest.raises(AnswerRefused) as no:
        stored(item, value)
    return no.value.rule, no.value.message


@given(moments)
def test_any_moment_that_the_page_can_make_is_kept_as_it_is(moment):
    assert stored(MOMENT, moment) == moment


@given(mondays, st.sampled_from(RATINGS), st.integers(0, 10))
def test_every_rating_of_every_monday_can_be_answered_and_taken_back(monday, field, value):
    assert stored(f"week.{monday}.{field}", value) == value
    assert stored(f"week.{monday}.{field}", None) is None


@pytest.mark.parametrize("value", [0, 1, 2, CANNOT_SAY, None])
@pytest.mark.parametrize("sign", ["arguing", "sharing", "empathy", "repair"])
def test_a_sign_has_three_answers_and_cannot_say(sign, value):
    assert stored(f"week.2026-11-16.sign.{sign}", value) == value


@pytest.mark.parametrize("value", [["blame", "tuned-out"], [], None])
def test_what_got_in_the_way_is_a_list_empty_for_none_of_these_or_not_answered(value):
    assert stored("week.2026-11-16.blockers", value) == value


def test_a_retired_blocker_stays_in_the_weeks_that_have_it():
    retired = JOURNAL.model_copy(update={"retired": ("nagging",)})
    assert stored("week.2026-11-16.blockers", ["nagging"], retired) == ["nagging"]


def test_a_deleted_moment_is_none():
    assert stored(MOMENT, None) is None


@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(),
        st.lists(st.integers()),
        st.dictionaries(st.text(), st.none() | st.integers() | st.text()),
    ),
    st.one_of(
        st.text(),
        st.sampled_from([MOMENT, "week.2026-11-16.ideas.now", "week.2026-11-16.sign.repair"]),
    ),
)  # fmt: skip
def test_whatever_comes_is_kept_whole_or_refused_in_words(value, item):
    try:
        kept, said = stored(item, value), "Kept."
    except AnswerRefused as no:
        kept, said = value, no.message
    assert kept == value
    assert said.endswith((".", "?"))
    assert len(said) < 400


def test_today_is_the_day_in_utc_if_nobody_says_otherwise():
    tomorrow = date.today() + timedelta(days=3)  # noqa: DTZ011 - far enough for any zone
    with pytest.raises(AnswerRefused, match="lies between 1900-01-01 and today"):
        check_answer(JOURNAL, MOMENT, {"date": f"{tomorrow}"})
    assert check_answer(JOURNAL, MOMENT, {"date": "2026-01-01"})


@pytest.mark.parametrize(
    "item",
    ["", "moment", "moment.", "moment.short", "moment.longerthan12chars", "moment.ABCDEF",
     "moment.k3f9a2.what", "moment.k3f9a2\n", "week", "week.2026-11-16", "week.2026-11-16.",
     "week.16-11-2026.ideas.now", "week.20261116.ideas.now", "week.2026-W47-1.ideas.now",
     "week.٢٠٢٦-11-16.ideas.now", "ideas.now"],
)  # fmt: skip
def test_an_item_of_another_form_is_refused(item):
    rule, message = refused(item, None)
    assert rule == "unknown-item"
    assert message == (
        "A journal keeps moment.<6 to 12 of a-z and 0-9> and week.<Monday>.<field>, "
        f"but {item!r} came. Open the page again."
    )


@pytest.mark.parametrize(
    ("week", "message"),
    [
        (
            "2026-11-18",
            "A week is named by the date of its Monday: 2026-11-16, but 2026-11-18 came.",
        ),
        (
            "2026-11-22",
            "A week is named by the date of its Monday: 2026-11-16, but 2026-11-22 came.",
        ),
        (
            "2026-02-30",
            "A week is named by the date of its Monday, but '2026-02-30' is not a date.",
        ),
        ("1999-12-27", "A journal has weeks from the year 2000 on, but 1999-12-27 came."),
        (
            "2026-12-07",
            "A week starts at most 8 days after today, but 2026-12-07 came. "
            "Is the date set right on your device?",
        ),
    ],
)
def test_a_week_is_a_monday_of_these_years_and_not_far_ahead(week, message):
    assert refused(f"week.{week}.ideas.now", 5) == ("unknown-item", message)
    assert refused(f"week.{week}.ideas.now", None) == ("unknown-item", message)


def test_a_coming_week_may_be_prepared_eight_days_ahead():
    assert stored("week.2026-11-30.ideas.now", 5) == 5
    with pytest.raises(AnswerRefused):
        check(JOURNAL, "week.2026-11-30.ideas.now", 5, today=TODAY - timedelta(days=1))


@pytest.mark.parametrize("field", ["ideas", "ideas.then", "sign", "sign.joy", "sign.", "what"])
def test_a_field_that_a_week_does_not_have_is_refused(field):
    rule, message = refused(f"week.2026-11-16.{field}", 5)
    assert rule == "unknown-item"
    assert message == (
        "A week has the fields ideas.now, ideas.wished, together.now, together.wished, "
        "feelings.now, feelings.wished, sign.arguing, sign.empathy, sign.repair, sign.sharing, "
        f"blockers, but {field!r} came. Open the page again."
    )


@pytest.mark.parametrize("value", [-1, 11, 5.0, True, "5", [5]])
def test_a_rating_off_the_scale_is_refused(value):
    message = f"A rating is a whole number from 0 to 10, but {value!r} came. Choose again."
    rule = "out-of-scale" if type(value) is int else "wrong-type"
    assert refused("week.2026-11-16.feelings.now", value) == (rule, message)
    assert refused(MOMENT, {"date": "2026-11-16", "close": value}) == (rule, message)


@pytest.mark.parametrize("value", [3, -2, True, "1", 1.0])
def test_a_sign_off_its_options_is_refused(value):
    rule = "out-of-scale" if type(value) is int else "wrong-type"
    assert refused("week.2026-11-16.sign.repair", value) == (
        rule, f"A sign has one of the values 0, 1, 2, -1, but {value!r} came. Choose again.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "rule", "message"),
    [
        ("blame", "wrong-type", "is a list of choices, but 'blame' came."),
        (
            ["outbursts"],  # sensitive: never asked for here
            "out-of-scale",
            "is chosen from feelings-as-push, blame, unasked-advice, criticism, escape, "
            "secret-no, tuned-out, but 'outbursts' came.",
        ),
        ([["blame"]], "out-of-scale", None),
        (
            ["blame", "blame"],
            "wrong-type",
            "names each choice once, but ['blame', 'blame'] came.",
        ),
    ],
)
def test_a_blocker_that_is_not_offered_is_refused(value, rule, message):
    found = refused("week.2026-11-16.blockers", value)
    assert found[0] == rule
    assert message is None or found[1] == f"What got in the way {message}"


@pytest.mark.parametrize(
    "value",
    [{}, {"what": "tea"}, {"date": None}, {"date": 20261116}, {"date": "16.11.2026"},
     {"date": "2026-11-16T09:00"}],
)  # fmt: skip
def test_a_moment_without_its_day_is_refused(value):
    assert refused(MOMENT, value) == (
        "wrong-type",
        f"A moment needs its day as 2026-11-16, but {value.get('date')!r} came. Choose a day.",
    )


@pytest.mark.parametrize(
    ("value", "rule", "message"),
    [
        ("tea", "wrong-type", "A moment is an object with a date, but 'tea' came."),
        (
            {"date": "2026-02-30"},
            "wrong-type",
            "A moment needs a day of the calendar, but '2026-02-30' came. Choose a day.",
        ),
        (
            {"date": "2026-11-24"},
            "out-of-scale",
            "The day of a moment lies between 1900-01-01 and today, but 2026-11-24 came. "
            "Choose the day when it happened.",
        ),
        (
            {"date": "0026-11-20"},
            "out-of-scale",
            "The day of a moment lies between 1900-01-01 and today, but 0026-11-20 came. "
            "Choose the day when it happened.",
        ),
        (
            {"date": "2026-11-20", "mood": 3},
            "wrong-type",
            "A moment has the fields date, part, with, what, close, helped, helped_own, "
            "but 'mood' came.",
        ),
        (
            {"date": "2026-11-20", "part": "noon"},
            "out-of-scale",
            "A part of the day is one of morning, afternoon, evening, night, but 'noon' came.",
        ),
        (
            {"date": "2026-11-20", "what": 5},
            "wrong-type",
            "This answer is a text, but 5 came.",
        ),
        (
            {"date": "2026-11-20", "what": "a" * 2001},
            "too-long",
            "A text here has at most 2000 characters; yours has 2001. Shorten it and it is saved.",
        ),
        (
            {"date": "2026-11-20", "helped": "time"},
            "wrong-type",
            "What helped is a list of choices, but 'time' came.",
        ),
        (
            {"date": "2026-11-20", "helped": ["time", "time"]},
            "wrong-type",
            "What helped names each choice once, but ['time', 'time'] came.",
        ),
        (
            {"date": "2026-11-20", "helped": [["time"]]},
            "out-of-scale",
            f"What helped is chosen from {', '.join(HELPED)}, but ['time'] came.",
        ),
    ],
)
def test_a_moment_that_breaks_a_rule_is_refused_with_it(value, rule, message):
    assert refused(MOMENT, value) == (rule, message)


def test_a_moment_keeps_a_help_that_is_no_longer_offered():
    later = JOURNAL.model_copy(update={"retired": ("singing",)})
    moment = {"date": "2026-11-20", "helped": ["singing"]}
    assert stored(MOMENT, moment, later) == moment
    assert refused(MOMENT, moment)[0] == "out-of-scale"


def test_a_hundred_kilobytes_of_text_are_refused_with_a_short_message():
    rule, message = refused(MOMENT, {"date": "2026-11-20", "helped": ["a" * 100_000]})
    assert rule == "out-of-scale"
    assert len(message) < 400
