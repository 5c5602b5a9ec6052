"""Schema changes, one file each in `versions/`, named and numbered; run by `Records.open`."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "closeness_widgets.records:migrations")
    return config


def known_revisions() -> list[str]:
    """Return every schema revision this code knows, newest first (`["0004", "0003", ...]`)."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()]


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
