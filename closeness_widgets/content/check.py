"""Looks through every content file, for ``closeness check``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from closeness_widgets.content.files import ContentErrors, Mistake
from closeness_widgets.content.library import read_library
from closeness_widgets.content.local_help import read_local_help
from closeness_widgets.content.pages import PAGES, read_words


def find_mistakes(
    folders: Sequence[Path], local_help: Sequence[Path] = (), language: str = "en"
) -> list[Mistake]:
    """Every mistake in exercises, cards, plans, sources, pages and help lines, file by file.

    ``folders`` are content folders, ``local_help`` files called ``place.yaml``; later ones count
    more, as when the workbook runs.
    """
    readers: list[Callable[[], Any]] = [
        partial(read_library, folders, language),
        *(partial(read_words, folders, name, model, language) for name, model in PAGES.items()),
    ]
    if local_help:
        readers.append(partial(read_local_help, local_help))
    mistakes: list[Mistake] = []
    for read in readers:
        try:
            read()
        except ContentErrors as errors:
            mistakes += errors.mistakes
    return mistakes
