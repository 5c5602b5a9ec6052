"""What a group shared, as a picture that points at nobody.

Three things are decided here, question by question, and nowhere else: whether there may be a new
picture at all, how coarse it is, and what an older one still says. The rules, and why each is
needed, stand beside the functions. Pure: nothing is stored, nobody is named.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from closeness_widgets.answers.base import Json, shown

Kind = Literal["ratings", "counts", "texts"]

LEAST_K = 5
"""People that every picture needs, and by whom two of them differ; a workshop may ask for more."""

FEWEST = 3
"""People that a band or a count needs so that it is shown on its own."""

MEDIAN_FROM = 10
"""Answers from which on the one in the middle is told, if all three bands are."""

RAW, BAND, CELL = 0, 1, 2
"""Places in the list that :func:`faces` gives for a rating; ``CELL + band`` for each band."""

FACES: dict[Kind, int] = {"ratings": CELL + 3, "counts": 1, "texts": 1}
"""How many marks a copy has for a value."""

Ledger = dict[str, dict[str, list[str]]]
"""Item -> key of a shared copy -> its marks. For whoever decides on the next picture only."""


@dataclass(frozen=True)
class Published:
    """A new picture: ``{"kind", "items"}``, ready to be shown, and the ledger to keep beside it.

    The picture lists its items by id. One that could not be drawn anew carries ``from``, the number
    of the picture that it is from. The ledger holds those that were drawn anew, and only those.
    """

    picture: dict[str, Json]
    ledger: Ledger


@dataclass(frozen=True)
class Withheld:
    """No new picture.

    ``few``: no question has k answers. ``close``: each is too much like an earlier picture, or just
    like the last one. Which of the two is not told apart, so that trying again does not show
    whether anybody changed or took back an answer.
    """

    rule: Literal["few", "close"]


def bands_of(low: int, high: int) -> list[tuple[int, int]]:
    """The three bands of a scale, each as its first and last value: 0-3, 4-6 and 7-10 of 0-10.

    The outer two are equally wide; the middle one takes what thirds leave over.
    """
    outer = (high - low + 2) // 3
    return [(low, low + outer - 1), (low + outer, high - outer), (high - outer + 1, high)]


def band_of(value: int, scale_min: int, scale_max: int) -> int:
    """Which third of the scale ``value`` is in: 0, 1 or 2.

    Raises ValueError if it is not a whole number on the scale.
    """
    for band, (first, last) in enumerate(bands_of(scale_min, scale_max)):
        if type(value) is int and first <= value <= last:
            return band
    raise ValueError(
        f"A rating is a whole number from {scale_min} to {scale_max}, but {shown(value)} came."
    )


def faces(kind: Kind, value: Json, low: int = 0, high: int = 10) -> list[str]:
    """Everything that a picture could show of one value. A copy's marks are their keyed digests.

    A rating has five: the value, its band, and for each band whether it is in it. The last three
    are needed because four people who move between the lower bands do not hide a fifth who is seen
    to come into the upper one. No two faces of a value are the same text, so that equal digests
    never give a value away.
    """
    if kind != "ratings":
        return [f"value:{value}"]
    band = band_of(value, low, high)
    cells = [f"in-{cell}:{cell == band}" for cell in range(3)]
    return [f"value:{value}", f"band:{band}", *cells]


def publish(
    kind: Kind,
    copies: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
    *,
    low: int = 0,
    high: int = 10,
    k: int,
    shuffle_seed: str,
) -> Published | Withheld:
    """The picture of what ``copies`` share, or why there is no new one.

    An item is drawn anew if at least ``k`` people answer it and if, compared with **every** earlier
    picture in which it was drawn anew, the people who differ (came, went, or have another mark) are
    none or at least ``k``; for a rating, by value and by band, and by each band that is shown. An
    item that is not drawn anew stays as it was last shown, or is absent.

    Args:
        kind: ``ratings`` (whole numbers), ``counts`` (1 if chosen, 0 if not) or ``texts``.
        copies: of one sitting: ``{"key", "values": {item: value}, "marks": {item: [mark, ...]}}``
            with a mark for each of :func:`faces`. A value of None is no answer.
        earlier: all pictures of this exercise in this workshop, whatever their sitting, in any
            order: ``{"number", "published": picture, "ledger": ledger}``.
        low: the scale's smallest value (ratings).
        high: the scale's largest value (ratings).
        k: people that a picture, and a difference between two, needs.
        shuffle_seed: a random text, new each time and kept nowhere, for the order and ids of texts.

    Raises ValueError if ``kind``, ``k`` or a copy breaks a rule above.
    """
    _check(kind, copies, k, low, high)
    answers = _by_item(copies)
    past = sorted(earlier, key=lambda one: -int(one["number"]))
    items: list[dict[str, Json]] = []
    ledger: Ledger = {}
    for item in sorted({*answers, *(item for one in past for item in one["ledger"])}):
        answered = answers[item]
        drawn_before = [one for one in past if item in one["ledger"]]
        latest = drawn_before[0] if drawn_before else None
        drawn = None
        if len(answered) >= k:
            marks = {key: list(marks) for key, (_, marks) in answered.items()}
            changes = [_change(kind, marks, one["ledger"][item]) for one in drawn_before]
            values = [value for value, _ in answered.values()]
            if not changes or changes[0].differ(RAW):
                shown_before = [_form(item, one) for one in drawn_before]
                drawn = _draw(kind, values, changes, shown_before, k, low, high, shuffle_seed)
            if drawn is not None:
                ledger[item] = marks
        if drawn is not None:
            items.append({"item": item, **drawn})
        elif latest is not None:
            items.append({**_form(item, latest), "from": latest["number"]})
    if not ledger:
        enough = any(len(answered) >= k for answered in answers.values())
        return Withheld("close" if enough else "few")
    return Published({"kind": kind, "items": items}, ledger)


@dataclass(frozen=True)
class _Change:
    """Who differs between now and an earlier picture of one item: how many of each sort."""

    came: int
    went: int
    other: list[int]

    def differ(self, face: int) -> int:
        return self.came + self.went + self.other[face]


def _change(
    kind: Kind, now: Mapping[str, list[str]], before: Mapping[str, Sequence[str]]
) -> _Change:
    both = now.keys() & before.keys()
    places = range(FACES[kind])
    other = [sum(now[key][face] != before[key][face] for key in both) for face in places]
    return _Change(len(now) - len(both), len(before) - len(both), other)


def _draw(
    kind: Kind,
    values: list[Any],
    changes: list[_Change],
    shown_before: list[dict[str, Json]],
    k: int,
    low: int,
    high: int,
    seed: str,
) -> dict[str, Json] | None:
    def enough(differ: int) -> bool:
        return differ == 0 or differ >= k

    def steady(face: int) -> bool:
        return all(enough(change.differ(face)) for change in changes)

    if not steady(RAW):
        return None
    if kind == "ratings":
        return _ratings(values, steady, low, high) if steady(BAND) else None
    if kind == "counts":
        return _count(sum(values), len(values))
    # Texts are shown word for word: which are gone and which are new is plain to see, and those who
    # come do not hide whose text is gone. Both need to be large enough by themselves.
    now = Counter(values)
    for form in shown_before:
        then = Counter(text["text"] for text in form["texts"])
        if not enough((then - now).total()) or not enough((now - then).total()):
            return None
    return _texts(values, seed, shown_before[:1])


def _ratings(
    values: list[int], steady: Callable[[int], bool], low: int, high: int
) -> dict[str, Json] | None:
    """Bands in tenths, or ``alike`` where no two groups of three stand apart.

    None if neither may be told, because too few people differ from an earlier picture.
    """
    bands = bands_of(low, high)
    tally = [sum(first <= value <= last for value in values) for first, last in bands]
    still = [steady(CELL + band) for band in range(3)]
    parts = _parts(tally, still)
    if not parts:
        return {"alike": True} if all(still) else None
    shares = [
        {
            "low": bands[first][0],
            "high": bands[last][1],
            "tenths": tenths(sum(tally[first : last + 1]), len(values)),
        }
        for first, last in parts
    ]
    # With two parts of five, a middle answer below both would say that nobody is between them.
    median = _median(values) if len(parts) == len(bands) else None
    return {"alike": False, "bands": shares, "median": median}


def _parts(tally: list[int], still: list[bool]) -> list[tuple[int, int]]:
    """How finely the three bands may be told apart: each part from its first to its last band.

    A part holds at least three people. An empty band is merged like a small one: else a gap, or
    that there is none, would tell exactly that nobody, or somebody, is there. For the same reason
    there is one answer, none, for every group without two such parts: if "nearly all are in one
    band" were told apart from "one or two on either side", the second would point at them.
    """
    lower, middle, upper = tally
    if min(tally) >= FEWEST and all(still):
        return [(0, 0), (1, 1), (2, 2)]
    cut_low = still[0] and lower >= FEWEST and middle + upper >= FEWEST
    cut_high = still[2] and upper >= FEWEST and lower + middle >= FEWEST
    if cut_high and (not cut_low or lower <= upper):  # the middle goes to its smaller neighbour
        return [(0, 1), (2, 2)]
    return [(0, 0), (1, 2)] if cut_low else []


def tenths(part: int, of: int) -> int:
    """``part`` of ``of`` people rounded to tenths, halves up: 3 for 5 of 18."""
    return (20 * part + of) // (2 * of)


def _median(values: list[int]) -> int | None:
    """The value in the middle, halves up; None under ten answers."""
    ordered, of = sorted(values), len(values)
    return (ordered[(of - 1) // 2] + ordered[of // 2] + 1) // 2 if of >= MEDIAN_FROM else None


def _count(count: int, of: int) -> dict[str, Json]:
    if FEWEST <= count <= of - FEWEST:
        return {"tenths": tenths(count, of), "few": False, "nearly_all": False}
    return {"tenths": None, "few": count < FEWEST, "nearly_all": count >= FEWEST}


def _texts(values: list[str], seed: str, last: list[dict[str, Json]]) -> dict[str, Json]:
    """The texts in an order that tells nothing. One that was shown before keeps its id."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    for form in last:
        for one in form["texts"]:
            known[one["text"]].append(one["id"])

    def drawn_by_lot(what: str, number: int) -> str:
        return hashlib.sha256(f"{seed}:{what}:{number}".encode()).hexdigest()

    order = sorted(range(len(values)), key=lambda number: drawn_by_lot("order", number))
    texts = []
    for place, number in enumerate(order):
        text = values[number]
        name = known[text].pop() if known[text] else drawn_by_lot("id", place)[:12]
        texts.append({"id": name, "text": text})
    return {"texts": texts}


def _form(item: str, picture: Mapping[str, Any]) -> dict[str, Json]:
    return next(dict(form) for form in picture["published"]["items"] if form["item"] == item)


def _by_item(
    copies: Sequence[Mapping[str, Any]],
) -> defaultdict[str, dict[str, tuple[Json, Sequence[str]]]]:
    answers: defaultdict[str, dict[str, tuple[Json, Sequence[str]]]] = defaultdict(dict)
    for copy in sorted(copies, key=lambda one: str(one["key"])):
        for item, value in copy["values"].items():
            if value is not None:
                answers[item][copy["key"]] = value, copy["marks"][item]
    return answers


def _check(kind: Kind, copies: Sequence[Mapping[str, Any]], k: int, low: int, high: int) -> None:
    if kind not in get_args(Kind):
        raise ValueError(f"A picture is of {', '.join(get_args(Kind))}, but {shown(kind)} came.")
    if k < LEAST_K:
        raise ValueError(f"A picture needs {LEAST_K} people or more, but k = {k} came.")
    if len({copy["key"] for copy in copies}) < len(copies):
        raise ValueError("Two copies have the same key; a person shares one copy of a sitting.")
    for copy in copies:
        for item, value in copy["values"].items():
            if value is None:
                continue
            if kind == "counts" and value not in (0, 1):
                raise ValueError(f"{item}: a count is of 0 and 1, but {shown(value)} came.")
            if kind == "ratings":
                band_of(value, low, high)
            needed, has = FACES[kind], len(copy["marks"].get(item, ()))
            if has < needed:
                raise ValueError(
                    f"{item}: a copy has a mark for each of faces({kind!r}, ...), which are "
                    f"{needed}, but {has} came. Make the marks from faces()."
                )
