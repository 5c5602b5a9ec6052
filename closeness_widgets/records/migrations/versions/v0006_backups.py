"""How many backups there are: several servers on one database count them together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of the number of backups. Nothing that is there changes."""
    op.create_table(
        "backups",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_backups"),
        sqlite_with_rowid=False,
    )
