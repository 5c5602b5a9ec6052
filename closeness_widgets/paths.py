"""Finds the files the workbook ships with, and the folder its answers live in.

In a checkout `workbooks/` and `data/` lie beside the package; a wheel carries them inside it, in
`closeness_widgets/_shipped`.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent
APP = "closeness-workbook"


class ShippedFilesMissing(FileNotFoundError):
    """The notebooks or content files that belong to the package are not where they must be."""


def workbooks() -> Path:
    """The folder with one notebook for each chapter. Raises ShippedFilesMissing."""
    return _shipped("workbooks")


def content() -> Path:
    """The folder with one folder of content files for each language. Raises ShippedFilesMissing."""
    return _shipped("data/content")


def samples() -> Path:
    """The folder with the invented people of the demonstration. Raises ShippedFilesMissing."""
    return _shipped("data/samples")


def default_data() -> Path:
    """The folder of this computer's user for answers and keys. It may not exist yet."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def _shipped(name: str) -> Path:
    in_wheel, in_checkout = PACKAGE / "_shipped" / name, PACKAGE.parent / name
    for folder in (in_wheel, in_checkout):
        if folder.is_dir():
            return folder
    raise ShippedFilesMissing(
        f"The folder {name} must come with closeness_widgets, but is neither at {in_wheel} nor at "
        f"{in_checkout}. Install closeness-workbook again, or run it from a full checkout."
    )
