"""A coach's clients and passphrase from the command line; on the pen's thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.practice import Practice
from closeness_widgets.serving.live.addresses import Addresses

Json = dict[str, Any]


class CoachOffice:
    """Does what ``closeness client`` and ``closeness passphrase`` ask for.

    A message may carry the ``passphrase`` that opens the clients' records. Every call raises
    ClientRefused or RecordRefused, of which rule ``locked`` asks for it.
    """

    def __init__(self, records: Records, practice: Practice, addresses: Addresses) -> None:
        self._records = records
        self._practice = practice
        self._addresses = addresses

    @property
    def calls(self) -> dict[str, Callable[[Json], Json]]:
        """Name -> what does it."""
        return {
            "client-new": self._new,
            "client-list": self._list,
            "client-erase": self._erase,
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
        return {"clients": self._practice.all()}

    def _erase(self, message: Json) -> Json:
        self._open(message)
        name = str(message.get("id"))
        if not re.fullmatch(r"[0-9a-f]{32}", name):
            raise ClientRefused(
                "unknown-client",
                f"There is no client {name!r}. `closeness client list` shows those there are.",
            )
        return {"went": self._practice.erase(name)}

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
