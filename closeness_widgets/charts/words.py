"""The words that the charts of a client need, as plain data for one kind of relationship."""

from __future__ import annotations

from typing import Any, Literal

from closeness_widgets.content.base import About, Kind
from closeness_widgets.content.library import Library
from closeness_widgets.content.progress_words import ProgressWords

Voice = Literal["coach", "client"]


def client_words(
    library: Library, words: ProgressWords, kind: Kind, voice: Voice = "coach"
) -> dict[str, Any]:
    """Everything that ``charts.progress``, ``heat_map``, ``compare`` and ``report`` say.

    Args:
        library: the content files; ``journal`` and ``dimensions`` are read.
        words: ``progress.yaml``.
        kind: of the relationship; the coach sees no nickname, so none is asked for.
        voice: to whom it speaks.
    """
    journal = library.words("journal", About(id="0", kind=kind))
    reliability = getattr(library.exercises.get("dimensions"), "reliability", None)
    own = words.model_dump(mode="json")
    return {
        **own,
        "said": own[voice],
        "voice": voice,
        "kind": kind,
        "names": {one["id"]: one["name"] for one in journal["week"]["dimensions"]},
        "signs": {one["id"]: one["name"] for one in journal["week"]["signs"]},
        "options": journal["week"]["options"],
        "choices": {one["id"]: one["label"] for one in journal["week"]["blockers"]["choices"]},
        "scale": journal["scale"],
        "calendar": journal["calendar"],
        "reliability": reliability.model_dump() if reliability else None,
    }
