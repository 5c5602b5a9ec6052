"""Which exercises ask first whether being open is safe, and what their files may say about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, read_library

SHIPPED = paths.content()
SKILLS = (SHIPPED / "en" / "skills.yaml").read_text(encoding="utf-8")


def with_own(folder: Path, more: str) -> Library:
    (folder / "en").mkdir()
    (folder / "en" / "skills.yaml").write_text(more + SKILLS, encoding="utf-8")
    return read_library([SHIPPED, folder])


def test_an_exercise_does_not_ask_unless_its_file_says_so() -> None:
    library = read_library([SHIPPED])
    assert not library.exercise("dimensions").safety
    assert library.words("dimensions", About(id="1", kind="friend"))["safety"] is False


def test_the_page_hears_that_it_asks_and_what_there_is_to_do_alone(tmp_path: Path) -> None:
    library = with_own(
        tmp_path, 'safety: true\nalone: {default: "Not to {other}", myself: To nobody}\n'
    )
    words = library.words("skills", About(id="1", kind="friend", nickname="Sam"))
    assert words["safety"] is True
    assert words["alone"] == "Not to Sam"
    assert words["interface"]["safety"]["question"] == (
        "Could being open with this person put you at risk?"
    )


def test_a_version_alone_without_the_question_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentErrors) as broken:
        with_own(tmp_path, "alone: Write it down for yourself.\n")
    (mistake,) = broken.value.mistakes
    assert mistake.rule.endswith("'alone' is only shown after the question of 'safety: true'")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_round_the_question_names_anybody(kind: Kind) -> None:
    library = read_library([SHIPPED])
    words = library.words("dimensions", About(id="1", kind=kind, nickname="Sam"))
    said = str(words["interface"]["safety"])
    assert "Sam" not in said
    assert "{" not in said.replace("{'", "", 1)
