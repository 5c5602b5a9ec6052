"""A database of every schema there was opens with everything in it: none is ever left behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from closeness_widgets.records import Records
from closeness_widgets.records.migrations import known_revisions
from tests.unit.practice import CARD, LETTER
from tests.unit.room import RATINGS

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCHEMAS = json.loads((FIXTURES / "schemas.json").read_text())


def test_there_is_a_database_of_every_schema():
    assert sorted(SCHEMAS) == sorted(known_revisions())
    assert {path.stem.partition("-")[2] for path in FIXTURES.glob("*.sqlite3")} == set(SCHEMAS)


@pytest.mark.parametrize("schema", sorted(SCHEMAS))
def test_it_is_brought_up_to_date_with_all_that_is_in_it(schema, tmp_path):
    told = SCHEMAS[schema]
    shutil.copyfile(FIXTURES / f"schema-{schema}.sqlite3", tmp_path / "closeness.sqlite3")
    if schema > "0001":
        (tmp_path / "workbook.key").write_bytes(bytes.fromhex(told["workbook.key"]))
    if schema > "0002":
        (tmp_path / "coach.key").write_text(told["coach.key"])
    with Records.open(tmp_path) as records:
        assert records.health() == {"schema": known_revisions()[0], "integrity": "ok"}
        person = records.person_of(told["token"])
        found = records.load(person, "dimensions", "")
        assert {item: entry.value for item, entry in found.items()} == RATINGS
        if schema > "0001":
            workshop = bytes.fromhex(told["workshop"])
            assert records.workshop_of("code", "K7FMQ2XW") == (workshop, "code")
            assert records.shared_by(workshop, person, "dimensions", "a.1") == RATINGS
        if schema > "0002":
            client = bytes.fromhex(told["client"])
            kept, letter = records.load_client(client)
            assert (kept.card, letter) == (CARD, LETTER)
            assert [one.id for one, _ in records.records_of_client(client)] == [person.id]
        if schema > "0003":
            assert [deed["did"] for deed in records.deeds()] == ["client_added"]
