"""Words of the page from which a room is led, and of ``facilitator.yaml`` as a whole."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from closeness_widgets.content.base import Frozen, Text
from closeness_widgets.content.enter_words import EnterWords
from closeness_widgets.content.planning_words import HomeWords, PlanWords, PrepareWords


class WallWords(Frozen):
    """What the wall shows just now."""

    title: Text
    join: Text
    question: Text
    picture: Text
    texts: Text
    pause: Text
    ended: Text


class LeadWords(Frozen):
    """The page from which a room is led. ``states`` has one entry for each state of a step.

    ``ready_most``: how many people there is room for, by what bounds them.
    """

    tab: Text
    own_page: Text
    fullscreen: Text
    rehearsal: Text
    coming: Text
    lost: Text
    back: Text
    gone: Text
    not_yours: Text
    all: Text
    wall_window: Text
    keys: Text
    upset: Text
    upset_short: Text
    ready: Text
    ready_most: dict[Literal["memory", "files", "server"], Text]
    ready_short: Text
    here: Text
    joined: Text
    people: Text
    code: Text
    address: Text
    enter: Text
    agenda: Text
    meeting: Text
    begin_meeting: Text
    states: dict[str, Text]
    minutes: Text
    round: Text
    step_of: Text
    lobby: Text
    lobby_text: Text
    begin: Text
    next: Text
    next_none: Text
    go_back: Text
    pause: Text
    end_pause: Text
    on_pause: Text
    timer: Text
    time_over: Text
    minute_left: Text
    time_up: Text
    extend: Text
    stop_clock: Text
    run_clock: Text
    wall: WallWords
    shared_many: Text
    shared_enough: Text
    shared_few: Text
    reveal: Text
    reveal_anew: Text
    hide: Text
    reveal_few: Text
    reveal_close: Text
    reveal_earlier: Text
    again: Text
    again_text: Text
    again_yes: Text
    result: Text
    result_hidden: Text
    result_shown: Text
    texts: Text
    texts_text: Text
    let_through: Text
    take_off: Text
    on_wall: Text
    notes: Text
    only_you: Text
    insert: Text
    jump: Text
    close: Text
    moved_on: Text


class NotesWords(Frozen):
    """Headings of the private notes."""

    purpose: Text
    minutes: Text
    say: Text
    do: Text
    watch_out_for: Text
    debrief: Text
    when_not_to_use: Text
    upset: Text
    none: Text


class UpsetWords(Frozen):
    """What to do if someone is upset."""

    title: Text
    none: Text
    pause: Text
    help: Text


class JumpWords(Frozen):
    """Choosing the step to go to."""

    title: Text
    text: Text


class InsertWords(Frozen):
    """Putting a step into a running agenda."""

    title: Text
    what: Text
    minutes: Text
    after: Text
    now: Text


class StepWords(Frozen):
    """What can be done with one step of a running agenda."""

    go: Text
    minutes: Text
    keep_minutes: Text
    up: Text
    down: Text
    drop: Text
    drop_sure: Text
    drop_yes: Text


class CloseWords(Frozen):
    """Closing the room."""

    title: Text
    text: Text
    yes: Text


class Key(Frozen):
    """One key, and what it does."""

    key: str = Field(min_length=1, max_length=1)
    does: Text


class KeyWords(Frozen):
    """The keys, in the order in which they are listed."""

    title: Text
    text: Text
    use: Text
    off: Text
    list: tuple[Key, ...]


class DialogWords(Frozen):
    """The small windows of the page from which a room is led."""

    shut: Text
    cancel: Text
    upset: UpsetWords
    jump: JumpWords
    insert: InsertWords
    step: StepWords
    close: CloseWords
    keys: KeyWords


class LinkWords(Frozen):
    """Links for those who lead together with the facilitator."""

    title: Text
    text: Text
    name: Text
    name_missing: Text
    make: Text
    made: Text
    copy_link: Text
    copied: Text
    not_copied: Text
    revoke: Text
    revoked: Text


class EndedWords(Frozen):
    """After the room was closed."""

    title: Text
    text: Text
    export: Text
    export_text: Text
    html: Text
    csv: Text
    pdf: Text
    goes: Text
    open: Text


class ExportWords(Frozen):
    """The group's pictures as a page of their own."""

    tab: Text
    title: Text
    made: Text
    about: Text
    none: Text
    table: Text


class GuideWords(Frozen):
    """All notes of an agenda, to print."""

    tab: Text
    title: Text
    about: Text
    step: Text
    minutes: Text
    on_wall: Text
    print: Text
    meeting: Text


class CoWords(Frozen):
    """The door for whoever leads together with the facilitator."""

    tab: Text
    title: Text
    text: Text
    missing: Text


class FacilitatorWords(Frozen):
    """``facilitator.yaml``: every word of the pages of whoever leads."""

    home: HomeWords
    plan: PlanWords
    prepare: PrepareWords
    lead: LeadWords
    notes: NotesWords
    dialogs: DialogWords
    links: LinkWords
    enter: EnterWords
    ended: EndedWords
    export: ExportWords
    guide: GuideWords
    failed: Text
    co: CoWords
