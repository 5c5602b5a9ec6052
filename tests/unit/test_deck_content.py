"""The five decks: complete, worded for every relationship, and nothing deep unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.deck import Deck
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import Library, read_library

SHIPPED = paths.content()
LIBRARY = read_library([SHIPPED])
DECKS = {name: one for name, one in LIBRARY.exercises.items() if isinstance(one, Deck)}
SMALL = """\
kind: deck
id: small
title: A small deck
source: [payne]
minutes: 5
introduction: Draw one.
skip: Or none.
piles:
  - id: easy
    title: Easy ones
    cards:
      - id: tea
        text: Tea?
  - id: deep
    title: Deep ones
    asked_for: true
    text: Only if you both like.
    cards:
      - id: sea
        text: The sea?
notes: {purpose: A, say: [B], do: [C], watch_out_for: [D], debrief: [E], when_not_to_use: [F]}
"""


def ids(deck: str) -> dict[str, list[str]]:
    return {pile.id: [card.id for card in pile.cards] for pile in DECKS[deck].piles}


def texts(part: object) -> Iterator[str]:
    """Every text inside plain JSON."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


def words(deck: str, kind: Kind, nickname: str = "") -> dict[str, object]:
    return LIBRARY.words(deck, About(id="1", kind=kind, nickname=nickname))


def with_small(folder: Path, old: str = "", new: str = "") -> Library:
    assert not old or SMALL.count(old) == 1, old
    (folder / "en").mkdir(exist_ok=True)
    text = SMALL.replace(old, new) if old else SMALL
    (folder / "en" / "small.yaml").write_text(text, encoding="utf-8")
    return read_library([SHIPPED, folder])


def test_the_questions_come_in_three_depths_with_eight_in_the_middle() -> None:
    piles = ids("question-deck")
    assert list(piles) == ["opening", "checking-in", "deepening"]
    assert piles["opening"][:2] == ["smile", "hard"]
    assert piles["checking-in"] == [
        "disagree", "not-heard", "needs", "loved-safe-respected", "cared-for", "interest",
        "honest", "hope",
    ]  # fmt: skip
    assert len(piles["deepening"]) >= 3


def test_only_the_deepest_questions_have_to_be_asked_for() -> None:
    asked = {(d.id, p.id) for d in DECKS.values() for p in d.piles if p.asked_for}
    assert asked == {("question-deck", "deepening")}


def test_the_page_asks_about_safety_before_cards_that_open_people_up() -> None:
    assert {name for name, one in DECKS.items() if one.safety} == {
        "question-deck",
        "knowing-each-other",
    }


def test_the_middle_questions_are_eight_for_every_relationship() -> None:
    for kind in KINDS:
        piles = words("question-deck", kind)["piles"]
        assert isinstance(piles, list)
        assert len(piles[1]["cards"]) == 8


def test_there_are_two_phrases_for_each_of_five_situations() -> None:
    piles = ids("phrases")
    assert list(piles) == ["new", "long-term", "strained", "hard-moment", "win"]
    assert {len(cards) for cards in piles.values()} == {2}


def test_there_are_four_practices_without_words_and_five_cards_to_know_each_other() -> None:
    assert ids("nonverbal") == {"practices": ["posture", "face", "eyes", "present"]}
    assert ids("knowing-each-other") == {
        "five": ["strengths", "weaknesses", "fears", "hopes", "dreams"]
    }


def test_the_reading_list_has_what_its_source_names_and_no_more() -> None:
    named = [(card.text.root, card.by) for card in DECKS["reading"].cards]
    assert named == [
        ("The Five Dysfunctions of a Team", "Patrick Lencioni"),
        ("Nonviolent Communication", "Marshall Rosenberg"),
        ("Daring Greatly", "Brené Brown"),
        ("The Seven Principles for Making Marriage Work", "John Gottman"),
        ("Hold Me Tight: Seven Conversations for a Lifetime of Love", "Sue Johnson"),
        ("Emotional Intimacy", "Robert Augustus Masters"),
        ("The Gifts of Imperfection", "Brené Brown"),
        ("Mating in Captivity", "Esther Perel"),
        (
            "Emotional Intimacy: The Key to a Resilient and Fulfilling Relationship",
            "Psychology Today",
        ),
        (
            "How To Create Emotional Intimacy in Relationships: An In-depth Look",
            "Centre for Emotional Education",
        ),
        ("The 36 Questions That Lead to Love", None),
    ]
    assert [len(cards) for cards in ids("reading").values()] == [8, 2, 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deck", DECKS)
def test_every_card_is_said_for_every_relationship(deck: str, kind: Kind) -> None:
    said = list(texts({k: v for k, v in words(deck, kind, "Robin").items() if k != "interface"}))
    assert all(said)
    assert not [text for text in said if "{" in text]
    assert kind != "myself" or not [text for text in said if "Robin" in text]


@pytest.mark.parametrize("deck", ["question-deck", "knowing-each-other", "nonverbal"])
def test_somebody_alone_is_not_told_to_ask_another_person(deck: str) -> None:
    said = " ".join(texts({k: v for k, v in words(deck, "myself").items() if k != "interface"}))
    for part in ("each other", "Both of you", "the two of you", " with me", " from me"):
        assert part not in said.replace("Questions for each other", "").replace(
            "Knowing each other", ""
        )


def test_words_of_desire_are_for_partners_only() -> None:
    for kind in KINDS:
        said = " ".join(texts(words("reading", kind)))
        assert ("desire" in said) == (kind == "partner")


def test_words_of_decks_go_to_decks_alone() -> None:
    common = words("phrases", "friend")["interface"]
    assert isinstance(common, dict)
    assert common["deck"]["keep"] == "Keep this one"
    assert "deck" not in LIBRARY.words("dimensions", About(id="1", kind="friend"))["interface"]


def test_an_author_can_add_a_deck(tmp_path: Path) -> None:
    assert len(with_small(tmp_path).exercises["small"].piles) == 2  # type: ignore[attr-defined]


MISTAKES = {
    "a card in two piles": (
        "id: sea", "id: tea",
        "19: piles > deep > cards > tea > id: the id 'tea' stands in the pile 'easy' too",
    ),
    "a deep pile without a word before it": (
        "    text: Only if you both like.\n", "",
        "14: piles > deep: asked_for is true, so 'text' is needed: what to know before these cards",
    ),
    "nothing that can be drawn unasked": (
        "    title: Easy ones\n", "    title: Easy ones\n    asked_for: true\n    text: Wait.\n",
        "8: piles: one pile at least is there unasked: take 'asked_for' out of the first one",
    ),
    "a pile without cards": (
        "    cards:\n      - id: sea\n        text: The sea?\n", "    cards: []\n",
        "18: piles > deep > cards: this list has at least 1, but found 0; add to it",
    ),
    "a card that names the other person to somebody alone": (
        "text: Tea?", "text: Tea with {other}?",
        "13: piles > easy > cards > tea > text: names {other}: it needs a wording for 'myself' "
        "that does not",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_deck_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str, str]
) -> None:
    old, new, expected = change
    with pytest.raises(ContentErrors) as broken:
        with_small(tmp_path, old, new)
    assert [f"{one.line}: {one.rule}" for one in broken.value.mistakes] == [expected]
