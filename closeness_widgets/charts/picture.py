"""A chart as a person meets it: a drawing, its description, its table and what it says in words."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, field
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart: the first cell of each row is its heading."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Picture:
    """A chart with everything that makes it readable without seeing it.

    An empty ``svg`` means that there is too little to draw; ``sentences`` may still say why.
    """

    svg: str = ""
    alt: str = ""
    table: Table | None = None
    sentences: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The form that widgets carry."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def to_svg(figure: Figure) -> str:
    """The figure as SVG text: the same bytes for the same figure, no date in it."""
    FigureCanvasSVG(figure)
    out = io.StringIO()
    with rc_context({"svg.hashsalt": "closeness"}):  # else the names of its parts are random
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
