"""Backups from the command line, while the server runs or not; on the pen's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from closeness_widgets.records import Records

Json = dict[str, Any]


class Upkeep:
    """Does what ``closeness backup`` asks for. Raises BackupRefused."""

    def __init__(self, records: Records) -> None:
        self._records = records

    @property
    def calls(self) -> dict[str, Callable[[Json], Json]]:
        """Name -> what does it."""
        return {"backup": self._backup}

    def _backup(self, message: Json) -> Json:
        """``{to, keys_to}``, whole paths or empty -> ``{file, number, keys}``."""
        to, keys_to = (str(message.get(name) or "") for name in ("to", "keys_to"))
        made = self._records.backup(Path(to) if to else None)
        keys = self._records.keys_to(Path(keys_to)) if keys_to else []
        return {"file": str(made.path), "number": made.number, "keys": [str(one) for one in keys]}
