"""Who may see and lead which room: one table, and what happens when it changes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visitors import NOT_ALLOWED, Leading, Visitor, with_link

pytestmark = pytest.mark.on_both_databases

OPEN = "open"

NO = 403
ROLES = ("live", "wall", "facilitator")
TABLE = {
    # who:                (live,        wall,        facilitator, steer, plan, lead page, export)
    "stranger":           (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "participant":        (OPEN,        NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "other participant":  ("other",     NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "other facilitator":  (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "forged cookies":     (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "wall":               (NOT_ALLOWED, OPEN,        NOT_ALLOWED, NO, NO, NO, NO),
    "co-facilitator":     (NOT_ALLOWED, OPEN,        OPEN,        200, NO, 200, 200),
    "revoked":            (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED, NO, NO, NO, NO),
    "owner":              (NOT_ALLOWED, OPEN,        OPEN,        200, 200, 200, 200),
}  # fmt: skip


def who(name: str, make: Callable[..., Visitor], room: Leading, other: Leading) -> Visitor:
    """Somebody of the table."""
    if name == "owner":
        return room.owner
    somebody = make()
    if name == "participant":
        somebody.call("join", code=room.code)
    elif name == "other participant":
        somebody.call("join", code=other.code)
    elif name == "other facilitator":
        with_link(somebody, other)
    elif name == "forged cookies":
        forged = f"{room.id}.{room.secret}"
        somebody.cookies = {
            "closeness_lead": forged, "closeness_wall": forged, "closeness_owner": "x",
            "closeness": "x", "closeness_lent": room.secret,
        }  # fmt: skip
    elif name == "wall":
        somebody.call("wall", workshop=room.id, secret=room.wall_secret)
    elif name in ("co-facilitator", "revoked"):
        link = with_link(somebody, room)
        if name == "revoked":
            room.owner.call(f"workshops/{room.id}/revoke", link=link)
    return somebody


@pytest.mark.parametrize("name", TABLE)
def test_everybody_sees_and_does_what_is_theirs_and_nothing_else(
    name: str, visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    room, other = Leading(owner, "dimensions"), Leading(owner, "dimensions", title="Another")
    somebody = who(name, visitor, room, other)
    step = room.view()["agenda"][0]["id"]
    found: list[Any] = []
    for role in ROLES:
        line = somebody.line(role, room.id)
        code = line.hear()
        known = {"Saturday": OPEN, "Another": "other"}
        found.append(code or known[line.view["title"]])
    path = f"/api/workshops/{room.id}"
    steered = somebody.ask(f"{path}/steer", {"do": "extend", "seconds": 60})
    paper = somebody.ask(f"{path}/paper", {"step": step, "sheets": [{"ideas.now": 5}] * 5})
    assert paper.status == steered.status
    planned = {
        somebody.ask(f"{path}/edit", {"title": "Saturday"}).status,
        somebody.ask(f"{path}/links", {"name": "Eve"}).status,
        somebody.ask(f"{path}/revoke", {"link": "nobody"}).status,
        somebody.ask("/api/workshops").status,
        somebody.ask("/api/lan").status,
        somebody.ask("/api/workshops", {"title": "T", "plan": "hour", "expected": 1}).status,
    }
    assert len(planned) == 1, planned
    pages = {
        somebody.ask(f"/facilitate/{room.id}{page}").status
        for page in ("", "/poster", "/paper", "/guide")
    }
    assert len(pages) == 1, pages
    exported = {somebody.ask(f"/facilitate/{room.id}/export{form}").status for form in ("", ".csv")}
    exported.add(somebody.ask(f"{path}/preview?people=12&step={step}").status)
    assert len(exported) == 1, exported
    found += [steered.status, *planned, *pages, *exported]
    assert dict(zip(("room", *ROLES), (name, *found), strict=False)) == dict(
        zip(("room", *ROLES), (name, *TABLE[name]), strict=False)
    )
    assert tuple(found) == TABLE[name]
    if name != "owner":
        assert somebody.ask(f"{path}/delete", {}).status == NO
        assert somebody.ask("/facilitate").status == 302


def test_rooms_that_there_are_not_are_gone_for_everybody(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    nowhere = "0" * 32
    for role in ("wall", "facilitator"):
        assert owner.line(role, nowhere).closed() == 4410
        assert visitor().line(role, nowhere).closed() == NOT_ALLOWED
    for name in ("", "x", "%00", "../..", "0" * 31):
        assert owner.line("wall", name).closed() == 4410
    for role in ("", "owner", "Live", "live%00"):
        assert owner.line(role, nowhere).closed() == NOT_ALLOWED
    assert owner.ask(f"/api/workshops/{nowhere}/steer", {"do": "next"}).status == 404
    assert owner.ask(f"/facilitate/{nowhere}").status == 404


def test_a_deleted_workshop_sends_its_pages_away(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    person, wall = joined(), room.owner.line("wall", room.id)
    phone = person.line("live")
    phone.hear()
    wall.hear()
    room.owner.call(f"workshops/{room.id}/delete")
    assert phone.closed() == wall.closed() == 4410
    assert person.ask("/live").status == 302


def test_a_link_that_is_taken_back_closes_the_page_at_once_and_no_other(
    visitor: Callable[..., Visitor], room: Leading
) -> None:
    bea, cem = visitor(), visitor()
    link = with_link(bea, room)
    with_link(cem, room, "Cem")
    lead, wall = bea.line("facilitator", room.id), bea.line("wall", room.id)
    other = cem.line("facilitator", room.id)
    for line in (lead, wall, other):
        assert line.hear() == 0
    room.owner.call(f"workshops/{room.id}/revoke", link=link)
    assert lead.closed() == wall.closed() == NOT_ALLOWED
    other.until(lambda view: [one["name"] for one in view["links"]] == ["Cem"])
    assert bea.ask(f"/api/workshops/{room.id}/steer", {"do": "next"}).status == NO
    assert cem.ask(f"/api/workshops/{room.id}/steer", {"do": "next"}).status == 200


GUESSES = 300
AS_LETTERS = str.maketrans("0123456789", "ABCDEFGHJK")
NO_CODE = "No workshop has this code just now. Look at the wall again: is every letter right?"
WAIT = r"That was wrong a few times\. Try again in \d+ seconds\."


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second address of this computer")
def test_hundreds_of_guesses_find_nothing_and_keep_nobody_out_who_has_the_link(
    visitor: Callable[..., Visitor], joined: Callable[..., Visitor], room: Leading
) -> None:
    there = joined()  # from the same address: phones behind one router have one
    there.source = guesser_at = "127.0.0.78"
    guesser = visitor(source=guesser_at)
    replies = [guesser.ask("/api/join", {"code": f"{n:08}".translate(AS_LETTERS)})
               for n in range(GUESSES)]  # fmt: skip
    looked_at = [one for one in replies if one.status == 403]
    assert 6 <= len(looked_at) <= 9  # more only if this takes longer than the first waits
    assert {one.error["message"] for one in looked_at} == {NO_CODE}
    for one in replies[6:]:
        if one.status != 403:
            assert (one.status, one.error["rule"]) == (429, "wait")
            assert re.fullmatch(WAIT, one.error["message"])
    assert guesser.ask("/api/join", {"code": room.code}).status == 429
    assert guesser.cookies == {}
    there.call("live/nickname", nickname="Ada")
    assert visitor(source=guesser_at).call("join", secret=room.secret) == {"title": "Saturday"}
    with_link(visitor(source=guesser_at), room)
    assert visitor().call("join", code=room.code) == {"title": "Saturday"}


def test_the_log_says_who_opened_led_and_changed_a_workshop(
    owner: Visitor, visitor: Callable[..., Visitor], room: Leading
) -> None:
    bea, somebody = visitor(), visitor()
    with_link(bea, room)
    for leads in (owner, bea):
        assert leads.ask(f"/facilitate/{room.id}").status == 200
        for do in ("next", "extend", "close", "open"):
            leads.call(f"workshops/{room.id}/steer", do=do, seconds=60)
        assert leads.ask(f"/facilitate/{room.id}/export.csv").status == 200
    step = room.view()["agenda"][-1]["id"]
    room.steer("minutes", step=step, minutes=7)
    wrong = {"do": "jump", "step": "nowhere"}
    assert bea.ask(f"/api/workshops/{room.id}/steer", wrong).status == 400
    somebody.call("join", code=room.code)
    owner.call(f"workshops/{room.id}/delete")
    told = json.loads(owner.ask("/api/coach/log").text)["deeds"]
    assert [one["did"] for one in told[:11]] == [
        "workshop_deleted", "workshop_changed", "link_exported", "link_led", "link_opened",
        "workshop_exported", "workshop_closed", "workshop_led", "workshop_opened",
        "leader_invited", "workshop_made",
    ]  # fmt: skip
