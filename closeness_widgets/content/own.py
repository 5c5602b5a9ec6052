"""An owner's own content files: as they lie in their folder, and as people see them."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from closeness_widgets.content.check import find_mistakes
from closeness_widgets.content.files import Mistake
from closeness_widgets.content.library import Library, read_library

LOOK_EVERY = 1.0
"""Seconds after which a running workbook looks again whether an author changed a word."""

Stamp = tuple[tuple[str, int, int], ...]


class OwnContent:
    """The files of a folder, and a copy of their last state in which ``check`` found no mistake.

    People see the copy, ``in_order``: so an author may save a half-finished file while others work,
    and nobody loses a page by it. ``mistakes`` are those of the files as they lie there now.
    """

    def __init__(self, shipped: Path, own: Path, in_order: Path) -> None:
        self.shipped, self.own, self.in_order = shipped, own, in_order
        self.mistakes: list[Mistake] = []
        self._stamp: Stamp | None = None
        self._library: Library | None = None
        self._until = 0.0
        self.look()

    def look(self) -> str:
        """See what has changed now; return a mark that differs after every change."""
        stamp = tuple(
            (str(path.relative_to(self.own)), path.stat().st_mtime_ns, path.stat().st_size)
            for path in sorted(self.own.rglob("*.y*ml"))
        )
        if stamp != self._stamp:
            self.mistakes = find_mistakes(
                [self.shipped, self.own],
                [self.shipped.parent / "place.yaml", self.own / "place.yaml"],
            )
            if not self.mistakes:
                self._copy([name for name, _, _ in stamp])
            self._stamp = stamp
        self._library = None
        self._until = time.monotonic() + LOOK_EVERY
        return f"{hash(stamp):x}"

    def library(self) -> Library:
        """What people see; the files are looked at again after a second: each tap asks for it."""
        if time.monotonic() > self._until:
            self.look()
        if self._library is None:
            self._library = read_library([self.shipped, self.in_order])
        return self._library

    def _copy(self, names: list[str]) -> None:
        self.in_order.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.in_order.rglob("*.y*ml")):
            if str(path.relative_to(self.in_order)) not in names:
                path.unlink()
        for name in names:
            copy = self.in_order / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_name(f"{copy.name}.part")  # nobody ever reads half a file
            shutil.copy2(self.own / name, part)
            part.replace(copy)


class CannotCopy(ValueError):
    """Why there is no copy, and what to do."""


def copy_step(shipped: Path, own: Path, name: str, new: str, language: str = "en") -> Path:
    """Copy an exercise or card under a new id into an author's folder; return the copy.

    The schema that editors read goes along. Raises :class:`CannotCopy` if there is nothing of this
    name, the new one is no id, or a file has it already: nothing is ever written over.
    """
    library = read_library([shipped])
    known = sorted([*library.exercises, *library.cards])
    if name not in known:
        raise CannotCopy(f"There is no {name!r} to copy. There are: {', '.join(known)}.")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", new):
        raise CannotCopy(
            f"{new!r} cannot be a name here. Use small letters, digits and hyphens, such as "
            "'our-garden'."
        )
    copy = own / language / f"{new}.yaml"
    if new in known or copy.exists():
        raise CannotCopy(f"There is a {new!r} already. Choose another name; nothing was changed.")
    text = (shipped / language / f"{name}.yaml").read_text(encoding="utf-8")
    copy.parent.mkdir(parents=True, exist_ok=True)
    (own / "schema").mkdir(exist_ok=True)
    for schema in re.findall(r"\$schema=\.\./schema/(\S+)", text):
        shutil.copy(shipped / "schema" / schema, own / "schema" / schema)
    renamed = re.sub(r"^id: .*$", f"id: {new}", text, count=1, flags=re.MULTILINE)
    copy.write_text(renamed, encoding="utf-8", newline="\n")
    return copy
