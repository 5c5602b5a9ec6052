"""A workshop: its agenda, where it stands, and the words that let people in."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from closeness_widgets.content.plans import OPENING

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters of a join code: none that looks like another (I, L, O, 0, 1)."""
CODE_LETTERS = 8
LEAST = 5
"""The smallest group whose picture may be shown."""
KEPT_DAYS = 30
"""Days after the last meeting until everything of a workshop is deleted."""
MOST_STEPS = 80
MOST_MINUTES = 240


class PlanRefused(ValueError):
    """A plan or a steering that breaks a rule. ``rule`` for programs, ``message`` for people."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


class Data(BaseModel):
    """Frozen, and nothing beside what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Data):
    """One step of the agenda. ``exercise``: id of an exercise or a card; ``meeting``: from 1."""

    id: str
    exercise: str
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    meeting: Annotated[int, Field(ge=1, le=52)] = 1


class Link(Data):
    """A co-facilitator's way in; ``name`` is what the facilitator calls it."""

    id: str
    name: str
    secret: str


class Timer(Data):
    """``left`` seconds while it stands still, or the moment (unix seconds) at which it is up.

    It never cuts anybody off: below zero it goes on.
    """

    left: float = 0.0
    ends: float | None = None

    def remaining(self, now: float) -> float:
        """Seconds left at ``now`` (unix time); negative once it is over."""
        return self.left if self.ends is None else self.ends - now


class Workshop(Data):
    """All of a workshop that is not an answer: one row, and the only truth about the room.

    ``current``: id of the step the room is at, empty in the lobby. ``rounds``: step -> round, 1 if
    missing. ``shown``: step -> number of the picture on the wall. ``through``: step -> ids of the
    texts that the facilitator let through to the wall. ``revision`` counts changes.
    """

    id: str
    title: str
    created: date
    last_meeting: date
    k: Annotated[int, Field(ge=LEAST, le=100)] = LEAST
    expected: Annotated[int, Field(ge=1, le=500)] = 20
    agenda: tuple[Step, ...]
    code: str
    join_secret: str
    wall_secret: str
    links: tuple[Link, ...] = ()
    rehearsal: bool = False
    meeting: int = 1
    current: str = ""
    rounds: dict[str, int] = Field(default_factory=dict)
    paused: bool = False
    timer: Timer = Timer()
    shown: dict[str, int] = Field(default_factory=dict)
    through: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    closed: bool = False
    revision: int = 1

    @property
    def meetings(self) -> int:
        """How many meetings the agenda is for."""
        return max((step.meeting for step in self.agenda), default=1)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the meeting that is held now."""
        return tuple(step for step in self.agenda if step.meeting == self.meeting)

    @property
    def step(self) -> Step | None:
        """The step that the room is at; None in the lobby."""
        return next((step for step in self.agenda if step.id == self.current), None)

    @property
    def deleted_on(self) -> date:
        """The day on which its people and answers go."""
        return self.last_meeting + timedelta(days=KEPT_DAYS)

    def find(self, step_id: object) -> Step:
        """The step of this id. Raises :class:`PlanRefused`."""
        for step in self.agenda:
            if step.id == step_id:
                return step
        raise PlanRefused("unknown-step", "This step is not in the agenda any more.")

    def round_of(self, step: Step) -> int:
        """Which time round the step is, from 1."""
        return self.rounds.get(step.id, 1)

    def sitting(self, step: Step) -> str:
        """The name of one step's one round: shared copies are kept by it."""
        return f"{step.id}.{self.round_of(step)}"

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return self.model_dump(mode="json")

    def doors(self) -> dict[str, str]:
        """What opens this workshop: kind -> secret."""
        links = {f"co:{link.id}": link.secret for link in self.links}
        return {"code": self.code, "join": self.join_secret, "wall": self.wall_secret, **links}


def new_workshop(
    title: str,
    agenda: Sequence[tuple[str, Any, Any]],
    known: Collection[str],
    today: date,
    *,
    expected: int = 20,
    k: int = LEAST,
    last_meeting: date | None = None,
    rehearsal: bool = False,
) -> Workshop:
    """A workshop that has not begun.

    Args:
        title: what the facilitator and the wall call it, 1 to 80 letters.
        agenda: (exercise or card, minutes, meeting) in order; the opening ratings are put first in
            the first meeting if they are missing.
        known: ids of the exercises and cards that there are.
        today: the day on which it is planned.
        expected: people, 1 to 500.
        k: answers that a picture rests on at least, 5 or more.
        last_meeting: the day of its last meeting; today if it is not said.
        rehearsal: with invented people only.

    Raises:
        PlanRefused: a rule is broken; the message says which, what came and what to do.
    """
    workshop = Workshop(
        id=secrets.token_hex(16),
        title=checked_title(title),
        created=today,
        last_meeting=checked_day(last_meeting or today, today),
        k=checked_number("k", k, LEAST, 100),
        expected=checked_number("expected", expected, 1, 500),
        agenda=(),
        code=new_code(),
        join_secret=secrets.token_urlsafe(24),
        wall_secret=secrets.token_urlsafe(24),
        rehearsal=rehearsal,
    )
    return workshop.model_copy(update={"agenda": checked_agenda(agenda, known)})


def edited(workshop: Workshop, wanted: Mapping[str, Any], known: Collection[str]) -> Workshop:
    """The workshop with another plan. Steps that keep their ``id`` keep their shared answers.

    Raises:
        PlanRefused: a rule is broken, or the room's current step is missing.
    """
    changes: dict[str, Any] = {"revision": workshop.revision + 1}
    if "title" in wanted:
        changes["title"] = checked_title(wanted["title"])
    if "k" in wanted:
        # Never less than before: earlier pictures were promised the larger group.
        changes["k"] = checked_number("k", wanted["k"], workshop.k, 100)
    if "expected" in wanted:
        changes["expected"] = checked_number("expected", wanted["expected"], 1, 500)
    if "last_meeting" in wanted:
        changes["last_meeting"] = checked_day(wanted["last_meeting"], workshop.created)
    if "agenda" in wanted:
        steps = checked_agenda(read_agenda(wanted["agenda"]), known)
        in_order = sorted(wanted["agenda"], key=lambda one: int(one.get("meeting", 1)))
        # One more step than were wanted: the opening ratings were put first.
        ids = [None] * (len(steps) - len(in_order)) + [one.get("id") for one in in_order]
        changes["agenda"] = _with_their_ids(steps, ids, workshop.agenda)
        if workshop.current and workshop.current not in {step.id for step in changes["agenda"]}:
            raise PlanRefused("current", "The room is at a step that this plan leaves out.")
        changes["meeting"] = _meeting(workshop, changes["agenda"])
    return Workshop.model_validate({**dict(workshop), **changes})


def _meeting(workshop: Workshop, agenda: Sequence[Step]) -> int:
    """The meeting that is held: the one its step is planned for now, in the lobby as before."""
    here = next((step.meeting for step in agenda if step.id == workshop.current), workshop.meeting)
    return min(here, max(step.meeting for step in agenda))


def _with_their_ids(
    steps: Sequence[Step], ids: Sequence[object], before: Sequence[Step]
) -> tuple[Step, ...]:
    """Steps that were in the agenda before keep their id, each id once."""
    left = {step.id: step for step in before}
    kept = []
    for step, name in zip(steps, ids, strict=True):
        old = left.get(name) if isinstance(name, str) else None
        if old is not None and old.exercise == step.exercise:
            kept.append(step.model_copy(update={"id": left.pop(old.id).id}))
        else:
            kept.append(step)
    return tuple(kept)


def read_agenda(agenda: object) -> list[tuple[str, Any, Any]]:
    """``[{exercise, minutes, meeting}]`` of a page as tuples, unchecked.

    Minutes that are not said are None. Raises :class:`PlanRefused` if it is no such list.
    """
    if not isinstance(agenda, list) or not all(isinstance(one, dict) for one in agenda):
        raise PlanRefused("agenda", "An agenda is a list of steps. Add one, then save again.")
    return [
        (str(one.get("exercise", "")), one.get("minutes"), one.get("meeting", 1)) for one in agenda
    ]


def new_code() -> str:
    """Eight letters that cannot be mistaken for each other (39 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


def plain_code(text: str) -> str:
    """A code as it was meant: capitals, without blanks, dashes and the like."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def new_step(exercise: str, minutes: int, meeting: int = 1) -> Step:
    """A step with an id of its own."""
    return Step(id=secrets.token_hex(3), exercise=exercise, minutes=minutes, meeting=meeting)


def checked_agenda(
    agenda: Sequence[tuple[str, Any, Any]], known: Collection[str]
) -> tuple[Step, ...]:
    """The agenda as steps, by meeting, with the opening ratings. Raises :class:`PlanRefused`."""
    for exercise, minutes, meeting in agenda:
        if exercise not in known:
            raise PlanRefused(
                "unknown-exercise",
                f"There is no exercise or card {exercise!r}. "
                f"There are: {', '.join(sorted(known))}.",
            )
        checked_number("minutes", minutes, 1, MOST_MINUTES)
        checked_number("meeting", meeting, 1, 52)
    if not agenda:
        raise PlanRefused("empty", "An agenda has at least one step. Add one, then save again.")
    if len(agenda) > MOST_STEPS:
        raise PlanRefused(
            "too-long", f"An agenda has at most {MOST_STEPS} steps; this one has {len(agenda)}."
        )
    steps = [new_step(*one) for one in sorted(agenda, key=lambda one: one[2])]
    if all(step.exercise != OPENING for step in steps):
        steps.insert(0, new_step(OPENING, 6))
    return tuple(steps)


def whole(text: str) -> str:
    """The text with a question mark where half a letter is left of one that was cut."""
    return text.encode("utf-8", "replace").decode()


def checked_title(title: object) -> str:
    """The title without blanks at its ends. Raises :class:`PlanRefused`."""
    text = whole(title).strip() if isinstance(title, str) else ""
    if not 1 <= len(text) <= 80:
        raise PlanRefused(
            "title", f"A title has 1 to 80 letters; this one has {len(text)}. Change it a little."
        )
    return text


def checked_number(name: str, value: object, least: int, most: int) -> int:
    """A whole number within its bounds. Raises :class:`PlanRefused`."""
    if type(value) is int and least <= value <= most:
        return value
    meaning = {
        "k": "The smallest group that is shown",
        "expected": "The number of people",
        "minutes": "A step’s length in minutes",
        "meeting": "A meeting's number",
    }[name]
    raise PlanRefused(
        name, f"{meaning} is a whole number from {least} to {most}, but {value!r} came."
    )


def checked_day(day: object, today: date) -> date:
    """A day from today on, within two years. Raises :class:`PlanRefused`."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            raise PlanRefused(
                "last-meeting", f"A day is written like {today.isoformat()}, but {day!r} came."
            ) from None
    if not isinstance(day, date) or not today <= day <= today + timedelta(days=730):
        raise PlanRefused(
            "last-meeting",
            f"The last meeting is a day from today ({today.isoformat()}) on, within two years.",
        )
    return day
