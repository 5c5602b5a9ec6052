"""Cards: the steps of a workshop that are no exercise of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from closeness_widgets import paths
from closeness_widgets.content.card import Card, Shape
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, content_hash, kind_of, read_library

SHIPPED = paths.content()
BREAK = (SHIPPED / "en" / "break.yaml").read_text(encoding="utf-8")
OWN = """\
kind: card
id: own
title: A card of our own
minutes: 5
shape: talk
texts:
  - Sing something.
ask:
  label: What would you sing?
  hint: One word is enough.
  longest: 100
notes: {purpose: To try., say: [A], do: [B], watch_out_for: [C], debrief: [D], when_not_to_use: [E]}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library([SHIPPED])


def with_own(folder: Path, text: str = OWN, name: str = "own") -> Library:
    file = folder / "en" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return read_library([SHIPPED, folder])


def mistakes(folder: Path, old: str, new: str) -> list[str]:
    assert OWN.count(old) == 1, old
    with pytest.raises(ContentErrors) as broken:
        with_own(folder, OWN.replace(old, new))
    return [f"{one.file.name}:{one.line}: {one.rule}" for one in broken.value.mistakes]


def read_aloud(card: Card) -> str:
    return " ".join(card.texts)


def test_the_cards_of_a_workshop_are_there(library: Library) -> None:
    assert {card.id: card.shape for card in library.cards.values()} == {
        "agreement": "agreement",
        "pairs": "pairs",
        "listening": "listening",
        "break": "break",
        "talk": "talk",
        "question": "talk",
        "closing": "closing",
    }
    assert {card.shape for card in library.cards.values()} == set(get_args(Shape))


def test_a_card_is_a_step_but_no_exercise(library: Library) -> None:
    assert library.step("pairs") is library.cards["pairs"]
    assert library.step("dimensions") is library.exercises["dimensions"]
    assert not library.cards.keys() & library.exercises.keys()
    with pytest.raises(KeyError, match=r"no exercise 'pairs'; there are: .*blockers"):
        library.exercise("pairs")


def test_a_step_that_there_is_not_is_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(KeyError) as refused:
        library.step("dance")
    known = ", ".join(sorted([*library.exercises, *library.cards]))
    assert refused.value.args == (f"no exercise or card 'dance'; there are: {known}",)


def test_every_step_tells_its_kind_and_has_a_hash_of_its_own(
    library: Library, tmp_path: Path
) -> None:
    steps = [*library.exercises.values(), *library.cards.values()]
    assert kind_of(library.step("pairs")) == "card"
    assert kind_of(library.step("blockers")) == "checklist"
    assert len({content_hash(step) for step in steps}) == len(steps)
    reworded = with_own(tmp_path, BREAK.replace("Short break", "A long break"), "break")
    assert content_hash(reworded.step("break")) != content_hash(library.step("break"))


@pytest.mark.parametrize(
    "rule",
    [
        "You decide what you tell",
        "You can pass at any time",
        "What is said here stays here",
        "If somebody is in danger",
        "Tell your own story only",
        "One person speaks at a time",
        "Be kind",
        "Phones are for these pages only",
    ],
)
def test_the_agreement_has_every_rule(library: Library, rule: str) -> None:
    assert rule in read_aloud(library.cards["agreement"])


@pytest.mark.parametrize("card", ["pairs", "listening"])
def test_ones_own_partner_only_if_both_want_it(library: Library, card: str) -> None:
    said = read_aloud(library.cards[card])
    assert "only if both of you want it" in said
    assert "you feel at ease with" in said


def test_listening_rounds_have_turns_a_third_person_and_phones_face_down(
    library: Library,
) -> None:
    card = library.cards["listening"]
    said = read_aloud(card)
    for part in ("Speaker:", "Listener:", "say back what you heard", "one open question", "Swap."):
        assert part in said
    for part in ("be three", "the third one watches", "phones face down", "Give no advice"):
        assert part in said
    assert set(card.source) == {"invisible-thread", "lasting-connection", "leone-centre"}
    pitfalls = " ".join(card.notes.watch_out_for)
    for pitfall in ("feels what we would feel", "Solving too soon", "lives far away"):
        assert pitfall in pitfalls


def test_whoever_is_asked_is_told_first_who_will_read_it(library: Library) -> None:
    said = read_aloud(library.cards["question"])
    assert "yours until you tap the button to share" in said
    assert "only once enough people have shared, all mixed up and without names" in said
    assert {card.id for card in library.cards.values() if card.ask} == {"question", "closing"}


def test_the_closing_says_what_happens_to_the_answers_and_where_help_is(library: Library) -> None:
    said = read_aloud(library.cards["closing"])
    for part in ("Thirty days after the last meeting they are deleted", "erase everything", "Help"):
        assert part in said


def test_whoever_leads_knows_what_to_do_if_someone_is_upset(library: Library) -> None:
    notes = library.interface.notes
    assert notes.upset_heading == "If someone is upset"
    assert "/help" in " ".join(notes.upset)
    assert "emergency services" in " ".join(notes.upset)


def test_no_note_for_whoever_leads_reaches_a_participants_page(library: Library) -> None:
    from closeness_widgets.content.base import About

    words = library.words("dimensions", About(id="1", kind="friend"))
    assert "notes" not in words
    assert "notes" not in words["interface"]


def test_an_authors_own_card_is_added_and_may_come_from_nobody(tmp_path: Path) -> None:
    own = with_own(tmp_path).step("own")
    assert isinstance(own, Card)
    assert own.source == ()
    assert own.ask is not None
    assert own.ask.longest == 100


def test_an_authors_own_wording_takes_the_place_of_the_shipped_card(tmp_path: Path) -> None:
    library = with_own(tmp_path, BREAK.replace("Short break", "Tea"), "break")
    assert library.cards["break"].title == "Tea"
    assert len(library.cards) == len(read_library([SHIPPED]).cards)


MISTAKES = {
    "an unknown shape": (
        "shape: talk", "shape: chat",
        "own.yaml:5: shape: this is one of 'agreement', 'pairs', 'listening', 'break', 'closing' "
        "or 'talk', but found 'chat'",
    ),
    "no texts": (
        "texts:\n  - Sing something.\n", "",
        "own.yaml:1: texts: this is missing; write it",
    ),
    "another person named": (
        "Sing something", "Sing for {other}",
        "own.yaml:7: texts > no. 1: {other} is not filled in in this text; say it without",
    ),
    "too much room for words": (
        "longest: 100", "longest: 301",
        "own.yaml:11: ask > longest: this is at most 300, but found 301",
    ),
    "no room for words": (
        "longest: 100", "longest: 5",
        "own.yaml:11: ask > longest: this is at least 20, but found 5",
    ),
    "a question without a hint": (
        "  hint: One word is enough.\n", "",
        "own.yaml:8: ask > hint: this is missing; write it",
    ),
    "a misspelt key": (
        "minutes: 5", "minuets: 5",
        "own.yaml:1: minutes: this is missing; write it",
        "own.yaml:4: minuets: this key is not known here; check its spelling or take it out",
    ),
    "a source that there is not": (
        "minutes: 5", "minutes: 5\nsource: [nobody]",
        "own.yaml:5: source: this is one of closeness-in-relationships, invisible-thread, "
        "leone-centre, lasting-connection, payne, inclusion-of-other, but found 'nobody'",
    ),
    "no note on when not to use it": (
        ", when_not_to_use: [E]", "",
        "own.yaml:12: notes > when_not_to_use: this is missing; write it",
    ),
    "the id of an exercise": (
        "id: own", "id: journal",
        "own.yaml:2: id: 'journal' is the id of journal.yaml too; each file has its own",
        "own.yaml:2: id: this is the file's name, 'own', but found 'journal'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_card_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, ...]
) -> None:
    old, new, *expected = change
    assert mistakes(tmp_path, old, new) == expected
