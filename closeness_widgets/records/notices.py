"""What the servers of one workbook tell each other, where a database server carries it.

A notice says that a workshop changed, or how many people have its page open at one server: ids and
a number. It is sent inside the transaction that it is about, and so never before the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

CHANNEL = "closeness_rooms"


@dataclass(frozen=True)
class Notice:
    """One server's word about one workshop.

    Attributes:
        workshop_id: 16 bytes.
        server: random name of the server that says it.
        here: how many people have the workshop's page open there; None: the workshop changed.
    """

    workshop_id: bytes
    server: str
    here: int | None = None

    def __str__(self) -> str:
        here = "" if self.here is None else str(self.here)
        return f"{self.workshop_id.hex()} {self.server} {here}"


def read(payload: str) -> Notice | None:
    """The notice that was sent; None if it is nothing that this version says."""
    try:
        workshop, server, here = payload.split(" ")
        return Notice(bytes.fromhex(workshop), server, int(here) if here else None)
    except ValueError:
        return None


def send(connection: Connection, notices: Sequence[Notice]) -> None:
    """Have them delivered to every server when the transaction is committed."""
    statement = text("SELECT pg_notify(:channel, told) FROM unnest(CAST(:told AS text[])) AS told")
    connection.execute(statement, {"channel": CHANNEL, "told": [str(one) for one in notices]})


def send_only(connection: Connection, notice: Notice) -> None:
    """Send a notice in a transaction that writes nothing: its commit need not wait for the disk."""
    statement = text(
        "SELECT set_config('synchronous_commit', 'off', true), pg_notify(:channel, :told)"
    )
    connection.execute(statement, {"channel": CHANNEL, "told": str(notice)})
