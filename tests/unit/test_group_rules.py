"""What a group's picture may show: each rule by itself, and what must be refused."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import product

import pytest

from closeness_widgets.analysis import group
from closeness_widgets.analysis.group import Published, Withheld, publish

K = 5


def copies(kind, people, low=0, high=10):
    """People -> item -> value, as shared copies. A name is as good a key as any for a test."""

    def mark(*parts):
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    return [
        {
            "key": name,
            "values": values,
            "marks": {
                item: [mark(name, item, face) for face in group.faces(kind, value, low, high)]
                for item, value in values.items()
            },
        }
        for name, values in people.items()
    ]


class Wall:
    """A workshop's pictures of one exercise."""

    def __init__(self, kind="ratings", k=K, low=0, high=10):
        self.kind, self.k, self.low, self.high, self.earlier = kind, k, low, high, []

    def reveal(self, values, item="a"):
        return self.reveal_all({name: {item: value} for name, value in values.items()})

    def reveal_all(self, people):
        number = len(self.earlier) + 1
        outcome = publish(
            self.kind, copies(self.kind, people, self.low, self.high), self.earlier,
            low=self.low, high=self.high, k=self.k, shuffle_seed=f"seed {number}",
        )  # fmt: skip
        if isinstance(outcome, Published):
            self.earlier.append(
                {"number": number, "published": outcome.picture, "ledger": outcome.ledger}
            )
        return outcome


def named(*values):
    return {f"p{number}": value for number, value in enumerate(values)}


def form(outcome):
    assert isinstance(outcome, Published), outcome
    return {name: value for name, value in outcome.picture["items"][0].items() if name != "item"}


def shares(outcome):
    return [tuple(band.values()) for band in form(outcome)["bands"]]


def rating(*values):
    return Wall().reveal(named(*values))


def test_a_scale_has_three_bands_whatever_its_ends():
    assert group.bands_of(0, 10) == [(0, 3), (4, 6), (7, 10)]
    assert group.bands_of(0, 4) == [(0, 1), (2, 2), (3, 4)]
    assert group.bands_of(1, 7) == [(1, 2), (3, 5), (6, 7)]
    assert group.bands_of(1, 3) == [(1, 1), (2, 2), (3, 3)]
    assert [group.band_of(value, 0, 10) for value in range(11)] == [0] * 4 + [1] * 3 + [2] * 4


@pytest.mark.parametrize("value", [11, -1, True, 4.0, None])
def test_what_is_no_rating_is_refused(value):
    with pytest.raises(ValueError, match="rating") as refused:
        group.band_of(value, 0, 10)
    assert str(refused.value) == f"A rating is a whole number from 0 to 10, but {value!r} came."


def test_the_faces_of_a_value_are_all_different():
    # Equal digests would give the band away: two "no" and one "yes".
    for value in range(11):
        assert len(set(group.faces("ratings", value))) == 5


def test_three_bands_are_told_in_tenths_and_the_middle_only_from_ten_answers():
    nine = rating(*[1] * 3, *[5] * 3, *[9] * 3)
    assert form(nine) == {
        "alike": False,
        "bands": [
            {"low": 0, "high": 3, "tenths": 3},
            {"low": 4, "high": 6, "tenths": 3},
            {"low": 7, "high": 10, "tenths": 3},
        ],
        "median": None,
    }
    assert form(rating(*[1] * 3, *[5] * 3, *[9] * 4))["median"] == 5
    assert form(rating(*[1] * 4, 4, 5, 5, *[9] * 3))["median"] == 5  # 4.5 goes up


def test_the_middle_is_not_told_where_it_could_fill_a_gap():
    assert form(rating(*[1] * 6, *[7] * 6))["median"] is None


def test_a_small_band_goes_to_its_smaller_neighbour():
    assert shares(rating(*[1] * 4, *[5] * 2, *[9] * 6)) == [(0, 6, 5), (7, 10, 5)]
    assert shares(rating(*[1] * 6, *[5] * 2, *[9] * 4)) == [(0, 3, 5), (4, 10, 5)]
    assert shares(rating(*[1] * 2, *[5] * 4, *[9] * 6)) == [(0, 6, 5), (7, 10, 5)]
    assert shares(rating(*[1] * 3, *[5] * 2, *[9] * 1)) == [(0, 3, 5), (4, 10, 5)]


def test_an_empty_band_is_not_told_apart_either():
    # Else it would say: exactly nobody. And one that was merged: somebody, but one or two.
    assert shares(rating(*[1] * 6, *[9] * 6)) == [(0, 6, 5), (7, 10, 5)]


def test_if_nearly_all_are_alike_only_that_is_told():
    assert form(rating(*[1] * 8, 5, 9)) == {"alike": True}
    assert form(rating(*[1] * 20)) == {"alike": True}


def test_one_or_two_at_either_end_are_told_like_nobody_there():
    # A picture of its own for them would say that somebody is at each end.
    assert form(rating(1, *[5] * 6, 9)) == form(rating(*[5] * 8)) == {"alike": True}
    assert form(rating(1, 1, *[5] * 6, 9, 9)) == form(rating(1, 1, 5, 5, 9)) == {"alike": True}


def test_four_answers_are_no_picture():
    assert rating(1, 1, 5, 9) == Withheld("few")
    assert Wall().reveal({}) == Withheld("few")


def test_people_who_skip_a_question_do_not_count_for_it():
    people = {name: {"a": value} for name, value in named(*[1] * 3, *[5] * 3, *[9] * 3).items()}
    for name in list(people)[:4]:
        people[name]["b"] = 1
    people["p5"]["b"] = None
    outcome = Wall().reveal_all(people | {"p5": {"a": 5}})
    assert [one["item"] for one in outcome.picture["items"]] == ["a"]
    assert list(outcome.ledger) == ["a"]


@pytest.mark.parametrize(
    ("chosen", "of", "told"),
    [
        (2, 12, (None, True, False)), (0, 12, (None, True, False)), (3, 12, (3, False, False)),
        (9, 12, (8, False, False)), (10, 12, (None, False, True)), (3, 5, (None, False, True)),
    ],
)  # fmt: skip
def test_a_count_is_told_only_if_three_are_on_either_side(chosen, of, told):
    outcome = Wall("counts").reveal(named(*[1] * chosen, *[0] * (of - chosen)))
    assert tuple(form(outcome).values()) == told


def test_four_who_come_change_nothing_and_five_do():
    wall, values = Wall(), named(*[1] * 4, *[5] * 4, *[9] * 4)
    wall.reveal(values)
    assert wall.reveal(values | {f"n{n}": 9 for n in range(4)}) == Withheld("close")
    assert form(wall.reveal(values | {f"n{n}": 9 for n in range(5)}))["bands"][2]["tenths"] == 5


def test_trying_again_does_not_tell_whether_anybody_changed():
    wall, values = Wall(), named(*[1] * 4, *[5] * 4, *[9] * 4)
    wall.reveal(values)
    same = wall.reveal(values)
    assert same == wall.reveal(values | {"p0": 2}) == Withheld("close")


def test_changes_within_the_bands_do_not_hide_one_who_crosses():
    wall, values = Wall(), named(*[1] * 6, *[5] * 6, *[9] * 6)
    wall.reveal(values)
    within = {f"p{n}": 2 for n in range(4)}
    assert wall.reveal(values | within | {"p4": 9}) == Withheld("close")
    # Nor if the cut below both of their bands would look the same as before.
    assert wall.reveal(values | within | {"p6": 9}) == Withheld("close")


def test_changes_among_lower_bands_do_not_hide_one_who_comes_into_the_upper_one():
    wall, values = Wall(), named(*[1] * 6, *[5] * 6, *[9] * 6)
    wall.reveal(values)
    swapped = {"p0": 5, "p1": 5, "p6": 1, "p7": 1, "new": 9}
    later = wall.reveal(values | swapped)
    assert isinstance(later, Published)
    assert [(low, high) for low, high, _ in shares(later)] == [(0, 3), (4, 10)]


def test_changes_inside_a_merged_band_do_not_hide_one_who_goes():
    wall, values = Wall(), named(*[1] * 4, *[5] * 2, *[9] * 6)
    assert shares(wall.reveal(values)) == [(0, 6, 5), (7, 10, 5)]
    moved = values | {"p0": 5, "p1": 5, "p4": 1, "p5": 1}
    del moved["p11"]
    # Those who moved are five in the lowest band, with the one who went: this cut may be told,
    # and it is none of which the earlier picture said anything.
    assert shares(wall.reveal(moved)) == [(0, 3, 4), (4, 10, 6)]


def test_every_earlier_picture_counts_not_only_the_last():
    wall, values = Wall(), named(*[1] * 5, *[5] * 5, *[9] * 5)
    wall.reveal(values)
    assert isinstance(wall.reveal(values | {f"n{n}": 9 for n in range(6)}), Published)
    # Far from the last picture, but a single person from the first.
    assert wall.reveal(values | {"n0": 9}) == Withheld("close")


def test_a_question_that_may_not_be_drawn_anew_stays_as_it_was():
    wall, values = Wall(), named(*[1] * 6, *[5] * 6, *[9] * 6)
    wall.reveal_all({name: {"a": value, "b": value} for name, value in values.items()})
    later = {name: {"a": value, "b": value} for name, value in values.items()}
    for name in list(later)[:6]:
        later[name]["a"] = 9
    later["p11"]["b"] = 1
    second = wall.reveal_all(later)
    first_b = wall.earlier[0]["published"]["items"][1]
    assert second.picture["items"][1] == {**first_b, "from": 1}
    assert list(second.ledger) == ["a"]
    # It still counts from the picture in which it was drawn.
    for name in list(later)[6:12]:
        later[name]["a"] = 1
    assert wall.reveal_all(later).picture["items"][1]["from"] == 1


def test_a_question_that_nobody_answers_any_more_stays_as_well():
    wall, values = Wall(), named(*[1] * 4, *[5] * 4, *[9] * 4)
    wall.reveal(values, "b")
    later = wall.reveal(values, "a")
    assert [one["item"] for one in later.picture["items"]] == ["a", "b"]
    assert later.picture["items"][1]["from"] == 1


TEXTS = named("hope", "time", "time", "a walk", "tea", "listening")


def test_texts_are_mixed_and_carry_no_trace_of_who_wrote_them():
    one, two = (
        publish("texts", copies("texts", {name: {"words": text} for name, text in TEXTS.items()}),
                [], k=K, shuffle_seed=seed)
        for seed in ("one", "two")
    )  # fmt: skip
    told = [form(outcome)["texts"] for outcome in (one, two)]
    assert [sorted(text["text"] for text in each) for each in told] == [sorted(TEXTS.values())] * 2
    assert [text["text"] for text in told[0]] != [text["text"] for text in told[1]]
    ids = {text["id"] for each in told for text in each}
    assert len(ids) == 12


def test_a_text_that_was_shown_before_keeps_its_id():
    wall = Wall("texts")
    first = form(wall.reveal(TEXTS))["texts"]
    second = form(wall.reveal(TEXTS | {f"n{n}": f"new {n}" for n in range(5)}))["texts"]
    was = sorted((text["text"], text["id"]) for text in first)
    assert sorted((t["text"], t["id"]) for t in second if "new" not in t["text"]) == was
    assert len({text["id"] for text in second}) == 11


@pytest.mark.parametrize(
    "later",
    [
        {name: text for name, text in TEXTS.items() if name != "p0"}
        | {f"n{n}": f"new {n}" for n in range(6)},
        TEXTS | {"p0": "hopes"} | {f"n{n}": f"new {n}" for n in range(6)},
        {f"p{n}": f"text {n}" for n in range(1, 5)} | {"p5": "listening"},
    ],
)
def test_those_who_come_do_not_hide_whose_text_is_gone(later):
    wall = Wall("texts")
    wall.reveal(TEXTS)
    assert wall.reveal(later) == Withheld("close")


def test_another_meeting_may_have_its_own_texts_though_not_all_came_again():
    wall = Wall("texts")
    wall.reveal(TEXTS)
    later = {f"p{n}": f"later {n}" for n in range(1, 6)} | {"new": "hello"}
    assert isinstance(wall.reveal(later), Published)


def refused(*arguments, **more):
    with pytest.raises(ValueError, match=r".") as wrong:
        publish(*arguments, **{"k": K, "shuffle_seed": "", **more})
    return str(wrong.value)


def test_what_breaks_a_rule_is_named():
    one = copies("ratings", {"p": {"a": 1}})
    assert refused("ratings", one, [], k=4) == "A picture needs 5 people or more, but k = 4 came."
    assert refused("dots", one, []) == "A picture is of ratings, counts, texts, but 'dots' came."
    assert refused("ratings", one * 2, []) == (
        "Two copies have the same key; a person shares one copy of a sitting."
    )
    assert refused("counts", copies("counts", {"p": {"a": 2}}), []) == (
        "a: a count is of 0 and 1, but 2 came."
    )
    one[0]["marks"]["a"] = ["raw", "band"]
    assert refused("ratings", one, []) == (
        "a: a copy has a mark for each of faces('ratings', ...), which are 5, but 2 came. "
        "Make the marks from faces()."
    )


# What can be solved back: every group of a size is laid out, and those that give the same picture
# are what a reader who knows the program, and how many answered, cannot tell apart.


def worlds(low, high, people):
    """Every way to rate, as a count for each value of the scale."""

    def ways(values, left):
        if values == 1:
            yield (left,)
            return
        for first in range(left + 1):
            for rest in ways(values - 1, left - first):
                yield (first, *rest)

    return ways(high - low + 1, people)


def same_picture(low, high, people):
    pictures = defaultdict(list)
    for world in worlds(low, high, people):
        values = [low + place for place, count in enumerate(world) for _ in range(count)]
        told = group._ratings(values, lambda face: True, low, high)
        pictures[repr(told)].append((world, told))
    return pictures.values()


def solved(alike, low, high):
    """Bands of one or two people, and bands that are known to be empty, in these worlds."""
    bands = group.bands_of(low, high)
    for first, last in bands:
        counts = {sum(world[first - low : last - low + 1]) for world, _ in alike}
        if len(counts) == 1 and counts < {0, 1, 2}:
            yield first, last, counts
        if max(counts) < group.FEWEST and 0 not in counts:
            yield first, last, counts  # nobody can say that they are not there


def shown_small(alike, low):
    for world, told in alike:
        for band in told.get("bands", ()):
            count = sum(world[band["low"] - low : band["high"] - low + 1])
            if count < group.FEWEST:
                yield world, band, count


@pytest.mark.parametrize("people", range(5, 14))
def test_no_band_of_fewer_than_three_is_shown_or_can_be_solved(people):
    for low, high in ((0, 4), (1, 3)):
        for alike in same_picture(low, high, people):
            assert not list(shown_small(alike, low))
            assert not list(solved(alike, low, high)), alike[0]


@pytest.mark.parametrize("people", [5, 6, 8, 10])
def test_the_middle_answer_solves_no_band_of_a_long_scale(people):
    low, high = (0, 10) if people < 10 else (0, 6)
    for alike in same_picture(low, high, people):
        assert not list(shown_small(alike, low))
        assert not list(solved(alike, low, high)), alike[0]


@pytest.mark.parametrize("people", range(5, 40))
def test_no_count_of_fewer_than_three_can_be_solved(people):
    counts = defaultdict(set)
    for chosen in range(people + 1):
        counts[repr(group._count(chosen, people))].add(chosen)
    for may_be in counts.values():
        for side in (may_be, {people - chosen for chosen in may_be}):
            assert min(side) >= group.FEWEST or side >= {0, 1, 2}


def test_hidden_answers_and_pairs_are_never_in_a_picture():
    for low, middle, high in product((0, 2, 3), (4, 6), (7, 10)):
        told = rating(*[low] * 4, *[middle] * 3, *[high] * 3)
        text = repr(told.picture)
        assert set(form(told)) == {"alike", "bands", "median"}
        assert "p0" not in text
        assert "'n'" not in text
