"""The invented people as a coach's clients: to look around in, and to show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from closeness_widgets.answers import check_answer, relationships
from closeness_widgets.content.check_in_words import PARTS
from closeness_widgets.content.library import Library
from closeness_widgets.records import RecordGone, Records
from closeness_widgets.serving.coach.practice import Practice
from closeness_widgets.testing import SamplePerson, sample_people

WRITER = "sample"


def load(records: Records, library: Library, today: date) -> list[str]:
    """Make each of them a client who consented to everything; return their pseudonyms.

    Their weeks are moved so that the last one of each was last week. All of them come, or none.

    Raises:
        ClientRefused: there is a client of that name.
        CoachLocked: the coach's key needs the passphrase.
    """
    practice = Practice(records, lambda: library, lambda: today)
    people = sample_people()
    with records.together():
        for sample in people:
            _load(records, practice, library, sample, today)
    return [sample.pseudonym for sample in people]


def _load(
    records: Records, practice: Practice, library: Library, sample: SamplePerson, today: date
) -> None:
    client, _ = practice.new(sample.pseudonym)
    person = records.person_of(records.begin_person())
    if person is None:
        raise RecordGone
    records.make_recovery(person)
    chosen = relationships.chosen(None, {"kind": sample.about.kind, "nickname": ""})
    about = relationships.known(chosen)[0].id
    answers = [(relationships.EXERCISE, "", relationships.ITEM, chosen)]
    journal = library.exercises["journal"]
    for item, value in _moved(sample.answers["journal"], today):
        answers.append(("journal", about, item, check_answer(journal, item, value)))
    for exercise, whom, item, value in answers:
        records.save(person, exercise, whom, item, value, 1, WRITER, WRITER, lambda _, same: same)
    letter = {
        "state": "given",
        "on": today.isoformat(),
        "text": WRITER,
        "parts": list(PARTS),
        "kind": sample.about.kind,
    }
    records.give_consent(bytes.fromhex(client), person, about, letter)


def _moved(answers: dict[str, Any], today: date) -> Iterator[tuple[str, Any]]:
    """The same answers, the newest week of them last week."""
    weeks = [item.split(".")[1] for item in answers if item.startswith("week.")]
    last_week = today - timedelta(days=today.weekday() + 7)
    later = last_week - date.fromisoformat(max(weeks))
    for item, value in answers.items():
        if item.startswith("week."):
            _, monday, field = item.split(".", 2)
            yield f"week.{date.fromisoformat(monday) + later}.{field}", value
        elif isinstance(value, dict) and "date" in value:
            yield item, {**value, "date": f"{date.fromisoformat(value['date']) + later}"}
        else:
            yield item, value
