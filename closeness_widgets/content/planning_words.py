"""Words of the page on which workshops are planned: a part of ``facilitator.yaml``."""

from __future__ import annotations

from closeness_widgets.content.base import Frozen, Text


class PlanCard(Frozen):
    """The way to a new plan."""

    title: Text
    text: Text
    action: Text


class RunCard(Frozen):
    """The list of workshops."""

    title: Text
    text: Text
    none: Text


class AdaptCard(Frozen):
    """Where the words of the exercises stand."""

    title: Text
    text: Text
    check: Text
    guide: Text


class HomeWords(Frozen):
    """The page with all workshops. ``states`` has one entry for each phase of a room."""

    tab: Text
    plan: PlanCard
    run: RunCard
    adapt: AdaptCard
    about: Text
    last_meeting: Text
    people: Text
    states: dict[str, Text]
    rehearsal: Text
    open: Text
    prepare: Text
    of: Text


class PlanProblems(Frozen):
    """What may be wrong with a plan: the value that was found, and what to do."""

    title: Text
    agenda: Text
    minutes: Text
    expected: Text
    k: Text
    last_meeting: Text


class PlanWords(Frozen):
    """The form in which a workshop is planned."""

    new: Text
    back: Text
    title: Text
    title_hint: Text
    choose: Text
    own: Text
    own_text: Text
    meetings: Text
    minutes: Text
    agenda: Text
    agenda_text: Text
    empty: Text
    meeting: Text
    total: Text
    total_hours: Text
    total_long: Text
    drag: Text
    min: Text
    minutes_of: Text
    earlier: Text
    later: Text
    remove: Text
    moved: Text
    removed: Text
    added: Text
    notes: Text
    notes_of: Text
    add: Text
    add_what: Text
    add_where: Text
    add_now: Text
    exercises: Text
    cards: Text
    more_meetings: Text
    fewer_meetings: Text
    group: Text
    expected: Text
    expected_hint: Text
    k: Text
    k_hint: Text
    last_meeting: Text
    goes: Text
    save: Text
    saved: Text
    problems: PlanProblems


class PreviewWords(Frozen):
    """What a group of some size will see, with invented answers."""

    title: Text
    text: Text
    step: Text
    people: Text
    show: Text
    too_few: Text
    made_up: Text


class RehearseWords(Frozen):
    """A room with scripted people."""

    title: Text
    text: Text
    start: Text


class PhoneWords(Frozen):
    """Whether a phone in the room would get through."""

    title: Text
    text: Text
    test: Text
    open: Text
    qr: Text
    blocked: Text


class PrintWords(Frozen):
    """What to have on paper."""

    title: Text
    text: Text
    guide: Text
    paper: Text
    poster: Text
    enter: Text


class RemoveWords(Frozen):
    """Deleting a workshop, asked twice."""

    title: Text
    text: Text
    ask: Text
    sure: Text
    yes: Text
    no: Text


class PrepareWords(Frozen):
    """What can be done with a plan once it is saved."""

    title: Text
    not_saved: Text
    preview: PreviewWords
    rehearse: RehearseWords
    phone: PhoneWords
    print: PrintWords
    remove: RemoveWords
