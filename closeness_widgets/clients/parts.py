"""What of a client's record the coach may see: the parts that they granted, and nothing else.

Only what is decided here ever reaches a coach's page: answers of the journal and the three opening
ratings, about one relationship, nothing sensitive, and no name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from closeness_widgets.answers.base import shown
from closeness_widgets.answers.journal import BLOCKERS, RATINGS
from closeness_widgets.clients.client import ClientRefused, File
from closeness_widgets.content.check_in_words import PARTS
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.library import Library
from closeness_widgets.content.plans import OPENING
from closeness_widgets.content.rating import Rating

RATED, IN_THE_WAY, WORDS = PARTS
Kept = Mapping[str, Any]
"""Item -> value."""


def checked_parts(value: Any) -> list[str]:
    """The parts that a client named, in our order. Raises ClientRefused (``no-parts``)."""
    chosen = value if isinstance(value, list) else []
    strange = [one for one in chosen if one not in PARTS]
    if strange or not chosen:
        known = ", ".join(PARTS)
        raise ClientRefused(
            "no-parts",
            f"Choose at least one of {known}, but {shown(strange[0] if strange else value)} came.",
        )
    return [part for part in PARTS if part in chosen]


def granted(library: Library, answers: Kept, parts: Collection[str]) -> dict[str, Any]:
    """The answers of a journal that the coach may see.

    ``ratings`` opens weekly ratings and signs, ``blockers`` what got in the way, ``words`` the
    moments. What is not answered, unknown to the journal or sensitive is left out.
    """
    journal = library.exercises["journal"]
    assert isinstance(journal, Journal)  # noqa: S101 - the workbook has one journal
    open_choices = {one.id for one in journal.week.blockers.choices} - sensitive(library)
    signs = {f"sign.{one.id}" for one in journal.week.signs}
    found: dict[str, Any] = {}
    for item, value in answers.items():
        first, _, rest = item.partition(".")
        field = rest.partition(".")[2]
        if value is None:
            continue
        if first == "moment" and WORDS in parts:
            found[item] = value
        elif first == "week" and field == BLOCKERS and IN_THE_WAY in parts:
            found[item] = [one for one in value if one in open_choices]
        elif first == "week" and (field in RATINGS or field in signs) and RATED in parts:
            found[item] = value
    return found


def opening(
    library: Library, answers: Iterable[tuple[str, Any, str]], parts: Collection[str]
) -> dict[str, Any] | None:
    """The three ratings that open a workshop, with the day of the newest of them.

    Args:
        library: the content files.
        answers: item, value and day (ISO text) of each entry of the opening exercise.
        parts: what the client opened.

    Returns:
        ``{"date", "ideas.now", ...}``, or None if there is nothing, or nothing to be seen.
    """
    exercise = library.exercises.get(OPENING)
    if RATED not in parts or not isinstance(exercise, Rating):
        return None
    hidden = {one.id for one in exercise.dimensions if one.sensitive}
    found = {
        item: (value, day)
        for item, value, day in answers
        if item in RATINGS and item.partition(".")[0] not in hidden and value is not None
    }
    if not found:
        return None
    return {
        "date": max(day for _, day in found.values()),
        **{item: value for item, (value, _) in sorted(found.items())},
    }


def series(
    library: Library,
    own: Sequence[Kept],
    opened: Mapping[str, Any] | None,
    file: File,
    kind: str,
    parts: Collection[str],
) -> dict[str, Any]:
    """Everything that is drawn of a client, as ``analysis.series`` reads it.

    Args:
        library: the content files.
        own: the journals of the client's own records, one a record, later ones win.
        opened: as from :func:`opening`.
        file: what the coach keeps; the client's own answers win over the coach's.
        kind: of the relationship.
        parts: what the client opened of ``own``; the coach's own weeks are the coach's.
    """
    answers: dict[str, Any] = {}
    for week in file.weeks:
        kept = {f"week.{week.monday}.{field}": value for field, value in week.values.items()}
        answers |= granted(library, kept, PARTS)
    answers |= {f"moment.{one.id}": one.value for one in file.moments}
    for journal in own:
        answers |= granted(library, journal, parts)
    return {
        "answers": answers,
        "opening": dict(opened) if opened else None,
        "marks": [mark.as_json() for mark in file.marks],
        "kind": kind,
        "imported_weeks": [
            week.monday.isoformat() for week in file.weeks if week.source == "import"
        ],
    }


def for_supervision(told: Mapping[str, Any]) -> dict[str, Any]:
    """A series without words: no moments, and marks without what the coach called them."""
    return {
        **told,
        "answers": {k: v for k, v in told["answers"].items() if not k.startswith("moment.")},
        "marks": [{**mark, "label": ""} for mark in told["marks"]],
    }


def sensitive(library: Library) -> set[str]:
    """Ids of every habit that is sensitive in any checklist."""
    return {
        one.id
        for exercise in library.exercises.values()
        if isinstance(exercise, Checklist)
        for one in exercise.items
        if one.sensitive
    }
