"""People in a workshop do what they like in any order, and the copies are always right."""

import itertools
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from closeness_widgets.records import RecordRefused
from tests.unit.room import add_sheets, faces, joined, make
from tests.unit.storage import HERE, opens

PEOPLE = st.integers(0, 3)
PLACES = st.tuples(st.sampled_from(["dimensions", "blockers"]), st.sampled_from(["a.1", "a.2"]))
VALUES = st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2), min_size=1)


class AnyOrder(RuleBasedStateMachine):
    """Whatever people do in a workshop, its copies are those of a plain dictionary."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.records = opens(self.folder)
        self.workshop = make(self.records)
        self.people = [joined(self.records, self.workshop) for _ in range(4)]
        self.gone, self.away = set(), set()
        self.copies = {}  # (exercise, sitting) -> {person's number, or "paper 3": values}
        self.papers = 0

    def teardown(self):
        self.records.close()
        shutil.rmtree(self.folder)
        HERE.give_back()

    @rule(number=PEOPLE)
    def join(self, number):
        if number not in self.gone:
            new = self.records.join_workshop(self.workshop, self.people[number])
            assert new is (number in self.away)
            self.away.discard(number)

    @rule(number=PEOPLE, place=PLACES, values=VALUES)
    def share(self, number, place, values):
        call = (self.workshop, self.people[number], *place, values, faces(values))
        if number in self.gone | self.away:
            with pytest.raises(RecordRefused):
                self.records.share(*call)
        else:
            self.records.share(*call)
            self.copies.setdefault(place, {})[number] = values

    @rule(number=PEOPLE, place=PLACES)
    def take_back(self, number, place):
        there = self.copies.get(place, {}).pop(number, None) is not None
        assert self.records.take_back(self.workshop, self.people[number], *place) is there

    @rule(place=PLACES, sheets=st.lists(VALUES, min_size=1, max_size=2))
    def paper(self, place, sheets):
        add_sheets(self.records, self.workshop, sheets, *place)
        for values in sheets:
            self.papers += 1
            self.copies.setdefault(place, {})[f"paper {self.papers}"] = values

    def everything_of(self, number):
        return sum(here.pop(number, None) is not None for here in self.copies.values())

    @rule(number=PEOPLE)
    def leave(self, number):
        mine = self.everything_of(number)
        assert self.records.leave_workshop(self.workshop, self.people[number]) == mine
        self.away.add(number)

    @precondition(lambda self: len(self.gone) < 3)
    @rule(number=PEOPLE)
    def erase(self, number):
        assert self.records.erase_person(self.people[number]).shared == self.everything_of(number)
        self.gone.add(number)

    @rule()
    def restart(self):
        self.records.close()
        self.records = opens(self.folder)

    @invariant()
    def the_copies_are_those_of_the_model(self):
        keys, marks = {}, {}
        for place in itertools.product(["dimensions", "blockers"], ["a.1", "a.2"]):
            found = self.records.copies(self.workshop, *place)
            model = self.copies.get(place, {})
            assert sorted(str(copy["values"]) for copy in found) == sorted(
                str(dict(sorted(values.items()))) for values in model.values()
            )
            assert [copy["key"] for copy in found] == sorted({copy["key"] for copy in found})
            for number, person in enumerate(self.people):
                mine = self.records.shared_by(self.workshop, person, *place)
                assert mine == model.get(number)
            for copy in found:
                assert keys.setdefault(copy["key"], place[0]) == place[0]
                for item, (raw, _) in copy["marks"].items():
                    said = (copy["key"], item, copy["values"][item])
                    assert marks.setdefault(raw, said) == said
            assert len({raw for raw, said in marks.items()}) == len(set(marks.values()))
        here = 4 - len(self.gone | self.away)
        assert self.records.count_members(self.workshop) == here


def test_in_any_order(on_both):
    examples = 12 if HERE.kind == "sqlite" else 3
    run_state_machine_as_test(
        AnyOrder, settings=settings(max_examples=examples, stateful_step_count=20, deadline=None)
    )
