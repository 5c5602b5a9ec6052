"""Jupyter's kernels as seats have them."""

from __future__ import annotations

from datetime import UTC, datetime

import zmq.asyncio
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import default

from closeness_widgets.serving.open_files import LINES


class SeatKernels(AsyncMappingKernelManager):
    """Jupyter's kernels, but for the second line to each of them that only notes when it is busy.

    Seats know themselves who is connected (:meth:`~closeness_widgets.serving.seats.Seats.cull`).
    """

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        """Jupyter's lines to kernels, with room for everybody's page to come back at once."""
        context: zmq.asyncio.Context = super()._context_default()
        context.max_sockets = LINES
        return context

    def start_watching_activity(self, kernel_id: str) -> None:
        """A seat's kernel has run its cells before anybody is let in: it counts as idle."""
        kernel = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.last_activity = datetime.now(UTC)
        kernel.execution_state = "idle"
