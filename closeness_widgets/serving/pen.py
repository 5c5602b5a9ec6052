"""The one thread that writes: a slow disk never holds up the server's event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from closeness_widgets.records import Records, StorageFailed
from closeness_widgets.serving.metrics import storing

T = TypeVar("T")
Outcome = tuple[Any, BaseException | None]


class Pen:
    """Runs calls on the records one after the other, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pen")
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._queueing = Lock()  # both threads change what waits

    async def do(self, call: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run ``call`` on the thread and return what it returns, or raise what it raises."""
        loop = asyncio.get_running_loop()
        with storing():
            return await loop.run_in_executor(self._thread, partial(call, *args, **named))

    async def save(self, records: Records, call: Callable[[], T]) -> T:
        """Like `do`, for what may share a commit: forty taps at once wait for one, not for forty.

        What is asked for while the thread is busy is written together when it is free. Returns, or
        raises what ``call`` raised, only once the commit is done.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        with self._queueing:
            self._waiting.append((call, done))
            first = len(self._waiting) == 1
        if first:
            self._thread.submit(self._write, records, loop)
        with storing():
            return await done

    def close(self) -> None:
        """Finish what was begun, take nothing more."""
        self._thread.shutdown(wait=True)

    def _write(self, records: Records, loop: asyncio.AbstractEventLoop) -> None:
        with self._queueing:
            waiting, self._waiting = self._waiting, []
        outcomes = _together(records, [call for call, _ in waiting])
        loop.call_soon_threadsafe(_tell, [done for _, done in waiting], outcomes)


def _together(records: Records, calls: list[Callable[[], Any]]) -> list[Outcome]:
    try:
        with records.as_one():
            return [(call(), None) for call in calls]
    except Exception as error:  # noqa: BLE001 - told to whoever waits
        if len(calls) == 1 or isinstance(error, StorageFailed):
            return [(None, error)] * len(calls)
    # One was refused, and all are undone: once more, so that each undoes only itself.
    try:
        with records.together():
            outcomes = [_outcome(call) for call in calls]
            for _, refusal in outcomes:
                if isinstance(refusal, StorageFailed):
                    raise refusal  # what the others wrote may be gone with it
    except Exception as error:  # noqa: BLE001 - told to everyone who waits
        return [(None, error)] * len(calls)
    return outcomes


def _outcome(call: Callable[[], Any]) -> Outcome:
    try:
        return call(), None
    except Exception as error:  # noqa: BLE001 - told to whoever waits
        return None, error


def _tell(waiting: list[asyncio.Future[Any]], outcomes: list[Outcome]) -> None:
    for done, (value, error) in zip(waiting, outcomes, strict=True):
        if done.done():
            continue  # nobody waits any more
        if error is None:
            done.set_result(value)
        else:
            done.set_exception(error)
