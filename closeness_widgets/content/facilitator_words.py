"""Words of the pages from which a workshop is planned and led."""

from __future__ import annotations

from pydantic import Field

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
    """The page from which a room is led. ``states`` has one entry for each state of a step."""

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
    ready_most: Text
    here: Text
    joined: Text
    people: Text
    code: Text
    address: Text
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
    ended: EndedWords
    export: ExportWords
    guide: GuideWords
    failed: Text
    co: CoWords
