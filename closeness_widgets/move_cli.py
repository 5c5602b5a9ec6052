"""``closeness move`` and ``closeness erase-again``."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from closeness_widgets.cli_parts import (
    DatabaseOption,
    DataOption,
    JsonOption,
    data_folder,
    database,
    fail,
    tell,
    went_again,
)

app = typer.Typer()

KEYS = ("workbook.key", "coach.key", "gone.json")


@app.command()
def move(
    source: Annotated[
        str, typer.Option("--from", help="Data folder or database (default: CLOSENESS_DATABASE)")
    ] = "",
    target: Annotated[
        str, typer.Option("--to", help="Data folder or database (default: CLOSENESS_DATABASE)")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Copy everything into another database, and check it, while no workbook runs."""
    from closeness_widgets import records

    environment = os.environ.get(records.DATABASE_VARIABLE, "")
    try:
        here = records.place_of(source, environment)
        there = records.place_of(target, environment)
        copied = records.move(here, there)
    except records.RecordsError as error:
        fail(str(error))
    told = {"tables": [asdict(one) for one in copied]}
    lines = [f"{one.rows:8}  {one.digest}  {one.table}" for one in copied]
    lines.append("All of it was read again in the other database, and is the same.")
    if isinstance(there, Path):
        if missing := [name for name in KEYS if not (there / name).exists()]:
            lines.append(f"Copy from the old data folder, if they are there: {', '.join(missing)}.")
        lines.append(f"Start the workbook with: closeness serve --data {there}")
    elif isinstance(here, Path):
        lines.append(f"The keys stay where they are: go on with --data {here} and --database.")
    lines.append("The old database still holds everything. Look at the new one, then delete it.")
    tell(told, lines, as_json)


@app.command()
def erase_again(
    keys: Annotated[
        list[Path] | None,
        typer.Option("--keys", help="Data folder of another server on this database; repeatable"),
    ] = None,
    sure: Annotated[
        bool, typer.Option("--sure", help="It was put back, even if nothing shows it")
    ] = False,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take out what was erased since from a database that was put back by other means."""
    from closeness_widgets.records import Records, RecordsError

    folder = data_folder(data)
    try:
        went = Records.erase_again(folder, *(keys or ()), database_url=database(named), sure=sure)
    except RecordsError as error:
        fail(str(error))
    tell({"went": went}, went_again(went), as_json)
