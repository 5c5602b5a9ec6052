"""A builder: three short texts that become one sentence, and hints about how it may be heard."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from closeness_widgets.content.base import ExerciseContent, Frozen, Item, Phrase, Text, keeps
from closeness_widgets.content.journal import DeletingWords


class Part(Item):
    """One field: ``lead`` is how the sentence goes into it ("I feel"), ``label`` what is asked."""

    id: Literal["feel", "when", "need"]
    lead: Text
    label: Phrase
    help: Phrase
    gap: Text = Field(description="What stands in the sentence while the field is empty")


class Feelings(Item):
    """Plain words for feelings under one heading, to tap."""

    heading: Phrase
    words: tuple[Text, ...] = Field(min_length=1)


class Hint(Item):
    """Wording that is easily heard as blame.

    Each of ``hears`` is a few words in a row; case and punctuation do not matter, and a star stands
    for up to three words ("you've" is two). ``says`` tells what was heard, ``instead`` is an offer.
    """

    hears: tuple[Text, ...] = Field(min_length=1)
    says: Phrase
    instead: Phrase


class Keeping(Frozen):
    """The words round the sentences that a person keeps."""

    keep: Text
    kept: Text
    empty: Text
    heading: Text
    none: Text
    change: Text
    about: Annotated[Text, keeps("what", "sentence")]
    deleting: DeletingWords


class Builder(ExerciseContent):
    """Three parts, put together as ``sentence``.

    Items: ``feel``, ``when``, ``need`` (the sentence being written) and ``sentence.<id>`` for each
    one kept: an object with those three texts.
    """

    kind: Literal["builder"]
    not_for: Phrase
    skip: Phrase
    parts: tuple[Part, ...] = Field(min_length=3, max_length=3)
    sentence: Annotated[Text, keeps("feel", "when", "need")]
    together: Text
    feelings_heading: Text
    feelings_introduction: Phrase
    feelings: tuple[Feelings, ...] = Field(min_length=1)
    joined: Annotated[Text, keeps("before", "last")]
    listening: Text = Field(description="What the hints can and cannot know")
    hints: tuple[Hint, ...] = Field(min_length=1)
    keeping: Keeping
