"""Words of a group's picture, the same on wall and phones and in the export."""

from __future__ import annotations

from pydantic import Field

from closeness_widgets.content.base import Frozen, Text


class ShareWords(Frozen):
    """A share of the group: ``some`` has ``{share}``, in tenths from 1 to 9."""

    hardly: Text
    some: Text
    nearly: Text


class RatingSentences(Frozen):
    """Sentences on one rating. The first three have ``{band}``, ``some`` has ``{share}`` too."""

    hardly: Text
    some: Text
    nearly: Text
    median: Text
    alike: Text
    before: Text


class CountWords(Frozen):
    """What takes a share's place where no number may be told, and sentences on one count."""

    few: Text
    nearly_all: Text
    sentence: Text
    before: Text


class WithheldWords(Frozen):
    """Why there is no new picture: ``few`` has ``{k}``."""

    nothing: Text
    few: Text
    close: Text
    earlier: Text


class ResultTable(Frozen):
    """The table that says the same as the drawing."""

    caption: Text
    columns: tuple[Text, ...] = Field(min_length=3, max_length=3)
    before: Text
    rating: Text
    median: Text
    together: Text
    happens: Text
    picked: Text
    earlier: Text


class OtherWords(Frozen):
    """How a label speaks of the other person when it is for everybody."""

    other: Text
    others: Text


class ResultWords(Frozen):
    """``result.yaml``: what is said of a group's picture.

    ``about`` says what it is and is not; ``note`` stands with a picture that is partly older.
    """

    about: Text
    band: Text
    share: ShareWords
    ratings: RatingSentences
    counts: CountWords
    earlier: Text
    note: Text
    withheld: WithheldWords
    table: ResultTable
    alt: Text
    names: OtherWords
