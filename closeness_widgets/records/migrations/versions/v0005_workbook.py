"""To which `workbook.key` a database belongs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; the next opening fills it. Nothing that is there changes."""
    op.create_table(
        "workbook",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workbook"),
        sqlite_with_rowid=False,
    )
