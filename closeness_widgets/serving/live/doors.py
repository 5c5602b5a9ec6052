"""How often somebody may try a code: wrong ones slow down, then shut the door for that address."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5
"""Wrong codes that are looked at without any wait: people mistype."""
LOCKED_FROM = 20
LOCKED_SECONDS = 3_600.0
FORGET_SECONDS = 3_600.0
"""An address that tried nothing for so long begins anew."""
MOST_ADDRESSES = 10_000


@dataclass
class _Tries:
    wrong: int = 0
    until: float = -math.inf
    last: float = 0.0


class Doors:
    """Counts wrong codes by address, on a clock that nobody can set back.

    Hold ``turn`` from asking for the wait until a wrong code is counted: many tries at the same
    moment would else all be let in before the first is known to be wrong.
    """

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self.turn = asyncio.Lock()
        self._tries: dict[str, _Tries] = {}

    def wait(self, address: str) -> int:
        """Seconds until this address may try again; 0: now."""
        tries = self._tries.get(address)
        left = tries.until - self._elapsed() if tries else 0.0
        return math.ceil(left) if left > 0 else 0

    def is_locked(self, address: str) -> bool:
        """Whether the wait is the long one."""
        tries = self._tries.get(address)
        return tries is not None and tries.wrong >= LOCKED_FROM and self.wait(address) > 0

    def wrong(self, address: str) -> None:
        """A wrong code came from this address."""
        now = self._elapsed()
        tries = self._tries.setdefault(address, _Tries())
        if now - tries.last > FORGET_SECONDS:
            tries.wrong = 0
        tries.wrong += 1
        tries.last = now
        if tries.wrong >= LOCKED_FROM:
            tries.until = now + LOCKED_SECONDS
        elif tries.wrong > FREE:
            tries.until = now + min(2.0 ** (tries.wrong - FREE), 120.0)
        if len(self._tries) > MOST_ADDRESSES:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        by_age = sorted(self._tries, key=lambda one: self._tries[one].last)
        for address in by_age[: MOST_ADDRESSES // 10]:
            del self._tries[address]
