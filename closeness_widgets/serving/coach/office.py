"""A coach's clients and passphrase from the command line; on the pen's thread."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from typing import Any

from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.clients.tabular import MOST_BYTES
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.in_and_out import InAndOut
from closeness_widgets.serving.coach.practice import Practice
from closeness_widgets.serving.live.addresses import Addresses

Json = dict[str, Any]


class CoachOffice:
    """Does what ``closeness client`` and ``closeness passphrase`` ask for.

    A message may carry the ``passphrase`` that opens the clients' records. Every call raises
    ClientRefused or RecordRefused, of which rule ``locked`` asks for it.
    """

    def __init__(
        self, records: Records, practice: Practice, in_and_out: InAndOut, addresses: Addresses
    ) -> None:
        self._records = records
        self._practice = practice
        self._in_and_out = in_and_out
        self._addresses = addresses

    @property
    def calls(self) -> dict[str, Callable[[Json], Json]]:
        """Name -> what does it."""
        return {
            "client-new": self._new,
            "client-list": self._list,
            "client-erase": self._erase,
            "client-import": self._import,
            "client-export": self._export,
            "passphrase": self._passphrase,
        }

    def _new(self, message: Json) -> Json:
        self._open(message)
        client, secret = self._practice.new(message.get("pseudonym"), message.get("basis", ""))
        return {
            "id": client,
            "link": self._addresses.link(f"check-in#{secret}"),
            "reachable": bool(self._addresses.public_url),
        }

    def _list(self, message: Json) -> Json:
        self._open(message)
        return {"clients": self._practice.listed()}

    def _erase(self, message: Json) -> Json:
        self._open(message)
        return {"went": self._practice.erase(_client(message))}

    def _import(self, message: Json) -> Json:
        self._open(message)
        found = self._in_and_out.read(unpacked(message.get("file")), message)
        return self._in_and_out.bring(found, message.get("basis"), message.get("sure") is True)

    def _export(self, message: Json) -> Json:
        self._open(message)
        return {"file": packed(self._in_and_out.take_out(_client(message), message.get("form")))}

    def _passphrase(self, message: Json) -> Json:
        new = str(message.get("new", ""))
        if message.get("forgotten") is True and self._records.coach_locked:
            return {"erased": self._records.start_coach_over(new)}
        self._open(message)
        self._records.set_passphrase(new)
        return {"erased": 0}

    def _open(self, message: Json) -> None:
        """Use the passphrase that came along, if it is needed."""
        if "passphrase" not in message or not self._records.coach_locked:
            return
        if not self._records.unlock_coach(str(message["passphrase"])):
            raise ClientRefused(
                "wrong-passphrase", "This is not the passphrase. Nothing was changed."
            )


def packed(data: bytes) -> str:
    """A file as it goes over the desk, whose lines are short."""
    return base64.b64encode(zlib.compress(data)).decode()


def unpacked(text: Any) -> bytes:
    """A file that came over the desk. Raises ClientRefused (``no-file``)."""
    try:
        zipped = base64.b64decode(str(text), validate=True)
        return zlib.decompressobj().decompress(zipped, MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise ClientRefused("no-file", "No file came. Try again.") from None


def _client(message: Json) -> str:
    name = str(message.get("id"))
    if not re.fullmatch(r"[0-9a-f]{32}", name):
        raise ClientRefused(
            "unknown-client",
            f"There is no client {name!r}. `closeness client list` shows those there are.",
        )
    return name
