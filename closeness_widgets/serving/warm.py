"""The warm process: it has imported what pages need, and copies of it become kernels.

`warm_process.py` runs it for the server: `python -m closeness_widgets.serving.warm FD MODULE...`.
FD is one end of a Unix socket to the server. On it goes:

- from here, once, when the imports are done: a JSON line `{"missing": {...}, "threads": 1}`;
- from the server, for each kernel: one byte, and with it a socket of that kernel's own, its
  *lifeline*. The server writes one JSON line on the lifeline, `{"arguments", "env", "cwd"}`; the
  new kernel answers there with `{"pid": 123}`, or this process with `{"refused": "why not"}`.

A lifeline stays open as long as both ends live. The server sees the end of a kernel by it and a
kernel sees the end of the server, whether or not this process still runs. This process ends with
the server too: its own socket closes.

A fork copies one thread only, so that nothing here may start a thread, an event loop or a ZeroMQ
context before the fork. What is imported here must read its environment when it is used, not when
it is imported: the environment of the kernel arrives after the fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import threading
import time
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str]) -> None:
    """Import the modules, then fork a kernel whenever the server asks, until the server ends.

    `arguments` are the number of the open socket and the names of the modules.
    """
    control = socket.socket(fileno=int(arguments[0]))
    control.set_inheritable(False)
    if Path(sys.path[0]) == Path.cwd():  # put there by `python -m`; a kernel has it not
        del sys.path[0]
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs a page
    missing = preload(arguments[1:])
    share_pages()
    say(control, {"missing": missing, "threads": running_threads()})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears ended kernels away
    asked = fork_when_asked(control)
    if asked is not None:
        become_kernel(*asked)


def preload(modules: Sequence[str]) -> dict[str, str]:
    """Import `modules`. Returns those that could not be imported, each with the reason."""
    missing: dict[str, str] = {}
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 (a page that needs it shows the error itself)
            missing[module] = f"{type(error).__name__}: {error}"
    return missing


def share_pages() -> None:
    """Keep kernels from copying memory that they only look at.

    A kernel shares each page of this process until something on it changes, and looking at an
    object counts a reference on it. A full garbage collection would touch every object there is:
    27 MB a kernel, sooner or later. ipykernel lists the file of every imported module for the
    debugger: 5 MB at each start, for nobody.
    """
    gc.collect()
    gc.freeze()
    if "ipykernel.ipkernel" in sys.modules:
        seen = {**vars(sys), "modules": {}}
        sys.modules["ipykernel.ipkernel"].sys = types.SimpleNamespace(**seen)  # type: ignore[attr-defined]


def running_threads() -> int:
    """How many threads this process has, those of C libraries included where the system tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def fork_when_asked(control: socket.socket) -> tuple[socket.socket, dict[str, Any]] | None:
    """Fork once for each request of the server.

    Returns in every child with the lifeline and the request, and in the warm process itself only
    when the server has ended: then with None.
    """
    while True:
        try:
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        except ConnectionResetError:  # the server ended before it had read that all is imported
            return None
        if not descriptors:
            return None
        lifeline = socket.socket(fileno=descriptors[0])
        lifeline.set_inheritable(False)
        with lifeline.makefile("rb") as lines:
            line = lines.readline()
        if line.endswith(b"\n"):  # else the server has given this kernel up
            try:
                pid = os.fork()
            except OSError as error:
                say(lifeline, {"refused": str(error)})
            else:
                if pid == 0:
                    control.close()
                    return lifeline, json.loads(line)
        lifeline.close()


def become_kernel(lifeline: socket.socket, request: dict[str, Any]) -> None:
    """Turn this fresh copy of the warm process into the kernel of `request`, until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.register_at_fork(after_in_child=lifeline.close)  # or a child would keep it open
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    try:
        os.chdir(request["cwd"])
    except OSError as error:
        say(lifeline, {"refused": str(error)})
        return
    threading.Thread(target=end_with_the_server, args=[lifeline], daemon=True).start()
    if "numpy.random" in sys.modules:  # Python's own `random` does this by itself after a fork
        sys.modules["numpy.random"].seed()

    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    # 1 means "has a parent, do not watch it": the parent is the warm process, which may end first.
    kernel: Any = kernel_app().instance(parent_handle=1, capture_fd_output=False)
    kernel.initialize(request["arguments"])
    catch_up()
    say(lifeline, {"pid": os.getpid()})  # not before it listens: clients would try again too late
    kernel.start()


def kernel_app() -> Any:
    """The application of ipykernel on one thread.

    It would have further ones: to sort messages to subshells, which nobody asks for here; to
    send, where each message and each look for something printed waits for the other thread; for
    the control channel; to beat a heart, though the server sees by the lifeline whether a kernel
    lives; and to catch what C libraries print.
    """
    import zmq
    from ipykernel.iostream import IOPubThread
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelapp import IPKernelApp
    from tornado.ioloop import IOLoop

    class LeanKernel(IPythonKernel):
        def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
            about = parent or self.get_parent(channel)  # type: ignore[no-untyped-call]
            if status != "busy" or takes_a_while(about):
                super()._publish_status(status, channel, about)  # type: ignore[no-untyped-call]

    class LeanKernelApp(IPKernelApp):
        kernel_class = LeanKernel

        def parse_command_line(self, argv: Any = None) -> None:
            # The general way looks at every option of every class: 5 MB of pages that are then
            # this kernel's own, for the one option that there is.
            if len(argv) == 2 and argv[0] == "-f":
                self.connection_file = argv[1]
            else:
                super().parse_command_line(argv)

        def load_config_file(self, *_arguments: Any, **_options: Any) -> None:
            """Nothing: pages do not depend on the settings of whoever uses this computer."""

        def init_control(self, context: Any) -> None:
            super().init_control(context)  # type: ignore[no-untyped-call]
            self.shell_channel_thread = None
            self.control_thread = types.SimpleNamespace(
                io_loop=IOLoop.current(), start=lambda: None, is_alive=lambda: False
            )

        def init_heartbeat(self) -> None:
            self.heartbeat = None

        def init_iopub(self, context: Any) -> None:
            socket = context.socket(zmq.PUB)
            socket.linger = 1000
            self.iopub_port = self._bind_socket(socket, self.iopub_port)  # type: ignore[no-untyped-call]
            # Not started: then it sends at once.
            self.iopub_thread = IOPubThread(socket)  # type: ignore[no-untyped-call]
            self.iopub_socket = self.iopub_thread.background_socket

    return LeanKernelApp


def takes_a_while(message: dict[str, Any]) -> bool:
    """Whether a page should hear that the kernel is busy before it hears the answer.

    A tap is answered at once, and by then the word that it is worked on has only stood in its way.
    """
    data = message.get("content", {}).get("data", {})
    return message.get("msg_type") not in ("comm_open", "comm_msg") or "picture_wanted" in (
        data.get("state", {})
    )


def end_with_the_server(lifeline: socket.socket) -> None:
    """Wait until the server's end of the lifeline closes, then end this kernel at once."""
    while True:
        try:
            if not lifeline.recv(1):
                os._exit(1)
        except OSError:
            os._exit(1)


def catch_up() -> None:
    """Do what libraries do only when a kernel or its environment is there as they are imported."""
    if "ipywidgets" in sys.modules:
        import ipywidgets
        from ipywidgets.widgets import widget

        ipywidgets.register_comm_target()
        widget.JUPYTER_WIDGETS_ECHO = widget.envset("JUPYTER_WIDGETS_ECHO", default=True)
    if "matplotlib" in sys.modules:
        import matplotlib as mpl

        backend = os.environ["MPLBACKEND"]  # ipykernel has seen to it that there is one
        if backend != mpl.get_backend(auto_select=False):
            mpl.rcParams["backend"] = backend


def say(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send `message` as one line of JSON; an end that has gone is found out when it is read."""
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
