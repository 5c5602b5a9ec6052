"""A database of every schema there was opens with everything in it: none is ever left behind.

Each was written by the code of its own time, see `fixtures/make_schema.py`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from closeness_widgets.records import Records
from closeness_widgets.records.migrations import known_revisions
from tests.fixtures import fill

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCHEMAS = json.loads((FIXTURES / "schemas.json").read_text())


def opened(schema: str, folder: Path) -> Records:
    """The records of a folder with that database and the keys that belong to it."""
    told = SCHEMAS[schema]
    shutil.copyfile(FIXTURES / f"schema-{schema}.sqlite3", folder / "closeness.sqlite3")
    if "workbook.key" in told:
        (folder / "workbook.key").write_bytes(bytes.fromhex(told["workbook.key"]))
    if "coach.key" in told:
        (folder / "coach.key").write_text(told["coach.key"])
    return Records.open(folder)


def test_there_is_a_database_of_every_schema():
    assert sorted(SCHEMAS) == sorted(known_revisions())
    assert {path.stem.partition("-")[2] for path in FIXTURES.glob("*.sqlite3")} == set(SCHEMAS)


def test_the_keys_came_with_the_schemas_that_need_them():
    keys = {schema: [name for name in told if ".key" in name] for schema, told in SCHEMAS.items()}
    assert (keys.pop("0001"), keys.pop("0002")) == ([], ["workbook.key"])
    assert set(map(tuple, keys.values())) == {("coach.key", "workbook.key")}


@pytest.mark.parametrize("schema", sorted(SCHEMAS))
def test_it_is_brought_up_to_date_with_all_that_is_in_it(schema, tmp_path):
    told = SCHEMAS[schema]
    with opened(schema, tmp_path) as records:
        assert records.health() == {"schema": known_revisions()[0], "integrity": "ok"}
        person = records.person_of(told["token"])
        assert values(records, person, "") == fill.RATINGS
        assert values(records, person, "sam") == {"note": fill.NOTE}
        assert values(records, person, "kim") == {"note": None}
        assert records.person_of(records.return_with(told["recovery"])).id == person.id
        assert records.sign_in_with_passphrase(fill.PASSPHRASE)
        if schema > "0001":
            the_workshop_is_there(records, person, bytes.fromhex(told["workshop"]))
        if schema > "0002":
            the_client_is_there(records, person, told)
        if schema > "0003":
            then = [deed["did"] for deed in records.deeds()][-3:]
            assert then == ["client_added", "signed_in", "passphrase"]
        if schema > "0005":
            assert records.backup().number == 2


def values(records, person, about):
    found = records.load(person, "dimensions", about)
    return {item: entry.value for item, entry in found.items()}


def the_workshop_is_there(records, person, workshop):
    assert records.load_workshop(workshop) == fill.STATE
    assert records.workshop_of("code", fill.CODE) == (workshop, "code")
    assert records.workshop_of("co", "a-co-facilitator") == (workshop, "co:k3f9")
    assert records.count_members(workshop) == 2
    assert records.shared_by(workshop, person, "dimensions", "a.1") == fill.RATINGS
    copies = records.copies(workshop, "dimensions", "a.1")
    assert [copy["values"] for copy in copies].count(fill.RATINGS) == 2
    assert fill.SHEET in [copy["values"] for copy in copies]
    [picture] = records.pictures(workshop)
    assert picture["published"] == fill.PICTURE
    assert set(picture["ledger"]["ideas.now"]) == {copy["key"] for copy in copies}
    assert records.take_back(workshop, person, "dimensions", "a.1")


def the_client_is_there(records, person, told):
    client = bytes.fromhex(told["client"])
    assert records.unlock_coach(fill.PASSPHRASE)
    kept, letter = records.load_client(client)
    assert (kept.card, kept.file, letter) == (fill.CARD, fill.FILE, fill.LETTER)
    assert records.client_behind(told["link"]) == (client, "used")
    assert [(one.id, about) for one, about in records.records_of_client(client)] == [
        (person.id, "sam")
    ]
    assert records.consent_of(person) == ({**fill.LETTER, "about": "sam"}, True)
