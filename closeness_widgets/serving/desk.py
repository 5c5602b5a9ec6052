"""The server's end of the desk: kernels ask here, and get only what their person may have.

A kernel proves with a random capability which place it was started for. Until the place is given
to a person nothing can be loaded or saved; then every call concerns that one person. The lines are
JSON, ``{"id", "call", ...}`` and ``{"id", "ok"}`` or ``{"id", "refused": {rule, message}}``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from closeness_widgets.answers import AnswerRefused, check_answer, relationships
from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.content.base import About
from closeness_widgets.content.library import Library, content_hash
from closeness_widgets.records import (
    Person,
    RecordRefused,
    Records,
    RecordsError,
    StaleRevision,
    StorageFailed,
)
from closeness_widgets.serving.metrics import saving
from closeness_widgets.serving.pen import Pen
from closeness_widgets.workshops.plan import PlanRefused

Json = dict[str, Any]
LONGEST_LINE = 1 << 20
"""Bytes in one call; a whole outbox of long texts stays well below."""


class KernelGone(Exception):
    """The kernel of a place ended before it had answered."""


@dataclass(eq=False)
class Place:
    """One kernel's place at the desk, empty until it is given to a person.

    Attributes:
        ready: set once its page has loaded the person's answers, or never will.
        gone: whether the kernel has ended or is not wanted any more.
    """

    capability: str
    on_gone: Callable[[], None]
    person: Person | None = None
    writer: asyncio.StreamWriter | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    opening: dict[str, asyncio.Future[str]] = field(default_factory=dict)
    operator: Callable[[Json], Awaitable[Json]] | None = None
    gone: bool = False


class DeskServer:
    """Listens on a local socket that only this user can reach."""

    def __init__(self, records: Records, pen: Pen, read_library: Callable[[], Library]) -> None:
        self._records = records
        self._pen = pen
        self._read_library = read_library
        self._places: dict[str, Place] = {}
        self._relationships: dict[bytes, Any] = {}  # of the people who have a page open
        self._marked: Library | None = None
        self._mark = ""
        self._hashes: dict[str, tuple[Any, str]] = {}
        self._server: asyncio.Server | None = None
        self._folder: Path | None = None
        self.address = ""
        self.log = logging.getLogger("closeness.desk")

    async def open(self) -> None:
        """Start listening; ``address`` is then what kernels are told."""
        if hasattr(asyncio, "start_unix_server") and os.name == "posix":
            self._folder = Path(tempfile.mkdtemp(prefix="closeness-"))  # 0700, and a short path
            where = str(self._folder / "desk")
            self._server = await asyncio.start_unix_server(self._talk, where, limit=LONGEST_LINE)
            self.address = f"unix:{where}"
        else:
            self._server = await asyncio.start_server(self._talk, "127.0.0.1", limit=LONGEST_LINE)
            self.address = "tcp:{}:{}".format(*self._server.sockets[0].getsockname()[:2])

    async def close(self) -> None:
        """Stop listening and let the kernels go."""
        if self._server is not None:
            self._server.close()
        for place in list(self._places.values()):
            if place.writer is not None:
                place.writer.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def library_mark(self) -> str:
        """Another one after each change of a word: kernels then read the files again."""
        library = self._read_library()
        if library is not self._marked:
            self._marked, self._mark = library, secrets.token_hex(8)
        return self._mark

    def new_place(self, on_gone: Callable[[], None]) -> Place:
        """A place for a kernel about to start; ``on_gone`` is called when the kernel has ended."""
        place = Place(secrets.token_urlsafe(32), on_gone)
        self._places[place.capability] = place
        return place

    def new_operator(self, operator: Callable[[Json], Awaitable[Json]]) -> Place:
        """A place for the command line: its calls go to ``operator`` and concern no person."""
        place = self.new_place(lambda: None)
        place.operator = operator
        return place

    def drop(self, place: Place) -> None:
        """Forget a place whose kernel is not wanted any more."""
        self._places.pop(place.capability, None)
        self._forget(place)
        if place.writer is not None:
            place.writer.close()

    async def seat(self, place: Place, person: Person, patience: float = 20.0) -> None:
        """Give the place to a person and wait until its page has loaded their answers.

        Raises TimeoutError if the kernel does not answer within ``patience`` seconds, and
        :class:`KernelGone` as soon as it never will.
        """
        place.person = person
        self._push(place, {"push": "seated"})
        await asyncio.wait_for(place.ready.wait(), patience)
        if place.gone:
            raise KernelGone

    async def open_exercise(self, place: Place, exercise_id: str, patience: float = 20.0) -> str:
        """Have the place's kernel open one more exercise; return its widget's model id.

        Raises TimeoutError if the kernel does not answer, :class:`KernelGone` as soon as it never
        will, KeyError for an exercise there is not.
        """
        self._read_library().exercise(exercise_id)
        if exercise_id not in place.opening:
            place.opening[exercise_id] = asyncio.get_running_loop().create_future()
            self._push(place, {"push": "open", "exercise": exercise_id})
        waiting = place.opening[exercise_id]
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), patience)
        except TimeoutError:
            place.opening.pop(exercise_id, None)  # asked again, it is pushed again
            raise

    def choose(self, person: Person, choice: Json) -> About | None:
        """Choose for a person as a page does, ``{"id"}`` or ``{"kind"}``; the relationship.

        On the pen's thread. Raises AnswerRefused.
        """
        self._choose(person, {"choice": choice})
        return relationships.current(self._chosen(person))

    def turn_to(self, person: Person, about: str) -> None:
        """Answers are about this relationship from now on, if the person has it."""
        chosen = self._chosen(person)
        if relationships.find(chosen, about) and (chosen or {}).get("current") != about:
            self._choose(person, {"choice": {"id": about}})

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = None
        try:
            hello = json.loads(await reader.readline())
            place = self._places.get(str(hello.get("hello")))
            if place is None or (place.writer is not None and place.operator is None):
                return
            place.writer = writer
            if place.person is not None:
                self._push(place, {"push": "seated"})
            while line := await reader.readline():
                message = json.loads(line)
                reply = await self._answer(place, message)
                writer.write(_line({"id": message.get("id"), **reply}))
        except (ValueError, AttributeError, ConnectionError):
            self.log.warning("A kernel broke the desk's rules or ended; its place is closed.")
        finally:
            writer.close()
            if place is not None and place.operator is not None:
                place.writer = None  # the command line may call again
            elif place is not None and place.capability in self._places:
                del self._places[place.capability]
                self._forget(place)
                place.on_gone()

    async def _answer(self, place: Place, message: Json) -> Json:
        calls = {
            "load": self._load,
            "save": self._save,
            "choose": self._choose,
            "erase": self._erase,
        }
        name = message.get("call")
        try:
            if place.operator is not None:
                return {"ok": await place.operator(message)}
            if name == "opened":
                _opened(place, message)
                return {"ok": {}}
            if place.person is None:
                raise AnswerRefused("unseated", "This page has not been given to anybody yet.")
            if name == "ready":
                place.ready.set()
                return {"ok": {}}
            if name not in calls:
                raise AnswerRefused("unknown-call", f"There is no call {name!r}.")
            ok = await self._call(place.person, name, partial(calls[name], place.person, message))
        except StaleRevision as error:
            stored = {"value": error.current.value, "revision": error.current.revision}
            return {"refused": {"rule": "stale", "message": str(error), "current": stored}}
        except (AnswerRefused, ClientRefused, PlanRefused, RecordRefused) as error:
            return {"refused": {"rule": error.rule, "message": error.message}}
        except RecordsError as error:
            self.log.error("%s", error)
            why = error.FOR_VISITORS if isinstance(error, StorageFailed) else str(error)
            return {"refused": {"rule": "storage", "message": why}}
        changed = ok.pop("changed", False)
        if changed:
            self._tell_other_pages(place)
        return {"ok": ok}

    async def _call(self, person: Person, name: str, call: Callable[[], Json]) -> Json:
        """Do it on the pen's thread. What writes shares its commit with whatever else waits."""
        if name not in ("save", "choose"):
            return await self._pen.do(call)
        try:
            with saving():
                return await self._pen.save(self._records, call)
        except RecordsError:
            self._relationships.pop(person.id, None)  # read anew: a choice may not be stored
            raise

    def _load(self, person: Person, message: Json) -> Json:
        if not self._records.alone:
            self._relationships.pop(person.id, None)  # may have chosen on a page of another server
        chosen = self._chosen(person)
        about = relationships.current(chosen)
        entries = {}
        if about is not None:
            entries = self._records.load(person, str(message.get("exercise")), about.id)
        return {
            "about": about.model_dump() if about else {},
            "relationships": [one.model_dump() for one in relationships.known(chosen)],
            "library": self.library_mark,
            "answers": {
                item: {"value": entry.value, "revision": entry.revision}
                for item, entry in entries.items()
            },
        }

    def _save(self, person: Person, message: Json) -> Json:
        exercise = self._exercise(message)
        about = self._about(person, message)
        before = message.get("revision")
        entry = self._records.save(
            person,
            exercise.id,
            about,
            message.get("item"),  # type: ignore[arg-type]  # the records refuse what is no text
            message.get("value"),
            before,  # type: ignore[arg-type]
            message.get("writer"),  # type: ignore[arg-type]
            self._hash_of(exercise),
            partial(check_answer, exercise),
        )
        return {"revision": entry.revision, "changed": True}

    def _hash_of(self, exercise: Any) -> str:
        """`content_hash`, worked out once for each reading of the exercise's file."""
        kept = self._hashes.get(exercise.id)
        if kept is None or kept[0] is not exercise:
            kept = self._hashes[exercise.id] = exercise, content_hash(exercise)
        return kept[1]

    def _choose(self, person: Person, message: Json) -> Json:
        stored = self._records.one(person, relationships.EXERCISE, "", relationships.ITEM)
        value = relationships.chosen(stored.value if stored else None, message.get("choice"))
        self._records.save(
            person,
            relationships.EXERCISE,
            "",
            relationships.ITEM,
            value,
            stored.revision + 1 if stored else 1,
            "server",
            "1",  # the version of this value's shape
            lambda _item, checked: checked,
        )
        self._relationships[person.id] = value
        return {}

    def _erase(self, person: Person, message: Json) -> Json:
        exercise = self._exercise(message)
        gone = self._records.erase_exercise(person, exercise.id, self._about(person, message))
        return {"gone": gone, "changed": True}

    def _exercise(self, message: Json) -> Any:
        library = self._read_library()
        name = message.get("exercise")
        if not isinstance(name, str) or name not in library.exercises:
            raise AnswerRefused("unknown-exercise", "This exercise is not in the workbook.")
        return library.exercises[name]

    def _about(self, person: Person, message: Json) -> str:
        about = relationships.find(self._chosen(person), message.get("about"))
        if about is None and not self._records.alone:
            self._relationships.pop(person.id, None)
            about = relationships.find(self._chosen(person), message.get("about"))
        if about is None:
            raise AnswerRefused("unknown-relationship", "Choose who this is about first.")
        return about.id

    def _chosen(self, person: Person) -> Any:
        if person.id not in self._relationships:
            entry = self._records.one(person, relationships.EXERCISE, "", relationships.ITEM)
            self._relationships[person.id] = entry.value if entry else None
        return self._relationships[person.id]

    def _forget(self, place: Place) -> None:
        place.gone = True
        place.ready.set()  # nobody waits for it any longer
        for waiting in place.opening.values():
            if not waiting.done():
                waiting.set_exception(KernelGone())
                waiting.exception()  # somebody may wait, or nobody
        person = place.person
        if person and not any(other.person == person for other in self._places.values()):
            self._relationships.pop(person.id, None)

    def _tell_other_pages(self, place: Place) -> None:
        """The same person's other open pages show the newer answers."""
        mine = place.person.id if place.person else b""
        for other in self._places.values():
            if other is not place and other.person and other.person.id == mine:
                self._push(other, {"push": "changed"})

    def _push(self, place: Place, message: Json) -> None:
        if place.writer is not None:
            place.writer.write(_line(message))


def _opened(place: Place, message: Json) -> None:
    waiting = place.opening.get(str(message.get("exercise")))
    if waiting is not None and not waiting.done():
        waiting.set_result(str(message.get("model")))


def _line(message: Json) -> bytes:
    return json.dumps(message).encode() + b"\n"
