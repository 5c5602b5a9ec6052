"""How many people a computer has memory for."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from closeness_widgets.serving.memory import FEWEST_SEATS, MOST_SEATS, ceiling, free_memory

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("free", "forks", "most", "each"),
    [
        (4 * GB, True, 62, 45),
        (4 * GB, False, 23, 120),
        (8 * GB, True, 124, 45),
        (0, True, FEWEST_SEATS, 45),
    ],
)
def test_places_are_as_many_as_fit_into_the_greater_part_of_the_free_memory(
    free: int, forks: bool, most: int, each: int
) -> None:
    found = ceiling(free, forks)
    assert (found.most, found.bound, found.each_mb) == (most, "memory", each)
    assert found.free_gb == free / GB


def test_with_memory_for_more_the_server_is_the_bound() -> None:
    found = ceiling(64 * GB, forks=True)
    assert (found.most, found.bound) == (MOST_SEATS, "server")


def test_a_container_may_use_less_than_its_computer_has(tmp_path: Path) -> None:
    limit, used = tmp_path / "limit", tmp_path / "used"
    limit.write_text("300000\n")
    used.write_text("100000\n")
    assert free_memory([(str(limit), str(used))]) == 200_000
    used.write_text("400000\n")
    assert free_memory([(str(limit), str(used))]) == 0


@pytest.mark.parametrize("says", ["max\n", "", None])
def test_a_container_without_a_limit_has_what_the_computer_has(
    tmp_path: Path, says: str | None
) -> None:
    limit, used = tmp_path / "limit", tmp_path / "used"
    used.write_text("1\n")
    if says is not None:
        limit.write_text(says)
    free = free_memory([(str(limit), str(used))])
    assert 0 < free <= psutil.virtual_memory().total
