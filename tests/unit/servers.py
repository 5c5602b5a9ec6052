"""What the tests of several servers on one PostgreSQL database have in common."""

from __future__ import annotations

import shutil

import pytest

from closeness_widgets.records import Records
from tests.unit.practice import COACH_KEY
from tests.unit.room import KEY


def copied(folder, to):
    """A data folder for another server: copies of the two keys."""
    to.mkdir()
    for name in (KEY, COACH_KEY):
        shutil.copyfile(folder / name, to / name)
    return to


def refused(kind, folder, database):
    """The message with which records are not opened, twice."""
    with pytest.raises(kind) as refusal:
        Records.open(folder, database)
    with pytest.raises(kind):  # and the folder was let go
        Records.open(folder, database)
    return str(refusal.value)
