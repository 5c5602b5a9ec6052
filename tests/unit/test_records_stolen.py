"""Somebody has the whole folder, key file and all, and no cookie: they join nothing to anybody.

Not covered, and not tested: the log of a server that still runs shows in which order rows were
written, and two copies of the folder show what changed between them.
"""

import hashlib
import hmac
import itertools
import json
import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from closeness_widgets.records import Records, coach_key, sealing
from closeness_widgets.records.people import Person
from closeness_widgets.records.workbook_key import WorkbookKey
from tests.unit.practice import COACH_KEY, PASSPHRASE, consented, writes
from tests.unit.room import KEY, NAME, joined, make, share, somebody
from tests.unit.storage import HERE, in_a_file, on_disk, opens, rows

NOW = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)


class Thief:
    """Reads a folder and its database, opens all that `workbook.key` opens, looks for people."""

    def __init__(self, folder):
        self.key = (folder / KEY).read_bytes()
        book = WorkbookKey(self.key)
        self.keys = [self.key, book.seal_key, book.slot_key, book.door_key]
        self.people = [bytes(row[0]) for row in rows(folder, "SELECT id FROM people")]
        self.workshops = [bytes(row[0]) for row in rows(folder, "SELECT id FROM workshops")]
        self.opened = []
        for table in ("shared", "pictures"):
            what = {"shared": b"shared", "pictures": b"picture"}[table]
            for workshop, slot, sealed in rows(folder, f"SELECT * FROM {table}"):
                place = what + b" of " + bytes(workshop) + bytes(slot)
                plain = sealing.unseal(book.seal_key, bytes(sealed), place, "It")
                self.opened.append(sealing.unpack(plain))
        self.private = rows(folder, "SELECT person_id, slot, sealed FROM entries")
        self.wrapped = rows(folder, "SELECT person_id, kind, wrapped, lookup FROM person_keys")

    def rows_of(self, exercise):
        return [row for row in self.opened if row["exercise"] == exercise and "copies" in row]

    def digests(self):
        """Every key and mark of every copy and ledger, as text."""
        text = json.dumps(self.opened)
        return {piece for piece in text.split('"') if len(piece) in (32, 64) and _is_hex(piece)}

    def known_texts(self):
        """Whatever is known of a copy and could have gone into a digest."""
        return ["dimensions", "blockers", "ideas.now", *(w.hex() for w in self.workshops)]

    def digests_of(self, person):
        """What could be made of a person's id (or their key rows) and all that is known."""
        own = [person] + [
            bytes(piece)
            for owner, _, wrapped, lookup in self.wrapped
            if owner == person
            for piece in (wrapped, lookup)
        ]
        purposes = ["shared copies", "entries", "slots", "workshops", "workshop slots"]
        keys = [*own, *self.keys]
        keys += [sealing.derive(key, purpose) for key in keys for purpose in purposes]
        messages = [b"", *own, *(text.encode() for text in self.known_texts())]
        for workshop, exercise in itertools.product(self.workshops, ["dimensions", "blockers"]):
            place = [workshop.hex(), exercise]
            lists = [place, [person.hex(), *place], ["copy", *place]]
            for value in [*range(11), *(f"value:{one}" for one in range(11)), "band:1", None]:
                item, said = "ideas.now", json.dumps(value)
                lists += [["mark", *place, item, said], ["mark", *place, item, value]]
                lists += [[*place, item, said], [person.hex(), *place, item, said]]
            messages += [json.dumps(parts).encode() for parts in lists]
        made = {hashlib.sha256(one + other).digest() for one in own for other in messages}
        made |= {hmac.digest(key, message, "sha256") for key in keys for message in messages}
        return {digest.hex() for digest in made} | {digest[:16].hex() for digest in made}


def _is_hex(text):
    return all(letter in "0123456789abcdef" for letter in text)


PRIVATE = [f"private marker {number}" for number in range(8)]


def a_workshop_was_held(folder, people=8):
    """Eight people join and share two exercises, one of them twice.

    Returns who they are, and what was on the disk before the workbook was closed.
    """
    with opens(folder, now=lambda: NOW) as records:
        workshop = make(records)
        crowd = [joined(records, workshop) for _ in range(people)]
        for number, person in enumerate(crowd):
            for item, value in [("moment", PRIVATE[number]), ("ideas.now", number % 11)]:
                records.save(
                    person, "dimensions", "sam", item, value, 1, "page", "c", lambda _, v: v
                )
            for sitting in ("a.1", "a.2"):
                share(
                    records,
                    workshop,
                    person,
                    {"ideas.now": 7, "doing.now": number},
                    "dimensions",
                    sitting,
                )
        for number, person in reversed(list(enumerate(crowd))):
            share(records, workshop, person, {"words": f"shared words {number}"}, "blockers")
        copies = records.copies(workshop, "dimensions", "a.1")
        ledger = {"ideas.now": {copy["key"]: copy["marks"]["ideas.now"] for copy in copies}}
        records.add_picture(workshop, "dimensions", "a.1", {"items": []}, ledger)
        while_open = on_disk(folder)
    return crowd, while_open


@pytest.fixture
def stolen(on_both, tmp_path):
    return tmp_path / "data", *a_workshop_was_held(tmp_path / "data")


def test_with_database_and_key_file_what_was_shared_opens_and_private_answers_do_not(stolen):
    folder, *_ = stolen
    thief = Thief(folder)
    assert len(thief.rows_of("dimensions")) == 2
    opened = json.dumps(thief.opened)
    assert all(f"shared words {number}" in opened for number in range(8))
    assert "private marker" not in opened
    assert len(thief.private) == 8 * 3
    for person, slot, sealed in thief.private:
        place = b"entry of " + bytes(person) + bytes(slot)
        assert_opens_with_none_of(thief, sealed, place, "entries")
    for person, kind, wrapped, _ in thief.wrapped:
        place = b"key of " + bytes(person) + kind.encode()
        assert_opens_with_none_of(thief, wrapped, place, f"{kind} wrapping")


def assert_opens_with_none_of(thief, sealed, place, purpose):
    everything = [*thief.keys, *thief.people, *thief.workshops]
    for key in [*thief.keys, *(sealing.derive(key, purpose) for key in everything)]:
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(key, bytes(sealed), place, "It")


def test_the_bytes_of_the_files_hold_no_answer_open_or_running(stolen):
    folder, _, while_open = stolen
    own = (b"dimensions", b"words") if HERE.kind == "sqlite" else ()  # PostgreSQL has such words
    for found in (while_open, on_disk(folder)):
        for hidden in (b"private marker", b"shared words", b"ideas.now", *own):
            assert hidden not in found


def test_no_copy_holds_an_id_or_a_digest_that_can_be_made_again(stolen):
    folder, crowd, _ = stolen
    thief = Thief(folder)
    assert sorted(thief.people) == sorted(person.id for person in crowd)
    digests = thief.digests()
    assert len(digests) == 8 * (2 + 2 * (2 + 1))  # two keys, and marks of three items
    opened = json.dumps(thief.opened)
    for person in thief.people:
        assert person.hex() not in opened
        assert digests.isdisjoint(thief.digests_of(person))


@pytest.mark.parametrize("source", ["the person's id", "the key file"])
def test_the_thief_would_find_a_digest_made_of_what_lies_in_the_folder(
    on_both, tmp_path, monkeypatch, source
):
    """The control: the same search, with copies that are keyed by something in the folder."""
    folder = tmp_path / "data"

    def weak(person):
        key = person.id if source == "the person's id" else (folder / KEY).read_bytes()
        return sealing.derive(key, "shared copies")

    monkeypatch.setattr(Person, "share_key", property(weak))
    a_workshop_was_held(folder)
    thief = Thief(folder)
    for person in thief.people:
        assert not thief.digests().isdisjoint(thief.digests_of(person))


def test_copies_of_two_exercises_of_one_person_have_nothing_in_common(stolen):
    thief = Thief(stolen[0])
    known = {}
    for exercise in ("dimensions", "blockers"):
        copies = [copy for row in thief.rows_of(exercise) for copy in row["copies"]]
        known[exercise] = {copy["key"] for copy in copies}
        known[exercise] |= {m for copy in copies for pair in copy["marks"].values() for m in pair}
        assert len({copy["key"] for copy in copies}) == 8
    assert known["dimensions"].isdisjoint(known["blockers"])
    [words] = thief.rows_of("blockers")
    ratings = thief.rows_of("dimensions")[0]
    one = [copy["values"]["doing.now"] for copy in ratings["copies"]]
    other = [int(copy["values"]["words"][-1]) for copy in words["copies"]]
    assert one != other  # 1 in 40,320: the same people in the same places


@in_a_file
def test_there_is_no_row_number_no_time_and_no_counter_in_any_table(stolen):
    folder, *_ = stolen
    tables = [row[0] for row in rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert {"members", "shared", "pictures", "workshops", "workshop_doors"} <= set(tables)
    plain = set()
    for table in set(tables) - {"alembic_version"}:
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            rows(folder, f"SELECT rowid FROM {table}")
        for _, name, kind, *_ in rows(folder, f"PRAGMA table_info({table})"):
            if kind not in ("BLOB", "BINARY"):
                plain.add((table, name, kind))
    assert plain == {
        ("people", "seen_on", "DATE"), ("people", "shared_device", "BOOLEAN"),
        ("person_keys", "kind", "VARCHAR(16)"), ("workshop_doors", "kind", "VARCHAR(40)"),
        ("members", "guest", "BOOLEAN"), ("owner_devices", "seen_on", "DATE"),
        ("owner_passphrase", "id", "INTEGER"), ("owner_passphrase", "argon2", "VARCHAR(255)"),
        ("coach", "id", "INTEGER"), ("workbook", "id", "INTEGER"),
        ("backups", "id", "INTEGER"),
        ("client_doors", "kind", "VARCHAR(16)"),
    }  # fmt: skip


def test_all_private_answers_are_of_one_size_whatever_was_shared(stolen):
    thief = Thief(stolen[0])
    assert len({len(sealed) for _, _, sealed in thief.private}) == 1
    assert {len(row["copies"]) for row in thief.opened if "copies" in row} == {8}


def test_the_file_is_the_same_byte_for_byte_whoever_came_and_shared_first(tmp_path, monkeypatch):
    """Joining and sharing in two orders leave two equal files, once the dice are out of it.

    The same people, keys and values; random nonces are replaced by zeros while they join and
    share, so that all that is left to differ would be the order. Bytes 0 to 99 of the file are
    SQLite's own counters.
    """
    with Records.open(tmp_path / "first", now=lambda: NOW) as records:
        workshop = make(records)
        crowd = [somebody(records) for _ in range(20)]
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    monkeypatch.setattr(sealing.secrets, "token_bytes", bytes)

    def held(folder, order, detours):
        with Records.open(folder, now=lambda: NOW) as records:
            for number in order:
                records.join_workshop(workshop, crowd[number])
            for exercise in ("dimensions", "blockers"):
                for number in reversed(order) if detours else order:
                    person = crowd[number]
                    if detours and number % 3 == 0:
                        share(records, workshop, person, {"y": 10, "x": 0}, exercise)
                        records.take_back(workshop, person, exercise, "a.1")
                    values = {"x": number, "y": 1} if detours else {"y": 1, "x": number}
                    share(records, workshop, person, values, exercise)
                    records.shared_by(workshop, person, exercise, "a.1")
        return (folder / NAME).read_bytes()

    one = held(tmp_path / "first", list(range(20)), detours=False)
    other = held(tmp_path / "second", list(reversed(range(0, 20, 2))) + list(range(1, 20, 2)), True)
    assert len(one) > 100_000
    assert one[100:] == other[100:]


# A coach's clients


def a_coach_at_work(folder, passphrase=""):
    """Three clients who consented, one who withdrew; each wrote something, one a private thing."""
    with opens(folder, now=lambda: NOW) as records:
        crowd = [consented(records) for _ in range(3)]
        for _, person in crowd:
            writes(records, person)
            records.save(
                person, "blockers", "kim", "moment", "private marker", 1, "page", "c",
                lambda _, v: v,
            )  # fmt: skip
        records.withdraw_consent(crowd[2][1], NOW.date())
        if passphrase:
            records.set_passphrase(passphrase)
    return crowd


def coach_private(folder):
    return bytes.fromhex(json.loads((folder / COACH_KEY).read_text()).get("private", ""))


def opened_by(folder, private, purposes=("clients",)):
    """All that a thief with this key reads of clients, letters and records."""
    keys = [private, *(sealing.derive(private, one) for one in purposes)]
    found = []
    for client, card, file in rows(folder, "SELECT * FROM clients"):
        found += tried(keys, card, b"client's card " + client)
        found += tried(keys, file, b"client's file " + client)
    for client, sealed in rows(folder, "SELECT * FROM consent_letters"):
        found += tried_with(private, sealed, b"letter of " + client)
    for client, person, wrapped in rows(folder, "SELECT * FROM consents"):
        for told in tried_with(private, wrapped, b"consent of " + client + person):
            key = sealing.derive(bytes.fromhex(told["key"]), "entries")
            for slot, sealed in rows(folder, "SELECT slot, sealed FROM entries"):
                found += tried([key], sealed, b"entry of " + person + slot)
    return json.dumps(found)


def tried(keys, sealed, place):
    for key in keys:
        with suppress(sealing.SealBroken):
            return [sealing.unpack(sealing.unseal(key, sealed, place, "It"))]
    return []


def tried_with(private, sealed, place):
    with suppress(sealing.SealBroken):
        return [sealing.unpack(sealing.unseal_with(private, sealed, place, "It"))]
    return []


def test_without_the_coach_s_key_a_copied_database_opens_nothing_of_a_client(on_both, tmp_path):
    crowd = a_coach_at_work(tmp_path)
    found = on_disk(tmp_path)
    for hidden in (b"marker", b"friend", b"ratings", b"withdrawn", b"2026-11-17", b"week."):
        assert hidden not in found
    public = bytes(rows(tmp_path, "SELECT public FROM coach")[0][0])
    book = (tmp_path / KEY).read_bytes()
    ids = [client for client, _ in crowd] + [person.id + bytes(16) for _, person in crowd]
    for key in [public, book, bytes(32), *(one.ljust(32, b"\0") for one in ids)]:
        assert opened_by(tmp_path, key, ("clients", "workshops", "entries")) == "[]"


def test_with_a_wrapped_coach_s_key_it_opens_nothing_either(on_both, tmp_path):
    a_coach_at_work(tmp_path, PASSPHRASE)
    told = json.loads((tmp_path / COACH_KEY).read_text())
    assert "private" not in told
    for text in (told["public"], told["salt"] * 2, told["wrapped"][26:90]):
        assert opened_by(tmp_path, bytes.fromhex(text)) == "[]"
    private = coach_key.unlocked(tmp_path, PASSPHRASE).private
    assert "marker-pseudonym" in opened_by(tmp_path, private)


def test_with_the_open_key_it_tells_what_clients_entered_but_of_who_withdrew_only_the_day(
    on_both, tmp_path
):
    """The control, and what docs/security.md says: before there is a passphrase it is all there."""
    crowd = a_coach_at_work(tmp_path)
    told = opened_by(tmp_path, coach_private(tmp_path))
    assert told.count("marker-pseudonym") == 3
    assert told.count("marker-answer") == told.count("private marker") == 2
    assert {"state": "withdrawn", "on": "2026-11-16"} in json.loads(told)
    assert crowd[2][1].id not in [
        row[0] for row in rows(tmp_path, "SELECT person_id FROM consents")
    ]


def test_records_of_clients_are_of_one_size_whatever_they_decided(on_both, tmp_path):
    a_coach_at_work(tmp_path)
    for table, column in (("clients", "card"), ("clients", "file"), ("consent_letters", "sealed")):
        assert len(rows(tmp_path, f"SELECT DISTINCT length({column}) FROM {table}")) == 1
