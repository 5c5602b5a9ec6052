"""A room on a running server: coming in, following, sharing, over HTTP and sockets."""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import websocket  # type: ignore[import-untyped]

from tests.browser.people import HOST, Workbook
from tests.browser.visitors import NOT_ALLOWED, Leading, Visitor, with_link, writes

pytestmark = pytest.mark.on_both_databases

Json = dict[str, Any]

# Coming in

NO_CODE = "No workshop has this code just now. Look at the wall again: is every letter right?"
NO_LINK = "This link opens no workshop. Scan the code on the wall again."


def test_a_code_is_read_in_any_case_with_blanks_and_dashes(
    visitor: Callable[..., Visitor], room: Leading
) -> None:
    code = room.code
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:]} ", " ".join(code), f"{code}\n"):
        assert visitor().call("join", code=typed) == {"title": "Saturday"}
    assert visitor().call("join", secret=room.secret) == {"title": "Saturday"}
    assert room.view()["joined"] == 6


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second address of this computer")
def test_wrong_codes_are_refused_in_words_and_from_the_sixth_on_slowed_down(
    visitor: Callable[..., Visitor], room: Leading
) -> None:
    # An address of its own: a wrong code keeps everybody waiting who comes from there.
    guesser = visitor(source="127.0.0.77")
    tries = [
        ({"code": "ZZZZZZZZ"}, NO_CODE),
        ({"code": room.code[:7]}, "A code has 8 letters and digits; this one has 7."),
        ({"secret": "guessed"}, NO_LINK),
        ({"secret": room.wall_secret}, NO_LINK),
        ({"code": "22222222"}, NO_CODE),
        ({"code": "33333333"}, NO_CODE),
    ]  # fmt: skip
    for body, message in tries:
        reply = guesser.ask("/api/join", body)
        assert (reply.status, reply.error) == (403, {"rule": "wrong-code", "message": message})
    reply = guesser.ask("/api/join", {"code": room.code})
    assert (reply.status, reply.error["rule"]) == (429, "wait")
    said = reply.error["message"]
    assert re.fullmatch(r"That was wrong a few times\. Try again in [12] seconds\.", said)
    links = guesser.ask("/api/co", {"workshop": room.id, "secret": "guessed"})
    assert links.status == 429
    assert guesser.cookies == {}
    assert visitor().call("join", code=room.code) == {"title": "Saturday"}


def test_joining_twice_is_one_person_with_what_they_wrote(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    person = joined(nickname="Ada")
    step = room.at("question")
    writes(person, step, "Owls")
    before = person.cookies["closeness"]
    person.call("join", code=room.code)
    person.call("join", secret=room.secret)
    assert person.cookies["closeness"] == before
    assert person.me() == {
        "nickname": "Ada", "shared_device": False, "lends": False,
        "shared": {step: {"round": 1, "changed": False}}, "drafts": {step: "Owls"},
    }  # fmt: skip
    assert room.view()["joined"] == 1


def test_a_closed_room_lets_nobody_in(visitor: Callable[..., Visitor], room: Leading) -> None:
    room.steer("close")
    reply = visitor().ask("/api/join", {"code": room.code})
    assert (reply.status, reply.error["message"]) == (
        403, "This workshop is over. Ask whoever leads it.",
    )  # fmt: skip


def test_a_foreign_page_can_neither_join_nor_follow(
    workbook: Workbook, visitor: Callable[..., Visitor], joined: Callable[..., Visitor],
    room: Leading,
) -> None:  # fmt: skip
    foreign = visitor().ask("/api/join", {"code": room.code}, Origin="http://elsewhere.test")
    assert (foreign.status, foreign.error["rule"]) == (403, "foreign")
    person = joined()
    for origin in ("http://elsewhere.test", f"http://{HOST}:{workbook.port + 1}", "null"):
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            person.line("live", origin=origin)
        assert refused.value.status_code == 403
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(
            f"ws://127.0.0.1:{workbook.port}/api/room?as=live",
            suppress_origin=True,
            cookie=person.cookie,
        )
    assert refused.value.status_code == 403
    assert room.view()["here"] == 0


# Following


def test_of_two_who_press_next_at_once_one_is_told_that_the_room_moved(
    visitor: Callable[..., Visitor], room: Leading
) -> None:
    bea = visitor()
    with_link(bea, room)
    path = f"/api/workshops/{room.id}/steer"
    first = room.owner.ask(path, {"do": "next", "from": ""})
    second = bea.ask(path, {"do": "next", "from": ""})
    assert (first.status, second.status) == (200, 409)
    assert second.error == {
        "rule": "moved-on",
        "message": "The room has just moved: somebody else who leads it was faster.",
    }
    assert room.view()["step"]["number"] == 1


def test_a_step_reaches_phone_and_wall_and_who_comes_late(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    phone, wall = joined().line("live"), room.owner.line("wall", room.id)
    assert phone.until(lambda view: view["phase"] == "lobby")["step"] is None
    wall.until(lambda view: view["here"] == 1)
    began = time.monotonic()
    room.steer("next", **{"from": ""})
    for line in (phone, wall):
        line.until(lambda view: view["step"] and view["step"]["exercise"] == "dimensions")
    assert time.monotonic() - began < 5  # the target is half a second; the benchmark measures it
    late = joined().line("live")
    assert late.until(lambda _: True)["step"]["exercise"] == "dimensions"
    wall.until(lambda view: view["here"] == 2)
    room.steer("pause")
    phone.until(lambda view: view["phase"] == "break")
    room.steer("close")
    phone.until(lambda view: view["phase"] == "ended")


def test_one_person_with_two_pages_is_here_once_and_gone_with_the_last(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    wall, person = room.owner.line("wall", room.id), joined()
    one, two = person.line("live"), person.line("live")
    wall.until(lambda view: view["here"] == 1)
    one.socket.close()
    other = joined().line("live")
    wall.until(lambda view: view["here"] == 2)
    two.socket.close()
    wall.until(lambda view: view["here"] == 1)
    other.socket.close()
    wall.until(lambda view: view["here"] == 0)


def test_a_page_that_is_gone_before_it_was_answered_is_not_here(
    workbook: Workbook, joined: Callable[..., Visitor], room: Leading
) -> None:
    wall = room.owner.line("wall", room.id)
    for _ in range(12):
        hasty = joined()
        with socket.create_connection(("127.0.0.1", workbook.port)) as line:
            asked = [
                "GET /api/room?as=live HTTP/1.1", f"Host: {HOST}:{workbook.port}",
                f"Origin: http://{HOST}:{workbook.port}", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13", f"Cookie: {hasty.cookie}", "", "",
            ]  # fmt: skip
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.sendall("\r\n".join(asked).encode())
    stays = joined().line("live")
    stays.hear()
    wall.until(lambda view: view["joined"] == 13 and view["here"] == 1)


def test_rubbish_on_the_line_changes_nothing(joined: Callable[..., Visitor], room: Leading) -> None:
    room.steer("next", **{"from": ""})
    phone = joined().line("live")
    phone.hear()
    before = room.view()
    for rubbish in ("", "{", "[]", json.dumps({"do": "next"}), "x" * 100_000, "\x00", "\ud7ff"):
        phone.socket.send(rubbish)
    phone.socket.send_binary(b"\xff\x00" * 1000)
    room.steer("extend", seconds=60)
    phone.until(lambda view: view["timer"]["left"] > 300)
    after = room.view()
    for part in ("agenda", "current", "joined", "here", "code", "phase"):
        assert after[part] == before[part]


# Sharing and showing


def test_texts_go_from_five_phones_to_who_leads_and_one_of_them_to_the_room(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    people = [joined() for _ in range(6)]
    phone, wall = people[0].line("live"), room.owner.line("wall", room.id)
    for number, person in enumerate(people):
        writes(person, step, f"Owl number {number}")
    lead = room.owner.line("facilitator", room.id)
    lead.until(lambda view: view["shared"]["enough"])
    assert "Owl number" not in json.dumps(lead.view)
    room.steer("reveal")
    texts = lead.until(lambda view: view["texts"])["texts"]
    assert sorted(one["text"] for one in texts) == [f"Owl number {number}" for number in range(6)]
    wall.until(lambda view: view["result"])
    phone.until(lambda view: view["results"])
    assert "Owl number" not in json.dumps([wall.view, phone.view])
    room.steer("through", text=texts[0]["id"], yes=True)
    only = [{"id": texts[0]["id"], "text": texts[0]["text"]}]
    assert wall.until(lambda view: view["texts"])["texts"] == only
    assert (
        phone.until(lambda view: view["results"][step]["texts"])["results"][step]["texts"] == only
    )


def test_what_is_taken_back_counts_from_the_next_picture_on(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    people = [joined() for _ in range(5)]
    for person in people:
        writes(person, step, "Owls")
    people[0].call("live/take-back", step=step)
    path = f"/api/workshops/{room.id}/steer"
    few = room.owner.ask(path, {"do": "reveal"})
    assert (few.status, few.error) == (
        400,
        {
            "rule": "few",
            "message": "Not yet. A picture needs answers from at least 5 people, so that nobody "
            "can be picked out.",
        },
    )
    people[0].call("live/share", step=step)
    room.steer("reveal")
    people[1].call("live/take-back", step=step)
    assert people[1].me()["shared"] == {}
    assert [one["text"] for one in room.view()["texts"]] == ["Owls"] * 5
    again = room.owner.ask(path, {"do": "reveal"})
    assert (again.status, again.error["rule"]) == (400, "few")
    exports = f"/facilitate/{room.id}/export.csv"
    assert "Owls" not in room.owner.ask(exports).text
    room.steer("through", text=room.view()["texts"][0]["id"], yes=True)
    assert room.owner.ask(exports).text.count("Owls") == 1


def test_whoever_erases_or_leaves_takes_their_copies_along(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    people = [joined() for _ in range(7)]
    for person in people:
        writes(person, step, "Owls")
    lead, erased, left = (
        room.owner.line("facilitator", room.id), people[0].line("live"), people[1].line("live"),
    )  # fmt: skip
    lead.until(lambda view: view["here"] == 2)
    assert people[0].call("erase")["shared"] == 1
    assert erased.closed() == NOT_ALLOWED
    people[1].call("live/leave")
    assert left.closed() == NOT_ALLOWED
    lead.until(lambda view: view["joined"] == 5 and view["shared"]["enough"])
    for person in people[:2]:
        assert person.line("live").closed() == NOT_ALLOWED
        assert person.ask("/api/live/share", {"step": step}).status in (401, 404)
    people[2].call("live/take-back", step=step)
    lead.until(lambda view: not view["shared"]["enough"])


def test_a_lent_device_goes_from_person_to_person_and_earlier_copies_stay(
    joined: Callable[..., Visitor], room: Leading
) -> None:
    step = room.at("question")
    tablet = joined(shared_device=True, nickname="Ada")
    for number in range(5):
        assert tablet.me()["nickname"] == ("Ada" if number == 0 else "")
        assert (tablet.me()["lends"], tablet.me()["shared"]) == (True, {})
        writes(tablet, step, f"Owl number {number}")
        before, phone = tablet.cookies["closeness"], tablet.line("live")
        phone.hear()
        tablet.call("live/next-person")
        assert phone.closed() == NOT_ALLOWED
        assert tablet.cookies["closeness"] != before
        earlier = Visitor(tablet.workbook)
        earlier.cookies = {"closeness": before}
        assert earlier.ask("/api/live/me").status == 401
    room.steer("reveal")
    assert sorted(one["text"] for one in room.view()["texts"]) == [
        f"Owl number {number}" for number in range(5)
    ]


def test_one_s_own_phone_is_not_handed_on(joined: Callable[..., Visitor]) -> None:
    person = joined()
    before = dict(person.cookies)
    reply = person.ask("/api/live/next-person", {})
    assert (reply.status, reply.error["message"]) == (
        403, "This is one person’s own device, so it is not handed on.",
    )  # fmt: skip
    assert person.cookies == before


@pytest.mark.parametrize(
    ("name", "body", "status", "rule"),
    [
        ("share", {}, 400, "missing"),
        ("share", {"step": "nowhere"}, 404, "unknown-step"),
        ("share", {"step": ["x"]}, 400, "missing"),
        ("take-back", {"step": "nowhere"}, 404, "unknown-step"),
        ("draft", {"step": "nowhere", "text": "x"}, 404, "unknown-step"),
        ("nickname", {}, 400, "missing"),
        ("nickname", {"nickname": "x" * 41}, 400, "nickname"),
    ],
)
def test_rubbish_from_a_participant_is_refused(
    joined: Callable[..., Visitor], name: str, body: Json, status: int, rule: str
) -> None:
    reply = joined().ask(f"/api/live/{name}", body)
    assert (reply.status, reply.error["rule"]) == (status, rule)


def test_a_stranger_takes_no_part(visitor: Callable[..., Visitor], room: Leading) -> None:
    step = room.at("question")
    for name in ("share", "take-back", "draft", "nickname", "next-person", "leave"):
        assert visitor().ask(f"/api/live/{name}", {"step": step, "text": "x"}).status == 401
    alone = visitor()
    alone.call("people", shared_device=False)
    for name in ("share", "take-back", "draft", "nickname", "next-person", "leave"):
        reply = alone.ask(f"/api/live/{name}", {"step": step, "text": "x", "nickname": "x"})
        assert (reply.status, reply.error["rule"]) == (404, "no-workshop")
    assert alone.ask("/live").status == 302
