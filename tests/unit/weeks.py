"""Made-up weeks of a client, for tests of what is drawn and said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

FIRST = date(2026, 5, 4)


def weeks(count: int) -> list[str]:
    """Mondays from the 4th of May 2026 on."""
    return [f"{FIRST + timedelta(weeks=number)}" for number in range(count)]


def told(
    wished: int | None = None,
    opening: dict[str, Any] | None = None,
    marks: Sequence[dict[str, Any]] = (),
    blockers: list[str] | None = None,
    weeks_of: int = 0,
    **lines: Sequence[int | None],
) -> dict[str, Any]:
    """One client's data; a line such as ``feelings=[4, None, 5]`` has None for a missed week."""
    answers: dict[str, Any] = {}
    for dimension, values in lines.items():
        for week, value in zip(weeks(len(values)), values, strict=True):
            if value is not None:
                answers[f"week.{week}.{dimension}.now"] = value
                if wished is not None:
                    answers[f"week.{week}.{dimension}.wished"] = wished
    if blockers is not None:
        for week in weeks(max([weeks_of, *map(len, lines.values())])):
            answers[f"week.{week}.blockers"] = blockers
    return {"answers": answers, "opening": opening, "marks": list(marks), "kind": "friend"}
