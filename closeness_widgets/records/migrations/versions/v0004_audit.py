"""What the owner and coach did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of deeds. Nothing that is there changes."""
    op.create_table(
        "audit",
        sa.Column("slot", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_audit"),
        sqlite_with_rowid=False,
    )
