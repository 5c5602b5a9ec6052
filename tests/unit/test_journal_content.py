"""The journal's words: what ships, and what an author's slip leads to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, read_library

SHIPPED = (paths.content() / "en" / "journal.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library([paths.content()])


def words_for(library: Library, kind: Kind, exercise: str = "journal") -> dict:
    return library.words(exercise, About(id="a", kind=kind))


def mistakes_after(folder: Path, old: str, new: str) -> list[str]:
    """Put an edited copy of the shipped file over it; return what is wrong, without the folder."""
    assert SHIPPED.count(old) == 1, old
    edited = folder / "en" / "journal.yaml"
    edited.parent.mkdir()
    edited.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_library([paths.content(), folder])
    return [f"{mistake.line}: {mistake.rule}" for mistake in broken.value.mistakes]


def line_of(text: str) -> int:
    return SHIPPED[: SHIPPED.index(text)].count("\n") + 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_four_signs_and_three_ratings_are_there_for_every_kind(library, kind):
    week = words_for(library, kind)["week"]
    assert [sign["id"] for sign in week["signs"]] == ["arguing", "sharing", "empathy", "repair"]
    assert [one["id"] for one in week["dimensions"]] == ["ideas", "together", "feelings"]
    assert [option["value"] for option in week["options"]] == [0, 1, 2]
    assert week["cannot_say"]


@pytest.mark.parametrize("kind", KINDS)
def test_at_least_six_things_can_have_helped(library, kind):
    helped = words_for(library, kind)["moments"]["helped"]
    assert len(helped) >= 6
    assert ("touch" in [one["id"] for one in helped]) == (kind != "colleague")


@pytest.mark.parametrize("kind", KINDS)
def test_the_blockers_of_a_week_are_those_of_chapter_two_that_are_not_sensitive(library, kind):
    chapter = [one["id"] for one in words_for(library, kind, "blockers")["items"]]
    sensitive = {one.id for one in library.exercise("blockers").items if one.sensitive}
    asked = [one["id"] for one in words_for(library, kind)["week"]["blockers"]["choices"]]
    assert asked == [one for one in chapter if one not in sensitive]
    assert len(asked) == 7


def test_a_sensitive_blocker_cannot_be_asked_for_each_week(tmp_path):
    old = "      - id: tuned-out\n"
    assert mistakes_after(tmp_path, old, f"{old}        sensitive: true\n") == [
        f"{line_of('    choices:')}: week > blockers > choices: a coach may be given these weekly "
        "choices, so none of them is sensitive, but found tuned-out; take it out"
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_ratings_have_the_same_words_and_scale_as_in_the_first_chapter(library, kind):
    mine, first = words_for(library, kind), words_for(library, kind, "dimensions")
    assert mine["scale"] == first["scale"]
    assert (mine["week"]["now"], mine["week"]["wished"]) == (first["now"], first["wished"])
    for one, other in zip(mine["week"]["dimensions"], first["dimensions"], strict=True):
        assert [one[part] for part in ("id", "name", "meaning")] == [
            other[part] for part in ("id", "name", "meaning")
        ]


def test_the_journal_about_oneself_never_speaks_of_another_person(library):
    words = words_for(library, "myself")
    del words["interface"], words["sources"]
    text = str(words)
    assert not re.search(r"yourself’s|\byour own own\b|each other|the two of you|\{other", text)
    for phrase in ("quarrel", "One of you", "together"):
        assert phrase not in str(words["moments"]), phrase


def test_the_three_ratings_keep_their_order(tmp_path):
    assert mistakes_after(tmp_path, "    - id: ideas\n", "    - id: thoughts\n") == [
        f"{line_of('  dimensions:')}: week > dimensions: a week has the ratings ideas, together, "
        "feelings in this order, because they are joined with those of other exercises, but found "
        "thoughts, together, feelings"
    ]


def test_options_run_upwards_from_nought(tmp_path):
    assert mistakes_after(tmp_path, "{value: 1, label: A little}", "{value: -1, label: A bit}") == [
        f"{line_of('  options:')}: week > options: the values of options start at 0 or above and "
        "get bigger (-1 stands for 'cannot say'), but found [0, -1, 2]"
    ]


def test_a_sentence_that_loses_its_number_is_refused(tmp_path):
    old = 'spread: "In your {of} moments, no day of the week stands out."'
    assert mistakes_after(tmp_path, old, "spread: No day of the week stands out.") == [
        f"{line_of(old)}: patterns > day > spread: keep {{of}} in this text: the page fills it in"
    ]


def test_a_sentence_with_a_misspelt_number_is_refused(tmp_path):
    old = "earlier: Show earlier moments ({count} more)"
    assert mistakes_after(tmp_path, old, f"{old} of {{al}}") == [
        f"{line_of(old)}: moments > earlier: {{al}} is not known here; known are {{count}}"
    ]


def test_a_retired_id_is_not_used_again(tmp_path):
    found = mistakes_after(tmp_path, "kind: journal\n", "kind: journal\nretired: [laughing]\n")
    line = line_of("- id: laughing") + 1  # one line came in above it
    assert found == [
        f"{line}: moments > helped > laughing > id: the id 'laughing' is retired: "
        "give this item a new one"
    ]


def test_six_helps_are_the_least(tmp_path):
    start, end = SHIPPED.index("    - id: listening"), SHIPPED.index("  helped_own:")
    (found,) = mistakes_after(tmp_path, SHIPPED[start:end], "")
    line = line_of("  helped:")
    assert found == f"{line}: moments > helped: this list has at least 6, but found 2; add to it"
