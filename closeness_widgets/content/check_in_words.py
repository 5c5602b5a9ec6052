"""Words of a client's pages: the door, the consent, the weekly check-in, the sheet of paper."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from closeness_widgets.content.base import Frozen, Text, keeps
from closeness_widgets.content.site import DeviceWords, Point

PARTS = ("ratings", "blockers", "words")
"""What a client may share, each by itself."""

Refusal = Literal[
    "unknown-link", "used-link", "withdrawn", "already-client", "no-parts", "locked"
]  # fmt: skip


class ConsentTopics(Frozen):
    """What has to be said before anybody consents, to the coach and to the client alike."""

    title: Text
    introduction: Text
    purpose: Point
    readers: Point
    parts: Point
    limits: Point
    reading: Point
    danger: Point
    keeping: Point
    afterwards: Point

    def points(self) -> tuple[Point, ...]:
        """All of them, in the order in which they are read."""
        return tuple(part for _, part in self if isinstance(part, Point))


class ClientConsent(ConsentTopics):
    """The consent as the client reads it; ``again`` heads it once it was given."""

    again: Text


class CheckInDoor(Frozen):
    """Where a link leads, and where it can be pasted."""

    title: Text
    checking: Text
    text: Text
    paste: Text
    paste_hint: Text
    open: Text
    again: Text


class DangerWords(Frozen):
    """Who to call, on every page of a client; the numbers are those of the place."""

    call: Annotated[Text, keeps("number")]
    no_number: Text
    lines: Text
    help: Text


class RecordChoice(Frozen):
    """The choice between a record that is there already and a new one."""

    title: Text
    text: Text
    use: Text
    use_hint: Text
    new: Text
    new_hint: Text


class WhoChoice(Frozen):
    """The question whom the check-ins are about."""

    title: Text
    text: Text


class PartsChoice(Frozen):
    """The question what the coach may see: one box for each of :data:`PARTS`."""

    title: Text
    text: Text
    ratings: Text
    ratings_hint: Text
    blockers: Text
    blockers_hint: Text
    words: Text
    words_hint: Text


class ChooseWords(Frozen):
    """Everything that a client chooses when they consent."""

    record: RecordChoice
    who: WhoChoice
    parts: PartsChoice
    device: DeviceWords
    adult: Text
    agree: Text
    decline: Text
    declined: Text


class OwnLinkWords(Frozen):
    """The client's own link, shown once after consent: the coach never has it."""

    title: Text
    text: Text
    link: Text
    copy_link: Text
    copied: Text
    not_copied: Text
    go_on: Text


class SeesWords(Frozen):
    """What the coach sees, and the way to change it."""

    title: Text
    text: Annotated[Text, keeps("date")]
    keep: Text
    none: Text
    kept: Text
    about: Annotated[Text, keeps("kind")]
    version: Annotated[Text, keeps("text")]


class CalendarWords(Frozen):
    """The entry in the client's own calendar; ``event`` is its title."""

    title: Text
    text: Text
    day: Text
    time: Text
    linked: Text
    get: Text
    event: Text
    come_back: Text


class WayBackWords(Frozen):
    """The line about a lost phone."""

    text: Text
    link: Text


class WithdrawWords(Frozen):
    """Taking consent back, in two taps."""

    title: Text
    text: Text
    stop: Text
    sure: Text
    yes: Text
    no: Text
    done: Text
    after: Text
    go_on: Text
    record: Text


class CheckInPage(Frozen):
    """What stands around the questions of the week."""

    coming: Text
    more: Text
    sees: SeesWords
    calendar: CalendarWords
    way_back: WayBackWords
    withdraw: WithdrawWords


class PaperCheckIn(Frozen):
    """The sheet for who has no phone, or no way to reach the workbook."""

    tab: Text
    title: Text
    about: Text
    who: Text
    show: Text
    print: Text
    week: Text
    name: Text
    scale: Annotated[Text, keeps("minimum", "low", "maximum", "high")]
    moment: Text
    moment_help: Text


class CheckInWords(Frozen):
    """``check_in.yaml``: every word of a client's pages but the questions of the week."""

    tab: Text
    failed: Text
    missing: Text
    door: CheckInDoor
    refused: dict[Refusal, Text]
    consent: ClientConsent
    danger: DangerWords
    choose: ChooseWords
    own_link: OwnLinkWords
    page: CheckInPage
    paper: PaperCheckIn


def text_version(words: CheckInWords) -> str:
    """Eight hex digits that name the wording to which a client agrees.

    They change when the consent, or what each part of it is called, is worded differently.
    """
    agreed = [words.consent.model_dump(), words.choose.parts.model_dump()]
    return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()[:8]
