"""Facilitators' notes, shown in the guide."""

from __future__ import annotations

from dataclasses import dataclass

from closeness_widgets.rooms.solo import shipped_library


@dataclass(frozen=True)
class FacilitatorNotes:
    """The notes to one exercise; a notebook shows them as text."""

    exercise_id: str
    markdown: str

    def __repr__(self) -> str:
        return f"Facilitator's notes to '{self.exercise_id}'."

    def _repr_markdown_(self) -> str:
        return self.markdown


def facilitator_notes(exercise_id: str) -> FacilitatorNotes:
    """What leading an exercise takes: purpose, minutes, what to say, do and watch out for.

    ``exercise_id`` may be a card as well. Raises KeyError with what there is if it is neither.
    """
    library = shipped_library()
    exercise, words = library.step(exercise_id), library.interface.notes
    notes = exercise.notes
    parts = [
        f"### {exercise.title}",
        f"**{words.purpose}** {notes.purpose}",
        f"**{words.minutes}** {exercise.minutes}",
    ]
    for heading, lines in [
        (words.say, notes.say),
        (words.do, notes.do),
        (words.watch_out_for, notes.watch_out_for),
        (words.debrief, notes.debrief),
        (words.when_not_to_use, notes.when_not_to_use),
    ]:
        parts.append(f"**{heading}**")
        parts.append("\n".join(f"- {line}" for line in lines))
    return FacilitatorNotes(exercise_id, "\n\n".join(parts))
