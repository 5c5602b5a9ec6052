"""What the tests of a coach's clients have in common."""

from __future__ import annotations

from datetime import date

from closeness_widgets.records import Records
from tests.unit.room import somebody

COACH_KEY = "coach.key"
PASSPHRASE = "slow green bicycle"
CARD = {"pseudonym": "marker-pseudonym", "added": "2026-11-16"}
FILE = {"notes": [{"text": "marker-note"}], "marks": [], "weeks": []}
LETTER = {
    "state": "given", "on": "2026-11-17", "text": "marker-text", "parts": ["ratings"],
    "kind": "friend",
}  # fmt: skip
ON = date(2026, 11, 20)


def invited(records: Records):
    """A client, and the secret of their link."""
    client = records.new_client(CARD, FILE)
    return client, records.new_client_link(client)


def consented(records: Records, person=None):
    """A client and the person they are."""
    client, _ = invited(records)
    person = person or somebody(records)
    records.give_consent(client, person, "sam", LETTER)
    return client, person


def writes(records: Records, person, item="week.2026-11-16.ideas.now", value="marker-answer"):
    return records.save(person, "journal", "sam", item, value, 1, "page", "c0ffee", lambda _, v: v)
