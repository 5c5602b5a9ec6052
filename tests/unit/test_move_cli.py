"""``closeness move`` and ``closeness erase-again`` while no server runs."""

from __future__ import annotations

import json
import shutil

from typer.testing import CliRunner

from closeness_widgets import cli
from closeness_widgets.records import Records
from closeness_widgets.records.tables import metadata
from tests.unit.room import make, somebody
from tests.unit.test_client_cli import closeness, refused


def move(*arguments, environment=None):
    return CliRunner().invoke(cli.app, ["move", *arguments], env=environment)


def test_all_is_moved_to_and_fro_and_every_table_is_told(tmp_path, empty_database):
    data, again = tmp_path / "data", tmp_path / "again"
    with Records.open(data) as records:
        somebody(records)
        make(records)
    run = move("--from", f"sqlite:///{data}/closeness.sqlite3", "--to", empty_database, "--json")
    tables = {one["table"]: one for one in json.loads(run.stdout)["tables"]}
    assert set(tables) == set(metadata.tables)
    assert (tables["people"]["rows"], len(tables["people"]["digest"])) == (1, 64)
    run = move("--to", str(again), environment={"CLOSENESS_DATABASE": empty_database})
    *told, same, keys, start, old = run.stdout.splitlines()
    digest = tables["people"]["digest"]
    assert f"       1  {digest}  people" in told
    assert [same, keys, start, old] == [
        "All of it was read again in the other database, and is the same.",
        "Copy from the old data folder, if they are there: workbook.key, coach.key, gone.json.",
        f"Start the workbook with: closeness serve --data {again}",
        "The old database still holds everything. Look at the new one, then delete it.",
    ]
    for key in ("workbook.key", "coach.key"):
        shutil.copyfile(data / key, again / key)
    with Records.open(again) as records:
        assert len(records.all_workshops()) == 1


def test_into_postgresql_the_keys_stay_where_they_are(tmp_path, empty_database):
    Records.open(tmp_path).close()
    run = move("--from", str(tmp_path), "--to", empty_database)
    assert run.stdout.splitlines()[-2] == (
        f"The keys stay where they are: go on with --data {tmp_path} and --database."
    )


def test_a_password_is_refused_where_everybody_can_read_it(tmp_path):
    told = refused(
        move("--from", str(tmp_path), "--to", "postgresql+psycopg://anna:marker@127.0.0.1/other")
    )
    assert "marker" not in told
    assert "holds a password" in told


def test_what_is_no_place_for_records_is_refused(tmp_path):
    assert refused(move("--from", str(tmp_path))) == (
        "A move goes from one database to another, but only one was named. Name both with --from "
        "and --to, or one of them in CLOSENESS_DATABASE."
    )
    assert refused(move("--from", f"sqlite:///{tmp_path}/letters.db", "--to", str(tmp_path))) == (
        "The database in a data folder is called closeness.sqlite3; this one is "
        f"{tmp_path}/letters.db. Name the data folder."
    )


def test_what_an_older_file_brought_back_is_erased_again_if_somebody_is_sure(tmp_path):
    data = tmp_path / "data"
    with Records.open(data) as records:
        token = records.begin_person()
        records.backup()
    older = (data / "closeness.sqlite3").read_bytes()
    with Records.open(data) as records:
        records.erase_person(records.person_of(token))
    (data / "closeness.sqlite3").write_bytes(older)
    assert refused(closeness(data, "erase-again")) == (
        "Nothing shows that this database was put back from a copy: it knows of as many backups "
        "as the list of what went. Nothing was changed. If it was put back, say so with --sure: "
        "then what was erased since its newest backup goes, even if it was written again."
    )
    assert closeness(data, "erase-again", "--sure").stdout.splitlines() == [
        "Of what was erased, taken back or over since, 1 went again.",
        "Every device of the owner is signed out: sign in with the link when you start it.",
    ]
    with Records.open(data) as records:
        assert records.person_of(token) is None


def test_a_backup_of_two_servers_is_put_into_another_database(
    first, second, tmp_path, empty_database
):
    tokens = [first.begin_person(), first.begin_person()]
    backup = first.backup(tmp_path / "stick" / "one.sqlite3").path
    for server, token in zip((first, second), tokens, strict=True):
        server.erase_person(server.person_of(token))
    folders = [part for server in (first, second) for part in ("--keys", str(server._place))]
    new = tmp_path / "new"
    run = closeness(new, "restore", str(backup), *folders, "--database", empty_database)
    assert run.stdout.splitlines()[1] == (
        "Of what was erased, taken back or over since, 2 went again."
    )
    with Records.open(new, empty_database) as records:
        assert [records.person_of(token) for token in tokens] == [None, None]
