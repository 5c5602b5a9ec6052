"""Editors know the rules of content files: JSON Schema, made from the models."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from closeness_widgets import paths
from closeness_widgets.content.files import Mistake, read_yaml
from closeness_widgets.content.library import KINDS_OF_STEP
from closeness_widgets.content.schema import FOLDER, schema_texts, write_schemas

CONTENT = paths.content()
FILES = [*sorted((CONTENT / "en").glob("*.yaml")), CONTENT.parent / "place.yaml"]


def schema_of(path: Path) -> Path:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, f"{path.name} starts with {first!r}, not with the line that names its schema"
    return (path.parent / named[1]).resolve()


def value_of(path: Path) -> dict[str, object]:
    mistakes: list[Mistake] = []
    document = read_yaml(path, mistakes)
    assert document is not None
    assert not mistakes
    return dict(document.value)


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    shipped = {path.name: path.read_text(encoding="utf-8") for path in (CONTENT / FOLDER).iterdir()}
    made = schema_texts()
    assert shipped.keys() == made.keys()
    for name, text in made.items():
        assert json.loads(shipped[name]) == json.loads(text), (
            f"{name} is out of step: run `python -m closeness_widgets.content.schema`"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_content_file_names_the_schema_of_its_kind_and_keeps_to_it(path: Path) -> None:
    value = value_of(path)
    kind = value.get("kind", path.stem)
    assert schema_of(path) == (CONTENT / FOLDER / f"{kind}.schema.json").resolve()
    schema = json.loads(schema_of(path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("kind", KINDS_OF_STEP)
def test_an_editor_marks_an_unknown_key_and_a_missing_text(kind: str) -> None:
    path = next(one for one in FILES if value_of(one).get("kind") == kind)
    schema = json.loads(schema_texts()[f"{kind}.schema.json"])
    value = value_of(path)
    for broken in ({**value, "titel": "A title"}, {k: v for k, v in value.items() if k != "title"}):
        with pytest.raises(jsonschema.ValidationError, match=r"titel|title"):
            jsonschema.validate(broken, schema)


def test_schemas_can_be_written_anew(tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schema").iterdir()
    }
    assert written == schema_texts()
