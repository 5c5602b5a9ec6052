"""Telling the hub that people are here, so that it does not take the server for an idle one.

The hub's proxy notes every answered request, too. This is for what it does not see: a room that is
in session while phones sleep in pockets. Nothing but the moment is told.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.ioloop import PeriodicCallback

from closeness_widgets.serving.hub.spawned import Spawned

JITTER = 0.1
"""Servers that were started together do not all call the hub in the same moment."""

log = logging.getLogger("closeness.activity")


class Activity:
    """Calls the hub every few minutes while ``is_used`` says so."""

    def __init__(self, spawned: Spawned, is_used: Callable[[], bool]) -> None:
        self._spawned = spawned
        self._is_used = is_used
        self._timer = PeriodicCallback(self.tell, 1000 * spawned.activity_seconds, JITTER)

    def start(self) -> None:
        """Begin. A hub that wants to hear nothing is told nothing."""
        if self._spawned.activity_url:
            self._timer.start()

    def stop(self) -> None:
        """No more calls."""
        self._timer.stop()

    async def tell(self) -> None:
        """Say that this server was used just now, if it was."""
        if not self._is_used():
            return
        now = {"last_activity": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
        asked = HTTPRequest(
            self._spawned.activity_url,
            "POST",
            {
                "Authorization": f"token {self._spawned.api_token}",
                "Content-Type": "application/json",
            },
            json.dumps({**now, "servers": {self._spawned.server_name: now}}),
        )
        try:
            await AsyncHTTPClient().fetch(asked)
        except (HTTPClientError, OSError) as error:
            log.warning("The hub could not be told that people are here: %s", error)
