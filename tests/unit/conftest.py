"""What the unit tests share: PostgreSQL databases of their own, and records in them."""

from __future__ import annotations

import pytest

from closeness_widgets.records import Records
from tests.postgresql import running
from tests.unit import storage
from tests.unit.servers import copied


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_both(request):
    """Runs each test of a file twice: see `storage`."""
    storage.HERE.kind = request.param
    yield
    storage.HERE.kind = "sqlite"
    storage.HERE.give_back()


@pytest.fixture(autouse=True)
def _databases_go_back():
    yield
    storage.HERE.give_back()


@pytest.fixture
def database():
    """The address of a PostgreSQL database with the tables and nothing in them."""
    address = running().new_database()
    yield address
    running().drop(address)


@pytest.fixture
def empty_database():
    """The address of a PostgreSQL database without tables."""
    address = running().new_database(tables=False)
    yield address
    running().drop(address)


@pytest.fixture
def first(tmp_path, database):
    """Records in PostgreSQL."""
    with Records.open(tmp_path / "one", database) as opened:
        yield opened


@pytest.fixture
def second(first, tmp_path, database):
    """Another server's records of the same workbook."""
    with Records.open(copied(tmp_path / "one", tmp_path / "two"), database) as opened:
        yield opened
