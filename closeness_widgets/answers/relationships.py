"""The relationships that a person has chosen to think about.

Kept like an answer, under the exercise id :data:`EXERCISE` and the item :data:`ITEM`, as
``{"current": id, "known": [{"id", "kind", "nickname"}]}``.
"""

from __future__ import annotations

import secrets

from pydantic import ValidationError

from closeness_widgets.answers.base import AnswerRefused, Json, shown
from closeness_widgets.content.base import KINDS, About

EXERCISE = "relationships"
ITEM = "chosen"
MOST = 30
"""Relationships that one person may keep."""


def known(value: Json) -> list[About]:
    """The relationships in a stored value, oldest first; none yet if it is None."""
    return [About.model_validate(one) for one in (value or {}).get("known", [])]


def find(value: Json, about_id: Json) -> About | None:
    """The relationship of this id, if the person has it."""
    return next((one for one in known(value) if one.id == about_id), None)


def current(value: Json) -> About | None:
    """The relationship chosen last."""
    return find(value, (value or {}).get("current"))


def chosen(value: Json, choice: Json) -> Json:
    """The stored value after a choice: ``{"id"}`` of a known one, or ``{"kind", "nickname"}``.

    The same kind and nickname again is the same relationship. Raises :class:`AnswerRefused`.
    """
    if not isinstance(choice, dict):
        raise AnswerRefused(
            "wrong-type", f"A choice has a kind or an id, but {shown(choice)} came."
        )
    others = known(value)
    if "id" in choice:
        about = find(value, choice["id"])
        if about is None:
            raise AnswerRefused("unknown-relationship", "This relationship is not in your list.")
    else:
        kind, nickname = choice.get("kind"), choice.get("nickname", "")
        if isinstance(nickname, str):
            nickname = " ".join(nickname.split())
        about = next((one for one in others if (one.kind, one.nickname) == (kind, nickname)), None)
        if about is None:
            about = _new(kind, nickname)
            if len(others) >= MOST:
                raise AnswerRefused("too-many", f"You can keep {MOST} relationships at most.")
            others = [*others, about]
    return {"current": about.id, "known": [one.model_dump() for one in others]}


def _new(kind: Json, nickname: Json) -> About:
    try:
        return About.model_validate(
            {"id": secrets.token_hex(4), "kind": kind, "nickname": nickname}, strict=True
        )
    except ValidationError:
        if kind not in KINDS:
            rule = f"A relationship is one of {', '.join(KINDS)}, but {shown(kind)} came."
        else:
            rule = f"A name has at most 40 characters, but {shown(nickname)} came."
        raise AnswerRefused("wrong-type", rule) from None
