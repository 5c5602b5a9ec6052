"""A coach and their clients on a running server: what is asked, what is answered, what is never."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psutil
import pytest
from icalendar import Calendar

from closeness_widgets.records import Records, clock
from tests.browser.people import Workbook
from tests.browser.practice import (
    MONDAY,
    OTHER,
    SECRET_NAME,
    TODAY,
    WEEKS,
    Client,
    about_friend,
    with_token,
    writer,
)
from tests.browser.visitors import Visitor

Json = dict[str, Any]
OVER = {"title": "Long ago", "revision": 1, "last_meeting": "2026-01-02"}
UNKNOWN = (
    "This link opens no check-in. Perhaps there is a newer one, or it was not copied whole. "
    "Ask your coach for a new one."
)
USED = (
    "This link was used already, on another phone or in another browser. If that was you, open "
    "the check-in there. Otherwise ask your coach for a new link."
)
CLOSED = (
    "The sharing was stopped, so this link is closed. "
    "To begin again, ask your coach for a new link."
)
NAMES = ("parts", "guest", "closed", "erases", "couple", "restart", "supervised", "files")


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    """Name of a test -> the cookie of somebody who wrote before the server began."""
    return {}


@pytest.fixture(scope="module")
def workbook(
    tmp_path_factory: pytest.TempPathFactory, tokens: dict[str, str], database: str | None
) -> Iterator[Workbook]:
    """A running workbook in which some people wrote a good deal, one of them as a guest."""
    one = Workbook(tmp_path_factory.mktemp("data"), database)
    with Records.open(one.data, database) as records:
        tokens |= {name: writer(records, name) for name in NAMES if name != "guest"}
        tokens["other"] = writer(records, "other")
        workshop = secrets.token_bytes(16)
        records.new_workshop(workshop, {**OVER, "last_meeting": TODAY.isoformat()}, {})
        tokens["guest"] = writer(records, "guest", workshop)
        tokens["left behind"] = writer(records, "left behind", workshop)
        tokens["workshop"] = workshop.hex()
    try:
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module", autouse=True)
def begun(workbook: Workbook) -> None:
    """Nothing here is asked before the server answers."""
    if workbook.process is None:
        workbook.start()


def gives(workbook: Workbook, client: Client, token: str, parts: list[str]) -> Visitor:
    """Somebody hands the record of this cookie to the coach."""
    person = with_token(workbook, token)
    about = about_friend(person, client.secret)
    client.consents(person, parts, use_record=True, about=about)
    return person


def refusal(reply: Any) -> tuple[int, str, str]:
    return reply.status, reply.error["rule"], reply.error["message"]


def everything(client: Client) -> str:
    """All that the coach is ever sent of a client."""
    pages = [client.page(), client.page("?supervision=1"), client.page("?since=2020-01-01")]
    return json.dumps([*pages, client.listed()])


# The list and the door


def test_a_new_client_has_a_link_with_its_secret_behind_the_hash_and_its_code(
    workbook: Workbook, owner: Visitor
) -> None:
    client = Client(owner, "  Heron   of the North ")
    assert client.made["link"] == f"{workbook.url}check-in#{client.secret}"
    assert len(client.secret) == 43
    assert client.made["qr"].startswith("<svg")
    assert client.made["reachable"] is False
    assert client.listed() == {
        "id": client.id, "pseudonym": "Heron of the North", "state": "invited",
        "added": TODAY.isoformat(), "archived": False, "last_seen": None,
        "review_on": (TODAY + timedelta(days=365)).isoformat(),
    }  # fmt: skip
    taken = owner.ask("/api/coach/clients", {"pseudonym": "heron of the north"})
    assert refusal(taken) == (
        400,
        "taken",
        "There is a client called 'heron of the north' already. Choose another pseudonym.",
    )


def test_a_link_is_good_for_one_consent_and_tells_whoever_has_it_nothing(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    client, person, stranger = Client(owner, "Door"), visitor(), visitor()
    door = {"state": "consent", "record": False, "relationships": []}
    assert person.call("check-in", secret=client.secret) == door
    made = client.consents(person)
    assert made["own_link"].partition("#")[0].endswith("/return")
    assert person.call("check-in", secret=client.secret)["state"] == "open"
    for path in ("check-in", "check-in/consent"):
        asked = {"secret": client.secret, "parts": ["ratings"], "kind": "friend"}
        assert refusal(stranger.ask(f"/api/{path}", asked)) == (403, "used-link", USED)
    # The coach, who made the link, is a stranger to the record behind it.
    back = owner.ask("/api/return", {"secret": client.secret})
    assert (back.status, back.error["rule"]) == (403, "unknown-link")
    other_phone = visitor()
    other_phone.call("return", secret=made["own_link"].partition("#")[2])
    assert other_phone.call("check-in", secret=client.secret)["state"] == "open"


def test_a_newer_link_ends_the_earlier_one(visitor: Callable[..., Visitor], owner: Visitor) -> None:
    client, person = Client(owner, "Newer"), visitor()
    newer = client.do("link")["link"].partition("#")[2]
    for secret in (client.secret, "guessed", "\ud800", newer[:-1]):
        reply = person.ask("/api/check-in", {"secret": secret})
        assert refusal(reply) == (403, "unknown-link", UNKNOWN)
    client.secret = newer
    client.consents(person)
    client.do("erase", sure=True)
    assert refusal(person.ask("/api/check-in", {"secret": newer})) == (
        403, "unknown-link", UNKNOWN,
    )  # fmt: skip
    told = json.loads(person.ask("/api/check-in/me").text)
    assert told["consent"]["state"] == "ended"


@pytest.mark.parametrize(
    ("changed", "rule", "message"),
    [
        (
            {"parts": []},
            "no-parts",
            "Choose at least one of ratings, blockers, words, but [] came.",
        ),
        (
            {"parts": ["ratings", "everything"]},
            "no-parts",
            "Choose at least one of ratings, blockers, words, but 'everything' came.",
        ),
        ({"kind": "enemy"}, "kind", "Choose first whom it is about."),
        ({"about": "nobody"}, "unknown-relationship", "This relationship is not in your list."),
    ],
)
def test_a_consent_that_says_too_little_leaves_no_record_behind(
    visitor: Callable[..., Visitor], owner: Visitor, changed: Json, rule: str, message: str
) -> None:
    client, person = Client(owner, f"Little {secrets.token_hex(3)}"), visitor()
    asked = {"secret": client.secret, "parts": ["ratings"], "kind": "friend", **changed}
    reply = person.ask("/api/check-in/consent", asked)
    assert refusal(reply) == (400, rule, message)
    assert person.cookies == {}
    assert client.listed()["state"] == "invited"


# What the coach sees


@pytest.mark.parametrize("parts", [["ratings"], ["blockers"], ["words"]])
def test_the_coach_gets_the_parts_that_were_granted_and_no_other(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str], parts: list[str]
) -> None:
    client = Client(owner, f"Only {parts[0]}")
    if "parts" in tokens:
        person = gives(workbook, client, tokens.pop("parts"), parts)
        tokens["parts client"], tokens["parts cookie"] = client.id, person.cookies["closeness"]
    else:
        person = with_token(workbook, tokens["parts cookie"])
        client.do("erase", sure=True)
        client.id = tokens["parts client"]
        person.call("check-in/parts", parts=parts)
    page, told = client.page(), everything(client)
    assert page["consent"]["parts"] == parts
    assert page["consent"]["kind"] == "friend"
    assert bool(client.listed()["last_seen"]) == (parts == ["ratings"])
    for never in (OTHER, SECRET_NAME, "cutting-off", "Lee", "partner"):
        assert never not in told
    assert ("parts moment" in told) == (parts == ["words"])
    assert bool(page["progress"]["svg"]) == (parts == ["ratings"])
    assert bool(page["blockers"]) == (parts == ["blockers"])


def test_what_the_coach_keeps_is_theirs_and_can_be_deleted(owner: Visitor) -> None:
    client = Client(owner, "Kept")
    client.do("notes", text=" First meeting. ", date="2026-03-02")
    client.do("notes", text="Second")
    client.do("marks", date="2026-03-01", until="2026-03-14", kind="phase", label="Holiday")
    client.do("marks", date="2026-03-05", kind="parting", label="")
    client.do("weeks", monday=MONDAY.isoformat(), values={"ideas.now": 4, "blockers": ["blame"]})
    client.do("weeks", monday=WEEKS[0], values={"together.wished": 9, "sign.arguing": -1})
    client.do("weeks", monday=MONDAY.isoformat(), values={"ideas.now": 6})
    page = client.page()
    assert [(one["text"], one["date"]) for one in page["notes"]] == [
        ("First meeting.", "2026-03-02"), ("Second", TODAY.isoformat()),
    ]  # fmt: skip
    assert [(one["kind"], one["until"]) for one in page["marks"]] == [
        ("phase", "2026-03-14"), ("parting", None),
    ]  # fmt: skip
    assert page["weeks"] == [
        {"monday": WEEKS[0], "values": {"together.wished": 9, "sign.arguing": -1}, "from": "paper"},
        {"monday": MONDAY.isoformat(), "values": {"ideas.now": 6}, "from": "paper"},
    ]
    client.do(f"notes/{page['notes'][0]['id']}", text=None)
    client.do(f"marks/{page['marks'][0]['id']}", label=None)
    client.do("weeks", monday=WEEKS[0], values=None)
    assert client.do("erase", sure=True) == {
        "went": {"links": 1, "consents": 0, "notes": 1, "marks": 1, "weeks": 1, "moments": 0}
    }
    ids = [one["id"] for one in json.loads(owner.ask("/api/coach/clients").text)["clients"]]
    assert client.id not in ids


@pytest.mark.parametrize(
    ("path", "body", "rule", "message"),
    [
        ("erase", {}, "not-sure", "Erasing a client cannot be undone. Say that it is so."),
        ("notes", {"text": " "}, "note", "A note has 1 to 4000 characters, but this one has 0."),
        ("notes", {"text": 7}, "note", "A note is a text, but 7 came."),
        (
            "notes",
            {"text": "x", "date": "2.3."},
            "date",
            "A day is written as 2026-11-16, but '2.3.' came.",
        ),
        (
            "marks",
            {"date": "2026-03-02", "kind": "mood"},
            "kind",
            "A mark is one of event, phase, session, parting, but 'mood' came.",
        ),
        (
            "marks",
            {"date": "2026-03-02", "until": "2026-03-01", "kind": "phase"},
            "until",
            "A stretch ends on its first day or later, but 2026-03-01 is before 2026-03-02.",
        ),
        (
            "notes/0123abcd",
            {"text": None},
            "unknown",
            "This was deleted already. Load the page again.",
        ),
        (
            "notes/0123abcd",
            {"text": "new"},
            "only-delete",
            "This can only be deleted, with text null.",
        ),
        ("weeks", {"monday": WEEKS[0]}, "missing", "Please fill in values."),
        (
            "weeks",
            {"monday": "2026-03-03", "values": {"ideas.now": 3}},
            "unknown-item",
            "A week is named by the date of its Monday: 2026-03-02, but 2026-03-03 came.",
        ),
        (
            "weeks",
            {"monday": WEEKS[0], "values": {"ideas.now": 11}},
            "out-of-scale",
            "A rating is a whole number from 0 to 10, but 11 came. Choose again.",
        ),
        (
            "weeks",
            {"monday": WEEKS[0], "values": {"ideas.now": None}},
            "empty",
            f"The week of {WEEKS[0]} has no answer in it. Type in at least one.",
        ),
        ("change", {"pseudonym": ""}, "pseudonym", "A pseudonym has 1 to 60 characters, but this "
         "one has 0."),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_in_words_and_changes_nothing(
    owner: Visitor, path: str, body: Json, rule: str, message: str
) -> None:
    client = Client(owner, f"Rule {secrets.token_hex(3)}")
    before = client.page()
    status, error = client.refused(path, **body)
    assert (status, error) == (400, {"rule": rule, "message": message})
    assert client.page() == before


def test_a_day_to_compare_with_is_a_day(owner: Visitor) -> None:
    client = Client(owner, "Since")
    reply = owner.ask(f"/api/coach/clients/{client.id}/page?since=yesterday")
    assert refusal(reply) == (
        400, "since", "A day is written as 2026-11-16, but 'yesterday' came.",
    )  # fmt: skip


def test_a_supervisor_sees_no_name_no_note_and_no_word(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    client = Client(owner, "Marker Pseudonym")
    gives(workbook, client, tokens["supervised"], ["ratings", "blockers", "words"])
    client.do("notes", text="marker note")
    client.do("marks", date=TODAY.isoformat(), kind="event", label="marker label")
    told = json.dumps(client.page("?supervision=1"))
    for never in ("Marker Pseudonym", "marker note", "marker label", "supervised moment"):
        assert never not in told
        assert never in json.dumps(client.page()) or never == "supervised moment"


# What is saved and printed


def test_chart_and_report_are_saved_under_names_that_tell_nothing(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    client = Client(owner, "Marker Files")
    empty = owner.ask(f"/coach/{client.id}/progress.png")
    assert empty.status == 404
    person = gives(workbook, client, tokens["files"], ["ratings", "words"])
    for path, begins in (
        ("report.pdf", "%PDF-"), ("progress.pdf", "%PDF-"), ("progress.png", "\ufffdPNG"),
    ):  # fmt: skip
        for asked in ("", "?supervision=1"):
            reply = owner.ask(f"/coach/{client.id}/{path}{asked}")
            assert reply.status == 200
            assert reply.text.startswith(begins)
            named = f'attachment; filename="{path}"'
            assert reply.headers["Content-Disposition"] == named
            assert reply.headers["Cache-Control"] == "no-store"
            refused = person.ask(f"/coach/{client.id}/{path}{asked}")
            assert (refused.status, refused.headers["Location"]) == (302, "/sign-in")
    person.call("check-in/withdraw")
    for path in ("report.pdf", "progress.pdf", "progress.png", "report"):
        assert owner.ask(f"/coach/{client.id}/{path}").status == 403
        assert owner.ask(f"/coach/{'0' * 32}/{path}").status == 404


def test_drawing_goes_on_after_its_process_was_killed(workbook: Workbook, owner: Visitor) -> None:
    client = Client(owner, "Killed")
    client.do("weeks", monday=MONDAY.isoformat(), values={"ideas.now": 4})
    before = client.page()
    assert workbook.process is not None
    drawing = [
        one
        for one in psutil.Process(workbook.process.pid).children()
        if "spawn_main" in " ".join(one.cmdline())
    ]
    assert len(drawing) == 1
    drawing[0].kill()
    drawing[0].wait(10)
    assert client.page() == before


# The end of it


def test_withdrawing_closes_the_coach_s_view_at_once(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    client = Client(owner, "Closed")
    person = gives(workbook, client, tokens["closed"], ["ratings", "words"])
    client.do("notes", text="Mine to keep")
    client.do("weeks", monday=WEEKS[0], values={"ideas.now": 4})
    assert person.call("check-in/withdraw") == {"on": TODAY.isoformat()}
    page = client.page()
    assert page["consent"] == {"state": "withdrawn", "on": TODAY.isoformat()}
    assert (page["progress"], page["blockers"], page["compare"]) == (None, None, None)
    assert (page["weeks"], page["last_seen"]) == ([], None)
    assert [one["text"] for one in page["notes"]] == ["Mine to keep"]
    assert "closed moment" not in everything(client)
    assert (client.listed()["state"], client.listed()["last_seen"]) == ("withdrawn", None)
    door = person.ask("/api/check-in", {"secret": client.secret})
    assert refusal(door) == (403, "withdrawn", CLOSED)
    told = json.loads(person.ask("/api/check-in/me").text)["consent"]
    assert (told["state"], told["on"]) == ("withdrawn", TODAY.isoformat())
    # Their own record is theirs, and with a new link they can begin again.
    assert person.ask("/workbook/journal").status == 200
    client.secret = client.do("link")["link"].partition("#")[2]
    client.consents(person, ["words"], use_record=True, about=about_friend(person, client.secret))
    assert client.page()["consent"]["parts"] == ["words"]


def test_a_client_who_erases_leaves_the_day_and_nothing_else(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    client = Client(owner, "Erases")
    person = gives(workbook, client, tokens["erases"], ["ratings", "blockers", "words"])
    person.call("erase")
    page = client.page()
    assert page["consent"] == {"state": "erased", "on": TODAY.isoformat()}
    assert page["progress"] is None
    assert "erases moment" not in everything(client)
    door = person.ask("/api/check-in", {"secret": client.secret})
    assert refusal(door) == (403, "withdrawn", CLOSED)


def test_of_a_couple_on_one_phone_neither_becomes_the_other_s_client(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    one, two = Client(owner, "One of two"), Client(owner, "Two of two")
    phone = gives(workbook, one, tokens["couple"], ["ratings"])
    first = phone.cookies["closeness"]
    asked = {"secret": two.secret, "parts": ["ratings"], "kind": "partner", "use_record": True}
    assert refusal(phone.ask("/api/check-in/consent", asked)) == (
        409,
        "already-client",
        "The record on this phone is shared through another check-in link already. "
        "Begin one of your own.",
    )
    assert two.listed()["state"] == "invited"
    two.consents(phone)
    assert phone.cookies["closeness"] != first
    for client, other in ((one, two), (two, one)):
        told = everything(client)
        assert other.id not in told
        assert other.pseudonym not in told
    assert two.page()["weeks"] == []


# The calendar, and a restart


def test_the_calendar_file_is_weekly_plain_and_secret_free(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    client, person = Client(owner, "Calendar"), visitor()
    client.consents(person)
    reply = person.ask("/check-in/calendar.ics?day=6&time=19:30")
    assert reply.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="weekly.ics"'
    [event] = Calendar.from_ical(reply.text).walk("VEVENT")
    assert str(event["summary"]) == "Two minutes for me"
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY"
    start = event["dtstart"].dt
    assert (start.weekday(), start.hour, start.minute, start.tzinfo) == (6, 19, 30, None)
    assert TODAY <= start.date() < TODAY + timedelta(days=7)
    for never in (client.secret, "Calendar\r\n ", "#", "http", "closeness", "coach"):
        assert never not in reply.text.replace("BEGIN:VCALENDAR", "").replace("END:VCALENDAR", "")
    linked = person.ask("/check-in/calendar.ics?link=1")
    [event] = Calendar.from_ical(linked.text).walk("VEVENT")
    assert str(event["url"]).endswith("/check-in")
    for wrong in ("day=7", "day=x", "time=25:00", "time=", "day=-1"):
        assert person.ask(f"/check-in/calendar.ics?{wrong}").status == 400


def test_a_restart_keeps_everything_and_a_guest_s_record_outlives_the_workshop(
    workbook: Workbook, owner: Visitor, tokens: dict[str, str]
) -> None:
    client, guest = Client(owner, "Restart"), Client(owner, "From a workshop")
    person = gives(workbook, client, tokens["restart"], ["ratings", "words"])
    gives(workbook, guest, tokens["guest"], ["ratings"])
    client.do("notes", text="Before the night")
    before = client.page(), guest.page()
    workbook.kill()
    with Records.open(workbook.data, workbook.database) as records:
        records.change_workshop(bytes.fromhex(tokens["workshop"]), OVER)
    clock.write(workbook.data, clock.Days(sure=TODAY))
    workbook.start()  # which takes away what is over
    left_behind, deadline = with_token(workbook, tokens["left behind"]), time.monotonic() + 20
    while left_behind.ask("/api/check-in/me").status != 401:
        assert time.monotonic() < deadline, "the workshop's people are still there"
        time.sleep(0.05)
    assert (client.page(), guest.page()) == before
    assert guest.listed()["last_seen"] == WEEKS[-1]
    first, *_ = guest.page()["progress"]["table"]["rows"]
    assert (first[0][:9], first[1]) == ("first day", "2")  # the ratings that opened the workshop
    assert person.call("check-in", secret=client.secret)["state"] == "open"
    assert with_token(workbook, tokens["guest"]).ask("/workbook/journal").status == 200
