"""One workshop at two servers on one database: led, followed and shared in as if it were one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from closeness_widgets.records.coach_key import KEY_NAME as COACH_KEY
from closeness_widgets.records.workbook_key import KEY_NAME
from tests import postgresql
from tests.browser.people import Workbook
from tests.browser.visitors import NOT_ALLOWED, Leading, Visitor, writes
from tests.postgresql import GUARDED

Json = dict[str, Any]
GONE = 4410


@pytest.fixture(scope="module")
def server() -> postgresql.Server:
    return postgresql.running()


@pytest.fixture(scope="module")
def database(server: postgresql.Server) -> Iterator[str]:
    """Owned by somebody who is no administrator, so that connections can be refused to them."""
    assert server._template  # with it the role is made
    name = postgresql.name_of(server.new_database(tables=False))
    server.do(f"ALTER DATABASE {name} OWNER TO {GUARDED}")
    yield server.url(name, f"{GUARDED}:{quote(postgresql.PASSWORD)}")
    server.drop(name)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Workbook]:
    """Server A."""
    one = Workbook(tmp_path_factory.mktemp("a"), database)
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory, workbook: Workbook) -> Iterator[Workbook]:
    """Server B, with copies of the key files in a folder of its own."""
    folder = tmp_path_factory.mktemp("b")
    for name in (KEY_NAME, COACH_KEY):
        shutil.copy(workbook.data / name, folder / name)
    one = Workbook(folder, workbook.database)
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def at_b(visitor: Callable[..., Visitor], beside: Workbook) -> Callable[..., Visitor]:
    """Takes somebody to server B, with their cookies, or makes somebody new there."""

    def there(who: Visitor | None = None) -> Visitor:
        one = visitor()
        one.workbook = beside
        one.cookies = {} if who is None else who.cookies
        return one

    return there


def joins(person: Visitor, room: Leading, **more: Any) -> Visitor:
    person.call("join", code=room.code, **more)
    return person


def at(step: str) -> Callable[[Json], bool]:
    return lambda view: bool(view["step"]) and view["step"]["id"] == step


def test_phones_and_walls_at_both_servers_follow_whoever_leads_at_either(
    visitor: Callable[..., Visitor], at_b: Callable[..., Visitor], room: Leading
) -> None:
    people = [joins(one, room) for one in (visitor(), visitor(), at_b(), at_b(), at_b())]
    lines = [one.line("live") for one in people]
    walls = [room.owner.line("wall", room.id), at_b(room.owner).line("wall", room.id)]
    for wall in walls:
        wall.until(lambda view: view["here"] == view["joined"] == 5)
    first, second = (one["id"] for one in room.view()["agenda"][:2])
    room.steer("next", **{"from": ""})
    for line in (*lines, *walls):
        line.until(at(first))
    steer = f"/api/workshops/{room.id}/steer"
    there = at_b(room.owner)
    slow = there.ask(steer, {"do": "next", "from": ""})
    assert (slow.status, slow.error["rule"]) == (409, "moved-on")
    there.call(steer.removeprefix("/api/"), **{"do": "next", "from": first})
    for line in (*lines, *walls):
        line.until(at(second))
    lines[4].socket.close()
    for wall in walls:
        wall.until(lambda view: view["here"] == 4 and view["joined"] == 5)


def test_a_picture_needs_five_people_at_both_together_and_a_new_one_as_many_changes(
    visitor: Callable[..., Visitor], at_b: Callable[..., Visitor], room: Leading
) -> None:
    there, steer = at_b(room.owner), f"/api/workshops/{room.id}/steer"
    wall = at_b(room.owner).line("wall", room.id)
    step = room.at("question")
    people = [joins(one, room) for one in (visitor(), visitor(), at_b(), at_b())]
    for number, person in enumerate(people):
        writes(person, step, f"Owl number {number}")
    for leader in (room.owner, there):
        few = leader.ask(steer, {"do": "reveal"})
        assert (few.status, few.error["rule"]) == (400, "few")
    writes(joins(at_b(), room), step, "Owl number 4")
    there.call(steer.removeprefix("/api/"), do="reveal")
    texts = room.view()["texts"]
    assert sorted(one["text"] for one in texts) == [f"Owl number {number}" for number in range(5)]
    writes(joins(visitor(), room), step, "Owl number 5")
    for leader in (room.owner, there):
        close = leader.ask(steer, {"do": "reveal"})
        assert (close.status, close.error["rule"]) == (400, "close")
    room.steer("through", text=texts[0]["id"], yes=True)
    assert [one["text"] for one in wall.until(lambda view: view["texts"])["texts"]] == [
        texts[0]["text"]
    ]


def test_a_server_is_killed_in_the_middle_and_nobody_loses_an_answer_or_finds_another_s(
    visitor: Callable[..., Visitor], at_b: Callable[..., Visitor], beside: Workbook,
    room: Leading,
) -> None:  # fmt: skip
    step = room.at("question")
    people = [
        joins(one, room, nickname=f"Person {number}")
        for number, one in enumerate((visitor(), visitor(), at_b(), at_b(), at_b()))
    ]
    for number, person in enumerate(people):
        writes(person, step, f"Owl number {number}")
    before = [person.me() for person in people]
    wall = room.owner.line("wall", room.id)
    lines = [person.line("live") for person in people]
    wall.until(lambda view: view["here"] == 5)
    beside.kill()
    moved = Visitor(room.owner.workbook)  # the proxy takes one of them to the server that is left
    moved.cookies = people[2].cookies
    assert moved.me() == before[2]
    writes(moved, step, "Owl number 2, again")
    room.steer("extend", seconds=120)
    assert wall.until(lambda view: view["timer"]["left"] > 360)
    beside.start()
    lines = [*lines[:2], *(person.line("live") for person in people[2:])]
    for line in lines:
        line.until(lambda view: at(step)(view) and view["timer"]["left"] > 360)
    wall.until(lambda view: view["here"] == 5 and view["joined"] == 5)
    before[2]["drafts"][step] = "Owl number 2, again"
    assert [person.me() for person in people] == before
    room.steer("reveal")
    assert sorted(one["text"] for one in room.view()["texts"]) == [
        "Owl number 0", "Owl number 1", "Owl number 2, again", "Owl number 3", "Owl number 4",
    ]  # fmt: skip


def test_whoever_is_turned_out_at_one_server_is_out_at_the_other(
    visitor: Callable[..., Visitor], at_b: Callable[..., Visitor], room: Leading
) -> None:
    bea, made = at_b(), room.owner.call(f"workshops/{room.id}/links", name="Bea")
    bea.call("co", workshop=room.id, secret=made["link"].rpartition(".")[2])
    joined = [joins(one, room) for one in (visitor(), visitor(), at_b())]
    left, erased, stays = (at_b(one).line("live") for one in joined)
    leads = bea.line("facilitator", room.id)
    for line in (left, erased, stays, leads):
        line.hear()
    room.owner.call(f"workshops/{room.id}/revoke", link=made["id"])
    assert leads.closed() == NOT_ALLOWED
    refused = bea.ask(f"/api/workshops/{room.id}/steer", {"do": "extend", "seconds": 60})
    assert (refused.status, refused.error["rule"]) == (403, "not-leading")
    joined[0].call("live/leave")
    joined[1].call("erase")
    assert left.closed() == erased.closed() == NOT_ALLOWED
    room.owner.call(f"workshops/{room.id}/delete")
    assert stays.closed() == GONE
    for person in (joined[2], at_b(joined[2])):
        assert person.ask("/api/live/me").status in (401, 404)


def test_with_the_line_between_the_servers_cut_a_room_is_looked_at_every_few_seconds(
    server: postgresql.Server, visitor: Callable[..., Visitor], at_b: Callable[..., Visitor],
    room: Leading,
) -> None:  # fmt: skip
    phones = [joins(at_b(), room).line("live"), joins(visitor(), room).line("live")]
    for phone in phones:
        phone.hear()
    without_the_line(server)
    try:
        step = room.at("blockers")
        for phone in phones:
            phone.until(at(step))
    finally:
        server.do(f"ALTER ROLE {GUARDED} CONNECTION LIMIT -1")


def without_the_line(server: postgresql.Server) -> None:
    """Cut what listens, and let nobody of this role connect anew."""
    theirs = f"FROM pg_stat_activity WHERE usename = '{GUARDED}'"
    listening = "query LIKE 'LISTEN%'"
    ((others,),) = server.do(f"SELECT count(*) {theirs} AND NOT {listening}")
    server.do(f"ALTER ROLE {GUARDED} CONNECTION LIMIT {others}")
    cut = server.do(f"SELECT pg_terminate_backend(pid) {theirs} AND {listening}")
    assert len(cut) == 2
