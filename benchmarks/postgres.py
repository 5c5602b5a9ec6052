"""A PostgreSQL to measure: the tests' own, set up so that a commit outlasts a power cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def started() -> Iterator[Any]:
    """A server of ``tests/postgresql.py``, removed at the end."""
    server = import_module("tests.postgresql").Server(durable=True)
    try:
        yield server
    finally:
        server.remove()
