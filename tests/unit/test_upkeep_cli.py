"""``closeness backup`` and ``closeness restore`` on a folder while no server runs."""

from __future__ import annotations

import json
from pathlib import Path

from closeness_widgets.records import Records
from tests.unit.room import make, somebody
from tests.unit.test_client_cli import closeness, refused


def filled(data: Path) -> None:
    """A folder with a person and a workshop."""
    with Records.open(data) as records:
        somebody(records)
        make(records)


def test_a_backup_is_written_and_put_back(tmp_path: Path) -> None:
    data, keys, new = tmp_path / "data", tmp_path / "safe", tmp_path / "new"
    filled(data)
    run = closeness(data, "backup")
    [backup] = (data / "backups").glob("*.sqlite3")
    assert run.stdout.splitlines() == [
        f"Backup 1 is written to {backup}.",
        "It holds no keys. Keep a copy of them in another place: "
        "closeness backup --keys-to FOLDER.",
    ]
    to = tmp_path / "stick" / "one.sqlite3"
    run = closeness(data, "backup", "--to", str(to), "--keys-to", str(keys), "--json")
    assert json.loads(run.stdout) == {
        "file": str(to),
        "number": 2,
        "keys": [str(keys / "workbook.key"), str(keys / "coach.key")],
    }
    with Records.open(data) as records:
        records.delete_workshop(records.all_workshops()[0][0])
    run = closeness(new, "restore", str(to), "--keys", str(keys))
    assert (run.exit_code, run.stdout.splitlines()[1:]) == (
        0,
        [
            "Of what was erased, taken back or over since, 1 went again.",
            "Every device of the owner is signed out: sign in with the link when you start it.",
        ],
    )
    with Records.open(new) as records:
        assert records.all_workshops() == []


def test_the_keys_are_found_in_the_folder_above_the_backups(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    backup = json.loads(closeness(tmp_path / "data", "backup", "--json").stdout)["file"]
    told = json.loads(closeness(tmp_path / "new", "restore", backup, "--json").stdout)
    assert (told["data"], told["went"]) == (str(tmp_path / "new"), 0)


def test_without_its_keys_a_backup_is_refused_and_the_folder_stays_empty(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    to = tmp_path / "stick" / "one.sqlite3"
    closeness(tmp_path / "data", "backup", "--to", str(to))
    assert refused(closeness(tmp_path / "new", "restore", str(to))) == (
        f"The keys of this backup are not in {tmp_path}. Nothing was changed. Name the folder "
        "that holds its workbook.key and coach.key with --keys."
    )
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_is_no_place_to_restore_to(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    backup = json.loads(closeness(tmp_path / "data", "backup", "--json").stdout)["file"]
    assert refused(closeness(tmp_path / "data", "restore", backup)) == (
        f"A backup is put back into an empty folder, but {tmp_path / 'data'} is not empty. "
        "Nothing was changed. Name a new folder with --data."
    )
