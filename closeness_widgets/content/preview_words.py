"""Words of the page on which an author sees an exercise while writing it."""

from __future__ import annotations

from typing import Annotated

from closeness_widgets.content.base import Frozen, Text, keeps


class PreviewWords(Frozen):
    """The list of exercises and cards, and one of them as people see it."""

    tab: Text
    title: Text
    folder: Text
    copy_hint: Text
    own: Text
    none: Text
    changed: Text
    shipped: Text
    card: Text
    mistakes: Text
    mistake: Annotated[Text, keeps("file", "line", "rule")]
    until: Text
    in_order: Text
    missing: Text
    all: Text
    notes: Text
