"""What a JupyterHub tells the servers that it starts, in their environment."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECRETS = ("JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN")
"""Taken out of the environment once read: kernels inherit the rest."""
NEEDED = (
    "JUPYTERHUB_API_TOKEN",
    "JUPYTERHUB_API_URL",
    "JUPYTERHUB_CLIENT_ID",
    "JUPYTERHUB_OAUTH_CALLBACK_URL",
    "JUPYTERHUB_SERVICE_PREFIX",
    "JUPYTERHUB_SERVICE_URL",
)
ACTIVITY_SECONDS = 300.0


class NotSpawned(Exception):
    """This server was not started by a hub as it should be; the message says what to do."""


@dataclass(frozen=True)
class Spawned:
    """Where one server of a hub stands.

    ``base`` is the path below which it answers, with a slash at both ends; ``public_url`` the
    address under which people reach it, that path included; ``scopes`` those of which an account
    needs one to use this server.
    """

    ip: str
    port: int
    base: str
    public_url: str
    api_url: str
    api_token: str = field(repr=False)
    client_id: str
    callback: str
    hub_host: str
    hub_base: str
    scopes: frozenset[str]
    server_name: str
    activity_url: str
    activity_seconds: float

    @property
    def hub(self) -> str:
        """The address of the hub's own pages, with a slash at its end."""
        return f"{self.hub_host}{self.hub_base}hub/"


def read_environment(environ: MutableMapping[str, str], public_url: str = "") -> Spawned:
    """Read what the hub wrote into ``environ``, and take its secrets out.

    Raises:
        NotSpawned: something is missing; the message says what.
    """
    if missing := [name for name in NEEDED if not environ.get(name)]:
        raise NotSpawned(
            "--jupyterhub is for servers that a JupyterHub starts, and this one has no "
            f"{', '.join(missing)} in its environment. Leave the option out, or start the "
            "server through the hub (see deploy/jupyterhub)."
        )
    if environ.get("JUPYTERHUB_SSL_CERTFILE"):
        raise NotSpawned(
            "The hub has internal_ssl switched on, which the workbook does not speak. Switch it "
            "off (c.JupyterHub.internal_ssl = False) and keep proxy and servers in one network."
        )
    public = public_url or environ.get("JUPYTERHUB_PUBLIC_URL", "")
    if not public:
        raise NotSpawned(
            "The hub does not say under which address people reach it, so no link and no QR code "
            "would be right. Set c.JupyterHub.public_url in its configuration."
        )
    told = {name: value for name, value in environ.items() if name.startswith("JUPYTERHUB_")}
    for name in SECRETS:
        environ.pop(name, None)
    place = urlsplit(told["JUPYTERHUB_SERVICE_URL"])
    return Spawned(
        ip=place.hostname or "",
        port=place.port or 80,
        base=f"/{told['JUPYTERHUB_SERVICE_PREFIX'].strip('/')}/",
        public_url=public,
        api_url=told["JUPYTERHUB_API_URL"],
        api_token=told["JUPYTERHUB_API_TOKEN"],
        client_id=told["JUPYTERHUB_CLIENT_ID"],
        callback=told["JUPYTERHUB_OAUTH_CALLBACK_URL"],
        hub_host=told.get("JUPYTERHUB_HOST", ""),
        hub_base=told.get("JUPYTERHUB_BASE_URL") or "/",
        scopes=frozenset(json.loads(told.get("JUPYTERHUB_OAUTH_ACCESS_SCOPES") or "[]")),
        server_name=told.get("JUPYTERHUB_SERVER_NAME", ""),
        activity_url=told.get("JUPYTERHUB_ACTIVITY_URL", ""),
        activity_seconds=float(told.get("JUPYTERHUB_ACTIVITY_INTERVAL") or ACTIVITY_SECONDS),
    )
