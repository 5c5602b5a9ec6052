"""Saves notebooks with what they show and nothing that changes from run to run.

Use: .venv/bin/python tools/tidy_notebooks.py [--check] [NOTEBOOK ...]

nbstripout takes out dates, versions and view settings, this script the random ids of widgets.
Cells are counted anew from 1, since nbval compares only outputs of cells that have a number.
With --check nothing is written. Exit status 1 if a notebook was not tidy.
"""

import json
import subprocess
import sys
from pathlib import Path

NBSTRIPOUT = [
    *(sys.executable, "-m", "nbstripout"),
    *("--keep-output", "--keep-count", "--keep-id", "--unix-newlines", "--extra-keys"),
    "metadata.language_info.version cell.metadata.execution cell.metadata.jupyter",
]
WIDGET_ID = "application/vnd.jupyter.widget-view+json"


def tidied(notebook: str) -> str:
    """The text of a notebook file, tidy."""
    stripped = subprocess.run(
        NBSTRIPOUT, input=notebook.encode(), stdout=subprocess.PIPE, check=True
    )
    content = json.loads(stripped.stdout)
    number = 0
    for cell in content["cells"]:
        if cell.get("execution_count"):
            number += 1
            cell["execution_count"] = number
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_ID, None)
            if "execution_count" in output:
                output["execution_count"] = number
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Tidies or checks the notebooks named on the command line, or all workbooks."""
    named = [Path(name) for name in sys.argv[1:] if name != "--check"]
    untidy = 0
    for path in named or sorted(Path("workbooks").glob("*.ipynb")):
        before = path.read_text(encoding="utf-8")
        after = tidied(before)
        if after == before:
            continue
        untidy = 1
        if "--check" in sys.argv:
            print(f"{path} is not tidy. Run .venv/bin/python tools/tidy_notebooks.py {path}")
        else:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"tidied {path}")
    return untidy


if __name__ == "__main__":
    sys.exit(main())
