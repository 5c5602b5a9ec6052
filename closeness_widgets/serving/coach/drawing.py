"""Charts are drawn in one process beside the server: slow work that holds nobody up."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from closeness_widgets.serving.coach import worker

T = TypeVar("T")


class Drawing:
    """Begins its process when it is first needed, and a new one if that was killed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def warm_up(self) -> None:
        """Have the process load what it needs, while somebody looks at the page."""
        try:
            self._begun().submit(worker.ready)
        except BrokenProcessPool:
            self._pool = None

    async def do(self, call: Callable[..., T], *told: Any) -> T:
        """Run ``call``, a function of a module, there; what goes in and out is plain data."""
        loop = asyncio.get_running_loop()
        pool = self._begun()
        try:
            return await loop.run_in_executor(pool, call, *told)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            return await loop.run_in_executor(self._begun(), call, *told)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the server's threads and sockets are no business of this process.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=worker.begin)
        return self._pool
