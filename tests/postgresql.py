"""A real PostgreSQL for tests: started once, on a free port, in a temporary folder.

    server = running()                # the test run's own; it ends with the run
    url = server.new_database()       # the tables are there, and nothing in them
    Records.open(folder, url)

The programs are where `tools/get-postgres` finds them (`CLOSENESS_POSTGRES`). PostgreSQL refuses
root, so for root it runs as `nobody`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

import psutil
import psycopg
import pytest

from closeness_widgets.records import migrations, postgresql

ROOT = Path(__file__).parents[1]
ROLE, GUARDED, PASSWORD = "anna", "guarded", "slow green bicycle"
TEMPLATE = "closeness_template"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests that end no server by force: nothing waits for a disk."""
SETTINGS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60",
    "shared_buffers": "16MB", "autovacuum": "off", "jit": "off", "max_wal_senders": "0",
    "wal_level": "minimal", "log_min_messages": "fatal",
}  # fmt: skip
ACCESS = f"""\
host all {GUARDED} 127.0.0.1/32 scram-sha-256
host all {ROLE} 127.0.0.1/32 trust
"""


class Server:
    """A PostgreSQL of our own.

    Args:
        durable: what it acknowledged outlives `kill`; else it is quick.
    """

    def __init__(self, durable: bool = False) -> None:
        self.programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="closeness-pg-"))
        self.port = _free_port()
        self._as = _ordinary_user()
        self._settings = SETTINGS if durable else {**SETTINGS, **QUICK}
        self._numbers = count(1)
        if self._as:
            shutil.chown(self.folder, self._as["user"], self._as["group"])
        self.folder.chmod(0o700)
        quick = [] if durable else ["--no-sync", "--wal-segsize=1"]
        subprocess.run(
            [self.programs / "initdb", "-D", self.data, "-U", ROLE, "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-instructions", *quick],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as,
        )  # fmt: skip
        (self.data / "pg_hba.conf").write_text(ACCESS)
        self.start()
        self.do(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}'")

    @property
    def data(self) -> Path:
        """Its own files: `base` holds the tables."""
        return self.folder / "data"

    def start(self, longest: int = 0) -> None:
        """Start it, and wait until it answers.

        Args:
            longest: no file of it may become longer than so many bytes; 0: as long as it likes.
        """
        told = " ".join(f"--{name}='{value}'" for name, value in self._settings.items())
        self._pg_ctl(
            "start",
            "-w",
            "-l",
            self.folder / "log",
            "-o",
            f"-p {self.port} {told}",
            longest=longest,
        )

    def stop(self) -> None:
        """Stop it as an operator does, whoever is at work."""
        self._pg_ctl("stop", "-w", "-m", "fast")

    def kill(self) -> None:
        """End every process of it by force, as when the power fails."""
        first = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        everybody = [first, *first.children(recursive=True)]
        for one in everybody:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(everybody, 30)

    def _pg_ctl(self, *arguments: str | Path, longest: int = 0) -> None:
        """Its own program starts it, so that it is no child of the tests' process."""

        def limit() -> None:
            import resource  # not on every system

            resource.setrlimit(resource.RLIMIT_FSIZE, (longest, resource.RLIM_INFINITY))

        subprocess.run(
            [self.programs / "pg_ctl", "-D", self.data, *arguments],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
            preexec_fn=limit if longest else None, **self._as,
        )  # fmt: skip

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self, database: str, role: str = ROLE) -> psycopg.Connection:
        """A connection of one's own, each statement by itself."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=role, dbname=database, autocommit=True,
            connect_timeout=5, password=PASSWORD if role == GUARDED else None,
        )  # fmt: skip

    def do(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Run one statement; its rows, if it has any."""
        with self.connection(database) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def url(self, database: str, role: str = ROLE) -> str:
        """The address of a database, for `Records.open` and `--database`."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def new_database(self, tables: bool = True) -> str:
        """The address of a new database, with the newest tables or quite empty."""
        name = f"closeness_{next(self._numbers)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {self._template if tables else 'template0'}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected."""
        self.do(f"DROP DATABASE {name_of(url)} WITH (FORCE)")

    def bytes_of(self, url: str) -> bytes:
        """Every byte of a database's own files, as a thief of the disk would read them."""
        database = name_of(url)
        self.do("CHECKPOINT", database)
        [(oid,)] = self.do(f"SELECT oid FROM pg_database WHERE datname = '{database}'")
        files = (self.data / "base" / str(oid)).iterdir()
        return b"".join(path.read_bytes() for path in files if path.is_file())

    @property
    def _template(self) -> str:
        if not self.do(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            self.do(f"CREATE DATABASE {TEMPLATE}")
            engine = postgresql.connect(postgresql.read(self.url(TEMPLATE)))
            with engine.begin() as connection:
                migrations.upgrade(connection)
            engine.dispose()
        return TEMPLATE


@cache
def running() -> Server:
    """The server of this test process; it ends with it."""
    server = Server()
    atexit.register(server.remove)
    return server


@cache
def programs() -> Path:
    """The folder with PostgreSQL's programs. In CI it must be there; else tests are skipped."""
    try:
        found = subprocess.run(
            [ROOT / "tools" / "get-postgres", "--look"], capture_output=True, text=True, check=True
        )
        return Path(found.stdout.strip())
    except subprocess.CalledProcessError as error:
        why = error.stderr.strip()
    except OSError as error:
        why = str(error)
    reason = f"NO POSTGRESQL, SO NOTHING OF IT IS TESTED: {why}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _ordinary_user() -> dict:
    """For root: what makes `subprocess` run something as somebody else."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # not on every system

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def name_of(url: str) -> str:
    """The name of the database in an address."""
    return url.rpartition("/")[2]
