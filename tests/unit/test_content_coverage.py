"""The workbook delivers every idea of its sources, whole, with its source and its notes."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About
from closeness_widgets.content.library import read_library
from closeness_widgets.serving.chapters import read_chapters
from tests.unit.coverage import (
    Coverage,
    Part,
    Row,
    content,
    content_files,
    found,
    read_coverage,
    sources,
    wrong_with,
)

COVERAGE = read_coverage()
LIBRARY = read_library([paths.content()])
BUILT = {name: row for name, row in COVERAGE.rows.items() if row.parts}
LINKS = ("exercise", "exercises")
"""Keys in content files that name other exercises or cards."""


def test_nothing_is_left_to_build() -> None:
    assert not COVERAGE.pending


def test_no_idea_is_left_out() -> None:
    assert list(COVERAGE.rows) == [f"A{n}" for n in range(1, 56)] + [f"B{n}" for n in range(1, 7)]


@pytest.mark.parametrize("name", BUILT)
def test_an_idea_is_there_with_all_its_items(name: str) -> None:
    row = BUILT[name]
    assert [wrong for part in (*row.parts, *row.also) for wrong in wrong_with(part)] == []
    if row.count != "note":
        assert sum(part.items for part in row.parts) == row.count


@pytest.mark.parametrize("name", BUILT)
def test_an_idea_names_the_sources_that_it_comes_from(name: str) -> None:
    row = BUILT[name]
    named = set[str]().union(*(sources(part) for part in (*row.parts, *row.also)))
    assert set(row.source) <= named
    assert row.source or name.startswith("B")


def test_a_list_has_no_item_that_comes_from_nowhere() -> None:
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in BUILT.values():
        for part in row.parts:
            if part.ids and not part.sensitive:
                told[part.where, part.at].update(part.ids)
    for (where, at), ids in told.items():
        node = found(Part.model_validate({"in": where, "at": at}))
        there = set(node) if isinstance(node, dict) else {str(one["id"]) for one in node}
        assert there == ids, f"{where} > {at}"


def test_every_kind_of_relationship_gets_every_item_but_those_for_some_alone() -> None:
    for name, row in BUILT.items():
        for part in row.parts:
            if not part.ids or part.where not in LIBRARY.exercises or part.sensitive:
                continue
            for kind in KINDS:
                words = LIBRARY.words(part.where, About(id="a", kind=kind))
                there = [one["id"] for one in _at(words, part.at)]
                meant = [one for one in part.ids if kind in part.only.get(one, KINDS)]
                assert [one for one in there if one in part.ids] == meant, (name, kind)


def test_every_exercise_and_card_has_notes_for_whoever_leads() -> None:
    for step in [*LIBRARY.exercises.values(), *LIBRARY.cards.values()]:
        notes = step.notes
        assert notes.purpose, step.id
        for lines in (notes.say, notes.do, notes.watch_out_for, notes.debrief):
            assert lines, step.id
        assert notes.when_not_to_use, step.id


def test_the_guide_has_the_notes_of_every_exercise_and_card_once() -> None:
    guide = (paths.workbooks() / "facilitators_guide.ipynb").read_text(encoding="utf-8")
    shown = re.findall(r"facilitator_notes\(\\\"([\w-]+)", guide)
    assert sorted(shown) == sorted([*LIBRARY.exercises, *LIBRARY.cards])


def test_every_link_to_an_exercise_leads_to_one() -> None:
    steps = {*LIBRARY.exercises, *LIBRARY.cards}
    for file in content_files():
        for key, name in _links(yaml.safe_load(file.read_text(encoding="utf-8"))):
            if file.stem not in ("interface", "site", "live", "facilitator", "wall", "result"):
                assert name in steps, f"{file.name}: {key}: {name}"
    for notebook in paths.workbooks().glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        for call, name in re.findall(r"(open_exercise|facilitator_notes)\(\\?\"([^\"\\]+)", text):
            assert name in steps, f"{notebook.name}: {call}({name!r})"


def test_every_link_in_a_chapter_leads_to_a_page() -> None:
    pages = {*read_chapters(), "../help", "../record"}
    for notebook in paths.workbooks().glob("*.ipynb"):
        for address in re.findall(r"\]\(([^)#]+)\)", str(content(notebook.stem))):
            assert address in pages, f"{notebook.name}: {address}"


def test_the_chapters_hold_every_exercise_once() -> None:
    shown: list[str] = []
    for chapter in read_chapters().values():
        text = chapter.path.read_text(encoding="utf-8")
        shown += re.findall(r"open_exercise\(\\\"([^\"\\]+)", text)
    assert sorted(shown) == sorted(LIBRARY.exercises)


BLOCKERS = content("blockers")["items"]
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "an item that is gone": (
        {"in": "blockers", "at": "items", "ids": ["blame", "shame"]},
        "blockers > items: there is no 'shame'",
    ),
    "a list that is too short": (
        {"in": "site", "at": "help.ways.points", "count": 9},
        "site > help.ways.points: 9 entries are meant, but there are 8",
    ),
    "an item that some do not get": (
        {"in": "blockers", "at": "items", "ids": ["all-needs"]},
        "blockers > items: 'all-needs' is there for ['partner'], which is not what is said",
    ),
    "words that were changed": (
        {"in": "dimensions", "at": "notes", "words": ["Ask, and assume"]},
        "dimensions > notes: “Ask, and assume” is not there",
    ),
    "a place that is gone": (
        {"in": "dimensions", "at": "remarks.9.text"},
        "dimensions > remarks.9.text: there is no '9'",
    ),
    "a file that is gone": ({"in": "smoke"}, "smoke: there is no such content file or notebook"),
    "a mark that is missing": (
        {"in": "blockers", "at": "items", "ids": ["blame"], "sensitive": True},
        "blockers > items: sensitive are "
        f"{sorted(one['id'] for one in BLOCKERS if one.get('sensitive'))}",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_missing_is_named_with_its_place(what: str) -> None:
    claim, wrong = BROKEN[what]
    assert wrong_with(Part.model_validate(claim)) == [wrong]


def test_an_idea_without_a_place_must_be_pending() -> None:
    with pytest.raises(ValidationError, match="A1: either it has parts, or it is pending"):
        Coverage(pending=(), rows={"A1": Row(name="An idea", count=1)})


def _at(words: Any, at: str) -> Any:
    for step in at.split("."):
        by_id = {one["id"]: one for one in words} if isinstance(words, list) else words
        words = by_id[step] if step in by_id else words[int(step)]
    return words


def _links(node: Any) -> list[tuple[str, str]]:
    if not isinstance(node, (dict, list)):
        return []
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    links = []
    for key, child in pairs:
        if key in LINKS:
            links += [(key, one) for one in ([child] if isinstance(child, str) else child)]
        else:
            links += _links(child)
    return links
