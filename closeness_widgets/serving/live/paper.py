"""Answers on paper, entered in a batch: nobody's sheet can be told from the others."""

from __future__ import annotations

from typing import Any

from closeness_widgets.answers import (
    AnswerRefused,
    check_answer,
    check_card_words,
    share_kind,
    shareable,
)
from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.content.library import Library
from closeness_widgets.records import Records
from closeness_widgets.serving.live.own_part import faces
from closeness_widgets.workshops.plan import PlanRefused, Workshop
from closeness_widgets.workshops.views import content_of

Json = dict[str, Any]
MOST_SHEETS = 500


class Paper:
    """Takes batches of paper sheets."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def enter(
        self, workshop: Workshop, step_id: str, sheets: Any, library: Library, batch: str = ""
    ) -> int:
        """Add the sheets to the step's sitting; return how many.

        ``batch`` is a random word of the page that sends them: the same word is taken once for a
        sitting, so that a second tap or a lost reply does not count everybody twice.

        Raises:
            PlanRefused: the room is closed, nothing is shared in this step, fewer than k sheets, or
                no answers in one.
            RecordRefused: the batch is entered already.
            AnswerRefused: an answer that the exercise does not have; nothing was added.
        """
        if workshop.closed:
            raise PlanRefused("closed", "This workshop is closed. Open it again first.")
        step = workshop.find(step_id)
        content = content_of(library, step)
        if content is None:
            raise PlanRefused("unknown-step", "This step is not in the agenda any more.")
        if share_kind(content) is None:
            raise PlanRefused("not-shared", "Nothing of this step is shared with the group.")
        if not isinstance(sheets, list) or not all(isinstance(one, dict) for one in sheets):
            raise PlanRefused("sheets", "Sheets are a list, each with its answers by question.")
        if not workshop.k <= len(sheets) <= MOST_SHEETS:
            raise PlanRefused(
                "batch",
                f"Sheets are entered together, at least {workshop.k} at once, so that no single "
                f"one stands out. This batch has {len(sheets)}.",
            )
        copies = [_read(content, number, sheet) for number, sheet in enumerate(sheets, start=1)]
        self._records.add_copies(
            bytes.fromhex(workshop.id),
            step.exercise,
            workshop.sitting(step),
            copies,
            [faces(content, values) for values in copies],
            batch,
        )
        return len(copies)


def _read(content: StepContent, number: int, sheet: Json) -> dict[str, int | str]:
    """What one sheet gives the group. Raises PlanRefused or AnswerRefused, naming the sheet."""
    try:
        if isinstance(content, Card):
            words = sheet.get("words")
            check_card_words(content, words)
            values = shareable(content, {"words": words})
        else:
            checked = {item: check_answer(content, item, value) for item, value in sheet.items()}
            values = shareable(content, checked)
    except AnswerRefused as error:
        raise AnswerRefused(error.rule, f"Sheet {number}: {error.message}") from None
    if not values:
        raise PlanRefused("empty", f"Sheet {number} has no answers. Leave it out.")
    return values
