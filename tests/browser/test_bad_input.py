"""Forged messages are refused with their reason, change nothing, and the page lives on."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import Phone, Workbook
from tests.browser.wire import Forger, line, rows

LONG = "x" * 100_000
NO_QUESTION = (
    "There is no question {} in 'dimensions', so nothing was saved. "
    "Open the page again to see its questions."
)
NUMBER = (
    "This answer is a whole number from {} to {}, but {} came. Choose one of the numbers shown."
)
NOTHING = "There is nothing called {} to answer in this exercise."
JOURNAL = (
    "A journal keeps moment.<6 to 12 of a-z and 0-9> and week.<Monday>.<field>, "
    "but {} came. Open the page again."
)
FORGED: dict[str, list[tuple[str, Any, str]]] = {
    "dimensions": [
        ("ideas.never", 3, NO_QUESTION.format("'ideas.never'")),
        ("blame.me", 1, NO_QUESTION.format("'blame.me'")),
        ("moment.k3f9aa", {"date": "2026-01-05"}, NO_QUESTION.format("'moment.k3f9aa'")),
        ("ideas.now", 11, NUMBER.format(0, 10, 11)),
        ("ideas.now", -1, NUMBER.format(0, 10, -1)),
        ("ideas.now", True, NUMBER.format(0, 10, "True")),
        ("ideas.now", "5", NUMBER.format(0, 10, "'5'")),
        ("ideas.now", 5.5, NUMBER.format(0, 10, 5.5)),
        ("ideas.now", {"value": 5}, NUMBER.format(0, 10, "{'value': 5}")),
        ("ideas.now", LONG, NUMBER.format(0, 10, "'" + 56 * "x" + "...")),
    ],
    "blockers": [
        ("nobody.me", 1, NOTHING.format("'nobody.me'")),
        ("ideas.now", 1, NOTHING.format("'ideas.now'")),
        ("blame.me", 3, "A mark is one of 0, 1, 2, but 3 came."),
        ("blame.me", "often", "A mark is a whole number, but 'often' came."),
        ("chosen", 7, "What you work on is a text, but 7 came."),
        (
            "plan.when",
            LONG,
            "A text here has at most 4000 characters; yours has 100000. "
            "Shorten it and it is saved.",
        ),
    ],
    "journal": [
        ("ideas.now", 1, JOURNAL.format("'ideas.now'")),
        ("moment.../etc", {"date": "2026-01-05"}, JOURNAL.format("'moment.../etc'")),
        (
            "moment.k3f9aa",
            {"date": "2026-01-05", "what": LONG},
            "A text here has at most 2000 characters; yours has 100000. "
            "Shorten it and it is saved.",
        ),
        (
            "moment.k3f9aa",
            {"what": "no day"},
            "A moment needs its day as 2026-11-16, but None came. Choose a day.",
        ),
        (
            "moment.k3f9aa",
            {"date": "2026-01-05", "mood": 1},
            "A moment has the fields date, part, with, what, close, helped, helped_own, "
            "but 'mood' came.",
        ),
    ],
}
WIDGETS = (
    ("FileUpload", "@jupyter-widgets/controls", "2.0.0"),
    ("Text", "@jupyter-widgets/controls", "2.0.0"),
    ("Output", "@jupyter-widgets/output", "1.0.0"),
)
NORMAL_TAP = {
    "dimensions": "#ex-dimensions-ideas_now-4",
    "blockers": "#ex-blockers-blame_me-1",
    "journal": ".cw-weekly input[value='4'] >> nth=0",
}


def about_of(forger: Forger, kind: str = "friend") -> str:
    """Choose a relationship as the page does; its id."""
    about: str = forger.set({"choice": {"kind": kind, "nickname": "", "wanted": kind}})["about"][
        "id"
    ]
    return about


@pytest.fixture
def forger(phone: Phone) -> Callable[[str], Forger]:
    """Somebody who knows how to speak with their own kernel, on a chapter."""

    def begin(chapter: str) -> Forger:
        return Forger(phone, phone.take_seat(chapter))

    return begin


def still_works(phone: Phone, tap: str) -> None:
    """A normal tap on this page is saved, and there again."""
    phone.page.locator(tap).check()
    phone.saved()
    phone.page.reload()
    phone.wait()
    expect(phone.page.locator(tap)).to_be_checked()


@pytest.mark.parametrize("chapter", FORGED)
def test_a_forged_answer_is_refused_with_its_reason_and_not_stored(
    phone: Phone, workbook: Workbook, forger: Callable[[str], Forger], chapter: str
) -> None:
    forged = forger(chapter)
    about = about_of(forged)
    before = rows(workbook, "entries")
    for item, value, message in FORGED[chapter]:
        receipt = forged.answer(about, item, value)
        assert receipt["saved"] == []
        assert [one["message"] for one in receipt["refused"]] == [message]
    assert rows(workbook, "entries") == before
    phone.page.reload()
    phone.wait()
    expect(phone.page.locator(".cw-exercise fieldset input:checked")).to_have_count(0)
    still_works(phone, NORMAL_TAP[chapter])


def test_a_change_without_its_form_is_refused(
    phone: Phone, workbook: Workbook, forger: Callable[[str], Forger]
) -> None:
    forged = forger("dimensions")
    about = about_of(forged)
    before = rows(workbook, "entries")
    for revision in (0, -1, 1.5, "1", True, None):
        (refused,) = forged.answer(about, "ideas.now", 5, revision)["refused"]
        assert refused["rule"] == "malformed"
        assert refused["message"].startswith(
            "A change names about, item, value, revision (from 1 on) and writer, but this one does "
            "not: {"
        )
    for item in (None, 3, ["ideas.now"], ""):
        (refused,) = forged.answer(about, item, 5)["refused"]
        assert refused["rule"] == "malformed"
    # What is no list of changes at all is not even looked at.
    for outbox in ({"changes": "ideas.now"}, {"changes": [1, None, "x"]}, {"sent": "1"}):
        receipt = forged.set({"outbox": outbox})["receipt"]
        assert (receipt["saved"], receipt["refused"]) == ([], [])
    forged.set({"outbox": "no object", "picture_wanted": "many", "content": 1})
    assert rows(workbook, "entries") == before
    phone.page.reload()
    phone.wait()
    still_works(phone, NORMAL_TAP["dimensions"])


def test_an_answer_about_another_persons_relationship_is_refused(
    phone: Phone, new_phone: Callable[..., Phone], forger: Callable[[str], Forger]
) -> None:
    other = new_phone()
    theirs = about_of(Forger(other, other.take_seat("dimensions")))
    forged = forger("dimensions")
    about_of(forged, "colleague")
    for about in (theirs, "0", "../" + theirs):
        (refused,) = forged.answer(about, "ideas.now", 5)["refused"]
        assert refused["rule"] == "unknown-relationship"
        assert refused["message"] == "Choose who this is about first."
    told = forged.set({"choice": {"id": theirs, "wanted": "1"}})
    assert told["problem"] == "This relationship is not in your list."
    other.page.reload()
    other.wait()
    expect(other.page.locator(".cw-exercise input:checked")).to_have_count(0)
    still_works(phone, NORMAL_TAP["dimensions"])


def test_a_forged_relationship_is_refused_and_the_page_says_why(
    phone: Phone, forger: Callable[[str], Forger]
) -> None:
    forged = forger("dimensions")
    told = forged.set({"choice": {"kind": "enemy", "wanted": "1"}})
    assert told["problem"] == (
        "A relationship is one of partner, family, child, parent, friend, housemate, colleague, "
        "myself, but 'enemy' came."
    )
    expect(phone.page.get_by_role("alert").filter(has_text="but 'enemy' came.")).to_be_visible()
    told = forged.set({"choice": {"kind": "friend", "nickname": "x" * 41, "wanted": "2"}})
    assert told["problem"] == f"A name has at most 40 characters, but '{'x' * 41}' came."
    phone.page.reload()
    phone.wait()
    expect(phone.page.get_by_role("radio", name="A friend")).to_be_visible()
    phone.about("A friend")
    still_works(phone, NORMAL_TAP["dimensions"])


def test_a_seat_runs_no_code_and_makes_no_other_widgets(
    phone: Phone, workbook: Workbook, forger: Callable[[str], Forger]
) -> None:
    forged = forger("dimensions")
    phone.forgiven.append("Comm not found")  # the page hears what becomes of forged comms
    about_of(forged)
    before = rows(workbook, "entries")
    marker = workbook.data / "made-by-a-forger"
    code = f"open({str(marker)!r}, 'w').close()"
    for kind in ("execute_request", "inspect_request", "complete_request", "debug_request"):
        forged.shout(json.dumps(forged.message(kind, {"code": code, "silent": False})))
    for name, module, version in WIDGETS:
        state = {
            f"_{side}_{what}": value
            for side in ("model", "view")
            for what, value in (
                ("name", name + side.capitalize()),
                ("module", module),
                ("module_version", version),
            )
        }
        data = {"state": state, "buffer_paths": []}
        content = {"comm_id": name, "target_name": "jupyter.widget", "data": data}
        forged.say("comm_open", content, version="2.1.0")
    forged.say("comm_open", {"comm_id": "x", "target_name": "no.such.target", "data": {}})
    assert forged.set({"outbox": {"changes": []}}, comm="no-such-comm") == {}
    # The kernel deals with messages in their order: it has seen all of them by now.
    (info,) = (
        one["content"]["comms"]
        for one in forged.say("comm_info_request", {"target_name": "jupyter.widget"})
        if one["header"]["msg_type"] == "comm_info_reply"
    )
    assert set(info) == {forged.comm}
    heard = phone.page.evaluate("forged.heard.map((one) => one.header.msg_type)")
    assert not {"execute_reply", "execute_result", "inspect_reply", "complete_reply"} & set(heard)
    assert not marker.exists()
    assert rows(workbook, "entries") == before
    still_works(phone, NORMAL_TAP["dimensions"])


def test_noise_on_the_line_hurts_nobody(
    phone: Phone, workbook: Workbook, forger: Callable[[str], Forger]
) -> None:
    forged = forger("dimensions")
    phone.line_may_drop = True
    phone.about("A friend")
    for noise in ("no json", "[]", "{}", '{"header": {}}', '{"channel": "shell"}', 20 * LONG):
        forged.shout(noise)
        # A line that got no message is closed or not; a new one opens either way.
        assert line(phone.page, workbook, forged.kernel) == "open"
    still_works(phone, NORMAL_TAP["dimensions"])


MESSAGES = 1_200
ITEMS = (
    "ideas.now", "ideas.never", "blame.me", "chosen", "plan.when", "week.2026-01-05.ideas.now",
    "moment.k3f9aa", "picks", "relationships", "phrase", "locked", "nickname", "__proto__", "\x00",
    "ideas.now\x00", "IDEAS.NOW", "ideas", ".", "..", "../ideas.now", "ideas.now.now", "x" * 500,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    -1, 11, 10**400, 5.5, -0.5, True, "5", "", "x" * 5_000, [], [5], {}, {"value": 5},
    "<script>__xss=1</script>", {"$ref": "#"}, "NaN", "'; DROP TABLE entries; --",
)  # fmt: skip
REVISIONS = (1, 2, 10**12, 10**30, 0, -1, "1", None)
STATES: tuple[dict[str, Any], ...] = (
    {"outbox": None}, {"outbox": {"changes": [[]]}}, {"outbox": {"changes": {"0": 1}}},
    {"about": {"id": "0"}}, {"answers": {"ideas.now": 5}}, {"receipt": {"saved": [1]}},
    {"content": {}}, {"_esm": "throw 1"}, {"_css": "*{display:none}"}, {"choice": []},
    {"choice": {"id": "0", "wanted": "x"}}, {"choice": {"kind": ["friend"], "wanted": "x"}},
    {"no_such_trait": 1}, {"_model_module": "x"}, {"layout": "IPY_MODEL_0"},
)  # fmt: skip


def forgeries(forged: Forger, abouts: list[str]) -> Iterator[str]:
    """Messages that want to store something that is not an answer of this page, in any order."""
    chance = random.Random(7)
    for number in range(MESSAGES):
        change = {
            "about": chance.choice([*abouts, "", "0", "x" * 300]),
            "item": chance.choice(ITEMS),
            "value": chance.choice(VALUES),
            "revision": chance.choice(REVISIONS),
            "writer": "forged",
        }
        outbox = {"outbox": {"sent": str(number), "changes": [change] * chance.choice((1, 1, 30))}}
        state = outbox if chance.random() < 0.7 else chance.choice(STATES)
        data = {"method": chance.choice(("update", "update", "custom", "x")), "state": state}
        comm = forged.comm if chance.random() < 0.9 else "no-such-comm"
        content: dict[str, Any] = {"comm_id": comm, "data": {**data, "buffer_paths": []}}
        if number % 40 == 0:
            content = chance.choice(({}, {"comm_id": comm}, {"comm_id": "", "data": None}))
        yield json.dumps(forged.message("comm_msg", content))


def test_a_thousand_forged_messages_store_nothing_and_the_page_lives(
    phone: Phone, workbook: Workbook, new_phone: Callable[..., Phone],
    forger: Callable[[str], Forger],
) -> None:  # fmt: skip
    other = new_phone()
    theirs = about_of(Forger(other, other.take_seat("dimensions")))
    forged = forger("dimensions")
    mine = about_of(forged, "colleague")
    before = rows(workbook, "entries")
    phone.line_may_drop = True
    for text in forgeries(forged, [mine, theirs]):
        forged.shout(text)
    (refused,) = forged.answer(mine, "ideas.never", 5)["refused"]  # all before it are dealt with
    assert refused["rule"] == "unknown-item"
    for ends_it in ({"comm_id": []}, {"comm_id": forged.comm, "data": "\ud800"}):
        forged.shout(json.dumps(forged.message("comm_msg", ends_it)))
        assert line(phone.page, workbook, forged.kernel) == "open"
    assert rows(workbook, "entries") == before
    phone.page.reload()
    phone.wait()
    expect(phone.page.locator(".cw-exercise fieldset input:checked")).to_have_count(0)
    still_works(phone, NORMAL_TAP["dimensions"])
