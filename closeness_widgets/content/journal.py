"""A journal: moments of closeness, a weekly check-in and the words for reading them back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from closeness_widgets.content.base import (
    ExerciseContent,
    Frozen,
    Item,
    Option,
    Phrase,
    Scale,
    Text,
    keeps,
)
from closeness_widgets.content.plain import RulesBroken

DIMENSIONS = ("ideas", "together", "feelings")
"""The three ratings, the same as in ``dimensions``: these alone are joined over time."""

CANNOT_SAY = -1
"""What a progress sign stores for "I cannot say": an answer, but no point on its scale."""


class OnScale(Phrase):
    """A text that names the ends of the scale, as numbers and as words."""

    fills = frozenset({"minimum", "maximum", "low", "high"})


TooFew = Annotated[Text, keeps("of", "needed")]


class Calendar(Frozen):
    """Names of days and months, and how a date is written."""

    weekdays: tuple[Text, ...] = Field(min_length=7, max_length=7, description="Monday first")
    months: tuple[Text, ...] = Field(min_length=12, max_length=12)
    short_months: tuple[Text, ...] = Field(min_length=12, max_length=12)
    full: Annotated[Text, keeps("weekday", "day", "month", "year")]
    plain: Annotated[Text, keeps("day", "month", "year")]
    short: Annotated[Text, keeps("day", "month")]


class PartOfDay(Item):
    """A part of the day: ``label`` as a choice, ``when`` inside a sentence."""

    label: Text
    when: Text


class Help(Item):
    """Something that may have helped a moment to be close."""

    label: Phrase


class Dimension(Item):
    """One of the three ratings of a week, in the words of ``dimensions``."""

    name: Phrase
    meaning: Phrase


class Sign(Item):
    """A sign of progress: ``name`` for tables, ``statement`` to answer."""

    name: Phrase
    statement: Phrase


class InTheWay(Item):
    """Something of one's own that may have got in the way during a week."""

    label: Phrase


class DayWords(Frozen):
    """The question for a moment's date."""

    label: Phrase
    today: Text
    yesterday: Text
    help: Phrase
    needed: Text


class FieldWords(Frozen):
    """A text of the person's own."""

    label: Phrase
    help: Phrase


class DeletingWords(Frozen):
    """Deleting one moment, asked once."""

    delete: Text
    ask: Text
    confirm: Text
    keep: Text
    done: Text


class Moments(Frozen):
    """Everything said around single moments."""

    heading: Phrase
    introduction: Phrase
    add: Phrase
    new: Phrase
    edit: Text
    done: Text
    none: Phrase
    list: Phrase
    earlier: Annotated[Text, keeps("count")]
    day: DayWords
    part_question: Text
    parts: tuple[PartOfDay, ...] = Field(min_length=2)
    with_whom: FieldWords
    what: FieldWords
    close: Phrase
    close_short: Annotated[Text, keeps("value", "maximum")]
    helped_short: Annotated[Text, keeps("text")]
    with_short: Annotated[Text, keeps("text")]
    asked_about: Annotated[Text, keeps("what", "day")]
    helped_question: Phrase
    helped: tuple[Help, ...] = Field(min_length=6)
    helped_own: FieldWords
    deleting: DeletingWords


class WeekBlockers(Frozen):
    """What got in the way during a week, on one's own side; ``none`` answers "none of these"."""

    heading: Text
    introduction: Phrase
    legend: Text
    choices: tuple[InTheWay, ...] = Field(min_length=1)
    none: Text


class Week(Frozen):
    """Everything said around the weekly check-in."""

    heading: Text
    introduction: Phrase
    choose: Text
    this_week: Annotated[Text, keeps("date")]
    last_week: Annotated[Text, keeps("date")]
    earlier: Annotated[Text, keeps("date")]
    filled: Annotated[Text, keeps("week")]
    now: Text
    wished: Text
    dimensions: tuple[Dimension, ...]
    signs_heading: Text
    signs_introduction: Phrase
    signs: tuple[Sign, ...] = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=2, description="From least to most")
    cannot_say: Text
    blockers: WeekBlockers


class Chart(Frozen):
    """The picture over weeks: its heading, labels, description and table."""

    heading: Phrase
    wished: Text
    moments: Text
    alt: Annotated[Text, keeps("filled", "weeks", "first", "last", "moments")]
    alt_line: Annotated[Text, keeps("name", "first", "last", "lowest", "highest")]
    alt_nothing: Annotated[Text, keeps("name")]
    read: OnScale
    gaps: Annotated[Text, keeps("filled", "weeks")]
    part_of_it: Annotated[Text, keeps("first", "last")]
    no_weeks: Phrase
    caption: Annotated[Text, keeps("minimum", "maximum")]
    week: Text
    now: Annotated[Text, keeps("name")]
    wished_column: Annotated[Text, keeps("name")]
    empty: Text


class Pattern(Frozen):
    """What is said about one kind of count.

    ``named``: one thing stands out (``{what}``); ``tied``: several, equally often (``{what}`` and
    ``{also}``); ``spread``: none does; ``few``: too few entries to look.
    """

    named: Annotated[Text, keeps("count", "of", "what")]
    tied: Annotated[Text, keeps("count", "of", "what", "also")]
    spread: Annotated[Text, keeps("of")]
    few: TooFew


class Patterns(Frozen):
    """The journal read back in counts."""

    few: TooFew
    on_day: Annotated[Text, keeps("day")]
    quoted: Annotated[Text, keeps("text")]
    and_also: Text
    day: Pattern
    part: Pattern
    helped: Pattern
    sign: Annotated[Text, keeps("count", "of", "name")]
    signs_few: TooFew
    only_counts: Text


class Journal(ExerciseContent):
    """Moments as they come and three ratings a week, read back as a chart and as counts."""

    kind: Literal["journal"]
    scale: Scale
    calendar: Calendar
    moments: Moments
    week: Week
    chart: Chart
    patterns: Patterns

    @model_validator(mode="after")
    def _keeps_to_the_three_ratings(self) -> Journal:
        found = tuple(one.id for one in self.week.dimensions)
        if found != DIMENSIONS:
            rule = (
                f"a week has the ratings {', '.join(DIMENSIONS)} in this order, because they are "
                f"joined with those of other exercises, but found {', '.join(found) or 'none'}"
            )
            raise RulesBroken([(("week", "dimensions"), rule)])
        return self

    @model_validator(mode="after")
    def _has_options_that_run_upwards(self) -> Journal:
        values = [option.value for option in self.week.options]
        if values != sorted(set(values)) or values[0] < 0:
            rule = (
                "the values of options start at 0 or above and get bigger "
                f"({CANNOT_SAY} stands for 'cannot say'), but found {values}"
            )
            raise RulesBroken([(("week", "options"), rule)])
        return self

    @model_validator(mode="after")
    def _asks_for_nothing_sensitive_each_week(self) -> Journal:
        found = [one.id for one in self.week.blockers.choices if one.sensitive]
        if found:
            rule = (
                "a coach may be given these weekly choices, so none of them is sensitive, "
                f"but found {', '.join(found)}; take it out"
            )
            raise RulesBroken([(("week", "blockers", "choices"), rule)])
        return self
