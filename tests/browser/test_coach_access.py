"""Who may do what with a coach's clients: one table for every route, and the key that is locked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeness_widgets import cli
from closeness_widgets.records import Records
from tests.browser.people import Workbook
from tests.browser.practice import MONDAY, Client
from tests.browser.visitors import Leading, Visitor, with_link

Json = dict[str, Any]
NOT_OWNER = {
    "rule": "not-owner",
    "message": "Only the person who runs this workbook can do that.",
}
LOCKED = {
    "rule": "locked",
    "message": "Your clients' records are locked. Open them with your passphrase first.",
}
GONE = {
    "rule": "client-gone",
    "message": "There is no such client any more. Look at the list again.",
}
SIGNED_OUT = {"rule": "signed-out", "message": "Start again from the first page."}
NO_CONSENT = {"rule": "no-consent", "message": "You share nothing with a coach just now."}
PASSPHRASE, NEWER = "slow green bicycle", "three purple kettles"
OWNERS: list[tuple[str, Json | None]] = [
    ("api/coach/clients", None),
    ("api/coach/clients", {"pseudonym": "Eve"}),
    ("api/coach/clients/{id}/page", None),
    ("api/coach/clients/{id}/page?supervision=1", None),
    ("api/coach/clients/{id}/link", {}),
    ("api/coach/clients/{id}/change", {"archived": True}),
    ("api/coach/clients/{id}/notes", {"text": "mine"}),
    ("api/coach/clients/{id}/notes/0123abcd", {"text": None}),
    ("api/coach/clients/{id}/marks", {"date": MONDAY.isoformat(), "kind": "event"}),
    ("api/coach/clients/{id}/marks/0123abcd", {"label": None}),
    ("api/coach/clients/{id}/weeks", {"monday": MONDAY.isoformat(), "values": {"ideas.now": 4}}),
    ("api/coach/clients/{id}/erase", {"sure": True}),
]
FILES = ("/report", "/report.pdf", "/report?supervision=1", "/progress.pdf", "/progress.png")
UNLOCK = ("api/coach/unlock", {"passphrase": PASSPHRASE})


def who(name: str, make: Callable[..., Visitor], owner: Visitor, client: Client) -> Visitor:
    """Somebody who is not the owner."""
    somebody = make()
    if name == "participant":
        somebody.call("people", shared_device=False)
    elif name == "facilitator":
        with_link(somebody, Leading(owner, "dimensions"))
    elif name == "forged cookies":
        somebody.cookies = {"closeness_owner": client.secret, "closeness": client.secret}
    elif name == "client":
        client.consents(somebody)
    elif name in ("other client", "withdrawn client"):
        Client(owner, f"{client.pseudonym} other").consents(somebody)
        if name == "withdrawn client":
            somebody.call("check-in/withdraw")
    return somebody


@pytest.mark.parametrize(
    "name",
    [
        "nobody", "forged cookies", "participant", "facilitator", "client", "other client",
        "withdrawn client",
    ],
)  # fmt: skip
def test_nothing_of_the_coach_is_for_anybody_but_the_owner(
    name: str, visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    client = Client(owner, f"Access {name}")
    somebody = who(name, visitor, owner, client)
    before = client.page()
    for path, body in [*OWNERS, UNLOCK]:
        reply = somebody.ask(f"/{path}".replace("{id}", client.id), body)
        assert (reply.status, reply.error) == (403, NOT_OWNER), path
        nowhere = somebody.ask(f"/{path}".replace("{id}", "0" * 32), body)
        assert (nowhere.status, nowhere.error) == (403, NOT_OWNER), path
    for page in ("", *(f"/{client.id}{path}" for path in ("", *FILES))):
        reply = somebody.ask(f"/coach{page}")
        assert (reply.status, reply.headers["Location"]) == (302, "/sign-in"), page
    assert client.page() == before


def test_the_owner_may_and_an_erased_client_is_gone_from_every_call(owner: Visitor) -> None:
    client = Client(owner, "Access owner")
    for path, body in OWNERS:
        reply = owner.ask(f"/{path}".replace("{id}", client.id), body)
        unknown = "0123abcd" in path
        assert reply.status == (400 if unknown else 200), (path, reply.text)
    for path, body in OWNERS[2:]:
        reply = owner.ask(f"/{path}".replace("{id}", client.id), body)
        assert (reply.status, reply.error) == (404, GONE), path


def test_a_foreign_page_does_nothing_in_the_owner_s_or_a_client_s_name(owner: Visitor) -> None:
    client = Client(owner, "Access foreign")
    for path, body in [*OWNERS, UNLOCK, ("api/check-in", {"secret": client.secret})]:
        if body is not None:
            reply = owner.ask(
                f"/{path}".replace("{id}", client.id), body, Origin="http://elsewhere.test"
            )
            assert (reply.status, reply.error["rule"]) == (403, "foreign"), path


@pytest.mark.parametrize("name", ["nobody", "participant", "withdrawn client", "client"])
def test_what_a_client_may_do_is_for_who_consented(
    name: str, visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    somebody = who(name, visitor, owner, Client(owner, f"Own {name}"))
    withdrawn = somebody.ask("/api/check-in/withdraw", {})
    changed = somebody.ask("/api/check-in/parts", {"parts": ["words"]})
    me, calendar = somebody.ask("/api/check-in/me"), somebody.ask("/check-in/calendar.ics")
    if name == "nobody":
        assert {(one.status, one.error["rule"]) for one in (withdrawn, changed, me)} == {
            (401, "signed-out")
        }
        assert me.error == SIGNED_OUT
        assert calendar.status == 302
        return
    assert (me.status, calendar.status) == (200, 200)
    state = {"participant": None, "client": "withdrawn"}.get(name, "withdrawn")
    consent = json.loads(me.text)["consent"]
    assert (consent["state"] if consent else None) == state
    if name == "client":
        assert withdrawn.status == 200
    else:
        assert (withdrawn.status, withdrawn.error) == (404, NO_CONSENT)
    assert (changed.status, changed.error) == (400, NO_CONSENT)


def test_a_record_that_was_left_in_a_hurry_opens_no_door(
    visitor: Callable[..., Visitor], owner: Visitor
) -> None:
    client, person = Client(owner, "In a hurry"), visitor()
    person.call("people", shared_device=False)
    person.call("return-phrase", phrase="apple tree")
    person.call("quick-exit")
    asked = {"secret": client.secret, "parts": ["ratings"], "kind": "friend", "use_record": True}
    for path in ("check-in", "check-in/consent"):
        reply = person.ask(f"/api/{path}", asked)
        assert (reply.status, reply.error) == (
            403,
            {"rule": "locked", "message": "A record on this phone is locked. Open it first."},
        )
    assert person.ask("/api/check-in/me").status == 401
    assert client.listed()["state"] == "invited"


# Locked


@pytest.fixture(scope="module")
def locked(
    tmp_path_factory: pytest.TempPathFactory, other_database: str | None
) -> Iterator[tuple[Workbook, Visitor, str]]:
    """A workbook whose owner set a passphrase and has a client; the secret of that one's link."""
    data = tmp_path_factory.mktemp("locked")
    with Records.open(data, other_database) as records:
        client = records.new_client({"pseudonym": "Kestrel", "added": "2026-01-05"}, {})
        secret = records.new_client_link(client)
        records.set_passphrase(PASSPHRASE)
    workbook = Workbook(data, other_database)
    workbook.start()
    owner = Visitor(workbook)
    owner.call("owner", link=workbook.owner_link.partition("#")[2])
    yield workbook, owner, secret
    workbook.stop()


def test_while_the_key_is_locked_the_coach_reads_nothing_and_a_client_can_consent(
    locked: tuple[Workbook, Visitor, str],
) -> None:
    workbook, owner, secret = locked
    for path, body in OWNERS:
        reply = owner.ask(f"/{path}".replace("{id}", "0" * 32), body)
        assert (reply.status, reply.error) == (423, LOCKED), path
    for path in FILES:  # their page asks for the passphrase
        reply = owner.ask(f"/coach/{'0' * 32}{path}")
        assert (reply.status, reply.headers["Location"]) == (302, f"/coach/{'0' * 32}"), path
    somebody = Visitor(workbook)
    assert somebody.call("check-in", secret=secret)["state"] == "consent"
    somebody.call("check-in/consent", secret=secret, parts=["ratings"], kind="family")
    wrong = owner.ask("/api/coach/unlock", {"passphrase": "slow green tricycle"})
    assert (wrong.status, wrong.error) == (
        403,
        {"rule": "wrong-passphrase", "message": "This is not the passphrase. Try once more."},
    )
    assert owner.call("coach/unlock", passphrase=PASSPHRASE) == {"open": True}
    [client] = json.loads(owner.ask("/api/coach/clients").text)["clients"]
    assert (client["pseudonym"], client["state"]) == ("Kestrel", "given")


def test_the_command_line_goes_through_the_server_that_runs(
    locked: tuple[Workbook, Visitor, str],
) -> None:
    workbook, owner, _ = locked

    def closeness(*words: str, typed: str = "") -> Result:
        told = [*words, "--data", str(workbook.data)]
        run = CliRunner().invoke(cli.app, told, input=typed, env=workbook.environment)
        assert run.exit_code == 0, run.output
        return run

    made = json.loads(closeness("client", "new", "Wren", "--json").stdout)
    assert made["link"].startswith(f"http://localhost:{workbook.port}/check-in#")
    listed = json.loads(owner.ask("/api/coach/clients").text)["clients"]
    assert [one["pseudonym"] for one in listed] == ["Kestrel", "Wren"]
    told = json.loads(closeness("client", "list", "--json").stdout)
    assert told["clients"] == listed
    closeness("client", "erase", made["id"], "--yes")
    assert owner.ask(f"/api/coach/clients/{made['id']}/page").status == 404
    # The key is open in the server, so nothing but the new passphrase is asked for.
    closeness("passphrase", typed=f"{NEWER}\n{NEWER}\n")
    assert owner.call("coach/unlock", passphrase=NEWER) == {"open": True}
    old = owner.ask("/api/coach/unlock", {"passphrase": PASSPHRASE})
    assert (old.status, old.error["rule"]) == (403, "wrong-passphrase")


def test_wrong_passphrases_are_slowed_down(locked: tuple[Workbook, Visitor, str]) -> None:
    _, owner, _ = locked
    replies = [owner.ask("/api/coach/unlock", {"passphrase": "wrong"}) for _ in range(6)]
    assert [one.status for one in replies[:4]] == [403] * 4
    assert (replies[-1].status, replies[-1].error["rule"]) == (429, "paused")
