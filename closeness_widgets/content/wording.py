"""Words for one relationship: phrases resolved, items that are not for its kind left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from closeness_widgets.content.base import About, Item, Kind, OtherNames, Phrase


def names_for(about: About, others: Mapping[Kind, OtherNames]) -> dict[str, str]:
    """What the placeholders stand for: the nickname if there is one, else the kind's words."""
    words = others[about.kind]
    if about.nickname and about.kind != "myself":
        other, possessive = about.nickname, f"{about.nickname}’s"
    else:
        other, possessive = words.other, words.others
    return {
        "other": other,
        "others": possessive,
        "Other": other[:1].upper() + other[1:],
        "Others": possessive[:1].upper() + possessive[1:],
    }


def say(phrase: Phrase, about: About, others: Mapping[Kind, OtherNames]) -> str:
    """The phrase as this person reads it."""
    return _filled(phrase.wording(about.kind), names_for(about, others))


def resolved(node: Any, about: About, others: Mapping[Kind, OtherNames]) -> Any:
    """Plain JSON of ``node`` for one relationship.

    Every :class:`Phrase` becomes its text; items that are not for this kind of relationship are
    left out; facilitators' notes too, which are not for participants.
    """
    return _resolved(node, about.kind, names_for(about, others))


def _filled(text: str, names: Mapping[str, str]) -> str:
    # In one pass and not by str.format: a nickname with braces in it stays as it was typed.
    return re.sub(r"{(\w+)}", lambda found: names.get(found[1], found[0]), text)


def _resolved(node: Any, kind: Kind, names: Mapping[str, str]) -> Any:
    if isinstance(node, Phrase):
        return _filled(node.wording(kind), names)
    if isinstance(node, BaseModel):
        return {
            name: _resolved(getattr(node, name), kind, names)
            for name in type(node).model_fields
            if name not in ("notes", "retired")
        }
    if isinstance(node, (tuple, list)):
        kept = [one for one in node if not isinstance(one, Item) or one.is_for(kind)]
        return [_resolved(one, kind, names) for one in kept]
    if isinstance(node, dict):
        return {key: _resolved(value, kind, names) for key, value in node.items()}
    return node
