"""Listening rounds: complete, kind to both, with a version for two, for three and for one alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About, Kind
from closeness_widgets.content.card import Card
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import read_library
from closeness_widgets.content.rounds import Rounds

SHIPPED = paths.content()
LIBRARY = read_library([SHIPPED])
ROUNDS = LIBRARY.exercise("listening-rounds")
assert isinstance(ROUNDS, Rounds)


def words(kind: Kind, nickname: str = "") -> dict[str, object]:
    said = LIBRARY.words("listening-rounds", About(id="1", kind=kind, nickname=nickname))
    return {name: part for name, part in said.items() if name not in ("interface", "sources")}


def texts(part: object) -> Iterator[str]:
    """Every text inside plain JSON."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


def roles(kind: Kind) -> list[list[str]]:
    phases = words(kind)["phases"]
    assert isinstance(phases, list)
    return [[part["id"] for part in phase["parts"]] for phase in phases]


def test_there_are_nine_things_to_practise_and_three_pitfalls() -> None:
    assert {group.id: [line.id for line in group.lines] for group in ROUNDS.skills} == {
        "while": ["attend", "without-words"],
        "back": ["reflect", "mirror", "clarify", "right-so"],
        "before-solving": ["make-sense", "open-question", "same-side"],
    }
    assert [one.id for one in ROUNDS.pitfalls] == ["same-feeling", "solving", "distance"]
    assert set(ROUNDS.source) == {"invisible-thread", "lasting-connection", "leone-centre"}


def test_each_turn_is_spoken_first_and_said_back_then() -> None:
    assert [(phase.id, phase.minutes) for phase in ROUNDS.phases] == [("speak", 4), ("reply", 2)]
    assert roles("friend") == [
        ["speaker", "listener", "observer"],
        ["listener", "speaker", "observer"],
    ]


def test_somebody_alone_writes_and_reads_it_back() -> None:
    assert roles("myself") == [["alone"], ["alone"]]
    said = words("myself")
    phases = said["phases"]
    assert isinstance(phases, list)
    assert [phase["title"] for phase in phases] == ["Writing", "Reading it back"]
    told = " ".join(texts([said[key] for key in ("introduction", "before", "skip", "after")]))
    for part in ("each other", "both", "The one who", "Speaker"):
        assert part not in told


def test_your_own_partner_takes_part_only_if_both_choose_and_phones_lie_face_down() -> None:
    said = " ".join(texts(words("partner")["before"]))
    assert "only if both of you want to. With your own partner, too" in said
    assert "One phone is the clock" in said
    assert "all others lie face down" in said


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(kind: Kind) -> None:
    said = [
        text
        for text in texts({k: v for k, v in words(kind, "Robin").items() if k != "clock"})
        if text
    ]
    assert not [text for text in said if "{" in text]
    assert kind != "myself" or not [text for text in said if "Robin" in text]


def test_in_a_live_room_the_card_keeps_the_phones_face_down() -> None:
    card = LIBRARY.step("listening")
    assert isinstance(card, Card)
    steps = {step.exercise for plan in LIBRARY.plans.values() for step in plan.steps}
    assert "listening" in steps
    assert "take the card “Listening rounds”" in ROUNDS.notes.do[0]
    assert card.title == "Listening rounds"


def shipped_with(folder: Path, old: str, new: str) -> list[str]:
    text = (SHIPPED / "en" / "listening-rounds.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (folder / "en").mkdir()
    (folder / "en" / "listening-rounds.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_library([SHIPPED, folder])
    return [one.rule for one in broken.value.mistakes]


PEOPLE = "[partner, family, child, parent, friend, housemate, colleague]"
MISTAKES = {
    "a role that there is not": (
        f"id: observer\n        only: {PEOPLE}\n        title: The one who watches\n"
        "        text: You say",
        f"id: judge\n        only: {PEOPLE}\n        title: The one who watches\n"
        "        text: You say",
        "phases > speak > parts > judge > id: this is one of 'speaker', 'listener', 'observer' or "
        "'alone', but found 'judge'",
    ),
    "a listener for somebody alone": (
        f"id: listener\n        only: {PEOPLE}\n        title: Listener\n        text: >-\n"
        "          You are",
        "id: listener\n        title: Listener\n        text: >-\n          You are",
        "phases > speak > parts: two people need a part with 'id: listener' here, and with 'only' "
        "without myself",
    ),
    "a part for somebody alone that all see": (
        "only: [myself]\n        title: You\n        text: Write",
        "title: You\n        text: Write",
        "phases > speak > parts: one person alone needs a part with 'id: alone' here, and with "
        "only: [myself]",
    ),
    "a turn that is too long": (
        "minutes: 4\n", "minutes: 16\n",
        "phases > speak > minutes: this is at most 15, but found 16",
    ),
    "a clock that does not say the turn": (
        "Turn {turn} of {turns}", "The next turn",
        "clock > turn: keep {turn} in this text: the page fills it in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_rounds_is_named(tmp_path: Path, change: tuple[str, ...]) -> None:
    old, new, *expected = change
    assert sorted(shipped_with(tmp_path, old, new)) == sorted(expected)
