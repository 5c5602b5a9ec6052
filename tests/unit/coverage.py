"""Looks up what ``data/content/coverage.yaml`` names, and says what is not as it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, model_validator

from closeness_widgets import paths
from closeness_widgets.content.base import Frozen, Id, Kind


class Part(Frozen):
    """A place that delivers items of a row; the file itself says how to write one."""

    where: str = Field(alias="in")
    at: str = ""
    ids: tuple[str, ...] = ()
    count: int | None = None
    words: tuple[str, ...] = ()
    only: dict[Id, tuple[Kind, ...]] = Field(default={})
    sensitive: bool = False

    @property
    def items(self) -> int:
        """How many items it delivers."""
        return len(self.ids) or self.count or len(self.words) or 1


class Row(Frozen):
    """One idea of the sources and the places where it stands."""

    name: str
    count: int | Literal["note"]
    source: tuple[Id, ...] = ()
    parts: tuple[Part, ...] = ()
    also: tuple[Part, ...] = ()


class Coverage(Frozen):
    """The whole file."""

    pending: tuple[str, ...]
    rows: dict[str, Row]

    @model_validator(mode="after")
    def _has_places_for_what_is_not_pending(self) -> Coverage:
        for name, row in self.rows.items():
            if (not row.parts) != (name in self.pending):
                raise ValueError(f"{name}: either it has parts, or it is pending")
        if unknown := set(self.pending) - set(self.rows):
            raise ValueError(f"pending but no row: {', '.join(sorted(unknown))}")
        return self


def read_coverage() -> Coverage:
    """The file as it ships."""
    text = (paths.content() / "coverage.yaml").read_text(encoding="utf-8")
    return Coverage.model_validate(yaml.safe_load(text))


class NotThere(LookupError):
    """A place that a part names is not there."""


@cache
def content(name: str) -> Any:
    """A content file as it stands, or the prose of a notebook."""
    notebook = paths.workbooks() / f"{name}.ipynb"
    if notebook.is_file():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    file = paths.content() / "en" / f"{name}.yaml"
    if not file.is_file():
        raise NotThere(f"{name}: there is no such content file or notebook")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def found(part: Part) -> Any:
    """What stands at the place of a part. Raises :class:`NotThere`."""
    return list(_walk(part))[-1]


def sources(part: Part) -> set[str]:
    """The keys of the sources that are named nearest to the place of a part."""
    nodes = list(_walk(part))
    if isinstance(nodes[0], str):  # a notebook names a source by its title
        return {key for key, one in content("sources").items() if one["title"] in nodes[0]}
    named = [node["source"] for node in nodes if isinstance(node, dict) and "source" in node]
    return set(named[-1]) if named else set()


def wrong_with(part: Part) -> list[str]:
    """What a part claims that is not so, in a sentence each."""
    try:
        node = found(part)
    except NotThere as error:
        return [str(error)]
    place = f"{part.where} > {part.at}"
    if part.ids:
        return list(_wrong_ids(part, node, place))
    if part.count is not None and len(node) != part.count:
        return [f"{place}: {part.count} entries are meant, but there are {len(node)}"]
    if part.words:
        text = " ".join(" ".join(_texts(node)).split())
        return [f"{place}: “{words}” is not there" for words in part.words if words not in text]
    return [] if node else [f"{place}: nothing stands there"]


def _wrong_ids(part: Part, node: Any, place: str) -> Iterator[str]:
    entries = node if isinstance(node, dict) else {_id(one): one for one in node}
    for name in part.ids:
        entry = entries.get(name)
        if entry is None:
            yield f"{place}: there is no {name!r}"
            continue
        only = tuple(entry.get("only", ())) if isinstance(entry, dict) else ()
        if only != part.only.get(name, ()):
            yield f"{place}: {name!r} is there for {list(only) or 'all'}, which is not what is said"
    if part.sensitive:
        marked = {name for name, entry in entries.items() if entry.get("sensitive")}
        if marked != set(part.ids):
            yield f"{place}: sensitive are {sorted(marked)}"


def _walk(part: Part) -> Iterator[Any]:
    node = content(part.where)
    yield node
    for step in filter(None, part.at.split(".")):
        if isinstance(node, list):
            names = {str(number): one for number, one in enumerate(node)}
            names.update({_id(one): one for one in node})
        else:
            names = node if isinstance(node, dict) else {}
        if step not in names:
            raise NotThere(f"{part.where} > {part.at}: there is no {step!r}")
        node = names[step]
        yield node


def _id(entry: Any) -> str:
    return str(entry.get("id", entry.get("value", ""))) if isinstance(entry, dict) else ""


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, (dict, list)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _texts(child)


def content_files() -> list[Path]:
    """Every file with words, for whoever looks through all of them."""
    return sorted((paths.content() / "en").glob("*.yaml"))
