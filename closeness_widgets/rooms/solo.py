"""A notebook's exercises for one person, wired to the desk."""

from __future__ import annotations

import logging
import os
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from comm import get_comm_manager

from closeness_widgets import logs, paths
from closeness_widgets.content.base import About
from closeness_widgets.content.library import Library, kind_of, read_library
from closeness_widgets.exercises.base import ExerciseWidget
from closeness_widgets.exercises.builder.widget import BuilderWidget
from closeness_widgets.exercises.checklist.widget import ChecklistWidget
from closeness_widgets.exercises.circles.widget import CirclesWidget
from closeness_widgets.exercises.deck.widget import DeckWidget
from closeness_widgets.exercises.journal.widget import JournalWidget
from closeness_widgets.exercises.planner.widget import PlannerWidget
from closeness_widgets.exercises.rating.widget import RatingWidget
from closeness_widgets.exercises.rounds.widget import RoundsWidget
from closeness_widgets.exercises.steps.widget import StepsWidget
from closeness_widgets.rooms.desk import Desk, ServerDesk, TemporaryDesk

Json = dict[str, Any]

WIDGETS: dict[str, type[ExerciseWidget]] = {
    widget.kind: widget
    for widget in (
        RatingWidget,
        ChecklistWidget,
        JournalWidget,
        DeckWidget,
        StepsWidget,
        PlannerWidget,
        BuilderWidget,
        RoundsWidget,
        CirclesWidget,
    )
}
CHARTS = {
    "checklist": "closeness_widgets.charts.checklist",
    "rating": "closeness_widgets.charts.rating",
    "journal": "closeness_widgets.charts.journal",
}
NOBODY = About(id="0", kind="friend")
"""Whose words a page shows until a relationship is chosen; only its question is visible then."""


class Solo:
    """All exercises of one notebook and the person whose answers they show.

    Implements :class:`closeness_widgets.exercises.base.Keeper`.
    """

    def __init__(self) -> None:
        self._mark = os.environ.get("CLOSENESS_LIBRARY", "")  # of the library that is read now
        self.library = shipped_library()
        self.widgets: dict[str, ExerciseWidget] = {}
        self.seated = False
        self.desk = self._find_desk()

    def open(self, exercise_id: str, **view: Any) -> ExerciseWidget:
        """The widget of one exercise; the same one when a cell is run again."""
        if exercise_id not in self.widgets:
            self.library = shipped_library()  # it may have come while this kernel waited
            exercise = self.library.exercise(exercise_id)
            widget = WIDGETS[kind_of(exercise)]
            known = self.desk.temporary or self.seated
            state = self._state(exercise_id) if known else self._unseated(exercise_id)
            self.widgets[exercise_id] = widget(exercise, self, **state, **view)
        return self.widgets[exercise_id]

    def save(self, exercise_id: str, change: Json) -> int:
        """Hand one change over; the server validates, seals and commits before it replies."""
        wanted = ("about", "item", "value", "revision", "writer")
        details = {name: change.get(name) for name in wanted}
        return int(self.desk.call("save", exercise=exercise_id, **details)["revision"])

    def choose(self, choice: Json) -> None:
        """Turn the whole page to another relationship."""
        self.desk.call("choose", choice=choice)
        self.load()

    def erase(self, exercise_id: str) -> None:
        """Erase this exercise's answers about the chosen relationship, then show it empty."""
        about = self.widgets[exercise_id].about.get("id", "")
        self.desk.call("erase", exercise=exercise_id, about=about)
        self.load()

    def picture(self, exercise_id: str) -> Json:
        """The drawing of the answers that the person sees now."""
        widget = self.widgets[exercise_id]
        module = CHARTS.get(kind_of(widget.exercise))
        if module is None or widget.content.get("picture", {}) is None:
            return {}
        # Imported when asked for: drawing is far heavier than answering.
        answers = {item: entry["value"] for item, entry in widget.answers.items()}
        drawn = import_module(module).picture(widget.exercise, answers, widget.content)
        return dict(drawn.as_json())

    def load(self, unseen: bool = False) -> None:
        """Show what is stored now, in every exercise of this page; ``unseen``: nobody is there."""
        for exercise_id, widget in self.widgets.items():
            widget.show(self._state(exercise_id), unseen)

    def pushed(self, message: Json) -> None:
        """The server tells something: this seat has a person now, or their record changed."""
        if message.get("push") in ("seated", "changed"):
            self.seated = True
            # A page connects only once its seat was given, and then asks for everything.
            self.load(unseen=message["push"] == "seated")
        if message.get("push") == "seated":
            self.desk.call("ready")
        if message.get("push") == "open":
            widget = self.open(message["exercise"])
            self.desk.call("opened", exercise=message["exercise"], model=widget.model_id)

    def _find_desk(self) -> Desk:
        address, capability = os.environ.get("CLOSENESS_DESK"), os.environ.get("CLOSENESS_SEAT")
        if address and capability:
            # Nobody who speaks to the kernel may make widgets: a served page makes none itself.
            get_comm_manager().targets.pop("jupyter.widget", None)
            # Libraries would write down each message, with the answers in it, once told to debug,
            # and what is wrong with a message at any time.
            logging.disable(logging.INFO)
            logs.say_little()
            return ServerDesk(address, capability, self.pushed)
        return TemporaryDesk(self.library)

    def _unseated(self, exercise_id: str) -> Json:
        return {"content": self.library.words(exercise_id, NOBODY)}

    def _state(self, exercise_id: str) -> Json:
        stored = self.desk.call("load", exercise=exercise_id)
        mark = stored.get("library", "")
        if not mark or mark != self._mark:  # an author may have changed a word meanwhile
            self.library, self._mark = shipped_library(), mark
        others = self.library.interface.others
        about = About.model_validate(stored["about"]) if stored["about"] else None
        return {
            "about": _named(about, others[about.kind].name) if about else {},
            "relationships": [
                _named(one, others[one.kind].name)
                for one in map(About.model_validate, stored["relationships"])
            ],
            "answers": stored["answers"],
            "content": self.library.words(exercise_id, about or NOBODY),
            "picture": {},
            "temporary": self.desk.temporary,
        }


@cache
def this_notebook() -> Solo:
    """The one :class:`Solo` of this kernel."""
    return Solo()


def open_exercise(exercise_id: str, **view: Any) -> ExerciseWidget:
    """Show an exercise in a notebook: ``open_exercise("dimensions")``.

    ``view``: how its widget shows it, such as ``open_exercise("journal", check_in=True)``.

    Raises KeyError with the exercises that there are if ``exercise_id`` is none of them.
    """
    return this_notebook().open(exercise_id, **view)


def shipped_library() -> Library:
    """The content that ships with the workbook, with the owner's own files laid over it."""
    overlay = os.environ.get("CLOSENESS_CONTENT")
    folders = [paths.content(), *([Path(overlay)] if overlay else [])]
    return read_library(folders)


def _named(about: About, kind_name: str) -> Json:
    name = (
        f"{about.nickname} ({kind_name[:1].lower()}{kind_name[1:]})"
        if about.nickname
        else kind_name
    )
    return {**about.model_dump(), "name": name}
