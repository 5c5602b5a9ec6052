"""What every exercise's widget shares: its traits are its public state.

The browser may set any of these traits to anything: they are client input. Whoever keeps the
answers (the keeper) validates; nothing here is trusted.
"""

from __future__ import annotations

import os
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import anywidget
import traitlets as t

from closeness_widgets import assets
from closeness_widgets.answers import AnswerRefused
from closeness_widgets.answers.base import shown
from closeness_widgets.content.base import ExerciseContent

Json = dict[str, Any]


class Keeper(Protocol):
    """Whoever stands behind a widget and keeps what it is given."""

    def save(self, exercise_id: str, change: Json) -> int:
        """Keep ``{about, item, value, revision, writer}``; return the revision now stored.

        Raises :class:`AnswerRefused`; then nothing was stored.
        """

    def choose(self, choice: Json) -> None:
        """Answer about another relationship from now on, on this whole page."""

    def erase(self, exercise_id: str) -> None:
        """Remove every answer of this exercise about the chosen relationship."""

    def picture(self, exercise_id: str) -> Json:
        """A drawing of the answers: ``{svg, alt, table, sentences}``, empty if there are none."""


class ExerciseWidget(anywidget.AnyWidget):
    """One exercise on a page.

    ``content``: the words, for the chosen relationship. ``about``: that relationship, empty until
    chosen. ``answers``: item -> ``{value, revision}``; ``loaded``: differs after each loading.
    ``outbox``: what the browser has not seen acknowledged, ``{sent, changes: [{about, item, value,
    revision, writer}]}``. ``receipt``: the answer to an outbox, ``{id, saved: [{about, item,
    revision}], refused: [{about, item, sent_revision, rule, message}]}``. ``choice``,
    ``erase_wanted``, ``picture_wanted``: requests of the browser, numbered; ``problem``: why one
    of them could not be met.
    """

    kind: ClassVar[str]

    content = t.Dict().tag(sync=True)
    about = t.Dict().tag(sync=True)
    relationships: t.List[Any] = t.List().tag(sync=True)
    answers = t.Dict().tag(sync=True)
    loaded = t.Unicode().tag(sync=True)
    outbox = t.Dict().tag(sync=True)
    receipt = t.Dict().tag(sync=True)
    choice = t.Dict().tag(sync=True)
    erase_wanted = t.Int().tag(sync=True)
    picture_wanted = t.Int().tag(sync=True)
    picture = t.Dict().tag(sync=True)
    problem = t.Unicode().tag(sync=True)
    temporary = t.Bool(False).tag(sync=True)
    # The page lays exercises out itself: one comm less for each.
    layout = t.Any(None, allow_none=True).tag(sync=True)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "kind" not in cls.__dict__:
            return  # traitlets makes a further class for each widget's own traits
        # Afterwards, because anywidget takes a text that ends in ".js" for a file of its own.
        served = "CLOSENESS_SERVED" in os.environ
        cls._esm = assets.script_address(cls.kind) if served else assets.script(cls.kind)
        cls._css = "" if served else assets.style(cls.kind)

    def __init__(self, exercise: ExerciseContent, keeper: Keeper, **state: Any) -> None:
        self.exercise = exercise
        self._keeper = keeper
        super().__init__(**state)

    def summary(self) -> str:
        """One line that says what the exercise holds: the notebook's compared output."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.summary()

    def show(self, state: Json, unseen: bool = False) -> None:
        """Show what was loaded just now; ``unseen``: no page is there yet that could be told."""
        with self.hold_sync():
            self.answers = {}  # what was kept in place (below) looks unchanged, yet must be sent
            for name, value in state.items():
                setattr(self, name, value)
            self.loaded = uuid4().hex
            if unseen:
                self._states_to_send.clear()  # whoever comes asks for everything

    @t.observe("outbox")
    def _keep(self, change: Json) -> None:
        saved: list[Json] = []
        refused: list[Json] = []
        changes = change["new"].get("changes")
        for one in changes if isinstance(changes, list) else []:
            if not isinstance(one, dict):
                continue
            where = {"about": one.get("about"), "item": one.get("item")}
            try:
                _check_form(one)
                revision = self._keeper.save(self.exercise.id, one)
            except AnswerRefused as error:
                why = {"rule": error.rule, "message": error.message, **error.current}
                refused.append({**where, "sent_revision": one.get("revision"), **why})
                continue
            saved.append({**where, "revision": revision})
            if one["about"] == self.about.get("id"):
                # In place, so that the kernel knows it without sending everything back.
                self.answers[one["item"]] = {"value": one["value"], "revision": revision}
        self.receipt = {"id": uuid4().hex, "saved": saved, "refused": refused}

    @t.observe("choice", "erase_wanted", "picture_wanted")
    def _do_as_asked(self, change: Json) -> None:
        self.problem = ""
        try:
            if change["name"] == "choice":
                self._keeper.choose(change["new"])
            elif change["name"] == "erase_wanted":
                self._keeper.erase(self.exercise.id)
            else:
                picture = self._keeper.picture(self.exercise.id)
                self.picture = {"wanted": change["new"], **picture}
        except AnswerRefused as error:
            self.problem = error.message


def _check_form(change: Json) -> None:
    """Refuse a change that the exercise's own page cannot have made."""
    revision = change.get("revision")
    texts = (change.get(name) for name in ("about", "item", "writer"))
    if (
        all(isinstance(text, str) and text for text in texts)
        and type(revision) is int
        and revision >= 1
        and "value" in change
    ):
        return
    raise AnswerRefused(
        "malformed",
        "A change names about, item, value, revision (from 1 on) and writer, but this one does "
        f"not: {shown(change)}. Open the page again.",
    )
