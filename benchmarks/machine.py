"""The machine that figures were measured on, and whether it is quiet enough to measure."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = (
    "closeness-workbook",
    "voila",
    "jupyter_server",
    "ipykernel",
    "ipywidgets",
    "anywidget",
    "tornado",
    "sqlalchemy",
    "playwright",
)
QUIET_LOAD = 1.5
QUIET_SHARE = 25.0
"""Per cent of all cores in use by anybody, over two seconds, above which it is worth waiting."""


def settle(patience: float) -> float:
    """Wait until the machine is quiet, at most so many seconds; return the one-minute load.

    Load falls for minutes after one's own last measurement. So it is enough that it is low, or
    that the processors have nothing to do just now.
    """
    deadline = time.monotonic() + patience
    while True:
        load = os.getloadavg()[0]
        if load < QUIET_LOAD or psutil.cpu_percent(interval=2) < QUIET_SHARE:
            return load
        if time.monotonic() > deadline:
            return load


def facts() -> dict[str, str | int | float]:
    """Processor, cores, memory, system; nothing that names this machine."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    if name == "closeness-workbook":  # also from a checkout that nobody installed
        from closeness_widgets import __version__

        return __version__
    return version(name)


def _processor() -> str:
    lines = Path("/proc/cpuinfo")
    for line in lines.read_text().splitlines() if lines.exists() else []:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or "unknown"
