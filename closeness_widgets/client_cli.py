"""``closeness client``: add, list and erase a coach's clients from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from closeness_widgets.cli_parts import DataOption, JsonOption, PublicOption, ask, tell

app = typer.Typer(no_args_is_help=True, help="Add, list and erase a coach's clients.")

ClientArgument = Annotated[str, typer.Argument(help="Their id, from `closeness client list`")]


@app.command()
def new(
    pseudonym: Annotated[str, typer.Argument(help="What you call them here; no real name")],
    basis: Annotated[str, typer.Option(help="On what weeks from paper or a file may be kept")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
    public_url: PublicOption = "",
) -> None:
    """Add a client; print their id and the link by which they consent, shown this once."""
    asked = {"call": "client-new", "pseudonym": pseudonym, "basis": basis}
    made = ask(data, asked, public_url)
    lines = [f"id: {made['id']}", f"link: {made['link']}"]
    if not made["reachable"]:
        lines.append("This link works only where this computer can be reached (see --public-url).")
    tell(made, lines, as_json)


@app.command("list")
def list_(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List every client with the state of their consent and their newest check-in."""
    found = ask(data, {"call": "client-list"})
    lines = [
        f"{one['id']}  {one['state']:9}  {one['last_seen'] or '-':10}  {one['pseudonym']}"
        for one in found["clients"]
    ]
    tell(found, lines or ["No client yet. Add one with `closeness client new`."], as_json)


@app.command()
def erase(
    client: ClientArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more")] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a client with your notes, marks and weeks of theirs. It cannot be undone."""
    if not yes:
        typer.confirm("Erase this client for good?", abort=True)
    went = ask(data, {"call": "client-erase", "id": client})["went"]
    counts = ", ".join(f"{number} {name}" for name, number in went.items())
    tell({"went": went}, [f"Erased: {counts}. What the client entered stays theirs."], as_json)
