"""Every mistake in every content file is named with its file, its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.check import find_mistakes
from closeness_widgets.content.files import ContentErrors, Mistake
from closeness_widgets.content.library import KINDS_OF_STEP, WORDS_OF_PAGES, read_library
from closeness_widgets.content.pages import PAGES

SHIPPED = paths.content()

SMALL = """\
kind: checklist
id: small
title: A small exercise
source: [payne]
minutes: 5
introduction: Have a look.
not_for: Not for everyone.
skip: Skip what you like.
question: How often?
often:
  - {value: 0, label: Never}
  - {value: 1, label: Sometimes}
  - {value: 2, label: Often}
clear: Clear it
sides:
  - id: me
    label: Me
items:
  - id: late
    title: Coming late
    text: {default: "Letting {other} wait.", myself: Putting yourself off.}
    practice:
      title: Come early
      tries:
        - Leave five minutes earlier.
  - id: rude
    only: [partner]
    title: Being rude to {other}
    text: Rough words.
    practice:
      title: Be kind
      tries:
        - Count to five.
help: {text: Ask somebody., link: Help}
choose: {heading: Choose, introduction: Choose one., none: None yet., others: More, practice: Try}
plan: {heading: Step, introduction: One step., when: When, then: Then}
in_short: {summary: In short, nothing: Nothing., chosen: Chosen, practice: Try}
notes: {purpose: To try., say: [A], do: [B], watch_out_for: [C], debrief: [D], when_not_to_use: [E]}
"""

STEP_KINDS = "this is one of " + ", ".join(KINDS_OF_STEP)
RELATIONS = "'partner', 'family', 'child', 'parent', 'friend', 'housemate', 'colleague'"


class Folder:
    """A copy of the shipped words, with one small exercise, to break."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "en").mkdir(parents=True)
        for name in ("interface", "sources", *PAGES):
            shutil.copy(SHIPPED / "en" / f"{name}.yaml", self.file(name))
        self.file("small").write_text(SMALL, encoding="utf-8")

    def file(self, name: str) -> Path:
        return self.folder / "en" / f"{name}.yaml"

    def change(self, name: str, old: str, new: str) -> None:
        text = self.file(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.yaml"
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def mistakes(self) -> list[str]:
        """Those in exercises and the words they share."""
        try:
            read_library([self.folder])
        except ContentErrors as errors:
            return said(errors.mistakes)
        return []


def said(mistakes: list[Mistake]) -> list[str]:
    return [f"{one.file.name}:{one.line}: {one.rule}" for one in mistakes]


@pytest.fixture
def content(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "content")


def test_what_ships_is_in_order() -> None:
    assert find_mistakes([SHIPPED], [SHIPPED.parent / "place.yaml"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("clear: Clear it", "clear: No"),
        ("clear: Clear it", 'clear: "12"'),
        ("clear: Clear it", "clear: 2026-11-16"),
        ("text: Rough words.", "text: Rough words to {other}."),
        ("introduction: Have a look.", "introduction: {default: Yes., friend: No.}"),
        ("id: late", "id: late\n    sensitive: true"),
        ("Come early\n", "Come early\n      opens_up: true\n      alone: {title: A, tries: [B]}\n"),
    ],
    ids=[
        "as it is", "no is a word", "a number in quotes", "a date is a word",
        "a name in what is for partners only", "wordings by kind", "sensitive",
        "a version for oneself",
    ],
)  # fmt: skip
def test_what_is_right_is_not_called_a_mistake(content: Folder, old: str, new: str) -> None:
    if old:
        content.change("small", old, new)
    assert content.mistakes() == []


MISTAKES = {
    "a misspelt key": (
        "skip: Skip", "skipp: Skip",
        "1: skip: this is missing; write it",
        "8: skipp: this key is not known here; check its spelling or take it out",
    ),
    "a misspelt key deep inside": (
        "      tries:\n        - Leave", "      trys:\n        - Leave",
        "22: items > late > practice > tries: this is missing; write it",
        "24: items > late > practice > trys: this key is not known here; check its spelling or "
        "take it out",
    ),
    "a missing text": ("clear: Clear it\n", "", "1: clear: this is missing; write it"),
    "an empty text": (
        "Clear it", '""',
        "14: clear: this text is empty; write it or take the line out",
    ),
    "a text of blanks": (
        "Have a look.", '"  "',
        "6: introduction: this text is empty; write it or take the line out",
    ),
    "a key with nothing behind it": (
        "Clear it", "",
        "14: clear: nothing stands here; write it or take the line out",
    ),
    "a number for a text": (
        "Clear it", "12",
        "14: clear: this is a text, but found 12; put quotes round it",
    ),
    "true for a text": (
        "Clear it", "true",
        "14: clear: this is a text, but found true; put quotes round it",
    ),
    "a list for a text": ("Clear it", "[a, b]", "14: clear: this is a text, but found a list"),
    "a text that is too long": (
        "Clear it", "x" * 2001,
        "14: clear: a text here has at most 2000 characters; shorten it",
    ),
    "a text for a list": (
        "[payne]", "payne",
        "4: source: this is a list, each entry on a line with '- ' before it, but found 'payne'",
    ),
    "an empty list": (
        "source: [payne]", "source: []",
        "4: source: this list has at least 1, but found 0; add to it",
    ),
    "too few options": (
        "  - {value: 2, label: Often}\n", "",
        "10: often: this list has at least 3, but found 2; add to it",
    ),
    "too few options, one of them wrong": (
        "1, label: Sometimes}\n  - {value: 2, label: Often}\n", "one, label: Sometimes}\n",
        "10: often: this list has at least 3, but found 2; add to it",
        "12: often > no. 2 > value: this is a whole number, but found 'one'",
    ),
    "enough options, one of them wrong": (
        "{value: 2, label: Often}", "{value: two, label: Often}",
        "13: often > no. 3 > value: this is a whole number, but found 'two'",
    ),
    "too many options": (
        "{value: 2, label: Often}", "{value: 2, label: C}\n" + "".join(
            f"  - {{value: {n}, label: D}}\n" for n in (3, 4, 5)
        ),
        "10: often: this list has at most 5, but found 6; shorten it",
    ),
    "a text for lines with keys": (
        "help: {text: Ask somebody., link: Help}", "help: Ask somebody.",
        "34: help: this has lines with 'key: text' under it, but found 'Ask somebody.'",
    ),
    "a text for a number": (
        "minutes: 5", "minutes: a few",
        "5: minutes: this is a whole number, but found 'a few'",
    ),
    "half a minute": (
        "minutes: 5", "minutes: 5.5",
        "5: minutes: this is a whole number, but found 5.5",
    ),
    "a number that is too big": (
        "minutes: 5", "minutes: 900",
        "5: minutes: this is at most 120, but found 900",
    ),
    "a text for true or false": (
        "id: late", "id: late\n    sensitive: very",
        "20: items > late > sensitive: this is true or false, but found 'very'",
    ),
    "a key twice": (
        "minutes: 5", "minutes: 5\nminutes: 6",
        "6: the key 'minutes' stands here for the second time; first on line 5",
    ),
    "an id twice": (
        "id: rude", "id: late",
        "26: items > late > id: the id 'late' stands here for the second time",
    ),
    "an id of something taken out": (
        "minutes: 5", "minutes: 5\nretired: [late]",
        "20: items > late > id: the id 'late' is retired: give this item a new one",
    ),
    "an id with capitals and spaces": (
        "id: late", "id: Coming late",
        "19: items > Coming late > id: an id starts with a small letter and has small letters, "
        "digits "
        "and hyphens, 40 at most, but found 'Coming late'",
    ),
    "a side that there is not": (
        "id: me", "id: us",
        "16: sides > us > id: this is one of 'me' or 'other', but found 'us'",
    ),
    "an unknown source": (
        "[payne]", "[payne, paine]",
        "4: source: this is one of closeness-in-relationships, invisible-thread, leone-centre, "
        "lasting-connection, payne, inclusion-of-other, but found 'paine'",
    ),
    "no wording for oneself": (
        ", myself: Putting yourself off.", "",
        "21: items > late > text: names {other}: it needs a wording for 'myself' that does not",
    ),
    "another person named in one wording for all": (
        "title: Coming late", "title: Coming late to {others} party",
        "20: items > late > title: names {other}: it needs a wording for 'myself' that does not",
    ),
    "an unknown placeholder": (
        "Letting {other}", "Letting {othr}",
        "21: items > late > text: {othr} is not known here; known are {Other}, {Others}, "
        "{other}, {others}",
    ),
    "a placeholder where none is filled in": (
        "link: Help", 'link: "Help {other}"',
        "34: help > link: {other} is not filled in in this text; say it without",
    ),
    "an unknown kind of exercise": (
        "kind: checklist", "kind: cheklist",
        f"1: kind: {STEP_KINDS}, but found 'cheklist'",
    ),
    "no kind of exercise": (
        "kind: checklist\n", "",
        f"1: kind: {STEP_KINDS}, but found nothing",
    ),
    "a misspelt kind of relationship": (
        "only: [partner]", "only: [partnr]",
        f"27: items > rude > only > no. 1: this is one of {RELATIONS} or 'myself', but found "
        "'partnr'",
    ),
    "a misspelt kind before a wording": (
        "default: \"Letting", "friend: \"Letting",
        "21: items > late > text: needs a 'default' wording, or one for each kind; missing: "
        "partner, "
        "family, child, parent, housemate, colleague",
    ),
    "a kind before a wording that there is not": (
        ", myself:", ", mysel:",
        f"21: items > late > text > mysel: this is one of {RELATIONS}, 'myself' or 'default', "
        "but found "
        "'mysel'",
    ),
    "options that do not count up": (
        "{value: 2, label: Often}", "{value: 5, label: Often}",
        "13: often > no. 3 > value: values count up from 0, which means that it does not happen: "
        "this "
        "one is 2, but found 5",
    ),
    "opening up without a version for oneself": (
        "title: Come early", "title: Come early\n      opens_up: true",
        "22: items > late > practice: opens_up is true, so 'alone' is needed: a version for "
        "oneself",
    ),
    "a version for oneself that never shows": (
        "title: Come early", "title: Come early\n      alone: {title: A, tries: [B]}",
        "22: items > late > practice: 'alone' is only shown in place of a practice with "
        "'opens_up: true'",
    ),
    "a colon in a text": (
        "clear: Clear it", "clear: Clear: it",
        "14: cannot be read as YAML: a text with a colon and a space in it needs quotes round it",
    ),
    "a quote that is not closed": (
        "purpose: To try.", 'purpose: "To try.',
        "38: cannot be read as YAML: the quote that opens here is not closed",
    ),
    "a quote that is not closed, with others below": (
        "clear: Clear it", 'clear: "Clear it',
        "21: cannot be read as YAML: look here and above: lines that belong together start in "
        "the same "
        "column, and every quote that opens is closed",
    ),
    "a bracket that is not closed": (
        "[payne]", "[payne",
        "4: cannot be read as YAML: the [ or { that opens here is not closed",
    ),
    "a tab": (
        "  - id: me", "\t- id: me",
        "16: cannot be read as YAML: begin lines with spaces, not tabs",
    ),
    "a sign at the start": (
        "Clear it", "@home",
        "14: cannot be read as YAML: a text that starts with a sign needs quotes round it",
    ),
    "a star at the start": (
        "Clear it", "*home",
        "14: cannot be read as YAML: a text that starts with * needs quotes round it",
    ),
    "a word without a key": (
        "clear: Clear it", "Clear it",
        "15: cannot be read as YAML: a key needs a colon and a space after it",
    ),
    "a line too far left": (
        "    title: Coming late", "   title: Coming late",
        "20: cannot be read as YAML: look here and above: lines that belong together start in "
        "the same "
        "column, and every quote that opens is closed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_line_and_what_to_do(
    content: Folder, change: tuple[str, ...]
) -> None:
    old, new, *expected = change
    content.change("small", old, new)
    assert content.mistakes() == [f"small.yaml:{one}" for one in expected]


def test_all_mistakes_of_all_files_are_named_in_the_order_of_files_and_lines(
    content: Folder,
) -> None:
    content.change("small", "clear: Clear it\n", "")
    content.change("small", "id: rude", "id: late")
    content.change("small", "title: Coming late", "title: Keeping {other} waiting")
    content.change("small", "[payne]", "[payne, paine]")
    content.change("small", "link: Help", "link: 7")
    content.change("interface", "saved: Saved", "saved:")
    content.change("sources", "author: Leone Centre", "writer: Leone Centre")
    content.change("site", "lang: en", "lang: English")
    found = [line.split(": ")[:2] for line in said(find_mistakes([content.folder]))]
    assert [(name.split(":")[0], place) for name, place in found] == [
        ("interface.yaml", "saving > saved"),
        ("small.yaml", "clear"),
        ("small.yaml", "source"),
        ("small.yaml", "items > late > title"),
        ("small.yaml", "items > late > id"),
        ("small.yaml", "help > link"),
        ("sources.yaml", "leone-centre > author"),
        ("sources.yaml", "leone-centre > writer"),
        ("site.yaml", "lang"),
    ]


def test_each_file_with_words_of_a_page_has_a_reader_of_its_own() -> None:
    assert set(PAGES) == set(WORDS_OF_PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_mistake_in_the_words_of_a_page_is_named_with_its_line(
    content: Folder, name: str
) -> None:
    text = content.file(name).read_text(encoding="utf-8").rstrip("\n")
    content.file(name).write_text(f"{text}\ntitel: A title\n", encoding="utf-8")
    assert said(find_mistakes([content.folder])) == [
        f"{name}.yaml:{text.count(chr(10)) + 2}: titel: this key is not known here; check its "
        "spelling or take it out"
    ]


def test_mistakes_in_an_owners_cards_and_plans_are_named_too(tmp_path: Path) -> None:
    own = tmp_path / "own" / "en"
    own.mkdir(parents=True)
    card = (SHIPPED / "en" / "break.yaml").read_text(encoding="utf-8")
    (own / "break.yaml").write_text(card.replace("shape: break", "shape: brake"), encoding="utf-8")
    plans = (SHIPPED / "en" / "plans.yaml").read_text(encoding="utf-8")
    (own / "plans.yaml").write_text(plans.replace("minutes: 60", "minutes: 61"), encoding="utf-8")
    assert [mistake.split(": ")[1] for mistake in said(find_mistakes([SHIPPED, own.parent]))] == [
        "shape",
        "plans > hour > steps > no. 1 > minutes",
    ]


def test_a_scale_upside_down_is_named_with_its_line(content: Folder) -> None:
    shutil.copy(SHIPPED / "en" / "dimensions.yaml", content.file("dimensions"))
    content.change("dimensions", "minimum: 0, maximum: 10", "minimum: 10, maximum: 0")
    before = content.file("dimensions").read_text(encoding="utf-8").split("minimum: 10")[0]
    assert content.mistakes() == [
        f"dimensions.yaml:{before.count(chr(10)) + 1}: scale: a scale runs upwards in 2 to 20 "
        "steps, but "
        "this one goes from 10 to 0; swap minimum and maximum"
    ]


def test_two_files_with_one_id_are_told_apart(content: Folder) -> None:
    shutil.copy(content.file("small"), content.file("smaller"))
    assert content.mistakes() == [
        "smaller.yaml:2: id: 'small' is the id of small.yaml too; each file has its own",
        "smaller.yaml:2: id: this is the file's name, 'smaller', but found 'small'",
    ]


def test_a_file_that_is_not_utf8_is_named_with_the_line_of_the_letter(content: Folder) -> None:
    content.file("extra").write_bytes("kind: checklist\ntitle: café\n".encode("cp1252"))
    assert content.mistakes() == [
        "extra.yaml:2: a letter here is not UTF-8; save the file as UTF-8"
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("# nothing but a remark\n", "the file is empty"),
        ("Once upon a time", f"kind: {STEP_KINDS}, but found nothing"),
        ("kind: [rating]", f"kind: {STEP_KINDS}, but found a list"),
        ("a: \x07", "cannot be read as YAML: there is a letter in it that cannot be printed"),
    ],
)
def test_a_file_that_is_no_exercise_at_all_says_so(content: Folder, text: str, rule: str) -> None:
    content.file("extra").write_text(text)
    assert content.mistakes() == [f"extra.yaml:1: {rule}"]


def test_a_file_that_would_be_overlooked_is_named(content: Folder) -> None:
    shutil.move(content.file("small"), content.file("small").with_suffix(".yml"))
    assert content.mistakes() == ["small.yml:1: this file is not read; call it small.yaml"]


@pytest.mark.parametrize("name", ["interface", "sources", *PAGES])
def test_a_file_that_is_needed_is_missed(content: Folder, name: str) -> None:
    content.file(name).unlink()
    assert said(find_mistakes([content.folder])) == [f"{name}.yaml:1: this file is missing"]


def test_a_file_in_a_later_folder_takes_the_place_of_the_shipped_one(
    content: Folder, tmp_path: Path
) -> None:
    own = tmp_path / "own" / "en"
    own.mkdir(parents=True)
    (own / "small.yaml").write_text(SMALL.replace("clear: Clear it\n", ""), encoding="utf-8")
    (mistake,) = find_mistakes([content.folder, own.parent])
    assert mistake.file == own / "small.yaml"


def test_whatever_line_is_lost_the_answer_names_a_line_in_plain_words(content: Folder) -> None:
    lines = SMALL.splitlines(keepends=True)
    for number in range(len(lines)):
        rest = "".join(lines[:number] + lines[number + 1 :])
        content.file("small").write_text(rest, encoding="utf-8")
        for mistake in content.mistakes():
            file, line, rule = mistake.split(":", 2)
            assert file == "small.yaml"
            assert 1 <= int(line) <= len(lines)
            for word in ("Input", "Field", "valid", "dictionary", "tuple", "<block"):
                assert word not in rule, mistake
