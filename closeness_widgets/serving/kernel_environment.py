"""What a kernel gets to know of the server's environment: nothing that opens the database."""

from __future__ import annotations

import os

KEPT_BACK = ("CLOSENESS_DATABASE", "PG", "JUPYTERHUB_", "JPY_API_TOKEN")
"""How names begin that a kernel never sees: PG... is libpq's (host, user, password, ...)."""


def kernel_environment() -> dict[str, str]:
    """The server's environment without what leads to the database or the hub."""
    return {name: value for name, value in os.environ.items() if not name.startswith(KEPT_BACK)}
