"""``closeness workshop``: plan, list, close and export workshops from the command line."""

from __future__ import annotations

import json
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

app = typer.Typer(no_args_is_help=True, help="Plan, list, close and export workshops.")


@app.command()
def new(
    title: Annotated[str, typer.Option(help="What the workshop is called")],
    agenda: Annotated[
        str, typer.Option(help="Exercises and cards in order: dimensions,pairs:10,blockers")
    ] = "",
    plan: Annotated[str, typer.Option(help="A ready plan instead: hour, half-day, ...")] = "",
    expected: Annotated[int, typer.Option(help="How many people come")] = 20,
    least: Annotated[int, typer.Option("--k", help="Answers that a picture needs")] = 5,
    last_meeting: Annotated[
        str, typer.Option("--last-meeting", help="Day of the last meeting, like 2026-11-22")
    ] = "",
    public_url: PublicOption = "",
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make a workshop; print its join code, join link and projector link."""
    steps = [_step(one) for one in agenda.split(",") if one.strip()]
    asked = {
        "call": "workshop-new",
        "title": title,
        "agenda": steps,
        "plan": plan,
        "expected": expected,
        "k": least,
        "last_meeting": last_meeting,
    }
    made = ask(data, asked, public_url, named)
    names = ["id", "code", "join_link", "projector_link", "facilitator_link"]
    tell(made, [f"{name.replace('_', ' ')}: {made[name]}" for name in names], as_json)


@app.command("list")
def list_(
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
    public_url: PublicOption = "",
) -> None:
    """List every workshop with its code and the day on which its answers go."""
    found = ask(data, {"call": "workshop-list"}, public_url, named)
    lines = [
        f"{one['id']}  {one['code']}  until {one['goes_on']}  {one['phase']:6}  {one['title']}"
        for one in found["workshops"]
    ]
    tell(found, lines or ["No workshop yet. Make one with `closeness workshop new`."], as_json)


@app.command()
def close(
    workshop: Annotated[str, typer.Argument(help="Its id, from `closeness workshop list`")],
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Close a workshop's room."""
    done = ask(data, {"call": "workshop-close", "id": workshop}, named=named)
    tell(done, [f"Closed. Its answers are deleted on {done['deleted_on']}."], as_json)


@app.command()
def export(
    workshop: Annotated[str, typer.Argument(help="Its id, from `closeness workshop list`")],
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write: .csv, .pdf or .json")
    ] = None,
    data: DataOption = None,
    named: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Export the group's pictures that were shown: the same pictures, nothing beside them."""
    from closeness_widgets.charts.group import pages
    from closeness_widgets.workshops import result

    found = ask(data, {"call": "workshop-export", "id": workshop}, named=named)
    if to is None:
        tell(found, [result.csv_table(found["results"]).rstrip()], as_json)
        return
    if to.suffix == ".pdf":
        written = pages(found["results"], found["title"])
    elif to.suffix == ".csv":
        written = result.csv_table(found["results"]).encode()
    elif to.suffix == ".json":
        written = json.dumps(found, indent=1).encode()
    else:
        fail(f"A file to export to ends in .csv, .pdf or .json, but {to.name!r} does not.")
    try:
        to.write_bytes(written)
    except OSError as error:
        fail(f"The file {to} cannot be written ({error.strerror}).")
    tell({"file": str(to)}, [f"Written to {to}."], as_json)


def _step(text: str) -> Json:
    name, _, minutes = text.strip().partition(":")
    if minutes and not minutes.isdecimal():
        fail(f"Minutes are a whole number, as in {name}:10, but {minutes!r} came.")
    return {"exercise": name, "minutes": int(minutes) if minutes else None, "meeting": 1}
