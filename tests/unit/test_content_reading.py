"""Files are read by libyaml where it is there, and as if it were not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from closeness_widgets import paths
from closeness_widgets.content import files
from closeness_widgets.content.files import read_yaml

WORDS = """\
day: 2026-11-26
asked: no
short: [on, off, y, ~, true, 1_000, 12:30]
text: |
  Two lines,
    as they are.
name: "é\\u2019s"
"""


def parts(node: yaml.Node) -> Iterator[tuple[str, object, int]]:
    """What a file consists of: the kind of each part, its text and its line."""
    yield node.tag, node.value if isinstance(node.value, str) else "", node.start_mark.line
    for child in node.value if not isinstance(node, yaml.ScalarNode) else ():
        for one in child if isinstance(child, tuple) else (child,):
            yield from parts(one)


def test_both_ways_of_reading_find_the_same_words_on_the_same_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert yaml.__with_libyaml__
    words = tmp_path / "words.yaml"
    words.write_text(WORDS, encoding="utf-8")
    everything = [words, *sorted(paths.content().rglob("*.yaml"))]
    quick = [read_yaml(file, []) for file in everything]
    monkeypatch.setattr(files.yaml, "__with_libyaml__", False)
    for file, one in zip(everything, quick, strict=True):
        other = read_yaml(file, [])
        assert one is not None
        assert other is not None
        assert (one.value, list(parts(one.node))) == (other.value, list(parts(other.node))), file
    assert quick[0] is not None
    assert quick[0].value["asked"] == "no"
    assert quick[0].value["day"] == "2026-11-26"
