"""``closeness demo``: the invented people as a coach's clients."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.practice import Practice, today
from closeness_widgets.testing import sample_people
from tests.unit.room import somebody
from tests.unit.test_client_cli import closeness, refused


def test_the_invented_people_are_clients_whose_last_week_was_last_week(tmp_path: Path) -> None:
    run = closeness(tmp_path, "demo", "--json")
    assert run.exit_code == 0, run.output
    names = [one.pseudonym for one in sample_people()]
    assert json.loads(run.stdout) == {"clients": names}
    library = read_library([paths.content()])
    last_week = today() - timedelta(days=today().weekday() + 7)
    with Records.open(tmp_path) as records:
        practice = Practice(records, lambda: library, today)
        listed = practice.all()
        assert [one["pseudonym"] for one in listed] == sorted(names)
        assert {(one["state"], one["last_seen"]) for one in listed} == {
            ("given", last_week.isoformat())
        }
        page = practice.page(listed[0]["id"])
        assert any(item.startswith("moment.") for item in page["series"]["answers"])


def test_a_folder_with_somebody_in_it_is_left_alone_unless_asked(tmp_path: Path) -> None:
    with Records.open(tmp_path) as records:
        somebody(records)
    assert refused(closeness(tmp_path, "demo")) == (
        f"The invented people go into an empty folder, but {tmp_path} has something in it. Name "
        "another one with --data, or add them there with --add."
    )
    with Records.open(tmp_path) as records:
        assert records.all_clients() == []
    assert closeness(tmp_path, "demo", "--add").exit_code == 0
    assert refused(closeness(tmp_path, "demo", "--add")) == (
        "There is a client called 'Birch' already. Choose another pseudonym."
    )
    with Records.open(tmp_path) as records:
        assert len(records.all_clients()) == len(sample_people())
