"""What the tests of workshops and shared copies have in common."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing

NAME, KEY = "closeness.sqlite3", "workbook.key"
RATINGS = {"ideas.now": 7, "ideas.wished": 7, "doing.now": 3}


def state(revision=1, **changed):
    return {"title": "Monday", "revision": revision, "last_meeting": "2026-11-16", **changed}


def make(records, doors=None, **changed):
    workshop = secrets.token_bytes(16)
    records.new_workshop(workshop, state(**changed), doors or {})
    return workshop


def somebody(records):
    return records.person_of(records.begin_person())


def joined(records, workshop):
    person = somebody(records)
    records.join_workshop(workshop, person)
    return person


def save(records, person, value=7, item="ideas.now"):
    return records.save(person, "dimensions", "", item, value, 1, "page", "c0ffee", lambda _, v: v)


def faces(values):
    return {
        item: [f"value:{value}", f"band:{value // 4 if isinstance(value, int) else None}"]
        for item, value in values.items()
    }


def share(records, workshop, person, values, exercise="dimensions", sitting="a.1"):
    records.share(workshop, person, exercise, sitting, values, faces(values))


def add_sheets(records, workshop, sheets, exercise="dimensions", sitting="a.1"):
    records.add_copies(workshop, exercise, sitting, sheets, [faces(sheet) for sheet in sheets])


def rows(folder, statement):
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return connection.execute(statement).fetchall()
