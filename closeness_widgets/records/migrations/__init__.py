"""Schema changes, one file each in `versions/`, named and numbered; run by `Records.open`."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "closeness_widgets.records:migrations")
    return config


@cache
def known_revisions() -> tuple[str, ...]:
    """Return every schema revision this code knows, newest first (`("0005", "0004", ...)`)."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in scripts.walk_revisions())


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction."""
    if MigrationContext.configure(connection).get_current_heads() == known_revisions()[:1]:
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
