"""Clients and consent: who is open to the coach, until when, and what is left afterwards."""

import pytest
from sqlalchemy import update

from closeness_widgets.records import (
    AlreadyClient,
    ClientGone,
    RecordGone,
    RecordRefused,
    sealing,
)
from closeness_widgets.records.tables import metadata
from tests.unit.practice import CARD, FILE, LETTER, ON, consented, invited, writes
from tests.unit.room import joined, make, save, somebody
from tests.unit.storage import on_disk, opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


@pytest.fixture
def records(tmp_path):
    with opens(tmp_path) as opened:
        yield opened


def refused(kind, call):
    with pytest.raises(kind) as refusal:
        call()
    return refusal.value.rule, refusal.value.message


GONE = ("client-gone", "There is no such client any more. Look at the list again.")

# What the coach keeps


def test_a_client_is_kept_listed_changed_and_erased(records):
    client, other = records.new_client(CARD, FILE), records.new_client({"pseudonym": "B"}, {})
    assert {one.id: (one.card, one.door, letter) for one, letter in records.all_clients()} == {
        client: (CARD, "", None), other: ({"pseudonym": "B"}, "", None),
    }  # fmt: skip
    records.change_client(client, lambda card, file: ({**card, "archived": True}, {"notes": []}))
    found, letter = records.load_client(client)
    assert (found.card, found.file) == ({**CARD, "archived": True}, {"notes": []})
    assert letter is None
    before, gone = records.erase_client(other)
    assert before.card == {"pseudonym": "B"}
    assert (gone.links, gone.consents) == (0, 0)
    for call in (
        lambda: records.load_client(other),
        lambda: records.erase_client(other),
        lambda: records.new_client_link(other),
        lambda: records.change_client(other, lambda card, file: (card, file)),
        lambda: records.give_consent(other, somebody(records), "", LETTER),
    ):
        assert refused(ClientGone, call) == GONE


def test_what_a_change_raises_leaves_the_client_as_they_were(records):
    client = records.new_client(CARD, FILE)
    with pytest.raises(ZeroDivisionError):
        records.change_client(client, lambda card, file: ({}, 1 / 0))
    assert records.load_client(client)[0].card == CARD


def test_a_file_that_would_grow_without_end_is_refused(records):
    client = records.new_client(CARD, FILE)
    rule, message = refused(
        RecordRefused,
        lambda: records.change_client(client, lambda c, _: (c, {"n": "x" * 4_000_000})),
    )
    assert (rule, message) == (
        "full",
        "A client's file can hold 4000000 bytes; this one would have 4001792. "
        "Delete notes that you no longer need.",
    )


# The link


def test_a_new_link_ends_the_earlier_one_and_each_is_good_for_one_consent(records):
    client, first = invited(records)
    assert records.client_behind(first) == (client, "invited")
    second = records.new_client_link(client)
    assert records.client_behind(first) is None
    records.give_consent(client, somebody(records), "sam", LETTER)
    assert records.client_behind(second) == (client, "used")
    records.erase_client(client)
    assert records.client_behind(second) is None


def test_whoever_has_the_link_cannot_open_what_the_client_entered(records, tmp_path):
    """The coach made it, and so did whoever looked at the QR code: it is a door, not a key."""
    client, secret = invited(records)
    person = somebody(records)
    records.give_consent(client, person, "sam", LETTER)
    assert records.return_with(secret) is None
    assert records.person_of(secret) is None
    assert {row[0] for row in rows(tmp_path, "SELECT kind FROM person_keys")} == {"cookie"}


# Consent


def test_consent_opens_the_record_about_one_relationship_and_says_to_what(records):
    client, person = consented(records)
    writes(records, person)
    found, letter = records.load_client(client)
    assert (found.door, letter) == ("used", LETTER)
    [(read, about)] = records.records_of_client(client)
    assert (read, about) == (person, "sam")
    assert records.load(read, "journal", "sam")["week.2026-11-16.ideas.now"].value
    assert records.consent_of(person) == ({**LETTER, "about": "sam"}, True)
    assert records.client_of(person) == client


def test_the_first_of_some_items_that_has_an_answer_is_found_for_each_client(records):
    client, person = consented(records)
    weeks = [f"week.2026-11-{day:02}.ideas.now" for day in range(30, 0, -1)]
    assert records.first_answered("journal", weeks) == {}
    for item in (weeks[28], weeks[2], weeks[1]):
        writes(records, person, item)
    assert records.first_answered("journal", weeks) == {client: weeks[1]}
    assert records.first_answered("journal", weeks[::-1]) == {client: weeks[28]}
    records.save(person, "journal", "sam", weeks[1], None, 2, "page", "c0ffee", lambda _, v: v)
    assert records.first_answered("journal", weeks) == {client: weeks[2]}
    other = somebody(records)
    records.give_consent(client, other, "ben", LETTER)
    records.save(other, "journal", "ben", weeks[0], 4, 1, "page", "c0ffee", lambda _, v: v)
    assert records.first_answered("journal", weeks) == {client: weeks[0]}
    assert records.first_answered("journal", weeks[1:]) == {client: weeks[2]}


def test_what_is_covered_can_be_changed_by_the_client(records):
    client, person = consented(records)
    records.change_consent(person, {"parts": ["words"], "on": "2026-11-18"})
    expected = {**LETTER, "parts": ["words"], "on": "2026-11-18"}
    assert records.load_client(client)[1] == expected
    assert records.consent_of(person) == ({**expected, "about": "sam"}, True)
    nothing = lambda: records.change_consent(somebody(records), {"parts": []})  # noqa: E731
    assert refused(RecordRefused, nothing) == (
        "no-consent", "You share nothing with a coach just now.",
    )  # fmt: skip


def test_withdrawing_closes_at_once_and_leaves_the_date_and_no_key(records, tmp_path):
    client, person = consented(records)
    [(wrapped,)] = rows(tmp_path, "SELECT wrapped FROM consents")
    assert wrapped in on_disk(tmp_path)
    assert records.withdraw_consent(person, ON)
    assert records.records_of_client(client) == []
    found, letter = records.load_client(client)
    assert letter == {"state": "withdrawn", "on": "2026-11-20"}
    assert found.door == "closed"
    assert wrapped not in on_disk(tmp_path)
    assert wrapped[33:73] not in on_disk(tmp_path)
    own, stands = records.consent_of(person)
    assert (own["state"], own["on"], stands) == ("withdrawn", "2026-11-20", False)
    assert not records.withdraw_consent(person, ON)
    assert records.first_answered("journal", ["week.2026-11-16.ideas.now"]) == {}


def test_a_client_comes_back_with_a_new_link_and_both_records_are_read(records):
    client, lost = consented(records)
    records.new_client_link(client)
    person = somebody(records)
    records.give_consent(client, person, "ben", {**LETTER, "parts": ["words"]})
    assert {about for _, about in records.records_of_client(client)} == {"sam", "ben"}
    assert records.load_client(client)[1]["parts"] == ["words"]
    records.withdraw_consent(person, ON)
    assert records.records_of_client(client) == []
    assert records.client_of(lost) is None


def test_one_record_is_never_two_clients(records):
    client, person = consented(records)
    other, _ = invited(records)
    give = lambda: records.give_consent(other, person, "sam", LETTER)  # noqa: E731
    assert refused(AlreadyClient, give) == (
        "already-client",
        "The record on this phone is shared through another check-in link already. "
        "Begin one of your own.",
    )
    assert records.load_client(other)[1] is None
    records.give_consent(client, person, "sam", LETTER)  # the same once more is fine
    assert len(records.records_of_client(client)) == 1


def test_a_record_that_was_erased_consents_to_nothing(records):
    client, _ = invited(records)
    person = somebody(records)
    records.erase_person(person)
    with pytest.raises(RecordGone):
        records.give_consent(client, person, "sam", LETTER)


# Erasing


@pytest.mark.parametrize("way", ["erase", "leave the last device"])
def test_when_the_client_erases_the_coach_finds_the_day_only(records, way):
    client, _ = invited(records)
    token = records.begin_person()
    person = records.person_of(token)
    records.give_consent(client, person, "sam", LETTER)
    writes(records, person)
    if way == "erase":
        records.erase_person(person)
    else:
        records.forget_token(token)
    found, letter = records.load_client(client)
    assert letter == {"state": "erased", "on": records._today().isoformat()}
    assert found.door == "closed"
    assert records.records_of_client(client) == []


def test_leaving_one_of_two_devices_ends_nothing(records):
    client, _ = invited(records)
    token = records.begin_person()
    person = records.person_of(token)
    records.return_with(records.make_recovery(person))
    records.give_consent(client, person, "sam", LETTER)
    records.forget_token(token)
    assert records.load_client(client)[1] == LETTER
    assert len(records.records_of_client(client)) == 1


def test_erasing_a_client_leaves_nothing_but_their_own_record(records, tmp_path):
    client, person = consented(records)
    records.new_client_link(client)
    writes(records, person)
    before, gone = records.erase_client(client)
    assert before.file == FILE
    assert (gone.links, gone.consents) == (1, 1)
    for table in ("clients", "client_doors", "consents", "consent_letters"):
        assert rows(tmp_path, f"SELECT * FROM {table}") == []
    assert client not in on_disk(tmp_path)
    assert records.load(person, "journal", "sam")
    assert records.consent_of(person) == ({**LETTER, "about": "sam"}, False)


def test_every_table_of_a_client_goes_with_them():
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            assert key.ondelete == "CASCADE"


# From a workshop to a coach


def test_a_guest_who_consents_keeps_their_record_when_the_workshop_is_deleted(records):
    workshop = make(records)
    guest, other = joined(records, workshop), joined(records, workshop)
    save(records, guest)
    client, _ = invited(records)
    records.give_consent(client, guest, "", LETTER)
    gone = records.delete_workshop(workshop)
    assert gone.people == [other.id]
    [(read, _)] = records.records_of_client(client)
    assert records.load(read, "dimensions", "")["ideas.now"].value == 7
    later = make(records)
    records.join_workshop(later, guest)
    assert records.delete_workshop(later).people == []


# Sealing


def test_what_is_sealed_to_somebody_opens_with_their_private_key_at_its_place_only():
    private = sealing.new_key()
    sealed = sealing.seal_to(sealing.public_of(private), b"hello", b"here")
    assert sealing.unseal_with(private, sealed, b"here", "It") == b"hello"
    wrong = [(sealing.new_key(), sealed, b"here"), (private, sealed, b"there")]
    wrong += [(private, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], b"here")
              for place in (0, 1, 32, 33, 40, len(sealed) - 1)]  # fmt: skip
    wrong += [(private, b"", b"here"), (private, sealed[:20], b"here"), (private, bytes(80), b"")]
    wrong += [(private, sealed[:1] + bytes(32) + sealed[33:], b"here")]
    for key, text, place in wrong:
        with pytest.raises(sealing.SealBroken):
            sealing.unseal_with(key, text, place, "It")
    assert sealed != sealing.seal_to(sealing.public_of(private), b"hello", b"here")


def test_a_consent_moved_to_another_client_does_not_open(records, tmp_path):
    client, _ = consented(records)
    other, _ = invited(records)
    with records._engine.begin() as connection:
        connection.execute(update(metadata.tables["consents"]).values(client_id=other))
    with pytest.raises(sealing.SealBroken):
        records.records_of_client(other)
    assert records.records_of_client(client) == []
