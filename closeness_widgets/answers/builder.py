"""Answers to a builder: the sentence being written, and those that are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from closeness_widgets.answers.base import AnswerRefused, Json, checked_text, shown
from closeness_widgets.content.builder import Builder

PARTS = ("feel", "when", "need")
LONGEST = 400
"""Characters of each part; the page's fields allow the same."""

_KEPT = re.compile(r"sentence\.[a-z0-9]{6,12}")


def check(exercise: Builder, item: str, value: Json) -> Json:
    """``value`` as it may be stored under ``item``; None takes back any item there can be.

    ``feel``, ``when``, ``need``: a text. ``sentence.<id>``, with an id of 6 to 12 of a-z and 0-9:
    an object of these three texts, of which at least one says something.

    Raises :class:`AnswerRefused`: ``unknown-item``, ``wrong-type``, ``too-long``.
    """
    if item in PARTS:
        return None if value is None else checked_text(value, LONGEST)
    if not _KEPT.fullmatch(item):
        raise AnswerRefused(
            "unknown-item",
            f"{exercise.title!r} keeps {', '.join(PARTS)} and sentence.<6 to 12 of a-z and 0-9>, "
            f"but {shown(item)} came. Open the page again.",
        )
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != set(PARTS):
        rule = f"A sentence has {', '.join(PARTS)}, but {shown(value)} came."
        raise AnswerRefused("wrong-type", rule)
    texts = [checked_text(value[part], LONGEST) for part in PARTS]
    if not any(text.strip() for text in texts):
        raise AnswerRefused("wrong-type", "A sentence to keep has at least one word. Write one.")
    return value


def sentence(exercise: Builder, texts: Mapping[str, Json]) -> str:
    """The parts put together as the page shows them; gaps stand for what is empty.

    The words that lead into a part are left out where a person typed them once more.
    """
    put: dict[str, str] = {
        part.id: _bare(part.lead, texts.get(part.id)) or part.gap for part in exercise.parts
    }
    # In one pass and not by str.format: braces that a person typed stay as they are.
    return re.sub(r"{(\w+)}", lambda found: put.get(found[1], found[0]), exercise.sentence)


def _bare(lead: str, text: Json) -> str:
    own = " ".join(str(text or "").split()).rstrip(" .,;!")
    return own[len(lead) + 1 :] if own.lower().startswith(f"{lead.lower()} ") else own
