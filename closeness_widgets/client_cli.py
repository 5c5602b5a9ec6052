"""``closeness client``: a coach's clients from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeness_widgets.cli_parts import (
    DatabaseOption,
    DataOption,
    Json,
    JsonOption,
    PublicOption,
    ask,
    fail,
    tell,
)

app = typer.Typer(
    no_args_is_help=True, help="Add, list, erase, import and export a coach's clients."
)

LONGEST = 900_000
"""Characters of a packed file that go over a running server's desk."""
ClientArgument = Annotated[str, typer.Argument(help="Their id, from `closeness client list`")]


@app.command()
def new(
    pseudonym: Annotated[str, typer.Argument(help="What you call them here; no real name")],
    basis: Annotated[str, typer.Option(help="On what weeks from paper or a file may be kept")] = "",
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
    public_url: PublicOption = "",
) -> None:
    """Add a client; print their id and the link by which they consent, shown this once."""
    asked = {"call": "client-new", "pseudonym": pseudonym, "basis": basis}
    made = ask(data, asked, public_url, named)
    lines = [f"id: {made['id']}", f"link: {made['link']}"]
    if not made["reachable"]:
        lines.append("This link works only where this computer can be reached (see --public-url).")
    tell(made, lines, as_json)


@app.command("list")
def list_(data: DataOption = None, named: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """List every client with the state of their consent and their newest check-in."""
    found = ask(data, {"call": "client-list"}, named=named)
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
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Erase a client with your notes, marks and weeks of theirs. It cannot be undone."""
    if not yes:
        typer.confirm("Erase this client for good?", abort=True)
    went = ask(data, {"call": "client-erase", "id": client}, named=named)["went"]
    counts = ", ".join(f"{number} {name}" for name, number in went.items())
    tell({"went": went}, [f"Erased: {counts}. What the client entered stays theirs."], as_json)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, or one that was exported here")],
    basis: Annotated[str, typer.Option(help="What consent there is for keeping this")] = "",
    start: Annotated[
        str, typer.Option(help="Day of the first counted day or week, like 2026-12-31")
    ] = "",
    scale: Annotated[str, typer.Option(help="Scale of the ratings, like 0-100")] = "",
    dates: Annotated[str, typer.Option(help="day-first or month-first: 31/12 or 12/31")] = "",
    client: Annotated[str, typer.Option(help="Whose file it is, if no column says so")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen")] = False,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Bring in weeks of clients; lines that cannot be used are listed and left out."""
    from closeness_widgets.clients.tabular import MOST_BYTES
    from closeness_widgets.serving.coach.office import packed

    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        fail(f"The file {file} cannot be read ({error.strerror}).")
    if size > MOST_BYTES:
        fail(f"A file has at most {MOST_BYTES} bytes, but this one has {size}. Split it.")
    sent = packed(content)
    if len(sent) > LONGEST:
        fail(f"The file {file} is too large to bring in at once. Split it.")
    told = {"start": start, "scale": scale, "dates": dates, "client": client, "basis": basis}
    asked = {"call": "client-import", "file": sent, "sure": not dry_run, **told}
    found = ask(data, asked, named=named)
    tell(found, _brought(found), as_json)


@app.command()
def export(
    client: ClientArgument,
    to: Annotated[Path, typer.Option("--to", help="File to write: .csv or .json")],
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take one client out as a table that can be imported again; without your notes."""
    from closeness_widgets.serving.coach.office import unpacked

    form = to.suffix.lower().removeprefix(".")
    if form not in ("csv", "json"):
        fail(f"A file to export to ends in .csv or .json, but {to.name!r} does not.")
    found = ask(data, {"call": "client-export", "id": client, "form": form}, named=named)
    try:
        to.write_bytes(unpacked(found["file"]))
    except OSError as error:
        fail(f"The file {to} cannot be written ({error.strerror}).")
    tell({"file": str(to)}, [f"Written to {to}."], as_json)


def _brought(found: Json) -> list[str]:
    """What came of an import, line by line."""
    how = found["understood"]
    lines = [f"{one['name']}: taken as {one['as']}" for one in how["columns"]]
    lines += [f"{name}: not used" for name in how["ignored"]]
    low, high = how["scale"]["from"]
    lines.append(f"Scale: {low} to {high} ({how['scale']['how']})")
    if how["moved"]:
        lines.append(f"Ratings moved to the workbook's scale: {how['moved']}")
    if how["rounded"]:
        lines.append(f"Ratings rounded to whole numbers: {how['rounded']}")
    for one in found["clients"]:
        new = " (new here)" if one["new"] else ""
        counts = f"{one['added']} new, {one['changed']} changed, {one['same']} there already"
        lines.append(f"{one['pseudonym']}{new}: lines {counts}")
    lines += [f"Line {one['line']} is left out: {one['reason']}." for one in found["rejected"]]
    return [*lines, "Brought in." if found["done"] else "Nothing was brought in: a dry run."]
