"""Log lines for programs: one JSON object each, whatever is in it, and no secret of the start."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import datetime

SCRIPT = """
import logging, warnings
from closeness_widgets.serving import log_lines
from closeness_widgets.serving.log_lines import LogForm
strange = logging.getLogger("Strange")
strange.propagate = False
strange.setLevel(logging.DEBUG)  # as Jupyter's applications do it; what is written is the handler's
strange.addHandler(logging.StreamHandler())
strange.handlers[0].setLevel(logging.WARNING)
form = LogForm("{form}")
log_lines.set_up(form)
log_lines.take_over("Strange", form)
logging.getLogger("closeness.desk").warning("two\\nlines of %s", "“words”")
logging.getLogger("tornado.general").info("not heard")
strange.debug("Starting kernel: ...")
strange.info("not heard either")
strange.warning("its own way")
log_lines.say("The workbook is open")
warnings.warn("a library's")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("closeness.seats").exception("went wrong")
"""


def lines(form: str) -> list[str]:
    """What a process whose log has this form writes to its window."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(form=form)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout == ""
    return run.stderr.splitlines()


def test_each_line_is_one_object_that_says_when_how_bad_who_and_what() -> None:
    told = [json.loads(line) for line in lines("json")]
    named = [(one["level"], one["logger"], one["event"]) for one in told]
    assert named[:3] == [
        ("warning", "closeness.desk", "two\nlines of “words”"),
        ("warning", "Strange", "its own way"),
        ("info", "closeness.serve", "The workbook is open"),
    ]
    assert named[3][:2] == ("warning", "py.warnings")
    assert named[4] == ("error", "closeness.seats", "went wrong")
    assert told[4]["traceback"].endswith("ZeroDivisionError: division by zero")
    assert all(datetime.fromisoformat(one["time"]).tzinfo for one in told)
    assert [set(one) - {"time", "level", "logger", "event"} for one in told[:3]] == [set()] * 3


def test_without_being_asked_lines_are_for_people() -> None:
    plain = lines("plain")
    assert plain[0].endswith(" closeness.desk: two")
    assert plain[2] == "its own way"
    assert "The workbook is open" not in "".join(plain)  # it stands in the window anyway


def test_a_message_that_cannot_be_filled_in_does_not_stop_the_log() -> None:
    from closeness_widgets.serving.log_lines import JsonLines

    record = logging.LogRecord("a", logging.ERROR, "", 1, 'a "quote" \x00 \ud800', None, None)
    assert json.loads(JsonLines().format(record))["event"] == 'a "quote" \x00 \ud800'
