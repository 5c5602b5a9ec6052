"""The one kernel spec that the server offers; nothing needs to be installed for it."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from typing import Any

from ipykernel.kernelspec import RESOURCES
from jupyter_client.kernelspec import (
    NATIVE_KERNEL_NAME,
    KernelSpec,
    KernelSpecManager,
    NoSuchKernel,
)
from jupyter_client.provisioning.factory import KernelProvisionerFactory

PROVISIONER = EntryPoint(
    name="closeness-forked",
    value="closeness_widgets.serving.forked:ForkedProvisioner",
    group=KernelProvisionerFactory.GROUP_NAME,
)


class ClosenessKernelSpecs(KernelSpecManager):
    """Offers `python3`, this Python's ipykernel started by a fork, and no other kernel spec.

    Kernel specs installed on this machine are not looked at: a page runs where its packages are.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # From a checkout that nobody installed, the entry point is not to be found.
        KernelProvisionerFactory.provisioners.setdefault(PROVISIONER.name, PROVISIONER)

    def find_kernel_specs(self) -> dict[str, str]:
        """The name of the one kernel spec, and the folder of its icons."""
        return {NATIVE_KERNEL_NAME: RESOURCES}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel spec `python3`. Raises NoSuchKernel for any other name."""
        if kernel_name != NATIVE_KERNEL_NAME:
            raise NoSuchKernel(kernel_name)
        return KernelSpec(
            argv=[
                sys.executable,
                *("-m", "ipykernel_launcher", "-f", "{connection_file}"),
                "--HistoryManager.enabled=False",  # a kernel keeps nothing of anybody on the disk
            ],
            name=NATIVE_KERNEL_NAME,
            display_name="Python 3",
            language="python",
            resource_dir=RESOURCES,
            metadata={
                "kernel_provisioner": {"provisioner_name": PROVISIONER.name},
                "supported_encryption": ["curve"],
            },
        )
