"""Plain Voila: the same version, its default template and settings, one ipywidget a control."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from benchmarks.servers import Server, free_port
from benchmarks.wire import Wire, fetch

CELL = """\
import ipywidgets as w

sliders = [w.IntSlider(description=f"Rating {n}", min=0, max=10) for n in range(1, 13)]
boxes = [w.Checkbox(description=f"Blocker {n}") for n in range(1, 13)]
echo = w.Label("Nothing yet")
echo.add_class("echo")


def show(change):
    echo.value = f"{change.owner.description}: {change.new}"


for control in sliders + boxes:
    control.observe(show, "value")
w.VBox([echo, *boxes, *sliders])
"""
FIRST_TAP = {"control": "input[type=checkbox]", "answer": ".echo", "says": "Blocker 1: True"}


def server(folder: Path, env: Mapping[str, str] | None = None) -> Server:
    """Voila on a notebook of its own, not started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[
            nbformat.v4.new_markdown_cell("# Closeness"),  # type: ignore[no-untyped-call]
            nbformat.v4.new_code_cell(CELL),  # type: ignore[no-untyped-call]
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / "plain.ipynb")  # type: ignore[no-untyped-call]
    port = free_port()
    options = ["--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    return Server([sys.executable, "-m", "voila", "plain.ipynb", *options], port, folder, env)


class Visitor:
    """Somebody who opens the page and ticks the first box, without a browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.wire: Wire | None = None
        self._ticked = False

    async def arrive(self) -> None:
        """Open the page, which runs the notebook, then connect to its kernel."""
        page = (await fetch(self.url)).body.decode()
        kernel = re.search(r'"kernelId":\s*"([0-9a-f-]{36})"', page)
        if kernel is None:
            raise RuntimeError("the page names no kernel")
        self.wire = await Wire.open(self.url, kernel[1])
        states = await self.wire.states()
        named = {one["state"].get("description"): model for model, one in states.items()}
        self._box = named["Blocker 1"]
        labels = (model for model, one in states.items() if one["model_name"] == "LabelModel")
        self._echo = next(labels)

    async def tap(self) -> None:
        """Tick or untick the box; answered when the echo's new text comes."""
        assert self.wire is not None
        self._ticked = not self._ticked
        self.wire.update(self._box, value=self._ticked)
        await self.wire.updated(self._echo, "value")

    def leave(self) -> None:
        """Close the line to the kernel."""
        if self.wire is not None:
            self.wire.close()
