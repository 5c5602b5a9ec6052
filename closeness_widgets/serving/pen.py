"""The one thread that writes: a slow disk never holds up the server's event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Pen:
    """Runs calls on the records one after the other, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pen")

    async def do(self, call: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run ``call`` on the thread and return what it returns, or raise what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(call, *args, **named))

    def close(self) -> None:
        """Finish what was begun, take nothing more."""
        self._thread.shutdown(wait=True)
