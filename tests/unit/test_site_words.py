"""The words of the pages around the exercises, and the help lines of a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.local_help import LocalHelp, read_local_help
from closeness_widgets.content.site import Site, read_site

SHIPPED = (paths.content() / "en" / "site.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words() -> Site:
    return read_site([paths.content()])


def site_mistakes(folder: Path, old: str, new: str) -> str:
    assert SHIPPED.count(old) == 1, old
    file = folder / "en" / "site.yaml"
    file.parent.mkdir()
    file.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_site([paths.content(), folder])
    return str(broken.value).replace(str(file), "site.yaml")


def place_mistakes(folder: Path, text: str) -> str:
    file = folder / "place.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_local_help([file])
    return str(broken.value).replace(str(file), "place.yaml")


def line_of(text: str) -> int:
    return SHIPPED[: SHIPPED.index(text)].count("\n") + 1


def test_a_missing_word_is_named_with_its_place(tmp_path: Path) -> None:
    wrong = site_mistakes(tmp_path, "  start: Start\n", "")
    assert wrong == f"site.yaml:{line_of('home:')}: home > start: this is missing; write it"


def test_a_misspelt_key_is_named_with_its_line(tmp_path: Path) -> None:
    wrong = site_mistakes(tmp_path, "  leave: Leave quickly\n", "  leave: Out\n  leaf: Out\n")
    assert wrong == (
        f"site.yaml:{line_of('  leave: Leave') + 1}: frame > leaf: "
        "this key is not known here; check its spelling or take it out"
    )


def test_an_authors_own_file_counts_instead_of_the_one_that_ships(tmp_path: Path) -> None:
    own = tmp_path / "en" / "site.yaml"
    own.parent.mkdir()
    own.write_text(SHIPPED.replace("  start: Start\n", "  start: Begin\n"), encoding="utf-8")
    assert read_site([paths.content(), tmp_path]).home.start == "Begin"


def test_a_word_that_an_author_changes_is_read_though_an_unchanged_file_is_kept(
    tmp_path: Path,
) -> None:
    own = tmp_path / "en" / "site.yaml"
    own.parent.mkdir()
    for word in ("Begin", "Onward"):
        own.write_text(SHIPPED.replace("  start: Start\n", f"  start: {word}\n"), encoding="utf-8")
        first, again = read_site([tmp_path]), read_site([tmp_path])
        assert (first.home.start, again is first) == (word, True)


def test_the_help_page_is_complete(words: Site) -> None:
    assert len(words.help.signs.points) == 6
    assert len(words.help.ways.points) == 8
    assert len(words.help.kinds) == 3
    assert len(words.help.purposes.points) == 3


def test_what_people_say_of_closeness_is_complete_and_has_no_figures(words: Site) -> None:
    about = words.home.about
    assert len(about.reasons) == 5
    said = " ".join([*about.reasons, *(point.text for point in about.points)])
    assert not any(letter.isdigit() for letter in said)


def test_the_workbook_ships_with_no_help_line() -> None:
    assert read_local_help([paths.content().parent / "place.yaml"]) == LocalHelp()


def test_a_places_own_help_lines_count_instead(tmp_path: Path) -> None:
    own = tmp_path / "place.yaml"
    own.write_text('emergency: "000"\nlines: [{name: Somebody, phone: "000 00"}]\n')
    there = read_local_help([paths.content().parent / "place.yaml", own, tmp_path / "none.yaml"])
    assert there.emergency == "000"
    assert [(line.name, line.phone) for line in there.lines] == [("Somebody", "000 00")]


@pytest.mark.parametrize("number", ["0123", "112", "0800_1", "11.2"])
def test_a_number_without_quotes_is_refused_as_yaml_may_change_it(
    tmp_path: Path, number: str
) -> None:
    wrong = place_mistakes(tmp_path, f"emergency: {number}\n")
    known = (
        'place.yaml:1: emergency: write the number in quotes, like "0123 456"',
        f"place.yaml:1: emergency: a number has 2 to 30 digits, blanks and + * # ( ) . / -; "
        f"found {number!r}",
    )
    assert wrong in known


def test_letters_are_no_number(tmp_path: Path) -> None:
    assert place_mistakes(tmp_path, 'lines:\n- name: A\n  phone: "ask us"\n') == (
        "place.yaml:3: lines > no. 1 > phone: "
        "a number has 2 to 30 digits, blanks and + * # ( ) . / -; found 'ask us'"
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "www.example.org"])
def test_only_an_address_of_the_web_becomes_a_link(tmp_path: Path, address: str) -> None:
    assert place_mistakes(tmp_path, f"lines:\n- name: A\n  web: '{address}'\n") == (
        "place.yaml:3: lines > no. 1 > web: "
        f"an address begins with https:// and has no blanks; found {address!r}"
    )


def test_a_help_line_that_nobody_can_reach_is_refused(tmp_path: Path) -> None:
    assert place_mistakes(tmp_path, "lines:\n- name: A\n  open: always\n") == (
        "place.yaml:2: lines > no. 1: a help line needs a phone number, a web address or both"
    )
