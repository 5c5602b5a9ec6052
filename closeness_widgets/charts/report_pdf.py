"""The report and the chart as files to keep: PDF on A4, PNG."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from matplotlib.figure import Figure

from closeness_widgets.analysis.series import read_series
from closeness_widgets.charts.progress import SIZES, has_ratings, plot_progress
from closeness_widgets.charts.report import build, without_words

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 17.0
"""A4 in millimetres."""

SHARP = 200
"""Dots to an inch."""

BODY, SMALL, HEADING = 9.5, 8.5, 12
"""Sizes of letters in points."""

INK, SOFT = (43, 39, 35), (93, 85, 76)


def report_pdf(
    told: Mapping[str, Any],
    words: Mapping[str, Any],
    made: str,
    name: str = "",
    supervision: bool = False,
) -> bytes:
    """The report on two pages of A4; arguments as for :func:`~.report.build`.

    Text is text (it can be searched, copied and read aloud), in the order in which it is read; the
    picture carries its description. The same data give the same bytes.
    """
    report = build(told, words, made, name, supervision)
    paper = _Paper(report, made)
    paper.first_page(report, _png(told, words, supervision))
    paper.add_page()
    paper.sections(_that_fit(paper, report["second"], report["keep"]))
    paper.text(report["keep"], SMALL, SOFT)
    return bytes(paper.output())


def progress_pdf(
    told: Mapping[str, Any], words: Mapping[str, Any], made: str, supervision: bool = False
) -> bytes:
    """The chart with its sentences on one page of A4."""
    report = build(told, words, made, supervision=supervision)
    report |= {"title": report["picture_heading"], "introduction": []}
    paper = _Paper(report, made)
    paper.first_page(report, _png(told, words, supervision))
    return bytes(paper.output())


def progress_png(
    told: Mapping[str, Any], words: Mapping[str, Any], supervision: bool = False
) -> bytes:
    """The chart alone, for a slide or a letter; empty without a weekly rating."""
    return _png(told, words, supervision)


def _png(told: Mapping[str, Any], words: Mapping[str, Any], supervision: bool) -> bytes:
    series = read_series(without_words(told) if supervision else told)
    if not has_ratings(series):
        return b""
    figure: Figure = plot_progress(series, words, "paper")
    figure.set_facecolor("white")
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=SHARP, metadata={"Software": None})
    return out.getvalue()


class _Paper(FPDF):
    """Sheets that are written from top to bottom with one family of letters."""

    def __init__(self, report: Mapping[str, Any], made: str) -> None:
        super().__init__(format="A4")
        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        self.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
        self.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(False)
        self.set_lang("en")
        self.set_title(report["title"])
        self.set_creation_date(datetime.fromisoformat(made).replace(tzinfo=UTC))
        self.add_page()

    @property
    def room(self) -> float:
        """Millimetres left on this sheet."""
        return HEIGHT - MARGIN - float(self.get_y())

    def first_page(self, report: Mapping[str, Any], png: bytes) -> None:
        """Title, introduction, the picture as large as the sentences let it be, and these."""
        self.heading(report["title"], 18)
        self.text(" ".join(one for one in (report["made"], report["name"]) if one), SMALL, SOFT)
        for text in report["introduction"]:
            self.text(text)
        below = self.measure(report["first"], report["key"])
        if png:
            width, height = SIZES["paper"]
            high = min(self.room - below - 6, (WIDTH - 2 * MARGIN) * height / width)
            wide = high * width / height
            alt = report["picture"]["alt"]
            self.image(
                io.BytesIO(png), x=(WIDTH - wide) / 2, y=self.get_y() + 2, w=wide, h=high,
                alt_text=alt, title=report["picture_heading"],
            )  # fmt: skip
            self.set_y(self.get_y() + high + 4)
        if report["key"]:
            self.text(report["key"], SMALL, SOFT)
        self.sections(report["first"])

    def sections(self, sections: Sequence[Mapping[str, Any]]) -> None:
        """Each with its heading, its texts, and its items as a list."""
        for one in sections:
            self.heading(one["heading"], HEADING)
            for text in one["texts"] if one["id"] != "said" else ():
                self.text(text)
            for item in one["items"]:
                self.text(item, bullet=True)
            for text in one["texts"] if one["id"] == "said" else ():
                self.text(text, SMALL, SOFT)
            self.ln(2.5)

    def heading(self, text: str, size: float) -> None:
        """A heading, with its place in the outline that a reader can jump by."""
        self.start_section(text, level=0 if size > 14 else 1)
        self.set_font("DejaVu", "B", size)
        self.set_text_color(*INK)
        self.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def text(  # type: ignore[override]
        self,
        text: str,
        size: float = BODY,
        colour: tuple[int, int, int] = INK,
        bullet: bool = False,
    ) -> None:
        """A paragraph."""
        self.set_font("DejaVu", "", size)
        self.set_text_color(*colour)
        if bullet:
            self.cell(5, size * 0.5, "•")
        self.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def measure(self, sections: Sequence[Mapping[str, Any]], *texts: str) -> float:
        """Millimetres that sections and small texts take."""
        high = sum(self._high(text, SMALL) for text in texts if text)
        for one in sections:
            small = SMALL if one["id"] == "said" else BODY
            high += self._high(one["heading"], HEADING, style="B") + 2.5
            high += sum(self._high(text, small) for text in one["texts"])
            high += sum(self._high(item, BODY, left=5) for item in one["items"])
        return high

    def _high(self, text: str, size: float, left: float = 0, style: Literal["", "B"] = "") -> float:
        self.set_font("DejaVu", style, size)
        high = self.multi_cell(
            WIDTH - 2 * MARGIN - left, size * 0.5, text, align="L", dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )  # fmt: skip
        return float(high) + 1  # type: ignore[arg-type]


def _that_fit(
    paper: _Paper, sections: Sequence[Mapping[str, Any]], keep: str
) -> list[Mapping[str, Any]]:
    """The sections with as many moments, the latest ones, as the sheet has room for."""
    kept = [dict(one) for one in sections]
    moments = next((one for one in kept if one["id"] == "moments"), None)
    while moments and moments["items"] and paper.measure(kept, keep) > paper.room:
        moments |= {"items": moments["items"][1:], "texts": [moments["latest"]]}
    return [one for one in kept if one["items"] or one["id"] != "moments"]
