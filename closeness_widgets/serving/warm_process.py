"""The server's side of `warm.py`: the process that forks, and the kernels it has forked."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from closeness_widgets.serving.kernel_environment import kernel_environment

log = logging.getLogger("closeness.kernels")
FORK_SECONDS = 60.0
"""How long a kernel may take until it listens; a hundred at once on a small computer take 10 s."""

_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in any kernel
}


class CannotForkError(Exception):
    """A kernel cannot be forked; the message completes a sentence that ends with "because"."""


class ForkedProcess:
    """A forked kernel, with the part of `subprocess.Popen` that `LocalProvisioner` uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, lifeline: socket.socket) -> None:
        self.pid = pid
        self._lifeline = lifeline

    def poll(self) -> int | None:
        """None while the kernel runs, then 0; how it ended is not known here, and nobody asks."""
        return 0 if _other_end_closed(self._lifeline) else None

    def number_was_given_away(self) -> bool:
        """Whether the kernel has ended and another process has its number by now.

        While children of the kernel live, nobody else can get the number of their group.
        """
        if self.poll() is None:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def wait(self) -> int:
        """Forget a kernel that has ended. One that still runs ends by this."""
        self._lifeline.close()
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProcess:
    """A running `warm.py` that imports `modules`. Raises OSError if Python cannot be started."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        with theirs:
            fd = theirs.fileno()
            # What runs is our own module, with names of modules.
            self.process = subprocess.Popen(  # noqa: S603  # nosec B603
                [sys.executable, "-m", "closeness_widgets.serving.warm", str(fd), *modules],
                stdin=subprocess.DEVNULL,
                env={**kernel_environment(), **_ENVIRONMENT},
                pass_fds=[fd],
                start_new_session=True,  # Ctrl-C in the server's terminal is not for kernels
            )
        self.ready = False
        self._greeting = b""
        self._trouble: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the process has ended, or ends at this moment."""
        return _other_end_closed(self.control)

    def check(self) -> bool:
        """Whether all is imported. Raises CannotForkError if it never will be, or may not fork."""
        if not self.ready and self._trouble is None:
            self._listen()
        if self._trouble is not None:
            raise CannotForkError(self._trouble)
        return self.ready

    def _listen(self) -> None:
        try:
            heard = self.control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        self._greeting += heard
        if not heard:
            self._trouble = "the warm process ended before it was ready"
        elif heard.endswith(b"\n"):
            greeting = json.loads(self._greeting)
            for module, reason in greeting["missing"].items():
                log.warning("The warm process could not import %s: %s", module, reason)
            if greeting["threads"] == 1:
                self.ready = True
            else:
                self._trouble = (
                    "a fork is safe only while there is one thread, "
                    f"and after the imports there are {greeting['threads']}"
                )

    async def fork(self, request: bytes) -> ForkedProcess:
        """Fork a kernel; returns when it listens. `request` is the line that `warm.py` describes.

        Raises OSError if the warm process or the new kernel ended meanwhile, CannotForkError if
        the warm process says why it cannot, or nothing.
        """
        lifeline, theirs = socket.socketpair()
        lifeline.setblocking(False)
        try:
            with theirs:
                await self._hand_over(theirs)
            answer = await asyncio.wait_for(_ask(lifeline, request), FORK_SECONDS)
            if "refused" in answer:
                raise CannotForkError(f"the system refused: {answer['refused']}")
        except TimeoutError:
            lifeline.close()
            message = f"a new kernel did not listen within {FORK_SECONDS:g} s"
            raise CannotForkError(message) from None
        except BaseException:
            lifeline.close()  # a kernel that comes late ends by this
            raise
        return ForkedProcess(answer["pid"], lifeline)

    async def _hand_over(self, lifeline: socket.socket) -> None:
        while True:
            try:
                socket.send_fds(self.control, [b"k"], [lifeline.fileno()])
                return
            except BlockingIOError:  # hundreds are waiting already
                await asyncio.sleep(0.02)

    def close(self) -> None:
        """End the process. Kernels it has forked go on."""
        self._trouble = "the warm process was ended"
        self.control.close()
        self.process.kill()
        self.process.wait()


async def _ask(lifeline: socket.socket, request: bytes) -> dict[str, Any]:
    """Send a request and read the answer. Raises OSError if the other end closed instead."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(lifeline, request)
    answer = b""
    while not answer.endswith(b"\n"):
        part = await loop.sock_recv(lifeline, 4096)
        if not part:
            raise ConnectionResetError("closed before it answered")
        answer += part
    message: dict[str, Any] = json.loads(answer)
    return message


def _other_end_closed(connection: socket.socket) -> bool:
    """Whether the process that holds the other end of a non-blocking socket has ended."""
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
