"""Words of the page on which paper sheets are entered: a part of ``facilitator.yaml``."""

from __future__ import annotations

from closeness_widgets.content.base import Frozen, Text


class EnterWords(Frozen):
    """Sheets of one step, typed one after the other and entered together."""

    tab: Text
    title: Text
    back: Text
    about: Text
    late: Text
    keys: Text
    none: Text
    step: Text
    step_option: Text
    meeting: Text
    round: Text
    scale: Text
    ticks: Text
    rating: Text
    not_answered: Text
    sheet: Text
    take_out: Text
    taken_out: Text
    add: Text
    count: Text
    send: Text
    too_few: Text
    number: Text
    entered: Text
    changed_since: Text
    over: Text
    over_sure: Text
    over_yes: Text
    over_no: Text
