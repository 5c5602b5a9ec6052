"""Words of the wall, the poster, the paper pack, and of what keeps phones away."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from closeness_widgets.content.base import Frozen, Text
from closeness_widgets.content.site import Point, Texts

LanRule = Literal["no_network", "no_address", "only_vpn", "several", "changed", "local_only"]
"""Why phones may not find this computer, or not where it was before."""


class TitleAndText(Frozen):
    """A large line and what stands under it."""

    title: Text
    text: Text


class DoorWords(Frozen):
    """What the wall says as long as it may not look into the room."""

    opening: Text
    no_answer: Text
    not_understood: Text
    refused: TitleAndText
    gone: TitleAndText


class LobbyWords(Frozen):
    """How people join. ``here`` has ``{here}``, ``ready`` has ``{ready}`` and ``{wanted}``."""

    title: Text
    scan: Text
    qr: Text
    type: Text
    code: Text
    nobody: Text
    one: Text
    here: Text
    ready: Text
    not_secure: Text
    rehearsal: Text


class WallFrameWords(Frozen):
    """The small lines around a step. Below 15 people no number of them is told."""

    meeting: Text
    step: Text
    round: Text
    join: Text
    shared: Text
    shared_one: Text
    enough: Text
    not_enough: Text


class TimerWords(Frozen):
    """The countdown; ``minute`` and ``up`` are said by screen readers when that moment comes."""

    left: Text
    over: Text
    minute: Text
    up: Text


class EndedWords(Frozen):
    """The last page. ``goes`` has ``{date}``."""

    title: Text
    home: Text
    goes: Text


class DrawingWords(Frozen):
    """The words of a group's picture itself, on wall and phones."""

    share: Text
    hardly: Text
    whole: Text
    middle: Text
    middle_before: Text
    before: Text
    earlier: Text
    more: Text


class MayBlock(Frozen):
    """What a program cannot find out about a room's Wi-Fi, but people can."""

    title: Text
    points: Annotated[tuple[Point, ...], Field(min_length=1)]


class LanWords(Frozen):
    """Whether phones can reach this computer, and what to do if not."""

    reached: Text
    not_reached: Text
    address: Text
    rules: dict[LanRule, Text]
    may_block: MayBlock


class PosterForm(Frozen):
    """The form that puts the room's Wi-Fi on the poster."""

    title: Text
    introduction: Text
    name: Text
    password: Text
    hidden: Text
    show: Text
    print: Text


class PosterWords(Frozen):
    """The sheet at the door: the way in, in three steps."""

    title: Text
    wifi: Text
    wifi_text: Text
    wifi_plain: Text
    password: Text
    workshop: Text
    workshop_text: Text
    or_type: Text
    go: Text
    go_text: Text
    no_phone: Text
    not_secure: Text
    qr_wifi: Text
    qr_workshop: Text
    form: PosterForm


class PaperWords(Frozen):
    """The sheets for people without a phone."""

    title: Text
    introduction: Text
    print: Text
    this_person: Text
    step: Text
    about: Text
    promises: Texts
    hand_in: Text
    hand_in_text: Text
    keep: Text
    keep_text: Text
    yours: Text
    tick: Text
    tick_sides: Text
    circle: Text
    statements: Text
    low_high: Text
    write: Text
    choose: Text
    safety: Text


class WallWords(Frozen):
    """``wall.yaml``: every word of the wall, the poster and the paper pack."""

    tab: Text
    full_screen: Text
    lost: Text
    no_script: Text
    door: DoorWords
    lobby: LobbyWords
    frame: WallFrameWords
    timer: TimerWords
    on_the_phone: Text
    result: Text
    texts: Text
    more_texts: Text
    pause: TitleAndText
    ended: EndedWords
    drawing: DrawingWords
    lan: LanWords
    poster: PosterWords
    paper: PaperWords
