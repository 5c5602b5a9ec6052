"""The report: two pages, read back from the PDF as a person would read them."""

from __future__ import annotations

import io
from functools import cache

import pytest
from pypdf import PdfReader

from closeness_widgets import paths
from closeness_widgets.charts.report import build
from closeness_widgets.charts.report_pdf import progress_pdf, progress_png, report_pdf
from closeness_widgets.charts.words import client_words
from closeness_widgets.content.base import KINDS
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.progress_words import ProgressWords
from closeness_widgets.testing import sample_people
from tests.unit.weeks import told, weeks

LIBRARY = read_library([paths.content()])
PROGRESS = read_words([paths.content()], "progress", ProgressWords)
OWN = client_words(LIBRARY, PROGRESS, "friend", voice="client")
COACH = client_words(LIBRARY, PROGRESS, "friend")
MADE = "2026-11-25"
WORDS_OF_THEIR_OWN = "Soup on the steps, and {name} laughed."


def one_client(moments: int = 2, marks: int = 1):
    one = told(
        feelings=[4, 5, 4, 5, 4, 5, 8, 9], ideas=[5] * 8, together=[3], wished=9,
        marks=[
            {"date": "2026-06-10", "until": None, "kind": "event", "label": f"New flat {number}"}
            for number in range(marks)
        ],
        blockers=["blame"],
    )  # fmt: skip
    for number in range(moments):
        day = weeks(8)[number % 8]
        one["answers"][f"moment.aaaa{number:02}"] = {"date": day, "what": WORDS_OF_THEIR_OWN}
    for week in weeks(8):
        one["answers"][f"week.{week}.sign.repair"] = 1
    return one


@cache
def report_of_birch() -> bytes:
    return report_pdf(one_client(), OWN, MADE, "Birch")


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def lowest(pdf: bytes) -> list[float]:
    """How high above the edge the lowest text of each page stands, in points."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        heights: list[float] = []

        def visit(text, _cm, matrix, _font, _size, heights=heights):
            if text.strip():
                heights.append(matrix[5])

        page.extract_text(visitor_text=visit)
        found.append(min(heights))
    return found


def test_the_report_has_two_pages_whose_text_can_be_read():
    first, second = pages(report_of_birch())
    assert first.startswith(
        "Your weeks, looked back on Made on 25 November 2026. Kept under the name: Birch"
    )
    assert "Feelings moved up, by more than your usual ups and downs, since week 7" in first
    assert "Marked in the picture: A: New flat 0, 10 June 2026" in first
    for heading in ("Signs that something moves", "What this does not say", "To think about"):
        assert heading in second
    assert "Finding back sooner: a little or clearly in 8 of 8 weeks." in second
    assert f"11 May 2026: {WORDS_OF_THEIR_OWN}" in second
    assert "I blamed your friend for what I did: in 8 of 8 weeks." in second


def test_it_is_read_in_the_order_of_the_page():
    report = build(one_client(), OWN, MADE)
    text = " ".join(pages(report_of_birch()))
    order = [report["title"], *(one["heading"] for one in [*report["first"], *report["second"]])]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)


def test_the_file_says_its_language_and_title_and_the_picture_its_description():
    pdf = report_of_birch()
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata.title == "Your weeks, looked back on"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert [one.title for one in reader.outline if not isinstance(one, list)] == [
        "Your weeks, looked back on"
    ]
    described = str([reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)])
    assert "A chart over 8 weeks, from 4 May 2026 to 22 June 2026" in described


def test_for_supervision_there_are_no_words_of_the_client_and_no_name():
    pdf = report_pdf(one_client(), COACH, MADE, "Birch", supervision=True)
    text = " ".join(pages(pdf))
    assert "Weeks of a client, for supervision" in text
    assert "Feelings moved up, by more than this person’s usual ups and downs" in text
    for left_out in ("Birch", "Soup", "New flat", "Moments"):
        assert left_out not in text
    assert "A: Something happened, 10 June 2026" in text
    assert b"Birch" not in pdf


def test_what_was_not_shared_has_no_heading():
    one = told(feelings=[4, 5, 4])
    ids = [section["id"] for section in build(one, OWN, MADE)["second"]]
    assert ids == ["how", "limits", "questions"]
    assert PROGRESS.report.how_none in build(one, OWN, MADE)["second"][0]["texts"]


@pytest.mark.parametrize("kind", KINDS)
def test_much_to_tell_still_fits_on_two_pages(kind):
    words = client_words(LIBRARY, PROGRESS, kind, voice="client")
    one = one_client(moments=40, marks=12)
    for item in [item for item in one["answers"] if item.startswith("moment.")]:
        one["answers"][item]["what"] = "A long evening. " * 100
    for week in weeks(8):
        one["answers"][f"week.{week}.blockers"] = list(words["choices"])
        for sign in words["signs"]:
            one["answers"][f"week.{week}.sign.{sign}"] = 2
    pdf = report_pdf(one, words, MADE, "Birch" * 8)
    read = pages(pdf)
    assert len(read) == 2
    assert min(lowest(pdf)) > 40  # points above the edge of the sheet
    assert read[1].endswith(PROGRESS.report.client.keep)
    assert "Only the latest stand here, of 40 in all." in read[1] or "A long" not in read[1]


def test_without_a_week_there_are_still_two_pages_and_no_picture():
    first, second = pages(report_pdf({"answers": {}}, OWN, MADE))
    assert PROGRESS.notes.no_weeks in first
    assert PROGRESS.report.client.questions[0] in second
    assert progress_png({"answers": {}}, OWN) == b""


def test_the_chart_alone_is_one_page_or_a_picture():
    (only,) = pages(progress_pdf(one_client(), COACH, MADE))
    assert only.startswith("The weeks in a picture Made on 25 November 2026.")
    assert "Feelings moved up" in only
    assert progress_png(one_client(), COACH).startswith(b"\x89PNG")
    (hidden,) = pages(progress_pdf(one_client(), COACH, MADE, supervision=True))
    assert "New flat" not in hidden


def test_the_same_client_gives_the_same_bytes():
    assert report_pdf(one_client(), OWN, MADE, "Birch") == report_of_birch()
    assert progress_png(one_client(), OWN) == progress_png(one_client(), OWN)


@pytest.mark.parametrize("person", sample_people(), ids=lambda person: person.pseudonym)
def test_every_sample_person_has_a_report_of_two_pages(person):
    words = client_words(LIBRARY, PROGRESS, person.about.kind, voice="client")
    read = pages(report_pdf({"answers": person.answers["journal"]}, words, MADE))
    assert len(read) == 2
    assert "{" not in " ".join(read)
