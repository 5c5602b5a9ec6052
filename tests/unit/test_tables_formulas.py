"""A spreadsheet shows what people wrote and never runs it, however it divides the cells."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeness_widgets.workshops.result import csv_table

PAYLOADS = (Path(__file__).parents[1] / "browser" / "payloads.txt").read_text(encoding="utf-8")
WIDE = ("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\u3000\uff1d1", "\ufe661")
FORMULAS = (
    *WIDE, "=1+1", "+1", "-1", "@SUM(1)", " =1", "\t=1", "\r=1", "\n=1", "\ufeff=1", "\u200b=1",
    "\u00a0=1", "\u202e=1", "\x00=1", "=cmd|' /C calc'!A0", 'a";=1', "a;=1", "a\t=1", 'a","=1',
    "a\n=1", '";=1',
)  # fmt: skip


def result(*texts: str) -> dict[str, Any]:
    written = [{"text": text} for text in texts]
    table = {"columns": ["a", texts[0]], "rows": [[texts[-1], 3]]}
    return {"heading": texts[0], "note": texts[-1], "table": table, "texts": written}


def cells(text: str, divider: str) -> list[str]:
    read = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=divider)
    return [cell for row in read for cell in row]


def runs(cell: str) -> bool:
    seen = "".join(
        one
        for one in unicodedata.normalize("NFKC", cell)
        if unicodedata.category(one)[0] not in "CZ"
    )
    return cell[:1] in ("=", "+", "-", "@", "\t", "\r") or seen[:1] in ("=", "+", "-", "@")


@pytest.mark.parametrize("text", [*FORMULAS, *PAYLOADS.splitlines()])
def test_nothing_that_was_written_is_run(text: str) -> None:
    table = csv_table([{**result("Words"), "texts": [{"text": text}]}])
    for divider in (",", ";", "\t"):
        assert [cell for cell in cells(table, divider) if runs(cell)] == []
    kept = [cell.removeprefix("'") for cell in cells(table, ",")]
    assert text.removeprefix("'") in kept


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_no_text_at_all_makes_a_formula_and_all_are_there_again(texts: list[str]) -> None:
    read = cells(csv_table([result(*texts)]), ",")
    assert [cell for cell in read if runs(cell)] == []
    assert {text.removeprefix("'") for text in texts} <= {cell.removeprefix("'") for cell in read}
