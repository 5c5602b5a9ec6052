"""Imported once before kernels are forked, so that each of them starts with everything read."""

from closeness_widgets.charts import journal, rating
from closeness_widgets.rooms import notes, solo

__all__ = ["journal", "notes", "rating", "solo"]

solo.shipped_library()
