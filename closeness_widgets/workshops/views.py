"""What the pages of a room see: one JSON object for all phones, one for the wall, one to lead by.

Built from the workshop and from counts and pictures that are safe to show; no person, no answer
and no secret of another role is ever in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from closeness_widgets.answers import share_kind
from closeness_widgets.content.base import About
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import Library, kind_of
from closeness_widgets.workshops.plan import Step, Workshop

Json = dict[str, Any]
SAID_IN_NUMBERS = 15
"""From so many people on the room hears how many shared; below only whether it is enough."""


@dataclass(frozen=True)
class Room:
    """What is known of a room beside its row.

    ``joined``: people who joined, ``here``: those whose page is open, ``sharing``: copies in the
    current sitting. ``results``: step -> the picture on the wall, in words (`result.py`);
    ``latest``: the current step's newest picture, shown or hidden. ``texts``: of the current
    step's picture, for whoever leads.
    """

    joined: int = 0
    here: int = 0
    sharing: int = 0
    results: Mapping[str, Json] = field(default_factory=dict)
    latest: Json | None = None
    texts: tuple[Json, ...] = ()


def phone_view(workshop: Workshop, library: Library, room: Room, now: float) -> Json:
    """What every participant's page gets: the same for all of them."""
    steps = workshop.steps
    until = () if workshop.step is None else steps[: steps.index(workshop.step) + 1]
    return {
        "revision": workshop.revision,
        "title": workshop.title,
        "phase": phase(workshop),
        "meeting": workshop.meeting,
        "k": workshop.k,
        "deleted_on": workshop.deleted_on.isoformat(),
        "timer": _timer(workshop, now),
        "step": _current(workshop, library),
        "steps": [
            {**_step(workshop, library, step), "current": step.id == workshop.current}
            for step in until
        ],
        "results": {
            step: {**result, "texts": _let(result["texts"], workshop, step)}
            for step, result in room.results.items()
        },
    }


def wall_view(workshop: Workshop, library: Library, room: Room, now: float) -> Json:
    """What the wall shows; how people join is added by the server, which knows the address."""
    result = room.results.get(_pictured(workshop, library))
    shown = workshop.current in workshop.shown
    return {
        "revision": workshop.revision,
        "title": workshop.title,
        "phase": phase(workshop),
        "meeting": workshop.meeting,
        "meetings": workshop.meetings,
        "deleted_on": workshop.deleted_on.isoformat(),
        # Invented people have no page open.
        "here": room.joined if workshop.rehearsal else room.here,
        "joined": room.joined,
        "rehearsal": workshop.rehearsal,
        "expected": workshop.expected,
        "shared": shared(workshop, room),
        "timer": _timer(workshop, now),
        "step": _current(workshop, library),
        "result": None if result is None else {**result, "texts": []},
        "texts": _let(room.texts, workshop, workshop.current) if shown else [],
    }


def lead_view(workshop: Workshop, library: Library, room: Room, now: float) -> Json:
    """What a facilitator's page gets, private notes included."""
    step = workshop.step
    let = workshop.through.get(workshop.current, ())
    return {
        "revision": workshop.revision,
        "id": workshop.id,
        "title": workshop.title,
        "phase": phase(workshop),
        "paused": workshop.paused,
        "closed": workshop.closed,
        "rehearsal": workshop.rehearsal,
        "meeting": workshop.meeting,
        "meetings": workshop.meetings,
        "agenda": _agenda(workshop, library),
        "current": workshop.current,
        "step": _current(workshop, library),
        "round": workshop.round_of(step) if step else 1,
        "timer": _timer(workshop, now),
        "here": room.here,
        "joined": room.joined,
        "expected": workshop.expected,
        "k": workshop.k,
        "last_meeting": workshop.last_meeting.isoformat(),
        "goes_on": workshop.deleted_on.isoformat(),
        "shared": shared(workshop, room),
        "reveal": _reveal(workshop, library, room),
        "result": room.latest,
        "texts": [{**text, "through": text["id"] in let} for text in room.texts],
        "notes": _notes(library, step) if step else None,
        "links": [{"id": link.id, "name": link.name} for link in workshop.links],
        "code": workshop.code,
        "steps_available": [
            {"exercise": one.id, "kind": step_kind(one), "title": one.title, "minutes": one.minutes}
            for one in steps_of(library)
        ],
    }


def _reveal(workshop: Workshop, library: Library, room: Room) -> Json:
    """``state``: shown, hidden or none; ``fresh``: whether enough shared to ask for a picture.

    Whether it would be too close to an earlier one is told only when it is asked for: told all the
    time, it would show when somebody changes an answer.
    """
    step = workshop.step
    content = content_of(library, step) if step else None
    if content is None or share_kind(content) is None:
        return {"state": "none", "fresh": "none"}
    state = "shown" if workshop.current in workshop.shown else "hidden"
    return {"state": state, "fresh": "can" if room.sharing >= workshop.k else "few"}


def _let(texts: Sequence[Json], workshop: Workshop, step: str) -> list[Json]:
    """The texts that whoever leads let through: nobody else in the room sees another one."""
    return [text for text in texts if text["id"] in workshop.through.get(step, ())]


def _pictured(workshop: Workshop, library: Library) -> str:
    """The step whose picture the wall shows: while the group talks, the one shown before it."""
    step = workshop.step
    content = content_of(library, step) if step else None
    if step is None or not (
        isinstance(content, Card) and content.shape == "talk" and not content.ask
    ):
        return workshop.current
    steps = workshop.steps
    before = [one.id for one in steps[: steps.index(step)] if one.id in workshop.shown]
    return before[-1] if before else workshop.current


def phase(workshop: Workshop) -> str:
    """``lobby``, ``step``, ``break`` or ``ended``."""
    if workshop.closed:
        return "ended"
    if workshop.paused:
        return "break"
    return "step" if workshop.step else "lobby"


def shared(workshop: Workshop, room: Room) -> Json:
    """How many shared, in numbers only where that points at nobody."""
    many = max(room.joined, room.here) >= SAID_IN_NUMBERS
    return {
        "count": room.sharing if many else None,
        "enough": room.sharing >= workshop.k,
    }


def steps_of(library: Library) -> list[StepContent]:
    """Everything that can be a step: cards first, then exercises."""
    return [*library.cards.values(), *library.exercises.values()]


def step_kind(content: StepContent) -> str:
    """``card``, or the kind of exercise."""
    return "card" if isinstance(content, Card) else kind_of(content)


def _agenda(workshop: Workshop, library: Library) -> list[Json]:
    ids = [step.id for step in workshop.agenda]
    here = ids.index(workshop.current) if workshop.current in ids else None
    entries = []
    for place, step in enumerate(workshop.agenda):
        if here is None:
            state = "done" if step.meeting < workshop.meeting else "later"
        else:
            state = "done" if place < here else "current" if place == here else "later"
        entries.append({**_step(workshop, library, step), "meeting": step.meeting, "state": state})
    following = next(
        (
            entry
            for entry in entries
            if entry["state"] == "later" and entry["meeting"] == workshop.meeting
        ),
        None,
    )
    if following:
        following["state"] = "next"
    return entries


def _current(workshop: Workshop, library: Library) -> Json | None:
    step = workshop.step
    if step is None:
        return None
    steps = workshop.steps
    return {
        **_step(workshop, library, step),
        "question": _question(library, step),
        "number": steps.index(step) + 1,
        "of": len(steps),
    }


def _question(library: Library, step: Step) -> str:
    """What the step asks, in words for everybody; empty for a card, whose texts say it."""
    if step.exercise not in library.exercises:
        return ""
    return str(library.words(step.exercise, anybody(library)).get("question", ""))


def anybody(library: Library) -> About:
    """Nobody in particular: whose words a wall and a sheet of paper use."""
    return About(id="0", kind="friend", nickname=library.interface.rooms.anybody)


def _step(workshop: Workshop, library: Library, step: Step) -> Json:
    content = content_of(library, step)
    if content is None:  # its file was taken away meanwhile
        return {
            "id": step.id, "exercise": step.exercise, "kind": "gone", "title": step.exercise,
            "minutes": step.minutes, "round": 1, "shareable": False, "card": None,
        }  # fmt: skip
    card = content if isinstance(content, Card) else None
    return {
        "id": step.id,
        "exercise": step.exercise,
        "kind": step_kind(content),
        "title": content.title,
        "minutes": step.minutes,
        "round": workshop.round_of(step),
        "shareable": share_kind(content) is not None,
        "share": _what_is_shared(content),
        "card": card
        and {
            "shape": card.shape,
            "texts": list(card.texts),
            "ask": card.ask.model_dump() if card.ask else None,
        },
    }


def _what_is_shared(content: StepContent) -> str | None:
    """What a phone tells before somebody shares: ratings, counts, picks or texts; None: nothing."""
    if isinstance(content, Checklist) and content.shared == "chosen":
        return "picks"
    return share_kind(content)


def content_of(library: Library, step: Step) -> StepContent | None:
    """The exercise or card of a step; None if its file was taken away."""
    try:
        return library.step(step.exercise)
    except KeyError:
        return None


def _notes(library: Library, step: Step) -> Json | None:
    content = content_of(library, step)
    if content is None:
        return None
    return {
        "title": content.title,
        "minutes": content.minutes,
        **content.notes.model_dump(mode="json"),
        "upset": list(library.interface.notes.upset),
    }


def _timer(workshop: Workshop, now: float) -> Json | None:
    if workshop.step is None or workshop.closed:
        return None
    timer = workshop.timer
    return {"left": round(timer.remaining(now), 1), "running": timer.ends is not None}
