"""One person's ratings as a data frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from closeness_widgets.answers.base import Json
from closeness_widgets.answers.rating import gap, mean
from closeness_widgets.content.rating import NOW, WISHED


def now_and_wished(
    dimensions: Mapping[str, Sequence[str]], answers: Mapping[str, Json]
) -> pd.DataFrame:
    """One row a dimension, in the order of ``dimensions`` (dimension id -> its statement ids).

    Columns: ``now``, ``wished`` and ``gap`` (wished - now) in steps of the scale (``Int64``);
    ``mean`` (``Float64``) of the statements, which needs at least half of them; ``answered`` and
    ``all``, how many statements there are an answer to, and in all. What was not answered is
    missing (``pd.NA``), never zero. ``answers``: item -> value.
    """
    rows = []
    for dimension, statements in dimensions.items():
        now, wished = answers.get(f"{dimension}.{NOW}"), answers.get(f"{dimension}.{WISHED}")
        closer = [answers.get(f"{dimension}.{statement}") for statement in statements]
        rows.append(
            {
                "now": now,
                "wished": wished,
                "gap": gap(now, wished),
                "mean": mean(closer),
                "answered": sum(value is not None for value in closer),
                "all": len(closer),
            }
        )
    whole = dict.fromkeys(("now", "wished", "gap", "answered", "all"), "Int64")
    frame = pd.DataFrame(rows, index=pd.Index(dimensions, name="dimension"))
    return frame.astype({**whole, "mean": "Float64"})
