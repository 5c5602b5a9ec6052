"""A coach brings in a file: what it says, line by line, and what of it would be new.

Two steps, both without touching any record: :func:`understand` reads the file on its own,
:func:`plan` holds what it says against what the coach keeps already. Lines that cannot be used are
listed with their number and the reason; the others are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from closeness_widgets.answers.base import shown
from closeness_widgets.answers.journal import EARLIEST_MOMENT, EARLIEST_WEEK, RATINGS
from closeness_widgets.clients import answers_in, columns, days
from closeness_widgets.clients.answers_in import NotAnAnswer, Reader, Span
from closeness_widgets.clients.client import LONGEST, ClientRefused
from closeness_widgets.clients.columns import Columns, Names, Vocabulary
from closeness_widgets.clients.days import AHEAD, Days, NotADay
from closeness_widgets.clients.tabular import Line, Sheet, read_sheet, unguarded
from closeness_widgets.content.base import KINDS
from closeness_widgets.content.journal import Journal

MARK_AHEAD = timedelta(days=366)
Json = dict[str, Any]


class NotALine(ValueError):
    """A line cannot be used; the message says why."""


@dataclass(frozen=True)
class Told:
    """What the coach says about a file beside what stands in it; "" is not said.

    ``start``: the day of the first day or week that is counted; ``scale``: as ``0-100``; ``dates``:
    ``day-first`` or ``month-first``; ``client``: whose file it is if no column says so.
    """

    start: str = ""
    scale: str = ""
    dates: str = ""
    client: str = ""


@dataclass(frozen=True)
class Rejected:
    """A line that is left out, and why."""

    line: int
    reason: str

    def as_json(self) -> Json:
        """As pages and the command line show it."""
        return {"line": self.line, "reason": self.reason}


@dataclass(frozen=True)
class Entry:
    """What one line says of one client.

    ``moments``: id -> part -> value; ``marks``: kind, last day or None, label.
    """

    line: int
    client: str
    about: str
    day: date
    week: Mapping[str, Any] = field(default_factory=dict)
    opening: Mapping[str, int] = field(default_factory=dict)
    moments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    marks: tuple[tuple[str, date | None, str], ...] = ()

    @property
    def monday(self) -> date:
        """The week that the line belongs to."""
        return self.day - timedelta(days=self.day.weekday())


@dataclass(frozen=True)
class Understood:
    """A whole file. ``lines``: how many it has; ``facts``: how it was read, for a preview."""

    journal: Journal
    today: date
    entries: tuple[Entry, ...]
    rejected: tuple[Rejected, ...]
    lines: int
    facts: Json


def understand(data: bytes, told: Told, journal: Journal, names: Names, today: date) -> Understood:
    """Read a file.

    Args:
        data: CSV in any usual encoding and with any usual delimiter, wide (a column for each
            answer) or long (a column for the field and one for the value), or our own JSON.
        told: what the coach says about it.
        journal: whose answers these are.
        names: how files may call things, ``coach.yaml``'s ``columns``.
        today: nothing but marks lies more than a week after it.

    Raises:
        ClientRefused: the file as a whole cannot be used; the rule says what of it.
    """
    words = Vocabulary(journal, names)
    sheet = read_sheet(data, words.known)
    found = columns.columns_of(sheet, words)
    client = " ".join(told.client.split())
    if columns.CLIENT not in found.roles and not client:
        raise ClientRefused(
            "client", "No column says whose lines these are. Say which client they belong to."
        )
    rows = [line for line in sheet.lines if len(line.cells) <= len(sheet.header)]
    at = found.roles[columns.DATE]
    writes = days.days_of(
        [_cell(line, at) for line in rows], found.counts, told.start, told.dates, today
    )
    span, how = _span(rows, found, words, told.scale)
    reader = Reader(journal, words, span)
    reading = _Reading(found, writes, reader, words, client, today)
    entries: list[Entry] = []
    rejected: list[Rejected] = []
    for line in sheet.lines:
        try:
            if len(line.cells) > len(sheet.header):
                raise NotALine(
                    f"it has {len(line.cells)} cells, but the first line has {len(sheet.header)}"
                )
            entries.append(reading.entry(line))
        except (NotALine, NotADay, NotAnAnswer) as error:
            rejected.append(Rejected(line.number, str(error)))
    facts = {
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "form": "long" if found.long else "wide",
        "columns": _matched(sheet, found),
        "ignored": list(found.ignored),
        "dates": writes.order or "",
        "counts": {0: "", 1: "days", 7: "weeks"}[writes.unit],
        "start": writes.start.isoformat() if writes.unit and writes.start else "",
        "first": writes.first,
        "scale": {"from": list(span), "how": how},
        "moved": reader.moved,
        "rounded": reader.rounded,
    }
    return Understood(journal, today, tuple(entries), tuple(rejected), len(sheet.lines), facts)


@dataclass(frozen=True)
class _Reading:
    """Reads one line after the other."""

    columns: Columns
    days: Days
    reader: Reader
    words: Vocabulary
    client: str
    today: date

    def entry(self, line: Line) -> Entry:
        roles = self.columns.roles
        client = self.client
        if columns.CLIENT in roles:
            client = " ".join(unguarded(_cell(line, roles[columns.CLIENT])).split())
            _check_name(client)
        about = _cell(line, roles[columns.ABOUT]).strip() if columns.ABOUT in roles else ""
        if about and about not in KINDS:
            raise NotALine(f"the kind is one of {', '.join(KINDS)}, but {shown(about)} came")
        week: Json = {}
        opening: dict[str, int] = {}
        moments: dict[str, Json] = {}
        marks: list[tuple[str, date | None, str]] = []
        earliest, latest = EARLIEST_WEEK, self.today + AHEAD
        for name, raw, span in self._answers(line):
            first, _, rest = name.partition(".")
            if first == "mark":
                latest = self.today + MARK_AHEAD
                marks.append((rest, self._until(line), _label(raw)))
                continue
            if first == "moment":
                earliest = EARLIEST_MOMENT
                one, _, part = rest.partition(".")
                parts = moments.setdefault(one, {})
                if part and raw != "":
                    parts[part] = self.reader.read(name, raw)
                continue
            value = self.reader.read(name, raw, span)
            if value is not None and first == "opening":
                opening[rest] = value
            elif value is not None:
                week[name] = value
        if not (week or opening or moments or marks):
            raise NotALine("there is no answer in it")
        day = self.days.read(_cell(line, roles[columns.DATE]), earliest, latest)
        return Entry(line.number, client, about, day, week, opening, moments, tuple(marks))

    def _answers(self, line: Line) -> Iterator[tuple[str, Any, Span | None]]:
        if not self.columns.long:
            for at, name in self.columns.fields.items():
                yield name, _raw(line, at), self.columns.scales.get(at)
            return
        said = _cell(line, self.columns.roles[columns.FIELD])
        field_ = self.words.field(unguarded(said))
        if field_ is None:
            raise NotALine(f"there is no field {shown(said)}")
        at = self.columns.roles[columns.VALUE]
        yield field_, _raw(line, at), self.columns.scales.get(at)

    def _until(self, line: Line) -> date | None:
        at = self.columns.roles.get(columns.UNTIL)
        text = _cell(line, at).strip() if at is not None else ""
        return self.days.read(text, EARLIEST_WEEK, self.today + MARK_AHEAD) if text else None


def _span(rows: list[Line], found: Columns, words: Vocabulary, told: str) -> tuple[Span, str]:
    """The scale of the file and how it is known: ``declared``, ``heading`` or ``data``."""
    if told:
        return answers_in.declared(told), "declared"
    ratings: list[str] = []
    named: set[Span] = set()
    for line in rows:
        if found.long:
            at = found.roles[columns.VALUE]
            name = words.field(unguarded(_cell(line, found.roles[columns.FIELD]))) or ""
            cells = [(at, name)]
        else:
            cells = list(found.fields.items())
        for at, one in cells:
            if one.removeprefix("opening.") not in RATINGS:
                continue
            if at in found.scales:
                named.add(found.scales[at])
            else:
                ratings.append(_cell(line, at))
    if named and not ratings:
        return min(named), "heading"
    return answers_in.span_of(ratings), "data"


def _matched(sheet: Sheet, found: Columns) -> list[Json]:
    """Each heading that is used, with what it is taken for."""
    meaning = {number: role for role, number in found.roles.items()}
    meaning |= found.fields
    used = sorted(meaning.items())
    return [{"name": sheet.header[number], "as": what} for number, what in used]


def _raw(line: Line, at: int) -> Any:
    """A cell as it is; a line that is too short ends in empty ones."""
    cell = line.cells[at] if at < len(line.cells) else ""
    return unguarded(cell) if isinstance(cell, str) else cell


def _cell(line: Line, at: int) -> str:
    return str(line.cells[at]) if at < len(line.cells) else ""


def _check_name(client: str) -> None:
    if not client:
        raise NotALine("the client is missing")
    longest = LONGEST["pseudonym"]
    if len(client) > longest:
        raise NotALine(f"a client's name has at most {longest} characters, not {len(client)}")
    if not client.isprintable():
        raise NotALine(f"a client's name is plain letters, but {shown(client)} came")


def _label(raw: Any) -> str:
    text = str(raw).strip()
    if len(text) > LONGEST["label"] or any("\ud800" <= one <= "\udfff" for one in text):
        raise NotALine(f"what a mark says has at most {LONGEST['label']} letters")
    return text
