"""The twelve blockers: all there, worded for every relationship, and safe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import Library, read_library

SENSITIVE = {"all-needs", "talk-now", "cutting-off", "outbursts", "giving-up"}


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library([paths.content()])


@pytest.fixture(scope="module")
def blockers(library: Library) -> Checklist:
    exercise = library.exercise("blockers")
    assert isinstance(exercise, Checklist)
    return exercise


def words(library: Library, kind: Kind, nickname: str = "") -> dict[str, object]:
    return library.words("blockers", About(id="1", kind=kind, nickname=nickname))


def texts(part: object) -> Iterator[str]:
    """Every text inside plain JSON."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


def test_there_are_twelve_each_with_a_practice_of_its_own(blockers: Checklist) -> None:
    assert [one.id for one in blockers.items] == [
        "feelings-as-push", "all-needs", "blame", "unasked-advice", "criticism", "talk-now",
        "cutting-off", "outbursts", "escape", "secret-no", "tuned-out", "giving-up",
    ]  # fmt: skip
    titles = {one.practice.title.wording("partner") for one in blockers.items}
    assert len(titles) == 12


def test_the_sensitive_ones_are_those_of_the_content_map(blockers: Checklist) -> None:
    assert {one.id for one in blockers.items if one.sensitive} == SENSITIVE
    assert [number for number, one in enumerate(blockers.items, 1) if one.sensitive] == [
        2,
        6,
        7,
        8,
        12,
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_about_sex_is_for_partners_only(library: Library, kind: Kind) -> None:
    said = words(library, kind)
    ids = [one["id"] for one in said["items"]]
    assert len(ids) == (12 if kind == "partner" else 11)
    assert ("all-needs" in ids) == (kind == "partner")
    text = str({name: part for name, part in said.items() if name != "interface"}).lower()
    for word in ("sex", "affair"):
        assert bool(re.search(rf"\b{word}", text)) == (kind == "partner")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(library: Library, kind: Kind) -> None:
    said = list(texts(words(library, kind, nickname="Robin")))
    assert all(said)
    assert not [text for text in said if "{" in text]
    if kind == "myself":
        assert not [text for text in said if "Robin" in text]
        items = texts(words(library, kind)["items"])
        assert not [text for text in items if "the other" in text.lower()]


def test_somebody_thinking_of_themselves_marks_one_side_only(library: Library) -> None:
    assert [side["label"] for side in words(library, "myself")["sides"]] == ["Me"]
    assert [side["label"] for side in words(library, "friend")["sides"]] == ["Me", "Your friend"]
    assert [side["label"] for side in words(library, "friend", "kim")["sides"]] == ["Me", "Kim"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_contact_is_said_not_to_be_a_blocker(library: Library, kind: Kind) -> None:
    (one,) = (one for one in words(library, kind)["items"] if one["id"] == "cutting-off")
    choice = "keep your distance" if kind == "colleague" else "have no contact"
    assert f"Choosing to {choice}" in one["text"]
    assert one["text"].endswith("a decision about your own life, and not a blocker.")


@pytest.mark.parametrize("kind", KINDS)
def test_help_speaks_of_what_is_done_to_me_and_of_what_i_do(library: Library, kind: Kind) -> None:
    said = words(library, kind)
    assert "done to you" in said["help"]["text"]
    assert "that you do yourself" in said["help"]["text"]
    assert "help first" in said["not_for"]
    assert "Skip whatever you like" in said["skip"]


def test_what_is_for_oneself_alone_names_nobody(blockers: Checklist) -> None:
    versions = [one.practice.alone for one in blockers.items if one.practice.alone]
    assert len(versions) == 7
    for version in versions:
        for phrase in (version.title, *version.tries):
            assert isinstance(phrase.root, str)
            assert "{" not in phrase.root
