"""One import of a file into an empty folder, in this process: how long, how much memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from closeness_widgets import paths
from closeness_widgets.content.coach_words import CoachWords
from closeness_widgets.content.library import read_library
from closeness_widgets.content.pages import read_words
from closeness_widgets.records import Records
from closeness_widgets.serving.coach.in_and_out import InAndOut
from closeness_widgets.serving.coach.practice import Practice


def main(file: Path, data: Path) -> None:
    """Print ``{seconds, reading_s, lines, memory_mb, memory_before_mb}`` as JSON."""
    library = read_library([paths.content()])
    words = read_words([paths.content()], "coach", CoachWords)
    today = datetime.now(UTC).date()
    data.mkdir()
    with Records.open(data) as records:
        practice = Practice(records, lambda: library, lambda: today)
        files = InAndOut(records, practice, lambda: library, lambda: words, lambda: today)
        before = _most()
        began = time.perf_counter()
        found = files.read(file.read_bytes(), {})
        read = time.perf_counter()
        done = files.bring(found, "signed", sure=True)
        ended = time.perf_counter()
    assert not done["rejected"]
    told = {
        "seconds": round(ended - began, 3),
        "reading_s": round(read - began, 3),
        "lines": sum(one["added"] for one in done["clients"]),
        "memory_mb": _most(),
        "memory_before_mb": before,
    }
    print(json.dumps(told))


def _most() -> float:
    """The most that this process ever held, in MB of a million bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the other figure counts what the parent held before this began
        told = status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()
        return round(int(told[0]) * 1024 / 1e6, 1)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
