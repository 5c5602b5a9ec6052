"""The command line: ``closeness serve``, ``closeness check`` and what operators need."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from closeness_widgets import client_cli, move_cli, paths, upkeep_cli, workshop_cli
from closeness_widgets.cli_parts import (
    DatabaseOption,
    DataOption,
    ask,
    data_folder,
    database,
    fail,
)
from closeness_widgets.content.check import find_mistakes
from closeness_widgets.content.files import ContentErrors, Mistake
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.own import CannotCopy, OwnContent, copy_step
from closeness_widgets.serving import log_lines
from closeness_widgets.serving.log_lines import LogForm

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The Closeness Workbook.")
app.add_typer(workshop_cli.app, name="workshop")
app.add_typer(client_cli.app, name="client")
app.add_typer(upkeep_cli.app)
app.add_typer(move_cli.app)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one")] = 8866,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "localhost",
    data: DataOption = None,
    named: DatabaseOption = "",
    expect: Annotated[int, typer.Option(help="People who may come at once: places kept ready")] = 2,
    lan: Annotated[bool, typer.Option("--lan", help="Let phones in this room in")] = False,
    public_url: Annotated[
        str, typer.Option("--public-url", help="Address under which people reach it from elsewhere")
    ] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser")] = False,
    certfile: Annotated[str, typer.Option(help="TLS certificate")] = "",
    keyfile: Annotated[str, typer.Option(help="Its key")] = "",
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(help="Address or network of a proxy in front; may be given again"),
    ] = None,
    metrics: Annotated[
        str, typer.Option(help="Port, or address:port, on which Prometheus may read figures")
    ] = "",
    log_format: Annotated[
        LogForm, typer.Option(help="json: one object a line, and no link to sign in among them")
    ] = LogForm.plain,
    jupyterhub: Annotated[
        bool, typer.Option("--jupyterhub", help="As a server that a JupyterHub starts")
    ] = False,
) -> None:
    """Open the workbook in this computer's browser."""
    # As if it were not installed: jsonschema, which Jupyter imports, would have it compile grammars
    # of internet addresses for more than two seconds at each start, and nothing here asks for them.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # Imported here: `closeness check` should not wait for a web server to load.
    from closeness_widgets.records import DATABASE_VARIABLE, Records, RecordsError
    from closeness_widgets.serving.app import CannotServe, ClosenessApp
    from closeness_widgets.serving.hub.spawned import NotSpawned, read_environment
    from closeness_widgets.serving.operators import WrongMetrics, read_address
    from closeness_widgets.serving.proxies import WrongProxy, read_networks

    folder, address = data_folder(data), database(named)
    os.environ.pop(DATABASE_VARIABLE, None)  # nothing that is started from here inherits it
    try:
        proxies = read_networks(trusted_proxy or ())
        figures = read_address(metrics) if metrics else None
        spawned = read_environment(os.environ, public_url) if jupyterhub else None
        if mistakes := _mistakes(folder):
            raise ContentErrors(mistakes)
        with Records.open(folder, address) as records, tempfile.TemporaryDirectory() as in_order:
            own = OwnContent(paths.content(), folder / "content", Path(in_order) / "content")
            say = log_lines.say if log_format is LogForm.json else _say
            server = ClosenessApp(folder, records, own, say)
            server.ip, server.port, server.open_browser = host, port, not no_browser
            if lan:
                server.ip, server.on_lan = "", True  # every interface of this computer
            server.public_url = public_url
            server.expect = expect
            server.certfile, server.keyfile = certfile, keyfile
            server.trusted_proxies, server.metrics_at = proxies, figures
            server.log_form = log_format
            if spawned is not None:
                server.stand_at(spawned)
            server.log_level = "WARN"
            server.initialize([])
            server.start()
    except (
        RecordsError, CannotServe, ContentErrors, NotSpawned, WrongMetrics, WrongProxy
    ) as error:  # fmt: skip
        fail(str(error))
    _end()


@app.command()
def check(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """Look through every content file and list every mistake with its file and line."""
    folder = data_folder(data)
    mistakes = _mistakes(folder)
    number = 0 if mistakes else len(_library(folder).exercises)
    if as_json:
        found = [{"file": str(m.file), "line": m.line, "rule": m.rule} for m in mistakes]
        typer.echo(json.dumps({"exercises": number, "mistakes": found}))
    else:
        for mistake in mistakes:
            typer.echo(str(mistake))
        typer.echo(
            f"{len(mistakes)} to mend." if mistakes else f"{number} exercises, all in order."
        )
    if mistakes:
        raise typer.Exit(1)


@app.command()
def copy(
    name: Annotated[str, typer.Argument(help="The exercise or card to copy, such as dimensions")],
    new: Annotated[str, typer.Argument(help="What the copy is called, such as our-garden")],
    data: DataOption = None,
) -> None:
    """Copy an exercise or card into your own folder, for you to change."""
    try:
        file = copy_step(paths.content(), data_folder(data) / "content", name, new)
    except CannotCopy as error:
        fail(str(error))
    typer.echo(f"The copy is {file}")
    typer.echo("Change what you like in it, and look at it with: closeness check")


@app.command()
def passphrase(
    data: DataOption = None,
    named: DatabaseOption = "",
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help="Erase the clients that the present one seals")
    ] = False,
) -> None:
    """Choose the passphrase that signs the owner in, and opens the clients' records."""
    if forgotten:
        typer.confirm(
            "This erases all that you keep about clients. They keep what they entered. Go on?",
            abort=True,
        )
    text = typer.prompt(
        "New passphrase (at least 12 characters)", hide_input=True, confirmation_prompt=True
    )
    asked = {"call": "passphrase", "new": text, "forgotten": forgotten}
    erased = ask(data, asked, named=named, asking="Present passphrase")["erased"]
    typer.echo("The passphrase is set." + (f" Clients erased: {erased}." if erased else ""))


def main() -> None:
    """Run the command line."""
    app()


def _end() -> NoReturn:
    """End at once what has put everything in order: Python would take a second to tidy itself."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _library(folder: Path) -> Library:
    return read_library([paths.content(), folder / "content"])


def _mistakes(folder: Path) -> list[Mistake]:
    shipped, own = paths.content(), folder / "content"
    return find_mistakes([shipped, own], [shipped.parent / "place.yaml", own / "place.yaml"])


def _say(line: str) -> None:
    print(line, flush=True)
