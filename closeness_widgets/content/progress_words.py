"""Words beside the chart of a client's weeks, for the coach and for the client."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from closeness_widgets.content.base import Frozen, Text, keeps

Named = Annotated[Text, keeps("name")]
Since = Annotated[Text, keeps("name", "week", "date")]


class Said(Frozen):
    """One plain sentence a line.

    ``more_down_wish``: they wish for no more than they have; ``more_down_parting``: it came after
    they left someone (``{mark}``). ``wish_up`` and ``wish_down``: how they would like it moved.
    ``ask`` stands with a fall of what is, ``ask_once`` with one week far below.
    """

    more_up: Since
    more_down: Since
    more_down_wish: Since
    more_down_parting: Annotated[Text, keeps("name", "week", "date", "mark")]
    within: Named
    stood_out: Annotated[Text, keeps("name", "weeks")]
    too_few: Annotated[Text, keeps("name", "weeks")]
    nothing: Named
    wish_up: Since
    wish_down: Since
    ask: Annotated[Text, keeps("week")]
    ask_once: Annotated[Text, keeps("week")]


class Notes(Frozen):
    """What holds for the whole chart."""

    no_weeks: Text
    gaps: Annotated[Text, keeps("filled", "weeks")]
    few: Annotated[Text, keeps("needed")]
    part_of_it: Annotated[Text, keeps("weeks", "first", "last")]
    own_scale: Text
    reliable: Annotated[Text, keeps("change", "source")]


class How(Frozen):
    """How it is known, one tap away. ``least`` stands where one step of the scale was the limit."""

    formula: Annotated[Text, keeps("average", "range", "lower", "upper")]
    least: Text
    rule: Text
    luck: Text
    weeks: Annotated[Text, keeps("count", "first", "last")]


class Labels(Frozen):
    """Short words in the drawing and its table."""

    now: Text
    wished: Text
    usual: Text
    stood_out: Text
    opening: Text
    reliable: Text
    moments: Text
    sessions: Text
    week: Annotated[Text, keeps("week")]
    week_column: Text
    now_column: Named
    wished_column: Named
    outside: Annotated[Text, keeps("value")]
    moments_column: Text
    marks_column: Text
    caption: Annotated[Text, keeps("minimum", "maximum")]
    empty: Text
    above: Annotated[Text, keeps("week")]
    below: Annotated[Text, keeps("week")]
    on_day: Annotated[Text, keeps("label", "date")]
    stretch: Annotated[Text, keeps("label", "first", "last")]


class Alt(Frozen):
    """The drawing in words."""

    whole: Annotated[Text, keeps("first", "last", "weeks", "filled")]
    line: Annotated[Text, keeps("name", "first", "last", "lowest", "highest")]
    nothing: Named
    opening: Annotated[Text, keeps("date")]
    usual: Text


class MarkKinds(Frozen):
    """How a mark without a label is called."""

    event: Text
    phase: Text
    session: Text
    parting: Text


class Compare(Frozen):
    """What moved since a day. ``{before}`` is the middle one of the weeks before.

    ``once`` is added if it was one week.
    """

    moved_up: Annotated[Text, keeps("name", "before", "last")]
    moved_down: Annotated[Text, keeps("name", "before", "last")]
    still: Annotated[Text, keeps("name", "before", "last")]
    too_few: Annotated[Text, keeps("name", "last")]
    no_week: Named
    once: Text
    blockers_new: Annotated[Text, keeps("label")]
    blockers_gone: Annotated[Text, keeps("label")]
    not_why: Text


class HeatMap(Frozen):
    """What got in the way, week by week."""

    count: Annotated[Text, keeps("count", "of")]
    sentence: Annotated[Text, keeps("label", "count", "of")]
    nothing: Text
    alt: Annotated[Text, keeps("first", "last", "of")]
    caption: Text
    ticked: Text
    not_ticked: Text


class ReportVoice(Frozen):
    """What a report says differently to the client and for supervision."""

    title: Text
    introduction: tuple[Text, ...] = Field(min_length=1)
    signs: Text
    blockers: Text
    limits: tuple[Text, ...] = Field(min_length=1)
    questions_heading: Text
    questions: tuple[Text, ...] = Field(min_length=1)
    keep: Text


class ReportWords(Frozen):
    """Two pages to give away: headings, and sentences that are filled in."""

    client: ReportVoice
    supervision: ReportVoice
    made: Annotated[Text, keeps("date")]
    name: Named
    picture: Text
    key: Annotated[Text, keeps("marks")]
    mark: Annotated[Text, keeps("letter", "text")]
    said: Text
    sign: Annotated[Text, keeps("name", "count", "of")]
    moments: Text
    moment: Annotated[Text, keeps("date", "text")]
    latest: Annotated[Text, keeps("of")]
    how: Text
    how_rule: Text
    how_line: Annotated[Text, keeps("name", "average", "lower", "upper", "weeks")]
    how_none: Text
    limits: Text


class ProgressWords(Frozen):
    """``progress.yaml``: what is said of a client's weeks, in two voices."""

    coach: Said
    client: Said
    notes: Notes
    how: How
    labels: Labels
    alt: Alt
    kinds: MarkKinds
    compare: Compare
    heat_map: HeatMap
    report: ReportWords
