"""What a checklist may consist of: groups of lines, a picture, a choice; and the four that have."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer, share_kind, shareable
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.result_words import ResultWords
from closeness_widgets.serving.live.rehearsal import invented
from closeness_widgets.workshops.result import result
from tests.unit.test_checklist_content import texts
from tests.unit.test_content_check import Folder

LIBRARY = read_library([paths.content()])
RESULT_WORDS = read_words([paths.content()], "result", ResultWords)
GROUPED = {
    "obstacles": {
        "hard": (5, "closeness-in-relationships"),
        "between": (4, "leone-centre"),
        "common": (3, "lasting-connection"),
        "costs": (6, "leone-centre"),
    },
    "safe-person": {
        "build": (4, "closeness-in-relationships"),
        "safe": (4, "closeness-in-relationships"),
        "space": (2, "invisible-thread"),
        "listening": (3, "invisible-thread"),
    },
    "signs": {
        "present": (5, "leone-centre"),
        "everyday": (5, "lasting-connection"),
        "missing": (5, "leone-centre"),
        "low": (6, "closeness-in-relationships"),
    },
}
"""How many lines of which source each group has, as the content map counts them."""


def checklist(name: str) -> Checklist:
    exercise = LIBRARY.exercise(name)
    assert isinstance(exercise, Checklist)
    return exercise


@pytest.mark.parametrize("name", GROUPED)
def test_every_group_has_all_its_lines_and_says_where_they_come_from(name: str) -> None:
    exercise = checklist(name)
    found = Counter(line.group for line in exercise.items)
    assert {group.id: (found[group.id], *group.source) for group in exercise.groups} == GROUPED[
        name
    ]


@pytest.mark.parametrize("name", ["availability", *GROUPED])
@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(name: str, kind: Kind) -> None:
    words = LIBRARY.words(name, About(id="1", kind=kind, nickname="Robin"))
    own = {key: part for key, part in words.items() if key not in ("interface", "picture")}
    for text in texts(own):
        assert "{" not in text
        if kind == "myself":
            for word in ("Robin", "each other", "you two"):
                assert word not in text


@pytest.mark.parametrize("kind", KINDS)
def test_what_distance_does_to_sex_is_for_partners_only(kind: Kind) -> None:
    words = LIBRARY.words("obstacles", About(id="1", kind=kind))
    costs = [line["id"] for line in words["items"] if line["group"] == "costs"]
    assert len(costs) == (6 if kind == "partner" else 5)
    own = {key: part for key, part in words.items() if key != "interface"}
    assert (" sex" in str(own)) == (kind == "partner")


def test_the_old_hurt_and_sex_never_reach_the_wall_or_a_sheet_to_hand_in() -> None:
    obstacles = checklist("obstacles")
    assert {line.id for line in obstacles.items if line.sensitive} == {"past-hurt", "cost-sex"}
    given = shareable(obstacles, {f"{line.id}.me": 2 for line in obstacles.items})
    assert len(given) == 16
    assert not {"past-hurt.me", "cost-sex.me"} & set(given)


def test_obstacles_end_in_five_ways_that_can_help() -> None:
    obstacles = checklist("obstacles")
    assert list(obstacles.choices()) == [
        "notice", "one-step", "trained-help", "patience", "small-wins",
    ]  # fmt: skip
    assert check_answer(obstacles, "chosen", "patience") == "patience"


def test_who_would_be_safe_can_grow_any_of_thirteen_and_shares_the_pick_alone() -> None:
    safe = checklist("safe-person")
    assert len(safe.choices()) == 13
    given = shareable(safe, {"nodding.me": 2, "chosen": "validating"})
    assert [item for item, picked in given.items() if picked] == ["validating.me"]


def test_availability_asks_for_safety_first_and_shares_nothing() -> None:
    availability = checklist("availability")
    assert len(availability.items) == 8
    assert availability.safety
    assert share_kind(availability) is None
    assert invented(availability, 1) == {}


@pytest.mark.parametrize("name", ["availability", *GROUPED])
def test_nobody_is_told_to_open_up_where_it_may_not_be_safe(name: str) -> None:
    """A way or practice that opens up has its version for oneself; the others ask for nothing."""
    for practice in checklist(name).choices().values():
        assert practice.opens_up == (practice.alone is not None)
    assert "help first" in checklist(name).not_for.wording("partner")


@pytest.mark.parametrize("name", ["signs", "obstacles"])
def test_on_the_wall_a_line_has_a_few_words_that_the_back_row_can_read(name: str) -> None:
    forms = [
        {"item": f"{line.id}.me", "tenths": 5, "few": False, "nearly_all": False}
        for line in checklist(name).items
    ]
    drawn = {"published": {"items": forms}}
    counts = result(LIBRARY, name, drawn, None, RESULT_WORDS)["counts"]
    assert [count["label"] for count in counts] == [line.short for line in checklist(name).items]
    assert all(len(count["label"]) <= 28 for count in counts)


@pytest.fixture
def content(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "content")


GROUPS = """\
groups:
  - {id: haste, heading: Haste, source: [payne], tells: distance}
  - {id: tone, heading: Tone}
items:
"""
PICTURE = """\
picture:
  heading: Your picture
  alt: A chart.
  sentence: "{name}: {marks}."
  closing: That is all.
  skipped: Not answered
  table: {caption: Your marks, line: Line}
plan:"""
WAYS = """\
ways:
  - {id: walk, title: Walk, practice: {title: Go, tries: [Go round the block.]}}
plan:"""
CHOICE = "choose: {heading: Choose, introduction: Choose one., none: None yet., others: More"
IN_SHORT = "in_short: {summary: In short, nothing: Nothing., chosen: Chosen, practice: Try}\n"
STEP = "plan: {heading: Step, introduction: One step., when: When, then: Then}\n"


def group(content: Folder, late: str = "haste", rude: str = "tone") -> None:
    content.change("small", "items:\n", GROUPS)
    content.change("small", "id: late\n", f"id: late\n    group: {late}\n")
    content.change("small", "id: rude\n", f"id: rude\n    group: {rude}\n")


def test_groups_a_picture_and_ways_are_no_mistake(content: Folder) -> None:
    group(content)
    content.change("small", "plan:", PICTURE)
    content.change("small", "plan:", WAYS)
    content.change("small", CHOICE, "choose: {heading: Choose, introduction: Choose one.")
    assert content.mistakes() == []


def test_a_line_without_further_words_and_without_a_choice_is_no_mistake(content: Folder) -> None:
    for old in (CHOICE + ", practice: Try}\n", STEP, IN_SHORT):
        content.change("small", old, "")
    content.change("small", "    text: Rough words.\n", "")
    assert content.mistakes() == []


def test_a_line_stands_in_a_group_that_there_is(content: Folder) -> None:
    group(content, rude="tune")
    assert content.mistakes() == [
        "small.yaml:20: groups > tone > id: a group has lines, and they stand together in one "
        "place; those of 'tone' do not",
        "small.yaml:31: items > rude > group: the group is one of haste, tone, but found 'tune'",
    ]


def test_a_line_names_no_group_where_there_are_none(content: Folder) -> None:
    content.change("small", "id: rude\n", "id: rude\n    group: tone\n")
    assert content.mistakes() == [
        "small.yaml:27: items > rude > group: the group is left out: there are none, but found "
        "'tone'"
    ]


def test_a_group_names_a_source_of_its_exercise(content: Folder) -> None:
    group(content)
    content.change("small", "heading: Tone", "heading: Tone, source: [leone-centre]")
    assert content.mistakes() == [
        "small.yaml:20: groups > tone > source: 'leone-centre' is not among the exercise's "
        "sources; add it there"
    ]


def test_a_comparison_needs_groups_of_both_kinds(content: Folder) -> None:
    group(content)
    compared = "  compared: {closeness: A, same: B, distance: C, too_few: D}\n  closing:"
    content.change("small", "plan:", PICTURE)
    content.change("small", "  closing:", compared)
    assert [one.partition(": ")[2] for one in content.mistakes()] == [
        "picture > compared: comparing needs groups that tell of closeness and groups that tell "
        "of distance"
    ]


def test_a_picture_of_groups_has_one_side(content: Folder) -> None:
    group(content)
    content.change("small", "plan:", PICTURE)
    content.change("small", "    label: Me\n", "    label: Me\n  - {id: other, label: They}\n")
    assert [one.partition(": ")[2] for one in content.mistakes()] == [
        "picture: a picture of groups shows one side, but there are two"
    ]


def test_a_choice_comes_with_all_that_belongs_to_it(content: Folder) -> None:
    content.change("small", STEP, "")
    assert [one.partition(": ")[2] for one in content.mistakes()] == [
        "plan: this is missing; 'choose' leads to a plan and to a few words at the end"
    ]


def test_what_belongs_to_a_choice_does_not_stand_alone(content: Folder) -> None:
    content.change("small", CHOICE + ", practice: Try}\n", "shared: chosen\n")
    assert sorted(one.partition(": ")[2] for one in content.mistakes()) == [
        "in_short: this belongs to 'choose': write that too, or take this out",
        "plan: this belongs to 'choose': write that too, or take this out",
        "shared: 'chosen' shares what was picked, but there is no 'choose'",
    ]


def test_choosing_among_lines_needs_words_for_those_not_marked(content: Folder) -> None:
    content.change("small", ", others: More", "")
    assert [one.partition(": ")[2] for one in content.mistakes()] == [
        "choose: 'none' and 'others' are needed; only 'ways' can do without them"
    ]


def test_ways_are_not_shared(content: Folder) -> None:
    content.change("small", "plan:", WAYS)
    content.change("small", "minutes: 5", "minutes: 5\nshared: chosen")
    assert [one.partition(": ")[2] for one in content.mistakes()] == [
        "shared: ways stay with the person; share 'marks' or 'nothing'"
    ]


def small(content: Folder) -> Checklist:
    exercise = read_library([content.folder]).exercise("small")
    assert isinstance(exercise, Checklist)
    return exercise


def test_with_ways_only_a_way_can_be_chosen(content: Folder) -> None:
    content.change("small", "plan:", WAYS)
    exercise = small(content)
    assert check_answer(exercise, "chosen", "walk") == "walk"
    with pytest.raises(AnswerRefused, match=r"^What you work on is one of walk, but 'late' came"):
        check_answer(exercise, "chosen", "late")
    with pytest.raises(AnswerRefused, match=r"^There is nothing called 'walk\.me' to answer"):
        check_answer(exercise, "walk.me", 1)


@pytest.mark.parametrize("item", ["chosen", "plan.when", "plan.then"])
def test_without_a_choice_there_is_nothing_to_choose_or_to_plan(item: str) -> None:
    with pytest.raises(AnswerRefused, match=f"^There is nothing called '{item}' to answer"):
        check_answer(checklist("signs"), item, None)


def test_where_nothing_is_shared_no_mark_leaves_the_record(content: Folder) -> None:
    content.change("small", "minutes: 5", "minutes: 5\nshared: nothing")
    exercise = small(content)
    assert share_kind(exercise) is None
    assert shareable(exercise, {"late.me": 2}) == {}


def test_signs_are_shared_as_a_yes_or_a_no() -> None:
    signs = checklist("signs")
    assert share_kind(signs) == "counts"
    given = shareable(signs, {"heard.me": 2, "lonely.me": 0, "meals.me": None})
    assert given == {"heard.me": 1, "lonely.me": 0}
    assert len(invented(signs, 3)) == 21
