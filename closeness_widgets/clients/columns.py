"""What the headings of a file mean: who, when, and which answers of the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from closeness_widgets.answers.journal import BLOCKERS, RATINGS
from closeness_widgets.clients.client import KINDS as MARKS
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.clients.tabular import Sheet, plain, scale_in
from closeness_widgets.content.base import KINDS, Phrase
from closeness_widgets.content.journal import Journal

CLIENT, ABOUT, DATE, UNTIL, FIELD, VALUE = "client", "about", "date", "until", "field", "value"
DAY, WEEK = "day", "week"
COUNTS = {DAY: 1, WEEK: 7}
"""Headings of a day under which a bare number counts, and the days that one stands for."""
MOMENT_PARTS = ("part", "with", "what", "close", "helped", "helped_own")
_OWN = re.compile(
    rf"moment\.[a-z0-9]{{6,12}}(?:\.(?:{'|'.join(MOMENT_PARTS)}))?"
    rf"|mark\.(?:{'|'.join(MARKS)})"
    rf"|opening\.(?:{'|'.join(map(re.escape, RATINGS))})"
)
"""Fields of our own files beside those of a week."""
Names = Mapping[str, Iterable[str]]
"""Role or field -> how files may call it; ``now`` and ``wished`` are parts of a rating's name."""


class Vocabulary:
    """Knows by what names fields of the journal, and columns, may go."""

    def __init__(self, journal: Journal, names: Names) -> None:
        self._fields = dict(_field_names(journal, names))
        self._roles = {
            plain(name): role
            for role in (CLIENT, ABOUT, DATE, DAY, WEEK, UNTIL, FIELD, VALUE)
            for name in (role, *names[role])
        }
        week = journal.week
        self.choices = {
            plain(name): one.id
            for one in week.blockers.choices
            for name in (one.id, *_wordings(one.label))
        }
        self.none = {plain(name) for name in (week.blockers.none, "none")}
        self.options = {plain(one.label): one.value for one in week.options}
        self.cannot_say = plain(week.cannot_say)

    def role(self, heading: str) -> str | None:
        """``client``, ``about``, ``date``, ``day``, ``week``, ``until``, ``field``, ``value``."""
        return self._roles.get(plain(scale_in(heading)[0]))

    def field(self, name: str) -> str | None:
        """The field that is meant, such as ``ideas.now`` or ``sign.sharing``."""
        bare = scale_in(name)[0].strip()
        return bare if _OWN.fullmatch(bare) else self._fields.get(plain(bare))

    def known(self, heading: str) -> bool:
        """Whether a heading means anything here."""
        return self.role(heading) is not None or self.field(heading) is not None


@dataclass(frozen=True)
class Columns:
    """Where everything stands in a sheet, by the number of the column from 0.

    Attributes:
        roles: role -> column; ``date`` is there.
        fields: column -> field, of a wide sheet; empty for a long one.
        scales: column -> the scale that its heading names.
        counts: days that a bare number in the column of the day stands for; 0 if it counts nothing.
        ignored: headings that mean nothing here.
    """

    roles: Mapping[str, int]
    fields: Mapping[int, str]
    scales: Mapping[int, tuple[int, int]]
    counts: int
    ignored: tuple[str, ...] = field(default=())

    @property
    def long(self) -> bool:
        """Whether there is one answer a line."""
        return FIELD in self.roles and VALUE in self.roles


def columns_of(sheet: Sheet, words: Vocabulary) -> Columns:
    """Match the headings. Raises ClientRefused (``columns``)."""
    roles: dict[str, int] = {}
    fields: dict[int, str] = {}
    ignored: list[str] = []
    scales = {}
    for number, heading in enumerate(sheet.header):
        scale = scale_in(heading)[1]
        if scale is not None:
            scales[number] = scale
        role, answer = words.role(heading), words.field(heading)
        if role is not None and role not in roles:
            roles[role] = number
        elif role is not None or (answer is not None and answer in fields.values()):
            raise ClientRefused(
                "columns", f"Each column stands once, but {heading!r} came twice. Take one out."
            )
        elif answer is not None:
            fields[number] = answer
        else:
            ignored.append(heading)
    days = [name for name in (DATE, DAY, WEEK) if name in roles]
    if not days:
        raise ClientRefused(
            "columns", f"No column has the day or the week. There are: {_listed(sheet.header)}."
        )
    ignored += [sheet.header[roles[name]] for name in days[1:]]
    counts = COUNTS.get(days[0], 0)
    roles[DATE] = roles[days[0]]
    long = FIELD in roles and VALUE in roles
    if long:
        ignored += [sheet.header[number] for number in fields]
        fields = {}
    elif not fields:
        known = ", ".join(RATINGS)
        raise ClientRefused(
            "columns",
            f"No column has answers. Call them {known}, or have one column for the field and one "
            f"for the value. There are: {_listed(sheet.header)}.",
        )
    else:
        ignored += [sheet.header[roles.pop(name)] for name in (FIELD, VALUE) if name in roles]
    return Columns(roles, fields, scales, counts, tuple(one for one in ignored if one))


def _field_names(journal: Journal, names: Names) -> Iterable[tuple[str, str]]:
    for one in journal.week.dimensions:
        for base in {plain(name) for name in (one.id, *_wordings(one.name))}:
            yield base, f"{one.id}.now"
            for when in ("now", "wished"):
                for word in (when, *names[when]):
                    yield f"{base} {plain(word)}", f"{one.id}.{when}"
                    yield f"{plain(word)} {base}", f"{one.id}.{when}"
    for sign in journal.week.signs:
        for name in (f"sign.{sign.id}", sign.id, *_wordings(sign.name)):
            yield plain(name), f"sign.{sign.id}"
    for name in (BLOCKERS, *names[BLOCKERS]):
        yield plain(name), BLOCKERS


def _wordings(phrase: Phrase) -> set[str]:
    return {phrase.wording(kind) for kind in KINDS}


def _listed(header: Iterable[str]) -> str:
    return ", ".join(repr(one[:40]) for one in list(header)[:20])
