"""Workshops from the command line: through the running server, or on the records when none runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from closeness_widgets.content.library import Library
from closeness_widgets.records import Records
from closeness_widgets.serving.live.addresses import Addresses
from closeness_widgets.serving.live.pictures import Pictures
from closeness_widgets.workshops import plan, steering, views
from closeness_widgets.workshops.plan import PlanRefused, Workshop

Json = dict[str, Any]


class Office:
    """Makes, lists, closes and exports workshops; one call at a time, on the pen's thread."""

    def __init__(
        self,
        records: Records,
        read_library: Callable[[], Library],
        pictures: Pictures,
        addresses: Addresses,
        more: Mapping[str, Callable[[Json], Json]],
    ) -> None:
        self._records = records
        self._read_library = read_library
        self._pictures = pictures
        self._addresses = addresses
        self._more = more

    def do(self, message: Json) -> Json:
        """Do what ``{"call", ...}`` says, of its own or ``more`` calls. Raises PlanRefused."""
        calls = {
            "workshop-new": self._new,
            "workshop-list": self._list,
            "workshop-close": self._close,
            "workshop-export": self._export,
            **self._more,
        }
        call = calls.get(str(message.get("call")))
        if call is None:
            raise PlanRefused("unknown-call", f"There is no call {message.get('call')!r}.")
        return call(message)

    def _new(self, message: Json) -> Json:
        workshop = planned(message, self._read_library(), _today())
        self._records.new_workshop(bytes.fromhex(workshop.id), workshop.as_json(), workshop.doors())
        self._records.log("workshop_made", bytes.fromhex(workshop.id))
        return {"id": workshop.id, "title": workshop.title, **self._addresses.of(workshop)}

    def _list(self, message: Json) -> Json:
        found = [Workshop.model_validate(state) for _, state in self._records.all_workshops()]
        found.sort(key=lambda one: (one.created, one.title))
        return {"workshops": [{**in_short(one), **self._addresses.of(one)} for one in found]}

    def _close(self, message: Json) -> Json:
        workshop = self._find(message)

        def closed(state: Json) -> tuple[Json, None]:
            found = Workshop.model_validate(state)
            return steering.steer(found, {"do": "close"}, (), 0.0).as_json(), None

        self._records.update_workshop(bytes.fromhex(workshop.id), closed)
        self._records.log("workshop_closed", bytes.fromhex(workshop.id))
        return {"id": workshop.id, "deleted_on": workshop.deleted_on.isoformat()}

    def _export(self, message: Json) -> Json:
        workshop = self._find(message)
        results = self._pictures.all(workshop, self._read_library())
        self._records.log("workshop_exported", bytes.fromhex(workshop.id))
        return {"id": workshop.id, "title": workshop.title, "results": results}

    def _find(self, message: Json) -> Workshop:
        name = str(message.get("id", ""))
        try:
            state = self._records.load_workshop(bytes.fromhex(name)) if len(name) == 32 else None
        except ValueError:
            state = None
        if state is None:
            raise PlanRefused(
                "unknown-workshop",
                f"There is no workshop {name!r}. `closeness workshop list` shows those there are.",
            )
        return Workshop.model_validate(state)


def planned(body: Json, library: Library, today: date) -> Workshop:
    """The workshop that a page or the command line asked for. Raises PlanRefused."""
    agenda = body.get("agenda")
    if body.get("plan") and not agenda:
        ready = library.plans.get(str(body["plan"]))
        if ready is None:
            known = ", ".join(library.plans)
            raise PlanRefused(
                "unknown-plan", f"There is no plan {body['plan']!r}. There are: {known}."
            )
        agenda = [step.model_dump() for step in ready.steps]
    steps = {step.id: step for step in views.steps_of(library)}
    wanted = [
        (name, steps[name].minutes if minutes is None and name in steps else minutes, meeting)
        for name, minutes, meeting in plan.read_agenda(agenda)
    ]
    return plan.new_workshop(
        body.get("title") or "",
        wanted,
        steps,
        today,
        expected=body.get("expected", 20),
        k=body.get("k", plan.LEAST),
        last_meeting=body.get("last_meeting") or None,
    )


def in_short(workshop: Workshop) -> Json:
    """A workshop for a list."""
    return {
        "id": workshop.id,
        "title": workshop.title,
        "created": workshop.created.isoformat(),
        "last_meeting": workshop.last_meeting.isoformat(),
        "goes_on": workshop.deleted_on.isoformat(),
        "phase": views.phase(workshop),
        "expected": workshop.expected,
        "meetings": workshop.meetings,
        "minutes": sum(step.minutes for step in workshop.agenda),
        "steps": len(workshop.agenda),
        "rehearsal": workshop.rehearsal,
        "k": workshop.k,
        "agenda": [step.model_dump() for step in workshop.agenda],
    }


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day where this computer is
