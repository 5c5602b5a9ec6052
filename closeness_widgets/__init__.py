"""Exercises, charts and rooms of the Closeness Workbook.

In a notebook::

    from closeness_widgets import open_exercise

    open_exercise("dimensions")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closeness_widgets.rooms.live import (
        open_coach,
        open_facilitator,
        open_live,
        open_preview,
        open_projector,
    )
    from closeness_widgets.rooms.notes import facilitator_notes
    from closeness_widgets.rooms.solo import open_exercise
    from closeness_widgets.rooms.weeks import (
        blockers_by_week,
        nap,
        plot_blockers,
        plot_progress,
        progress,
        sample_people,
        sample_weeks,
        theil_sen,
    )

__version__ = "0.1.0"
__all__ = [
    "blockers_by_week",
    "facilitator_notes",
    "nap",
    "open_coach",
    "open_exercise",
    "open_facilitator",
    "open_live",
    "open_preview",
    "open_projector",
    "plot_blockers",
    "plot_progress",
    "progress",
    "sample_people",
    "sample_weeks",
    "theil_sen",
]
WHERE = {
    "blockers_by_week": "weeks",
    "facilitator_notes": "notes",
    "nap": "weeks",
    "open_coach": "live",
    "open_exercise": "solo",
    "open_facilitator": "live",
    "open_live": "live",
    "open_preview": "live",
    "open_projector": "live",
    "plot_blockers": "weeks",
    "plot_progress": "weeks",
    "progress": "weeks",
    "sample_people": "weeks",
    "sample_weeks": "weeks",
    "theil_sen": "weeks",
}
"""Each public name, and the module of `rooms` that it stands in."""


def __getattr__(name: str) -> Any:
    # On first use, so that the command line and the server load no widgets.
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"closeness_widgets.rooms.{WHERE[name]}"), name)
