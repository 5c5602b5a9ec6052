"""A reader of every picture that ever was, who also saw who came and went, looks for one person.

Any order of joining, sharing, changing, taking back, leaving, revealing, further rounds and
meetings, exporting. The reader here shares no code with what decides: it holds the true answers
behind each picture beside what the picture says.
"""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from closeness_widgets.analysis import group

K = 5
FEWEST = 3
ITEMS = ("a", "b")
RATINGS = st.sampled_from([0, 2, 3, 4, 5, 6, 7, 8, 10])
PEOPLE = st.sets(st.integers(0, 17), min_size=1, max_size=9)
FEW = st.sets(st.integers(0, 17), min_size=1, max_size=3)
ANSWERS = {
    "ratings": st.fixed_dictionaries({}, optional=dict.fromkeys(ITEMS, RATINGS)),
    "counts": st.fixed_dictionaries({}, optional=dict.fromkeys(ITEMS, st.integers(0, 1))),
    "texts": st.fixed_dictionaries({"words": st.sampled_from(["tea", "time", "hope", "quiet"])}),
}


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


class Room(RuleBasedStateMachine):
    kind = "ratings"

    @initialize(data=st.data())
    def begin(self, data):
        self.sitting = "step.1"
        self.shared = {self.sitting: {}}  # sitting -> person -> item -> value
        self.kept = []  # what a server keeps
        self.seen = []  # what the reader has: the picture, and the truth behind it
        self.share(data=data, people=set(range(12)))

    def answers(self, data):
        return data.draw(ANSWERS[self.kind])

    def mine(self):
        return self.shared[self.sitting]

    @rule(data=st.data(), people=PEOPLE)
    def share(self, data, people):
        for person in sorted(people):
            if answers := self.answers(data):
                self.mine()[person] = answers

    @rule(data=st.data(), people=FEW)
    def few_come_or_change(self, data, people):
        self.share(data=data, people=people)

    @rule(data=st.data(), people=PEOPLE)
    def change_one_answer(self, data, people):
        """What most people do: another value here or there, the same everywhere else."""
        value = self.answers(data)
        for person in sorted(people & self.mine().keys()):
            self.mine()[person] = {**self.mine()[person], **value}

    @rule(people=st.sets(st.integers(0, 17), min_size=4, max_size=4))
    def change_places(self, people):
        """Two and two swap their answers: the whole stays as it was, and four have changed."""
        there = sorted(people & self.mine().keys())
        for one, two in zip(there[::2], there[1::2], strict=False):
            mine = self.mine()
            mine[one], mine[two] = mine[two], mine[one]

    @rule(people=FEW)
    def take_back(self, people):
        for person in people:
            self.mine().pop(person, None)

    @rule(person=st.integers(0, 17))
    def leave_and_erase(self, person):
        for sitting in self.shared.values():
            sitting.pop(person, None)

    @rule(missing=FEW)
    def another_round(self, missing):
        """Most share again what they shared before."""
        before = self.mine()
        self.sitting = f"step.{len(self.shared) + 1}"
        self.shared[self.sitting] = {
            person: dict(answers) for person, answers in before.items() if person not in missing
        }

    @rule(data=st.data())
    def another_meeting(self, data):
        self.sitting = f"later.{len(self.shared) + 1}"
        self.shared[self.sitting] = {}
        self.share(data=data, people=set(range(3, 15)))

    @rule(number=st.integers(0, 9))
    def back_to_an_earlier_round(self, number):
        self.sitting = list(self.shared)[number % len(self.shared)]

    @rule()
    def reveal(self):
        mine = self.mine()
        copies = [
            {
                "key": digest("key", person),
                "values": answers,
                "marks": {
                    item: [digest(person, item, face) for face in group.faces(self.kind, value)]
                    for item, value in answers.items()
                },
            }
            for person, answers in mine.items()
        ]
        number = len(self.kept) + 1
        told = group.publish(self.kind, copies, self.kept, k=K, shuffle_seed=digest(number))
        if isinstance(told, group.Withheld):
            enough = [item for item in ITEMS if sum(item in one for one in mine.values()) >= K]
            if told.rule == "few" and self.kind != "texts":
                assert not enough
            return
        picture = copy.deepcopy(told.picture)
        self.kept.append({"number": number, "published": picture, "ledger": told.ledger})
        for form in told.picture["items"]:
            truth = {p: one[form["item"]] for p, one in mine.items() if form["item"] in one}
            if "from" in form:
                self.was_so_before(form)
                continue
            assert len(truth) >= K
            CHECKS[self.kind](form, list(truth.values()))
            for name, earlier, then in self.seen:
                if name == form["item"]:
                    nobody_stands_out(self.kind, earlier, then, form, truth)
            self.seen.append((form["item"], copy.deepcopy(form), truth))

    def was_so_before(self, form):
        first = next(
            one
            for one in self.kept[form["from"] - 1]["published"]["items"]
            if one["item"] == form["item"]
        )
        assert "from" not in first
        assert {**first, "from": form["from"]} == form

    @invariant()
    def an_export_has_no_pictures_of_its_own(self):
        if self.kept:
            assert [one["number"] for one in self.kept] == list(range(1, len(self.kept) + 1))
            text = repr([one["published"] for one in self.kept])
            assert not any(digest("key", person) in text for person in range(18))


def enough(people):
    people = list(people)
    assert len(people) == 0 or len(people) >= K, people


def nobody_stands_out(kind, earlier, then, later, now):
    everybody = then.keys() | now.keys()
    enough(one for one in everybody if then.get(one) != now.get(one))
    if kind == "ratings":
        for low, high in told_apart(earlier) & told_apart(later):
            # What each adds to this share: to the part, and to the whole.
            enough(
                one
                for one in everybody
                if part_of(then.get(one), low, high) != part_of(now.get(one), low, high)
            )
        band = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2].__getitem__
        enough(
            one
            for one in everybody
            if (one in then and band(then[one])) != (one in now and band(now[one]))
            or (one in then) != (one in now)
        )
    if kind == "texts":
        enough((Counter(then.values()) - Counter(now.values())).elements())
        enough((Counter(now.values()) - Counter(then.values())).elements())


def told_apart(form):
    """Every stretch of the scale whose share a reader knows, the whole scale left out."""
    bands = [(band["low"], band["high"]) for band in form.get("bands", ())]
    stretches = {
        (bands[first][0], bands[last][1]) for first, last in combinations(range(len(bands)), 2)
    } | set(bands)
    return stretches - {(0, 10)}


def part_of(value, low, high):
    return None if value is None else low <= value <= high


def check_rating(form, values):
    if form["alike"]:
        assert set(form) == {"item", "alike"}
        return
    assert len(form["bands"]) in (2, 3)
    assert form["bands"][0]["low"] == 0
    assert form["bands"][-1]["high"] == 10
    for band in form["bands"]:
        count = sum(part_of(value, band["low"], band["high"]) for value in values)
        assert FEWEST <= count <= len(values) - FEWEST
        assert abs(band["tenths"] - 10 * count / len(values)) <= 0.5
    if form["median"] is not None:
        assert len(values) >= 10
        assert len(form["bands"]) == 3


def check_count(form, values):
    count, rest = sum(values), len(values) - sum(values)
    assert form["few"] == (count < FEWEST)
    assert form["nearly_all"] == (rest < FEWEST)
    if min(count, rest) < FEWEST:
        assert form["tenths"] is None
    else:
        assert abs(form["tenths"] - 10 * count / len(values)) <= 0.5


def check_texts(form, values):
    assert sorted(text["text"] for text in form["texts"]) == sorted(values)
    assert len({text["id"] for text in form["texts"]}) == len(values)


CHECKS = {"ratings": check_rating, "counts": check_count, "texts": check_texts}


class CountsRoom(Room):
    kind = "counts"


class TextsRoom(Room):
    kind = "texts"


TestRatings, TestCounts, TestTexts = Room.TestCase, CountsRoom.TestCase, TextsRoom.TestCase
TestRatings.settings = settings(max_examples=150, stateful_step_count=20)
TestCounts.settings = TestTexts.settings = settings(max_examples=60, stateful_step_count=20)
