"""`python -m benchmarks`: measure, print a table, write results.json and docs/performance.md.

Each group's figures are written down as soon as it is through, with their day, so that a run that
is broken off loses only what it had not finished.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    coach,
    drawing,
    hub,
    joining,
    killing,
    opening,
    results,
    soak,
    tapping,
    workshop,
)
from benchmarks.browser import chromium
from benchmarks.results import Measured, Run

GROUPS: dict[str, Callable[[Run], dict[str, Measured]]] = {
    "drawing": drawing.measure,
    "opening": opening.measure,
    "tapping": tapping.measure,
    "killing": killing.measure,
    "joining": joining.measure,
    "workshop": workshop.measure,
    "coach": coach.measure,
    "soak": soak.measure,
    "hub": hub.measure,
}
QUICK = ("drawing", "opening", "tapping", "killing", "joining")
"""What a quick run measures; the others, quick as well, after ``--only``."""


def main() -> None:
    """Run what was asked for. A missed target is shown, it does not fail the command."""
    arguments = _arguments()
    if arguments.page:
        print(results.write_page())
        return
    with chromium() as browser:
        version = browser.version
    found: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        run = Run(Path(folder), arguments.quick)
        for name in arguments.only or (QUICK if arguments.quick else GROUPS):
            began = time.monotonic()
            print(f"{name} ...", file=sys.stderr, flush=True)
            of_group = GROUPS[name](run)
            found |= of_group
            print(f"  took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            if not arguments.quick:
                results.write(results.report(of_group, version))
                results.write_page()
    print(results.table(results.report(found, version)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="the room's figures, each once; writes nothing down"
    )
    parser.add_argument(
        "--only", nargs="+", choices=GROUPS, help="only these; the other figures stay as they were"
    )
    parser.add_argument(
        "--page", action="store_true", help="only write docs/performance.md from results.json"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
