"""One client as a file that imports again to the same chart.

What is in it is what the client's page shows: the parts that they opened, and what the coach keeps
of weeks and marks. Private notes are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from closeness_widgets.answers.journal import RATINGS
from closeness_widgets.clients.columns import MOMENT_PARTS
from closeness_widgets.clients.tabular import OWN, WORKBOOK, write_sheet
from closeness_widgets.content.base import Scale

Json = dict[str, Any]
NONE = "none"


def csv_of(pseudonym: str, told: Mapping[str, Any], scale: Scale) -> str:
    """A series (see :func:`closeness_widgets.clients.parts.series`) as CSV, one answer a line."""
    header = [*OWN[:-1], f"{OWN[-1]} ({scale.minimum}-{scale.maximum})"]
    rows = (
        [pseudonym, told["kind"], one["date"], one["until"], one["field"], _text(one["value"])]
        for one in entries(told)
    )
    return write_sheet(header, rows)


def json_of(pseudonym: str, told: Mapping[str, Any], scale: Scale) -> str:
    """The same as JSON."""
    whole = {
        "file": WORKBOOK,
        "client": pseudonym,
        "about": told["kind"],
        "scale": [scale.minimum, scale.maximum],
        "entries": list(entries(told)),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def entries(told: Mapping[str, Any]) -> Iterator[Json]:
    """Each answer and each mark of a series: ``{date, until, field, value}``, in order."""
    opening = told["opening"]
    for name in RATINGS:
        if opening is not None and opening.get(name) is not None:
            yield _entry(opening["date"], f"opening.{name}", opening[name])
    for mark in told["marks"]:
        yield _entry(mark["date"], f"mark.{mark['kind']}", mark["label"], mark["until"] or "")
    for item, value in sorted(told["answers"].items()):
        first, _, rest = item.partition(".")
        if first == "week":
            monday, _, name = rest.partition(".")
            yield _entry(monday, name, value)
        else:
            yield _entry(value["date"], item, "")
            for part in MOMENT_PARTS:
                if value.get(part) not in (None, "", []):
                    yield _entry(value["date"], f"{item}.{part}", value[part])


def _entry(day: str, name: str, value: Any, until: str = "") -> Json:
    return {"date": day, "until": until, "field": name, "value": value}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value) or NONE
    return value
