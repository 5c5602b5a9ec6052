"""What a coach who knows pandas can call, on the people that ship with the workbook."""

from __future__ import annotations

import inspect
import json

import numpy as np
import pandas as pd
import pytest

import closeness_widgets
from closeness_widgets import (
    blockers_by_week,
    nap,
    paths,
    plot_blockers,
    plot_progress,
    progress,
    sample_people,
    sample_weeks,
    theil_sen,
)
from closeness_widgets.serving.chapters import read_chapters

FUNCTIONS = [
    blockers_by_week, nap, plot_blockers, plot_progress, progress, sample_people, sample_weeks,
    theil_sen,
]  # fmt: skip


def test_the_sample_people_and_their_weeks_are_tables():
    people = sample_people()
    assert people.loc["Birch"].tolist() == ["partner", 22]
    weeks = sample_weeks("Birch")
    assert len(weeks) == 24
    assert weeks.index.name == "week"
    assert set(weeks.dtypes) == {np.dtype(float)}
    assert weeks["feelings.now"].count() == 22


def test_somebody_who_is_not_there_is_named_with_those_who_are():
    with pytest.raises(KeyError, match="no sample person 'Oak'; there are: Birch, Hazel, Linden"):
        sample_weeks("Oak")


def test_progress_tells_which_rating_moved_and_since_when():
    table = progress(sample_weeks("Birch"))
    assert table.loc["feelings.now", "verdict"] == "more"
    assert table.loc["feelings.now", "since"] == pd.Timestamp("2026-09-14")
    assert table.loc["ideas.now", "verdict"] == "within"


def test_a_table_of_ones_own_is_drawn_with_its_gaps():
    days = pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-26"])
    figure = plot_progress(pd.DataFrame({"feelings.now": [4.0, 5, 6]}, index=days), "friend")
    (line,) = [one for one in figure.axes[2].lines if one.get_gid() == "now"]
    np.testing.assert_array_equal(line.get_ydata(), [4, 5, np.nan, 6])
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_a_chart_says_what_it_needs():
    days = pd.to_datetime(["2026-01-05"])
    with pytest.raises(ValueError, match=r"feelings[.]now; the columns that came are mood$"):
        plot_progress(pd.DataFrame({"mood": [4.0]}, index=days))
    with pytest.raises(ValueError, match=r"^a kind of relationship is one of partner.*'ex' came"):
        plot_progress(sample_weeks("Birch"), kind="ex")
    with pytest.raises(ValueError, match=r"^a heat map needs one week with an answer at least"):
        plot_blockers(pd.DataFrame({"feelings.now": [4.0]}, index=days))


def test_what_got_in_the_way_is_a_table_of_ones_and_zeros_and_a_figure():
    weeks = sample_weeks("Birch")
    table = blockers_by_week(weeks)
    assert set(np.unique(table.stack().dropna())) == {0.0, 1.0}
    rows = plot_blockers(weeks, "partner").axes[0]
    assert len(rows.texts) == 2 * table.shape[1]
    assert len(plot_blockers(table, "partner").axes[0].texts) == 2 * table.shape[1]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_each_function_is_public_typed_and_documented(function):
    assert function.__name__ in closeness_widgets.__all__
    signature, text = inspect.signature(function), inspect.getdoc(function)
    kinds = [one.annotation for one in signature.parameters.values()]
    assert inspect.Signature.empty not in [*kinds, signature.return_annotation]
    assert "Args:" in text or not kinds
    assert "Returns:" in text or signature.return_annotation in ("Chart", "Nap", "Trend")


def test_every_statistic_names_its_source():
    assert "Parker and K. J. Vannest" in nap.__doc__
    assert "Newcombe" in nap.__doc__
    assert "P. K. Sen" in theil_sen.__doc__
    assert "closeness_widgets.analysis.xmr.limits" in progress.__doc__


def test_the_notebook_for_coaches_is_no_page_for_participants():
    notebook = paths.workbooks() / "coach_analysis.ipynb"
    assert notebook.is_file()
    assert notebook not in [chapter.path for chapter in read_chapters().values()]


def test_the_notebook_is_prose_with_short_cells():
    cells = json.loads((paths.workbooks() / "coach_analysis.ipynb").read_text())["cells"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    assert max(len([line for line in source if line.strip()]) for source in code) <= 4
    assert len(code) < len(cells) / 2
