"""JSON Schema for editors, so that a mistake in a content file shows while it is made.

``python -m closeness_widgets.content.schema`` writes the files anew after a model has changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from closeness_widgets import paths
from closeness_widgets.content.base import Id
from closeness_widgets.content.interface import Interface
from closeness_widgets.content.library import KINDS_OF_STEP, Source
from closeness_widgets.content.local_help import LocalHelp
from closeness_widgets.content.pages import PAGES
from closeness_widgets.content.plans import Plans

FOLDER = "schema"
"""Where schemas lie, beside the folders of the languages."""

KINDS_OF_FILE: dict[str, Any] = {
    **KINDS_OF_STEP,
    **PAGES,
    "interface": Interface,
    "sources": dict[Id, Source],
    "plans": Plans,
    "place": LocalHelp,
}


def schema_texts() -> dict[str, str]:
    """File name -> JSON Schema (draft 2020-12) of one kind of content file."""
    return {
        f"{kind}.schema.json": json.dumps(_schema(model), indent=2, ensure_ascii=False) + "\n"
        for kind, model in KINDS_OF_FILE.items()
    }


def write_schemas(folder: Path) -> None:
    """Write every schema into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _schema(model: Any) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(model).json_schema(),
    }


if __name__ == "__main__":
    write_schemas(paths.content() / FOLDER)
