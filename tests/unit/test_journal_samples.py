"""The invented people: made by their script, allowed by the rules, and nobody real."""

from __future__ import annotations

import csv
import runpy
from datetime import date

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import check_answer
from closeness_widgets.content.library import read_library
from closeness_widgets.testing import sample_people

TREES = ["Birch", "Hazel", "Linden", "Rowan", "Maple", "Alder", "Willow", "Juniper"]


def test_the_script_makes_the_shipped_files_byte_for_byte(tmp_path):
    runpy.run_path(str(paths.samples() / "make_samples.py"))["main"](tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["people.json", "weekly_ratings.csv"]
    for name in made:
        assert (tmp_path / name).read_bytes() == (paths.samples() / name).read_bytes()


def test_the_people_are_trees():
    assert [person.pseudonym for person in sample_people()] == TREES
    assert all(person.about.nickname == "" for person in sample_people())


@pytest.mark.parametrize("person", sample_people(), ids=lambda person: person.pseudonym)
def test_each_of_their_answers_could_have_been_given(person):
    library = read_library([paths.content()])
    for exercise, answers in person.answers.items():
        for item, value in answers.items():
            assert check_answer(library.exercise(exercise), item, value) == value


def test_the_table_says_the_same_as_the_answers():
    with (paths.samples() / "weekly_ratings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = {person.pseudonym: person.answers["journal"] for person in sample_people()}
    assert {row["person"] for row in rows} == set(TREES)
    for row in rows:
        assert date.fromisoformat(row["week"]).weekday() == 0
        answers = people[row["person"]]
        assert int(row["ideas_now"]) == answers[f"week.{row['week']}.ideas.now"]
        assert int(row["feelings_wished"]) == answers[f"week.{row['week']}.feelings.wished"]
