"""What the builder hears, run as the page runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from closeness_widgets import assets, paths
from closeness_widgets.answers.builder import sentence
from closeness_widgets.content.base import KINDS, About
from closeness_widgets.content.builder import Builder
from closeness_widgets.content.library import read_library
from closeness_widgets.rooms.solo import Solo

LIBRARY = read_library([paths.content()])
BUILDER = LIBRARY.exercise("i-statement")
assert isinstance(BUILDER, Builder)
WORDS = LIBRARY.words("i-statement", About(id="1", kind="friend", nickname="Sam"))

HEARD: list[tuple[str, str, list[str]]] = [
    ("when", "you always look away", ["always"]),
    ("when", "YOU ALWAYS, always look away", ["always"]),
    ("when", "you are nearly always late", ["always"]),
    ("when", "it’s always you who forgets", ["always"]),
    ("when", "every time you go out", ["always"]),
    ("when", "you never listen", ["never"]),
    ("when", "you’ve never once asked", ["never"]),
    ("when", "you'll never change", ["never"]),
    ("when", "you’re making me nervous", ["makes-me"]),
    ("when", "you have really never listened", ["never"]),
    ("when", "you don’t ever ask", ["never"]),
    ("feel", "that you do not care", ["opinion"]),
    ("feel", "I feel that you do not care", ["opinion"]),
    ("feel", "like you do not care", ["opinion"]),
    ("feel", "as if you were far away", ["opinion"]),
    ("when", "you make me angry", ["makes-me"]),
    ("when", "you just made me cry", ["makes-me"]),
    ("feel", "bad because of you", ["makes-me"]),
    ("when", "you're so lazy", ["label"]),
    (
        "when",
        "you never ask and always make me wait, you are so cold",
        ["always", "never", "label"],
    ),
    ("feel", "that you always make me wait", ["always", "opinion", "makes-me"]),
    # What says nothing of the kind is left alone.
    ("when", "you look at your phone while I talk", []),
    ("when", "I always have to start", []),
    ("when", "nothing is ever said", []),
    ("feel", "sad and alone", []),
    ("feel", "that something is wrong", []),
    ("need", "you to sit with me for five minutes", []),
    ("when", "youalways", []),
    ("when", "", []),
    ("when", "   ", []),
]

TOGGLED = [
    ("", "sad", "sad"),
    ("sad", "tired", "sad and tired"),
    ("sad and tired", "hurt", "sad, tired and hurt"),
    ("sad, tired and hurt", "tired", "sad and hurt"),
    ("Sad", "sad", ""),
    ("a bit lost", "fed up", "a bit lost and fed up"),
]

TEXTS: list[dict[str, str]] = [
    {},
    {"feel": "sad.", "when": " it\n rains! ", "need": "a walk"},
    {"feel": "I feel {need}", "when": "When it rains", "need": "i need rest"},
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page's own script answers, asked once for everything."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("THE HINTS ARE NOT TRIED: Node is not installed here")
    folder = tmp_path_factory.mktemp("builder")
    asked = {"words": WORDS, "heard": HEARD, "toggled": TOGGLED, "texts": TEXTS}
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    script = """
import { readFileSync } from "node:fs";
const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { words, heard: said, toggled: taps, texts } = asked;
const part = (id) => words.parts.find((one) => one.id === id);
console.log(JSON.stringify({
  heard: said.map(([id, text]) => heard(words, part(id), text).map((hint) => hint.id)),
  toggled: taps.map(([text, word]) => toggled(words, text, word)),
  texts: texts.map((one) => sentenceOf(words, one)),
}));
"""
    (folder / "page.mjs").write_text(assets.script("builder") + script, encoding="utf-8")
    done = subprocess.run(
        [node, "page.mjs", "asked.json"], cwd=folder, capture_output=True, text=True, check=True,
        timeout=30,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("number", range(len(HEARD)), ids=[one[1] for one in HEARD])
def test_blame_is_heard_in_close_variants_and_nothing_else_is(
    page: dict[str, Any], number: int
) -> None:
    assert page["heard"][number] == HEARD[number][2]


def test_a_tapped_feeling_is_put_in_and_taken_out_and_own_words_stay(page: dict[str, Any]) -> None:
    assert page["toggled"] == [expected for _, _, expected in TOGGLED]


def test_the_page_and_the_sheet_to_take_home_say_the_same_sentence(page: dict[str, Any]) -> None:
    assert page["texts"] == [sentence(BUILDER, texts) for texts in TEXTS]


def test_it_says_that_it_looks_at_wording_only() -> None:
    assert "looks at the wording and at nothing else" in BUILDER.listening
    assert "cannot know what you mean" in BUILDER.listening
    assert {hint.id for hint in BUILDER.hints} >= {"always", "never", "opinion", "makes-me"}


def test_there_are_plain_words_for_feelings_and_none_stands_twice() -> None:
    words = [word for group in BUILDER.feelings for word in group.words]
    assert len(words) == len(set(words)) == 26
    assert all(word == word.lower() and len(word) <= 16 for word in words)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_said_for_every_relationship(kind: Any) -> None:
    words = LIBRARY.words("i-statement", About(id="1", kind=kind, nickname="Robin"))
    said = json.dumps({name: words[name] for name in ("introduction", "parts", "not_for")})
    assert "{" not in said.replace('{"', "")
    assert ("Robin" in said) == (kind != "myself")


def test_a_translator_can_change_what_is_heard_without_any_code(tmp_path: Path) -> None:
    text = (paths.content() / "en" / "i-statement.yaml").read_text(encoding="utf-8")
    (tmp_path / "en").mkdir()
    changed = text.replace("      - you * always\n", "      - du * immer\n")
    (tmp_path / "en" / "i-statement.yaml").write_text(changed, encoding="utf-8")
    found = read_library([paths.content(), tmp_path]).exercise("i-statement")
    assert isinstance(found, Builder)
    assert found.hints[0].hears[0] == "du * immer"


def test_the_text_form_is_one_line_that_tells_nothing_of_the_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CLOSENESS_DESK", "CLOSENESS_SEAT", "CLOSENESS_SERVED"):
        monkeypatch.delenv(name, raising=False)
    assert repr(Solo().open("i-statement")) == (
        "Exercise 'i-statement': 3 parts, 26 feelings, 5 hints; sentences to keep."
    )
