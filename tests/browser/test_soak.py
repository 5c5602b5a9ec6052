"""Forty seconds of a hurried room; `make bench` does thirty minutes: nothing grows or is left."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from benchmarks.soak import Samples, soak

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds kernels by their sockets")

Json = dict[str, Any]
PEOPLE, SECONDS = 40, 40.0
THINKING = (0.6, 1.8)
"""Two and a half times as fast as people are: as many taps as they make in 100 seconds."""
SERVER_MB, KERNEL_MB = 10.0, 0.375
"""The most that memory may grow in a minute: 10 kB that are kept at each tap are more."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """Forty people tap, share, lock their phones, come back and go."""
    folder = tmp_path_factory.mktemp("evening")
    with ThreadPoolExecutor(1) as other:  # this thread may have Playwright's loop running already
        found: Json = other.submit(soak, folder, PEOPLE, SECONDS, THINKING).result()
    print(found)
    return found


def test_forty_people_were_busy(evening: Json) -> None:
    assert evening["taps"] > PEOPLE * SECONDS / 2.4
    assert evening["seats"] > PEOPLE + 10


def test_the_memory_of_the_server_is_flat(evening: Json) -> None:
    assert evening["server_mb_a_minute"] < SERVER_MB, evening


def test_the_memory_of_a_kernel_is_flat(evening: Json) -> None:
    assert evening["kernel_mb_a_minute"] < KERNEL_MB, evening


@pytest.mark.parametrize("what", ["kernels", "sockets", "files", "threads"])
def test_when_all_have_gone_there_is_nothing_more_than_before(evening: Json, what: str) -> None:
    assert evening["left"][what] <= 0, evening


def test_a_leak_would_be_seen() -> None:
    """As slopes are made: it is seen beside what comes and goes, and not taken for the start."""
    samples = Samples(at=[2.0 * look for look in range(60)])
    comes_and_goes = [1.5 * (look % 5) for look in range(60)]
    start = [3.0 * max(0, 10 - look) for look in range(60)]
    flat = [100 + more - less for more, less in zip(comes_and_goes, start, strict=True)]
    assert abs(samples.slope(flat)) < SERVER_MB / 4
    leaking = [mb + SERVER_MB * at / 60 for mb, at in zip(flat, samples.at, strict=True)]
    assert samples.slope(leaking) > SERVER_MB * 0.75
