"""What a server counts about itself for whoever runs it: how many and how long, never who or what.

No figure has a label with a person, a workshop or an address, and none counts what people share: a
figure that changes by one tells that somebody just did it. `operators.py` shows them.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from closeness_widgets import __version__
from closeness_widgets.answers import AnswerRefused
from closeness_widgets.records import RecordRefused, StorageFailed

REGISTRY = CollectorRegistry()
"""Ours alone: Jupyter's own figures, which name handlers and kernels, are not in it."""

BUILD = Gauge(
    "closeness_build_info", "Always 1; what runs", ["version", "python"], registry=REGISTRY
)
DATABASE_UP = Gauge(
    "closeness_database_up", "1 if the database answered just now", registry=REGISTRY
)
SEATS = Gauge(
    "closeness_seats", "Places: taken by somebody, or ready", ["state"], registry=REGISTRY
)
SEATS_MOST = Gauge("closeness_seats_most", "Places that may be taken at once", registry=REGISTRY)
KERNELS = Gauge("closeness_kernels", "Kernels that run", registry=REGISTRY)
ROOMS = Gauge("closeness_rooms_in_session", "Workshops whose pages are open", registry=REGISTRY)
PAGES = Gauge(
    "closeness_pages_connected", "Pages with an open line, by kind", ["page"], registry=REGISTRY
)
SEATS_FULL = Counter(
    "closeness_seats_full", "Times that no place was free for somebody", registry=REGISTRY
)
STARTS = Counter(
    "closeness_kernel_starts", "Kernels started: forked, or the ordinary way", ["way"],
    registry=REGISTRY,
)  # fmt: skip
JOINS = Counter(
    "closeness_joins", "Tries to join: joined, wrong code, told to wait", ["outcome"],
    registry=REGISTRY,
)  # fmt: skip
SAVES = Counter(
    "closeness_saves", "Answers sent: saved, refused, failed in the database", ["outcome"],
    registry=REGISTRY,
)  # fmt: skip
SAVE_SECONDS = Histogram(
    "closeness_save_seconds", "From the call of a page's kernel until the commit",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0),
    registry=REGISTRY,
)  # fmt: skip
STORAGE_FAILURES = Counter(
    "closeness_storage_failures", "Calls that the database refused", registry=REGISTRY
)
ProcessCollector(registry=REGISTRY)

BUILD.labels(__version__, platform.python_version()).set(1)
for _way in ("forked", "ordinary"):
    STARTS.labels(_way)
for _outcome in ("joined", "wrong", "waiting"):
    JOINS.labels(_outcome)
for _outcome in ("saved", "refused", "failed"):
    SAVES.labels(_outcome)


@contextmanager
def saving() -> Iterator[None]:
    """Around one answer on its way to the commit: counts how it ended, and how long it took."""
    began = time.perf_counter()
    try:
        yield
    except (AnswerRefused, RecordRefused):
        SAVES.labels("refused").inc()
        raise
    except Exception:
        SAVES.labels("failed").inc()
        raise
    SAVES.labels("saved").inc()
    SAVE_SECONDS.observe(time.perf_counter() - began)


@contextmanager
def storing() -> Iterator[None]:
    """Around one call on the records: counts it if the database refused."""
    try:
        yield
    except StorageFailed:
        STORAGE_FAILURES.inc()
        raise


def ask(gauge: Gauge, now: Callable[[], float]) -> None:
    """Have a gauge look at what it measures whenever it is asked."""
    gauge.set_function(now)
