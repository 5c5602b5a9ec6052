"""Makes the invented people of the demonstration: `python data/samples/make_samples.py`.

The same seed gives the same files, byte for byte. Nobody here exists; the pseudonyms are trees.
Each person has a course of their own that the charts must tell truthfully: rising, steady, falling,
with missed weeks, with too few weeks to say anything.

Writes beside this script:

- `people.json`: for each person the relationship and every answer, exercise -> item -> value;
- `weekly_ratings.csv`: one row a person and week with the six ratings, empty if skipped.
"""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

SEED = 20260504
FIRST_MONDAY = date(2026, 5, 4)
DIMENSIONS = ("ideas", "together", "feelings")
BLOCKERS = (
    "feelings-as-push", "blame", "unasked-advice", "criticism", "escape", "secret-no", "tuned-out",
)  # fmt: skip
SIGNS = ("arguing", "sharing", "empathy", "repair")

# pseudonym, kind of relationship, weeks, (first level, change over all weeks) of each dimension,
# wished level, share of weeks missed, moments a week, part of the day they favour
PEOPLE: list[tuple[str, str, int, list[tuple[float, float]], int, float, float, str | None]] = [
    ("Birch", "partner", 24, [(6, 0.5), (4, 2), (3, 4)], 8, 0.1, 1.2, "evening"),
    ("Hazel", "friend", 24, [(7, 0), (6, 0), (6, 0)], 8, 0.05, 0.8, None),
    ("Linden", "parent", 20, [(6, -1), (5, -2.5), (6, -3)], 7, 0.15, 0.5, "afternoon"),
    ("Rowan", "child", 16, [(4, 2), (7, 0), (5, 1.5)], 9, 0.0, 1.5, "night"),
    ("Maple", "housemate", 12, [(5, 0), (8, -4), (4, 0)], 6, 0.4, 0.6, None),
    ("Alder", "colleague", 9, [(6, 1), (6, 0), (3, 0.5)], 5, 0.2, 0.4, "morning"),
    ("Willow", "myself", 18, [(5, 1), (3, 3), (4, 2)], 8, 0.2, 1.0, "morning"),
    ("Juniper", "family", 3, [(4, 0), (3, 0), (5, 0)], 6, 0.0, 0.7, None),
]

WHAT = {
    "morning": ["Coffee before anyone else was up.", "A walk to the bus stop, talking."],
    "afternoon": ["We sorted old photographs.", "A long phone call while it rained."],
    "evening": ["We cooked and nothing went to plan.", "Sat on the steps until it got cold."],
    "night": ["A question in the dark, and an honest answer.", "Could not sleep, read aloud."],
}
ALONE = ["Ate lunch outside without a screen.", "Said no to something, and slept well."]
HELPED = ("time", "screens-away", "listening", "asking", "honest", "thanks", "laughing")


def main(folder: Path = Path(__file__).parent) -> None:
    """Write both files into a folder."""
    people = [person(*details, random=Random(f"{SEED} {details[0]}")) for details in PEOPLE]
    text = json.dumps({"people": people}, indent=1, ensure_ascii=False)
    (folder / "people.json").write_text(text + "\n", encoding="utf-8")
    with (folder / "weekly_ratings.csv").open("w", encoding="utf-8", newline="") as file:
        fields = [f"{one}.{when}" for one in DIMENSIONS for when in ("now", "wished")]
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["person", "week", *(field.replace(".", "_") for field in fields)])
        for one in people:
            answers = one["answers"]["journal"]
            weeks = {item.split(".")[1] for item in answers if item.startswith("week.")}
            for week in sorted(weeks):
                ratings = [answers.get(f"week.{week}.{field}", "") for field in fields]
                table.writerow([one["pseudonym"], week, *ratings])


def person(
    pseudonym: str,
    kind: str,
    weeks: int,
    courses: list[tuple[float, float]],
    wished: int,
    missed: float,
    moments: float,
    favourite: str | None,
    random: Random,
) -> dict[str, Any]:
    """One invented person with a journal."""
    answers: dict[str, Any] = {}
    # Luck of its own: what was drawn before blockers were asked for stays as it was.
    luck = Random(f"{SEED} {pseudonym} blockers")
    for number in range(weeks):
        monday = FIRST_MONDAY + timedelta(weeks=number)
        # The first and the last week are always there; in between some are missed.
        if 0 < number < weeks - 1 and random.random() < missed:
            continue
        done = number / max(weeks - 1, 1)
        for dimension, (level, change) in zip(DIMENSIONS, courses, strict=True):
            now = level + change * done + random.gauss(0, 0.8)
            answers[f"week.{monday}.{dimension}.now"] = on_scale(now)
            answers[f"week.{monday}.{dimension}.wished"] = on_scale(wished + random.gauss(0, 0.4))
        for sign in SIGNS:
            seen = courses[2][1] * done / 3 + random.gauss(0.7, 0.7)
            answers[f"week.{monday}.sign.{sign}"] = random.choice(
                [-1, *[max(0, min(2, round(seen)))] * 5]
            )
        answers[f"week.{monday}.blockers"] = in_the_way(done, courses[2][1], luck)
        while random.random() < moments / (moments + 1):
            key = "".join(random.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(10))
            day = monday + timedelta(days=random.choice([0, 1, 2, 3, 4, 5, 5, 6, 6]))
            answers[f"moment.{key}"] = moment(day, kind, favourite, random)
    return {
        "pseudonym": pseudonym,
        "about": {"id": pseudonym.lower(), "kind": kind, "nickname": ""},
        "answers": {"journal": answers},
    }


def in_the_way(done: float, change: float, random: Random) -> list[str]:
    """What got in the way in one week: seldomer as feelings come closer; empty for none."""
    likely = max(0.05, 0.3 - 0.05 * change * done)
    return [one for one in BLOCKERS if random.random() < likely * (2 if one == "tuned-out" else 1)]


def moment(day: date, kind: str, favourite: str | None, random: Random) -> dict[str, Any]:
    """One close moment; some of its fields are left empty, as people do."""
    part = favourite if favourite and random.random() < 0.7 else random.choice(list(WHAT))
    words = ALONE if kind == "myself" else WHAT[part]
    close = on_scale(random.gauss(7.5, 1.2))
    value: dict[str, Any] = {"date": f"{day}", "part": part, "close": close}
    if random.random() < 0.8:
        value["what"] = random.choice(words)
    helped = [one for one in HELPED if random.random() < (0.6 if one == "time" else 0.2)]
    if helped:
        value["helped"] = helped
    return value


def on_scale(number: float) -> int:
    """The nearest whole number from 0 to 10."""
    return max(0, min(10, round(number)))


if __name__ == "__main__":
    main()
