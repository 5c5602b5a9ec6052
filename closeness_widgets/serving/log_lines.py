"""How the server's log lines look: for a person who watches a window, or for a program."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum

PLAIN = "%(asctime)s %(name)s: %(message)s"
say = logging.getLogger("closeness.serve").info
"""Says what a window would show at the start, as a line of the log."""


class LogForm(StrEnum):
    """``plain`` lines, or one JSON object a line."""

    plain = "plain"
    json = "json"


class JsonLines(logging.Formatter):
    """``{"time", "level", "logger", "event"}``, and ``"traceback"`` if something went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever is in the message."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def set_up(form: LogForm) -> None:
    """From now on everybody's lines look like this, those of Jupyter's loggers too."""
    formatter = JsonLines() if form is LogForm.json else logging.Formatter(PLAIN)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    if form is LogForm.json:
        logging.captureWarnings(True)
        logging.getLogger("closeness").setLevel(logging.INFO)


def take_over(name: str, form: LogForm) -> None:
    """A logger that set up itself speaks like all others."""
    if form is LogForm.json:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)  # it let its handler choose, and would now say everything
        logger.propagate = True
