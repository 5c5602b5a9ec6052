"""What is written down when something fails: where and of which kind, and nobody's words.

The message of an exception may quote what somebody typed, and so may what a library says of it.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any


def say_little() -> None:
    """From now on each failure is one line, whoever writes it down and with whatever logger."""
    plain = logging.getLogRecordFactory()

    def without_words(*told: Any, **more: Any) -> logging.LogRecord:
        record = plain(*told, **more)
        error = record.exc_info[1] if record.exc_info else None
        own = record.name.startswith(("closeness", "py.warnings"))
        if error is not None:
            said = record.getMessage() if own else _first_line(record)
            record.msg, record.args = f"{said.rstrip(':')}: {where(error)}", None
            record.exc_info = None
        elif record.levelno >= logging.WARNING and record.args and not own:
            record.msg, record.args = _first_line(record), None
        return record

    logging.setLogRecordFactory(without_words)


def where(error: BaseException) -> str:
    """``ValueError in plan.py, line 12``: the last place that an exception came through."""
    kind = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return kind
    return f"{kind} in {Path(frames[-1].filename).name}, line {frames[-1].lineno}"


def _first_line(record: logging.LogRecord) -> str:
    """What a library meant to say, with nothing filled in: the gaps are where the words go."""
    return next(iter(str(record.msg).splitlines()), "")
