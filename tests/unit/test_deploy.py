"""What is meant for machines of others: it parses, and names only what there is."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path
from typing import Any

import typer.main
import yaml

from closeness_widgets import cli

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
CONTAINERFILE = (KUBERNETES / "Containerfile").read_text(encoding="utf-8")
VALUES = yaml.safe_load((KUBERNETES / "values.yaml").read_text(encoding="utf-8"))


def steps(stage: str) -> list[tuple[str, str]]:
    """Instruction and what follows it, of one stage of the image: ``build``, or ``run`` it."""
    joined = CONTAINERFILE.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    found = [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]
    second = [number for number, (name, _) in enumerate(found) if name == "FROM"][1]
    return found[:second] if stage == "build" else found[second:]


def unknown_options(command: list[str]) -> list[str]:
    """What a command line gives to ``closeness serve`` that it does not take."""
    assert command[:2] == ["closeness", "serve"]
    serve = typer.main.get_command(cli.app).commands["serve"]  # type: ignore[attr-defined]
    known = {name for one in serve.params for name in (*one.opts, *one.secondary_opts)}
    return [one for one in command if one.startswith("--") and one not in known]


def test_the_image_copies_only_what_there_is_and_all_that_the_wheel_is_made_of() -> None:
    copied = [
        source
        for name, rest in steps("build")
        if name == "COPY"
        for source in shlex.split(rest)[:-1]
    ]
    assert [one for one in copied if not (ROOT / one).exists()] == []
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wheel = re.search(r"^only-include = \[(.*)\]$", project, re.MULTILINE)
    assert wheel is not None
    assert set(ast.literal_eval(f"[{wheel[1]}]")) <= set(copied)
    assert {"requirements.lock", "pyproject.toml", "README.md", "LICENSE"} <= set(copied)


def test_the_image_is_made_by_the_steps_of_make() -> None:
    made = (ROOT / "tools" / "make-venv").read_text(encoding="utf-8")
    build = " ".join(rest for name, rest in steps("build") if name == "RUN")
    for part in ("--require-hashes -r", "--no-deps", "--no-build-isolation"):
        assert part in made
        assert part in build


def test_what_runs_has_no_tools_to_build_with_and_is_nobody_special() -> None:
    run = steps("run")
    names = [name for name, _ in run]
    ran = " ".join(rest for name, rest in run if name == "RUN")
    assert not re.search(r"pip|apt|gcc|curl", ran)
    assert "slim" in dict(run)["FROM"]
    assert dict(run)["USER"] == "1000"
    assert names.index("USER") < names.index("CMD")
    assert "pip uninstall" in steps("build")[-1][1]


def test_what_the_image_and_the_hub_start_is_a_command_that_there_is() -> None:
    assert unknown_options(json.loads(dict(steps("run"))["CMD"])) == []
    assert unknown_options(VALUES["singleuser"]["cmd"]) == []


def test_the_values_probe_what_the_workbook_answers_and_hold_no_secret() -> None:
    code = VALUES["hub"]["extraConfig"]["10-servers"]
    ast.parse(code)
    assert {"{base}alive", "{base}ready"} <= set(re.findall(r"\{base\}\w+", code))
    database = VALUES["singleuser"]["extraEnv"]["CLOSENESS_DATABASE"]
    assert set(database) == {"name", "valueFrom"}
    text = (KUBERNETES / "values.yaml").read_text(encoding="utf-8")
    assert not re.search(r"://[^\s:@]+:(?!\.\.\.@)[^\s@]+@", text)


def test_a_room_in_session_is_told_of_more_often_than_idle_servers_are_looked_for() -> None:
    told = int(VALUES["singleuser"]["extraEnv"]["JUPYTERHUB_ACTIVITY_INTERVAL"])
    assert told < VALUES["cull"]["every"] < VALUES["cull"]["timeout"]


def test_the_network_lets_in_figures_and_out_the_database_alone() -> None:
    policy: dict[str, Any] = VALUES["singleuser"]["networkPolicy"]
    assert not any(policy["egressAllowRules"].values())
    ports = [port["port"] for way in ("ingress", "egress") for rule in policy[way]
             for port in rule["ports"]]  # fmt: skip
    assert ports == [9464, 5432]
    assert f":{ports[0]}" in " ".join(VALUES["singleuser"]["cmd"])
