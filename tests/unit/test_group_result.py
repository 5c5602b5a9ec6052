"""The group's picture in words, as a table, as a CSV and as pages."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.charts import group as chart
from closeness_widgets.content.files import ContentErrors
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.result_words import ResultWords
from closeness_widgets.workshops.result import result
from closeness_widgets.workshops.tables import csv_table

LIBRARY = read_library([paths.content()])
WORDS = read_words([paths.content()], "result", ResultWords)


def bands(*tenths):
    ends = [(0, 3), (4, 6), (7, 10)] if len(tenths) == 3 else [(0, 6), (7, 10)]
    return [
        {"low": low, "high": high, "tenths": share}
        for (low, high), share in zip(ends, tenths, strict=True)
    ]


def rated(item, *tenths, median=None, **more):
    told = (
        {"alike": False, "bands": bands(*tenths), "median": median} if tenths else {"alike": True}
    )
    return {"item": item, **told, **more}


def counted(item, tenths=None, few=False, nearly_all=False, **more):
    form = {"item": f"{item}.me", "tenths": tenths, "few": few, "nearly_all": nearly_all}
    return {**form, **more}


def kept(*items, **more):
    return {"number": 1, "published": {"kind": "any", "items": list(items)}, **more}


def told(exercise, picture, before=None, withheld=""):
    return result(LIBRARY, exercise, picture, before, WORDS, withheld)


def row(picture, before=None):
    return told("dimensions", picture, before)["ratings"][0]["rows"][0]


def test_a_rating_is_a_label_bands_and_plain_sentences():
    shown = told(LIBRARY.exercise("dimensions"), kept(rated("ideas.now", 4, 4, 2, median=5)))
    assert shown["heading"] == "Three ways of being close"
    assert shown["ratings"] == [
        {
            "label": "Ideas and values",
            "rows": [
                {
                    "label": "Now",
                    "alike": False,
                    "bands": [
                        {"label": "0 to 3", "share": 4, "words": "about 4 in 10"},
                        {"label": "4 to 6", "share": 4, "words": "about 4 in 10"},
                        {"label": "7 to 10", "share": 2, "words": "about 2 in 10"},
                    ],
                    "median": 5,
                    "sentence": (
                        "About 4 in 10 answered 0 to 3. About 4 in 10 answered 4 to 6. "
                        "About 2 in 10 answered 7 to 10. The answer in the middle is 5."
                    ),
                    "earlier": False,
                    "before": None,
                }
            ],
        }
    ]
    assert shown["note"] == ""
    assert shown["alt"].endswith(shown["ratings"][0]["rows"][0]["sentence"])
    assert "not a test" in shown["about"]


def test_a_dimension_has_its_wording_for_everybody():
    shown = told("dimensions", kept(rated("together.wished", 5, 5)))
    assert shown["ratings"][0]["label"] == "Doing things together"
    assert shown["ratings"][0]["rows"][0]["label"] == "How I would like it"


def test_shares_at_the_ends_are_words_without_a_number():
    said = row(kept(rated("ideas.now", 0, 10)))["sentence"]
    assert said == "Hardly anyone answered 0 to 6. Nearly everyone answered 7 to 10."


def test_where_no_groups_stand_apart_only_that_is_said():
    shown = row(kept(rated("ideas.now")))
    assert (shown["alike"], shown["bands"], shown["median"]) == (True, [], None)
    assert shown["sentence"] == "Too few answers stand apart from the others to show groups here."


def test_what_moved_since_the_round_before_is_said_and_stands_in_the_table():
    now, then = kept(rated("ideas.now", 3, 7)), kept(rated("ideas.now", 5, 2, 3, median=4))
    shown = told("dimensions", now, then)
    one = shown["ratings"][0]["rows"][0]
    assert one["before"]["median"] == 4
    assert "The time before: About 5 in 10 answered 0 to 3." in one["sentence"]
    assert shown["table"]["columns"] == ["Question", "Answer", "How many", "The time before"]
    assert shown["table"]["rows"] == [
        ["Ideas and values, Now", "0 to 6", "about 3 in 10", ""],
        ["Ideas and values, Now", "7 to 10", "about 7 in 10", "about 3 in 10"],
        ["Ideas and values, Now", "0 to 3", "", "about 5 in 10"],
        ["Ideas and values, Now", "4 to 6", "", "about 2 in 10"],
        ["Ideas and values, Now", "the one in the middle", "", "4"],
    ]


def test_an_older_row_is_marked_and_compared_with_nothing():
    picture = kept({**rated("ideas.now", 5, 5), "from": 1})
    shown = told("dimensions", picture, kept(rated("ideas.now", 5, 5)))
    one = shown["ratings"][0]["rows"][0]
    assert one["earlier"]
    assert one["before"] is None
    assert one["sentence"].endswith("From an earlier picture.")
    assert shown["note"].startswith("What is marked as earlier")
    assert shown["table"]["rows"][0][2] == "about 5 in 10 (earlier picture)"


def test_counts_stand_from_most_to_least_chosen_whatever_their_order():
    items = [
        counted("far-away", few=True), counted("blame", 3), counted("advice", nearly_all=True),
        counted("feelings-as-push", 6),
    ]  # fmt: skip
    known = [one.id for one in LIBRARY.exercise("blockers").items if not one.sensitive]
    for form, name in zip(items, known, strict=False):
        form["item"] = f"{name}.me"
    shown = told("blockers", kept(*items))["counts"]
    assert shown == told("blockers", kept(*reversed(items)))["counts"]
    assert [one["words"] for one in shown] == [
        "most, maybe all", "about 6 in 10", "about 3 in 10", "fewer than 3, maybe none",
    ]  # fmt: skip
    assert [one["share"] for one in shown] == [None, 6, 3, None]


def test_a_count_says_how_it_was_before():
    name = next(one.id for one in LIBRARY.exercise("blockers").items if not one.sensitive)
    shown = told("blockers", kept(counted(name, 3)), kept(counted(name, 6)))
    assert shown["counts"][0]["before"] == 6
    assert shown["counts"][0]["sentence"] == (
        "Feelings used as a push: about 3 in 10. The time before: about 6 in 10."
    )


def test_texts_of_people_are_in_one_place_only():
    texts = [{"id": "one", "text": "only after a yes"}]
    shown = told("question", kept({"item": "words", "texts": texts}))
    assert shown.pop("texts") == texts
    assert "only after a yes" not in json.dumps(shown)


@pytest.mark.parametrize(
    ("why", "said"), [("few", "Not yet. A picture needs"), ("close", "Too little has changed")]
)
def test_where_there_is_no_picture_it_is_said_kindly(why, said):
    shown = told("dimensions", None, withheld=why)
    assert shown["note"].startswith(said)
    assert (shown["ratings"], shown["table"]["rows"], shown["alt"]) == ([], [], "")


def test_a_missing_word_is_named(tmp_path: Path):
    shipped = (paths.content() / "en" / "result.yaml").read_text(encoding="utf-8")
    own = tmp_path / "en" / "result.yaml"
    own.parent.mkdir()
    own.write_text(shipped.replace('band: "{low} to {high}"\n', ""), encoding="utf-8")
    with pytest.raises(ContentErrors) as broken:
        read_words([paths.content(), tmp_path], "result", ResultWords)
    assert str(broken.value) == f"{own}:4: band: this is missing; write it"


EVIL = ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "\rx", "  =1+1", "plain"]


def test_no_cell_of_the_csv_is_a_formula():
    texts = [{"id": str(n), "text": text} for n, text in enumerate(EVIL)]
    told_texts = told("question", kept({"item": "words", "texts": texts}))
    text = csv_table([told("dimensions", kept(rated("ideas.now", 4, 6))), told_texts])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[:3] == [
        ["Three ways of being close"],
        ["Question", "Answer", "How many"],
        ["Ideas and values, Now", "0 to 6", "about 4 in 10"],
    ]
    assert [row[0] for row in rows[-9:-1]] == [*(f"'{one}" for one in EVIL[:-1]), "plain"]


def texts_on(page):
    return [text.get_text() for text in page.axes[0].texts]


def test_a_page_says_everything_and_tells_bands_apart_without_colour():
    shown = told("dimensions", kept(rated("ideas.now", 4, 4, 2, median=5), rated("ideas.wished")))
    (page,) = chart.figures([shown], "Autumn group")
    said = " ".join(texts_on(page))
    for row in shown["ratings"][0]["rows"]:
        assert row["sentence"] in said
    assert "0 to 3: about 4 in 10" in said
    greys = [patch.get_facecolor()[:3] for patch in page.axes[0].patches[:3]]
    light = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in greys]
    assert light == sorted(light, reverse=True)
    assert all(one - other > 0.2 for one, other in pairwise(light))
    widths = [patch.get_width() for patch in page.axes[0].patches[:3]]
    assert widths[0] == pytest.approx(widths[1])
    assert widths[0] == pytest.approx(2 * widths[2])


def test_long_texts_stay_on_the_paper_and_go_on_on_the_next_page():
    words = ["$\\frac{x}$ " * 20, "x" * 300, *["a line that is there " * 9] * 40]
    texts = [{"id": str(n), "text": text} for n, text in enumerate(words)]
    found = list(chart.figures([told("question", kept({"item": "words", "texts": texts}))], "T"))
    assert len(found) > 1
    for page in found:
        page.canvas.draw()
        for text in page.axes[0].texts:
            box = text.get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= page.bbox.width
            assert box.y0 >= 0


def test_the_pdf_is_made_in_a_process_of_its_own_and_says_nothing_of_this_machine():
    shown = told("dimensions", kept(rated("ideas.now", 4, 4, 2)))
    made = [
        subprocess.run(
            [sys.executable, "-W", "error", "-m", "closeness_widgets.charts.group"],
            input=json.dumps({"title": "Zuhören 日本", "results": results}).encode(),
            capture_output=True,
            check=True,
        ).stdout
        for results in ([shown], [])
    ]
    assert all(pdf.startswith(b"%PDF") for pdf in made)
    assert made[0] == chart.pages([shown], "Zuhören 日本")
    assert b"CreationDate" not in made[0]
