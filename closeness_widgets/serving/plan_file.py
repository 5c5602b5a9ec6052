"""A person's plan as a file for their calendar.

It comes from the server and not from the page: phones hand a calendar file that a server sends to
their calendar, and do not do so with one that a script on a page without TLS has made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from icalendar import Calendar, Event, vRecur
from tornado.web import HTTPError

from closeness_widgets.answers import relationships
from closeness_widgets.answers.planner import Planned, planned
from closeness_widgets.content.library import Library
from closeness_widgets.content.planner import Planner
from closeness_widgets.records import Person, Records
from closeness_widgets.serving.access import PageHandler

Json = dict[str, Any]
REPEATS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
FILE = "plan.ics"
"""Says nothing about what is planned, nor with whom."""


class PlanFile(PageHandler):
    """``GET plan.ics?exercise=<id>&about=<id>[&own=1]``: the days of a plan, for a calendar."""

    async def get(self) -> None:
        """Only what this person planned; with ``own`` also what they picked and wrote."""
        person = await self.person()
        if person is None:
            self.redirect(self.house.base)
            return
        library = self.house.read_library()
        exercise = library.exercises.get(self.get_query_argument("exercise", ""))
        if not isinstance(exercise, Planner):
            raise HTTPError(404)
        about_id = self.get_query_argument("about", "")
        own = self.get_query_argument("own", "") == "1"
        text = await self.house.pen.do(
            _read, self.house.records, library, exercise, person, about_id, own
        )
        if text is None:
            raise HTTPError(404)  # the page offers the file only once there is a day
        self.set_header("Content-Type", "text/calendar; charset=utf-8")
        # Not as an attachment: phones then open their calendar instead of keeping a file.
        self.set_header("Content-Disposition", f'inline; filename="{FILE}"')
        self.finish(text)


def calendar_file(
    exercise: Planner, words: Json, plans: Iterable[Planned], secret: str, own: bool, now: datetime
) -> bytes | None:
    """The plans that have a day, as an iCalendar file (RFC 5545); None if none has one.

    Times are "floating": the clock wherever the calendar is. A plan without a time takes the whole
    day and blocks none of it. ``words`` are the exercise's for the relationship, ``secret`` tells
    one person's plans from another's: a later file replaces the same entries. Unless ``own`` is
    true, an entry holds the exercise's neutral title and nothing else.
    """
    ideas = {idea["id"]: idea for group in words["groups"] for idea in group["ideas"]}
    calendar = Calendar()
    calendar.add("prodid", "-//plan//")
    calendar.add("version", "2.0")
    for plan in plans:
        if plan.day is None or plan.idea not in ideas:
            continue
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_OID, f"{secret} {plan.idea}")))
        event.add("dtstamp", now)
        event.add("class", "PRIVATE")
        if plan.time is None:
            event.add("dtstart", plan.day)
            event.add("transp", "TRANSPARENT")
        else:
            start = datetime.combine(plan.day, plan.time)
            event.add("dtstart", start)
            event.add("dtend", start + timedelta(minutes=exercise.calendar.minutes))
        if plan.every in REPEATS:
            event.add("rrule", vRecur(freq=REPEATS[plan.every]))
        idea = ideas[plan.idea]
        event.add("summary", idea["title"] if own else exercise.calendar.title)
        if own:
            lead = words["plan"]
            lines = [idea["first"]]
            lines += [f"{lead['when']} {plan.when}"] if plan.when else []
            lines += [f"{lead['then']} {plan.then}"] if plan.then else []
            event.add("description", "\n".join(lines))
        calendar.add_component(event)
    return calendar.to_ical() if calendar.subcomponents else None


def _read(
    records: Records,
    library: Library,
    exercise: Planner,
    person: Person,
    about_id: str,
    own: bool,
) -> bytes | None:
    known = records.one(person, relationships.EXERCISE, "", relationships.ITEM)
    about = relationships.find(known.value if known else None, about_id)
    if about is None:
        return None
    entries = records.load(person, exercise.id, about.id)
    answers = {item: entry.value for item, entry in entries.items()}
    return calendar_file(
        exercise,
        library.words(exercise.id, about),
        planned(exercise, answers),
        f"{person.id.hex()} {about.id} {exercise.id}",
        own,
        datetime.now(UTC),
    )


HANDLERS = [(r"plan\.ics", PlanFile)]
