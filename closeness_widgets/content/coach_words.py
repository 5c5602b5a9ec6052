"""Words of the coach's pages: the list of clients, and one client's page for a session."""

from __future__ import annotations

from typing import Annotated

from closeness_widgets.content.base import Frozen, Text, keeps
from closeness_widgets.content.check_in_words import ConsentTopics


class ListStates(Frozen):
    """How a client stands, in the list."""

    none: Text
    invited: Text
    given: Text
    withdrawn: Text
    erased: Text


class ListWords(Frozen):
    """All clients, by pseudonym."""

    tab: Text
    coming: Text
    title: Text
    none: Text
    states: ListStates
    last_seen: Annotated[Text, keeps("date")]
    never: Text
    review: Annotated[Text, keeps("date")]
    review_due: Text
    open: Text
    of: Annotated[Text, keeps("action", "pseudonym")]
    away: Annotated[Text, keeps("n")]
    about: Text


class DeedWords(Frozen):
    """What the owner and coach can have done; the names are those of the log."""

    begun: Text
    signed_in: Text
    signed_out: Text
    unlocked: Text
    passphrase: Text
    started_over: Text
    backup: Text
    keys_copied: Text
    restored: Text
    clients_listed: Text
    client_added: Annotated[Text, keeps("name")]
    client_link: Annotated[Text, keeps("name")]
    client_changed: Annotated[Text, keeps("name")]
    client_opened: Annotated[Text, keeps("name")]
    client_supervision: Annotated[Text, keeps("name")]
    client_exported: Annotated[Text, keeps("name")]
    client_erased: Annotated[Text, keeps("name")]
    note_kept: Annotated[Text, keeps("name")]
    note_deleted: Annotated[Text, keeps("name")]
    mark_kept: Annotated[Text, keeps("name")]
    mark_deleted: Annotated[Text, keeps("name")]
    week_kept: Annotated[Text, keeps("name")]
    client_imported: Annotated[Text, keeps("name")]
    workshop_made: Annotated[Text, keeps("name")]
    workshop_changed: Annotated[Text, keeps("name")]
    workshop_opened: Annotated[Text, keeps("name")]
    workshop_led: Annotated[Text, keeps("name")]
    workshop_closed: Annotated[Text, keeps("name")]
    workshop_deleted: Annotated[Text, keeps("name")]
    workshop_exported: Annotated[Text, keeps("name")]
    leader_invited: Annotated[Text, keeps("name")]
    leader_removed: Annotated[Text, keeps("name")]
    link_opened: Annotated[Text, keeps("name")]
    link_led: Annotated[Text, keeps("name")]
    link_exported: Annotated[Text, keeps("name")]


class LogWords(Frozen):
    """What was done here, in the coach’s room."""

    title: Text
    text: Text
    coming: Text
    none: Text
    gone: Text
    missing: Text
    deeds: DeedWords


class UnlockWords(Frozen):
    """While the coach’s key is locked."""

    title: Text
    text: Text
    passphrase: Text
    show: Text
    open: Text


class AddWords(Frozen):
    """A new client."""

    title: Text
    text: Text
    pseudonym: Text
    pseudonym_hint: Text
    add: Text
    missing: Text


class LinkWords(Frozen):
    """A check-in link, shown once."""

    title: Annotated[Text, keeps("pseudonym")]
    text: Text
    field: Text
    copy_link: Text
    copied: Text
    not_copied: Text
    code: Annotated[Text, keeps("pseudonym")]
    in_room: Text
    paper: Text
    shut: Text


class CoachConsent(ConsentTopics):
    """The consent as coach and client read it together."""

    print: Text


class SessionStates(Frozen):
    """How a client stands, on their own page."""

    none: Text
    invited: Text
    given: Annotated[Text, keeps("date", "parts")]
    nothing: Annotated[Text, keeps("date")]
    withdrawn: Annotated[Text, keeps("date")]
    erased: Annotated[Text, keeps("date")]


class PartNames(Frozen):
    """What a client may share, inside a sentence."""

    ratings: Text
    blockers: Text
    words: Text


class SessionWords(Frozen):
    """One client’s page, without the list."""

    tab: Text
    own_page: Text
    supervision_page: Text
    all: Text
    coming: Text
    no_name: Text
    states: SessionStates
    closed: Text
    version: Annotated[Text, keeps("text")]
    parts: PartNames
    about: Annotated[Text, keeps("kind")]
    review: Annotated[Text, keeps("date")]
    supervision: Text
    whole: Text


class ChartWords(Frozen):
    """What stands around the charts."""

    title: Text
    table: Text
    how: Text
    weeks: Annotated[Text, keeps("weeks")]
    key: Text
    blockers: Text
    save_pdf: Text
    save_png: Text


class SinceWords(Frozen):
    """What moved since a day, and what did not."""

    title: Text
    since: Text
    moved: Text
    still: Text
    unknown: Text
    words: Text
    no_words: Text
    nothing: Text


class NotesWords(Frozen):
    """The coach’s private notes."""

    title: Text
    text: Text
    none: Text
    write: Text
    date: Text
    keep: Text
    delete: Text
    delete_of: Annotated[Text, keeps("date")]
    sure: Text
    sure_yes: Text
    sure_no: Text


class MarkKinds(Frozen):
    """The kinds of marks."""

    session: Text
    event: Text
    phase: Text
    parting: Text


class MarksWords(Frozen):
    """What the coach marks on the chart."""

    title: Text
    text: Text
    none: Text
    kind: Text
    kinds: MarkKinds
    label: Text
    date: Text
    until: Text
    add: Text
    missing: Text
    delete_of: Annotated[Text, keeps("label", "date")]
    delete: Text


class PaperWords(Frozen):
    """Typing in a paper check-in."""

    title: Text
    text: Text
    print: Text
    week: Text
    now: Text
    wished: Text
    field: Annotated[Text, keeps("name", "when")]
    skipped: Text
    blockers: Text
    none: Text
    keep: Text
    kept: Text
    empty: Text
    number: Annotated[Text, keeps("name", "minimum", "maximum", "value")]
    list: Text
    from_paper: Annotated[Text, keeps("date")]
    from_import: Annotated[Text, keeps("date")]
    delete: Text
    delete_of: Annotated[Text, keeps("date")]


class BringWords(Frozen):
    """Bringing in a file: first a preview, then a second tap."""

    title: Text
    text: Text
    file: Text
    file_hint: Text
    more: Text
    client: Text
    client_hint: Text
    scale: Text
    scale_hint: Text
    start: Text
    start_hint: Text
    dates: Text
    dates_open: Text
    day_first: Text
    month_first: Text
    look: Text
    missing: Text
    too_large: Text
    found: Text
    columns: Annotated[Text, keeps("name", "as")]
    ignored: Annotated[Text, keeps("names")]
    scale_declared: Annotated[Text, keeps("low", "high")]
    scale_heading: Annotated[Text, keeps("low", "high")]
    scale_data: Annotated[Text, keeps("low", "high")]
    moved: Annotated[Text, keeps("minimum", "maximum", "n")]
    rounded: Annotated[Text, keeps("n")]
    counted_days: Annotated[Text, keeps("date", "first")]
    counted_weeks: Annotated[Text, keeps("date", "first")]
    clients: Text
    client_line: Annotated[Text, keeps("pseudonym", "added", "changed", "same")]
    new_client: Annotated[Text, keeps("pseudonym", "added")]
    rejected: Annotated[Text, keeps("n")]
    line: Annotated[Text, keeps("line", "reason")]
    no_rejected: Text
    nothing: Text
    basis: Text
    basis_hint: Text
    basis_missing: Text
    confirm: Text
    stop: Text
    done: Annotated[Text, keeps("added", "changed", "same", "rejected")]


class TakeOutWords(Frozen):
    """One client as a file."""

    title: Text
    text: Text
    as_csv: Text
    as_json: Text


class ColumnNames(Frozen):
    """How files may call their columns, beside the names of the workbook's own files."""

    client: tuple[Text, ...]
    about: tuple[Text, ...]
    date: tuple[Text, ...]
    day: tuple[Text, ...]
    week: tuple[Text, ...]
    until: tuple[Text, ...]
    field: tuple[Text, ...]
    value: tuple[Text, ...]
    now: tuple[Text, ...]
    wished: tuple[Text, ...]
    blockers: tuple[Text, ...]


class ReportWords(Frozen):
    """What is taken away."""

    tab: Text
    title: Text
    text: Text
    read: Text
    pdf: Text
    for_supervision: Text
    stays: Text


class ManageWords(Frozen):
    """Renaming, putting away and erasing a client."""

    title: Text
    rename: Text
    rename_hint: Text
    save: Text
    basis: Text
    basis_hint: Text
    save_basis: Text
    saved: Text
    new_link: Text
    new_link_text: Text
    away: Text
    away_text: Text
    back: Text
    erase: Text
    erase_text: Text
    erase_sure: Text
    erase_go_on: Text
    erase_last: Text
    erase_yes: Text
    erase_no: Text
    gone: Text
    went: Annotated[Text, keeps("notes", "marks", "weeks", "moments", "links", "consents")]
    gone_after: Text


class CoachWords(Frozen):
    """``coach.yaml``: every word of the coach’s pages."""

    failed: Text
    home: ListWords
    log: LogWords
    locked: UnlockWords
    add: AddWords
    link: LinkWords
    consent: CoachConsent
    session: SessionWords
    chart: ChartWords
    since: SinceWords
    notes: NotesWords
    marks: MarksWords
    paper: PaperWords
    bring: BringWords
    take_out: TakeOutWords
    columns: ColumnNames
    report: ReportWords
    manage: ManageWords
