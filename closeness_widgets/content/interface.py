"""Words that every exercise shares: saved, not answered, erase, who this is about."""

from __future__ import annotations

from pydantic import Field

from closeness_widgets.content.base import Frozen, Kind, OtherNames, Phrase, Text
from closeness_widgets.content.deck import DeckWords


class AboutWords(Frozen):
    """The header of an exercise: which relationship it is about, and how to choose another."""

    heading: Text
    kind_question: Text
    nickname_label: Text
    nickname_help: Text
    change: Text
    add: Text
    done: Text
    switch: Text


class SavingWords(Frozen):
    """What stands beside an answer, from the tap to the commit."""

    saving: Text
    saved: Text
    kept_here: Text
    refused: Text
    cannot_store: Text
    changed_elsewhere: Text
    keep_mine: Text
    not_answered: Text
    clear: Text
    temporary: Text


class ErasingWords(Frozen):
    """Taking answers back, asked once more before it happens."""

    erase: Text
    ask: Phrase
    yes: Text
    no: Text
    erased: Text


class SafetyWords(Frozen):
    """The question before an exercise with ``safety``, and what follows unless the answer is no.

    ``kept``: that the answer stays on this page. ``none``: where there is no version for oneself.
    ``own``: a place to write in such a version.
    """

    heading: Text
    question: Text
    meaning: Text
    kept: Text
    no: Text
    yes: Text
    unsure: Text
    careful: tuple[Text, ...] = Field(min_length=1)
    help: Text
    alone: Text
    own: Text
    none: Text
    elsewhere: Text
    again: Text


class PictureWords(Frozen):
    """The frame round a chart."""

    show: Text
    again: Text
    drawing: Text
    table: Text
    nothing: Text


class NotesWords(Frozen):
    """Headings of a facilitator's notes, and what holds for every step: somebody is upset."""

    purpose: Text
    minutes: Text
    say: Text
    do: Text
    watch_out_for: Text
    debrief: Text
    when_not_to_use: Text
    upset_heading: Text
    upset: tuple[Text, ...] = Field(min_length=1)


class RoomLines(Frozen):
    """What stands in the place of a room's page in a notebook that no workbook serves.

    ``anybody``: how a question speaks of the other person when it is for everybody in the room.
    """

    live: Text
    facilitator: Text
    coach: Text
    projector: Text
    preview: Text
    anybody: Text


class Interface(Frozen):
    """``interface.yaml``: the words around all exercises.

    What stands under the name of a kind goes to the exercises of that kind alone.
    """

    language: Text
    about: AboutWords
    saving: SavingWords
    erasing: ErasingWords
    safety: SafetyWords
    picture: PictureWords
    notes: NotesWords
    rooms: RoomLines
    adapted_from: Text
    others: dict[Kind, OtherNames]
    deck: DeckWords
