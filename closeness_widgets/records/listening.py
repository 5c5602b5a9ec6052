"""The line on which a server hears the others: a thread with a connection of its own.

It may break at any time, and is made again by itself. What was said meanwhile is lost, which is
told by a None; so whoever listens looks at the rooms themselves every few seconds as well.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from closeness_widgets.records import notices
from closeness_widgets.records.notices import Notice

Heard = Callable[[Notice | None], None]
PATIENCE = 0.5
"""Seconds after which the thread looks whether it is to stop."""
AGAIN = 1.0
"""Seconds before a broken line is made again."""

log = logging.getLogger("closeness.records")


class Listening:
    """Tells what other servers say, from a thread of its own, until it is stopped.

    Args:
        connect: makes a psycopg connection that is in no transaction and nobody else's.
        own: this server's name: what it says itself is not told.
        heard: called on the thread with each notice, and with None whenever the line is new.
    """

    def __init__(self, connect: Callable[[], Any], own: str, heard: Heard) -> None:
        self._connect = connect
        self._own = own
        self._heard = heard
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="listening", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more. A connection that is just being made is not waited for."""
        self._stopped.set()
        self._thread.join(2 * PATIENCE)

    def _listen(self) -> None:
        whole = True
        while not self._stopped.is_set():
            try:
                with closing(self._connect()) as line:
                    line.execute(f"LISTEN {notices.CHANNEL}")
                    whole = True
                    self._heard(None)
                    while not self._stopped.is_set():
                        self._tell(line)
            except (psycopg.Error, SQLAlchemyError, OSError):  # their words may name the database
                if whole:
                    log.warning(
                        "The line to the other servers broke. Rooms are looked at every few "
                        "seconds until it is back."
                    )
                whole = False
                self._stopped.wait(AGAIN)

    def _tell(self, line: psycopg.Connection[Any]) -> None:
        for sent in line.notifies(timeout=PATIENCE):
            notice = notices.read(sent.payload)
            if notice is not None and notice.server != self._own and not self._stopped.is_set():
                self._heard(notice)
