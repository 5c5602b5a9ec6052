"""How many people are in a room over all servers: what each says of itself, for a while."""

from __future__ import annotations

from closeness_widgets.records import notices
from closeness_widgets.records.notices import Notice
from closeness_widgets.serving.live.elsewhere import AGAIN, FORGOTTEN, Elsewhere

ROOM = bytes(range(16))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_other_servers_say_is_added_up_and_replaced_by_what_they_say_next() -> None:
    elsewhere = Elsewhere(Clock())
    assert elsewhere.here == 0
    elsewhere.hear("b", 3)
    elsewhere.hear("c", 4)
    assert elsewhere.here == 7
    elsewhere.hear("b", 0)
    assert elsewhere.here == 4


def test_a_server_that_falls_silent_is_forgotten_and_greeted_when_it_comes_back() -> None:
    clock = Clock()
    elsewhere = Elsewhere(clock)
    assert elsewhere.hear("b", 3)
    clock.now += FORGOTTEN - 0.1
    assert not elsewhere.hear("b", 3)
    clock.now += FORGOTTEN - 0.1
    assert elsewhere.here == 3
    clock.now += 0.2
    assert elsewhere.here == 0
    assert elsewhere.hear("b", 3)


def test_a_server_that_is_not_heard_once_does_not_count_as_gone() -> None:
    assert 2 * AGAIN < FORGOTTEN


def test_a_notice_is_read_as_it_was_sent_and_rubbish_is_not_read() -> None:
    for notice in (Notice(ROOM, "c0ffee"), Notice(ROOM, "c0ffee", 0), Notice(ROOM, "a", 40)):
        assert notices.read(str(notice)) == notice
    for rubbish in ("", "x", "zz c0ffee ", f"{ROOM.hex()} c0ffee", f"{ROOM.hex()} c0ffee many"):
        assert notices.read(rubbish) is None
