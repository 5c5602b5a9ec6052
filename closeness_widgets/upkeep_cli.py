"""``closeness backup``, ``closeness restore`` and ``closeness demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeness_widgets import paths
from closeness_widgets.cli_parts import (
    DatabaseOption,
    DataOption,
    JsonOption,
    ask,
    data_folder,
    database,
    fail,
    tell,
    went_again,
)

app = typer.Typer()


@app.command()
def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write, or a folder for it")
    ] = None,
    keys_to: Annotated[
        Path | None, typer.Option("--keys-to", help="Folder for a copy of the keys: another place")
    ] = None,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write a backup, while the workbook runs or not. The keys are not in it."""
    asked = {"call": "backup", "to": _whole(to), "keys_to": _whole(keys_to)}
    made = ask(data, asked, named=named)
    lines = [f"Backup {made['number']} is written to {made['file']}."]
    if made["keys"]:
        lines.append(f"The keys are copied to {_whole(keys_to)}. Keep them apart from the backups.")
    else:
        lines.append(
            "It holds no keys. Keep a copy of them in another place: "
            "closeness backup --keys-to FOLDER."
        )
    tell(made, lines, as_json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `closeness backup` made")],
    keys: Annotated[
        list[Path] | None,
        typer.Option(
            "--keys",
            help="Folder with the keys (default: the one above the backup's); repeat it for those "
            "of other servers",
        ),
    ] = None,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a backup back into an empty folder or database, without what was erased since."""
    from closeness_widgets.records import KeyFileUnfit, Records, RecordsError

    folder, file = data_folder(data), file.expanduser().resolve()
    where = [data_folder(one) for one in keys or [file.parent.parent]]
    try:
        done = Records.restore(file, folder, *where, database_url=database(named))
    except KeyFileUnfit:
        fail(
            f"The keys of this backup are not in {where[0]}. Nothing was changed. Name the folder "
            "that holds its workbook.key and coach.key with --keys."
        )
    except RecordsError as error:
        fail(str(error))
    told = {"data": str(folder), "made_on": done.backup.made_on.isoformat(), "went": done.went}
    lines = [
        f"The backup of {told['made_on']} is back in {folder}.",
        *went_again(done.went),
    ]
    tell(told, lines, as_json)


@app.command()
def demo(
    add: Annotated[
        bool, typer.Option("--add", help="Even if there is something in the folder already")
    ] = False,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Load invented people as a coach's clients, into an empty folder, while no workbook runs."""
    from closeness_widgets.clients.client import ClientRefused
    from closeness_widgets.content.library import read_library
    from closeness_widgets.demo import load
    from closeness_widgets.records import Records, RecordsError
    from closeness_widgets.serving.coach.practice import today

    folder = data_folder(data)
    try:
        with Records.open(folder, database(named)) as records:
            if not add and not records.is_empty():
                fail(
                    f"The invented people go into an empty folder, but {folder} has something in "
                    "it. Name another one with --data, or add them there with --add."
                )
            loaded = load(records, read_library([paths.content(), folder / "content"]), today())
    except (ClientRefused, RecordsError) as error:
        fail(str(error))
    names = ", ".join(loaded)
    tell({"clients": loaded}, [f"Nobody of them exists: {names}. They are your clients."], as_json)


def _whole(path: Path | None) -> str:
    """The whole path: the server that writes there may run in another folder."""
    return str(path.expanduser().resolve()) if path else ""
