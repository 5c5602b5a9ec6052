"""What the commands have in common: options, asking a server that runs, telling and failing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from closeness_widgets import paths

Json = dict[str, Any]

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder for answers and keys (default: the user's)")
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        help="PostgreSQL database for the answers, like postgresql+psycopg://user@host/name; "
        "with a password: in CLOSENESS_DATABASE (default: a file in the folder)",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON")]
PublicOption = Annotated[
    str, typer.Option("--public-url", help="Address for the links while no server runs")
]


def data_folder(data: Path | None) -> Path:
    """The folder that was named, or the user's own."""
    return (data or paths.default_data()).expanduser().resolve()


def database(named: str) -> str | None:
    """The database that was named after --database or in the environment; None: a file."""
    from closeness_widgets.records import DATABASE_VARIABLE, AddressUnfit, chosen_database

    try:
        return chosen_database(named, os.environ.get(DATABASE_VARIABLE, ""))
    except AddressUnfit as error:
        fail(str(error))


def went_again(went: int) -> list[str]:
    """What is said after something older was put back, and what was erased since taken out."""
    return [
        f"Of what was erased, taken back or over since, {went} went again.",
        "Every device of the owner is signed out: sign in with the link when you start it.",
    ]


def ask(
    data: Path | None,
    message: Json,
    public_url: str = "",
    named: str = "",
    asking: str = "Passphrase",
) -> Json:
    """Ask the server that runs on this data folder, or do it here if there is none.

    While the clients' records are locked it asks for the passphrase, by the name given.

    Args:
        data: the folder, or None for the user's own.
        message: what is asked for: `call`, and what goes with it.
        public_url: address for the links while no server runs.
        named: what came after --database.
        asking: what the passphrase is called when it is asked for.
    """
    from closeness_widgets.answers import AnswerRefused
    from closeness_widgets.clients.client import ClientRefused
    from closeness_widgets.records import RecordsError
    from closeness_widgets.serving.live.office_door import ask as ask_office
    from closeness_widgets.workshops.plan import PlanRefused

    folder, address = data_folder(data), database(named)
    try:
        return ask_office(folder, message, public_url, address)
    except (PlanRefused, AnswerRefused, ClientRefused, RecordsError) as error:
        if getattr(error, "rule", "") != "locked" or "passphrase" in message:
            fail(str(error))
    typed = typer.prompt(asking, hide_input=True)
    return ask(data, {**message, "passphrase": typed}, public_url, named)


def tell(told: Json, lines: list[str], as_json: bool) -> None:
    """Print what came of it, as lines or as JSON."""
    if as_json:
        typer.echo(json.dumps(told))
    else:
        for line in lines:
            typer.echo(line)


def fail(message: str) -> NoReturn:
    """Say what was wrong, and end with exit status 1."""
    typer.echo(f"closeness: {message}", err=True)
    raise SystemExit(1)
