"""How many files and sockets this process may have open, and how many places that carries.

Many systems allow 256 or 1024 until a program asks for more, which it may do by itself up to a
second limit. Forty places need 400; two hundred whose pages all come back at once need 4000.
"""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

EACH = 20
"""What one place may have open: eight lines while it waits, more while its page comes back."""
BESIDES = 200
"""What is open besides: the database, pages that have no kernel, people who wait at the door."""
LINES = 4096
"""Lines to kernels at a time. ZeroMQ allows 1023, and a page that comes back opens six."""
BACKLOG = 1024
"""People who knock in the same moment and are kept waiting, not turned away; 128 is usual."""


def needed(places: int) -> int:
    """How many files and sockets so many places may come to have open."""
    return BESIDES + places * EACH


def allow(places: int) -> int:
    """Ask the system to let so many places be open at once; for how many it does."""
    if sys.platform == "win32":  # it has no such limit
        return places
    wanted = needed(places)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if not _enough(soft, wanted):
        more = wanted if _enough(hard, wanted) else hard
        with suppress(OSError, ValueError):  # it says no: what there was has to do
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
    return places if _enough(soft, wanted) else max(0, (soft - BESIDES) // EACH)


def _enough(limit: int, wanted: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= wanted
