"""The group's pictures: drawn from shared copies when whoever leads reveals them, then kept.

Everything here runs on the pen's thread. What was published stays published: an export, another
round or another meeting shows the same pictures, never new ones beside the rule.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from closeness_widgets.analysis import group
from closeness_widgets.answers import share_kind
from closeness_widgets.content.card import StepContent
from closeness_widgets.content.library import Library
from closeness_widgets.content.rating import Rating
from closeness_widgets.records import Records
from closeness_widgets.workshops import result
from closeness_widgets.workshops.plan import PlanRefused, Step, Workshop
from closeness_widgets.workshops.views import Room, content_of

Json = dict[str, Any]


class Pictures:
    """Draws, keeps and words the pictures of all workshops."""

    def __init__(self, records: Records, words: Any) -> None:
        self._records = records
        self._words = words
        self._kept: dict[str, list[Json]] = {}  # workshop -> all of its pictures

    def facts(
        self, workshop: Workshop, library: Library, joined: int, here: int, made: int
    ) -> Room:
        """What the pages of a room may know beside its row; ``made``: its pictures so far."""
        self._keep(workshop, made)
        step = workshop.step
        content = content_of(library, step) if step else None
        results = {
            one.id: shown
            for one in workshop.steps
            if one.id in workshop.shown
            and (shown := self._in_words(workshop, one, library, workshop.shown[one.id]))
        }
        if step is None or content is None or share_kind(content) is None:
            return Room(joined=joined, here=here, results=results)
        copies = self._copies(workshop, step)
        newest = self._newest(workshop, step)
        latest = newest and self._in_words(workshop, step, library, newest["number"])
        return Room(
            joined=joined,
            here=here,
            sharing=len(copies),
            results=results,
            latest=latest,
            texts=tuple(latest.get("texts", ())) if latest else (),
        )

    def reveal(self, workshop: Workshop, step: Step, library: Library) -> int:
        """The number of the picture to show now: a new one, or the last one if nothing changed.

        Where the rule forbids a new one, the newest earlier picture of this exercise.

        Raises:
            PlanRefused: none may be drawn, and there is none yet or it is on the wall already.
        """
        content = content_of(library, step)
        if content is None or share_kind(content) is None:
            raise PlanRefused("nothing", self._words().withheld.nothing)
        self._keep(workshop)
        outcome = self._publish(workshop, step, content, self._copies(workshop, step))
        earlier = self._pictures(workshop, step.exercise)
        if isinstance(outcome, group.Withheld):
            # Asked for while one is on the wall, it was to be a newer one.
            if not earlier or step.id in workshop.shown:
                words = self._words().withheld
                message = words.few if outcome.rule == "few" else words.close
                raise PlanRefused(outcome.rule, message.replace("{k}", str(workshop.k)))
            return int((self._newest(workshop, step) or earlier[-1])["number"])
        number = self._records.add_picture(
            bytes.fromhex(workshop.id),
            step.exercise,
            workshop.sitting(step),
            {**outcome.picture, "made": date.today().isoformat()},  # noqa: DTZ011
            outcome.ledger,
        )
        return int(number)

    def all(self, workshop: Workshop, library: Library) -> list[Json]:
        """Every step's newest picture that was ever shown, in words, for the export.

        Of what people wrote, only what was let through: the rest was read by whoever leads alone.
        """
        self._keep(workshop)
        found = []
        for step in workshop.agenda:
            for newest in self._newest_of_rounds(workshop, step):
                words = self._in_words(workshop, step, library, newest["number"])
                if words:
                    let = workshop.through.get(step.id, ())
                    texts = [text for text in words["texts"] if text["id"] in let]
                    found.append({**words, "texts": texts})
        return found

    def forget(self, workshop_id: str) -> None:
        """The workshop is gone."""
        self._kept.pop(workshop_id, None)

    def preview(
        self, content: StepContent, library: Library, copies: list[Json], k: int
    ) -> Json | None:
        """What a group with these copies would see. None if it is too small."""
        kind = share_kind(content)
        if kind is None:
            return None
        outcome = group.publish(kind, copies, [], k=k, shuffle_seed="preview", **_scale(content))
        if isinstance(outcome, group.Withheld):
            return None
        picture = {"number": 0, "sitting": "", "exercise": content.id, "published": outcome.picture}
        return result.result(library, content, picture, None, self._words())

    def _publish(
        self, workshop: Workshop, step: Step, content: StepContent, copies: list[Json]
    ) -> group.Published | group.Withheld:
        kind = share_kind(content)
        if kind is None:
            return group.Withheld("few")
        return group.publish(
            kind,
            copies,
            self._pictures(workshop, step.exercise),
            k=workshop.k,
            shuffle_seed=secrets.token_hex(16),
            **_scale(content),
        )

    def _copies(self, workshop: Workshop, step: Step) -> list[Json]:
        return self._records.copies(
            bytes.fromhex(workshop.id), step.exercise, workshop.sitting(step)
        )

    def _pictures(self, workshop: Workshop, exercise: str) -> list[Json]:
        return [one for one in self._kept[workshop.id] if one["exercise"] == exercise]

    def _keep(self, workshop: Workshop, made: int | None = None) -> None:
        """Have all of its pictures here, those too that another server made.

        A picture never changes and never goes, so those that are here are all of them as long as
        their number is. ``made``: that number; without it they are read in any case.
        """
        kept = self._kept.get(workshop.id)
        if kept is None or len(kept) != made:
            self._kept[workshop.id] = self._records.pictures(bytes.fromhex(workshop.id))

    def _newest(self, workshop: Workshop, step: Step) -> Json | None:
        mine = [
            one
            for one in self._pictures(workshop, step.exercise)
            if one["sitting"].partition(".")[0] == step.id
        ]
        return mine[-1] if mine else None

    def _newest_of_rounds(self, workshop: Workshop, step: Step) -> list[Json]:
        rounds: dict[str, Json] = {}
        for one in self._pictures(workshop, step.exercise):
            if one["sitting"].partition(".")[0] == step.id:
                rounds[one["sitting"]] = one
        return list(rounds.values())

    def _in_words(
        self, workshop: Workshop, step: Step, library: Library, number: int
    ) -> Json | None:
        content = content_of(library, step)
        pictures = self._pictures(workshop, step.exercise)
        at = next((i for i, one in enumerate(pictures) if one["number"] == number), None)
        if content is None or at is None:
            return None
        picture = pictures[at]
        before = next(
            (one for one in reversed(pictures[:at]) if one["sitting"] != picture["sitting"]), None
        )
        older = picture["sitting"] != workshop.sitting(step)
        return result.result(
            library, content, picture, before, self._words(), "close" if older else ""
        )


def _scale(content: StepContent) -> dict[str, int]:
    if isinstance(content, Rating):
        return {"low": content.scale.minimum, "high": content.scale.maximum}
    return {"low": 0, "high": 1}
