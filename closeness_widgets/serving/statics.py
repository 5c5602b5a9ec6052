"""Scripts, styles and pictures: compressed once, at addresses that change with their content."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import brotli

from closeness_widgets import assets
from closeness_widgets.serving.access import AskedHandler, PageHandler

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TEXT = {".js", ".css", ".svg", ".json", ".webmanifest"}


@dataclass(frozen=True)
class StaticFile:
    """One file in every encoding that it is served in."""

    type: str
    encodings: dict[str, bytes]


class Statics:
    """Every static file of the site, by its hashed name."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._names: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}
        for path in sorted(FOLDER.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                self._add(path.name, path.read_bytes())
        self._add("exercises.css", assets.style().encode())
        for kind in assets.kinds():
            self._add(f"{kind}.js", assets.script(kind).encode())

    def address(self, name: str) -> str:
        """Where a page finds the file: ``/static/site.3f2a….css``."""
        return f"{self._base}static/{self._names[name]}"

    def text(self, name: str) -> str:
        """The file's content."""
        return self._files[self._names[name]].encodings[""].decode()

    def find(self, hashed_name: str) -> StaticFile | None:
        """The file at this address."""
        return self._files.get(hashed_name)

    def _add(self, name: str, data: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        hashed = assets.hashed(stem, data, ending)
        encodings = {"": data}
        if f".{ending}" in TEXT:
            encodings["br"] = brotli.compress(data, quality=9)
            encodings["gzip"] = gzip.compress(data, 9, mtime=0)
        kind = "text/javascript" if ending == "js" else mimetypes.guess_type(name)[0]
        self._names[name] = hashed
        self._files[hashed] = StaticFile(kind or "application/octet-stream", encodings)


class StaticHandler(AskedHandler):
    """``static/<name>.<hash>.<ending>``: the same for everyone, so nobody is asked who they are."""

    def get(self, name: str) -> None:
        """Answer in the smallest encoding that the browser takes."""
        file = self.house.statics.find(name)
        if file is None:
            self.set_status(404)
            return
        accepted = {
            part.split(";")[0].strip()
            for part in self.request.headers.get("Accept-Encoding", "").split(",")
        }
        encoding = next(
            (one for one in ("br", "gzip") if one in accepted & set(file.encodings)), ""
        )
        self.set_header("Content-Type", file.type)
        self.set_header("Cache-Control", FOR_EVER)
        self.set_header("Vary", "Accept-Encoding")
        if encoding:
            self.set_header("Content-Encoding", encoding)
        self.finish(file.encodings[encoding])

    def compute_etag(self) -> None:
        """The address says it all."""


class NotFound(PageHandler):
    """Everything that is not listed."""

    def prepare(self) -> None:
        """Answer every method alike."""
        self.set_status(404)
        self.write_error(404)
