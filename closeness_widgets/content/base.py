"""The parts that every content file is built from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    RootModel,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from closeness_widgets.content.plain import Place, RulesBroken, rules_of

Kind = Literal["partner", "family", "child", "parent", "friend", "housemate", "colleague", "myself"]
KINDS: tuple[Kind, ...] = get_args(Kind)

PLACEHOLDERS = frozenset({"other", "others", "Other", "Others"})
"""What a phrase may name in braces: the other person, as :mod:`.wording` fills it in."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(text: str) -> set[str]:
    """The names that stand in braces in ``text``."""
    return set(_PLACEHOLDER.findall(text))


def _says_nobody(text: str) -> str:
    for name in sorted(placeholders(text) & PLACEHOLDERS):
        raise ValueError(f"{{{name}}} is not filled in in this text; say it without")
    return text


def keeps(*names: str) -> AfterValidator:
    """A rule for texts that code completes: exactly these names stand in braces in it."""

    def check(text: str) -> str:
        for name in names:
            if name not in placeholders(text):
                raise ValueError(f"keep {{{name}}} in this text: the page fills it in")
        for name in sorted(placeholders(text) - set(names)):
            known = ", ".join(f"{{{one}}}" for one in names)
            raise ValueError(f"{{{name}}} is not known here; known are {known}")
        return text

    return AfterValidator(check)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Text = Annotated[Wording, AfterValidator(_says_nobody)]


class Frozen(BaseModel):
    """A record read from a content file: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class About(Frozen):
    """The relationship that answers are about.

    ``id`` tells two friends apart and never changes; ``nickname`` is the person's own word for the
    other and may be empty.
    """

    id: str = Field(pattern=r"^[a-z0-9]{1,16}$")
    kind: Kind
    nickname: str = Field(default="", max_length=40)


class OtherNames(Frozen):
    """How a kind of relationship is spoken of: its name, ``{other}`` and ``{others}``."""

    name: Text
    other: Text
    others: Text


_OneWording = Annotated[Wording, Tag("one wording")]
_WordingByKind = Annotated[dict[Literal[Kind, "default"], Wording], Tag("by kind")]


def _form(value: Any) -> str:
    return "by kind" if isinstance(value, dict) else "one wording"


class Phrase(RootModel[Annotated[_OneWording | _WordingByKind, Discriminator(_form)]]):
    """A text that a person reads, the same for every relationship or worded by kind.

    ``{other}`` and ``{others}`` stand for the other person ("your friend", "your friend's"), with a
    capital at the start of a sentence: ``{Other}``, ``{Others}``. A sentence that code completes
    is a subclass whose ``fills`` names the further placeholders.
    """

    model_config = ConfigDict(frozen=True)
    fills: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _has_a_wording_for_every_kind(self) -> Phrase:
        root = self.root
        if isinstance(root, dict) and "default" not in root and set(root) != set(KINDS):
            missing = ", ".join(kind for kind in KINDS if kind not in root)
            raise ValueError(f"needs a 'default' wording, or one for each kind; missing: {missing}")
        return self

    @model_validator(mode="after")
    def _has_only_known_placeholders(self) -> Phrase:
        known = PLACEHOLDERS | self.fills
        for text in self.root.values() if isinstance(self.root, dict) else [self.root]:
            for name in sorted(placeholders(text) - known):
                names = ", ".join(f"{{{one}}}" for one in sorted(known))
                raise ValueError(f"{{{name}}} is not known here; known are {names}")
        return self

    def wording(self, kind: Kind) -> str:
        """The text for this kind of relationship, placeholders still in it."""
        if isinstance(self.root, str):
            return self.root
        return self.root.get(kind) or self.root["default"]


class Notes(Frozen):
    """What a facilitator needs to lead an exercise."""

    purpose: Text
    say: tuple[Text, ...] = Field(min_length=1)
    do: tuple[Text, ...] = Field(min_length=1)
    watch_out_for: tuple[Text, ...] = Field(min_length=1)
    debrief: tuple[Text, ...] = Field(min_length=1)
    when_not_to_use: tuple[Text, ...] = Field(min_length=1)


class Item(Frozen):
    """One thing to answer. ``id`` is never used again for something else (see ``retired``)."""

    id: Id
    only: tuple[Kind, ...] = Field(default=(), description="Kinds it is for; empty: all of them")
    sensitive: bool = Field(
        default=False, description="Never on the wall; off by default for coach and take-away"
    )

    def is_for(self, kind: Kind) -> bool:
        """Whether this item is shown for a relationship of this kind."""
        return not self.only or kind in self.only


class ExerciseContent(Frozen):
    """What every exercise says about itself, whatever its kind.

    ``safety``: before the exercise the page asks whether being open with the other person could put
    this one at risk; the answer lives in that page alone. Where it could, the page offers help and
    ``alone`` (or the kind's own version for oneself) in place of the exercise.
    """

    id: Id
    title: Text
    source: tuple[Id, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=120)
    introduction: Phrase
    safety: bool = Field(
        default=False, description="First ask whether being open could put the person at risk"
    )
    alone: Phrase | None = Field(
        default=None, description="What to do alone where that may be; needs 'safety: true'"
    )
    notes: Notes
    retired: tuple[Id, ...] = Field(default=(), description="Ids of items taken out: never reused")

    @model_validator(mode="after")
    def _asks_before_it_offers_a_version_for_oneself(self) -> ExerciseContent:
        if self.alone is not None and not self.safety:
            raise ValueError("'alone' is only shown after the question of 'safety: true'")
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _has_ids_and_words_in_order(
        cls, data: Any, read: ModelWrapValidatorHandler[ExerciseContent]
    ) -> ExerciseContent:
        # On the data as it came, so that one missing text does not hide what else is wrong.
        retired = data.get("retired") if isinstance(data, dict) else None
        broken = [*_ids_used_twice(data, retired or ()), *_no_words_for_oneself(data)]
        try:
            content = read(data)
        except ValidationError as error:
            raise RulesBroken([*rules_of(error), *broken]) from None
        if broken:
            raise RulesBroken(broken)
        return content


class Option(Frozen):
    """One labelled choice; ``value`` is what is stored."""

    value: int
    label: Text


class Remark(Frozen):
    """A short thought that stands beside what is answered."""

    heading: Phrase
    text: Phrase


class Scale(Frozen):
    """Whole numbers from ``minimum`` to ``maximum`` with words at both ends."""

    minimum: int
    maximum: int
    low: Text
    high: Text

    @model_validator(mode="after")
    def _runs_upwards(self) -> Scale:
        if not 2 <= self.maximum - self.minimum <= 20:
            todo = "; swap minimum and maximum" if self.minimum > self.maximum else ""
            raise ValueError(
                "a scale runs upwards in 2 to 20 steps, "
                f"but this one goes from {self.minimum} to {self.maximum}{todo}"
            )
        return self

    def holds(self, value: Any) -> bool:
        """Whether ``value`` is a whole number on this scale."""
        return type(value) is int and self.minimum <= value <= self.maximum


def _ids_used_twice(
    node: Any, retired: Collection[Any], place: Place = ()
) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for step, child in _parts(node):
        here = (*place, step)
        name = (
            child.get("id") if isinstance(node, (list, tuple)) and isinstance(child, dict) else None
        )
        if isinstance(name, str):
            if name in seen:
                yield (*here, "id"), f"the id {name!r} stands here for the second time"
            if name in retired:
                yield (*here, "id"), f"the id {name!r} is retired: give this item a new one"
            seen.add(name)
        yield from _ids_used_twice(child, retired, here)


def _no_words_for_oneself(node: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict) and node.get("only") and "myself" not in node["only"]:
        return
    kinds = {"default", *KINDS}
    by_kind = isinstance(node, dict) and not kinds.isdisjoint(node)
    read = node.get("myself") or node.get("default") if by_kind else node
    misspelt = by_kind and not kinds.issuperset(
        node
    )  # reported as such; the rest may follow from it
    if isinstance(read, str) and "{other" in read.lower() and not misspelt:
        yield place, "names {other}: it needs a wording for 'myself' that does not"
    if not by_kind:
        for step, child in _parts(node):
            if step != "notes":
                yield from _no_words_for_oneself(child, (*place, step))


def _parts(node: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, (list, tuple)) else ()
