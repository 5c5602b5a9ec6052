"""The one thread that writes: what comes at once shares a commit, and nothing else."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from closeness_widgets.records import Person, RecordRefused, Records, StorageFailed
from closeness_widgets.serving.pen import Pen
from tests.unit.storage import opens, rows

pytestmark = pytest.mark.usefixtures("on_both")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with opens(tmp_path) as opened:
        yield opened


@pytest.fixture
def pen() -> Iterator[Pen]:
    one = Pen()
    yield one
    one.close()


@pytest.fixture
def person(records: Records) -> Person:
    found = records.person_of(records.begin_person())
    assert found is not None
    return found


def saving(records: Records, person: Person, item: str, value: Any = 7) -> Callable[[], Any]:
    return lambda: records.save(
        person, "dimensions", "", item, value, 1, "page", "c0ffee", lambda _item, same: same
    )


def held_up(pen: Pen) -> Callable[[], None]:
    """Keeps the thread busy until what is returned is called."""
    go = threading.Event()
    pen._thread.submit(go.wait, 30)
    return go.set


async def at_once(pen: Pen, records: Records, calls: list[Callable[[], Any]]) -> list[Any]:
    go_on = held_up(pen)
    tasks = [asyncio.create_task(pen.save(records, call)) for call in calls]
    await asyncio.sleep(0)
    go_on()
    return await asyncio.gather(*tasks, return_exceptions=True)


def on_disk(folder: Path) -> int:
    return int(rows(folder, "SELECT count(*) FROM entries")[0][0])


def commits(records: Records) -> list[int]:
    seen: list[int] = []
    event.listen(records._engine, "commit", lambda _connection: seen.append(1))
    return seen


def test_forty_answers_at_once_share_one_commit(
    records: Records, person: Person, pen: Pen, tmp_path: Path
) -> None:
    seen = commits(records)
    calls = [saving(records, person, f"item-{number}") for number in range(40)]
    saved = asyncio.run(at_once(pen, records, calls))
    assert [entry.value for entry in saved] == [7] * 40
    assert on_disk(tmp_path) == 40
    assert seen == [1]


def test_an_answer_that_is_refused_undoes_itself_and_no_other(
    records: Records, person: Person, pen: Pen, tmp_path: Path
) -> None:
    calls = [
        saving(records, person, "one"),
        saving(records, person, ""),
        saving(records, person, "three"),
    ]
    first, second, third = asyncio.run(at_once(pen, records, calls))
    assert (first.value, third.value) == (7, 7)
    assert isinstance(second, RecordRefused)
    assert second.message == "item must have 1 to 80 letters; this one has 0."
    assert set(records.load(person, "dimensions", "")) == {"one", "three"}


def test_when_the_disk_fails_for_one_nobody_is_told_saved(
    records: Records, person: Person, pen: Pen, tmp_path: Path
) -> None:
    def fails() -> None:
        raise StorageFailed("disk I/O error")

    calls = [saving(records, person, "one"), fails, saving(records, person, "three")]
    told = asyncio.run(at_once(pen, records, calls))
    assert [type(one) for one in told] == [StorageFailed] * 3
    assert on_disk(tmp_path) == 0


def test_one_answer_alone_waits_for_one_commit(records: Records, person: Person, pen: Pen) -> None:
    seen = commits(records)
    assert asyncio.run(pen.save(records, saving(records, person, "one"))).value == 7
    assert seen == [1]


def test_the_same_answer_twice_in_one_commit_is_there_once(
    records: Records, person: Person, pen: Pen, tmp_path: Path
) -> None:
    calls = [saving(records, person, "one"), saving(records, person, "one")]
    first, second = asyncio.run(at_once(pen, records, calls))
    assert first == second
    assert on_disk(tmp_path) == 1


def test_an_answer_is_acknowledged_only_once_it_is_on_the_disk(
    records: Records, person: Person, pen: Pen, tmp_path: Path
) -> None:
    async def look() -> list[int]:
        go_on = held_up(pen)
        seen: list[int] = []

        async def one(item: str) -> None:
            await pen.save(records, saving(records, person, item))
            seen.append(on_disk(tmp_path))

        tasks = [asyncio.create_task(one(item)) for item in ("one", "two", "three")]
        await asyncio.sleep(0)
        go_on()
        await asyncio.gather(*tasks)
        return seen

    assert asyncio.run(look()) == [3, 3, 3]


def test_a_call_from_another_thread_waits_for_what_is_written_together_and_is_no_part_of_it(
    records: Records, person: Person, tmp_path: Path
) -> None:
    began, ended = threading.Event(), threading.Event()

    def beside() -> None:
        began.wait(30)
        saving(records, person, "beside")()
        ended.set()

    def fails() -> None:
        with records.as_one():
            saving(records, person, "undone")()
            began.set()
            assert not ended.wait(0.2)
            raise ZeroDivisionError

    thread = threading.Thread(target=beside)
    thread.start()
    with pytest.raises(ZeroDivisionError):
        fails()
    thread.join(30)
    assert set(records.load(person, "dimensions", "")) == {"beside"}
