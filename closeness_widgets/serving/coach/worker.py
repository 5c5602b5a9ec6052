"""What the drawing process does: it knows the charts, and neither records nor keys."""

from __future__ import annotations

import os
import signal
import threading
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any

Json = dict[str, Any]
CHARTS = ("compare", "heat_map", "progress")


def begin() -> None:
    """Leave Ctrl+C to the server, and end when the server does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def ready() -> bool:
    """Load all that drawing needs."""
    return all(import_module(f"closeness_widgets.charts.{one}") for one in CHARTS)


def page(series: Json, since: str, words: Json) -> Json:
    """``progress``, ``blockers`` (or None) and ``compare`` of one client's page."""
    if not words:
        return {"progress": None, "blockers": None, "compare": None}
    compare, heat_map, progress = (
        import_module(f"closeness_widgets.charts.{one}") for one in CHARTS
    )
    return {
        "progress": progress.picture(series, words),
        "blockers": heat_map.picture(series, words) or None,
        "compare": compare.compare(series, since, words),
    }


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)
