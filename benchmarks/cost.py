"""What one participant costs a server: the figures of docs/scaling.md.

`python -m benchmarks.cost` takes about two minutes, writes nothing down and prints JSON. Forty
people without browsers join a prepared room through a relay that counts bytes, then tap and share
for a minute. Processor time and memory are the server's, its kernels' and the warm process's; the
database is SQLite, in the server itself, or the one that `--database` names. `--proxy` puts a
configurable-http-proxy between relay and server and says what it costs, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import servers
from benchmarks.results import Json
from benchmarks.room import ITEMS, Facilitator, Participant, any_answer
from benchmarks.workshop import owner_link

PEOPLE = 40
SECONDS = 60.0
EXERCISE = "dimensions"
TAP_EVERY = (3.0, 9.0)
"""Seconds between two taps of somebody who thinks: ten a minute."""
STEP_EVERY = 20.0


@dataclass
class Relay:
    """Stands before a server and counts what passes, in bytes as TCP carries them."""

    port: int
    up: int = 0
    down: int = 0
    lines: int = 0
    url: str = ""
    _server: asyncio.Server | None = None
    _passing: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1")
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    def close(self) -> None:
        """Let nobody in any more."""
        if self._server is not None:
            self._server.close()
        for one in self._passing:
            one.cancel()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        for task in (
            asyncio.create_task(self._pump(reader, back, up=True)),
            asyncio.create_task(self._pump(there, writer, up=False)),
        ):
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                if up:
                    self.up += len(data)
                else:
                    self.down += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


@dataclass(frozen=True)
class Spent:
    """Processor seconds of the whole family so far, its memory in MB, bytes on the wire."""

    cpu: float
    server_cpu: float
    proxy_cpu: float
    mb: float
    bytes: int
    at: float


def spent(server: servers.Server, relay: Relay, proxy: servers.Server | None) -> Spent:
    """As it stands now."""
    each = _cpu(server)
    between = sum(_cpu(proxy)) if proxy else 0.0
    memory = server.memory_mb()
    return Spent(sum(each), each[0], between, memory, relay.up + relay.down, time.perf_counter())


def cost(folder: Path, people: int, seconds: float, database: str = "", proxy: str = "") -> Json:
    """Let so many people come and be busy for so long on a server of its own; what each cost."""
    env = {"CLOSENESS_DATABASE": database} if database else {}
    server = servers.workbook(folder, env=env)
    with ExitStack() as stack:
        stack.enter_context(servers.running(server))
        between = None
        if proxy:
            between = stack.enter_context(servers.running(_proxy(proxy, server, folder)))
        return asyncio.run(_cost(server, between, people, seconds))


def _proxy(program: str, server: servers.Server, folder: Path) -> servers.Server:
    port, control = servers.free_port(), servers.free_port()
    target = server.url.rstrip("/")
    here = ["--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1"]
    command = [program, *here, "--api-port", str(control), "--default-target", target]
    return servers.Server(command, port, folder)


async def _cost(
    server: servers.Server, proxy: servers.Server | None, people: int, seconds: float
) -> Json:
    servers.wait_for_seats(server)
    relay = Relay(proxy.port if proxy else server.port)
    await relay.open()
    lead = Facilitator(server.url)
    await lead.sign_in(owner_link(server))
    idle = spent(server, relay, proxy)
    ready = servers.ask(server.url + "health")["seats"]["ready"]
    await lead.plan([EXERCISE, EXERCISE], people)
    await asyncio.to_thread(_wait_for_places, server, ready + people)
    prepared = spent(server, relay, proxy)
    crowd = [Participant(relay.url) for _ in range(people)]
    await asyncio.gather(*(one.join(lead.workshop["code"]) for one in crowd))
    await lead.steer("next")
    await asyncio.gather(*(one.open(EXERCISE) for one in crowd))
    joined = spent(server, relay, proxy)
    end = time.monotonic() + seconds
    leading = asyncio.create_task(_lead(lead, end))
    before = sum(_messages(one) for one in crowd)
    taps = sum(await asyncio.gather(*(_lives(one, end) for one in crowd)))
    await leading
    messages = sum(_messages(one) for one in crowd) - before
    busy = spent(server, relay, proxy)
    minutes = people * (busy.at - joined.at) / 60
    found = {
        "people": people,
        "idle_server_mb": idle.mb,
        "place_cpu_s": (prepared.cpu - idle.cpu) / people,
        "place_mb": (prepared.mb - idle.mb) / people,
        "join_cpu_s": (joined.cpu - prepared.cpu) / people,
        "join_server_cpu_s": (joined.server_cpu - prepared.server_cpu) / people,
        "join_kb": (joined.bytes - prepared.bytes) / people / 1e3,
        "busy_mb": (busy.mb - idle.mb) / people,
        "taps_a_minute": taps / minutes,
        "messages_a_minute": messages / minutes,
        "kb_a_minute": (busy.bytes - joined.bytes) / minutes / 1e3,
        "tap_cpu_ms": 1e3 * (busy.cpu - joined.cpu) / taps,
        "tap_server_cpu_ms": 1e3 * (busy.server_cpu - joined.server_cpu) / taps,
        "server_core_share": (busy.server_cpu - joined.server_cpu) / (busy.at - joined.at),
        "lines": relay.lines,
    }
    if proxy:
        found |= {
            "proxy_join_cpu_ms": 1e3 * (joined.proxy_cpu - prepared.proxy_cpu) / people,
            "proxy_cpu_ms_a_minute": 1e3 * (busy.proxy_cpu - joined.proxy_cpu) / minutes,
            "proxy_mb": proxy.memory_mb(),
        }
    for one in crowd:
        one.leave()
    lead.close()
    relay.close()
    return {name: round(value, 4) for name, value in found.items()}


def _cpu(server: servers.Server) -> list[float]:
    """Processor seconds of each process of a family, its first one first."""
    each = []
    for one in server.family():
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            each.append(times.user + times.system)
    return each


def _wait_for_places(server: servers.Server, wanted: int) -> None:
    while servers.ask(server.url + "health")["seats"]["ready"] < wanted:
        time.sleep(0.5)


async def _lives(one: Participant, end: float) -> int:
    """Tap, and share now and then, until the time is over; the taps."""
    taps = 0
    await asyncio.sleep(random.uniform(0, TAP_EVERY[0]))
    while time.monotonic() < end:
        await one.answer(EXERCISE, random.choice(ITEMS[EXERCISE]), any_answer(EXERCISE))
        taps += 1
        if taps % 5 == 0:
            await one.share(one.page.view["step"]["id"])
        await asyncio.sleep(random.uniform(*TAP_EVERY))
    return taps


async def _lead(lead: Facilitator, end: float) -> None:
    """Turn to the other step every now and then."""
    forward = True
    while time.monotonic() + STEP_EVERY < end:
        await asyncio.sleep(STEP_EVERY)
        await lead.steer("next" if forward else "back")
        forward = not forward


def _messages(one: Participant) -> int:
    """What passed on the two lines of a page, both ways."""
    assert one.wire is not None
    return one.page.heard + one.wire.sent + one.wire.heard


def main() -> None:
    """Print what was found, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--database", default="", help="a PostgreSQL database, empty")
    parser.add_argument("--proxy", default="", help="the path of a configurable-http-proxy")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cost-", ignore_cleanup_errors=True) as folder:
        found = cost(Path(folder), asked.people, asked.seconds, asked.database, asked.proxy)
        json.dump(found, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
