"""The exercises that are steps: every step there, worded for every relationship, safe to take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import share_kind, shareable
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import read_library
from closeness_widgets.content.steps import Steps
from tests.unit.test_checklist_content import texts

SHIPPED = paths.content()
LIBRARY = read_library([SHIPPED])
EVERY: dict[str, dict[str, list[str]]] = {
    "feelings-map": {"feelings": ["happiness", "affection", "fears", "insecurities", "support"]},
    "vulnerability-ladder": {
        "ladder": ["everyday", "stories", "struggles", "hopes", "fears"],
        "room": ["no-judgement", "affirmation"],
    },
    "trust-repair": {
        "repair": ["own-it", "apologise", "show-change"],
        "rebuild": ["small-secrets", "promises", "small-risks"],
    },
    "withdrawal-plan": {
        "plan": ["setting", "small-start", "listen", "common-fears", "ask", "agree"]
    },
    "after-rejection": {"care": ["name-it", "be-kind", "reach-out", "learn"]},
    "support-map": {"places": ["friends", "family", "community", "work", "interests"]},
    "reflection": {"questions": ["definition", "stood-out", "my-way", "skill", "new-view"]},
}
"""Exercise -> part -> steps, as the content map counts them."""
GATED = {"vulnerability-ladder", "trust-repair", "withdrawal-plan"}
OWN = """\
kind: steps
id: own
title: Own steps
source: [payne]
minutes: 5
introduction: Have a look.
skip: Skip what you like.
parts:
  - id: one
    title: First part
    marks:
      - {id: done, label: Done}
    steps:
      - id: walk
        title: Walk
        text: Go round the block.
        own: {label: Where to}
  - id: two
    title: Second part
    steps:
      - {id: sit, title: Sit, text: Sit down.}
notes: {purpose: To try., say: [A], do: [B], watch_out_for: [C], debrief: [D], when_not_to_use: [E]}
"""


def steps(name: str) -> Steps:
    exercise = LIBRARY.exercise(name)
    assert isinstance(exercise, Steps)
    return exercise


def rules(folder: Path, old: str, new: str) -> list[str]:
    assert OWN.count(old) == 1, old
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "own.yaml").write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_library([SHIPPED, folder])
    return [one.rule for one in broken.value.mistakes]


@pytest.mark.parametrize("name", EVERY)
def test_every_step_of_the_content_map_is_there_in_its_order(name: str) -> None:
    found = {part.id: [step.id for step in part.steps] for part in steps(name).parts}
    assert found == EVERY[name]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(name: str, kind: Kind) -> None:
    words = LIBRARY.words(name, About(id="1", kind=kind, nickname="Robin"))
    own = {key: part for key, part in words.items() if key not in ("interface", "title")}
    for text in texts(own):
        assert "{" not in text
        if kind == "myself" and text not in texts(own["alone"]):
            for word in ("Robin", "each other", "you two", "both of you"):
                assert word not in text


def test_the_three_that_ask_for_openness_ask_first_and_have_every_step_for_oneself() -> None:
    assert {name for name in EVERY if steps(name).safety} == GATED
    for name in GATED:
        exercise = steps(name)
        assert exercise.alone is not None
        main = [step for step in exercise.steps if step.id not in EVERY[name].get("room", ())]
        for step in main:
            assert step.alone is not None, (name, step.id)
            for phrase in (step.alone.title, step.alone.text):
                assert isinstance(phrase.root, str)
                assert "{" not in phrase.root
                assert not re.search(r"\b(together|each other|sorry|tell)\b", phrase.root), phrase


def test_the_plan_for_somebody_who_went_quiet_ends_if_they_said_no_or_left() -> None:
    first = steps("withdrawal-plan").first
    assert first is not None
    assert [way.id for way in first.options if way.ends] == ["said-no", "left"]
    assert [way.id for way in first.options if not way.ends] == ["quiet", "slow"]


def test_each_step_of_the_ladder_is_matched_by_the_other() -> None:
    ladder, _ = steps("vulnerability-ladder").parts
    assert [mark.id for mark in ladder.marks] == ["shared", "met"]
    assert ladder.marks[1].missing is not None
    assert ladder.next is not None


@pytest.mark.parametrize("name", EVERY)
def test_nothing_of_it_is_for_the_room(name: str) -> None:
    exercise = steps(name)
    answers = {f"{step.id}.own": "private" for step in exercise.steps}
    assert share_kind(exercise) is None
    assert shareable(exercise, answers) == {}


BROKEN = {
    "a step in two parts": (
        "id: sit,",
        "id: walk,",
        "the id 'walk' stands in another part too; each step has its own",
    ),
    "a mark called like a field": ("{id: done,", "{id: own,", "a mark is not called 'own'"),
    "a mind for the first mark": (
        "label: Done}",
        "label: Done, missing: Wait.}",
        "it is said when the mark before is set, and this is the first",
    ),
    "a version alone that nobody sees": (
        "text: Sit down.}",
        "text: Sit down., alone: {title: Lie, text: Lie down.}}",
        "'alone' is only shown after the question of 'safety: true'",
    ),
    "a next step without marks": (
        "title: Second part",
        "title: Second part\n    next: Go on",
        "'next' stands where a mark is still missing, so 'marks' are needed",
    ),
    "a first question that never ends": (
        "parts:",
        "first:\n  question: So?\n  options: [{id: a, label: A}, {id: b, label: B}]\n"
        "  ended: [Over.]\n  link: Help\nparts:",
        "some of 'options' have 'ends: true', and some have not",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_cannot_work_is_refused_with_the_rule(what: str, tmp_path: Path) -> None:
    old, new, rule = BROKEN[what]
    (found,) = rules(tmp_path, old, new)
    assert found.endswith(rule)
