"""Reads a language's content files into one library of validated, frozen models."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from closeness_widgets.content.base import About, ExerciseContent, Frozen, Id, Text
from closeness_widgets.content.builder import Builder
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.circles import Circles
from closeness_widgets.content.deck import Deck
from closeness_widgets.content.files import (
    ContentErrors,
    Document,
    Mistake,
    read_yaml,
    validated,
)
from closeness_widgets.content.interface import Interface
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.plain import found
from closeness_widgets.content.planner import Planner
from closeness_widgets.content.plans import Plan, Plans, broken_steps
from closeness_widgets.content.rating import Rating
from closeness_widgets.content.rounds import Rounds
from closeness_widgets.content.steps import Steps
from closeness_widgets.content.wording import resolved

KINDS_OF_EXERCISE: dict[str, type[ExerciseContent]] = {
    "rating": Rating,
    "checklist": Checklist,
    "journal": Journal,
    "deck": Deck,
    "steps": Steps,
    "planner": Planner,
    "builder": Builder,
    "rounds": Rounds,
    "circles": Circles,
}
KINDS_OF_STEP: dict[str, type[ExerciseContent] | type[Card]] = {**KINDS_OF_EXERCISE, "card": Card}
NEEDED = ("interface", "sources")
"""Files that the exercises cannot do without."""
WORDS_OF_PAGES = (
    *("site", "live", "facilitator", "wall", "result"),
    *("coach", "check_in", "progress", "preview"),
)
"""Files that are not read here: they belong to the pages around the exercises (``pages.py``)."""

T = TypeVar("T")


class Source(Frozen):
    """A text that ideas were taken from."""

    title: Text
    author: Text


@dataclass(frozen=True)
class Library:
    """Everything a person reads in exercises and cards, in one language, and the ready plans."""

    language: str
    interface: Interface
    sources: dict[str, Source]
    exercises: dict[str, ExerciseContent]
    cards: dict[str, Card] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    _kept: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def exercise(self, exercise_id: str) -> ExerciseContent:
        """The exercise of this id. Raises KeyError that lists those there are."""
        try:
            return self.exercises[exercise_id]
        except KeyError:
            known = ", ".join(sorted(self.exercises))
            raise KeyError(f"no exercise {exercise_id!r}; there are: {known}") from None

    def step(self, step_id: str) -> StepContent:
        """The exercise or card of this id. Raises KeyError that lists those there are."""
        found = self.exercises.get(step_id) or self.cards.get(step_id)
        if found is None:
            known = ", ".join(sorted([*self.exercises, *self.cards]))
            raise KeyError(f"no exercise or card {step_id!r}; there are: {known}")
        return found

    def words(self, exercise_id: str, about: About) -> dict[str, Any]:
        """The exercise's words for one relationship as plain JSON, common words included.

        Those without a nickname in them are worked out once: not for others to change.
        """
        place = (exercise_id, about.kind)
        if about.nickname:
            return self._words(exercise_id, about)
        if place not in self._kept:
            self._kept[place] = self._words(exercise_id, about)
        return dict(self._kept[place])

    def _words(self, exercise_id: str, about: About) -> dict[str, Any]:
        exercise = self.exercise(exercise_id)
        words = resolved(exercise, about, self.interface.others)
        common = resolved(self.interface, about, self.interface.others)
        others = KINDS_OF_EXERCISE.keys() - {kind_of(exercise)}
        words["interface"] = {name: part for name, part in common.items() if name not in others}
        words["sources"] = [self.sources[key].model_dump() for key in exercise.source]
        return dict(words)


def kind_of(step: StepContent) -> str:
    """The kind that the step's file names, such as ``rating`` or ``card``."""
    return next(kind for kind, model in KINDS_OF_STEP.items() if isinstance(step, model))


def content_hash(step: StepContent) -> str:
    """Sixteen hex digits that change when anything in the step's file changes."""
    text = json.dumps(step.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_library(folders: Sequence[Path], language: str = "en") -> Library:
    """Read ``<folder>/<language>/*.yaml``; a file in a later folder replaces one of its name.

    Raises :class:`ContentErrors` with every mistake in every file.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        files.update({path.name: path for path in sorted((folder / language).glob("*.y*ml"))})
    for name in NEEDED:
        files.setdefault(f"{name}.yaml", folders[0] / language / f"{name}.yaml")
    stamp = tuple(
        (path, path.stat().st_mtime_ns if path.is_file() else 0) for path in files.values()
    )
    return _read(language, stamp)


@lru_cache(maxsize=4)
def _read(language: str, stamp: tuple[tuple[Path, int], ...]) -> Library:
    mistakes: list[Mistake] = []
    documents: dict[Path, Document] = {}
    for path, _ in stamp:
        if path.suffix != ".yaml":
            mistakes.append(Mistake(path, 1, f"this file is not read; call it {path.stem}.yaml"))
        elif path.stem not in WORDS_OF_PAGES and (document := read_yaml(path, mistakes)):
            documents[path] = document
    parts = {path.stem: (path, document) for path, document in documents.items()}
    plans = _plans(parts.pop("plans", None), parts, mistakes)
    interface = _part(parts.pop("interface", None), TypeAdapter(Interface), mistakes)
    known_sources = parts["sources"][1].value if "sources" in parts else None
    sources = _part(parts.pop("sources", None), TypeAdapter(dict[Id, Source]), mistakes)
    _report_shared_ids(parts.values(), mistakes)
    exercises: dict[str, ExerciseContent] = {}
    cards: dict[str, Card] = {}
    for path, document in parts.values():
        _report_unknown_sources(path, document, known_sources, mistakes)
        step = _step(path, document, mistakes)
        if isinstance(step, Card):
            cards[step.id] = step
        elif step is not None:
            exercises[step.id] = step
    if mistakes or interface is None or sources is None:
        raise ContentErrors(sorted(mistakes, key=lambda one: (one.file, one.line)))
    return Library(language, interface, sources, exercises, cards, plans)


def _part(
    part: tuple[Path, Document] | None, adapter: TypeAdapter[T], mistakes: list[Mistake]
) -> T | None:
    return validated(adapter, part[0], mistakes, part[1]) if part else None


def _plans(
    part: tuple[Path, Document] | None,
    steps: dict[str, tuple[Path, Document]],
    mistakes: list[Mistake],
) -> dict[str, Plan]:
    if part is None:
        return {}
    path, document = part
    if not mistakes:  # what cannot be read should not be called unknown as well
        kinds = {
            name: str(_key(step, "kind")) for name, (_, step) in steps.items() if name not in NEEDED
        }
        for place, rule in broken_steps(document.value, kinds):
            name, line = document.name(*place), document.line(*place)
            mistakes.append(Mistake(path, line, f"{name}: {rule}"))
    plans = _part(part, TypeAdapter(Plans), mistakes)
    return {plan.id: plan for plan in plans.plans} if plans else {}


def _step(path: Path, document: Document, mistakes: list[Mistake]) -> StepContent | None:
    kind = _key(document, "kind")
    model = KINDS_OF_STEP.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = ", ".join(KINDS_OF_STEP)
        rule = f"kind: this is one of {known}, but found {found(kind)}"
        mistakes.append(Mistake(path, document.line("kind"), rule))
        return None
    name = _key(document, "id")
    if isinstance(name, str) and name != path.stem:
        rule = f"id: this is the file's name, {found(path.stem)}, but found {found(name)}"
        mistakes.append(Mistake(path, document.line("id"), rule))
    adapter: TypeAdapter[StepContent] = TypeAdapter(model)
    return validated(adapter, path, mistakes, document)


def _report_shared_ids(parts: Iterable[tuple[Path, Document]], mistakes: list[Mistake]) -> None:
    first: dict[str, Path] = {}
    for path, document in parts:
        name = _key(document, "id")
        if not isinstance(name, str):
            continue
        if name in first:
            rule = f"id: {found(name)} is the id of {first[name].name} too; each file has its own"
            mistakes.append(Mistake(path, document.line("id"), rule))
        first.setdefault(name, path)


def _report_unknown_sources(
    path: Path, document: Document, known: Any, mistakes: list[Mistake]
) -> None:
    named = _key(document, "source")
    if not isinstance(known, dict) or not isinstance(named, list):
        return
    for number, key in enumerate(named):
        if key not in known:
            rule = f"source: this is one of {', '.join(known)}, but found {found(key)}"
            mistakes.append(Mistake(path, document.line("source", number), rule))


def _key(document: Document, key: str) -> Any:
    return document.value.get(key) if isinstance(document.value, dict) else None
