"""A few of the kills that `make bench` does five hundred of: server and kernels, in mid-write."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.killing import Kills, Tally, kill
from tests import postgresql

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds kernels by their sockets")


@pytest.mark.parametrize(
    ("on", "kills"), [("sqlite", Kills(8, 2, 1)), ("postgresql", Kills(6, 1, 1))]
)
def test_what_was_acknowledged_outlives_a_killed_desk_kernel_and_server(
    tmp_path: Path, on: str, kills: Kills
) -> None:
    database = None if on == "sqlite" else postgresql.running()
    with ThreadPoolExecutor(1) as other:  # this thread may have Playwright's loop running already
        tally: Tally = other.submit(kill, tmp_path, kills, database).result()
    assert (tally.kernels, tally.whole_server) == (kills.kernels, kills.servers)
    assert tally.kills == kills.desks + kills.kernels + kills.servers
    assert tally.acknowledged > 20
    assert (tally.lost, tally.strange, tally.broken) == (0, 0, 0)
