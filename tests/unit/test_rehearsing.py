"""Before anybody comes the server goes through joining once, and leaves no trace of it."""

from __future__ import annotations

from pathlib import Path

from closeness_widgets.records import Records
from closeness_widgets.serving.rehearsing import rehearse


def test_nobody_is_there_after_a_rehearsal_and_people_can_begin(tmp_path: Path) -> None:
    with Records.open(tmp_path) as records:
        rehearse(records)
        assert records.is_empty()
        person = records.person_of(records.begin_person())
        assert person is not None
        assert records.load(person, "rehearsal", "") == {}
