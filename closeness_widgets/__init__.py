"""Exercises, charts and rooms of the Closeness Workbook.

In a notebook::

    from closeness_widgets import open_exercise

    open_exercise("dimensions")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closeness_widgets.rooms.notes import facilitator_notes
    from closeness_widgets.rooms.solo import open_exercise

__version__ = "0.1.0"
__all__ = ["facilitator_notes", "open_exercise"]


def __getattr__(name: str) -> Any:
    # On first use, so that the command line and the server load no widgets.
    if name == "open_exercise":
        from closeness_widgets.rooms.solo import open_exercise

        return open_exercise
    if name == "facilitator_notes":
        from closeness_widgets.rooms.notes import facilitator_notes

        return facilitator_notes
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
