"""What the charts over weeks have in common: colours, calm axes, dates and texts filled in."""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, LINE, PALE = "#2b2723", "#5d554c", "#d9cfc2", "#9a886b"
MARKERS = {"ideas": "o", "together": "s", "feelings": "^"}
COLOURS = {"ideas": "#1f5d57", "together": "#8a4b1f", "feelings": "#3d4e8a"}
WEEK = pd.Timedelta(days=7)
Drawn = TypeVar("Drawn", bound=Figure)
"""The class of a figure, chosen by whoever asks for it."""


def calm(axes: Axes) -> None:
    """No frame, no ticks, quiet labels."""
    axes.set_facecolor("none")
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=SOFT, labelsize=11, length=0)


def mondays(days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """The Monday of each day."""
    return pd.Series(days - pd.to_timedelta(days.dt.day_of_week, unit="D"))


def say_date(day: pd.Timestamp, words: Any, form: str, months: str = "months") -> str:
    """A date as ``words["calendar"]`` writes it: form ``full``, ``plain`` or ``short``."""
    calendar = words["calendar"]
    month = calendar[months][day.month - 1]
    return fill(calendar[form], day=day.day, month=month, year=day.year)


def fill(template: str, **values: Any) -> str:
    """The text with its {names} filled in."""
    # Not str.format: a nickname with a brace in it must stay as it is.
    for name, value in values.items():
        template = template.replace("{" + name + "}", str(value))
    return template
