"""What all tests share."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

LONGEST = (
    "test_installs",
    "test_report_pdf",
    "test_records_backups",
    "test_progress_picture",
    "test_records_people",
    "test_records_any_order",
    "test_room_pictures",
    "test_seats",
    "test_records_postgresql_faults",
    "test_client_bundle",
    "test_walk_facilitator",
    "test_soak",
    "test_jupyterhub",
    "test_live_phone",
    "test_leaving",
    "test_facilitator_room",
    "test_room_xss",
    "test_bad_input",
    "test_access_matrix",
    "test_odd_requests",
    "test_coach",
    "test_words_xss",
    "test_answers_stay",
    "test_killing",
    "test_room_kills",
    "test_authoring",
    "test_left_lying",
)
"""Files that take long, those of ``make unit`` and then those of ``make browser``: begun last, one
of them would keep everybody waiting."""

# No deadline: a busy machine is not a fault. CI looks at the same examples each time.
settings.register_profile("workbook", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("workbook")

# As `closeness serve` does it: jsonschema would compile grammars that nobody needs, for a second.
sys.modules.setdefault("rfc3987_syntax", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first (``--no-loadscope-reorder``: else those with the most tests)."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))
