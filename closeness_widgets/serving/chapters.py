"""The pages that are made from notebooks, and who may open them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from closeness_widgets import paths

GUIDE = "guide"
"""The page with the facilitator's guide, for the owner."""


@dataclass(frozen=True)
class Chapter:
    """One notebook as a page."""

    slug: str
    title: str
    path: Path

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


def _title(path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        heading = re.search(r"^# (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            return heading[1].strip()
    return path.stem
