"""The content of ratings: what ships, and what an author's slip leads to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.rating import Rating

SHIPPED = (paths.content() / "en" / "dimensions.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library([paths.content()])


@pytest.fixture(scope="module")
def dimensions(library: Library) -> Rating:
    exercise = library.exercise("dimensions")
    assert isinstance(exercise, Rating)
    return exercise


def mistakes_after(folder: Path, old: str, new: str) -> list[str]:
    """Put an edited copy of the shipped file over it; return what is wrong, without the folder."""
    assert SHIPPED.count(old) == 1, old
    edited = folder / "en" / "dimensions.yaml"
    edited.parent.mkdir()
    edited.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_library([paths.content(), folder])
    return [
        f"{mistake.file.relative_to(folder).as_posix()}:{mistake.line}: {mistake.rule}"
        for mistake in broken.value.mistakes
    ]


def line_of(text: str, source: str = SHIPPED) -> int:
    return source[: source.index(text)].count("\n") + 1


def texts(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [text for child in children for text in texts(child)]


def words_for(library: Library, kind: Kind, nickname: str = "") -> dict:
    words = library.words("dimensions", About(id="a", kind=kind, nickname=nickname))
    return {name: part for name, part in words.items() if name not in ("interface", "sources")}


def test_there_are_three_dimensions_with_the_ids_that_are_joined_over_time(dimensions):
    assert [dimension.id for dimension in dimensions.dimensions] == [
        "ideas",
        "together",
        "feelings",
    ]
    assert (dimensions.scale.minimum, dimensions.scale.maximum) == (0, 10)


@pytest.mark.parametrize("kind", KINDS)
def test_each_dimension_has_four_statements_for_every_relationship(library, kind):
    for dimension in words_for(library, kind)["dimensions"]:
        assert len(dimension["statements"]) >= 4, dimension["id"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_the_other_are_filled_in_for_every_relationship(library, kind):
    for text in texts(words_for(library, kind)):
        assert not re.search(r"{[Oo]thers?}", text), text


def test_a_nickname_is_used_wherever_the_other_is_named(library):
    words = words_for(library, "friend", "Noor")
    assert words["question"] == "How close do you feel to Noor, in each of these ways?"
    assert not any("your friend" in text.lower() for text in texts(words))


def test_a_nickname_with_braces_stays_as_it_was_typed(library):
    words = words_for(library, "friend", "{others}")
    assert words["question"] == "How close do you feel to {others}, in each of these ways?"


def test_oneself_is_spoken_to_in_words_of_its_own(library):
    myself = words_for(library, "myself")
    friend = words_for(library, "friend")
    for own, other in zip(myself["dimensions"], friend["dimensions"], strict=True):
        assert own["meaning"] != other["meaning"]
        for mine, theirs in zip(own["statements"], other["statements"], strict=True):
            assert mine["text"] != theirs["text"], mine["id"]
    wrong = re.compile(
        r"\b(each other|you two|both of you|the other (?:one|person)|the two of you)\b"
    )
    for text in texts(myself):
        assert not wrong.search(text.lower()), text


def test_a_child_is_not_told_what_a_partner_is_told(library):
    child = words_for(library, "child", "Mia")["dimensions"][2]["statements"][0]["text"]
    assert child == "You can let Mia know when you are sad or worried, in words that fit Mia’s age."


def test_the_exercise_says_that_its_scales_are_its_own_and_untested(library, dimensions):
    assert "nobody has tested them" in words_for(library, "friend")["unvalidated"]
    assert dimensions.reliability is None


def test_culture_and_choice_are_spoken_of(library):
    remarks = " ".join(one["text"] for one in words_for(library, "partner")["remarks"])
    assert "If you wonder what your partner likes, ask." in remarks
    assert "Nobody is close all the time" in remarks


def test_a_published_measure_carries_its_reliability_instead(tmp_path):
    line = SHIPPED[SHIPPED.index("unvalidated: >-") : SHIPPED.index("picture:\n")]
    (tmp_path / "en").mkdir()
    measure = SHIPPED.replace(line, "reliability: {sd: 2.1, r: 0.8, source: A handbook}\n\n")
    (tmp_path / "en" / "dimensions.yaml").write_text(measure, encoding="utf-8")
    exercise = read_library([paths.content(), tmp_path]).exercise("dimensions")
    assert isinstance(exercise, Rating)
    assert exercise.reliability is not None
    assert (exercise.reliability.sd, exercise.reliability.r) == (2.1, 0.8)


def test_scales_that_claim_both_are_refused(tmp_path):
    (found,) = mistakes_after(
        tmp_path,
        "unvalidated: >-",
        "reliability: {sd: 2.1, r: 0.8, source: A handbook}\nunvalidated: >-",
    )
    assert found.endswith(
        ": needs either 'unvalidated' (a line for own scales) or "
        "'reliability' (sd, r and source of a published measure), not both"
    )


def test_a_statement_with_an_id_used_before_is_refused_on_its_line(tmp_path):
    (found,) = mistakes_after(tmp_path, "      - id: curious\n", "      - id: honest\n")
    assert found.startswith(f"en/dimensions.yaml:{line_of('- id: curious')}: ")
    assert found.endswith(": the id 'honest' stands here for the second time")


def test_a_retired_id_is_never_given_to_a_new_statement(tmp_path):
    (found,) = mistakes_after(tmp_path, "minutes: 10\n", "minutes: 10\nretired: [play]\n")
    assert found.startswith(f"en/dimensions.yaml:{line_of('- id: play') + 1}: ")
    assert found.endswith(": the id 'play' is retired: give this item a new one")


def test_a_statement_cannot_take_the_name_of_the_rating_as_a_whole(tmp_path):
    (found,) = mistakes_after(tmp_path, "      - id: time\n", "      - id: now\n")
    assert found.startswith(f"en/dimensions.yaml:{line_of('- id: time')}: ")
    assert found.endswith(": a statement is not called 'now': that is the rating as a whole")


def test_a_text_about_the_other_needs_words_for_oneself(tmp_path):
    own = (
        "          myself: You want to know why you believe what you believe, and you ask yourself."
    )
    (found,) = mistakes_after(tmp_path, f"{own}\n", "")
    assert found.startswith(f"en/dimensions.yaml:{line_of('- id: curious') + 1}: ")
    assert found.endswith(": names {other}: it needs a wording for 'myself' that does not")


def test_a_scale_upside_down_is_refused(tmp_path):
    (found,) = mistakes_after(
        tmp_path, "scale: {minimum: 0, maximum: 10,", "scale: {minimum: 10, maximum: 0,"
    )
    assert found.startswith(f"en/dimensions.yaml:{line_of('scale: {minimum: 0, maximum: 10')}: ")
    assert "this one goes from 10 to 0" in found


def test_a_sentence_that_leaves_open_what_nobody_fills_is_refused(tmp_path):
    (found,) = mistakes_after(
        tmp_path, "{now} now, and that is just", "{noww} now, and that is just"
    )
    assert found.startswith(f"en/dimensions.yaml:{line_of('    equal:')}: ")
    assert "{noww}" in found


def test_words_are_worked_out_once_for_each_kind_and_each_nickname_has_its_own(
    library: Library,
) -> None:
    friend = About(id="a1", kind="friend")
    first = library.words("dimensions", friend)
    first.pop("title")  # what one reader does with them is nothing to the next
    again = library.words("dimensions", friend)
    assert again["title"]
    assert "Sam" in str(library.words("dimensions", About(id="a2", kind="friend", nickname="Sam")))
    assert "Sam" not in str(library.words("dimensions", friend))
    assert library.words("dimensions", About(id="a3", kind="partner")) != again
