"""People and their keys, sealed entries, the owner's devices and passphrase."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first five tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.Column("shared_device", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_keys",
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_person_keys"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_person_keys_person_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_person_keys_person_id", "person_keys", ["person_id"])
    op.create_table(
        "entries",
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("slot", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "slot", name="pk_entries"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_entries_person_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "owner_devices",
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_owner_devices"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "owner_passphrase",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("argon2", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner_passphrase"),
        sqlite_with_rowid=False,
    )
