"""``closeness client`` and ``closeness passphrase`` on a folder while no server runs."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from closeness_widgets import cli
from closeness_widgets.records import Records
from tests.unit.practice import PASSPHRASE
from tests.unit.room import somebody

Json = dict[str, Any]
TODAY = date.today().isoformat()  # noqa: DTZ011 - the day where we are
OTHER = "three purple kettles"


def closeness(data: Path, *arguments: str, typed: str = "") -> Result:
    """``closeness <arguments> --data <data>``, with what is typed when it asks."""
    return CliRunner().invoke(cli.app, [*arguments, "--data", str(data)], input=typed)


def done(data: Path, *arguments: str, typed: str = "") -> Json:
    """What ``closeness client <arguments> --json`` prints last."""
    run = closeness(data, "client", *arguments, "--json", typed=typed)
    assert run.exit_code == 0, run.output
    told: Json = json.loads(run.stdout.splitlines()[-1])
    return told


def refused(run: Result) -> str:
    assert run.exit_code == 1
    assert "Traceback" not in run.output
    return run.stderr.splitlines()[-1].removeprefix("closeness: ")


def set_passphrase(data: Path, text: str, *present: str) -> Result:
    return closeness(data, "passphrase", typed="\n".join([text, text, *present, ""]))


def test_a_new_client_prints_the_link_once_and_is_listed(tmp_path: Path) -> None:
    made = done(tmp_path, "new", "Heron", "--basis", "Signed on paper")
    assert re.fullmatch(r"[0-9a-f]{32}", made["id"])
    assert re.fullmatch(r"http://localhost:8866/check-in#[\w-]{43}", made["link"])
    assert made["reachable"] is False
    [listed] = done(tmp_path, "list")["clients"]
    assert (listed["id"], listed["pseudonym"], listed["state"], listed["added"]) == (
        made["id"], "Heron", "invited", TODAY,
    )  # fmt: skip
    with Records.open(tmp_path) as records:
        secret = made["link"].partition("#")[2]
        assert records.client_behind(secret) == (bytes.fromhex(made["id"]), "invited")
    lines = closeness(tmp_path, "client", "list").stdout.splitlines()
    assert lines == [f"{made['id']}  invited    -           Heron"]


def test_with_a_public_address_the_link_has_it(tmp_path: Path) -> None:
    run = closeness(tmp_path, "client", "new", "Heron", "--public-url", "https://close.example")
    assert run.exit_code == 0
    assert re.search(r"^link: https://close\.example/check-in#[\w-]{43}$", run.stdout, re.MULTILINE)
    assert "This link works only where" not in run.stdout


def test_without_one_it_says_where_the_link_works(tmp_path: Path) -> None:
    run = closeness(tmp_path, "client", "new", "Heron")
    assert run.stdout.splitlines()[-1] == (
        "This link works only where this computer can be reached (see --public-url)."
    )
    none = closeness(tmp_path / "none", "client", "list").stdout
    assert none == "No client yet. Add one with `closeness client new`.\n"


def test_a_client_is_erased_once_it_was_asked_and_what_went_is_said(tmp_path: Path) -> None:
    client = done(tmp_path, "new", "Heron")["id"]
    with Records.open(tmp_path) as records:
        person = somebody(records)
        letter = {"state": "given", "on": TODAY, "parts": ["ratings"], "kind": "friend"}
        records.give_consent(bytes.fromhex(client), person, "sam", letter)
    kept = closeness(tmp_path, "client", "erase", client, typed="n\n")
    assert kept.exit_code == 1
    assert len(done(tmp_path, "list")["clients"]) == 1
    run = closeness(tmp_path, "client", "erase", client, typed="y\n")
    assert run.stdout.splitlines()[-1] == (
        "Erased: 1 links, 1 consents, 0 notes, 0 marks, 0 weeks, 0 moments. "
        "What the client entered stays theirs."
    )
    assert done(tmp_path, "list") == {"clients": []}
    again = closeness(tmp_path, "client", "erase", client, "--yes")
    assert refused(again) == "There is no such client any more. Look at the list again."
    strange = closeness(tmp_path, "client", "erase", "Heron", "--yes")
    assert refused(strange) == (
        "There is no client 'Heron'. `closeness client list` shows those there are."
    )


def test_two_clients_of_one_name_are_refused(tmp_path: Path) -> None:
    done(tmp_path, "new", "Heron")
    assert refused(closeness(tmp_path, "client", "new", "heron")) == (
        "There is a client called 'heron' already. Choose another pseudonym."
    )


def test_once_there_is_a_passphrase_each_command_asks_for_it(tmp_path: Path) -> None:
    client = done(tmp_path, "new", "Heron")["id"]
    run = set_passphrase(tmp_path, PASSPHRASE)
    assert (run.exit_code, run.stdout.splitlines()[-1]) == (0, "The passphrase is set.")
    [listed] = done(tmp_path, "list", typed=f"{PASSPHRASE}\n")["clients"]
    assert listed["id"] == client
    wrong = closeness(tmp_path, "client", "list", typed="slow green tricycle\n")
    assert refused(wrong) == "This is not the passphrase. Nothing was changed."


def test_a_new_passphrase_needs_the_present_one_and_wraps_the_key_anew(tmp_path: Path) -> None:
    done(tmp_path, "new", "Heron")
    set_passphrase(tmp_path, PASSPHRASE)
    assert refused(set_passphrase(tmp_path, OTHER, "wrong one entirely")) == (
        "This is not the passphrase. Nothing was changed."
    )
    assert set_passphrase(tmp_path, OTHER, PASSPHRASE).exit_code == 0
    assert done(tmp_path, "list", typed=f"{OTHER}\n")["clients"]
    with Records.open(tmp_path) as records:
        assert records.sign_in_with_passphrase(PASSPHRASE) is None
        assert records.sign_in_with_passphrase(OTHER)
        assert not records.unlock_coach(PASSPHRASE)


def test_a_short_passphrase_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    assert refused(set_passphrase(tmp_path, "short")) == (
        "A passphrase needs 12 to 1000 letters; this one has 5. "
        "Four or five words that do not belong together work well."
    )
    with Records.open(tmp_path) as records:
        assert not records.coach_has_passphrase


def test_a_forgotten_passphrase_costs_what_the_coach_kept_and_no_client_anything(
    tmp_path: Path,
) -> None:
    client = done(tmp_path, "new", "Heron")["id"]
    with Records.open(tmp_path) as records:
        token = records.begin_person()
        person = records.person_of(token)
        assert person is not None
        letter = {"state": "given", "on": TODAY, "parts": ["ratings"], "kind": "friend"}
        records.give_consent(bytes.fromhex(client), person, "sam", letter)
        records.set_passphrase(PASSPHRASE)

    def forgotten(text: str, *answers: str) -> Result:
        typed = "\n".join([*answers, text, text, ""])
        return closeness(tmp_path, "passphrase", "--forgotten", typed=typed)

    assert forgotten(OTHER, "n").exit_code == 1
    assert refused(forgotten("short", "y")).startswith("A passphrase needs 12 to 1000 letters")
    with Records.open(tmp_path) as records:
        assert records.unlock_coach(PASSPHRASE)  # nothing happened yet
        assert len(records.all_clients()) == 1
    run = forgotten(OTHER, "y")
    assert run.stdout.splitlines()[-1] == "The passphrase is set. Clients erased: 1."
    with Records.open(tmp_path) as records:
        assert records.sign_in_with_passphrase(OTHER)
        assert records.unlock_coach(OTHER)
        assert records.all_clients() == []
        person = records.person_of(token)
        assert person is not None
        told, stands = records.consent_of(person)
        assert (told is not None, stands) == (True, False)
    assert done(tmp_path, "new", "Heron", typed=f"{OTHER}\n")["id"] != client
