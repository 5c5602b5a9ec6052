"""The group's pictures as one table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets would run instead of show."""


def csv_table(results: Sequence[Mapping[str, Any]]) -> str:
    """One part a result: its heading, its table, its texts, an empty line. Lines end in CRLF.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front. The text begins
    with a byte order mark, without which spreadsheets misread letters beyond English.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
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
    # Spreadsheets also run what stands behind spaces.
    text = str(cell)
    starts = text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{text}" if starts else text
