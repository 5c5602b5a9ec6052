"""For tests and demonstrations: the invented people that ship with the workbook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from closeness_widgets import paths
from closeness_widgets.content.base import About


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who does not exist. ``answers``: exercise -> item -> value."""

    pseudonym: str
    about: About
    answers: dict[str, dict[str, Any]]


def sample_people() -> list[SamplePerson]:
    """The people of ``data/samples/people.json``, in its order. Raises ShippedFilesMissing."""
    text = (paths.samples() / "people.json").read_text(encoding="utf-8")
    return [
        SamplePerson(one["pseudonym"], About.model_validate(one["about"]), one["answers"])
        for one in json.loads(text)["people"]
    ]
