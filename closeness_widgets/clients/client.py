"""What a coach keeps about a client: a card for the list, and a file of notes, marks and weeks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from closeness_widgets.answers import check_answer
from closeness_widgets.answers.base import shown
from closeness_widgets.content.journal import Journal

LONGEST = {"pseudonym": 60, "basis": 200, "note": 4000, "label": 80}
"""Characters that a text may have."""
MOST = {"notes": 2000, "marks": 500, "weeks": 2000, "moments": 5000}
REVIEW_AFTER = 365
"""Days after consent (or after the client was added) at which keeping it is looked at again."""
EARLIEST = date(2000, 1, 1)
KINDS = ("event", "phase", "session", "parting")
"""Kinds of marks. A parting: the client left somebody, or ended contact."""
Day: TypeAlias = date
Source = Literal["paper", "import"]


class ClientRefused(ValueError):
    """Something that breaks a rule. ``rule`` for programs, ``message`` for people."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


class Data(BaseModel):
    """Frozen, and nothing beside what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def as_json(self) -> dict[str, Any]:
        """As it is stored and sent."""
        return self.model_dump(mode="json", by_alias=True)


class Card(Data):
    """A client in the list. ``basis``: on what paper or imported weeks may be kept."""

    pseudonym: str
    added: Day
    archived: bool = False
    basis: str = ""


class Note(Data):
    """A private note of the coach."""

    id: str
    date: Day
    text: str


class Mark(Data):
    """Something on a day, or on a stretch of days, that the chart shows."""

    id: str
    date: Day
    until: Day | None = None
    kind: Literal["event", "phase", "session", "parting"]
    label: str = ""


class KeptWeek(Data):
    """A week that the coach typed in or imported: field of the journal -> value."""

    monday: Day
    values: dict[str, Any]
    source: Annotated[Source, Field(alias="from")]


class KeptMoment(Data):
    """A moment that came in with a file: its id, and what a journal keeps of one."""

    id: str
    value: dict[str, Any]


class KeptOpening(Data):
    """The ratings that opened a workshop, from a file: the three ``now`` and ``wished``."""

    date: Day
    values: dict[str, int]


class File(Data):
    """Everything of a client that is not in their own record; weeks in order.

    ``moments``, ``opening`` and ``kind`` (of relationship) come from files only.
    """

    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
    weeks: tuple[KeptWeek, ...] = ()
    moments: tuple[KeptMoment, ...] = ()
    opening: KeptOpening | None = None
    kind: str = ""


def new_card(pseudonym: Any, today: date, others: Sequence[str], basis: Any = "") -> Card:
    """A card for a new client. Raises ClientRefused (``pseudonym``, ``taken``, ``basis``)."""
    return Card(
        pseudonym=_pseudonym(pseudonym, others), added=today, basis=_text("basis", basis, least=0)
    )


def changed_card(card: Card, body: dict[str, Any], others: Sequence[str]) -> Card:
    """The card with what ``body`` names of ``pseudonym``, ``archived`` and ``basis``.

    ``others``: the pseudonyms of the other clients. Raises ClientRefused.
    """
    changes: dict[str, Any] = {}
    if "pseudonym" in body:
        changes["pseudonym"] = _pseudonym(body["pseudonym"], others)
    if "archived" in body:
        changes["archived"] = body["archived"] is True
    if "basis" in body:
        changes["basis"] = _text("basis", body["basis"], least=0)
    return card.model_copy(update=changes)


def review_on(card: Card, consent: dict[str, Any] | None) -> date:
    """The day on which the coach looks whether it is still needed: twelve months on."""
    given = consent is not None and consent.get("state") == "given"
    began = date.fromisoformat(consent["on"]) if given and consent else card.added
    return began + timedelta(days=REVIEW_AFTER)


def with_note(file: File, text: Any, on: Any, today: date) -> File:
    """The file with one more note, of today if ``on`` is missing. Raises ClientRefused."""
    day = today if on in (None, "") else _day("date", on, today)
    note = Note(id=new_id(), date=day, text=_text("note", text))
    return bounded("notes", file.model_copy(update={"notes": (*file.notes, note)}))


def with_mark(file: File, body: dict[str, Any], today: date) -> File:
    """The file with one more mark (``date``, ``until``, ``kind``, ``label``), or ClientRefused."""
    kind = body.get("kind")
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise ClientRefused("kind", f"A mark is one of {known}, but {shown(kind)} came.")
    day = _day("date", body.get("date"), today)
    until = None if body.get("until") in (None, "") else _day("until", body["until"], today)
    if until is not None and until < day:
        raise ClientRefused(
            "until", f"A stretch ends on its first day or later, but {until} is before {day}."
        )
    label = _text("label", body.get("label", ""), least=0)
    mark = Mark(id=new_id(), date=day, until=until, kind=kind, label=label)
    return bounded("marks", file.model_copy(update={"marks": (*file.marks, mark)}))


def without(file: File, what: Literal["notes", "marks"], name: str) -> File:
    """The file without one note or mark. Raises ClientRefused (``unknown``)."""
    left = tuple(one for one in getattr(file, what) if one.id != name)
    if len(left) == len(getattr(file, what)):
        raise ClientRefused("unknown", "This was deleted already. Load the page again.")
    return file.model_copy(update={what: left})


def with_week(
    file: File, monday: Any, values: Any, source: Source, journal: Journal, today: date
) -> File:
    """The file with a week in place of one of the same Monday; ``values`` None takes it out.

    Raises:
        ClientRefused: no Monday, or nothing in it.
        AnswerRefused: a field or value that the journal does not have.
    """
    day = _day("monday", monday, today + timedelta(days=7))
    others = [week for week in file.weeks if week.monday != day]
    if values is not None:
        checked = checked_week(day, values, journal, today)
        others.append(KeptWeek(monday=day, values=checked, source=source))
    weeks = tuple(sorted(others, key=lambda week: week.monday))
    return bounded("weeks", file.model_copy(update={"weeks": weeks}))


def checked_week(monday: date, values: Any, journal: Journal, today: date) -> dict[str, Any]:
    """The values of a week as they may be kept: answers of the journal, without what is left open.

    Raises ClientRefused or AnswerRefused.
    """
    if not isinstance(values, dict):
        raise ClientRefused("values", f"A week is a map of fields, but {shown(values)} came.")
    if monday > today + timedelta(days=7):
        raise ClientRefused("monday", f"A week has begun already, but {monday} came.")
    checked = {
        str(field): check_answer(journal, f"week.{monday}.{field}", value)
        for field, value in values.items()
    }
    kept = {field: value for field, value in checked.items() if value is not None}
    if not kept:
        raise ClientRefused(
            "empty", f"The week of {monday} has no answer in it. Type in at least one."
        )
    return kept


def _pseudonym(value: Any, others: Sequence[str]) -> str:
    text = " ".join(_text("pseudonym", value).split())
    if text.casefold() in {one.casefold() for one in others}:
        raise ClientRefused(
            "taken", f"There is a client called {text!r} already. Choose another pseudonym."
        )
    return text


def _text(name: str, value: Any, least: int = 1) -> str:
    if not isinstance(value, str):
        raise ClientRefused(name, f"A {name} is a text, but {shown(value)} came.")
    text = value.strip()
    if not least <= len(text) <= LONGEST[name]:
        raise ClientRefused(
            name,
            f"A {name} has {least} to {LONGEST[name]} characters, but this one has {len(text)}.",
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ClientRefused(name, f"A {name} is whole letters; this one ends in half of one.")
    return text


def _day(name: str, value: Any, today: date) -> date:
    latest = today + timedelta(days=366)
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ClientRefused(
            name, f"A day is written as 2026-11-16, but {shown(value)} came."
        ) from None
    if not EARLIEST <= day <= latest:
        raise ClientRefused(name, f"A day lies between {EARLIEST} and {latest}, but {day} came.")
    return day


def bounded(what: str, file: File) -> File:
    """The file, unless it has too many of something. Raises ClientRefused (``full``)."""
    if len(getattr(file, what)) > MOST[what]:
        raise ClientRefused(
            "full", f"A client can have {MOST[what]} {what}. Delete some that you no longer need."
        )
    return file


def new_id() -> str:
    """A name for a note or a mark."""
    return secrets.token_hex(4)
