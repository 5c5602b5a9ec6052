"""A few of the kills that `make bench` does five hundred of: server and kernels, in mid-write."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.killing import Kills, Tally, kill

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds kernels by their sockets")


def test_what_was_acknowledged_outlives_a_killed_desk_kernel_and_server(tmp_path: Path) -> None:
    tally: Tally = kill(tmp_path, Kills(desks=8, kernels=2, servers=1))
    assert (tally.kills, tally.kernels, tally.whole_server) == (11, 2, 1)
    assert tally.acknowledged > 20
    assert (tally.lost, tally.strange, tally.broken) == (0, 0, 0)
