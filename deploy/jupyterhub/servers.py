"""The facilitators' servers: what each is started with, and a database for each.

The hub imports this; it needs psycopg only if it is told where to make databases.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jupyterhub.orm import APIToken
from jupyterhub.spawner import SimpleLocalProcessSpawner

DATABASES = "CLOSENESS_HUB_DATABASES"
"""Setting: ``postgresql://hub@host/postgres``, a role that may make roles and databases."""
ONCE_IN = 60.0
"""Seconds within which a server is not started again twice by itself: it would only crash again."""
PLAIN = re.compile(r"[a-z](_?[a-z0-9]){0,30}")
"""What two underscores are in is made by `safe_name`, and no account's own name."""


class WorkbookServer(SimpleLocalProcessSpawner):
    """A server as a process of the hub's own user, with its folder below the hub's data.

    Facilitators cannot run code on it. ``will_resume``: whoever is signed in stays so while the
    server is started again; without it a restart in mid-workshop would sign the facilitator out.
    """

    will_resume = True
    _began_again = -math.inf

    async def poll(self) -> int | None:
        """None while it runs, or how it ended. One that crashed is started again, in its place.

        The hub asks every few seconds. Address, token and database stay what they were, so that
        proxy, phones and whoever leads notice only that it was away. Left to the hub: a server
        that was told to end, never came up, or crashed twice within :data:`ONCE_IN` seconds.
        """
        token = self.api_token
        ended: int | None = await super().poll()
        self.api_token = token  # which polling forgets
        crashed = bool(ended) and self.ready  # an end that was asked for is no crash: 0, or pending
        if not crashed or time.monotonic() - self._began_again < ONCE_IN:
            return ended
        self.log.warning("%s's server crashed (%s) and is started again", self._log_name, ended)
        self._began_again = time.monotonic()
        await self.start()
        self.orm_spawner.state = self.get_state()  # its new process, for a hub that restarts
        self.user.db.commit()
        return None


def safe_name(username: str) -> str:
    """The name of an account for folders and databases; no two accounts share one."""
    if len(username) <= 40 and PLAIN.fullmatch(username):
        return username
    readable = re.sub(r"[^a-z0-9]+", "_", username.casefold()).strip("_")[:24]
    return f"{readable}__{hashlib.sha256(username.encode()).hexdigest()[:12]}"


def before_start(spawner: Any, data: Path, proxies: list[str], options: list[str]) -> None:
    """Give the server its folder, its options and, where the hub makes them, its database."""
    folder = data / safe_name(spawner.user.name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    trusted = [part for proxy in proxies for part in ("--trusted-proxy", proxy)]
    spawner.args = ["serve", "--jupyterhub", "--data", str(folder), *trusted, *options]
    if server := os.environ.get(DATABASES):
        database = make_database(server, f"closeness_{safe_name(spawner.user.name)}")
        spawner.environment = {**spawner.environment, "CLOSENESS_DATABASE": database}


def after_stop(spawner: Any) -> None:
    """Forget the stopped server's token; ``will_resume`` would leave it in the hub's database."""
    database = spawner.user.db
    if token := APIToken.find(database, spawner.api_token):
        database.delete(token)
        database.commit()


def make_database(server: str, name: str) -> str:
    """Make a role and a database of this name if there are none; the URL that opens it.

    The role gets a new password at each start of its server, of which PostgreSQL is told the
    digest only. Safe to repeat.
    """
    import psycopg
    from psycopg import sql

    password = secrets.token_urlsafe(32)
    called = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True, connect_timeout=10) as hub:
        digest = hub.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
        known = hub.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        how = "ALTER" if known else "CREATE"
        hub.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                sql.SQL(how), called, sql.Literal(digest.decode())
            )
        )
        if not hub.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            # Only a member may give a database to a role.
            hub.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(called))
            hub.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(called, called))
            hub.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(called))
        host, port = hub.info.host, hub.info.port
    if host.startswith("/"):  # the folder of a socket
        return f"postgresql+psycopg://{name}:{password}@/{name}?" + urlencode(
            {"host": host, "port": port}
        )
    host = f"[{host}]" if ":" in host else quote(host)
    return f"postgresql+psycopg://{name}:{password}@{host}:{port}/{name}"
