"""The tables, as the newest migration leaves them.

What somebody who copies the database can still see, without any secret:

- how many people there are, how many keys and entries each has, whether they made a recovery link,
  whether they share their device, and the last day they were seen (a date, never a time);
- the length of long texts to within 256 bytes, and which rows changed between two copies;
- on which days the owner's devices were last seen.

There is no time, sequence or counter in a plain column. Every table is `WITHOUT ROWID` under a
random or keyed primary key, because a rowid is an arrival number. Inside a page SQLite still puts
newer rows before older ones, and the write-ahead log is in order of arrival: that order is there
while a server runs (and after a crash), and is gone after `Records.tidy`, which `close` and every
erasure call. Backups that the disk, the file system or an operator keeps are out of reach.

Deleting a person deletes all that is theirs, through ON DELETE CASCADE: every later table that
holds something of a person must do the same.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

people = Table(
    "people",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("seen_on", Date, nullable=False),
    Column("shared_device", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# One row for each secret that opens a person's key. kind: cookie, recovery (later: coach).
person_keys = Table(
    "person_keys",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column(
        "person_id",
        LargeBinary(16),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# slot: keyed digest of relationship, exercise and item. sealed: everything else.
entries = Table(
    "entries",
    metadata,
    Column(
        "person_id",
        LargeBinary(16),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("slot", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

owner_devices = Table(
    "owner_devices",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("seen_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

# No row, or the row with id 1.
owner_passphrase = Table(
    "owner_passphrase",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("argon2", String(255), nullable=False),
    sqlite_with_rowid=False,
)
