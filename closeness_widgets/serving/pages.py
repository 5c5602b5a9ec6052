"""Pages as HTML: templates filled, notebooks rendered once and kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
import nbformat
from nbconvert.filters import clean_html
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from voila.exporter import VoilaExporter, VoilaMarkdownRenderer

from closeness_widgets import paths
from closeness_widgets.content.base import ExerciseContent
from closeness_widgets.content.library import Library, kind_of
from closeness_widgets.content.local_help import LocalHelp, read_local_help
from closeness_widgets.content.pages import PAGES, read_words
from closeness_widgets.content.site import Site, read_site
from closeness_widgets.serving.chapters import GUIDE, LIVE, Chapter, exercise_in, opened_later
from closeness_widgets.serving.statics import Statics

TEMPLATES = Path(__file__).parent / "template"


class PlainHeadings(VoilaMarkdownRenderer):  # type: ignore[misc]
    """Markdown whose headings carry no link to themselves: another stop for the Tab key.

    A list of what a chapter holds can still lead to its sections: each has a name of its own.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, exclude_anchor_links=True, **options)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """``## Two circles`` can be reached as ``#Two-circles``."""
        if level == 2:
            attrs["id"] = re.sub(r"<[^>]*>|[^\w-]", "", text.replace(" ", "-"))
        return str(super().heading(text, level, **attrs))


@dataclass(frozen=True)
class Rendered:
    """A page that is the same for everyone, compressed once for all of them.

    ``library`` and ``changed`` (the notebook's time, in ns) are what it was made from.
    """

    library: Library
    changed: int
    plain: bytes
    gzipped: bytes


class Pages:
    """Renders every page of the site.

    A notebook's page holds its prose and an empty place for each code cell: the same HTML for
    everyone, so that reading can begin before any kernel has started.
    """

    def __init__(
        self,
        base: str,
        overlay: Path,
        statics: Statics,
        chapters: dict[str, Chapter],
        rooms: dict[str, Chapter],
        contents: Any,
        read_library: Callable[[], Library],
    ) -> None:
        self._base = base
        self._overlay = overlay
        self._statics = statics
        self._chapters = chapters
        self.rooms = rooms
        self._contents = contents
        self._read_library = read_library
        self._rendered: dict[tuple[str, bool], Rendered] = {}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def words(self) -> Site:
        """The words of the pages, the owner's own laid over those that ship."""
        return read_site([paths.content(), self._overlay])

    def local_help(self) -> LocalHelp:
        """The help lines of the place."""
        return read_local_help(
            [paths.content().parent / "place.yaml", self._overlay / "place.yaml"]
        )

    def render(self, template: str, **variables: Any) -> str:
        """One of the templates with the words and addresses that all of them use."""
        return self._templates.get_template(template).render(
            base=self._base,
            words=self.words(),
            static=self._statics.address,
            library=self._read_library(),
            guide=GUIDE,
            chapters=[chapter for chapter in self._chapters.values() if not chapter.for_owner],
            **variables,
        )

    async def chapter(self, chapter: Chapter) -> Rendered:
        """The notebook's page."""
        return await self._once(chapter, False, partial(self._render_notebook, chapter))

    async def live(self, secure: bool) -> Rendered:
        """The participants' page of a live workshop."""
        return await self._once(self.rooms[LIVE], secure, partial(self.room, LIVE, secure))

    async def render_ahead(self, first: Chapter) -> None:
        """Have the pages with which people begin, before anybody asks for them."""
        await self.chapter(first)
        await self.live(secure=False)

    async def _once(
        self, chapter: Chapter, secure: bool, render: Callable[[], Awaitable[str]]
    ) -> Rendered:
        """What was rendered before, unless the notebook or any word has changed since.

        The library is another object after a change of any content file, the pages' words too.
        """
        library, changed = self._read_library(), chapter.path.stat().st_mtime_ns
        kept = self._rendered.get((chapter.slug, secure))
        if kept is None or kept.library is not library or kept.changed != changed:
            page = (await render()).encode()
            kept = Rendered(library, changed, page, gzip.compress(page, mtime=0))
            self._rendered[chapter.slug, secure] = kept
        return kept

    def room_words(self, name: str) -> Any:
        """The words of a room's pages: ``live``, ``facilitator``, ``wall`` or ``result``."""
        return read_words([paths.content(), self._overlay], name, PAGES[name])

    def take_away_styles(self) -> str:
        """The looks of the notes that people save, to stand in the file itself."""
        return self._statics.text("take_away.css")

    async def room(self, name: str, secure: bool, **told: Any) -> str:
        """A room's page, made from its notebook; ``told`` is what its script gets besides."""
        own, wall = self.room_words(name), self.room_words("wall")
        site = {
            name: own,
            "wall": wall,
            "secure": secure,
            "room": {
                "base": self._base,
                "words": {**own.model_dump(mode="json"), "drawing": wall.drawing.model_dump()},
                **told,
            },
        }
        notebook = nbformat.read(self.rooms[name].path, as_version=4)  # type: ignore[no-untyped-call]
        template = {"facilitator": "facilitate"}.get(name, name)
        return await self._rendered_notebook(notebook, self.rooms[name], site, template)

    def output(self, output: Any) -> str:
        """An output of a cell that is no widget, as harmless HTML."""
        data = output.get("data", {})
        if "text/markdown" in data:
            renderer = PlainHeadings(self._contents, escape=False)
            return str(
                clean_html(  # type: ignore[no-untyped-call]
                    MarkdownWithMath(renderer).render(data["text/markdown"])
                )
            )
        text = data.get("text/plain") or output.get("text") or ""
        return f"<pre>{markupsafe.escape(text)}</pre>" if text else ""

    async def _render_notebook(self, chapter: Chapter) -> str:
        notebook = nbformat.read(chapter.path, as_version=4)  # type: ignore[no-untyped-call]
        return await self._rendered_notebook(notebook, chapter, {}, "index")

    async def _rendered_notebook(
        self, notebook: Any, chapter: Chapter, more: dict[str, Any], template: str
    ) -> str:
        words = self.words()
        resources = {
            "closeness": {
                "base": self._base,
                "page": chapter.slug,
                "title": chapter.title,
                "words": words,
                "static": self._statics.address,
                "exercise_scripts": self._scripts(notebook),
                "later": self._later(notebook),
                "chapters": [
                    {"slug": one.slug, "title": one.title, "current": one.slug == chapter.slug}
                    for one in self._chapters.values()
                    if not one.for_owner
                ],
                "for_owner": chapter.for_owner,
                **more,
            }
        }
        parts = self._exporter(template).generate_from_notebook_node(notebook, resources=resources)
        return "".join([part async for part, _ in parts])

    def _scripts(self, notebook: Any) -> list[str]:
        """Scripts of the exercises that a notebook opens at once, to be fetched meanwhile."""
        library, later = self._read_library(), opened_later(notebook).values()
        named = {exercise_in(cell) for cell in notebook.cells} - {""} - set(later)
        kinds = {kind_of(library.exercise(name)) for name in named & set(library.exercises)}
        return [self._statics.address(f"{kind}.js") for kind in sorted(kinds)]

    def _later(self, notebook: Any) -> dict[int, ExerciseContent]:
        """The exercises that wait behind a button, by the number of their cell."""
        exercises = self._read_library().exercises
        later = opened_later(notebook).items()
        return {number: exercises[name] for number, name in later if name in exercises}

    def _exporter(self, template: str) -> Any:
        exporter = VoilaExporter(
            template_paths=[str(TEMPLATES)],
            template_name="closeness",
            contents_manager=self._contents,
            base_url=self._base,
            markdown_renderer_class=PlainHeadings,
        )
        exporter.template_file = f"{template}.html.j2"
        exporter.environment.autoescape = True
        return exporter
