"""Every page as the server renders it: safe, complete and usable by everyone."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager

from closeness_widgets import paths
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.preview_words import PreviewWords
from closeness_widgets.serving import people
from closeness_widgets.serving.access import COACH, OWNER
from closeness_widgets.serving.chapters import opened_later, read_chapters, read_rooms
from closeness_widgets.serving.pages import Pages
from closeness_widgets.serving.statics import Statics

BASE = "/user/anna/"
NOBODY: dict[str, Any] = {
    "signed_in": False,
    "locked": False,
    "in_workshop": False,
    "account": (),
    "by_account": False,
    "data_folder": "/answers",
    "database": None,
}
SOMEBODY = {**NOBODY, "signed_in": True}
RECORD = {"signed_in": True, "shared_device": False, "has_phrase": True}

LIBRARY = read_library([paths.content()])
SIGNS = LIBRARY.exercise("signs")
MISTAKE = {"file": "<b>tea</b>.yaml", "line": "4", "rule": "title: this is missing; write it"}
PREVIEW = {
    "preview": read_words([paths.content()], "preview", PreviewWords),
    "page": "preview",
    "step_id": "",
    "step": None,
    "card": False,
    "lists": {"own": [], "changed": [], "shipped": [SIGNS]},
    "mistakes": [],
    "folder": "/answers/content/en",
}

ERRORS = (400, 403, 404, 405, 500, 503, "account")

# Every page in every state that it can be in: name -> (template, its own variables).
STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home.html.j2", NOBODY),
    "home, back again": ("home.html.j2", SOMEBODY),
    "home, owner": ("home.html.j2", {**SOMEBODY, "account": OWNER}),
    "home, owner with a database": (
        "home.html.j2",
        {**SOMEBODY, "account": OWNER, "database": "postgresql+psycopg://db/anna"},
    ),
    "home, owner without a record": ("home.html.j2", {**NOBODY, "account": OWNER}),
    "home, nobody under a hub": ("home.html.j2", {**NOBODY, "by_account": True}),
    "home, coach of a hub": ("home.html.j2", {**SOMEBODY, "account": {COACH}, "by_account": True}),
    "home, locked": ("home.html.j2", {**NOBODY, "locked": True}),
    "record": ("record.html.j2", RECORD),
    "record, first time": ("record.html.j2", {**RECORD, "has_phrase": False}),
    "record, shared phone": ("record.html.j2", {**RECORD, "shared_device": True}),
    "record, none": ("record.html.j2", {**RECORD, "signed_in": False}),
    "return": ("return.html.j2", {"signed_in": False}),
    "return, over another": ("return.html.j2", {"signed_in": True}),
    "sign in": ("sign_in.html.j2", {}),
    "help": ("help.html.j2", {"owner": False}),
    "help, owner": ("help.html.j2", {"owner": True}),
    **{f"error {n}": ("error.html.j2", {"status": n}) for n in ERRORS},
    "weather": ("weather.html.j2", {}),
    "preview, all": ("preview.html.j2", PREVIEW),
    "preview, one": ("preview.html.j2", {**PREVIEW, "step_id": "signs", "step": SIGNS}),
    "preview, a card": (
        "preview.html.j2",
        {**PREVIEW, "step_id": "break", "step": LIBRARY.cards["break"], "card": True},
    ),
    "preview, to mend": ("preview.html.j2", {**PREVIEW, "step_id": "tea", "mistakes": [MISTAKE]}),
}


class Html(HTMLParser):
    """What a test asks about a page: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.title = ""
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title = data
        elif self.inside != "script":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, *names: str) -> Iterator[str]:
        for _, attributes in self.elements:
            yield from (attributes[name] for name in names if name in attributes)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def pages_in(data: Path) -> Pages:
    return Pages(
        BASE,
        data / "content",
        Statics(BASE),
        read_chapters(),
        read_rooms(),
        LargeFileManager(root_dir=str(paths.workbooks())),
        lambda: read_library([paths.content()]),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return pages_in(tmp_path_factory.mktemp("data"))


def show(pages: Pages, state: str, secure: bool = True) -> Html:
    template, variables = STATES[state]
    if template == "help.html.j2":
        variables = {**variables, "place": pages.local_help()}
    return Html(pages.render(template, secure=secure, **variables))


def chapter(pages: Pages, slug: str) -> str:
    return asyncio.run(pages.chapter(read_chapters()[slug])).plain.decode()


@pytest.fixture(params=[*STATES, "chapter", "guide"])
def page(request: pytest.FixtureRequest, pages: Pages) -> Html:
    slug = {"chapter": "dimensions", "guide": "guide"}.get(request.param)
    return Html(chapter(pages, slug)) if slug else show(pages, request.param)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(page: Html) -> None:
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
    assert not page.all("style")
    for script in page.all("script"):
        assert "src" in script or script["type"] == "application/json"
    for address in page.values("src", "href", "action"):
        assert address == "" or address.startswith((BASE, "#")), address


def test_a_screen_reader_finds_its_way(page: Html) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert len(page.all("title")) == 1
    ids = list(page.values("id"))
    assert len(ids) == len(set(ids))
    named = " ".join(page.values("for", "aria-labelledby", "aria-describedby")).split()
    named += page.values("data-go", "data-shows", "data-copies", "data-reveals")
    assert set(named) <= set(ids)
    for picture in page.all("img"):
        assert "alt" in picture


def test_every_form_says_what_went_wrong_beside_itself(page: Html) -> None:
    problems = [one for one in page.all("p") if one.get("class") == "problem"]
    assert len(problems) == len(page.all("form"))
    assert all(problem["role"] == "alert" for problem in problems)


def test_every_form_asks_for_something_that_the_server_does(page: Html) -> None:
    assert set(page.values("data-post")) <= {pattern for pattern, _ in people.HANDLERS}


@pytest.mark.parametrize("state", [state for state in STATES if state != "weather"])
def test_help_and_leaving_quickly_stand_first_on_every_page(pages: Pages, state: str) -> None:
    links = [one["href"] for one in show(pages, state).all("a")]
    assert links[:4] == ["#main", BASE, f"{BASE}help", f"{BASE}weather"]


def test_the_weather_page_betrays_nothing(pages: Pages) -> None:
    html = pages.render("weather.html.j2", secure=True)
    assert "<script" not in html
    assert "<a " not in html
    telling = "workbook|close|relationship|feel|partner|couple|help|answer|record|journal|leave"
    assert re.findall(telling, html.replace(BASE, ""), re.IGNORECASE) == []


@pytest.mark.parametrize("state", [*STATES, "chapter"])
def test_the_browsers_history_shows_a_neutral_title(pages: Pages, state: str) -> None:
    page = Html(chapter(pages, "dimensions")) if state == "chapter" else show(pages, state)
    assert page.title
    assert not re.search("clos|feel|relation|partner|love|therap", page.title, re.IGNORECASE)


@pytest.mark.parametrize("state", ["home", "home, back again", "return", "sign in"])
def test_on_plain_http_it_says_who_could_read_along(pages: Pages, state: str) -> None:
    warning = pages.words().home.not_secure
    assert warning in show(pages, state, secure=False).text
    assert warning not in show(pages, state, secure=True).text


def test_a_stranger_learns_the_frame_and_can_start(pages: Pages) -> None:
    page, home = show(pages, "home"), pages.words().home
    for words in [*home.points, *home.about.points]:
        assert f"{words.title} {words.text}" in page.text
    assert [one["value"] for one in page.all("input")] == ["false", "true"]
    (form,) = page.all("form")
    assert (form["data-post"], form["data-then"]) == ("api/people", "workbook/dimensions")
    assert home.owner.title not in page.text


def test_whoever_comes_back_carries_on_and_is_not_asked_again(pages: Pages) -> None:
    page = show(pages, "home, back again")
    assert not page.all("form")
    chapters = [f"{BASE}workbook/{slug}" for slug in read_chapters() if slug != "guide"]
    assert [one["href"] for one in page.all("a") if "/workbook/" in one["href"]] == chapters


def test_a_locked_phone_asks_for_the_phrase_and_shows_nothing_else(pages: Pages) -> None:
    page, home = show(pages, "home, locked"), pages.words().home
    assert [one["data-post"] for one in page.all("form")] == ["api/unlock", "api/leave-device"]
    assert home.title not in page.text
    assert home.about.title not in page.text
    assert not [one for one in page.all("a") if "/workbook/" in one["href"]]


def test_only_the_owner_is_led_to_the_guide_and_told_where_answers_lie(pages: Pages) -> None:
    owner, other = show(pages, "home, owner"), show(pages, "home, back again")
    assert f"{BASE}workbook/guide" in owner.values("href")
    assert "/answers" in owner.text
    assert f"{BASE}sign-in" in show(pages, "home, nobody under a hub").values("href")
    coach = show(pages, "home, coach of a hub")  # on somebody else's computer, and no facilitator
    assert "/answers" not in coach.text
    assert f"{BASE}coach" in coach.values("href")
    assert not {f"{BASE}workbook/guide", f"{BASE}facilitate"} & set(coach.values("href"))
    assert f"{BASE}workbook/guide" not in other.values("href")
    assert "/answers" not in other.text
    elsewhere = show(pages, "home, owner with a database")
    assert pages.words().home.owner.database_text in elsewhere.text
    assert "postgresql+psycopg://db/anna" in elsewhere.text
    assert "/answers" not in elsewhere.text


def test_a_shared_phone_is_told_that_it_forgets(pages: Pages) -> None:
    words = pages.words().record
    assert words.forgets in show(pages, "record, shared phone").text
    assert words.remembers in show(pages, "record").text


def test_without_help_lines_the_page_says_whom_to_ask(pages: Pages) -> None:
    words = pages.words().help
    assert words.no_lines in show(pages, "help").text
    assert words.fill_in not in show(pages, "help").text
    assert words.fill_in in show(pages, "help, owner").text


def test_help_lines_can_be_called_and_are_only_text(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "place.yaml").write_text(
        'emergency: "000"\n'
        'lines: [{name: "<b>Somebody</b>", phone: "00 00-1", web: "https://example.org/?a&b"}]\n'
    )
    pages = pages_in(tmp_path)
    page = show(pages, "help")
    assert {"tel:000", "tel:0000-1", "https://example.org/?a&b"} <= set(page.values("href"))
    assert "<b>Somebody</b>" in page.text
    assert not page.all("b")
    assert pages.words().help.no_lines not in page.text


def test_an_authors_slip_is_named_as_text(pages: Pages) -> None:
    page = show(pages, "preview, to mend")
    assert "<b>tea</b>.yaml, line 4: title: this is missing; write it" in page.text
    assert not page.all("b")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("account", "account"),
        (403, "forbidden"),
        (404, "not_found"),
        (503, "full"),
        (500, "broken"),
        (405, "broken"),
    ],
)
def test_an_error_says_what_to_do(pages: Pages, status: int | str, kind: str) -> None:
    words = getattr(pages.words().errors, kind)
    page = show(pages, f"error {status}")
    for text in (words.title, words.text, words.action):
        assert text in page.text


def test_words_are_never_markup(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    own = tmp_path / "content" / "en" / "site.yaml"
    own.parent.mkdir(parents=True)
    shipped = (paths.content() / "en" / "site.yaml").read_text(encoding="utf-8")
    made = shipped
    for word in ("tab: Workbook", "leave: Leave quickly", "back: Connected again."):
        made = made.replace(f"{word}", f"{word.partition(':')[0]}: '{evil}'", 1)
    own.write_text(made, encoding="utf-8")
    pages = pages_in(tmp_path)
    for html in (chapter(pages, "dimensions"), pages.render("error.html.j2", status=404)):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_a_chapter_has_a_seat_for_each_code_cell_and_shows_no_code(pages: Pages) -> None:
    for slug, one in read_chapters().items():
        page = Html(chapter(pages, slug))
        notebook = nbformat.read(one.path, as_version=4)
        later = opened_later(notebook)
        code = [
            f"exercise:{later[number]}" if number in later else str(number)
            for number, cell in enumerate(notebook.cells)
            if cell.cell_type == "code"
        ]
        seats = [seat for seat in page.all("div") if seat.get("class", "").startswith("cell-seat")]
        assert [seat["data-cell"] for seat in seats] == code
        assert [seat.get("aria-busy") for seat in seats if "later" not in seat["class"]] == [
            "true"
        ] * (len(code) - len(later))
        assert "closeness_widgets" not in page.text


def test_all_exercises_of_a_chapter_but_the_first_wait_to_be_opened(pages: Pages) -> None:
    library = read_library([paths.content()])
    for slug, one in read_chapters().items():
        page = Html(chapter(pages, slug))
        waiting = list(opened_later(nbformat.read(one.path, as_version=4)).values())
        assert list(page.values("data-opens")) == waiting
        for exercise in waiting:
            minutes = library.exercise(exercise).minutes
            title = library.exercise(exercise).title
            assert f"Open: {title} about {minutes} minutes" in page.text


def test_every_place_in_a_chapter_that_its_list_names_is_there(pages: Pages) -> None:
    for slug in read_chapters():
        page = Html(chapter(pages, slug))
        named = {one["href"][1:] for one in page.all("a") if one["href"].startswith("#")}
        assert named <= set(page.values("id"))


@pytest.mark.parametrize("slug", [*read_chapters()])
def test_help_is_one_tap_away_in_every_chapter(pages: Pages, slug: str) -> None:
    links = [one["href"] for one in Html(chapter(pages, slug)).all("a")]
    assert links[:4] == ["#main", BASE, f"{BASE}help", f"{BASE}weather"]


def test_the_chapters_are_read_one_after_the_other(pages: Pages) -> None:
    slugs = [slug for slug, one in read_chapters().items() if not one.for_owner]
    for before, slug, after in zip([None, *slugs], slugs, [*slugs[1:], None], strict=False):
        turning = [one for one in Html(chapter(pages, slug)).all("a") if "class" in one]
        turns = {one["class"]: one["href"] for one in turning}
        assert turns.get("before") == (before and f"{BASE}workbook/{before}")
        assert turns.get("next") == (after and f"{BASE}workbook/{after}")


def test_a_chapter_tells_its_client_what_it_needs(pages: Pages) -> None:
    html = chapter(pages, "dimensions")
    data = re.search(r'<script id="closeness-page" type="application/json">(.*?)</script>', html)
    assert data
    told = json.loads(data[1])
    assert (told["base"], told["page"]) == (BASE, "dimensions")
    assert set(told["words"]) == {"reconnecting", "back", "one_moment", "failed"}
    page = Html(html)
    assert [one["role"] for one in page.all("div") if one.get("id") == "connection"] == ["status"]
    assert [one.get("type") for one in page.all("script")[-1:]] == ["module"]
    current = [one["href"] for one in page.all("a") if one.get("aria-current") == "page"]
    assert current == [f"{BASE}workbook/dimensions"]
