"""What the drawing process does: it knows the charts, and neither records nor keys."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any

Json = dict[str, Any]


def begin() -> None:
    """Leave Ctrl+C to the server, and end when the server does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def ready() -> bool:
    """Load all that drawing needs."""
    from closeness_widgets.charts import compare, heat_map, progress, report_pdf

    return all((compare, heat_map, progress, report_pdf))


def page(series: Json, since: str, words: Json) -> Json:
    """``progress``, ``blockers`` (or None) and ``compare`` of one client's page."""
    from closeness_widgets.charts import compare, heat_map, progress

    return {
        "progress": progress.picture(series, words),
        "blockers": heat_map.picture(series, words) or None,
        "compare": compare.compare(series, since, words),
    }


def report(series: Json, words: Json, made: str, name: str, supervision: bool) -> Json:
    """The report as `charts.report` builds it."""
    from closeness_widgets.charts.report import build

    return build(series, words, made, name, supervision)


def report_pdf(series: Json, words: Json, made: str, name: str, supervision: bool) -> bytes:
    """The report on two pages of A4."""
    from closeness_widgets.charts.report_pdf import report_pdf

    return report_pdf(series, words, made, name, supervision)


def progress_file(form: str, series: Json, words: Json, made: str, supervision: bool) -> bytes:
    """The chart as ``pdf`` or ``png``; empty without a weekly rating."""
    from closeness_widgets.charts.report_pdf import progress_pdf, progress_png

    if form == "png":
        return progress_png(series, words, supervision)
    return progress_pdf(series, words, made, supervision)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)
