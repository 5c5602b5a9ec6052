"""The owner's way in: a one-time link, a passphrase, and the devices that are signed in.

Links and wrong attempts are kept in memory only, on a clock that nobody can set back: a restart
forgets both. (That clock stands still while a laptop sleeps, so a link may then live longer.)
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, delete, insert, select, update

from closeness_widgets.records import sealing
from closeness_widgets.records.errors import RecordRefused
from closeness_widgets.records.tables import owner_devices, owner_passphrase

LINK_SECONDS = 15 * 60
PASSPHRASE_LETTERS = (12, 1_000)
FREE_ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 3_600.0

_argon2 = PasswordHasher()


class SignInPaused(RecordRefused):
    """Too many wrong passphrases in a row; `seconds` remain until the next one is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "paused",
            f"Too many wrong passphrases. Wait {seconds} seconds, then try again, "
            "or use the sign-in link in the window where the workbook was started.",
        )
        self.seconds = seconds


class Owner:
    """What the server remembers about sign-in while it runs.

    Args:
        elapsed: seconds on a clock that never goes back.
    """

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._links: dict[bytes, float] = {}
        self._wrong_in_a_row = 0
        self._paused_until = -math.inf

    def new_link(self) -> str:
        """Return a secret that signs in one device, once, within 15 minutes."""
        now = self._elapsed()
        self._links = {link: ends for link, ends in self._links.items() if ends > now}
        secret = sealing.new_secret()
        self._links[_lookup(secret, "link")] = now + LINK_SECONDS
        return secret

    def sign_in(self, connection: Connection, secret: str, today: date) -> str | None:
        """Use up a link's secret; return a device token, or None if it is unknown, used or old."""
        ends = self._links.pop(_lookup(secret, "link"), -math.inf)
        return _new_device(connection, today) if self._elapsed() < ends else None

    def sign_in_with_passphrase(self, connection: Connection, text: str, today: date) -> str | None:
        """Return a device token, or None if it is wrong or none is set (both take as long).

        Raises:
            SignInPaused: five or more wrong ones in a row; each further one doubles the wait.
        """
        fits = self.guarded(lambda: _matches(connection, text))
        return _new_device(connection, today) if fits else None

    def guarded(self, fits: Callable[[], bool]) -> bool:
        """Say whether a passphrase fits, and count the wrong ones.

        Raises:
            SignInPaused: five or more wrong ones in a row; each further one doubles the wait.
        """
        left = self._paused_until - self._elapsed()
        if left > 0:
            raise SignInPaused(math.ceil(left))
        if fits():
            self._wrong_in_a_row = 0
            return True
        self._wrong_in_a_row += 1
        if self._wrong_in_a_row >= FREE_ATTEMPTS:
            doublings = min(self._wrong_in_a_row - FREE_ATTEMPTS, 16)
            pause = min(FIRST_PAUSE_SECONDS * 2**doublings, LONGEST_PAUSE_SECONDS)
            self._paused_until = self._elapsed() + pause
        return False


def passphrases(connection: Connection) -> list[str]:
    """Return the Argon2id hash of the passphrase that is set, if one is."""
    return list(connection.scalars(select(owner_passphrase.c.argon2)))


def set_passphrase(connection: Connection, text: str) -> None:
    """Replace the passphrase (kept as an Argon2id hash). Devices stay signed in.

    Raises:
        RecordRefused: rule `passphrase`, if it is shorter than 12 or longer than 1,000 letters.
    """
    typed = plain(text)
    least, most = PASSPHRASE_LETTERS
    if not least <= len(typed) <= most:
        raise RecordRefused(
            "passphrase",
            f"A passphrase needs {least} to {most} letters; this one has {len(typed)}. "
            "Four or five words that do not belong together work well.",
        )
    connection.execute(delete(owner_passphrase))
    connection.execute(insert(owner_passphrase).values(id=1, argon2=_hash(typed)))


def is_signed_in(connection: Connection, token: str, today: date) -> bool:
    """Say whether a device token is known, and note the day it was seen."""
    mine = owner_devices.c.lookup == _lookup(token, "device")
    seen_on = connection.scalar(select(owner_devices.c.seen_on).where(mine))
    if seen_on is None:
        return False
    if seen_on < today:
        connection.execute(update(owner_devices).where(mine).values(seen_on=today))
    return True


def sign_out(connection: Connection, token: str) -> bool:
    """Forget a device token; say whether it was known."""
    lookup = _lookup(token, "device")
    gone = delete(owner_devices).where(owner_devices.c.lookup == lookup)
    return connection.execute(gone).rowcount > 0


def _new_device(connection: Connection, today: date) -> str:
    token = sealing.new_secret()
    lookup = _lookup(token, "device")
    connection.execute(insert(owner_devices).values(lookup=lookup, seen_on=today))
    return token


def _lookup(secret: str, kind: str) -> bytes:
    return sealing.keys_of(secret, f"owner {kind}").lookup


def _matches(connection: Connection, text: str) -> bool:
    stored = connection.scalar(select(owner_passphrase.c.argon2))
    typed = plain(text)[: PASSPHRASE_LETTERS[1] + 1]
    if stored is None:
        _hash(typed)  # as much work as looking at one
        return False
    try:
        return _argon2.verify(stored, typed.encode("utf-8", "surrogatepass"))
    except VerifyMismatchError:
        return False


def _hash(typed: str) -> str:
    return _argon2.hash(typed.encode("utf-8", "surrogatepass"))


def plain(text: str) -> str:
    """The same text from every keyboard: composed letters, no blank added at the end."""
    return unicodedata.normalize("NFKC", text).strip()
