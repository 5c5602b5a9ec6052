"""The pages that are made from notebooks, and who may open them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from closeness_widgets import paths
from closeness_widgets.content.plans import OPENING

GUIDE = "guide"
"""The page with the facilitator's guide, for the owner."""
LIVE, FACILITATOR, PROJECTOR = "live", "facilitator", "projector"
"""The rooms of a live workshop: notebooks whose pages have addresses of their own."""
PREVIEW = "preview"
"""The page on which the owner sees an exercise while writing it."""
COACH, CHECK_IN = "coach", "check_in"
"""The pages of a coach and of a client, made the same way."""


@dataclass(frozen=True)
class Chapter:
    """One notebook as a page. ``opens``: an exercise that its prepared seats have open already."""

    slug: str
    title: str
    path: Path
    opens: str = ""

    @property
    def for_owner(self) -> bool:
        """Whether only the owner may open it."""
        return self.slug == GUIDE


def read_chapters() -> dict[str, Chapter]:
    """The chapters by slug, in reading order: ``1_dimensions.ipynb`` is ``dimensions``."""
    chapters = {}
    for path in sorted(paths.workbooks().glob("*.ipynb")):
        numbered = re.fullmatch(r"\d+_(\w+)", path.stem)
        slug = numbered[1].replace("_", "-") if numbered else GUIDE
        if numbered or path.stem == "facilitators_guide":
            chapters[slug] = Chapter(slug, _title(path), path)
    return chapters


def exercise_in(cell: Any) -> str:
    """The exercise that a notebook's cell opens, by its id; empty if it opens none."""
    opens = cell.cell_type == "code" and re.search(r'open_exercise\("([\w-]+)"', cell.source)
    return opens[1] if opens else ""


def opened_later(notebook: Any) -> dict[int, str]:
    """Cells whose exercise waits until somebody opens it, and that exercise: all but the first."""
    named = [(number, exercise_in(cell)) for number, cell in enumerate(notebook.cells)]
    return dict([one for one in named if one[1]][1:])


def read_rooms() -> dict[str, Chapter]:
    """The notebooks of the live workshop, of a coach and of a client, by name."""
    folder = paths.workbooks()
    return {
        name: Chapter(
            name,
            _title(folder / f"{name}.ipynb"),
            folder / f"{name}.ipynb",
            OPENING if name == LIVE else "",
        )
        for name in (LIVE, FACILITATOR, PROJECTOR, COACH, CHECK_IN, PREVIEW)
    }


def _title(path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        heading = re.search(r"^# (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            return heading[1].strip()
    return path.stem
