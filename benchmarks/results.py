"""Figures: collected, compared with what they should be, printed, and written down."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import yaml

from benchmarks import machine
from benchmarks.servers import ROOT

Json = dict[str, Any]
HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
FIGURES: dict[str, Json] = yaml.safe_load((HERE / "figures.yaml").read_text(encoding="utf-8"))
"""name -> ``{what, unit, how}`` and perhaps ``at_most`` (in that unit), and the share of a peer's
median that it should stay below: ``of_plain_voila``, ``of_panel``, ``of_sqlite``."""


@dataclass
class Measured:
    """The runs of one figure, peers' runs beside them, and the load before each of them."""

    ours: list[float] = field(default_factory=list)
    plain_voila: list[float] = field(default_factory=list)
    others: dict[str, list[float]] = field(default_factory=dict)
    load: list[float] = field(default_factory=list)
    more: Json = field(default_factory=dict)

    def add(self, is_ours: bool, value: float) -> None:
        """One run's value, of the workbook or of plain Voila."""
        (self.ours if is_ours else self.plain_voila).append(value)


@dataclass
class Run:
    """What a group of measurements is told: where to work, how often, how patiently."""

    folder: Path
    quick: bool

    @property
    def numbers(self) -> range:
        """One number for each repetition."""
        return range(1 if self.quick else 3)

    def order(self, number: int) -> tuple[bool, bool]:
        """Whether ours comes first or second: it alternates, so that neither profits."""
        return (True, False) if number % 2 == 0 else (False, True)

    def settle(self, *measured: Measured) -> None:
        """Wait for a quiet machine, a while, and note how quiet it became."""
        load = round(machine.settle(5 if self.quick else 120), 2)
        for one in measured:
            one.load.append(load)


def figure(name: str, measured: Measured) -> Json:
    """One figure as it stands in results.json."""
    said = FIGURES[name]
    ours, plain = _summary(measured.ours), _summary(measured.plain_voila)
    bounds = [said["at_most"]] if "at_most" in said else []
    if "of_plain_voila" in said and plain:
        bounds.append(round(plain["median"] * said["of_plain_voila"], 3))
    others = {name: _summary(times) for name, times in measured.others.items() if times}
    bounds += [
        round(times["median"] * said[f"of_{peer}"], 3)
        for peer, times in others.items()
        if f"of_{peer}" in said
    ]
    target = min(bounds, default=None)
    return {
        **ours,
        "unit": said["unit"],
        "target": target,
        "met": None if target is None else ours["median"] <= target,
        "plain_voila": plain.get("median"),
        "plain_voila_worst": plain.get("worst"),
        **{name: times["median"] for name, times in others.items()},
        **{f"{name}_worst": times["worst"] for name, times in others.items()},
        "runs": len(measured.ours),
        "day": datetime.now(UTC).date().isoformat(),
        "load": max(measured.load, default=None),
        **measured.more,
    }


def report(found: dict[str, Measured], browser: str) -> Json:
    """What results.json holds of these: figure name -> figure; machine and versions."""
    return {
        **{name: figure(name, measured) for name, measured in found.items()},
        "machine": machine.facts(),
        "versions": {**machine.versions(), "chromium": browser},
    }


def write(measured: Json) -> None:
    """Put these figures into results.json; those that were not measured stay, with their day."""
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(before | measured, indent=2) + "\n", encoding="utf-8")


def write_page() -> Path:
    """Write docs/performance.md from results.json; return where it is."""
    page = ROOT / "docs" / "performance.md"
    env = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    env.filters["short"] = short
    template = env.from_string((HERE / "performance.md.j2").read_text(encoding="utf-8"))
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    figures = {name: said for name, said in FIGURES.items() if name in results}
    page.write_text(template.render(results=results, figures=figures), encoding="utf-8")
    return page


def table(results: Json) -> str:
    """The figures as lines of text."""
    head = ("figure", "median", "worst", "target", "", "plain Voila", "worst", "unit", "load")
    rows = [head]
    for name in FIGURES:
        if (one := results.get(name)) is not None:
            met = {True: "met", False: "MISSED", None: ""}[one["met"]]
            values = (one["median"], one["worst"], one["target"])
            plain = (one["plain_voila"], one["plain_voila_worst"])
            cells = (*map(short, values), met, *map(short, plain), one["unit"], short(one["load"]))
            rows.append((name, *cells))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def short(value: float | None) -> str:
    """A number with as many digits as mean something, or a dash."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _summary(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    return {"median": round(statistics.median(values), 3), "worst": round(max(values), 3)}
