"""YAML with line numbers, so that every mistake names its file, line and rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from closeness_widgets.content.plain import Place, rules_of

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)

UNREADABLE = {
    "while scanning a quoted scalar": "the quote that opens here is not closed",
    "while parsing a flow": "the [ or { that opens here is not closed",
    "mapping values are not allowed": "a text with a colon and a space in it needs quotes round it",
    "could not find expected ':'": "a key needs a colon and a space after it",
    "found character '\\t'": "begin lines with spaces, not tabs",
    "that cannot start any token": "a text that starts with a sign needs quotes round it",
    "undefined alias": "a text that starts with * needs quotes round it",
    "characters are not allowed": "there is a letter in it that cannot be printed",
    "expected <block end>": "look here and above: lines that belong together start in the same "
    "column, and every quote that opens is closed",
}
"""What YAML's own words for a mistake mean, and what to do."""


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a content file."""

    file: Path
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


class ContentErrors(ValueError):
    """All mistakes found in a language's files; ``str()`` gives one line for each."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Document:
    """A YAML file's value and the line where each part of it stands."""

    value: Any
    node: yaml.Node

    def line(self, *place: str | int) -> int:
        """The line of ``place`` (keys and list positions), or of the nearest part around it."""
        return self._walk(place)[0]

    def name(self, *place: str | int) -> str:
        """How a message calls ``place``: ``items > blame > title``."""
        return " > ".join(self._walk(place)[1])

    def _walk(self, place: Place) -> tuple[int, list[str]]:
        node, line, names = self.node, self.node.start_mark.line, list[str]()
        for number, step in enumerate(place):
            found = next((pair for pair in _children(node) if pair[0] == step), None)
            if found is None:
                # A missing key; or one of pydantic's own steps, which no file has.
                if number == len(place) - 1 and str(step).isidentifier():
                    names.append(str(step))
                continue
            _, line, node = found
            names.append(_id_of(node) or f"no. {step + 1}" if isinstance(step, int) else step)
        return line + 1, names


class _Words(yaml.SafeLoader):
    """Leaves words as authors mean them: only true and false are not, and no word is a date."""


_Words.yaml_implicit_resolvers = {
    letter: [
        (tag, re.compile("^([Tt]rue|[Ff]alse)$") if tag.endswith(":bool") else pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

if yaml.__with_libyaml__:

    class _Quick(yaml.CSafeLoader):
        """The same by libyaml, which reads several times as fast."""

    _Quick.yaml_implicit_resolvers = _Words.yaml_implicit_resolvers


def read_yaml(path: Path, mistakes: list[Mistake]) -> Document | None:
    """The file's content, or None after adding why not to ``mistakes``."""
    if not path.is_file():
        mistakes.append(Mistake(path, 1, "this file is missing"))
        return None
    data = path.read_bytes()
    try:
        node = _compose(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mistakes.append(Mistake(path, line, "a letter here is not UTF-8; save the file as UTF-8"))
        return None
    except yaml.YAMLError as error:
        mistakes.append(_unreadable(path, error))
        return None
    if node is None:
        mistakes.append(Mistake(path, 1, "the file is empty"))
        return None
    _report_repeated_keys(node, path, mistakes)
    try:
        value = _Words("").construct_document(node)
    except yaml.YAMLError as error:
        mistakes.append(_unreadable(path, error))
        return None
    return Document(value, node)


def _compose(text: str) -> yaml.Node | None:
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError):  # read again below: a mistake has the same words everywhere
            return yaml.compose(text, Loader=_Quick)
    return yaml.compose(text, Loader=_Words)


def validated(
    adapter: TypeAdapter[T],
    path: Path,
    mistakes: list[Mistake],
    document: Document | None = None,
) -> T | None:
    """The file as a model, or None after adding every broken rule to ``mistakes``."""
    document = document or read_yaml(path, mistakes)
    if document is None:
        return None
    try:
        return adapter.validate_python(document.value)
    except ValidationError as error:
        said: set[str] = set()
        for place, rule in rules_of(error):
            name, line = document.name(*place), document.line(*place)
            if name in said:
                continue  # one mistake may break two rules; mending it mends both
            said.add(name)
            mistakes.append(Mistake(path, line, f"{name}: {rule}" if name else rule))
        return None


def read_last(files: Sequence[Path], model: type[Model]) -> Model:
    """Read the last of ``files`` that is there as a ``model``.

    Raises :class:`ContentErrors` with every mistake in it, or if none is there.
    """
    found = [file for file in files if file.is_file()]
    if not found:
        raise ContentErrors([Mistake(files[0], 1, "this file is missing")])
    stat = found[-1].stat()
    read: Model = _read_once(found[-1], (stat.st_mtime_ns, stat.st_size), model)
    return read


@lru_cache(maxsize=256)
def _read_once(file: Path, _changed: tuple[int, int], model: type[Model]) -> Model:
    """A file that has not changed is read once: every page asks for its words."""
    mistakes: list[Mistake] = []
    read = validated(TypeAdapter(model), file, mistakes)
    if mistakes or read is None:
        raise ContentErrors(mistakes)
    return read


def _unreadable(path: Path, error: yaml.YAMLError) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    said = f"{getattr(error, 'context', None)} {getattr(error, 'problem', None) or error}"
    meant = next((ours for theirs, ours in UNREADABLE.items() if theirs in said), said)
    if "opens here" in meant:
        mark = getattr(error, "context_mark", None) or mark
    return Mistake(path, mark.line + 1 if mark else 1, f"cannot be read as YAML: {meant}")


def _id_of(node: yaml.Node) -> str:
    return next((str(child.value) for key, _, child in _children(node) if key == "id"), "")


def _children(node: yaml.Node) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, value.start_mark.line, value


def _report_repeated_keys(node: yaml.Node, path: Path, mistakes: list[Mistake]) -> None:
    seen: dict[str | int, int] = {}
    for key, line, child in _children(node):
        if key in seen:
            rule = f"the key {key!r} stands here for the second time; first on line {seen[key]}"
            mistakes.append(Mistake(path, line + 1, rule))
        seen[key] = line + 1
        _report_repeated_keys(child, path, mistakes)
