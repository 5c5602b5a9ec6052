"""Files and sockets that may be open: as many as a full room needs, or fewer places."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest
import zmq

from closeness_widgets.serving.memory import MOST_SEATS, ceiling
from closeness_widgets.serving.open_files import BESIDES, EACH, allow, needed
from closeness_widgets.serving.seat_kernels import SeatKernels

PAGE_COMES_BACK = 6
"""Lines that Jupyter opens to a kernel then; one more is there all the time."""

ASKED = """
import resource
from closeness_widgets.serving.open_files import allow
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(allow(250), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "places", "soft_then"),
    [
        (256, 8000, 250, 5200),
        (8000, 8000, 250, 8000),
        (1024, 2200, 100, 2200),
        (200, 200, 0, 200),
    ],
)
def test_a_server_asks_for_the_files_that_its_places_need_and_counts_those_it_gets(
    soft: int, hard: int, places: int, soft_then: int
) -> None:
    asked = [sys.executable, "-c", ASKED.format(soft=soft, hard=hard)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert [int(one) for one in told.split()] == [places, soft_then, hard]


def test_with_few_files_there_are_fewer_places_and_the_reason_is_told() -> None:
    found = ceiling(64_000_000_000, forks=True, files=41)
    assert (found.most, found.bound) == (41, "files")
    assert ceiling(4_000_000_000, forks=True, files=MOST_SEATS).bound == "memory"


def test_every_page_of_a_full_room_may_come_back_in_the_same_moment() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert allow(MOST_SEATS) == MOST_SEATS
    kernels = SeatKernels()
    try:
        context = kernels.context
        lines = [context.socket(zmq.DEALER) for _ in range(MOST_SEATS * (1 + PAGE_COMES_BACK))]
        assert len(lines) < needed(MOST_SEATS) == BESIDES + MOST_SEATS * EACH
    finally:
        context.destroy(linger=0)  # with all its lines
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
