"""What a participant takes home: their own answers in words, and the same as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from closeness_widgets.answers import builder, checklist, deck, planner, relationships
from closeness_widgets.content.base import About, ExerciseContent
from closeness_widgets.content.builder import Builder
from closeness_widgets.content.card import Card
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.circles import ITEMS, Circles
from closeness_widgets.content.deck import Deck
from closeness_widgets.content.library import Library
from closeness_widgets.content.planner import Planner
from closeness_widgets.content.rating import Rating
from closeness_widgets.content.steps import Steps
from closeness_widgets.records import Entry, Person, Records

Json = dict[str, Any]


class TakeHome:
    """Reads one person's answers; runs on the pen's thread."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def answers(self, person: Person, library: Library) -> Json:
        """Answers by relationship, exercise and item, with the day they were saved.

        Without what is sensitive: a file lies about, and somebody else may open it.
        """
        found = []
        for about in self._relationships(person):
            for exercise in library.exercises.values():
                entries = self._records.load(person, exercise.id, about.id)
                kept = {
                    item: {"value": entry.value, "saved": entry.saved_at[:10]}
                    for item, entry in entries.items()
                    if entry.value is not None and not _is_sensitive(exercise, item, entries)
                }
                if kept:
                    found.append(
                        {"about": about.model_dump(), "exercise": exercise.id, "answers": kept}
                    )
        words = [
            {"card": card.id, "answers": texts}
            for card in library.cards.values()
            if (texts := self._texts(person, card))
        ]
        return {"format": "closeness-notes-1", "exercises": found, "cards": words}

    def sheet(self, person: Person, library: Library) -> Json:
        """``{made, sections: [{title, rows, texts}], questions}`` for the printed sheet."""
        sections: list[Json] = []
        questions: list[str] = []
        for about in self._relationships(person):
            for exercise in library.exercises.values():
                entries = self._records.load(person, exercise.id, about.id)
                answers = {item: entry.value for item, entry in entries.items()}
                section = _section(library, exercise, about, answers)
                if section:
                    name = library.interface.others[about.kind].name
                    title = library.words(exercise.id, about)["title"]
                    sections.append({"title": f"{title} ({about.nickname or name})", **section})
                    questions += [one for one in exercise.notes.debrief if one not in questions]
        sections += [
            {"title": card.title, "rows": [], "texts": texts}
            for card in library.cards.values()
            if (texts := self._texts(person, card))
        ]
        made = date.today()  # noqa: DTZ011 - the day where the person is
        return {
            "made": f"{made.day} {made:%B %Y}",
            "sections": sections,
            "questions": questions[:6],
        }

    def _relationships(self, person: Person) -> list[About]:
        entry = self._records.one(person, relationships.EXERCISE, "", relationships.ITEM)
        return relationships.known(entry.value if entry else None)

    def _texts(self, person: Person, card: Card) -> list[str]:
        entries = self._records.load(person, card.id, "")
        return [str(entry.value) for _, entry in sorted(entries.items()) if entry.value]


def _is_sensitive(exercise: ExerciseContent, item: str, entries: Mapping[str, Entry]) -> bool:
    """A mark on a sensitive habit; or, if such a one was chosen, the choice and its plan."""
    if isinstance(exercise, Deck):
        return item.partition(".")[0] in {one.id for one in exercise.cards if one.sensitive}
    if not isinstance(exercise, Checklist):
        return False
    sensitive = {one.id for one in (*exercise.items, *exercise.ways) if one.sensitive}
    chosen = entries.get(checklist.CHOSEN)
    if item in (checklist.CHOSEN, checklist.WHEN, checklist.THEN):
        return chosen is not None and chosen.value in sensitive
    return item.partition(".")[0] in sensitive


def _section(
    library: Library, exercise: ExerciseContent, about: About, answers: Json
) -> Json | None:
    """``{rows, texts}`` of one exercise; the journal and plans about others stay in the record."""
    made = SECTIONS.get(type(exercise))
    return made(library, exercise, about, answers) if made else None


def _ratings(library: Library, exercise: Rating, about: About, answers: Json) -> Json | None:
    words = library.words(exercise.id, about)
    most = exercise.scale.maximum
    rows = []
    for dimension in words["dimensions"]:
        for when, label in (("now", words["now"]), ("wished", words["wished"])):
            value = answers.get(f"{dimension['id']}.{when}")
            if value is not None:
                rows.append(
                    {
                        "label": f"{dimension['name']}: {label}",
                        "value": value,
                        "most": most,
                        "words": f"{value} / {most}",
                    }
                )
    return {"rows": rows, "texts": []} if rows else None


def _places(library: Library, exercise: Circles, about: About, answers: Json) -> Json | None:
    """Where the circles stand, in words: a bar would look like a measurement."""
    words = library.words(exercise.id, about)
    rows = [
        {
            "label": words[item]["heading"],
            "value": None,
            "most": None,
            "words": words["positions"][answers[item]],
        }
        for item in ITEMS
        if answers.get(item) is not None
    ]
    return {"rows": rows, "texts": []} if rows else None


def _own_words(library: Library, exercise: Steps, about: About, answers: Json) -> Json | None:
    """Each step that was answered: its title, what was chosen and what was written, in lines."""
    if not exercise.takes_home:
        return None
    texts = []
    for part in library.words(exercise.id, about)["parts"]:
        for step in part["steps"]:
            chosen = answers.get(f"{step['id']}.choices") or []
            options = step["choices"]["options"] if step["choices"] else []
            said = [one["label"] for one in options if one["id"] in chosen]
            if own := answers.get(f"{step['id']}.own"):
                said.append(own)
            if said:
                texts.append("\n".join([step["title"], *said]))
    return {"rows": [], "texts": texts} if texts else None


def _plan(library: Library, exercise: Checklist, about: About, answers: Json) -> Json | None:
    """The habit chosen, its practice and the plan; marks stay in the record.

    None if the habit is a sensitive one: a sheet lies about, and somebody else may read it.
    """
    words = library.words(exercise.id, about)
    chosen = answers.get(checklist.CHOSEN)
    if any(one.id == chosen and one.sensitive for one in (*exercise.items, *exercise.ways)):
        return None
    offered = words["ways"] or words["items"]
    found = next((one for one in offered if one["id"] == chosen), None)
    texts = [found["title"]] if found else []
    if found and (practice := checklist.practice(exercise, answers)):
        shown = found["practice"]
        if practice != exercise.choices()[found["id"]]:
            shown = shown["alone"]
        texts += [shown["title"], *shown["tries"]]
    when, then = answers.get(checklist.WHEN), answers.get(checklist.THEN)
    if when:
        texts.append(f"{words['plan']['when']} {when}")
    if then:
        texts.append(f"{words['plan']['then']} {then}")
    return {"rows": [], "texts": texts} if texts else None


def _kept_cards(library: Library, exercise: Deck, about: About, answers: Json) -> Json | None:
    """The cards that are kept; notes stay in the record."""
    kept = {card.id for card in deck.kept(exercise, answers) if not card.sensitive}
    piles = library.words(exercise.id, about)["piles"]
    texts = [
        f"{card['text']} ({card['by']})" if card["by"] else card["text"]
        for pile in piles
        for card in pile["cards"]
        if card["id"] in kept
    ]
    return {"rows": [], "texts": texts} if texts else None


def _picks(library: Library, exercise: Planner, about: About, answers: Json) -> Json | None:
    """Each picked idea with its first practice, when it is planned, and the person's own words."""
    words = library.words(exercise.id, about)
    ideas = {idea["id"]: idea for group in words["groups"] for idea in group["ideas"]}
    cadences = {cadence["id"]: cadence["label"] for cadence in words["cadences"]}
    texts = []
    for plan in planner.planned(exercise, answers):
        idea = ideas.get(plan.idea)
        if idea is None:
            continue
        at = [_day(plan.day)] if plan.day else []
        at += [f"{plan.time:%H:%M}"] if plan.time else []
        texts += [idea["title"], idea["first"]]
        texts += [" · ".join([*at, cadences[plan.every]])] if at else []
        texts += [f"{words['plan']['when']} {plan.when}"] if plan.when else []
        texts += [f"{words['plan']['then']} {plan.then}"] if plan.then else []
    return {"rows": [], "texts": texts} if texts else None


def _sentences(_library: Library, exercise: Builder, _about: About, answers: Json) -> Json | None:
    """The sentences that are kept, the oldest first; what stands in the fields is not finished."""
    kept = sorted((item, value) for item, value in answers.items() if "." in item and value)
    texts = [builder.sentence(exercise, value) for _, value in kept]
    return {"rows": [], "texts": texts} if texts else None


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


SECTIONS: dict[type[ExerciseContent], Callable[[Library, Any, About, Json], Json | None]] = {
    Rating: _ratings,
    Checklist: _plan,
    Deck: _kept_cards,
    Circles: _places,
    Steps: _own_words,
    Planner: _picks,
    Builder: _sentences,
}
"""What each kind of exercise gives to the sheet."""
