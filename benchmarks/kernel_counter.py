"""Counts comm messages inside a kernel: IPython runs this file as the kernel starts.

Writes one line for each to ``<connection file's name>.comms`` beside this file: ``kernel`` or
``page`` (who sent it) and the type. Nothing of it is there when times are measured.
"""


def _count() -> None:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    kernel = app.kernel
    lines = Path(__file__).with_name(Path(app.connection_file).stem + ".comms")

    def note(sender: str, kind: str) -> None:
        with lines.open("a") as file:
            file.write(f"{sender} {kind}\n")

    send = kernel.session.send

    def sent(stream: Any, message: Any, *args: Any, **options: Any) -> Any:
        kind = message if isinstance(message, str) else message["header"]["msg_type"]
        if kind.startswith("comm_"):
            note("kernel", kind)
        return send(stream, message, *args, **options)

    def counted(kind: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        def handle(*args: Any, **options: Any) -> Any:
            note("page", kind)
            return handler(*args, **options)

        return handle

    kernel.session.send = sent
    for kind, handler in list(kernel.shell_handlers.items()):
        if kind.startswith("comm_"):
            kernel.shell_handlers[kind] = counted(kind, handler)


_count()
del _count
