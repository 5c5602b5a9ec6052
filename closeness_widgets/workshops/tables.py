"""The group's pictures as one table for spreadsheets."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets would run instead of show, in any width of letter."""
UNSEEN = ("C", "Z")
"""Categories of letters without ink: spaces, controls, marks of direction and of byte order."""


def csv_table(results: Sequence[Mapping[str, Any]]) -> str:
    """One part a result: its heading, its table, its texts, an empty line. Lines end in CRLF.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front, and every cell
    is quoted, so that none falls apart where semicolons or tabs divide cells. The text begins with
    a byte order mark, without which spreadsheets misread letters beyond English.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for result in results:
        table = result["table"]
        writer.writerow([_safe(result["heading"])])
        if result["note"]:
            writer.writerow([_safe(result["note"])])
        if table["rows"]:
            writer.writerows(
                [_safe(cell) for cell in row] for row in [table["columns"], *table["rows"]]
            )
        writer.writerows([_safe(text["text"])] for text in result["texts"])
        writer.writerow([])
    return "\ufeff" + out.getvalue()


def _safe(cell: object) -> str:
    text = str(cell)
    seen = unicodedata.normalize("NFKC", text)
    behind = next((at for at, one in enumerate(seen) if not _unseen(one)), len(seen))
    # Spreadsheets also run what stands behind spaces.
    starts = seen.startswith(STARTS_A_FORMULA) or seen.startswith(STARTS_A_FORMULA, behind)
    return f"'{text}" if starts else text


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter).startswith(UNSEEN)
