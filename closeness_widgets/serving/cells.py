"""A chapter's cells, run in a kernel for nobody yet."""

from __future__ import annotations

import queue
from contextlib import suppress
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError
from voila.execute import VoilaExecutor

from closeness_widgets.serving.chapters import Chapter, opened_later

WIDGET = "application/vnd.jupyter.widget-view+json"


class PageBroken(Exception):
    """A chapter's cell failed: for its author to mend, trying again does not help."""


async def run_cells(kernel: Any, chapter: Chapter) -> dict[str, dict[str, Any]]:
    """Run the chapter's cells in a kernel; what the page puts in the place of each.

    Raises :class:`PageBroken`.
    """
    notebook = nbformat.read(chapter.path, as_version=4)  # type: ignore[no-untyped-call]
    executor = VoilaExecutor(notebook, km=kernel)
    executor.kc = await _client(kernel)
    cells: dict[str, dict[str, Any]] = {}
    later = opened_later(notebook)
    try:
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or index in later:
                continue
            cell.outputs = []
            try:
                await executor.execute_cell(cell, None, index, store_history=False)
            except CellExecutionError as error:
                raise PageBroken(f"{chapter.path.name}, cell {index + 1}: {error}") from error
            for output in cell.outputs:
                data = output.get("data", {})
                shown = {"model": data[WIDGET]["model_id"]} if WIDGET in data else None
                cells[str(index)] = shown or {"output": output}
    finally:
        executor.kc.stop_channels()
    return cells


async def _client(kernel: Any) -> Any:
    """A client that hears the kernel.

    jupyter_client's own ``wait_for_ready`` waits 0.2 s for silence at its end; here the first
    message that is heard will do.
    """
    client = kernel.client()
    client.start_channels(hb=False)
    try:
        for _ in range(100):
            with suppress(TimeoutError, queue.Empty):
                await client.kernel_info(reply=True, timeout=1)
                await client.get_iopub_msg(timeout=0.05)
                return client
            if not await kernel.is_alive():
                raise RuntimeError("the kernel ended before it answered")
        raise TimeoutError("the kernel answers but cannot be heard")
    except BaseException:
        client.stop_channels()
        raise
