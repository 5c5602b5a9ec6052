"""The circles: every place in words, whole numbers only, nothing measured and nothing shared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.answers import AnswerRefused, check_answer, share_kind, shareable
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.circles import Circles
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import read_library
from closeness_widgets.rooms.solo import Solo
from tests.unit.test_checklist_content import texts

SHIPPED = paths.content()
LIBRARY = read_library([SHIPPED])
CIRCLES = LIBRARY.exercise("circles")
assert isinstance(CIRCLES, Circles)


def test_each_place_from_apart_to_closest_is_said_in_words_of_its_own() -> None:
    assert len(set(CIRCLES.positions)) == 11


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(kind: Kind) -> None:
    words = LIBRARY.words("circles", About(id="1", kind=kind, nickname="Robin"))
    said = [text for key, part in words.items() if key != "interface" for text in texts(part)]
    assert not [text for text in said if "{" in text]
    assert any("Robin" in text for text in said) == (kind != "myself")
    assert words["you"] == ("You as you are" if kind == "myself" else "You")


def test_the_idea_is_credited_and_nobody_says_that_it_is_measured() -> None:
    (source,) = LIBRARY.words("circles", About(id="1", kind="friend"))["sources"]
    assert source["title"].startswith("Inclusion of Other in the Self")
    assert source["author"] == "Arthur Aron, Elaine N. Aron and Danny Smollan, 1992"
    assert "no test" in str(CIRCLES.remarks[-1].root)


@pytest.mark.parametrize("value", [0, 5, 10, None])
@pytest.mark.parametrize("item", ["now", "wished"])
def test_a_place_is_a_whole_number_or_nothing(item: str, value: Any) -> None:
    assert check_answer(CIRCLES, item, value) == value


REFUSED: list[tuple[str, Any, str, str]] = [
    ("later", 1, "unknown-item", "There is nothing called 'later' to answer in this exercise."),
    ("now", 11, "out-of-scale",
     "The circles stand between 0 and 10, but 11 came. Move them again."),
    ("wished", -1, "out-of-scale",
     "The circles stand between 0 and 10, but -1 came. Move them again."),
    ("now", 2.5, "wrong-type",
     "The circles stand at a whole number, but 2.5 came. Move them again."),
    ("now", True, "wrong-type",
     "The circles stand at a whole number, but True came. Move them again."),
    ("now", "3", "wrong-type",
     "The circles stand at a whole number, but '3' came. Move them again."),
]  # fmt: skip


@pytest.mark.parametrize(("item", "value", "rule", "message"), REFUSED)
def test_anything_else_is_refused_and_says_why(
    item: str, value: Any, rule: str, message: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        check_answer(CIRCLES, item, value)
    assert (refused.value.rule, refused.value.message) == (rule, message)


def test_nothing_of_it_is_for_the_room() -> None:
    assert share_kind(CIRCLES) is None
    assert shareable(CIRCLES, {"now": 3, "wished": 8}) == {}


def test_a_place_without_words_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "en" / "circles.yaml").read_text(encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "circles.yaml").write_text(
        text.replace("  - Nearly half in common\n", ""), encoding="utf-8"
    )
    with pytest.raises(ContentErrors) as broken:
        read_library([SHIPPED, tmp_path])
    (mistake,) = broken.value.mistakes
    assert mistake.rule.startswith("positions:")


def test_the_text_form_is_one_line_that_tells_nothing_of_the_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    solo = Solo()
    widget = solo.open("circles")
    solo.choose({"kind": "friend", "nickname": ""})
    change = {"about": widget.about["id"], "item": "now", "value": 3, "revision": 1, "writer": "w"}
    widget.outbox = {"sent": "1", "changes": [change]}
    assert widget.answers["now"]["value"] == 3
    assert widget.summary() == "Exercise 'circles': 2 pairs of circles, 11 places each."
