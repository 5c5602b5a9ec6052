"""The tables, as the newest migration leaves them.

What somebody who copies the database can still see, without any secret:

- how many people there are, how many keys and entries each has, whether they made a recovery link,
  whether they share their device, and the last day they were seen (a date, never a time);
- the length of long texts to within 256 bytes, and which rows changed between two copies;
- on which days the owner's devices were last seen, how many things the owner and coach did, and
  whether there ever was a backup (or PostgreSQL);
- how many workshops there are and the length of each one's agenda to within 256 bytes, which kinds
  of doors each has, who belongs to which and whether their record was begun for it, how many
  exercises were shared (one row for each exercise and sitting) and how many pictures were made;
- how many clients the coach has, the length of what is kept about each (of notes, marks and weeks
  to within 4 KiB), whether their link waits, was used or was closed, whether they ever decided
  anything, and, while consent stands, which person is which client;
- of a shared row or a picture only whether 1 to 16, 17 to 32, ... people are in it, and the size of
  the largest copy to within a factor of two.

With the file `workbook.key` as well, they read the workshops, the shared copies and the pictures,
and what the owner and coach did when (a client by id, without a name), but not whose copy is whose,
nor which copies of two exercises are one person's: a copy is known by digests that only its
person's key can make, and that key is opened by their secret alone. Copies of one exercise in one
workshop do go together over its rounds and meetings, and a picture's ledger keeps the digests of
copies that were taken back since.

With the file `coach.key` as it is before there is a passphrase, they read what the coach may read,
and more: a client's key opens all that this client entered, since what the coach is shown of it is
decided by the server. Once there is a passphrase the file opens nothing without it. What was
withdrawn stays closed: no key of that client is left, wrapped or not.

There is no time, sequence or counter in a plain column. In SQLite every table is `WITHOUT ROWID`
under a random or keyed primary key, because a rowid is an arrival number. Inside a page SQLite
still puts newer rows before older ones, and the write-ahead log is in order of arrival: that order
is there while a server runs (and after a crash), and is gone after `Records.tidy`, which `close`
and every erasure call. Until then the log, opened with `workbook.key`, shows which copy came when,
next to the rows of which person. Backups that the disk, the file system or an operator keeps are
out of reach.

On PostgreSQL the same is true of the columns. There is no arrival number in them either; but until
`Records.tidy` the place of a row in its table and the number of the transaction that wrote it tell
in which order rows came, and what was written together. Long values have numbers that stay. The
write-ahead log, its archives, replicas and dumps are the operator's: see docs/security.md.

Deleting a person deletes all that is theirs, through ON DELETE CASCADE: every later table that
holds something of a person must do the same. Only shared copies do not follow, since nothing leads
from a person to them but the person's key: `Records.erase_person` takes them back first.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
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

# One row for each secret that opens a person's key. kind: cookie, recovery.
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

# What the owner and coach did. slot: keyed digest of its number. sealed: everything else. One more
# row counts them.
audit = Table(
    "audit",
    metadata,
    Column("slot", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# No row, or the row with id 1. sealed: whose backups there are, as in the ledger, and how many.
backups = Table(
    "backups",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# sealed: the whole workshop, with the workbook's key.
workshops = Table(
    "workshops",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# One row for each secret that leads into a workshop. kind: code, join, wall, co:<link>.
workshop_doors = Table(
    "workshop_doors",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column(
        "workshop_id",
        LargeBinary(16),
        ForeignKey("workshops.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(40), nullable=False),
    sqlite_with_rowid=False,
)

# guest: the person's record was begun for this workshop, and goes with it.
members = Table(
    "members",
    metadata,
    Column(
        "workshop_id",
        LargeBinary(16),
        ForeignKey("workshops.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "person_id",
        LargeBinary(16),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("guest", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# slot: keyed digest of exercise and sitting. sealed: every copy that was shared there.
shared = Table(
    "shared",
    metadata,
    Column(
        "workshop_id",
        LargeBinary(16),
        ForeignKey("workshops.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("slot", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# slot: keyed digest of the picture's number. sealed: the picture, and its ledger.
pictures = Table(
    "pictures",
    metadata,
    Column(
        "workshop_id",
        LargeBinary(16),
        ForeignKey("workshops.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("slot", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# To which workbook.key this database belongs: a keyed digest, from the first moment.
workbook = Table(
    "workbook",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

# To which coach.key this database belongs.
coach = Table(
    "coach",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("public", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

# Sealed by the coach. card: what a list shows. file: notes, marks and weeks.
clients = Table(
    "clients",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("card", LargeBinary, nullable=False),
    Column("file", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# The client's newest link. kind: invited, used (somebody consented with it), closed (withdrawn).
client_doors = Table(
    "client_doors",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column(
        "client_id",
        LargeBinary(16),
        ForeignKey("clients.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(16), nullable=False),
    sqlite_with_rowid=False,
)

# There while consent stands. wrapped: the person's key, sealed to the coach.
consents = Table(
    "consents",
    metadata,
    Column(
        "client_id",
        LargeBinary(16),
        ForeignKey("clients.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "person_id",
        LargeBinary(16),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("wrapped", LargeBinary, nullable=False),
    Index("ix_consents_person_id", "person_id", unique=True),
    sqlite_with_rowid=False,
)

# What a client last decided, sealed to the coach: given (and what), withdrawn or erased, and when.
consent_letters = Table(
    "consent_letters",
    metadata,
    Column(
        "client_id",
        LargeBinary(16),
        ForeignKey("clients.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
