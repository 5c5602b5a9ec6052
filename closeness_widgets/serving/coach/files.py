"""What a coach saves or prints of one client: the report and the chart."""

from __future__ import annotations

from typing import Any

from closeness_widgets.charts.words import Voice
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.records import ClientGone, CoachLocked
from closeness_widgets.serving.access import PageHandler
from closeness_widgets.serving.coach import worker

Json = dict[str, Any]
CLIENT = r"([0-9a-f]{32})"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class ClientFile(PageHandler):
    """A file about one client, ``?supervision=1``: without name and words. For the owner."""

    async def prepare(self) -> None:
        """Everybody else is sent to where the owner signs in."""
        if not await self.is_coach():
            await self.ask_to_sign_in()

    @property
    def supervision(self) -> bool:
        """Whether it is for a supervisor."""
        return self.get_query_argument("supervision", "") == "1"

    async def told(self, client: str, voice: Voice) -> tuple[Json, Json, str] | None:
        """Series, words and pseudonym; None once something else was sent."""
        try:
            page = await self.house.pen.do(
                self.house.practice.page, client, self.supervision, export=True
            )
        except CoachLocked:  # their page asks for the passphrase
            self.redirect(f"{self.house.base}coach/{client}")
            return None
        except ClientGone:
            self.send_error(404)
            return None
        if page["series"] is None:  # the client stopped
            self.send_error(403)
            return None
        words = self.house.chart_words(page["series"]["kind"], voice)
        return page["series"], words, page["client"]["pseudonym"]

    def send(self, name: str, content: bytes) -> None:
        """A file to save; nothing in its name tells whom it is about."""
        if not content:
            self.send_error(404)
            return
        self.set_header("Content-Type", TYPES[name.rpartition(".")[2]])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(content)


class Report(ClientFile):
    """``/coach/<id>/report`` and ``report.pdf``: two pages to give to the client."""

    async def get(self, client: str, form: str | None = None) -> None:
        """HTML first; the PDF says the same."""
        found = await self.told(client, "coach" if self.supervision else "client")
        if found is None:
            return
        made = self.house.today().isoformat()
        asked = (*found[:2], made, found[2], self.supervision)
        if form is None:
            self.show(
                "report.html.j2",
                coach=self.house.pages.room_words("coach"),
                report=await self.house.drawing.do(worker.report, *asked),
                supervision=self.supervision,
                client=client,
            )
        else:
            self.send("report.pdf", await self.house.drawing.do(worker.report_pdf, *asked))


class Record(ClientFile):
    """``/coach/<id>/record.csv`` and ``record.json``: what the page shows, to bring in again."""

    async def get(self, client: str, form: str) -> None:
        """Only what the client opened, and what the coach keeps; no notes."""
        try:
            content = await self.house.pen.do(self.house.in_and_out.take_out, client, form)
        except CoachLocked:
            self.redirect(f"{self.house.base}coach/{client}")
        except ClientGone:
            self.send_error(404)
        except ClientRefused:  # the client stopped
            self.send_error(403)
        else:
            self.send(f"record.{form}", content)


class Progress(ClientFile):
    """``/coach/<id>/progress.pdf`` and ``progress.png``: the chart to keep."""

    async def get(self, client: str, form: str) -> None:
        """The PDF has the sentences with it."""
        found = await self.told(client, "coach")
        if found is None:
            return
        made = self.house.today().isoformat()
        asked = (form, *found[:2], made, self.supervision)
        self.send(f"progress.{form}", await self.house.drawing.do(worker.progress_file, *asked))


HANDLERS: list[Any] = [
    (rf"coach/{CLIENT}/report(?:\.(pdf))?", Report),
    (rf"coach/{CLIENT}/record\.(csv|json)", Record),
    (rf"coach/{CLIENT}/progress\.(pdf|png)", Progress),
]
