"""Two things at the same moment, two workshops in one browser: nothing slips through between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.people import Workbook
from tests.browser.practice import Client
from tests.browser.visitors import Leading, Visitor, with_link
from tests.browser.wire import Reply, rows

pytestmark = pytest.mark.on_both_databases

Json = dict[str, Any]
NOT_LEADING = {
    "rule": "not-leading",
    "message": "Only whoever leads this workshop can do that.",
}


def together(*does: Callable[[], Any]) -> list[Any]:
    """What each of these gives, all begun at the same moment."""
    start, found = threading.Barrier(len(does)), [None] * len(does)

    def run(number: int) -> None:
        start.wait(20)
        found[number] = does[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(does))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return found


def asks(somebody: Visitor, path: str, **body: Any) -> Callable[[], Reply]:
    """The same person once more, in a browser of their own."""
    other = Visitor(somebody.workbook)
    other.cookies = dict(somebody.cookies)
    return lambda: other.ask(path, body)


def test_of_two_who_use_a_client_s_link_at_once_one_is_the_client(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    for number in range(3):
        client = Client(owner, f"Once {number}")
        sent = {"secret": client.secret, "parts": ["ratings"], "kind": "friend"}
        replies = together(*(asks(visitor(), "/api/check-in/consent", **sent) for _ in range(5)))
        assert sorted(one.status for one in replies) == [200, 403, 403, 403, 403]
        assert {one.error["rule"] for one in replies if one.status == 403} == {"used-link"}
        assert client.listed()["state"] == "given"


def test_what_is_saved_while_somebody_erases_their_record_is_gone_too(
    workbook: Workbook, joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    before = rows(workbook, "entries"), rows(workbook, "people", "id")
    for _ in range(3):
        person = joined()
        writes = [asks(person, "/api/live/draft", step=step, text="x" * n) for n in range(1, 9)]
        shares = [asks(person, "/api/live/share", step=step) for _ in range(3)]
        erase = asks(person, "/api/erase")
        *replies, erased = together(*writes, *shares, erase)
        assert erased.status == 200
        assert {one.status for one in replies} <= {200, 400, 401, 404}
        assert person.ask("/api/live/me").status == 401
        assert (rows(workbook, "entries"), rows(workbook, "people", "id")) == before
    assert room.view()["joined"] == 0


def test_once_a_client_stopped_no_page_of_the_coach_has_anything(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    client, person = Client(owner, "Stops"), visitor()
    client.consents(person)
    page = f"/api/coach/clients/{client.id}/page"
    looks = [lambda: owner.ask(page) for _ in range(6)]
    *told, stopped = together(*looks, asks(person, "/api/check-in/withdraw"))
    assert stopped.status == 200
    assert {one.status for one in told} == {200}
    after = client.page()
    assert (after["consent"]["state"], after["progress"], after["weeks"]) == ("withdrawn", None, [])
    assert owner.ask(f"/coach/{client.id}/report").status == 403
    assert owner.ask(f"/coach/{client.id}/record.csv").status == 403


def test_a_link_that_was_taken_back_steers_nothing_from_then_on(
    visitor: Callable[..., Visitor], room: Leading
) -> None:
    bea = visitor()
    link = with_link(bea, room)
    steer = f"/api/workshops/{room.id}/steer"
    extends = [asks(bea, steer, do="extend", seconds=1) for _ in range(8)]
    revoke = asks(room.owner, f"/api/workshops/{room.id}/revoke", link=link)
    *replies, revoked = together(*extends, revoke)
    assert revoked.status == 200
    assert {one.status for one in replies} <= {200, 403}
    late = bea.ask(steer, {"do": "extend", "seconds": 1})
    assert (late.status, late.error) == (403, NOT_LEADING)


def test_two_workshops_in_one_browser_are_never_taken_for_each_other(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    one, other = Leading(owner, "question"), Leading(owner, "question", title="Another")
    steps = [one.at("question"), other.at("question")]
    person = visitor()
    for room, step in zip((one, other), steps, strict=True):
        person.call("join", code=room.code)
        person.call("live/draft", step=step, text=f"for {step}")
    assert person.me()["drafts"] == {steps[1]: f"for {steps[1]}"}
    for call in ("share", "take-back", "draft"):  # of the page that is still open
        reply = person.ask(f"/api/live/{call}", {"step": steps[0], "text": "x"})
        assert (reply.status, reply.error["rule"]) == (404, "unknown-step")
    leader = visitor()
    for room in (one, other):
        with_link(leader, room)
    # A browser leads the workshop of the link that was opened last, and a link is good again.
    for room, status in ((one, 403), (other, 200)):
        steered = leader.ask(f"/api/workshops/{room.id}/steer", {"do": "extend", "seconds": 1})
        assert steered.status == status
    mixed = dict(leader.cookies)
    mixed["closeness_lead"] = f"{one.id}.{mixed['closeness_lead'].partition('.')[2]}"
    mixed["closeness_wall"] = mixed["closeness_lead"]
    leader.cookies = mixed
    assert leader.ask(f"/api/workshops/{one.id}/steer", {"do": "next"}).status == 403
    assert leader.line("wall", one.id).closed() == 4401
    assert json.loads(person.ask("/api/live/me").text)["lends"] is False
