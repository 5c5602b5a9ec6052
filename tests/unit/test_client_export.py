"""One client as a file: safe in a spreadsheet, and the same chart when it is brought in again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeness_widgets.answers.journal import RATINGS
from closeness_widgets.charts import heat_map, progress
from closeness_widgets.charts.words import client_words
from closeness_widgets.clients import parts
from closeness_widgets.clients.client import File
from closeness_widgets.clients.exporting import csv_of, json_of
from closeness_widgets.content.base import KINDS
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.paths import content
from closeness_widgets.testing import sample_people
from tests.unit.bringing import TODAY, file_of, journal, library, merged

Json = dict[str, Any]
Write = Callable[[str, Mapping[str, Any], Any], str]
BOTH = pytest.mark.parametrize("write", [csv_of, json_of])
NAME = "=Ash"
MARK = {"id": "0" * 8, "date": "2026-01-06", "until": None, "kind": "event", "label": "+ a move"}


def told_of(file: File, kind: str = "friend") -> Json:
    """What is drawn of a client of whom the coach has a file only."""
    told = parts.series(library(), [], None, file, file.kind or kind, ())
    if file.opening is not None:
        told["opening"] = {"date": f"{file.opening.date}", **file.opening.values}
    return told


def comes_back(told: Json, write: Write) -> None:
    """Written, brought in and looked at: the same; brought in once more: nothing new."""
    text = write(NAME, told, journal().scale)
    share = merged(text)[0][0]
    back = told_of(share.file)
    assert share.pseudonym == NAME
    assert back["answers"] == told["answers"]
    assert (back["opening"], back["kind"]) == (told["opening"], told["kind"])
    bare = [{**mark, "id": ""} for mark in told["marks"]]
    assert [{**mark, "id": ""} for mark in back["marks"]] == bare
    assert write(NAME, back, journal().scale) == text


days = st.dates(TODAY - timedelta(days=3000), TODAY)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
ratings = st.integers(0, 10)


@st.composite
def told(draw: st.DrawFn) -> Json:
    """Whatever a client may have."""
    week, answers = journal().week, {}
    for day in draw(st.lists(days, max_size=6)):
        monday = day - timedelta(days=day.weekday())
        for name in draw(st.sets(st.sampled_from(RATINGS))):
            answers[f"week.{monday}.{name}"] = draw(ratings)
        for sign in draw(st.sets(st.sampled_from([one.id for one in week.signs]))):
            answers[f"week.{monday}.sign.{sign}"] = draw(st.sampled_from([-1, 0, 1, 2]))
        choices = st.sampled_from([one.id for one in week.blockers.choices])
        if draw(st.booleans()):
            answers[f"week.{monday}.blockers"] = draw(st.lists(choices, unique=True))
    for number in range(draw(st.integers(0, 3))):
        moment: Json = {"date": f"{draw(days)}"}
        for part, value in (("with", texts), ("what", texts), ("close", ratings)):
            if draw(st.booleans()):
                moment[part] = draw(value)
        if draw(st.booleans()):
            moment["helped"] = ["time", "thanks"]
        answers[f"moment.aaaaa{number}"] = moment
    opening = None
    if draw(st.booleans()):
        opening = {"date": f"{draw(days)}", draw(st.sampled_from(RATINGS)): draw(ratings)}
    labels = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80)
    marks = [{**MARK, "label": label} for label in draw(st.sets(labels, max_size=3))]
    kind = draw(st.sampled_from(KINDS))
    return {"answers": answers, "opening": opening, "marks": marks, "kind": kind}


@BOTH
@settings(max_examples=60)
@given(told=told())
def test_whatever_a_client_has_comes_back(write: Write, told: Json) -> None:
    if told["answers"] or told["marks"] or told["opening"]:
        comes_back(told, write)


@BOTH
def test_the_sample_people_come_back_to_the_very_same_pictures(write: Write) -> None:
    words = read_words([content()], "progress", ProgressWords)
    for person in sample_people():
        answers = parts.granted(
            library(), person.answers["journal"], ("ratings", "blockers", "words")
        )
        if not answers:
            continue
        first = {"answers": answers, "opening": None, "marks": [MARK], "kind": person.about.kind}
        file = file_of(write(NAME, first, journal().scale))
        again = told_of(file)
        said = client_words(library(), words, person.about.kind)
        assert heat_map.picture(first, said) == heat_map.picture(again, said)
        assert progress.picture(first, said) == progress.picture(again, said)
        break


def test_no_cell_of_a_csv_file_is_run_by_a_spreadsheet() -> None:
    wild = [
        "=1+1",
        "+1 day",
        "-x",
        "@me",
        "\tx",
        "\rx",
        "  =1+1",
        "'=1+1",
        "-1",
        "\uff1d1+1",
        "\u200b=1",
    ]
    answers = {
        f"moment.aaaa{n:02}": {"date": "2026-01-05", "what": text} for n, text in enumerate(wild)
    }
    text = csv_of(NAME, {"answers": answers, "opening": None, "marks": [MARK], "kind": "friend"},
                  journal().scale)  # fmt: skip
    assert text.startswith('\ufeff"client","about","date","until","field","value (0-10)"\r\n')
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert cell == "-1" or not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert not cell.startswith(("\t", "\r", "\uff1d", "\u200b"))
    back = told_of(file_of(text))["answers"]
    assert [back[f"moment.aaaa{n:02}"]["what"] for n in range(len(wild))] == wild


def test_a_json_file_says_what_it_is_and_is_one_answer_an_entry() -> None:
    answers = {"week.2026-01-05.ideas.now": 5, "week.2026-01-05.blockers": []}
    told = {"answers": answers, "opening": None, "marks": [], "kind": "friend"}
    assert json.loads(json_of("Ash", told, journal().scale)) == {
        "file": "closeness-client", "client": "Ash", "about": "friend", "scale": [0, 10],
        "entries": [
            {"date": "2026-01-05", "until": "", "field": "blockers", "value": []},
            {"date": "2026-01-05", "until": "", "field": "ideas.now", "value": 5},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (
            "moment.aaaaaa.close",
            11,
            "A rating is a whole number from 0 to 10, but 11 came. Choose again",
        ),
        ("moment.aaaaaa.close", "much", "how close a moment felt is a number, but 'much' came"),
        ("moment.aaaaaa.what", 5, "This answer is a text, but 5 came"),
        ("moment.x", "", "there is no field 'moment.x'"),
        ("mark.wonder", "x", "there is no field 'mark.wonder'"),
        ("mark.event", "x" * 81, "what a mark says has at most 80 letters"),
        ("mark.event", "\ud800", "what a mark says has at most 80 letters"),
        ("opening.ideas.now", 11, "opening.ideas.now lies between 0 and 10, but 11 came"),
    ],
)
def test_what_was_changed_by_hand_is_checked_like_any_answer(
    field: str, value: Any, reason: str
) -> None:
    told = {"answers": {}, "opening": None, "marks": [MARK], "kind": "friend"}
    whole = json.loads(json_of("Ash", told, journal().scale))
    whole["entries"].append({"date": "2026-01-05", "until": "", "field": field, "value": value})
    left_out = merged(json.dumps(whole))[1]
    assert [(one.line, one.reason) for one in left_out] == [(2, reason)]


def test_a_stretch_ends_after_it_began_and_opening_ratings_are_of_one_day() -> None:
    first = "client,about,date,until,field,value (0-10)"
    rows = [
        "Ash,friend,2026-01-05,2026-01-04,mark.phase,Holiday",
        "Ash,friend,2026-01-05,,opening.ideas.now,5",
        "Ash,friend,2026-01-05,,opening.ideas.now,6",
        "Ash,friend,2026-01-06,,opening.ideas.wished,8",
        "Ash,rival,2026-01-05,,ideas.now,6",
    ]
    left_out = merged("\n".join([first, *rows]))[1]
    assert [(one.line, one.reason) for one in left_out] == [
        (2, "a stretch ends on its first day or later, but 2026-01-04 is before 2026-01-05"),
        (4, "opening.ideas.now is 5 already"),
        (5, "there are opening ratings of 2026-01-05 already"),
        (6, "the kind is one of partner, family, child, parent, friend, housemate, colleague, "
            "myself, but 'rival' came"),
    ]  # fmt: skip
