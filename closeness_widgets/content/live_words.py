"""Words of the participants' side of a live workshop."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from closeness_widgets.content.base import Frozen, Text
from closeness_widgets.content.site import EraseWords, Point

Points = Annotated[tuple[Point, ...], Field(min_length=1)]


class JoinWords(Frozen):
    """The page on which people join: what this is, who sees what, one button."""

    title: Text
    introduction: Text
    points: Points
    help: Text
    code: Text
    code_hint: Text
    scanned: Text
    device: Text
    mine: Text
    shared: Text
    shared_hint: Text
    join: Text
    adult: Text
    nickname: Text
    nickname_hint: Text


class TimerWords(Frozen):
    """Beside a step's time; ``minute`` and ``up`` are also said to screen readers."""

    left: Text
    over: Text
    minute: Text
    up: Text


class LobbyWords(Frozen):
    """Before a meeting's first step. ``hello`` names ``{nickname}``."""

    title: Text
    text: Text
    hello: Text
    points: Points


class TitleAndText(Frozen):
    """A title and a line under it."""

    title: Text
    text: Text


class GoneWords(TitleAndText):
    """In place of a room that is deleted."""

    start: Text


class FollowWords(Frozen):
    """Going with the room, being asked first, and looking back."""

    moved: Text
    paused: Text
    ended: Text
    round: Text
    picture: Text
    changed: Text
    go: Text
    see: Text
    looking: Text
    back: Text
    earlier: Text
    earlier_text: Text
    is_here: Text


class ResultWords(Frozen):
    """Around the group's picture, which brings its own words."""

    title: Text
    table: Text


class ByKindOfPicture(Frozen):
    """A text for each kind of picture; each may name ``{k}``."""

    ratings: Text
    counts: Text
    picks: Text
    texts: Text


class ShareWords(Frozen):
    """Giving the group a copy without a name, and taking it back."""

    title: Text
    what: ByKindOfPicture
    who: ByKindOfPicture
    share: Text
    sharing: Text
    shared: Text
    again: Text
    changed: Text
    new_round: Text
    take_back: Text
    take_back_hint: Text
    taken_back: Text
    unsaved: Text
    private: Text


class DraftWords(Frozen):
    """Under a card's field. ``left`` names ``{left}``."""

    told: Text
    saving: Text
    saved: Text
    unsaved: Text
    left: Text


class YouWords(Frozen):
    """What the phone keeps of its person."""

    title: Text
    nickname: Text
    nickname_hint: Text
    save: Text
    saved: Text
    notes: Text
    record: Text


class NextPersonWords(Frozen):
    """Handing on a device that several people use one after the other."""

    title: Text
    button: Text
    text: Text
    notes: Text
    yes: Text
    no: Text
    unsaved: Text


class LeavingWithNotes(Frozen):
    """The take-away, offered at the end."""

    title: Text
    text: Text
    open: Text
    save: Text
    data: Text
    data_hint: Text
    shared_device: Text


class EraseMeWords(EraseWords):
    """Erasing oneself, asked twice. ``answers`` and ``keys`` name their number."""

    start: Text


class RoomWords(Frozen):
    """The room on a participant's phone. ``step`` and ``step_round`` name their numbers."""

    tab: Text
    about: Text
    coming: Text
    step: Text
    step_round: Text
    timer: TimerWords
    lobby: LobbyWords
    pause: TitleAndText
    over: TitleAndText
    gone: GoneWords
    missing: Text
    exercise: Text
    own: Text
    follow: FollowWords
    result: ResultWords
    share: ShareWords
    draft: DraftWords
    you: YouWords
    next_person: NextPersonWords
    take_away: LeavingWithNotes
    later: TitleAndText
    kept: TitleAndText
    erase: EraseMeWords


class TakeAwayWords(Frozen):
    """The notes that somebody takes home. Its title is neutral on purpose."""

    title: Text
    introduction: Text
    made: Text
    questions: Text
    empty: Text
    left_out: Text
    save: Text
    back: Text
    print: Text


class LiveWords(Frozen):
    """``live.yaml``: every word of the participants' side of a live workshop."""

    join: JoinWords
    room: RoomWords
    take_away: TakeAwayWords
