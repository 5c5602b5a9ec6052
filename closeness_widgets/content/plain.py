"""What is wrong in a content file, in words for whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
"""The keys and list positions that lead to one part of a file."""

RULES = {
    "missing": "this is missing; write it",
    "extra_forbidden": "this key is not known here; check its spelling or take it out",
    "empty": "nothing stands here; write it or take the line out",
    "string_too_short": "this text is empty; write it or take the line out",
    "string_too_long": "a text here has at most {max_length} characters; shorten it",
    "string_type": "this is a text, but found {found}",
    "quotes": "this is a text, but found {found}; put quotes round it",
    "string_pattern_mismatch": "{pattern}, but found {found}",
    "literal_error": "this is one of {expected}, but found {found}",
    "int_type": "this is a whole number, but found {found}",
    "int_parsing": "this is a whole number, but found {found}",
    "int_from_float": "this is a whole number, but found {found}",
    "float_type": "this is a number, but found {found}",
    "float_parsing": "this is a number, but found {found}",
    "bool_type": "this is true or false, but found {found}",
    "bool_parsing": "this is true or false, but found {found}",
    "greater_than": "this is more than {gt}, but found {found}",
    "greater_than_equal": "this is at least {ge}, but found {found}",
    "less_than": "this is less than {lt}, but found {found}",
    "less_than_equal": "this is at most {le}, but found {found}",
    "too_short": "this list has at least {min_length}, but found {count}; add to it",
    "too_long": "this list has at most {max_length}, but found {count}; shorten it",
    "tuple_type": "this is a list, each entry on a line with '- ' before it, but found {found}",
    "dict_type": "this has lines with 'key: text' under it, but found {found}",
    "model_type": "this has lines with 'key: text' under it, but found {found}",
    "invalid_key": "a key is a word, but found {found}; put it in quotes",
}
"""Pydantic's kinds of error, and what we say instead."""

FORMS = {
    r"^[a-z][a-z0-9-]{0,39}$": (
        "an id starts with a small letter and has small letters, digits and hyphens, 40 at most"
    ),
}
"""Patterns, in words."""


class RulesBroken(ValueError):
    """Rules that a whole file breaks, each with its place."""

    def __init__(self, rules: list[tuple[Place, str]]) -> None:
        super().__init__("; ".join(rule for _, rule in rules))
        self.rules = rules


def rules_of(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Every broken rule in plain words, with pydantic's path to it."""
    for problem in error.errors(include_url=False):
        if problem["type"] == "too_short" and not _is_short(problem):
            continue
        cause = problem.get("ctx", {}).get("error")
        if isinstance(cause, RulesBroken):
            yield from (((*problem["loc"], *place), rule) for place, rule in cause.rules)
        else:
            yield problem["loc"], _rule(problem)


def found(value: Any) -> str:
    """A value as a message quotes it: short, and in the file's own words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "lines with keys"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    short = text if len(text) <= 40 else f"{text[:37]}..."
    return f"'{short}'" if isinstance(value, str) else short


def _is_short(problem: ErrorDetails) -> bool:
    # Pydantic counts the entries that are right. The others are named in any case.
    return len(problem["input"]) < int(problem["ctx"]["min_length"])


def _rule(problem: ErrorDetails) -> str:
    kind, value = problem["type"], problem["input"]
    if kind == "value_error":
        return problem["msg"].removeprefix("Value error, ")
    if value is None and kind != "missing":
        kind = "empty"
    elif kind == "string_type" and not isinstance(value, (dict, list)):
        kind = "quotes"
    words = dict(problem.get("ctx", {}))
    if kind == "string_pattern_mismatch":
        pattern = words["pattern"]
        words["pattern"] = FORMS.get(pattern, f"this text follows the pattern {pattern}")
    count = len(value) if isinstance(value, (list, dict)) else 0
    return RULES.get(kind, problem["msg"]).format(**words, found=found(value), count=count)
