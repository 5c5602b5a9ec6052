"""The pages of a coach and of a client as they are rendered: what they say and never do."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from closeness_widgets import paths
from closeness_widgets.content.base import KINDS, About
from closeness_widgets.content.check_in_words import PARTS, CheckInWords, text_version
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.library import Library, read_library
from closeness_widgets.content.local_help import LocalHelp
from closeness_widgets.serving.pages import Pages
from tests.unit.test_site_pages import BASE, Html, pages_in

HELP = LocalHelp.model_validate(
    {"emergency": "000 11", "lines": [{"name": "Somebody", "phone": "000 22"}]}
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return pages_in(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library([paths.content()])


@pytest.fixture(scope="module")
def client(pages: Pages) -> CheckInWords:
    words: CheckInWords = pages.room_words("check_in")
    return words


@pytest.fixture(scope="module")
def coach(pages: Pages) -> CoachWords:
    words: CoachWords = pages.room_words("coach")
    return words


def door(pages: Pages, place: LocalHelp = HELP, secure: bool = True) -> Html:
    told: dict[str, Any] = {"base": BASE, "words": {}}
    words = pages.room_words("check_in")
    shown = {"check_in": words, "place": place, "told": told, "secure": secure}
    return Html(pages.render("check_in_door.html.j2", **shown))


def week(pages: Pages, place: LocalHelp = HELP) -> Html:
    days = {"weekdays": ["Monday", "Sunday"]}
    told = {"place": place.model_dump(mode="json"), "calendar": days, "kinds": {}}
    return Html(asyncio.run(pages.room("check_in", secure=True, **told)))


def sheet(pages: Pages, library: Library, kind: Any = None, place: LocalHelp = HELP) -> Html:
    about = About(id="a", kind=kind or "friend")
    return Html(
        pages.render(
            "check_in_paper.html.j2",
            secure=True,
            check_in=pages.room_words("check_in"),
            journal=library.words("journal", about),
            kind=kind,
            place=place,
        )
    )


def session(pages: Pages, supervision: bool = False) -> Html:
    told = {"base": BASE, "client": "ab" * 16, "supervision": supervision, "words": {}}
    words = pages.room_words("coach")
    return Html(pages.render("client.html.j2", secure=True, coach=words, told=told))


def clients(pages: Pages) -> Html:
    return Html(asyncio.run(pages.room("coach", secure=True, kinds={}, calendar={})))


@pytest.fixture(scope="module", params=["door", "week", "sheet", "session", "clients"])
def page(request: pytest.FixtureRequest, pages: Pages, library: Library) -> Html:
    if request.param == "sheet":
        return sheet(pages, library)
    return {"door": door, "week": week, "session": session, "clients": clients}[request.param](
        pages
    )


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(page: Html) -> None:
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
    for address in page.values("src", "href", "action"):
        assert address == "" or address.startswith((BASE, "#", "tel:")), address


def test_names_and_headings_are_in_order(page: Html) -> None:
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    named = " ".join(page.values("for", "aria-labelledby", "aria-describedby")).split()
    assert set(named) <= set(ids)
    assert page.all("h1")


def test_the_browsers_history_shows_a_neutral_title(page: Html) -> None:
    assert page.title
    assert not re.search("clos|feel|relation|partner|love|therap|coach", page.title, re.IGNORECASE)


def test_both_consents_speak_of_the_same_things(client: CheckInWords, coach: CoachWords) -> None:
    topics = ["purpose", "readers", "parts", "limits", "reading", "danger", "keeping", "afterwards"]
    for consent in (client.consent, coach.consent):
        assert consent.points() == tuple(getattr(consent, topic) for topic in topics)
        assert "supervisor" in consent.readers.text
        assert consent.danger.title == "Nobody watches this page."
        assert re.search("12 months|[Tt]welve months", consent.keeping.text)
        assert "reports that" in consent.afterwards.text


def test_the_client_reads_every_point_before_the_button(pages: Pages, client: CheckInWords) -> None:
    text = door(pages).text
    for point in client.consent.points():
        assert text.index(f"{point.title} {point.text}") < text.index(client.choose.agree)


def test_each_part_is_a_box_of_its_own_and_none_is_ticked(pages: Pages) -> None:
    boxes = [one for one in door(pages).all("input") if one["type"] != "text"]
    assert [one["value"] for one in boxes if one["type"] == "checkbox"] == list(PARTS)
    assert not [one for one in boxes if "checked" in one]


@pytest.mark.parametrize("shown", ["door", "week", "sheet"])
def test_the_places_own_numbers_stand_where_nobody_watches(
    pages: Pages, library: Library, shown: str
) -> None:
    page = sheet(pages, library) if shown == "sheet" else {"door": door, "week": week}[shown](pages)
    assert "Nobody watches this page. In danger, call 000 11 ." in page.text
    assert {"tel:00011", "tel:00022"} <= set(page.values("href"))


@pytest.mark.parametrize("shown", ["door", "week", "sheet"])
def test_without_a_number_the_local_emergency_number_is_named(
    pages: Pages, library: Library, client: CheckInWords, shown: str
) -> None:
    none = LocalHelp()
    page = (
        sheet(pages, library, place=none)
        if shown == "sheet"
        else {"door": door, "week": week}[shown](pages, none)
    )
    assert client.danger.no_number in page.text
    assert not [one for one in page.values("href") if one.startswith("tel:")]


def test_on_plain_http_the_client_reads_who_could_read_along(pages: Pages) -> None:
    warning = pages.words().home.not_secure
    assert warning in door(pages, secure=False).text
    assert warning not in door(pages).text


def test_another_wording_has_another_version(client: CheckInWords) -> None:
    limits = client.consent.limits.model_copy(update={"text": "Nothing."})
    other = client.model_copy(
        update={"consent": client.consent.model_copy(update={"limits": limits})}
    )
    assert re.fullmatch("[0-9a-f]{8}", text_version(client))
    assert text_version(other) != text_version(client)
    assert text_version(client.model_copy(update={"tab": "Week"})) == text_version(client)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sheet_asks_what_the_phone_asks_in_words_for_this_kind(
    pages: Pages, library: Library, kind: Any
) -> None:
    text = sheet(pages, library, kind).text
    asked = library.words("journal", About(id="a", kind=kind))["week"]
    for one in asked["dimensions"]:
        assert f"{one['name']} {one['meaning']}" in text
    for sign in asked["signs"]:
        assert sign["statement"] in text
    for one in asked["blockers"]["choices"]:
        assert one["label"] in text


def test_the_view_for_supervision_has_no_list_to_go_to(pages: Pages) -> None:
    page = session(pages, supervision=True)
    assert f"{BASE}coach" not in list(page.values("href"))
    assert f"{BASE}coach" in list(session(pages).values("href"))
