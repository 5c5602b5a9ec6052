"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: a busy machine is not a fault. CI looks at the same examples each time.
settings.register_profile("workbook", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("workbook")
