"""What is written down of a failure quotes nobody and is one line, whoever writes it."""

from __future__ import annotations

import subprocess
import sys

STORY = """
import asyncio, logging
from closeness_widgets import logs

logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
logs.say_little()
WORD = "Quince"
try:
    int(WORD)
except ValueError:
    logging.getLogger("comm").error("Exception in comm_msg for %s", WORD, exc_info=True)
    logging.getLogger("tornado").error("Uncaught %s\\n%r", WORD, [WORD], exc_info=True)
    logging.getLogger("closeness.pages").error("A request to %s failed", "Home", exc_info=True)
logging.getLogger("jupyter").warning("No channel specified, assuming shell: %s", {"what": WORD})
logging.getLogger("closeness.desk").warning("Disk %s", "full")
logging.getLogger("other").info("The port is %d", 80)

async def fails():
    raise RuntimeError(WORD)

async def main():
    asyncio.ensure_future(fails())
    await asyncio.sleep(0)

asyncio.run(main())
"""


def test_a_failure_is_one_line_without_the_words_in_it() -> None:
    run = subprocess.run(
        [sys.executable, "-c", STORY], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stderr.splitlines() == [
        "comm Exception in comm_msg for %s: ValueError in <string>, line 9",
        "tornado Uncaught %s: ValueError in <string>, line 9",
        "closeness.pages A request to Home failed: ValueError in <string>, line 9",
        "jupyter No channel specified, assuming shell: %s",
        "closeness.desk Disk full",
        "other The port is 80",
        "asyncio Task exception was never retrieved: RuntimeError in <string>, line 19",
    ]
