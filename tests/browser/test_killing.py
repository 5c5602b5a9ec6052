"""A few of the kills that `make bench` does five hundred of: server and kernels, in mid-write."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.killing import Kills, Tally, kill
from tests import postgresql

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds kernels by their sockets")


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_what_was_acknowledged_outlives_a_killed_desk_kernel_and_server(
    tmp_path: Path, on: str
) -> None:
    kills = Kills(desks=8, kernels=2, servers=1)
    database = None if on == "sqlite" else postgresql.running()
    with ThreadPoolExecutor(1) as other:  # this thread may have Playwright's loop running already
        tally: Tally = other.submit(kill, tmp_path, kills, database).result()
    assert (tally.kills, tally.kernels, tally.whole_server) == (11, 2, 1)
    assert tally.acknowledged > 20
    assert (tally.lost, tally.strange, tally.broken) == (0, 0, 0)
