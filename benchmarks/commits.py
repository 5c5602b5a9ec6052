"""How many transactions like a save's a PostgreSQL commits: for docs/scaling.md.

`python -m benchmarks.commits postgresql://user@host/postgres` makes databases of its own, one a
server as in life, and takes them away again. Each server is a process with one connection that
saves as fast as it can: the workbook's lock, one row read, one written, COMMIT; with NOTIFY or
without. Prints JSON: commits a second in all, and milliseconds of a commit.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

SECONDS = 5.0
SERVERS = (1, 4, 20)
ROW = 600
"""Bytes of a sealed answer, with all that stands beside it."""
LOCK = 20_241_108
TELL = "SELECT pg_notify('closeness', %s)"
READ = "SELECT revision FROM answers WHERE id = %s"
WRITE = """INSERT INTO answers VALUES (%s, 1, %s)
ON CONFLICT (id) DO UPDATE SET revision = answers.revision + 1, sealed = excluded.sealed"""


def measure(url: str, servers: int, notify: bool) -> dict[str, Any]:
    """So many servers at once, each on a database of its own."""
    with _databases(url, servers) as databases:
        context = multiprocessing.get_context("spawn")
        with context.Pool(servers) as pool:
            told = pool.starmap(_saves, [(one, notify) for one in databases])
    times = sorted(one for each in told for one in each)
    return {
        "servers": servers,
        "notify": notify,
        "commits_a_second": round(len(times) / SECONDS),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
    }


def _saves(url: str, notify: bool) -> list[float]:
    """Milliseconds of each save of one server."""
    times = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")
        end = time.perf_counter() + SECONDS
        while (began := time.perf_counter()) < end:
            name = secrets.randbelow(400)
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                connection.execute(READ, (name,))
                connection.execute(WRITE, (name, secrets.token_bytes(ROW)))
                if notify:
                    connection.execute(
                        "SELECT pg_notify('closeness', %s)", (secrets.token_hex(24),)
                    )
            times.append((time.perf_counter() - began) * 1000)
    return times


@contextmanager
def _databases(url: str, number: int) -> Iterator[list[str]]:
    names = [f"closeness_bench_{secrets.token_hex(4)}" for _ in range(number)]
    with psycopg.connect(url, autocommit=True) as owner:
        try:
            for name in names:
                owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            places = [psycopg.conninfo.make_conninfo(url, dbname=name) for name in names]
            for place in places:
                with psycopg.connect(place) as database:
                    database.execute(
                        "CREATE TABLE answers (id int PRIMARY KEY, revision int, sealed bytea)"
                    )
            yield places
        finally:
            for name in names:
                gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                owner.execute(gone.format(sql.Identifier(name)))


def main() -> None:
    """Print what was found, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commits", description=__doc__)
    parser.add_argument("url", help="a PostgreSQL in which databases may be made")
    asked = parser.parse_args()
    found = [measure(asked.url, one, notify) for one in SERVERS for notify in (False, True)]
    json.dump(found, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
