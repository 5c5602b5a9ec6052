"""Steering a workshop: each change is a pure function of the workshop as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from closeness_widgets.workshops.plan import (
    Link,
    PlanRefused,
    Step,
    Timer,
    Workshop,
    checked_number,
    new_step,
    whole,
)

Wanted = Mapping[str, Any]
"""What a facilitator's page sent: ``{"do": "insert", ...}``."""
MOST_LINKS = 20


class MovedOn(PlanRefused):
    """Another facilitator was faster; this change was made for a step that is over."""

    def __init__(self) -> None:
        super().__init__(
            "moved-on", "The room has just moved: somebody else who leads it was faster."
        )


@dataclass(frozen=True)
class Asked:
    """What a change needs to know: what was wanted, what steps there can be, and the time."""

    wanted: Wanted
    known: Collection[str]
    now: float


def steer(workshop: Workshop, wanted: Wanted, known: Collection[str], now: float) -> Workshop:
    """The workshop after one change.

    Args:
        workshop: as it stands.
        wanted: ``do`` and what that needs; whole numbers and ids are checked here. With ``from``,
            and ``round``, it is meant for that step and round alone.
        known: ids of the exercises and cards that there are.
        now: unix time in seconds, for the timer.

    Raises:
        PlanRefused: what was wanted cannot be done; the message says why.
    """
    do = wanted.get("do")
    change = _CHANGES.get(do) if isinstance(do, str) else None
    if change is None:
        raise PlanRefused("unknown", f"There is no way to {do!r} a workshop.")
    if workshop.closed and do != "open":
        raise PlanRefused("closed", "This workshop is closed. Open it again first.")
    as_seen(workshop, wanted)
    changed = change(workshop, Asked(wanted, known, now))
    return _with(changed, revision=workshop.revision + 1)


def as_seen(workshop: Workshop, wanted: Wanted) -> None:
    """Whoever pressed a button meant the step, and the round of it, that they saw.

    Raises:
        MovedOn: the room is at another one.
    """
    step = workshop.step
    if "from" in wanted and wanted["from"] != workshop.current:
        raise MovedOn
    if step and "round" in wanted and wanted["round"] != workshop.round_of(step):
        raise MovedOn


def shown(workshop: Workshop, step: Step, number: int) -> Workshop:
    """With the picture of a step on the wall."""
    return _with(
        workshop, shown={**workshop.shown, step.id: number}, revision=workshop.revision + 1
    )


def with_link(workshop: Workshop, name: str) -> tuple[Workshop, Link]:
    """With one more co-facilitator's link. Raises :class:`PlanRefused`."""
    if len(workshop.links) >= MOST_LINKS:
        raise PlanRefused("too-many", f"There are {MOST_LINKS} links already. Take one back first.")
    link = Link(id=secrets.token_hex(3), name=whole(name)[:40], secret=secrets.token_urlsafe(24))
    links = (*workshop.links, link)
    return _with(workshop, links=links, revision=workshop.revision + 1), link


def without_link(workshop: Workshop, link_id: str) -> Workshop:
    """Without a link: whoever came in with it is out."""
    links = tuple(link for link in workshop.links if link.id != link_id)
    return _with(workshop, links=links, revision=workshop.revision + 1)


def _with(workshop: Workshop, **changes: Any) -> Workshop:
    # Through validation, so that no row can hold what a plan may not.
    return Workshop.model_validate({**dict(workshop), **changes})


def _go(workshop: Workshop, step: Step | None, now: float) -> Workshop:
    seconds = 60.0 * step.minutes if step else 0.0
    timer = Timer(left=seconds, ends=now + seconds if step else None)
    return _with(
        workshop,
        current=step.id if step else "",
        meeting=step.meeting if step else workshop.meeting,
        timer=timer,
        paused=False,
    )


def _next(workshop: Workshop, asked: Asked) -> Workshop:
    steps = workshop.steps
    here = _position(workshop)
    if here + 1 >= len(steps):
        raise PlanRefused(
            "last-step", "This was the last step. Close the room when everybody is done."
        )
    return _go(workshop, steps[here + 1], asked.now)


def _back(workshop: Workshop, asked: Asked) -> Workshop:
    here = _position(workshop)
    if here < 0:
        raise PlanRefused("first-step", "The room has not begun yet, so there is no way back.")
    return _go(workshop, workshop.steps[here - 1] if here else None, asked.now)


def _jump(workshop: Workshop, asked: Asked) -> Workshop:
    return _go(workshop, workshop.find(asked.wanted.get("step")), asked.now)


def _insert(workshop: Workshop, asked: Asked) -> Workshop:
    exercise = asked.wanted.get("exercise")
    if not isinstance(exercise, str) or exercise not in asked.known:
        raise PlanRefused("unknown-exercise", f"There is no exercise or card {exercise!r}.")
    minutes = checked_number("minutes", asked.wanted.get("minutes"), 1, 240)
    after = asked.wanted.get("after") or workshop.current
    agenda = list(workshop.agenda)
    place = next((i + 1 for i, step in enumerate(agenda) if step.id == after), None)
    if place is None:  # in the lobby: before the first step of this meeting
        place = next(
            (i for i, step in enumerate(agenda) if step.meeting >= workshop.meeting), len(agenda)
        )
    meeting = agenda[place - 1].meeting if after and place else workshop.meeting
    agenda.insert(place, new_step(exercise, minutes, meeting))
    return _with(workshop, agenda=tuple(agenda))


def _drop(workshop: Workshop, asked: Asked) -> Workshop:
    step = workshop.find(asked.wanted.get("step"))
    if step.id == workshop.current:
        raise PlanRefused("current", "The room is at this step. Go on first, then drop it.")
    if len(workshop.agenda) == 1:
        raise PlanRefused("empty", "An agenda has at least one step.")
    return _with(workshop, agenda=tuple(one for one in workshop.agenda if one.id != step.id))


def _move(workshop: Workshop, asked: Asked) -> Workshop:
    step = workshop.find(asked.wanted.get("step"))
    others = [one for one in workshop.agenda if one.id != step.id]
    place = asked.wanted.get("to")
    if type(place) is not int or not 0 <= place <= len(others):
        raise PlanRefused("place", f"A step moves to a place from 0 to {len(others)}.")
    others.insert(place, step)
    others.sort(key=lambda one: one.meeting)
    return _with(workshop, agenda=tuple(others))


def _minutes(workshop: Workshop, asked: Asked) -> Workshop:
    step = workshop.find(asked.wanted.get("step"))
    longer = step.model_copy(
        update={"minutes": checked_number("minutes", asked.wanted.get("minutes"), 1, 240)}
    )
    agenda = tuple(longer if one.id == step.id else one for one in workshop.agenda)
    return _with(workshop, agenda=agenda)


def _pause(workshop: Workshop, asked: Asked) -> Workshop:
    return _with(workshop, paused=True, timer=Timer(left=workshop.timer.remaining(asked.now)))


def _resume(workshop: Workshop, asked: Asked) -> Workshop:
    left = workshop.timer.remaining(asked.now)
    return _with(workshop, paused=False, timer=_running(left, asked.now))


def _timer(workshop: Workshop, asked: Asked) -> Workshop:
    left = workshop.timer.remaining(asked.now)
    timer = _running(left, asked.now) if asked.wanted.get("running") is True else Timer(left=left)
    return _with(workshop, timer=timer)


def _extend(workshop: Workshop, asked: Asked) -> Workshop:
    seconds = asked.wanted.get("seconds")
    if type(seconds) is not int or not -3600 <= seconds <= 3600:
        raise PlanRefused("seconds", "The timer changes by whole seconds, an hour at the most.")
    # Once it was up, a minute more means a minute from asked.now.
    left = max(0.0, workshop.timer.remaining(asked.now)) + seconds
    timer = _running(left, asked.now) if workshop.timer.ends is not None else Timer(left=left)
    return _with(workshop, timer=timer)


def _hide(workshop: Workshop, _asked: Asked) -> Workshop:
    shown = {step: one for step, one in workshop.shown.items() if step != workshop.current}
    return _with(workshop, shown=shown)


def _round(workshop: Workshop, asked: Asked) -> Workshop:
    step = workshop.step
    if step is None:
        raise PlanRefused("no-step", "The room is at no step that could have a second round.")
    if workshop.round_of(step) >= 9:
        raise PlanRefused("too-many", "A step has nine rounds at the most.")
    rounds = {**workshop.rounds, step.id: workshop.round_of(step) + 1}
    shown = {one: number for one, number in workshop.shown.items() if one != step.id}
    return _go(_with(workshop, rounds=rounds, shown=shown), step, asked.now)


def _through(workshop: Workshop, asked: Asked) -> Workshop:
    text = asked.wanted.get("text")
    if workshop.step is None or not isinstance(text, str) or not 1 <= len(text) <= 40:
        raise PlanRefused("text", "This text is not in the room.")
    let = [one for one in workshop.through.get(workshop.current, ()) if one != text]
    if asked.wanted.get("yes") is True:
        let.append(text)
    return _with(workshop, through={**workshop.through, workshop.current: tuple(let)})


def _meeting(workshop: Workshop, asked: Asked) -> Workshop:
    number = checked_number("meeting", asked.wanted.get("meeting"), 1, workshop.meetings)
    return _with(_go(workshop, None, asked.now), meeting=number)


def _close(workshop: Workshop, _asked: Asked) -> Workshop:
    return _with(workshop, closed=True, paused=False, timer=Timer())


def _open(workshop: Workshop, _asked: Asked) -> Workshop:
    return _with(workshop, closed=False)


def _running(left: float, now: float) -> Timer:
    return Timer(left=left, ends=now + left)


def _position(workshop: Workshop) -> int:
    """Index of the current step in this meeting; -1 in the lobby."""
    return next((i for i, step in enumerate(workshop.steps) if step.id == workshop.current), -1)


_CHANGES: dict[str, Callable[[Workshop, Asked], Workshop]] = {
    "next": _next,
    "back": _back,
    "jump": _jump,
    "insert": _insert,
    "drop": _drop,
    "move": _move,
    "minutes": _minutes,
    "pause": _pause,
    "resume": _resume,
    "timer": _timer,
    "extend": _extend,
    "hide": _hide,
    "round": _round,
    "through": _through,
    "meeting": _meeting,
    "close": _close,
    "open": _open,
}
