"""A file of comma separated values as rows of cells, whoever wrote it; and one to write."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from closeness_widgets.clients.client import ClientRefused

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_BYTES = 8_000_000
MOST_ROWS = 100_000
WORKBOOK = "closeness-client"
"""What our own JSON files say they are, under ``file``."""
OWN = ("client", "about", "date", "until", "field", "value")
"""The columns of our own files, one answer a line."""
_SCALE = re.compile(r"[\[(]?\s*(-?\d{1,4})\s*(?:-|–|\.\.|to)\s*(\d{1,4})\s*[\])]?\s*$")
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a cell begins with that spreadsheets would run (or, the last, swallow) instead of show."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Line:
    """One row: the number of the line in which it begins, and its cells."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """A file as it was read.

    ``kind``: ``csv`` or ``json``; ``encoding`` and ``delimiter`` in a word ("" for JSON).
    """

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    kind: str
    encoding: str
    delimiter: str


def read_sheet(data: bytes, known: Callable[[str], bool]) -> Sheet:
    """Read a file, forgiving its encoding, byte order mark and delimiter.

    Args:
        data: the whole file.
        known: whether a heading is one that the caller understands; of the delimiters that a file
            may have, the one with most of these is taken.

    Raises:
        ClientRefused: no table (``no-table``), or too large (``too-large``).
    """
    if len(data) > MOST_BYTES:
        raise ClientRefused(
            "too-large",
            f"A file has at most {MOST_BYTES} bytes, but this one has {len(data)}. Split it.",
        )
    text, encoding = _decoded(data)
    if text.lstrip().startswith("{"):
        return _own_json(text, encoding)
    delimiter, skipped = _delimiter(text, known)
    rows = _rows(text, delimiter)
    del rows[:skipped]
    if len(rows) < 2:
        raise ClientRefused(
            "no-table",
            "A table has a first line of headings and at least one line below it, "
            f"but this file has {len(rows)} of them. Choose another file.",
        )
    if len(rows) > MOST_ROWS + 1:
        raise ClientRefused(
            "too-large",
            f"A file has at most {MOST_ROWS} rows, but this one has {len(rows) - 1}. Split it.",
        )
    header = tuple(" ".join(cell.split()) for cell in rows[0].cells)
    return Sheet(header, tuple(rows[1:]), "csv", encoding, DELIMITERS[delimiter])


def write_sheet(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table that spreadsheets open as it is, with a byte order mark; lines end in CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)  # whatever divides cells elsewhere
    writer.writerow(header)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def unguarded(cell: str) -> str:
    """What a cell said before :func:`write_sheet` kept spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and _runs(cell[1:]) else cell


def plain(text: str) -> str:
    """A heading or a choice as it is compared: small letters and digits, one space between."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def scale_in(heading: str) -> tuple[str, tuple[int, int] | None]:
    """``"Ideas (0-100)"`` is ``("Ideas", (0, 100))``: a heading, and the scale that it names."""
    found = _SCALE.search(heading)
    if found is None or int(found[1]) >= int(found[2]):
        return heading, None
    return heading[: found.start()].strip(), (int(found[1]), int(found[2]))


def _guarded(cell: object) -> str:
    text = str(cell).replace("\0", "")
    return f"'{text}" if _runs(text) and not _NUMBER.fullmatch(text) else text


def _runs(text: str) -> bool:
    # Spreadsheets also run wide letters, and what stands behind letters without ink.
    seen = unicodedata.normalize("NFKC", text)
    behind = next((at for at, one in enumerate(seen) if not _unseen(one)), len(seen))
    return seen.startswith(_GUARDED) or seen.startswith(_GUARDED, behind)


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter).startswith(("C", "Z"))


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), "UTF-16"
    if b"\0" in data:
        raise ClientRefused(
            "no-table",
            "This file is no table of text; it looks like a spreadsheet's own format. "
            "Save it as CSV there, and choose that file.",
        )
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _delimiter(text: str, known: Callable[[str], bool]) -> tuple[str, int]:
    """The delimiter, and how many lines stand before the headings (``sep=;`` is one)."""
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r'"?sep=(.)"?\s*', first)
    if declared and declared[1] in DELIMITERS:
        return declared[1], 1
    heading = text if declared is None else rest

    def understood(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader(io.StringIO(heading, newline=""), delimiter=delimiter), [])
        return sum(known(cell) for cell in cells), len(cells)

    return max(DELIMITERS, key=understood), 0


def _rows(text: str, delimiter: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, began = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Line(began, tuple(cells)))
            began = reader.line_num + 1
    except csv.Error as error:
        raise ClientRefused(
            "no-table", f"Line {reader.line_num} of this file cannot be read ({error})."
        ) from None
    return rows


def _own_json(text: str, encoding: str) -> Sheet:
    """Our own JSON: ``{file, client, about, scale, entries: [{date, until, field, value}]}``."""
    try:
        told = json.loads(text)
        if told["file"] != WORKBOOK:
            raise ValueError
        low, high = told["scale"]
        header = (*OWN[:-1], f"value ({int(low)}-{int(high)})")
        lines = tuple(
            Line(number, (told["client"], told["about"], *(one.get(name, "") for name in OWN[2:])))
            for number, one in enumerate(told["entries"], 1)
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise ClientRefused(
            "no-table",
            "This JSON file was not saved by this workbook. Choose one that was, or a CSV file.",
        ) from None
    return Sheet(header, lines, "json", encoding, "")
