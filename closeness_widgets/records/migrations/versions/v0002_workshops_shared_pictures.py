"""Workshops, their doors and members; shared copies and the pictures made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the five tables of the live workshop. Nothing that is there changes."""
    op.create_table(
        "workshops",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workshop_doors",
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("workshop_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_workshop_doors"),
        _goes_with("workshop_doors", "workshop_id", "workshops"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_workshop_doors_workshop_id", "workshop_doors", ["workshop_id"])
    op.create_table(
        "members",
        sa.Column("workshop_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("guest", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name="pk_members"),
        _goes_with("members", "workshop_id", "workshops"),
        _goes_with("members", "person_id", "people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_members_person_id", "members", ["person_id"])
    for table in ("shared", "pictures"):
        op.create_table(
            table,
            sa.Column("workshop_id", sa.LargeBinary(16), nullable=False),
            sa.Column("slot", sa.LargeBinary(32), nullable=False),
            sa.Column("sealed", sa.LargeBinary, nullable=False),
            sa.PrimaryKeyConstraint("workshop_id", "slot", name=f"pk_{table}"),
            _goes_with(table, "workshop_id", "workshops"),
            sqlite_with_rowid=False,
        )


def _goes_with(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
