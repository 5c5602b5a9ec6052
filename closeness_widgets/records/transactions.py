"""Transactions, one at a time, and what other servers on the same database are told of them."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from closeness_widgets.records import failures, notices


class _Within(local):
    """What a thread's calls are a part of, and whether a refusal undoes all of it."""

    connection: Connection | None = None
    undoes_all = False


class Transactions:
    """The open database. Calls on it come from one thread, or wait for each other.

    Args:
        engine: one whose transactions begin by waiting for all others to end.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_at_a_time = Lock()
        self._within = _Within()
        self.departures = 0
        """Grows before anything is erased and when the database fails: whoever remembers people
        between two calls asks about them anew."""
        self._server = secrets.token_hex(8)
        self._changed: set[bytes] = set()  # workshops of which others are told with the commit

    # Other servers on the same database

    @property
    def alone(self) -> bool:
        """Whether nobody else can change this database while it is open."""
        return not self._on_postgresql

    def listen(self, heard: Callable[[notices.Notice | None], None]) -> Callable[[], None]:
        """Hear what the other servers change, from a thread of its own; return what ends that.

        Args:
            heard: gets each notice of another server; None: the line is new, and what was said
                before is not known. Called on that thread.
        """
        if self.alone:
            return lambda: None
        from closeness_widgets.records.listening import Listening

        return Listening(self._own_line, self._server, heard).stop

    def announce(self, workshop_id: bytes, here: int) -> None:
        """Tell the other servers how many people have a workshop's page open at this one."""
        if not self.alone:
            with self._transaction() as connection:
                notice = notices.Notice(workshop_id, self._server, here)
                notices.send_only(connection, notice)

    def _tell_others(self, *workshop_ids: bytes) -> None:
        """With the commit that is being made: these workshops changed."""
        if not self.alone:
            self._changed.update(workshop_ids)

    def _own_line(self) -> Any:
        raw = self._engine.raw_connection()
        line: Any = raw.driver_connection
        raw.detach()
        line.autocommit = True
        return line

    # Transactions

    @contextmanager
    def together(self) -> Iterator[None]:
        """Put the calls made inside into one transaction: on the disk together, or not at all.

        A disk takes its time for each commit, however much is in it. A call that is refused undoes
        itself and leaves the others as they are; `StorageFailed` undoes them all, so let it pass.
        Nothing is on the disk before the block has ended.
        """
        with self._transaction() as connection, self._inside(connection, undoes_all=False):
            yield

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Make the calls made inside one call: they see one state, and a refusal undoes them all.

        Let what is raised inside pass.
        """
        with self._transaction() as connection, self._inside(connection, undoes_all=True):
            yield

    @contextmanager
    def _inside(self, connection: Connection, undoes_all: bool) -> Iterator[None]:
        within = self._within
        before = within.connection, within.undoes_all
        within.connection, within.undoes_all = connection, undoes_all
        try:
            yield
        finally:
            within.connection, within.undoes_all = before

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        around = self._within.connection
        if around is None:
            with self._storage_errors(), self._one_at_a_time, self._engine.begin() as connection:
                self._changed.clear()
                yield connection
                if self._changed:
                    told = [notices.Notice(one, self._server) for one in sorted(self._changed)]
                    notices.send(connection, told)
        elif self._within.undoes_all:
            yield around
        else:
            with self._storage_errors(), around.begin_nested():
                yield around

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PendingRollbackError, sqlite3.Error) as error:
            self.departures += 1
            raise failures.failed(error) from None

    @property
    def _on_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"
