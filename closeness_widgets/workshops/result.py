"""A published picture in words and numbers for people: one JSON for wall, phones and export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from closeness_widgets.content.base import Phrase
from closeness_widgets.content.card import StepContent
from closeness_widgets.content.checklist import Checklist
from closeness_widgets.content.library import Library
from closeness_widgets.content.rating import NOW, WISHED, Rating
from closeness_widgets.content.result_words import ResultWords
from closeness_widgets.workshops.tables import csv_table

Json = dict[str, Any]

__all__ = ["csv_table", "result"]


def result(
    library: Library,
    exercise: StepContent | str,
    picture: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None,
    words: ResultWords,
    withheld: str = "",
) -> Json:
    """What people get to see and read of a picture.

    Args:
        library: to look an exercise or card up by its id.
        exercise: what the picture is of, or its id.
        picture: as it is kept: ``{"published": {"kind", "items"}, ...}``. None: there is none yet.
        before: the picture of an earlier round to compare with, as it is kept.
        words: of ``result.yaml``.
        withheld: why there is no picture, or no new one: ``few`` (``{k}`` is still to be filled
            in) or ``close``; ``note`` then says so.

    Returns:
        ``heading``, ``note`` ("" if there is nothing to add), ``about`` (what the picture is and is
        not), ``made``, ``ratings``, ``counts``, ``texts``, ``table`` and ``alt``. A share is in
        tenths of the people who answered. A rating that is ``alike`` has no bands; its sentence
        says why. Texts of people are in ``texts`` only, so that a page which may not show them has
        one place to look.

    Raises KeyError for an unknown id.
    """
    content = library.step(exercise) if isinstance(exercise, str) else exercise
    now, then = _forms(picture), _forms(before)
    ratings = _ratings(content, now, then, words) if isinstance(content, Rating) else []
    counts = _counts(content, now, then, words) if isinstance(content, Checklist) else []
    said = [
        f"{_fill(words.table.rating, dimension=one['label'], time=row['label'])}: {row['sentence']}"
        for one in ratings
        for row in one["rows"]
    ]
    said += [one["sentence"] for one in counts]
    old = any("from" in form for form in now.values())
    reasons = {"few": words.withheld.few, "close": words.withheld.close}
    return {
        "heading": content.title,
        "note": reasons.get(withheld, words.note if old else ""),
        "about": words.about,
        "made": picture["published"].get("made", "") if picture else "",
        "ratings": ratings,
        "counts": counts,
        "texts": [dict(one) for form in now.values() for one in form.get("texts", ())],
        "table": _table(content, ratings, counts, words),
        "alt": _fill(words.alt, sentences=" ".join(said)) if said else "",
    }


def _forms(picture: Mapping[str, Any] | None) -> dict[str, Json]:
    return {form["item"]: form for form in picture["published"]["items"]} if picture else {}


def _ratings(
    content: Rating, now: dict[str, Json], then: dict[str, Json], words: ResultWords
) -> list[Json]:
    labels = {NOW: content.now, WISHED: content.wished}
    found = []
    for dimension in content.dimensions:
        rows = []
        for time, label in labels.items():
            item = f"{dimension.id}.{time}"
            if item in now:
                row = {"label": label, **_rating(now[item], words), "before": None}
                # An older row again says nothing about what moved.
                if item in then and not row["earlier"]:
                    row["before"] = _rating(then[item], words)
                    told = _fill(words.ratings.before, sentence=row["before"]["sentence"])
                    row["sentence"] = f"{row['sentence']} {told}"
                rows.append(row)
        if rows:
            found.append({"label": _plain(dimension.name, words), "rows": rows})
    return found


def _rating(form: Json, words: ResultWords) -> Json:
    bands = [
        {"label": _band(one, words), "share": one["tenths"], "words": _share(one["tenths"], words)}
        for one in form.get("bands", ())
    ]
    said = [
        _fill(getattr(words.ratings, _size(band["share"])), band=band["label"], share=band["share"])
        for band in bands
    ]
    if form["alike"]:
        said.append(words.ratings.alike)
    if form.get("median") is not None:
        said.append(_fill(words.ratings.median, median=form["median"]))
    if "from" in form:
        said.append(words.earlier)
    return {
        "alike": form["alike"],
        "bands": bands,
        "median": form.get("median"),
        "sentence": " ".join(said),
        "earlier": "from" in form,
    }


def _counts(
    content: Checklist, now: dict[str, Json], then: dict[str, Json], words: ResultWords
) -> list[Json]:
    """Most chosen first; what is as often chosen stays in the order of the list."""
    ranked = []
    for item in content.items:
        form = now.get(f"{item.id}.me")
        if form is None:
            continue
        label, told = item.short or _plain(item.title, words), _count(form, words)
        count = {
            "label": label,
            "share": form["tenths"],
            "words": told,
            "before": None,
            "before_words": "",
            "earlier": "from" in form,
            "sentence": _fill(words.counts.sentence, label=label, words=told),
        }
        earlier_round = then.get(f"{item.id}.me")
        if count["earlier"]:
            count["sentence"] += f" {words.earlier}"
        elif earlier_round is not None:
            was = _count(earlier_round, words)
            count |= {"before": earlier_round["tenths"], "before_words": was}
            count["sentence"] = _fill(words.counts.before, label=label, words=told, before=was)
        rank = 11 if form["nearly_all"] else -1 if form["few"] else form["tenths"]
        ranked.append((rank, count))
    return [count for _, count in sorted(ranked, key=lambda one: -one[0])]


def _table(
    content: StepContent, ratings: list[Json], counts: list[Json], words: ResultWords
) -> dict[str, Any]:
    """A row a band, median or count; a last column only if there is something to compare with."""
    rows = [
        [_fill(words.table.rating, dimension=one["label"], time=row["label"]), *cells]
        for one in ratings
        for row in one["rows"]
        for cells in _rating_cells(row, words)
    ]
    picks = isinstance(content, Checklist) and content.shared == "chosen"
    happens = words.table.picked if picks else words.table.happens
    for one in counts:
        told = _old(one["words"], one, words)
        rows.append([one["label"], happens, told, one["before_words"]])
    columns = list(words.table.columns)
    if any(row[3] for row in rows):
        columns.append(words.table.before)
    caption = _fill(words.table.caption, heading=content.title)
    return {
        "caption": caption,
        "columns": columns,
        "rows": [row[: len(columns)] for row in rows],
    }


def _rating_cells(row: Json, words: ResultWords) -> list[list[str]]:
    was = row["before"] or {"alike": False, "bands": [], "median": None}
    now_in, then_in = _cells(row, words), _cells(was, words)
    cells = [[part, _old(told, row, words), then_in.pop(part, "")] for part, told in now_in.items()]
    # Bands that were told apart in another way then have rows of their own.
    return cells + [[part, "", told] for part, told in then_in.items()]


def _cells(row: Json, words: ResultWords) -> dict[str, str]:
    cells = {band["label"]: band["words"] for band in row["bands"]}
    if row["alike"]:
        cells[words.table.together] = words.ratings.alike
    if row["median"] is not None:
        cells[words.table.median] = str(row["median"])
    return cells


def _old(told: str, one: Json, words: ResultWords) -> str:
    return _fill(words.table.earlier, words=told) if one["earlier"] else told


def _band(band: Json, words: ResultWords) -> str:
    if band["low"] == band["high"]:
        return str(band["low"])
    return _fill(words.band, low=band["low"], high=band["high"])


def _size(tenths: int) -> str:
    return "hardly" if tenths <= 0 else "nearly" if tenths >= 10 else "some"


def _share(tenths: int, words: ResultWords) -> str:
    return _fill(getattr(words.share, _size(tenths)), share=tenths)


def _count(form: Json, words: ResultWords) -> str:
    if form["few"]:
        return words.counts.few
    return words.counts.nearly_all if form["nearly_all"] else _share(form["tenths"], words)


def _plain(phrase: Phrase, words: ResultWords) -> str:
    """A label for the whole room, whatever relationship each has in mind."""
    root = phrase.root
    text = root if isinstance(root, str) else root.get("default", next(iter(root.values())))
    names = {"other": words.names.other, "others": words.names.others}
    names |= {name.capitalize(): told[:1].upper() + told[1:] for name, told in names.items()}
    return _fill(text, **names)


def _fill(template: str, **values: Any) -> str:
    # In one pass: a text with braces in it stays as it is.
    return re.sub(r"{(\w+)}", lambda found: str(values.get(found[1], found[0])), template)
