"""What of a client's record reaches the coach: the granted parts, and never what is sensitive."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeness_widgets import paths
from closeness_widgets.clients import parts
from closeness_widgets.clients.client import ClientRefused, File, with_mark, with_week
from closeness_widgets.content.check_in_words import PARTS
from closeness_widgets.content.library import read_library

LIBRARY = read_library([paths.content()])
JOURNAL: Any = LIBRARY.exercises["journal"]
TODAY = date(2026, 11, 25)
SENSITIVE = sorted(parts.sensitive(LIBRARY))
OWN = {
    "week.2026-11-16.ideas.now": 3,
    "week.2026-11-16.feelings.wished": 9,
    "week.2026-11-16.together.now": None,
    "week.2026-11-16.sign.arguing": -1,
    "week.2026-11-16.blockers": ["blame", *SENSITIVE],
    "week.2026-11-16.something.new": 1,
    "moment.abcdef": {"date": "2026-11-17", "what": "Tea."},
    "moment.ghijkl": None,
    "elsewhere": 7,
}
BY_PART = {
    "ratings": [
        "week.2026-11-16.ideas.now", "week.2026-11-16.feelings.wished",
        "week.2026-11-16.sign.arguing",
    ],
    "blockers": ["week.2026-11-16.blockers"],
    "words": ["moment.abcdef"],
}  # fmt: skip
SUBSETS = list(chain.from_iterable(combinations(PARTS, size) for size in range(4)))


@pytest.mark.parametrize("chosen", SUBSETS, ids=lambda chosen: "+".join(chosen) or "nothing")
def test_each_part_opens_what_it_says_and_no_other(chosen):
    found = parts.granted(LIBRARY, OWN, chosen)
    assert sorted(found) == sorted(item for part in chosen for item in BY_PART[part])


def test_a_sensitive_habit_is_left_out_even_if_an_older_record_has_it():
    assert len(SENSITIVE) >= 5
    found = parts.granted(LIBRARY, OWN, PARTS)
    assert found["week.2026-11-16.blockers"] == ["blame"]
    assert not any(one in str(found) for one in SENSITIVE)


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=30), st.integers() | st.none()), st.sampled_from(SUBSETS))
def test_nothing_comes_through_that_is_no_answer_of_the_journal(answers, chosen):
    found = parts.granted(LIBRARY, answers, chosen)
    assert all(item.startswith(("week.", "moment.")) for item in found)
    assert None not in found.values()


def test_the_opening_ratings_belong_to_the_ratings_and_have_a_day():
    entries = [
        ("ideas.now", 2, "2026-10-03"), ("feelings.wished", 9, "2026-10-04"),
        ("together.now", None, "2026-11-01"), ("ideas.talk", 1, "2026-11-02"),
    ]  # fmt: skip
    assert parts.opening(LIBRARY, entries, ["ratings"]) == {
        "date": "2026-10-04", "feelings.wished": 9, "ideas.now": 2,
    }  # fmt: skip
    assert parts.opening(LIBRARY, entries, ["blockers", "words"]) is None
    assert parts.opening(LIBRARY, entries[2:], ["ratings"]) is None


def test_own_answers_win_over_paper_and_paper_stays_where_there_is_none():
    file = with_week(
        File(), "2026-11-16", {"ideas.now": 8, "together.now": 4}, "paper", JOURNAL, TODAY
    )
    file = with_week(file, "2026-11-02", {"ideas.now": 1}, "import", JOURNAL, TODAY)
    file = with_mark(file, {"date": "2026-11-03", "kind": "event", "label": "Holiday"}, TODAY)
    told = parts.series(
        LIBRARY, [{"week.2026-11-16.ideas.now": 5}, OWN], None, file, "friend", PARTS
    )
    assert told["answers"]["week.2026-11-16.ideas.now"] == 3
    assert told["answers"]["week.2026-11-16.together.now"] == 4
    assert told["imported_weeks"] == ["2026-11-02"]
    assert (told["kind"], told["opening"]) == ("friend", None)
    closed = parts.series(LIBRARY, [OWN], None, file, "friend", [])
    assert set(closed["answers"]) == {
        "week.2026-11-16.ideas.now", "week.2026-11-16.together.now", "week.2026-11-02.ideas.now",
    }  # fmt: skip
    assert closed["answers"]["week.2026-11-16.ideas.now"] == 8


def test_for_supervision_words_are_left_out():
    file = with_mark(File(), {"date": "2026-11-03", "kind": "parting", "label": "Left Kim"}, TODAY)
    told = parts.for_supervision(parts.series(LIBRARY, [OWN], None, file, "friend", PARTS))
    assert "Tea." not in str(told)
    assert "Kim" not in str(told)
    assert [one["kind"] for one in told["marks"]] == ["parting"]
    assert told["answers"]["week.2026-11-16.ideas.now"] == 3


@pytest.mark.parametrize("value", [[], None, "ratings", ["all"], [None]])
def test_a_client_names_at_least_one_part_and_only_those_there_are(value):
    with pytest.raises(ClientRefused) as refusal:
        parts.checked_parts(value)
    assert refusal.value.rule == "no-parts"
    assert refusal.value.message.startswith("Choose at least one of ratings, blockers, words, but ")


def test_parts_are_named_once_and_in_our_order():
    assert parts.checked_parts(["words", "ratings", "words"]) == ["ratings", "words"]
