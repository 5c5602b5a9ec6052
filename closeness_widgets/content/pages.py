"""The files with the words of the pages around the exercises: one model each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from closeness_widgets.content.base import Frozen
from closeness_widgets.content.check_in_words import CheckInWords
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.facilitator_words import FacilitatorWords
from closeness_widgets.content.files import Model, read_last
from closeness_widgets.content.live_words import LiveWords
from closeness_widgets.content.preview_words import PreviewWords
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.content.result_words import ResultWords
from closeness_widgets.content.site import Site
from closeness_widgets.content.wall_words import WallWords

PAGES: dict[str, type[Frozen]] = {
    "site": Site,
    "live": LiveWords,
    "facilitator": FacilitatorWords,
    "wall": WallWords,
    "result": ResultWords,
    "coach": CoachWords,
    "check_in": CheckInWords,
    "progress": ProgressWords,
    "preview": PreviewWords,
}
"""File name without ``.yaml`` -> what stands in it."""


def read_words(
    folders: Sequence[Path], name: str, model: type[Model], language: str = "en"
) -> Model:
    """Read ``<folder>/<language>/<name>.yaml``; the last folder that has one counts.

    Raises :class:`ContentErrors` with every mistake in it, or if no folder has one.
    """
    return read_last([folder / language / f"{name}.yaml" for folder in folders], model)
