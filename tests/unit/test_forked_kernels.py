"""Forked kernels, with real kernels throughout."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from closeness_widgets.serving import forked
from closeness_widgets.serving.forked import ForkedProvisioner, Forks, forks
from closeness_widgets.serving.kernelspecs import ClosenessKernelSpecs
from closeness_widgets.serving.warm_process import CannotForkError, ForkedProcess

pytestmark = pytest.mark.skipif(not forked.FORK_IS_SAFE, reason="a fork is not to be had here")

PAGES = (*forked.KERNEL, "ipywidgets", "numpy.random", "matplotlib.pyplot")
ORDINARY = "Kernels start the ordinary way, which is slower and takes more memory, because "


def pid_of(manager: AsyncKernelManager) -> int:
    assert isinstance(manager.provisioner, ForkedProvisioner)
    assert manager.provisioner.pid is not None
    return manager.provisioner.pid


class Kernel:
    """A running kernel and a client of it."""

    def __init__(self, manager: AsyncKernelManager) -> None:
        self.manager = manager
        self.messages: list[dict[str, Any]] = []

    @property
    def pid(self) -> int:
        return pid_of(self.manager)

    async def connect(self) -> None:
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=20)

    async def says(self, code: str) -> str:
        """What the code prints; the messages it sent are in `messages`."""
        self.messages = []
        reply = await self.client.execute_interactive(
            code, output_hook=self.messages.append, timeout=20
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(self.contents("stream", "text")).strip()

    def contents(self, kind: str, key: str) -> list[Any]:
        return [m["content"][key] for m in self.messages if m["msg_type"] == kind]

    async def answers(self, kind: str, **content: Any) -> list[dict[str, Any]]:
        """Send what a browser would send, and collect what comes back but busy and idle."""
        heard = await self.hears_of(kind, **content)
        return [one for one in heard if "execution_state" not in one]

    async def hears_of(self, kind: str, **content: Any) -> list[dict[str, Any]]:
        """Send what a browser would send, and collect the contents until it is done."""
        sent = self.client.session.msg(kind, content, metadata={"version": "1.0.0"})
        self.client.shell_channel.send(sent)
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1].get("execution_state") != "idle":
            message = await self.client.get_iopub_msg(timeout=20)
            if message["parent_header"].get("msg_id") == sent["header"]["msg_id"]:
                heard.append(message["content"])
        return heard

    async def hears(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self.client.get_iopub_msg(timeout=20)
            if wanted(message):
                return message


@contextlib.asynccontextmanager
async def kernel(
    kind: type[AsyncKernelManager] = AsyncKernelManager, **options: Any
) -> AsyncIterator[Kernel]:
    manager = kind(kernel_spec_manager=ClosenessKernelSpecs(), kernel_name="python3")
    await manager.start_kernel(**options)
    running = Kernel(manager)
    try:
        await running.connect()
        yield running
    finally:
        running.client.stop_channels()
        await manager.shutdown_kernel(now=True)


def runs(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    """Every child of the process, zombies too."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        await asyncio.sleep(0.02)


def warm_pid() -> int:
    assert forks._warm is not None
    return forks._warm.process.pid


@pytest.fixture(scope="module", autouse=True)
def warm_process() -> Iterator[None]:
    assert asyncio.run(forks.warm_up(PAGES))
    yield
    forks.shut_down()


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("closeness.kernels")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def test_a_kernel_is_a_child_of_the_warm_process_and_answers() -> None:
    async def story() -> None:
        async with kernel() as page:
            assert await page.says("print(1 + 1)") == "2"
            assert await page.says("import os; print(os.getppid())") == str(warm_pid())
            assert await page.says("import sys; print('ipywidgets' in sys.modules)") == "True"
            assert await page.says("import subprocess; print(subprocess.call('false'))") == "1"
            assert os.getpgid(page.pid) == page.pid

    asyncio.run(story())


def test_each_kernel_has_its_own_environment_and_folder(tmp_path: Path) -> None:
    async def story() -> None:
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        env = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        ask = (
            "import os; print(os.environ['CLOSENESS_SEAT'], os.getcwd(), "
            "'OPENBLAS_NUM_THREADS' in os.environ)"  # as in the warm process
        )
        async with (
            kernel(env={**env, "CLOSENESS_SEAT": "a"}, cwd=str(first)) as a,
            kernel(env={**env, "CLOSENESS_SEAT": "b"}, cwd=str(second)) as b,
        ):
            assert await a.says(ask) == f"a {first} False"
            assert await b.says(ask) == f"b {second} False"

    asyncio.run(story())


OWN_PAGES = """
import gc
from pathlib import Path

def own():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(one.split()[1]) for one in lines if one.startswith("Private_")) / 1024

before = own()
gc.collect()
print(before < 25, own() - before < 3)
"""


def test_a_kernel_shares_its_memory_also_after_it_has_looked_for_garbage() -> None:
    async def story() -> None:
        async with kernel() as page:
            assert await page.says(OWN_PAGES) == "True True"

    asyncio.run(story())


def test_the_settings_of_whoever_uses_this_computer_change_no_page(tmp_path: Path) -> None:
    profile = tmp_path / "profile_default"
    profile.mkdir()
    line = "c = get_config()\nc.InteractiveShellApp.exec_lines = ['strange = 1']\n"
    (profile / "ipython_kernel_config.py").write_text(line)

    async def story() -> None:
        async with kernel(env={**os.environ, "IPYTHONDIR": str(tmp_path)}) as page:
            assert await page.says("print('strange' in globals())") == "False"

    asyncio.run(story())


def test_no_two_kernels_draw_the_same_numbers_or_ids() -> None:
    draws = (
        "__import__('random').random()",
        "__import__('numpy').random.random()",
        "__import__('uuid').uuid4()",
        "__import__('secrets').token_hex()",
        "get_ipython().kernel.session.session",
        "__import__('ipywidgets').Label().model_id",
    )

    async def story() -> None:
        async with kernel() as a, kernel() as b:
            for draw in draws:
                assert await a.says(f"print({draw})") != await b.says(f"print({draw})"), draw

    asyncio.run(story())


CHANGE = {"method": "update", "state": {"value": 7}, "buffer_paths": []}


def test_a_widget_opens_in_the_browser_and_hears_from_it() -> None:
    async def story() -> None:
        async with kernel() as page:
            await page.says("import ipywidgets; slider = ipywidgets.IntSlider(3)")
            opened = [m["content"] for m in page.messages if m["msg_type"] == "comm_open"]
            [comm] = [c["comm_id"] for c in opened if c["data"]["state"].get("value") == 3]
            [echo] = await page.answers("comm_msg", comm_id=comm, data=CHANGE)
            assert echo["data"]["state"] == {"value": 7}
            assert await page.says("print(slider.value)") == "7"

            await page.answers(
                "comm_open", comm_id="c1", target_name="jupyter.widget.control", data={}
            )
            [states] = await page.answers(
                "comm_msg", comm_id="c1", data={"method": "request_states"}
            )
            assert comm in states["data"]["states"]

    asyncio.run(story())


def test_a_tap_is_answered_without_a_word_that_it_is_worked_on_and_a_picture_is_announced() -> None:
    async def story() -> None:
        async with kernel() as one:
            comm = await one.says(
                "import ipywidgets, traitlets\n"
                "class Asked(ipywidgets.Widget):\n"
                "    picture_wanted = traitlets.Int().tag(sync=True)\n"
                "    outbox = traitlets.Int().tag(sync=True)\n"
                "print((asked := Asked()).comm.comm_id)"
            )

            async def states(**state: int) -> list[str]:
                data = {"method": "update", "state": state, "buffer_paths": []}
                heard = await one.hears_of("comm_msg", comm_id=comm, data=data)
                return [each["execution_state"] for each in heard if "execution_state" in each]

            assert await states(outbox=1) == ["idle"]
            assert await states(picture_wanted=1) == ["busy", "idle"]
            assert await one.says("print(asked.outbox, asked.picture_wanted)") == "1 1"
            assert one.contents("status", "execution_state") == ["busy", "idle"]

    asyncio.run(story())


def test_a_widget_does_not_echo_where_the_environment_of_its_kernel_says_so() -> None:
    async def story() -> None:
        async with kernel(env={**os.environ, "JUPYTER_WIDGETS_ECHO": "0"}) as page:
            comm = await page.says(
                "import ipywidgets; slider = ipywidgets.IntSlider(); print(slider.model_id)"
            )
            assert await page.answers("comm_msg", comm_id=comm, data=CHANGE) == []
            assert await page.says("print(slider.value)") == "7"

    asyncio.run(story())


def test_charts_are_drawn() -> None:
    async def story() -> None:
        async with kernel() as page:
            saved = await page.says(
                "import io; from matplotlib.figure import Figure\n"
                "figure, file = Figure(), io.StringIO()\n"
                "figure.subplots().plot([1, 3, 2])\n"
                "figure.savefig(file, format='svg'); print(file.getvalue()[-7:])"
            )
            assert saved == "</svg>"
            await page.says("import matplotlib.pyplot as plt; _ = plt.plot([1, 3, 2])")
            [shown] = page.contents("display_data", "data")
            assert "image/png" in shown

    asyncio.run(story())


def test_a_kernel_that_never_ends_its_cell_can_be_interrupted() -> None:
    async def story() -> None:
        async with kernel() as page:
            endless = "print('on it', flush=True)\nwhile True: pass"
            busy = page.client.execute(endless, stop_on_error=False)
            await page.hears(lambda m: m["msg_type"] == "stream")
            await page.manager.interrupt_kernel()
            error = await page.hears(lambda m: m["msg_type"] == "error")
            assert error["parent_header"]["msg_id"] == busy
            assert error["content"]["ename"] == "KeyboardInterrupt"
            assert await page.says("print('still here')") == "still here"

    asyncio.run(story())


def test_a_restarted_kernel_is_a_new_one_with_the_same_environment() -> None:
    async def story() -> None:
        async with kernel(env={**os.environ, "CLOSENESS_SEAT": "a"}) as page:
            await page.says("here = True")
            before = page.pid
            await page.manager.restart_kernel()
            await page.client.wait_for_ready(timeout=20)
            assert page.pid != before
            assert not runs(before)
            answer = await page.says(
                "import os; print(os.environ['CLOSENESS_SEAT'], 'here' in globals())"
            )
            assert answer == "a False"

    asyncio.run(story())


def test_a_killed_kernel_is_noticed_and_started_again_even_if_it_had_a_child() -> None:
    async def story() -> None:
        async with kernel(AsyncIOLoopKernelManager) as page:
            await page.says("import os, time\nif not os.fork(): time.sleep(60); os._exit(0)")
            before = page.pid
            page.manager.stop_restarter()
            page.manager._restarter.time_to_dead = 0.1
            page.manager._restarter._pcallback = None
            page.manager.start_restarter()
            os.kill(before, signal.SIGKILL)
            await until(lambda: page.pid != before)
            await page.client.wait_for_ready(timeout=20)
            assert await page.says("print(1 + 1)") == "2"
            page.manager.stop_restarter()

    asyncio.run(story())


def test_a_stranger_with_the_number_of_an_ended_kernel_is_left_alone() -> None:
    lifeline, theirs = socket.socketpair()
    lifeline.setblocking(False)
    theirs.close()
    with subprocess.Popen(["sleep", "20"], start_new_session=True) as stranger:
        provisioner = ForkedProvisioner()
        provisioner.process = ForkedProcess(stranger.pid, lifeline)
        provisioner.pid = provisioner.pgid = stranger.pid
        assert asyncio.run(provisioner.poll()) == 0
        asyncio.run(provisioner.kill())
        with pytest.raises(subprocess.TimeoutExpired):
            stranger.wait(0.3)
        stranger.kill()
    assert asyncio.run(provisioner.wait()) == 0
    assert not provisioner.has_process


def test_closed_kernels_leave_nothing_behind() -> None:
    async def story() -> None:
        manager = AsyncKernelManager(kernel_spec_manager=ClosenessKernelSpecs())
        await manager.start_kernel()
        connection_files.append(Path(manager.connection_file))
        assert children_of(warm_pid()) == [pid_of(manager)]
        await manager.shutdown_kernel()
        assert children_of(warm_pid()) == []
        assert not manager.has_kernel

    connection_files: list[Path] = []
    asyncio.run(story())
    assert [file.exists() for file in connection_files] == [False]


def test_the_end_of_the_warm_process_takes_no_kernel_along_and_the_next_start_warms_a_new_one(
    log: list[str],
) -> None:
    async def story() -> None:
        await forks.warm_up(forked.KERNEL)
        async with kernel() as old:
            killed = warm_pid()
            os.kill(killed, signal.SIGKILL)
            await until(lambda: not runs(killed))
            assert await old.says("print(1 + 1)") == "2"
            async with kernel() as new:
                assert await new.says("import os; print(os.getppid())") == str(warm_pid())
            assert warm_pid() != killed
            assert await old.says("print(2 + 2)") == "4"
            await old.manager.interrupt_kernel()
            await old.manager.restart_kernel(now=True)
            await old.client.wait_for_ready(timeout=20)
            assert await old.says("import os; print(os.getppid())") == str(warm_pid())

    asyncio.run(story())
    assert not [line for line in log if line.startswith(ORDINARY)]


SERVER = """
import asyncio, json, os, signal
from jupyter_client.manager import AsyncKernelManager
from closeness_widgets.serving.forked import KERNEL, forks
from closeness_widgets.serving.kernelspecs import ClosenessKernelSpecs

async def serve():
    pids = []
    for is_first in (True, False):
        await forks.warm_up(KERNEL)
        manager = AsyncKernelManager(kernel_spec_manager=ClosenessKernelSpecs())
        await manager.start_kernel()
        pids += [manager.provisioner.pid, forks._warm.process.pid]
        if is_first:
            forks._warm.process.kill()
            forks._warm.process.wait()
        else:
            print(json.dumps(pids), flush=True)
            await asyncio.sleep(60)

asyncio.run(serve())
"""


def test_nothing_outlives_a_killed_server_even_if_the_warm_process_went_first() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        orphan, killed, child, warm = json.loads(server.stdout.readline())
        assert [runs(pid) for pid in (orphan, killed, child, warm)] == [True, False, True, True]
        server.kill()
    asyncio.run(until(lambda: not any(runs(pid) for pid in (orphan, child, warm)), seconds=3))


def test_without_a_fork_kernels_start_the_ordinary_way_and_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, log: list[str]
) -> None:
    monkeypatch.setattr(forked, "FORK_IS_SAFE", False)
    monkeypatch.setattr(forked, "forks", Forks())

    async def start_and_ask() -> str:
        async with kernel() as page:
            return await page.says("import os; print(os.getppid())")

    async def story() -> None:
        assert not await forked.forks.warm_up()
        answers = await asyncio.gather(start_and_ask(), start_and_ask())
        assert list(answers) == [str(os.getpid())] * 2

    asyncio.run(story())
    reason = f"a fork is not safe on this system ({sys.platform})"
    assert [line for line in log if line.startswith(ORDINARY)] == [ORDINARY + reason]


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=[9]).start()",
            "a fork is safe only while there is one thread, and after the imports there are 2",
        ),
        ("import os\nos._exit(3)", "the warm process ended before it was ready"),
    ],
    ids=["starts a thread", "ends"],
)
def test_a_module_that_spoils_the_fork_is_refused(
    module: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: list[str]
) -> None:
    (tmp_path / "spoils.py").write_text(module)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    others = Forks()
    assert not asyncio.run(others.warm_up(["spoils"]))
    assert log == [ORDINARY + reason]
    assert others._warm is None
    assert not asyncio.run(others.warm_up(["spoils"]))
    assert log == [ORDINARY + reason]


def test_a_module_that_cannot_be_imported_is_only_logged(log: list[str]) -> None:
    others = Forks()
    assert asyncio.run(others.warm_up(["no_such_module"]))
    others.shut_down()
    assert log == [
        "The warm process could not import no_such_module: "
        "ModuleNotFoundError: No module named 'no_such_module'"
    ]


def test_what_a_fork_cannot_do_is_refused() -> None:
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"]
    with pytest.raises(CannotForkError) as refused:
        asyncio.run(forks.fork(command, {"stdout": subprocess.DEVNULL, "independent": True}))
    assert str(refused.value) == "a forked kernel cannot be started with independent, stdout"
    with pytest.raises(CannotForkError) as refused:
        asyncio.run(forks.fork(["julia", "-i", "--color=yes", "-f", "kernel.json"], {}))
    assert str(refused.value) == (
        "a kernel's command is ['julia', '-i', '--color=yes'] and not "
        f"{[sys.executable, '-m', 'ipykernel_launcher']}"
    )


def test_a_folder_that_does_not_exist_is_an_error_as_in_any_kernel(tmp_path: Path) -> None:
    async def story() -> None:
        async with kernel(cwd=str(tmp_path / "nowhere")):
            pass

    with pytest.raises(FileNotFoundError):
        asyncio.run(story())


def test_one_kernel_spec_is_offered_and_no_other() -> None:
    specs = ClosenessKernelSpecs()
    assert list(specs.get_all_specs()) == ["python3"]
    spec = specs.get_kernel_spec("python3")
    assert spec.argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]
    assert spec.metadata["kernel_provisioner"] == {"provisioner_name": "closeness-forked"}
    with pytest.raises(NoSuchKernel) as refused:
        specs.get_kernel_spec("ir")
    assert str(refused.value) == "No such kernel named ir"
