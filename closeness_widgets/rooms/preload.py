"""Imported once before kernels are forked, so that each of them starts with everything read."""

from closeness_widgets.charts import journal, rating
from closeness_widgets.rooms import live, notes, solo

__all__ = ["journal", "live", "notes", "rating", "solo"]

solo.shipped_library()
