"""Forked kernels: a kernel starts as a copy of a process that has imported everything already.

An ordinary kernel spends more than a second on starting Python and importing; a forked one is
there after a tenth of that and shares most of its memory with its siblings. `ForkedProvisioner` is
a kernel provisioner of jupyter_client (entry point `closeness-forked`), and `kernelspecs.py` offers
the one kernel spec that uses it. The process that forks is `warm.py`.

The server calls `await forks.warm_up()` when it starts, so that the first page need not wait, and
`forks.shut_down()` when it ends. Nothing depends on either: the first kernel starts the warm
process too, and it ends with the server.

Where a fork is not to be had, kernels start the ordinary way and the log says so once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from closeness_widgets.serving.kernel_environment import kernel_environment
from closeness_widgets.serving.metrics import STARTS
from closeness_widgets.serving.warm_process import CannotForkError, ForkedProcess, WarmProcess

log = logging.getLogger("closeness.kernels")
FORK_IS_SAFE = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether kernels may be forked here. Apple's frameworks do not survive a fork."""

KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "tornado.platform.asyncio",
)
"""What a kernel imports until it listens."""

PRELOAD = (
    *KERNEL,
    "ipywidgets",
    "anywidget",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "pandas",
    "closeness_widgets.rooms.preload",
)
"""What the warm process imports: what a kernel needs, and then what the pages need.

Not `matplotlib_inline.backend_inline`, which connects to the running kernel as it is imported.
"""

WARM_UP_SECONDS = 60.0
"""How long the imports may take before kernels start the ordinary way instead."""


class Forks:
    """The warm process of this server: started when needed, and again when it has ended."""

    def __init__(self) -> None:
        self._modules: Sequence[str] = PRELOAD
        self._warm: WarmProcess | None = None
        self._given_up: str | None = None
        self._said = False

    async def warm_up(self, modules: Sequence[str] = PRELOAD) -> bool:
        """Start the warm process if none runs, and wait until it can fork.

        It imports `modules`, and so does any that must be started later. A module that cannot be
        imported is logged, no more. Returns whether kernels will be forked; if not, the log says
        why, once.
        """
        self._modules = modules
        try:
            await self._ready()
        except CannotForkError as reason:
            self.say_once(reason)
            return False
        return True

    @property
    def settled(self) -> bool:
        """Whether it is known how kernels start: by a fork from now on, or the ordinary way."""
        warm = self._warm
        return not FORK_IS_SAFE or self._given_up is not None or bool(warm and warm.ready)

    async def fork(self, command: Sequence[str], options: Mapping[str, Any]) -> ForkedProcess:
        """Start the kernel of this command line by a fork; returns when it listens.

        `options` are those of `launch_kernel`: `env` and `cwd`. Raises CannotForkError.
        """
        request = _request(command, options)
        for _ in range(2):  # the warm process may end between these lines: then a new one
            warm = await self._ready()
            try:
                return await warm.fork(request)
            except OSError:
                continue
        raise CannotForkError("the warm process or its new kernels end as soon as they start")

    async def _ready(self) -> WarmProcess:
        """The warm process, ready to fork. Raises CannotForkError."""
        if not FORK_IS_SAFE:
            raise CannotForkError(f"a fork is not safe on this system ({sys.platform})")
        if self._given_up is not None:
            raise CannotForkError(self._given_up)
        if self._warm is not None and self._warm.ready and self._warm.ended:
            self._drop()
        try:
            if self._warm is None:
                self._warm = WarmProcess(self._modules)
        except OSError as error:
            self._given_up = f"the warm process does not start ({error})"
            raise CannotForkError(self._given_up) from error
        warm = self._warm
        patience = time.monotonic() + WARM_UP_SECONDS
        try:
            while not warm.check():
                if time.monotonic() > patience:
                    raise CannotForkError(f"the imports take more than {WARM_UP_SECONDS:g} s")
                await asyncio.sleep(0.02)
        except CannotForkError as reason:
            if self._warm is warm:  # not tried again, or each kernel would wait for the same end
                self._given_up = str(reason)
                self._drop()
            raise
        return warm

    def _drop(self) -> None:
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def say_once(self, reason: CannotForkError) -> None:
        """Log that kernels start the ordinary way, the first time only."""
        if not self._said:
            self._said = True
            log.warning(
                "Kernels start the ordinary way, which is slower and takes more memory, because %s",
                reason,
            )

    def shut_down(self) -> None:
        """End the warm process, and forget what was given up. Kernels go on until the server ends.

        A later start of a kernel starts a new warm process.
        """
        self._drop()
        self._given_up = None
        self._said = False


forks = Forks()
"""The one instance for this server."""


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels by forking the warm process, or, where that fails, as `LocalProvisioner`."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel and return how to connect to it.

        `kwargs` are `env` and `cwd`; anything else that `LocalProvisioner` takes means an ordinary
        start.
        """
        try:
            kernel = await forks.fork(cmd, kwargs)
        except CannotForkError as reason:
            forks.say_once(reason)
            STARTS.labels("ordinary").inc()
            return await super().launch_kernel(cmd, **kwargs)
        STARTS.labels("forked").inc()
        self.process = kernel
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and its children, which may have outlived it."""
        if isinstance(self.process, ForkedProcess) and self.process.number_was_given_away():
            return
        await super().send_signal(signum)


def _request(command: Sequence[str], options: Mapping[str, Any]) -> bytes:
    """The line that asks `warm.py` for a kernel. Raises CannotForkError if a fork is unlike it."""
    launcher = [sys.executable, "-m", "ipykernel_launcher"]
    if list(command[:3]) != launcher:
        raise CannotForkError(f"a kernel's command is {command[:3]} and not {launcher}")
    unknown = sorted(set(options) - {"env", "cwd", "extra_arguments", "kernel_id"})
    if unknown:
        raise CannotForkError(f"a forked kernel cannot be started with {', '.join(unknown)}")
    message = {
        "arguments": list(command[3:]),
        "env": {**(options.get("env") or kernel_environment()), "JPY_PARENT_PID": str(os.getpid())},
        "cwd": str(Path(options.get("cwd") or ".").absolute()),
    }
    return json.dumps(message).encode() + b"\n"
