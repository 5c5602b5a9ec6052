"""The scripts and styles of exercises: composed from their files, addressed by their hash.

A kind's script is what all kinds share followed by its own ``widget.js``, as one ES module. In
JupyterLab it travels with the widget; a served page fetches it once from a hashed address and keeps
it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

EXERCISES = Path(__file__).parent / "exercises"


def kinds() -> list[str]:
    """The kinds of exercise that have a folder of their own."""
    return sorted(path.parent.name for path in EXERCISES.glob("*/widget.js"))


@cache
def script(kind: str) -> str:
    """The ES module that draws exercises of this kind."""
    files = [*sorted(EXERCISES.glob("*.js")), EXERCISES / kind / "widget.js"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def style(*only: str) -> str:
    """The CSS of the named kinds, or of all of them, after what they share."""
    shared = sorted(EXERCISES.glob("*.css"))
    files = [*shared, *(EXERCISES / kind / "widget.css" for kind in only or kinds())]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def hashed(name: str, text: str | bytes, ending: str) -> str:
    """``name.<hash>.ending``: an address that changes when the content does."""
    data = text.encode() if isinstance(text, str) else text
    return f"{name}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"


def script_address(kind: str) -> str:
    """Where a served page finds the kind's script, relative to the base url."""
    return "static/" + hashed(kind, script(kind), "js")
