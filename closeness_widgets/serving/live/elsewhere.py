"""How many people have a room's page open at the other servers of the workbook."""

from __future__ import annotations

import time
from collections.abc import Callable

AGAIN = 3.0
"""Seconds after which every server says again how many people are in the rooms it shows."""
FORGOTTEN = 8.0
"""Seconds after which a server that says nothing counts as gone."""


class Elsewhere:
    """What the other servers say of one room, until they fall silent.

    Args:
        elapsed: seconds on a clock that never goes back.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._said: dict[str, tuple[int, float]] = {}

    def hear(self, server: str, here: int) -> bool:
        """Note what a server says; whether it is one that was not heard lately."""
        known = server in self._lately()
        self._said[server] = here, self._elapsed()
        return not known

    @property
    def here(self) -> int:
        """People at all other servers together; whoever has a page at two counts twice."""
        return sum(self._lately().values())

    def _lately(self) -> dict[str, int]:
        ends = self._elapsed() - FORGOTTEN
        self._said = {server: one for server, one in self._said.items() if one[1] > ends}
        return {server: here for server, (here, _) in self._said.items()}
