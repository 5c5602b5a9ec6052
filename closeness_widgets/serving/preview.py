"""The pages on which an author sees an exercise while writing it; for the owner alone."""

from __future__ import annotations

from typing import Any

from closeness_widgets.content.card import Card, StepContent
from closeness_widgets.serving.access import ApiHandler, PageHandler, Refused
from closeness_widgets.serving.chapters import PREVIEW


class PreviewPage(PageHandler):
    """``/preview``: every exercise and card, the author's own first; ``/preview/<id>``: one."""

    async def get(self, step_id: str = "") -> None:
        """As the files are now; with what is still to mend in them."""
        if not await self.is_facilitator():
            await self.ask_to_sign_in()
            return
        if await self.person() is None:
            self.redirect(self.house.base)  # the exercise needs somebody who answers
            return
        own = self.house.own
        own.look()
        library = own.library()
        step = library.exercises.get(step_id) or library.cards.get(step_id)
        self.show(
            "preview.html.j2",
            preview=self.house.pages.room_words("preview"),
            page=PREVIEW,
            step_id=step_id,
            step=step,
            card=isinstance(step, Card),
            lists=self._lists(),
            mistakes=[
                {"file": one.file.name, "line": str(one.line), "rule": one.rule}
                for one in own.mistakes
            ],
            folder=str(own.own / "en"),
        )

    def _lists(self) -> dict[str, list[Any]]:
        own, library = self.house.own, self.house.own.library()
        lists: dict[str, list[Any]] = {"own": [], "changed": [], "shipped": []}
        steps: list[StepContent] = [*library.exercises.values(), *library.cards.values()]
        for step in steps:
            file = f"en/{step.id}.yaml"
            mine, ours = (own.own / file).is_file(), (own.shipped / file).is_file()
            lists["shipped" if not mine else "changed" if ours else "own"].append(step)
        return lists


class PreviewState(ApiHandler):
    """``GET api/preview``: a mark that differs after every change of a file."""

    async def get(self) -> None:
        """``{mark}``, for the owner."""
        if not await self.is_facilitator():
            raise Refused(403, "not-owner", "Only the person who runs this workbook may ask this.")
        self.reply(mark=self.house.own.look())


HANDLERS = [
    (r"preview", PreviewPage),
    (r"preview/([a-z0-9-]+)", PreviewPage),
    (r"api/preview", PreviewState),
]
