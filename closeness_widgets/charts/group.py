"""The group's pictures as pages to print.

``python -m closeness_widgets.charts.group`` reads ``{"title", "results"}`` as JSON and writes the
PDF, so that a room that is running does not wait for matplotlib.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

WIDTH, HEIGHT, MARGIN = 595, 842, 56
"""A4 in points."""

INK, LINE = "#1f1b17", "#6b6258"
GREYS = {2: ("#efeae2", "#6b6258"), 3: ("#efeae2", "#b5aca0", "#6b6258")}
"""From the lowest band to the highest: told apart by how dark they are, and by the words below."""

BAR = 16
"""How high a bar is."""

BESIDE = 110
"""Where a bar begins, right of its label."""


def pages(results: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """The results (see ``workshops/result.py``) as a PDF on A4, each from the top of a page.

    The same results give the same bytes: neither a date nor a name is in the file.
    """
    out = io.BytesIO()
    # Nothing but text in it: Type 42 fonts can be searched and copied.
    with rc_context({"pdf.fonttype": 42}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # a letter that the font does not have
        nothing = {"Creator": None, "Producer": None, "CreationDate": None, "Title": title}
        with PdfPages(out, metadata=nothing) as pdf:
            for figure in figures(results, title):
                pdf.savefig(figure)
    return out.getvalue()


def figures(results: Sequence[Mapping[str, Any]], title: str) -> Iterator[Figure]:
    """The pages one by one; one with the title alone if there is no result."""
    for result in results:
        sheet = _Sheet(title)
        _draw(sheet, result)
        yield from sheet.done
    if not results:
        yield from _Sheet(title).done


class _Sheet:
    """Paper that is written from top to bottom; a new page where a part does not fit any more."""

    def __init__(self, title: str) -> None:
        self.done: list[Figure] = []
        self._title = title
        self._turn()

    def room(self, height: float) -> None:
        """Begin a new page if ``height`` points do not fit on this one."""
        if self.at - height < MARGIN:
            self._turn()

    def write(
        self, text: str, size: float = 10.5, left: float = 0, bold: bool = False, gap: float = 4
    ) -> None:
        """Write a paragraph, then leave ``gap`` points free."""
        for line in wrapped(text, WIDTH - 2 * MARGIN - left, size, bold):
            self.room(size * 1.4)
            self.at -= size * 1.4
            self.put(line, left, self.at, size, bold)
        self.at -= gap

    def put(
        self, text: str, left: float, height: float, size: float = 10.5, bold: bool = False
    ) -> None:
        """Write one line at a place."""
        self.axes.text(
            MARGIN + left, height, text, fontsize=size, color=INK, va="baseline",
            weight="bold" if bold else "normal", parse_math=False,
        )  # fmt: skip

    def bar(self, left: float, width: float, colour: str) -> None:
        """Draw a part of a bar, its lower edge where the sheet is now."""
        place = (MARGIN + left, self.at)
        self.axes.add_patch(
            Rectangle(place, width, BAR, facecolor=colour, edgecolor=LINE, linewidth=0.8)
        )

    def _turn(self) -> None:
        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), facecolor="white")
        self.axes: Axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(0, HEIGHT)
        self.axes.set_axis_off()
        self.done.append(figure)
        self.at: float = HEIGHT - MARGIN
        self.write(self._title, 9, gap=10)


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines of at most ``width`` points; a word that is too long is broken."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")

    def fits(line: str) -> bool:
        measured: float = text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]
        return measured <= width

    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if fits(longer):
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while not fits(line):
            most = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or fits(line[:end]))
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines


def _draw(sheet: _Sheet, result: Mapping[str, Any]) -> None:
    sheet.write(result["heading"], 18, bold=True, gap=6)
    if result["made"]:
        sheet.write(result["made"], 9)
    if result["note"]:
        sheet.write(result["note"], bold=True)
    sheet.write(result["about"], 9, gap=12)
    for rating in result["ratings"]:
        sheet.room(120)
        sheet.write(rating["label"], 13, bold=True, gap=2)
        for row in rating["rows"]:
            _draw_row(sheet, row)
        sheet.at -= 8
    for count in result["counts"]:
        _draw_count(sheet, count)
    for text in result["texts"]:
        sheet.write(f"•  {text['text']}", gap=6)


def _draw_row(sheet: _Sheet, row: Mapping[str, Any]) -> None:
    """A bar cut into its bands, their words below it, then the sentence."""
    sheet.room(90)
    sheet.at -= BAR + 4
    label = wrapped(row["label"], BESIDE - 8, 10.5)
    for number, line in enumerate(label):
        sheet.put(line, 0, sheet.at + 4 - 13 * number)
    low = 13.0 * len(label)
    # Where nothing is drawn, the sentence stands beside the label.
    sheet.at -= max(low, _draw_bands(sheet, row["bands"])) if row["bands"] else -BAR
    sheet.write(row["sentence"], 9, left=BESIDE, gap=8)


def _draw_bands(sheet: _Sheet, bands: Sequence[Mapping[str, Any]]) -> float:
    """The bar of a rating; return how far down its words reach."""
    whole = WIDTH - 2 * MARGIN - BESIDE
    # A share that rounds to nothing still gets an edge to be seen; the sum need not be ten tenths.
    shares = [max(band["share"], 0.3) for band in bands]
    left, lines = float(BESIDE), 0
    for share, grey in zip(shares, GREYS[len(bands)], strict=True):
        width = whole * share / sum(shares)
        sheet.bar(left, width, grey)
        left += width
    column = whole / len(bands)
    for place, (band, grey) in enumerate(zip(bands, GREYS[len(bands)], strict=True)):
        start = BESIDE + column * place
        sheet.axes.add_patch(
            Rectangle(
                (MARGIN + start, sheet.at - 16), 9, 9, facecolor=grey, edgecolor=LINE, linewidth=0.8
            )
        )
        told = wrapped(f"{band['label']}: {band['words']}", column - 20, 9)
        for number, line in enumerate(told):
            sheet.put(line, start + 14, sheet.at - 15 - 12 * number, 9)
        lines = max(lines, len(told))
    return 10.0 + 12 * lines


def _draw_count(sheet: _Sheet, count: Mapping[str, Any]) -> None:
    whole = WIDTH - 2 * MARGIN
    sheet.room(64)
    sheet.write(count["sentence"], gap=4)
    sheet.at -= BAR
    if count["share"] is not None:
        sheet.bar(0, whole * 0.6, "white")
        sheet.bar(0, whole * 0.6 * count["share"] / 10, GREYS[3][2])
        if count["before"] is not None:
            place = MARGIN + whole * 0.6 * count["before"] / 10
            sheet.axes.plot([place, place], [sheet.at - 4, sheet.at + BAR + 4], color=INK, lw=2)
    else:
        sheet.at += BAR
    sheet.at -= 10


def main() -> None:
    """Read ``{"title", "results"}`` from standard input, write the PDF to standard output."""
    told = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pages(told["results"], told["title"]))


if __name__ == "__main__":
    main()
