"""A workbook full of texts that look like markup: answers, a coach's words, an author's files."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from closeness_widgets import paths
from closeness_widgets.answers import check_answer, relationships
from closeness_widgets.content.base import PLACEHOLDERS, placeholders
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Records
from tests.browser.hostile import NAMES, PAYLOADS, portions
from tests.browser.practice import TODAY, WEEKS, keep

Json = dict[str, Any]
NICKNAME = next(one for one in NAMES if one.startswith("<svg"))
SENTENCE = ("feel", "when", "need")
MOMENTS = -(-len(PAYLOADS) // 3)
COPIED = (
    "dimensions", "blockers", "journal", "question-deck", "after-rejection", "strategies",
    "i-statement", "listening-rounds", "circles", "agreement", "question",
)  # fmt: skip
"""One exercise of each kind, and two cards."""
TAKEN_OUT = ("journal", "strategies")
KEYS = {"id", "kind", "source", "shape", "pattern", "longest", "sentence"}
"""What an author cannot write as they like."""
FOR_AUTHORS = [one for one in PAYLOADS if len(one) <= 60 and not {"{", "}"} & set(one)]


def author(folder: Path) -> list[str]:
    """Write a copy of one exercise of each kind in which every text is another payload; the ids."""
    words = itertools.cycle(FOR_AUTHORS)
    (folder / "en").mkdir(parents=True)
    for name in COPIED:
        shipped = yaml.safe_load((paths.content() / "en" / f"{name}.yaml").read_text("utf-8"))
        _write(folder / "en" / f"x-{name}.yaml", {**_hostile(shipped, words), "id": f"x-{name}"})
    plans = yaml.safe_load((paths.content() / "en" / "plans.yaml").read_text("utf-8"))
    _write(folder / "en" / "plans.yaml", _hostile(plans, words))
    line = {"name": next(words), "web": "https://help.test/'onclick=1", "open": next(words)}
    _write(folder / "place.yaml", {"lines": [{**line, "about": one} for one in FOR_AUTHORS]})
    return [f"x-{name}" for name in COPIED]


def writer(records: Records, own: Path) -> tuple[str, list[str]]:
    """Somebody who wrote such things wherever an author's exercises take words.

    Their token, and the texts; and the same in the journal and the planner that everybody has.
    """
    token = records.begin_person()
    person = records.person_of(token)
    assert person is not None
    chosen = relationships.chosen(None, {"kind": "friend", "nickname": NICKNAME})
    about = relationships.known(chosen)[0].id
    keep(records, person, relationships.EXERCISE, "", {relationships.ITEM: chosen})
    said: list[str] = []
    for exercise in read_library([paths.content(), own]).exercises.values():
        if exercise.id not in (*TAKEN_OUT, *(f"x-{name}" for name in COPIED)):
            continue
        answers = dict(_answers(exercise, [] if exercise.id in TAKEN_OUT else said))
        for item, value in answers.items():
            check_answer(exercise, item, value)
        keep(records, person, exercise.id, about, answers)
    return token, said


def _answers(exercise: Any, said: list[str]) -> Iterator[tuple[str, Any]]:
    """Answers with a text wherever the exercise takes one; what they say is added to ``said``."""
    texts = portions(400)

    def text() -> str:
        said.append(next(texts))
        return said[-1]

    if exercise.kind == "journal":
        yield from _journal(said)
    elif exercise.kind == "deck":
        for card in exercise.cards[:5]:
            yield from ((f"{card.id}.favourite", True), (f"{card.id}.note", text()))
    elif exercise.kind == "planner":
        picks = [idea.id for idea in exercise.ideas][:3]
        yield "picks", picks
        yield from ((f"{one}.day", TODAY.isoformat()) for one in picks)
    elif exercise.kind == "builder":
        for number in range(9):
            yield f"sentence.{number:06}", {part: text() for part in SENTENCE}
    yield from ((item, text()) for item in _fields(exercise))


def _fields(exercise: Any) -> list[str]:
    """The items whose answer is a text and nothing else."""
    if exercise.kind == "steps":
        own = [step.id for part in exercise.parts for step in part.steps if step.own]
        return [f"{one}.own" for one in own]
    if exercise.kind == "planner":
        picks = [idea.id for idea in exercise.ideas][:3]
        return [f"{one}.{field}" for one in picks for field in ("when", "then")]
    if exercise.kind == "rounds":
        return [one.id for one in exercise.after.questions]
    if exercise.kind == "checklist" and exercise.choose is not None:
        return ["plan.when", "plan.then"]
    return list(SENTENCE) if exercise.kind == "builder" else []


def _journal(said: list[str]) -> Iterator[tuple[str, Any]]:
    fields = (("what", 2000), ("with", 120), ("helped_own", 200))
    words = {name: itertools.cycle([one for one in PAYLOADS if len(one) <= most])
             for name, most in fields}  # fmt: skip
    for name, start in (("what", 0), ("with", 70), ("helped_own", 140)):
        for _ in range(start):
            next(words[name])
    for number in range(MOMENTS):
        moment = {name: next(words[name]) for name, _ in fields}
        said += moment.values()
        yield f"moment.{number:06}", {"date": TODAY.isoformat(), **moment}
    for number, week in enumerate(WEEKS):
        yield f"week.{week}.ideas.now", 3 + number


def _hostile(value: Any, words: Iterator[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _hostile(one, words, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one, words, key) for one in value]
    free = isinstance(value, str) and (" " in value or key == "title") and key not in KEYS
    return next(words) if free and not placeholders(value) - PLACEHOLDERS else value


def _write(path: Path, content: Json) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
