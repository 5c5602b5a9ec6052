"""``closeness client import`` and ``export`` on a folder while no server runs."""

from __future__ import annotations

from pathlib import Path

from closeness_widgets.records import Records
from tests.unit.practice import ON, PASSPHRASE
from tests.unit.room import somebody
from tests.unit.test_client_cli import TODAY, closeness, done, refused, set_passphrase

FILE = "client,date,ideas.now (0-10)\nAsh,2026-01-05,5\nBirch,2026-01-05,12\nAsh,soon,6\n"
BASIS = "signed sheet, 3 March"


def written(tmp_path: Path, text: str = FILE) -> str:
    file = tmp_path / "weeks.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(tmp_path: Path) -> None:
    run = closeness(tmp_path / "data", "client", "import", written(tmp_path), "--dry-run")
    assert run.stdout.splitlines() == [
        "client: taken as client",
        "date: taken as date",
        "ideas.now (0-10): taken as ideas.now",
        "Scale: 0 to 10 (heading)",
        "Ash (new here): lines 1 new, 0 changed, 0 there already",
        "Line 3 is left out: ideas.now lies between 0 and 10, but 12 came.",
        "Line 4 is left out: a day is written as 2026-12-31, 31.12.2026 or 31/12/2026, "
        "but 'soon' came.",
        "Nothing was brought in: a dry run.",
    ]
    assert done(tmp_path / "data", "list") == {"clients": []}


def test_without_a_basis_of_consent_nothing_is_kept(tmp_path: Path) -> None:
    assert refused(closeness(tmp_path / "data", "client", "import", written(tmp_path))) == (
        "What a file says of a client is kept with their consent only. "
        "Say what consent there is, such as: signed sheet, 3 March."
    )
    assert done(tmp_path / "data", "list") == {"clients": []}


def test_a_file_comes_in_once_and_its_basis_is_kept(tmp_path: Path) -> None:
    file, data = written(tmp_path), tmp_path / "data"
    first = done(data, "import", file, "--basis", BASIS)
    assert first["clients"] == [
        {"pseudonym": "Ash", "new": True, "added": 1, "changed": 0, "same": 0}
    ]
    assert [one["line"] for one in first["rejected"]] == [3, 4]
    again = done(data, "import", file)
    assert again["clients"] == [
        {"pseudonym": "Ash", "new": False, "added": 0, "changed": 0, "same": 1}
    ]
    [listed] = done(data, "list")["clients"]
    assert (listed["pseudonym"], listed["state"]) == ("Ash", "none")
    with Records.open(data) as records:
        client, _ = records.load_client(bytes.fromhex(listed["id"]))
        did = [deed["did"] for deed in records.deeds()]
        assert did == ["clients_listed", "client_imported", "client_added"]
    assert client.card["basis"] == BASIS
    assert [week["values"] for week in client.file["weeks"]] == [{"ideas.now": 5}]


def test_one_client_who_cannot_be_kept_keeps_the_whole_file_out(tmp_path: Path) -> None:
    data = tmp_path / "data"
    file = written(tmp_path, "client,date,ideas (0-10)\nAsh,2026-01-05,5\nBirch,2026-01-05,5\n")
    birch = done(data, "new", "Birch", "--basis", "x" * 199)["id"]
    run = closeness(data, "client", "import", file, "--basis", BASIS)
    assert refused(run) == "A basis has 0 to 200 characters, but this one has 222."
    [listed] = done(data, "list")["clients"]
    assert listed["id"] == birch


def test_what_is_exported_comes_in_again_under_another_roof(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    done(data, "import", written(tmp_path), "--basis", BASIS)
    client = done(data, "list")["clients"][0]["id"]
    for form in ("csv", "json"):
        out = tmp_path / f"out.{form}"
        run = closeness(data, "client", "export", client, "--to", str(out))
        assert run.stdout == f"Written to {out}.\n"
        told = done(other / form, "import", str(out), "--basis", BASIS)
        assert [one["added"] for one in told["clients"]] == [1]
    wrong = closeness(data, "client", "export", client, "--to", "ash.xlsx")
    assert refused(wrong) == "A file to export to ends in .csv or .json, but 'ash.xlsx' does not."


def test_a_client_who_stopped_is_neither_taken_out_nor_added_to(tmp_path: Path) -> None:
    data = tmp_path / "data"
    client = done(data, "new", "Ash")["id"]
    with Records.open(data) as records:
        person = somebody(records)
        letter = {"state": "given", "on": TODAY, "parts": ["ratings"], "kind": "friend"}
        records.give_consent(bytes.fromhex(client), person, "sam", letter)
        records.withdraw_consent(person, ON)
    out = closeness(data, "client", "export", client, "--to", str(tmp_path / "out.csv"))
    assert refused(out) == "This client stopped sharing, so nothing is taken out."
    told = done(data, "import", written(tmp_path), "--basis", BASIS)
    assert told["clients"] == []
    assert told["rejected"][0] == {
        "line": 2,
        "reason": "Ash stopped sharing, so nothing is added",
    }


def test_a_file_that_is_not_there_and_a_locked_key(tmp_path: Path) -> None:
    data, none = tmp_path / "data", tmp_path / "none.csv"
    assert refused(closeness(data, "client", "import", str(none))) == (
        f"The file {none} cannot be read (No such file or directory)."
    )
    set_passphrase(data, PASSPHRASE)
    told = done(data, "import", written(tmp_path), "--basis", BASIS, typed=f"{PASSPHRASE}\n")
    assert told["clients"][0]["added"] == 1
