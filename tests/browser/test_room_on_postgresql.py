"""The telling tests of a room's server once more, with its records in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgresql
from tests.browser.people import Workbook
from tests.browser.test_room_restart import test_after_a_power_cut_the_room_is_where_it_was
from tests.browser.test_room_server import (
    test_a_lent_device_goes_from_person_to_person_and_earlier_copies_stay,
    test_a_step_reaches_phone_and_wall_and_who_comes_late,
    test_joining_twice_is_one_person_with_what_they_wrote,
    test_of_two_who_press_next_at_once_one_is_told_that_the_room_moved,
    test_one_person_with_two_pages_is_here_once_and_gone_with_the_last,
    test_what_is_taken_back_counts_from_the_next_picture_on,
    test_whoever_erases_or_leaves_takes_their_copies_along,
)

__all__ = [
    "test_a_lent_device_goes_from_person_to_person_and_earlier_copies_stay",
    "test_a_step_reaches_phone_and_wall_and_who_comes_late",
    "test_after_a_power_cut_the_room_is_where_it_was",
    "test_joining_twice_is_one_person_with_what_they_wrote",
    "test_of_two_who_press_next_at_once_one_is_told_that_the_room_moved",
    "test_one_person_with_two_pages_is_here_once_and_gone_with_the_last",
    "test_what_is_taken_back_counts_from_the_next_picture_on",
    "test_whoever_erases_or_leaves_takes_their_copies_along",
]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """A running workbook whose records are in a new PostgreSQL database."""
    server = postgresql.running()
    address = server.new_database()
    one = Workbook(tmp_path_factory.mktemp("data"), address)
    try:
        one.start()
        yield one
    finally:
        one.stop()
        server.drop(address)
