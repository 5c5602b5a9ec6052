"""An author's own files: copied, looked at while people work, and never half-read."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeness_widgets import paths
from closeness_widgets.content.own import CannotCopy, OwnContent, copy_step

SHIPPED = paths.content()


@pytest.fixture
def own(tmp_path: Path) -> OwnContent:
    copy_step(SHIPPED, tmp_path / "content", "pairs", "our-pairs")
    return OwnContent(SHIPPED, tmp_path / "content", tmp_path / "in-order")


def write(own: OwnContent, old: str, new: str) -> None:
    file = own.own / "en" / "our-pairs.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    own.look()


def test_a_copy_has_its_own_id_and_the_schema_that_editors_read(own: OwnContent) -> None:
    assert own.library().cards["our-pairs"].title == own.library().cards["pairs"].title
    assert (own.own / "schema" / "card.schema.json").is_file()


def test_people_see_a_change_that_is_in_order(own: OwnContent) -> None:
    before = own.look()
    write(own, "title: ", "title: New ")
    assert own.library().cards["our-pairs"].title.startswith("New ")
    assert own.look() != before


def test_people_keep_the_last_version_while_something_is_to_mend(own: OwnContent) -> None:
    write(own, "title: ", "title: New ")
    write(own, "minutes: ", "minutes: many ")
    (mistake,) = own.mistakes
    assert (mistake.file.name, mistake.rule.partition(": ")[0]) == ("our-pairs.yaml", "minutes")
    assert own.library().cards["our-pairs"].title.startswith("New ")
    write(own, "minutes: many ", "minutes: ")
    assert own.mistakes == []


def test_a_file_that_was_taken_away_is_gone_for_people_too(own: OwnContent) -> None:
    (own.own / "en" / "our-pairs.yaml").unlink()
    own.look()
    assert "our-pairs" not in own.library().cards
    assert list(own.in_order.rglob("*.part")) == []


def test_the_help_lines_of_the_place_go_along(own: OwnContent) -> None:
    (own.own / "place.yaml").write_text('emergency: "000"\n', encoding="utf-8")
    own.look()
    assert (own.in_order / "place.yaml").read_text(encoding="utf-8") == 'emergency: "000"\n'


@pytest.mark.parametrize(
    ("name", "new", "why"),
    [
        ("tea", "ours", "There is no 'tea' to copy. There are: after-rejection, agreement, "),
        ("pairs", "Our pairs", "'Our pairs' cannot be a name here. Use small letters, digits and "),
        ("pairs", "../x", "'../x' cannot be a name here. Use small letters, digits and hyphens"),
        ("pairs", "dimensions", "There is a 'dimensions' already. Choose another name; nothing "),
        ("pairs", "our-pairs", "There is a 'our-pairs' already. Choose another name; nothing was "),
    ],
)
def test_a_copy_that_cannot_be_is_refused_and_says_why(
    own: OwnContent, name: str, new: str, why: str
) -> None:
    there = sorted((own.own / "en").iterdir())
    with pytest.raises(CannotCopy) as refused:
        copy_step(SHIPPED, own.own, name, new)
    assert str(refused.value).startswith(why)
    assert sorted((own.own / "en").iterdir()) == there
