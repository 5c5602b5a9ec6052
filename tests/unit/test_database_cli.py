"""Naming a PostgreSQL database on the command line, and who does not get to know of it."""

from __future__ import annotations

import json
import os

import pytest
from typer.testing import CliRunner

from closeness_widgets import cli, cli_parts
from closeness_widgets.records import Records
from closeness_widgets.serving.kernel_environment import kernel_environment
from closeness_widgets.serving.warm_process import WarmProcess

WITH_PASSWORD = "postgresql+psycopg://anna:secret@db.example/closeness_anna"


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch):
    monkeypatch.delenv("CLOSENESS_DATABASE", raising=False)


def closeness(folder, *arguments):
    return CliRunner().invoke(cli.app, [*arguments, "--data", str(folder)])


def done(folder, *arguments):
    run = closeness(folder, *arguments, "--json")
    assert run.exit_code == 0, run.stderr
    return json.loads(run.stdout)


def test_a_command_finds_what_another_left_by_the_option_or_by_the_environment(
    tmp_path, database, monkeypatch
):
    new = ("workshop", "new", "--title", "Saturday", "--agenda", "dimensions")
    made = done(tmp_path, *new, "--database", database)
    client = done(tmp_path, "client", "new", "Heron", "--database", database)["id"]
    monkeypatch.setenv("CLOSENESS_DATABASE", database)
    assert [one["id"] for one in done(tmp_path, "workshop", "list")["workshops"]] == [made["id"]]
    assert [one["id"] for one in done(tmp_path, "client", "list")["clients"]] == [client]
    with Records.open(tmp_path, database) as records:
        assert records.load_workshop(bytes.fromhex(made["id"]))["title"] == "Saturday"
    assert not (tmp_path / "closeness.sqlite3").exists()


def test_without_the_database_nothing_is_begun_beside_it(tmp_path, database):
    done(tmp_path, "workshop", "list", "--database", database)
    run = closeness(tmp_path, "workshop", "list")
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == (
        f"closeness: The records of the folder {tmp_path} are in the database {database}. Name it "
        "with --database or in CLOSENESS_DATABASE. If they are there no more, delete the file "
        f"{tmp_path / 'database.txt'}.\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("serve", "--no-browser", "--port", "0"),
        ("workshop", "list"),
        ("client", "list"),
        ("backup",),
        ("demo",),
    ],
    ids=lambda command: command[0],
)
def test_a_password_in_the_arguments_is_refused_by_every_command(tmp_path, command):
    run = closeness(tmp_path / "data", *command, "--database", WITH_PASSWORD)
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == (
        "closeness: The address in the command line holds a password, which everybody on this "
        "computer can read there. Put the whole address into the environment variable "
        "CLOSENESS_DATABASE, or the password alone into the file ~/.pgpass.\n"
    )
    assert not (tmp_path / "data").exists()


def test_in_the_environment_a_password_is_taken_and_never_said(tmp_path, monkeypatch):
    address = WITH_PASSWORD.replace("db.example", "127.0.0.1:1")
    monkeypatch.setenv("CLOSENESS_DATABASE", address)
    assert cli_parts.database("") == address
    run = closeness(tmp_path, "workshop", "list")
    assert run.exit_code == 1
    assert run.stderr.startswith(
        "closeness: The database postgresql+psycopg://anna@127.0.0.1:1/closeness_anna cannot be "
        "used (connection failed: "
    )
    assert "secret" not in run.output


def test_a_kernel_is_told_nothing_of_the_database_and_the_hub(monkeypatch):
    kept_back = {
        "CLOSENESS_DATABASE": WITH_PASSWORD, "PGPASSWORD": "secret", "PGHOST": "db.example",
        "PGPASSFILE": "secret", "JUPYTERHUB_API_TOKEN": "secret", "JPY_API_TOKEN": "secret",
    }  # fmt: skip
    for name, value in kept_back.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert kernel_environment() == {n: v for n, v in os.environ.items() if n not in kept_back}
    assert kernel_environment()["LANG"] == "C.UTF-8"


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="reads a process's own")  # noqa: PTH110
def test_the_process_that_kernels_are_forked_from_has_no_password(monkeypatch):
    monkeypatch.setenv("CLOSENESS_DATABASE", WITH_PASSWORD)
    monkeypatch.setenv("PGPASSWORD", "secret")
    warm = WarmProcess([])
    try:
        with open(f"/proc/{warm.process.pid}/environ", "rb") as environment:  # noqa: PTH123
            assert b"secret" not in environment.read()
    finally:
        warm.process.kill()
        warm.process.wait()
        warm.control.close()
