"""Words of the pages around the exercises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from closeness_widgets.content.base import Frozen, Id, Text, keeps
from closeness_widgets.content.files import read_last

Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class Point(Frozen):
    """A few words that stand out, and what they mean."""

    title: Text
    text: Text


class Part(Frozen):
    """A part of a page that lists things."""

    title: Text
    introduction: Text
    points: Texts


class Paragraphs(Frozen):
    """A part of a page that is only read."""

    title: Text
    texts: Texts


class FrameWords(Frozen):
    """What stands around every page: the same words in the same place."""

    skip: Text
    start_page: Text
    help: Text
    leave: Text
    leave_hint: Text
    chapters: Text
    turn: Text
    before: Text
    next: Text
    record: Text
    education: Text
    no_script: Text
    exercise_coming: Text
    open_exercise: Annotated[Text, keeps("title")]
    exercise_minutes: Annotated[Text, keeps("minutes")]


class BannerWords(Frozen):
    """What a page with exercises says about its connection, and in place of a broken exercise."""

    reconnecting: Text
    back: Text
    one_moment: Text
    failed: Text


class FormWords(Frozen):
    """What any form may have to say."""

    sending: Text
    no_answer: Text
    not_understood: Text
    missing: Text


class DeviceWords(Frozen):
    """The choice whether somebody else uses this phone too."""

    question: Text
    mine: Text
    shared: Text
    shared_hint: Text


class AboutCloseness(Frozen):
    """What closeness is and is not, and what people say it gives them."""

    title: Text
    points: Annotated[tuple[Point, ...], Field(min_length=1)]
    reasons_title: Text
    reasons: Texts
    source: Annotated[tuple[Id, ...], Field(min_length=1)]


class LockedWords(Frozen):
    """The start page of a phone that was left quickly and has a return phrase."""

    title: Text
    text: Text
    phrase: Text
    open: Text
    forgotten: Text
    forgotten_text: Text
    start_anew: Text
    start_anew_text: Text
    start_anew_yes: Text
    keep: Text


class OwnerWords(Frozen):
    """What the owner finds on the start page besides."""

    title: Text
    text: Text
    lead: Text
    lead_text: Text
    clients: Text
    clients_text: Text
    guide: Text
    guide_text: Text
    preview: Text
    preview_text: Text
    data: Text
    data_text: Text
    database_text: Text
    sign_out: Text


class HomeWords(Frozen):
    """The start page."""

    title: Text
    introduction: Text
    points: Annotated[tuple[Point, ...], Field(min_length=1)]
    help: Text
    not_secure: Text
    device: DeviceWords
    adult: Text
    start: Text
    join: Text
    join_text: Text
    to_room: Text
    carry_on: Text
    carry_on_text: Text
    about: AboutCloseness
    locked: LockedWords
    owner: OwnerWords


class RecoveryWords(Frozen):
    """The link that opens a record again on another phone."""

    title: Text
    texts: Texts
    make: Text
    made: Text
    link: Text
    copy_link: Text
    copied: Text
    not_copied: Text
    warning: Text


class PhraseWords(Frozen):
    """The phrase that opens a record again after "Leave quickly"."""

    title: Text
    texts: Texts
    is_set: Text
    phrase: Text
    hint: Text
    show: Text
    keep: Text
    done: Text


class LeavingWords(Frozen):
    """Taking this phone's key away."""

    title: Text
    text: Text
    leave: Text
    sure: Text
    yes: Text
    no: Text


class EraseWords(Frozen):
    """Erasing everything, asked twice."""

    title: Text
    text: Text
    erase: Text
    sure: Text
    go_on: Text
    last: Text
    yes: Text
    no: Text
    gone: Text
    answers: Text
    keys: Text
    afterwards: Text


class HandOverWords(Frozen):
    """What a person can do who wants their coach to see their record."""

    title: Text
    texts: Texts
    open: Text


class RecordWords(Frozen):
    """The page about a person's own record."""

    title: Text
    introduction: Text
    none: Text
    start: Text
    stored: Annotated[tuple[Point, ...], Field(min_length=1)]
    stored_title: Text
    remembers: Text
    forgets: Text
    recovery: RecoveryWords
    phrase: PhraseWords
    quick: Paragraphs
    coach: HandOverWords
    leaving: LeavingWords
    erase: EraseWords


class ReturnWords(Frozen):
    """The page that a recovery link leads to."""

    title: Text
    text: Text
    own: Text
    replaces: Text
    paste: Text
    paste_hint: Text
    open: Text
    shared: Text


class SignInWords(Frozen):
    """The page where whoever runs the workbook signs in."""

    title: Text
    text: Text
    with_link: Text
    passphrase: Text
    show: Text
    sign_in: Text
    none: Text


class HelpWords(Frozen):
    """When and where to look for help."""

    title: Text
    introduction: Text
    now: Paragraphs
    here: Text
    no_lines: Text
    fill_in: Text
    signs: Part
    afraid: Paragraphs
    own_behaviour: Paragraphs
    ways: Part
    kinds_title: Text
    kinds: Annotated[tuple[Point, ...], Field(min_length=1)]
    purposes: Part
    source: Annotated[tuple[Id, ...], Field(min_length=1)]


class WeatherWords(Frozen):
    """The page that "Leave quickly" shows. It says nothing about this workbook."""

    title: Text
    introduction: Text
    words: Annotated[tuple[Point, ...], Field(min_length=1)]


class ErrorWords(Frozen):
    """A page that could not be shown: what happened, and what to do."""

    title: Text
    text: Text
    action: Text


class ErrorPages(Frozen):
    """The pages for each way in which something can fail."""

    forbidden: ErrorWords
    account: ErrorWords
    not_found: ErrorWords
    full: ErrorWords
    broken: ErrorWords


class Site(Frozen):
    """``site.yaml``: every word of the pages around the exercises.

    ``lang`` is the language's tag for screen readers; ``tab`` is what a browser's tab and history
    show, and is neutral on purpose.
    """

    lang: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    name: Text
    tab: Text
    frame: FrameWords
    banner: BannerWords
    forms: FormWords
    home: HomeWords
    record: RecordWords
    come_back: ReturnWords
    sign_in: SignInWords
    help: HelpWords
    weather: WeatherWords
    errors: ErrorPages


def read_site(folders: Sequence[Path], language: str = "en") -> Site:
    """Read ``<folder>/<language>/site.yaml``; the last folder that has one counts.

    Raises :class:`ContentErrors` with every mistake in it.
    """
    return read_last([folder / language / "site.yaml" for folder in folders], Site)
