"""People and whoever leads do what they like in a room, in any order: nobody can be picked out.

Everything is real: records on disk, sealed answers, sharing, steering, pictures, views, export. The
reader of the pictures keeps each one when it appears, knows who came and went, and holds the
true answers beside it; the checks of pictures and pairs are those of `test_group_attacker`.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from closeness_widgets.answers import share_kind
from closeness_widgets.records import Person, RecordRefused, Records
from closeness_widgets.workshops.plan import PlanRefused
from tests.unit.live_room import LIBRARY, SENSITIVE, LiveRoom, answer
from tests.unit.storage import HERE, opens
from tests.unit.test_group_attacker import CHECKS, nobody_stands_out

Json = dict[str, Any]
K = 5
SHARED = ("dimensions", "blockers", "question")
MARKS = ("blame.me", "escape.me")
TEXTS = ("#tea", "#time", "#hope", "#own")
ITEMS = ("ideas.now", "ideas.wished")
ANSWERS: dict[str, st.SearchStrategy[Json]] = {
    "dimensions": st.fixed_dictionaries(
        {}, optional=dict.fromkeys(ITEMS, st.sampled_from([0, 3, 4, 5, 6, 7, 8, 10]))
    ),
    "blockers": st.fixed_dictionaries({}, optional=dict.fromkeys(MARKS, st.integers(0, 2))),
    "question": st.fixed_dictionaries({"words": st.sampled_from(TEXTS)}),
}
PEOPLE = st.sets(st.integers(0, 11), min_size=1, max_size=9)
FEW = st.sets(st.integers(0, 11), min_size=1, max_size=2)
WHAT = st.sampled_from(SHARED)
TITLES = [
    one.title.root
    for one in LIBRARY.step("blockers").items  # type: ignore[union-attr]
    if one.id in SENSITIVE
]


class AnyOrder(RuleBasedStateMachine):
    """One workshop of two meetings, a dozen people, and somebody who looks for one of them."""

    records: ClassVar[Records]

    @initialize(data=st.data(), exercise=WHAT)
    def begin(self, data: st.DataObject, exercise: str) -> None:
        self.room = LiveRoom(self.records, *SHARED, meetings=2)
        self.people: dict[int, Person] = {}
        self.here: set[int] = set()
        self.mine: dict[tuple[int, str], Json] = {}  # (person, exercise) -> as answered now
        self.shared: dict[tuple[str, str], dict[Any, Json]] = {}  # (exercise, sitting) -> who -> it
        self.papers = self.written = 0
        self.seen: list[tuple[str, str, Json, Json]] = []  # exercise, item, what is said, truth
        self.kept: list[Json] = []  # every picture as it was when it appeared
        self.words: set[str] = set()  # every picture in words, as whoever leads saw it
        self.let: set[str] = set()  # texts that were let through
        self.go(exercise)
        self.share(data, exercise, set(range(8)))
        self.reveal()

    # People

    def person(self, number: int) -> Person:
        if number not in self.people:
            self.people[number] = self.room.somebody()
            self.room.own.set_nickname(self.people[number], f"#nick {number}")
        elif number not in self.here:
            self.records.join_workshop(self.room.id, self.people[number])
        self.here.add(number)
        return self.people[number]

    def sitting(self, exercise: str) -> tuple[str, str]:
        return exercise, self.room.workshop.sitting(self.room.step(exercise))

    def answers(self, number: int, exercise: str, values: Json) -> None:
        """Save them, and beside them what nobody else may ever see."""
        person = self.person(number)
        if exercise == "question":
            text = values["words"]
            if text == "#own":
                self.written += 1
                text = f"#own {number} {self.written}"
            self.room.own.draft(person, self.room.step("question"), f" {text} ", LIBRARY)
            self.mine[number, self.sitting("question")[1].partition(".")[0]] = {"words": text}
            return
        answer(self.records, person, exercise, values)
        shown = values
        if exercise == "blockers":
            if (number, exercise) not in self.mine:
                hidden = {f"{SENSITIVE[number % 5]}.me": 2, "plan.when": f"#plan {number}"}
                answer(self.records, person, exercise, hidden)
            shown = {item: int(value > 0) for item, value in values.items()}
        self.mine.setdefault((number, exercise), {}).update(shown)

    def wants_to_share(self, number: int, exercise: str) -> Json:
        place = self.sitting(exercise)[1].partition(".")[0] if exercise == "question" else exercise
        return dict(self.mine.get((number, place), {}))

    @rule(data=st.data(), exercise=WHAT, people=PEOPLE)
    def share(self, data: st.DataObject, exercise: str, people: set[int]) -> None:
        for number in sorted(people):
            self.answers(number, exercise, data.draw(ANSWERS[exercise]))
            self.tap(number, exercise)

    @rule(data=st.data(), exercise=WHAT, people=FEW)
    def few_change_and_share_again(
        self, data: st.DataObject, exercise: str, people: set[int]
    ) -> None:
        self.share(data, exercise, people)

    @rule(data=st.data(), exercise=WHAT, people=FEW)
    def change_without_sharing(self, data: st.DataObject, exercise: str, people: set[int]) -> None:
        for number in sorted(people):
            self.answers(number, exercise, data.draw(ANSWERS[exercise]))

    @rule(exercise=WHAT, people=PEOPLE)
    def share_what_there_is(self, exercise: str, people: set[int]) -> None:
        for number in sorted(people & self.here):
            self.tap(number, exercise)

    def tap(self, number: int, exercise: str) -> None:
        values = self.wants_to_share(number, exercise)
        if self.room.workshop.closed or not values:
            with pytest.raises(PlanRefused):
                self.room.share(self.people[number], self.room.step(exercise))
            return
        self.room.share(self.people[number], self.room.step(exercise))
        self.shared.setdefault(self.sitting(exercise), {})[number] = values

    @rule(exercise=WHAT, people=FEW)
    def take_back(self, exercise: str, people: set[int]) -> None:
        for number in sorted(people & self.people.keys()):
            there = self.shared.get(self.sitting(exercise), {}).pop(number, None) is not None
            step = self.room.step(exercise)
            assert self.room.own.take_back(self.people[number], self.room.workshop, step) is there

    @rule(number=st.integers(0, 11), for_good=st.booleans())
    def leave(self, number: int, for_good: bool) -> None:
        person = self.people.get(number)
        if person is None:
            return
        if for_good:
            self.records.erase_person(person)
            del self.people[number]
            self.mine = {key: one for key, one in self.mine.items() if key[0] != number}
        else:
            self.records.leave_workshop(self.room.id, person)
            with pytest.raises((RecordRefused, PlanRefused)):
                self.room.share(person, self.room.step("dimensions"))
        self.here.discard(number)
        for copies in self.shared.values():
            copies.pop(number, None)

    @rule(data=st.data(), exercise=WHAT, number=st.integers(4, 6))
    def paper(self, data: st.DataObject, exercise: str, number: int) -> None:
        values = data.draw(ANSWERS[exercise].filter(bool))
        step = self.room.step(exercise)
        if self.room.workshop.closed or number < K:
            with pytest.raises(PlanRefused):
                self.room.paper.enter(self.room.workshop, step.id, [values] * number, LIBRARY)
            return
        self.room.paper.enter(self.room.workshop, step.id, [values] * number, LIBRARY)
        if exercise == "blockers":
            values = {item: int(value > 0) for item, value in values.items()}
        for _ in range(number):
            self.papers += 1
            self.shared.setdefault(self.sitting(exercise), {})["paper", self.papers] = values

    # Whoever leads

    @rule(exercise=WHAT)
    def go(self, exercise: str) -> None:
        self.steer("jump", step=self.room.step(exercise).id)

    @rule(do=st.sampled_from(["next", "back", "round", "hide", "pause", "close", "open"]))
    def lead(self, do: str) -> None:
        self.steer(do)

    @rule(meeting=st.integers(1, 2))
    def meeting(self, meeting: int) -> None:
        self.steer("meeting", meeting=meeting)
        self.steer("next")

    def steer(self, do: str, **more: Any) -> None:
        with suppress(PlanRefused):
            self.room.steer(do, **more)

    @rule(nth=st.integers(0, 11), yes=st.booleans())
    def let_through(self, nth: int, yes: bool) -> None:
        texts = self.room.views()[2]["texts"]
        if texts and not self.room.workshop.closed:
            one = texts[nth % len(texts)]
            self.room.steer("through", text=one["id"], yes=yes)
            if yes:
                self.let.add(one["text"])

    @precondition(lambda self: self.room.workshop.step and not self.room.workshop.closed)
    @rule()
    def reveal(self) -> None:
        step = self.room.workshop.step
        assert step is not None
        before = len(self.records.pictures(self.room.id))
        try:
            self.room.steer("reveal")
        except PlanRefused:
            assert len(self.records.pictures(self.room.id)) == before
            return
        pictures = self.records.pictures(self.room.id)
        if len(pictures) > before:
            self.look_at(step.exercise, pictures[-1]["published"])
        self.words.add(self.room.views()[2]["result"] and said(self.room.views()[2]["result"]))

    @rule()
    def reveal_and_again_after_one_person(self) -> None:
        """What somebody would try who looks for one person: a picture before, and one after."""
        if self.room.workshop.step is None or self.room.workshop.closed:
            return
        self.reveal()
        self.take_back(self.room.workshop.step.exercise, set(sorted(self.here)[:1]))
        self.reveal()

    @rule(second_meeting=st.booleans())
    def reveal_and_again_without_one_person(self, second_meeting: bool) -> None:
        """The same with a second round, or with the next meeting's step of the same exercise."""
        step = self.room.workshop.step
        if step is None or self.room.workshop.closed:
            return
        self.reveal()
        if second_meeting:
            self.steer("meeting", meeting=3 - self.room.workshop.meeting)
            self.go(step.exercise)
        else:
            self.steer("round")
        self.share_what_there_is(step.exercise, set(sorted(self.here)[1:]))
        self.reveal()

    # Whoever reads

    def look_at(self, exercise: str, published: Json) -> None:
        """A new picture: by itself, and beside every earlier one of the same question."""
        picture = json.loads(json.dumps(published))
        copies = self.shared.get(self.sitting(exercise), {})
        kind = share_kind(LIBRARY.step(exercise))
        assert kind is not None
        for form in picture["items"]:
            item = form["item"]
            if "from" in form:
                first = next(
                    one for one in self.kept[form["from"] - 1]["items"] if one["item"] == item
                )
                assert {**first, "from": form["from"]} == form
                continue
            truth = {who: values[item] for who, values in copies.items() if item in values}
            assert len(truth) >= K
            CHECKS[kind](form, list(truth.values()))
            for name, question, earlier, then in self.seen:
                if (name, question) == (exercise, item):
                    nobody_stands_out(kind, earlier, then, form, truth)
            self.seen.append((exercise, item, form, truth))
        self.kept.append(picture)

    @rule()
    def export(self) -> None:
        """Only what was revealed, in the words in which it was: nothing anew, nothing beside it."""
        results = self.room.pictures.all(self.room.workshop, LIBRARY)
        assert [json.loads(json.dumps(one["published"])) for one in self.pictures()] == self.kept
        assert {said(one) for one in results} <= self.words
        assert texts_of(results) <= self.let
        assert not self.private_parts() & parts_of(json.dumps(results))
        for title in TITLES:
            assert title not in json.dumps(results, ensure_ascii=False)

    def pictures(self) -> list[Json]:
        return self.records.pictures(self.room.id)

    @invariant()
    def the_copies_are_what_was_shared(self) -> None:
        for place, copies in self.shared.items():
            stored = self.records.copies(self.room.id, *place)
            assert sorted(map(in_order, (one["values"] for one in stored))) == sorted(
                map(in_order, copies.values())
            )
            for one in stored:
                assert not {item.partition(".")[0] for item in one["values"]} & set(SENSITIVE)

    @invariant()
    def no_view_says_more_than_the_pictures(self) -> None:
        phone, wall, lead = self.room.views(here=len(self.here))
        for view in (phone, wall, lead):
            text = json.dumps(view, ensure_ascii=False)
            assert not self.private_parts() & parts_of(text)
            assert not any(title in text for title in TITLES)
            assert not re.search(r"#(nick|plan)", text)
        revealed = {text["text"] for one in self.kept for text in texts_in(one)}
        assert texts_of(lead) <= revealed
        assert texts_of(wall) | texts_of(phone) <= self.let
        if not self.room.workshop.shown:
            assert (phone["results"], wall["result"], wall["texts"]) == ({}, None, [])
        if self.room.workshop.current not in self.room.workshop.shown:
            assert wall["texts"] == []
        if not self.kept:
            assert lead["result"] is None
        if len(self.here) < 15:
            assert wall["shared"]["count"] is lead["shared"]["count"] is None

    def private_parts(self) -> set[str]:
        """Keys and marks of copies and ledgers, and ids of people."""
        found = {person.id.hex() for person in self.people.values()}
        for place in self.shared:
            for one in self.records.copies(self.room.id, *place):
                found |= {one["key"], *(mark for marks in one["marks"].values() for mark in marks)}
        return found


def parts_of(text: str) -> set[str]:
    """Every long run of hex digits."""
    return set(re.findall(r"[0-9a-f]{24,}", text))


def said(result: Json) -> str:
    """A result, but for what people wrote and the line that says whether it is the newest."""
    return json.dumps({**result, "note": "", "texts": []}, sort_keys=True)


def in_order(values: Json) -> str:
    return json.dumps(values, sort_keys=True)


def texts_in(picture: Json) -> list[Json]:
    return [text for form in picture["items"] for text in form.get("texts", ())]


def texts_of(view: Json | list[Json]) -> set[str]:
    """What people wrote, wherever it stands in a view."""
    return set(re.findall(r"#(?:tea|time|hope|own \d+ \d+)", json.dumps(view)))


def test_whatever_people_do_in_any_order_nobody_is_picked_out(
    on_both: None, tmp_path: Path
) -> None:
    with opens(tmp_path) as AnyOrder.records:  # one folder for all workshops
        run_state_machine_as_test(
            AnyOrder,
            settings=settings(
                max_examples=20 if HERE.kind == "sqlite" else 5,
                stateful_step_count=18,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
