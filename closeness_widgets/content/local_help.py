"""Where to find help in the place where the workbook is used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, model_validator

from closeness_widgets.content.base import Frozen, Text
from closeness_widgets.content.files import read_last


def _phone(number: Any) -> Any:
    # Without quotes YAML reads 0123 as a sum of eights, and people would call somebody else.
    if isinstance(number, (int, float)):
        raise ValueError('write the number in quotes, like "0123 456"')
    if isinstance(number, str) and not re.fullmatch(r"[0-9+*#() ./-]{2,30}", number):
        raise ValueError(
            f"a number has 2 to 30 digits, blanks and + * # ( ) . / -; found {number!r}"
        )
    return number


def _web(address: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"<>]{3,200}", address):
        raise ValueError(f"an address begins with https:// and has no blanks; found {address!r}")
    return address


Phone = Annotated[str, BeforeValidator(_phone)]
Web = Annotated[str, AfterValidator(_web)]


class HelpLine(Frozen):
    """Somebody who helps in this place."""

    name: Text
    phone: Phone | None = None
    web: Web | None = None
    open: Text | None = None
    about: Text | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> HelpLine:
        if not self.phone and not self.web:
            raise ValueError("a help line needs a phone number, a web address or both")
        return self


class LocalHelp(Frozen):
    """``place.yaml``: where to find help in the place where the workbook is used."""

    emergency: Phone | None = None
    lines: tuple[HelpLine, ...] = ()


def read_local_help(files: Sequence[Path]) -> LocalHelp:
    """Read the help lines of this place; the last of ``files`` that is there counts.

    Raises :class:`ContentErrors` with every mistake in it.
    """
    return read_last(files, LocalHelp)
