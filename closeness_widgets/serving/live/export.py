"""What leaves a room on paper or as a file."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from closeness_widgets.answers import share_kind
from closeness_widgets.answers.checklist import CHOSEN
from closeness_widgets.answers.sharing import ME, WORDS
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.library import Library
from closeness_widgets.content.rating import NOW, WISHED
from closeness_widgets.serving import qr
from closeness_widgets.workshops import result, views
from closeness_widgets.workshops.plan import Workshop

Json = dict[str, Any]


class CannotDraw(RuntimeError):
    """The PDF could not be made."""


def table(results: list[Json]) -> str:
    """All pictures as one CSV, safe to open in a spreadsheet."""
    return result.csv_table(results)


async def pdf(title: str, results: list[Json]) -> bytes:
    """All pictures as a PDF, drawn in a process of its own: the room does not wait for it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "closeness_widgets.charts.group",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told = json.dumps({"title": title, "results": results}).encode()
    drawn, _ = await process.communicate(told)
    if process.returncode != 0:
        raise CannotDraw("the group's pictures could not be drawn as a PDF")
    return drawn


def wifi(network: tuple[str, str, bool]) -> Json:
    """The Wi-Fi's QR code and name for the poster."""
    name, password, hidden = network
    return {"name": name, "password": password, "qr": qr.wifi(name, password, hidden, name)}


def sheet(library: Library, content: StepContent) -> Json:
    """One step as a paper sheet: its words for anybody, with what stays with its owner marked."""
    if isinstance(content, Card):
        return {
            "id": content.id,
            "kind": "card",
            "title": content.title,
            "words": content.model_dump(mode="json"),
            "shareable": share_kind(content) is not None,
        }
    return {
        "id": content.id,
        "kind": views.step_kind(content),
        "title": content.title,
        "words": library.words(content.id, views.anybody(library)),
        "shareable": share_kind(content) is not None,
    }


def entries(library: Library, workshop: Workshop) -> list[Json]:
    """The steps that have a sheet to hand in, with their place in their meeting and the fields."""
    steps: list[Json] = []
    places: dict[int, int] = {}  # meeting -> its steps so far
    for step in workshop.agenda:
        places[step.meeting] = places.get(step.meeting, 0) + 1
        content = views.content_of(library, step)
        printed = None if content is None else sheet(library, content)
        fields = entry(printed) if printed else []
        if printed and fields:
            steps.append(
                {
                    "id": step.id,
                    "title": printed["title"],
                    "meeting": step.meeting,
                    "number": places[step.meeting],
                    "round": workshop.round_of(step),
                    "fields": fields,
                    "scale": printed["words"].get("scale"),
                }
            )
    return steps


def entry(sheet: Json) -> list[Json]:
    """The fields in which what was handed in on such a sheet is typed; empty if nothing is.

    Each is ``{item, form, labels}``: a ``number`` with ``minimum`` and ``maximum``, a ``choice``
    (a number) or a ``pick`` (an id) with ``options``, or a ``text`` with ``longest``. Nothing
    sensitive has a field.
    """
    words = sheet["words"]
    if not sheet["shareable"]:
        return []
    if sheet["kind"] == "rating":
        scale = words["scale"]
        return [
            {
                "item": f"{one['id']}.{part}",
                "form": "number",
                "labels": [one["name"], words[part]],
                "minimum": scale["minimum"],
                "maximum": scale["maximum"],
            }
            for one in words["dimensions"]
            if not one["sensitive"]
            for part in (NOW, WISHED)
        ]
    if sheet["kind"] == "checklist" and words["shared"] == "chosen":
        open_items = [one for one in words["items"] if one["practice"] and not one["sensitive"]]
        options = [{"value": one["id"], "label": one["title"]} for one in open_items]
        labels = [words["choose"]["heading"]]
        return [{"item": CHOSEN, "form": "pick", "labels": labels, "options": options}]
    if sheet["kind"] == "checklist":
        if all(side["id"] != ME for side in words["sides"]):
            return []
        return [
            {
                "item": f"{one['id']}.{ME}",
                "form": "choice",
                "labels": [one["title"]],
                "options": words["often"],
            }
            for one in words["items"]
            if not one["sensitive"]
        ]
    ask = words["ask"]
    return [{"item": WORDS, "form": "text", "labels": [ask["label"]], "longest": ask["longest"]}]
