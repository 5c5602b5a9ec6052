"""How many people this computer has room for: memory, and files that may be open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

FORKED_BYTES = 45_000_000
"""Memory that a forked kernel may come to need once charts are drawn; it starts below 30 MB."""
ORDINARY_BYTES = 120_000_000
"""The same for a kernel that starts the ordinary way and shares nothing with the others."""
FOR_SEATS = 0.7
"""The share of the free memory that kernels may take; the server and other programs need some."""
MOST_SEATS = 250
"""Kernels at the same time however much memory there is: one server has to talk to all of them."""
FEWEST_SEATS = 4

_GROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
"""Where Linux says how much a container may use, and uses; the newer way first."""


@dataclass(frozen=True)
class Ceiling:
    """The most places there may be at the same time, and why.

    Attributes:
        most: places.
        free_gb: memory that was free when the server started, in GB.
        each_mb: what one place is reckoned to need, in MB.
        bound: ``memory``; ``files`` if the system lets this process open too few; ``server`` if
            there is room for more than one server talks to.
    """

    most: int
    free_gb: float
    each_mb: int
    bound: str

    def as_json(self) -> dict[str, Any]:
        """For the pages."""
        return asdict(self)


def ceiling(free: int, forks: bool, files: int = MOST_SEATS) -> Ceiling:
    """Reckon how many places fit into so many bytes of free memory.

    ``files``: how many places the system lets this process open files for.
    """
    each = FORKED_BYTES if forks else ORDINARY_BYTES
    fit = max(FEWEST_SEATS, int(free * FOR_SEATS / each))
    most = min(MOST_SEATS, fit, max(FEWEST_SEATS, files))
    return Ceiling(
        most=most,
        free_gb=round(free / 1e9, 1),
        each_mb=round(each / 1e6),
        bound="memory" if fit == most else "server" if most == MOST_SEATS else "files",
    )


def free_memory(groups: Sequence[tuple[str, str]] = _GROUPS) -> int:
    """Bytes that can still be used: of the computer, or of the container if that is less."""
    free = psutil.virtual_memory().available
    for limit, used in groups:
        with suppress(OSError, ValueError):  # no such file, or "max": no limit
            left = int(Path(limit).read_text()) - int(Path(used).read_text())
            free = min(free, max(0, left))
    return free
