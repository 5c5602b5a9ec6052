"""The owner's way in: a link once, a passphrase slowly, a device until it signs out."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from closeness_widgets.records import RecordRefused, SignInPaused
from closeness_widgets.records.tables import owner_passphrase
from tests.unit.storage import on_disk, opens

pytestmark = pytest.mark.usefixtures("on_both")


PASSPHRASE = "slow green bicycle"


class Elapsed:
    seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def elapsed():
    return Elapsed()


@pytest.fixture
def records(tmp_path, elapsed):
    with opens(tmp_path, elapsed=elapsed) as opened:
        yield opened


@pytest.fixture
def quick(monkeypatch):
    """The same hash with less work."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("closeness_widgets.records.owner._argon2", hasher)


def test_a_link_signs_in_one_device_once(records):
    secret = records.new_owner_link()
    token = records.sign_in_owner(secret)
    assert records.owner_of(token)
    assert records.sign_in_owner(secret) is None


def test_a_link_works_for_fifteen_minutes(records, elapsed):
    early, late = records.new_owner_link(), records.new_owner_link()
    elapsed.seconds += 15 * 60 - 1
    assert records.sign_in_owner(early) is not None
    elapsed.seconds += 1
    assert records.sign_in_owner(late) is None


def test_what_is_no_link_and_no_token_opens_nothing(records):
    token = records.sign_in_owner(records.new_owner_link())
    secret, person = records.new_owner_link(), records.begin_person()
    for wrong in ("", "x" * 43, "\ud800", person, secret):
        assert not records.owner_of(wrong)
    for wrong in ("", "x" * 43, "\ud800", person, token):
        assert records.sign_in_owner(wrong) is None
    assert records.person_of(token) is None


def test_a_device_stays_signed_in_over_a_restart_until_it_signs_out(tmp_path):
    with opens(tmp_path) as records:
        laptop, phone = (records.sign_in_owner(records.new_owner_link()) for _ in range(2))
        unused = records.new_owner_link()
    with opens(tmp_path) as records:
        assert records.owner_of(laptop)
        assert records.sign_in_owner(unused) is None
        records.sign_out_owner(laptop)
        assert not records.owner_of(laptop)
        assert records.owner_of(phone)


@pytest.mark.parametrize("text", ["eleven lett", "           a           "])
def test_a_short_passphrase_is_refused_with_the_rule(records, text):
    with pytest.raises(RecordRefused) as refusal:
        records.set_passphrase(text)
    assert refusal.value.rule == "passphrase"
    assert refusal.value.message == (
        f"A passphrase needs 12 to 1000 letters; this one has {len(text.strip())}. "
        "Four or five words that do not belong together work well."
    )


def test_a_passphrase_signs_in_and_is_kept_as_an_argon2id_hash(records, tmp_path):
    assert records.sign_in_with_passphrase(PASSPHRASE) is None
    records.set_passphrase(PASSPHRASE)
    assert records.sign_in_with_passphrase("slow green tricycle") is None
    assert records.owner_of(records.sign_in_with_passphrase(f"{PASSPHRASE} "))
    with records._engine.begin() as connection:
        stored = connection.scalar(select(owner_passphrase.c.argon2))
    assert stored.startswith("$argon2id$")
    assert PASSPHRASE.encode() not in on_disk(tmp_path)


def test_the_same_words_from_another_keyboard_are_the_same_passphrase(records, quick):
    records.set_passphrase("caf\u00e9 and umbrella")
    assert records.sign_in_with_passphrase("cafe\u0301 and umbrella") is not None


def test_a_new_passphrase_ends_the_earlier_one(records, quick):
    records.set_passphrase(PASSPHRASE)
    records.set_passphrase("three purple kettles")
    assert records.sign_in_with_passphrase(PASSPHRASE) is None


def test_after_five_wrong_passphrases_each_further_try_waits_twice_as_long(records, elapsed, quick):
    for _ in range(5):
        assert records.sign_in_with_passphrase("wrong") is None
    records.set_passphrase(PASSPHRASE)
    for seconds in (30, 60):
        with pytest.raises(SignInPaused) as refusal:
            records.sign_in_with_passphrase(PASSPHRASE)
        assert (refusal.value.rule, refusal.value.seconds) == ("paused", seconds)
        assert refusal.value.message == (
            f"Too many wrong passphrases. Wait {seconds} seconds, then try again, "
            "or use the sign-in link in the window where the workbook was started."
        )
        elapsed.seconds += seconds
        if seconds == 30:
            assert records.sign_in_with_passphrase("wrong") is None
    assert records.sign_in_with_passphrase(PASSPHRASE) is not None
    assert records.sign_in_with_passphrase("wrong") is None
    assert records.sign_in_with_passphrase(PASSPHRASE) is not None
