"""A coach's clients, the doors by which they come in, and their consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the five tables of the coach. Nothing that is there changes."""
    op.create_table(
        "coach",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coach"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("card", sa.LargeBinary, nullable=False),
        sa.Column("file", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "client_doors",
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("client_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_client_doors"),
        _goes_with("client_doors", "client_id", "clients"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_client_doors_client_id", "client_doors", ["client_id"])
    op.create_table(
        "consents",
        sa.Column("client_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "person_id", name="pk_consents"),
        _goes_with("consents", "client_id", "clients"),
        _goes_with("consents", "person_id", "people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_consents_person_id", "consents", ["person_id"], unique=True)
    op.create_table(
        "consent_letters",
        sa.Column("client_id", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_consent_letters"),
        _goes_with("consent_letters", "client_id", "clients"),
        sqlite_with_rowid=False,
    )


def _goes_with(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
