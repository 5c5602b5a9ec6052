"""What the tests of bringing in and taking out have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from closeness_widgets import paths
from closeness_widgets.clients.client import File
from closeness_widgets.clients.importing import Rejected, Told, Understood, understand
from closeness_widgets.clients.merging import Known, Share, plan
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.journal import Journal
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.pages import read_words

TODAY = date(2026, 11, 26)


@cache
def library() -> Library:
    return read_library([paths.content()])


@cache
def names() -> dict[str, Any]:
    columns = read_words([paths.content()], "coach", CoachWords).columns
    found: dict[str, Any] = columns.model_dump()
    return found


def journal() -> Journal:
    found = library().exercises["journal"]
    assert isinstance(found, Journal)
    return found


def read(text: str | bytes, **told: str) -> Understood:
    """What a file says."""
    data = text if isinstance(text, bytes) else text.encode()
    return understand(data, Told(**told), journal(), names(), TODAY)


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def weeks(found: Understood) -> dict[str, dict[str, Any]]:
    """Client and Monday -> answers."""
    told: dict[str, dict[str, Any]] = {}
    for entry in found.entries:
        told.setdefault(f"{entry.client} {entry.monday}", {}).update(entry.week)
    return told


def rejected(found: Understood | Sequence[Rejected]) -> list[tuple[int, str]]:
    listed = found.rejected if isinstance(found, Understood) else found
    return [(one.line, one.reason) for one in listed]


def merged(text: str | bytes, *known: Known, **told: str) -> tuple[list[Share], list[Rejected]]:
    return plan(read(text, **told), known)


def file_of(text: str | bytes, **told: str) -> File:
    """What a new client would have from a file of theirs alone."""
    shares, left_out = merged(text, **told)
    assert not left_out
    return shares[0].file
