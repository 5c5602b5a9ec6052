"""SQLAlchemy on a PostgreSQL database, set up for what `sqlite` promises on a file.

One workbook is one database. Each transaction begins with the same advisory lock, so that one is at
work at a time over all servers of the workbook, as `BEGIN IMMEDIATE` sees to it in a file: what is
read in it is what stands when it is written. The lock goes with the transaction, however that ends.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from closeness_widgets.records.errors import (
    AddressUnfit,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnavailable,
)
from closeness_widgets.records.migrations import known_revisions
from closeness_widgets.records.tables import metadata

DRIVER = "postgresql+psycopg"
VARIABLE = "CLOSENESS_DATABASE"
ONE_AT_A_TIME = int.from_bytes(b"closenes", "big")
"""The advisory lock. Its numbers are a database's own, so workbooks never meet at it."""
BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"
"""In one message: a transaction that only reads takes three trips to the server instead of five."""
SETTINGS = {
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",  # a server that hangs lets go of the lock
    "synchronous_commit": "on",
    "default_transaction_isolation": r"read\ committed",  # what is read is read after the lock
    "client_min_messages": "warning",
    "datestyle": "ISO",
}
LINE = {
    "application_name": "closeness",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds (the last: milliseconds) after which a host that does not answer is given up."""


def chosen(argument: str, environment: str) -> str | None:
    """The address of the database that was named, or None: the records are in a file.

    Args:
        argument: what stands in the command line; it comes first, and holds no password.
        environment: what `CLOSENESS_DATABASE` says.

    Raises:
        AddressUnfit: no address of a PostgreSQL database, or a password in the argument.
    """
    address = argument or environment
    if not address:
        return None
    url = read(address)
    if argument and (url.password or _secrets(url)):
        raise AddressUnfit(
            "The address in the command line holds a password, which everybody on this computer "
            f"can read there. Put the whole address into the environment variable {VARIABLE}, "
            "or the password alone into the file ~/.pgpass."
        )
    return address


def read(address: str) -> URL:
    """Read an address like ``postgresql+psycopg://anna@db.example/closeness_anna``.

    Raises AddressUnfit, without a password in the message.
    """
    rule = (
        f"A database is named by an address like {DRIVER}://USER@HOST/NAME; this one "
        "{}. Mend it after --database or in " + f"{VARIABLE}."
    )
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise AddressUnfit(rule.format("cannot be read")) from None
    if url.drivername not in (DRIVER, "postgresql", "postgres"):
        raise AddressUnfit(rule.format(f"begins with {url.drivername}://"))
    if not url.database:
        raise AddressUnfit(rule.format(f"is {shown(url)}, without a NAME"))
    return url.set(drivername=DRIVER)


def shown(url: URL) -> str:
    """The address without any password: for messages, and to find the database again."""
    query = url.difference_update_query(_secrets(url)).query
    name, user, host, port = url.drivername, url.username, url.host, url.port
    return str(URL.create(name, user, None, host, port, url.database, query))


def connect(url: URL) -> Engine:
    """Return an engine whose transactions come one at a time; nothing is connected yet.

    One connection for the records and one to spare. One that broke while it was idle is made anew,
    so that a database that was started again is found again. Values never appear in SQLAlchemy's
    messages.

    Raises AddressUnfit if the driver is not installed.
    """
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    try:
        engine = create_engine(
            url,
            pool_size=1,
            max_overflow=1,
            isolation_level="AUTOCOMMIT",  # no BEGIN of the driver's own: see _begin
            connect_args={**LINE, "options": options},
            hide_parameters=True,
            use_native_hstore=False,
        )
    except ModuleNotFoundError:
        raise AddressUnfit(
            "The part that speaks to PostgreSQL is not installed. Install it with: "
            'pip install "closeness-workbook[postgresql]"'
        ) from None

    failed = engine.dialect.loaded_dbapi.Error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        for last in (False, True):
            line: Any = connection.connection.driver_connection
            try:
                line.execute(BEGIN, prepare=False)
                return
            except failed as error:
                if last or not line.closed:
                    told = DBAPIError.instance(BEGIN, None, error, failed, hide_parameters=True)
                    raise told from None
            connection.invalidate()  # it broke while it was idle: once more on a new one

    return engine


def check(connection: Connection, address: str) -> None:
    """Refuse what this code must not open. A database without tables becomes a new workbook.

    Raises:
        DatabaseForeign: tables, but not ours.
        DatabaseNewer: a schema revision from a later version of this code.
        DatabaseUnavailable: it cannot be written, or is no place for a workbook's tables.
    """
    if connection.scalar(text("SELECT pg_is_in_recovery() OR current_schema() IS NULL")):
        raise DatabaseUnavailable(address, "it is a copy that cannot be written, or has no schema")
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise DatabaseForeign(address)
        return
    found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    known = known_revisions()
    if not set(found) <= set(known):
        raise DatabaseNewer(address, ", ".join(found), known[0])


def tidy(engine: Engine) -> None:
    """Rewrite every table in key order, so that no deleted row is left in its file.

    All rows are written anew by one transaction first: the number of the transaction that wrote a
    row tells when it came. Deleted rows stay as long as something older is at work in the database
    (a dump, say); the next call takes them.
    """
    takes_its_time = text("SET LOCAL statement_timeout = 0")
    with engine.begin() as connection:
        connection.execute(takes_its_time)
        for table in metadata.sorted_tables:
            first = next(iter(table.primary_key))
            connection.execute(table.update().values({first: first}))
    with engine.begin() as connection:
        connection.execute(takes_its_time)
        for table in metadata.sorted_tables:
            connection.execute(text(f"CLUSTER {table.name} USING pk_{table.name}"))


def _secrets(url: URL) -> list[str]:
    """The names under which a password stands in the part of an address after "?"."""
    return [name for name in url.query if "password" in name.lower()]
