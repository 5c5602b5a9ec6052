"""What a file adds to what the coach keeps: nothing twice, nothing typed in is written over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from closeness_widgets.answers import AnswerRefused, check_answer
from closeness_widgets.answers.base import shown
from closeness_widgets.clients.client import (
    File,
    KeptMoment,
    KeptOpening,
    KeptWeek,
    Mark,
    bounded,
    new_id,
)
from closeness_widgets.clients.importing import Entry, Json, Rejected, Understood


@dataclass(frozen=True)
class Known:
    """A client whom the coach has. ``closed``: they stopped sharing, or erased their record."""

    pseudonym: str
    file: File
    closed: bool = False


@dataclass
class Share:
    """What a file has of one client: their file as it would be, and lines counted.

    ``same``: lines whose answers were there already; ``changed``: those that replace what an
    earlier file said.
    """

    pseudonym: str
    new: bool
    file: File
    added: int = 0
    changed: int = 0
    same: int = 0

    def as_json(self) -> Json:
        """As pages and the command line show it."""
        counts = {"added": self.added, "changed": self.changed, "same": self.same}
        return {"pseudonym": self.pseudonym, "new": self.new, **counts}


def plan(found: Understood, known: Iterable[Known]) -> tuple[list[Share], list[Rejected]]:
    """What would come of it for each client, and every line that is left out.

    Raises ClientRefused (``full``) if somebody would have too much of something.
    """
    by_name = {one.pseudonym.casefold(): one for one in known}
    lines: dict[str, list[Entry]] = {}
    for entry in found.entries:
        lines.setdefault(entry.client.casefold(), []).append(entry)
    shares: list[Share] = []
    rejected = list(found.rejected)
    for name, entries in lines.items():
        client = by_name.get(name)
        if client is not None and client.closed:
            why = f"{client.pseudonym} stopped sharing, so nothing is added"
            rejected += [Rejected(entry.line, why) for entry in entries]
            continue
        merging = _Merging(client.file if client else File(), found)
        for entry in entries:
            merging.take(entry)
        rejected += merging.rejected
        if any(merging.counts.values()):
            pseudonym = client.pseudonym if client else entries[0].client
            shares.append(Share(pseudonym, client is None, merging.file(), **merging.counts))
    return shares, sorted(rejected, key=lambda one: one.line)


@dataclass
class _Merging:
    """One client's lines, taken one after the other."""

    before: File
    found: Understood
    rejected: list[Rejected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = {"added": 0, "changed": 0, "same": 0}
        self.weeks = {one.monday: dict(one.values) for one in self.before.weeks}
        self.typed = {one.monday: one.values for one in self.before.weeks if one.source == "paper"}
        self.moments = {one.id: one.value for one in self.before.moments}
        self.fresh: dict[str, tuple[int, Json]] = {}  # id -> first line, moment as the file has it
        self.opening = self.before.opening
        self.marks = list(self.before.marks)
        self.kind = self.before.kind
        self.lines: dict[tuple[date, str], int] = {}  # what stood where in this file

    def take(self, entry: Entry) -> None:
        why = self._against(entry)
        if why:
            self.rejected.append(Rejected(entry.line, why))
            return
        self.kind = self.kind or entry.about
        self.counts[self._taken(entry)] += 1

    def _against(self, entry: Entry) -> str:
        """Why the line cannot be taken; "" if it can."""
        return (
            self._against_week(entry)
            or self._against_opening(entry)
            or self._against_moments(entry)
            or _against_marks(entry)
        )

    def _against_week(self, entry: Entry) -> str:
        monday, kept = entry.monday, self.weeks.get(entry.monday, {})
        for name, value in entry.week.items():
            if kept.get(name, value) == value:
                continue
            told = f"the week of {monday} has {name} {shown(kept[name])} already"
            if (monday, name) in self.lines:
                return f"{told}, in line {self.lines[monday, name]}"
            if name in self.typed.get(monday, {}):
                return f"{told}, typed in from paper"
        return ""

    def _against_opening(self, entry: Entry) -> str:
        if not entry.opening or self.opening is None:
            return ""
        if self.opening.date != entry.day:
            return f"there are opening ratings of {self.opening.date} already"
        for name, value in entry.opening.items():
            kept = self.opening.values.get(name, value)
            if kept != value:
                return f"opening.{name} is {kept} already"
        return ""

    def _against_moments(self, entry: Entry) -> str:
        for name, parts in entry.moments.items():
            line, moment = self.fresh.get(name, (entry.line, {}))
            whole = _whole(moment, entry, parts)
            if any(moment.get(part, value) != value for part, value in whole.items()):
                return f"moment.{name} stands differently in line {line}"
            try:
                check_answer(self.found.journal, f"moment.{name}", whole)
            except AnswerRefused as error:
                return error.message.rstrip(".")
        return ""

    def _taken(self, entry: Entry) -> str:
        """Take it; say whether it ``added`` or ``changed`` something, or all was the ``same``."""
        done = "same"
        week = self.weeks.setdefault(entry.monday, {}) if entry.week else {}
        for name, value in entry.week.items():
            done = _more(done, week, name, value)
            week[name] = value
            self.lines.setdefault((entry.monday, name), entry.line)
        if entry.opening:
            values = dict(self.opening.values) if self.opening else {}
            for name, rating in entry.opening.items():
                done = _more(done, values, name, rating)
            self.opening = KeptOpening(date=entry.day, values={**values, **entry.opening})
        for name, parts in entry.moments.items():
            line, moment = self.fresh.get(name, (entry.line, {}))
            whole = _whole(moment, entry, parts)
            kept = self.moments.get(name, {})
            if any(kept.get(part) != value for part, value in whole.items()):
                done = "changed" if kept and name not in self.fresh else "added"
                self.moments[name] = {**kept, **whole}
            self.fresh[name] = line, whole
        there = {(one.date, one.until, one.kind, one.label) for one in self.marks}
        for kind, until, label in entry.marks:
            if (entry.day, until, kind, label) not in there:
                done = "added"
                values_ = {"date": entry.day, "until": until, "kind": kind, "label": label}
                self.marks.append(Mark.model_validate({"id": new_id(), **values_}))
        return done

    def file(self) -> File:
        weeks = tuple(
            KeptWeek.model_validate(
                {
                    "monday": monday,
                    "values": values,
                    "from": "paper" if monday in self.typed else "import",
                }
            )
            for monday, values in sorted(self.weeks.items())
        )
        moments = tuple(
            KeptMoment(id=name, value=value) for name, value in sorted(self.moments.items())
        )
        changed = {
            "weeks": weeks,
            "moments": moments,
            "marks": tuple(self.marks),
            "opening": self.opening,
            "kind": self.kind,
        }
        file = self.before.model_copy(update=changed)
        for what in ("weeks", "moments", "marks"):
            bounded(what, file)
        return file


def _whole(moment: Json, entry: Entry, parts: Mapping[str, Any]) -> Json:
    return {**moment, "date": entry.day.isoformat(), **parts}


def _against_marks(entry: Entry) -> str:
    for _, until, _ in entry.marks:
        if until is not None and until < entry.day:
            return f"a stretch ends on its first day or later, but {until} is before {entry.day}"
    return ""


def _more(done: str, before: Mapping[str, Any], name: str, value: Any) -> str:
    if name not in before:
        return "added"
    return "changed" if before[name] != value and done == "same" else done
