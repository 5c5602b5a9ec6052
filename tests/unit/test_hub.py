"""What a JupyterHub tells a server, what the server asks the hub, and what it tells it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from closeness_widgets.serving.access import COACH, FACILITATOR, OWNER
from closeness_widgets.serving.hub.accounts import FRESH, PAUSE, WITHOUT_HUB, Accounts
from closeness_widgets.serving.hub.activity import Activity
from closeness_widgets.serving.hub.spawned import NotSpawned, Spawned, read_environment

REACHES = "access:servers!server=anna/"
TOKEN = "token-of-the-server"
ENVIRONMENT = {
    "JUPYTERHUB_API_TOKEN": TOKEN,
    "JPY_API_TOKEN": TOKEN,
    "JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api",
    "JUPYTERHUB_ACTIVITY_URL": "http://127.0.0.1:8081/hub/api/users/anna/activity",
    "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-anna",
    "JUPYTERHUB_HOST": "https://workbook.test",
    "JUPYTERHUB_BASE_URL": "/",
    "JUPYTERHUB_OAUTH_CALLBACK_URL": "/user/anna/oauth_callback",
    "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([REACHES, "access:servers!user=anna"]),
    "JUPYTERHUB_PUBLIC_URL": "https://workbook.test/user/anna/",
    "JUPYTERHUB_SERVICE_PREFIX": "/user/anna/",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:45321/user/anna/",
    "CLOSENESS_DATABASE": "postgresql+psycopg://anna@host/closeness_anna",
}


# --- The environment ------------------------------------------------------------------------------


def test_a_server_stands_where_its_hub_wants_it() -> None:
    place = read_environment({**ENVIRONMENT})
    assert (place.ip, place.port, place.base) == ("127.0.0.1", 45321, "/user/anna/")
    assert place.public_url == "https://workbook.test/user/anna/"
    assert place.hub == "https://workbook.test/hub/"
    assert place.scopes == {REACHES, "access:servers!user=anna"}
    assert place.activity_seconds == 300


def test_kernels_do_not_inherit_the_server_s_token() -> None:
    environ = {**ENVIRONMENT}
    place = read_environment(environ)
    assert TOKEN not in json.dumps(environ)
    assert place.api_token == TOKEN
    assert TOKEN not in repr(place)


def test_an_address_that_was_named_comes_before_the_hub_s() -> None:
    place = read_environment({**ENVIRONMENT}, "https://elsewhere.test")
    assert place.public_url == "https://elsewhere.test"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"JUPYTERHUB_API_TOKEN": "", "JUPYTERHUB_SERVICE_URL": ""},
            "--jupyterhub is for servers that a JupyterHub starts, and this one has no "
            "JUPYTERHUB_API_TOKEN, JUPYTERHUB_SERVICE_URL in its environment. Leave the option "
            "out, or start the server through the hub (see deploy/jupyterhub).",
        ),
        (
            {"JUPYTERHUB_PUBLIC_URL": ""},
            "The hub does not say under which address people reach it, so no link and no QR code "
            "would be right. Set c.JupyterHub.public_url in its configuration.",
        ),
        (
            {"JUPYTERHUB_SSL_CERTFILE": "/tmp/cert"},
            "The hub has internal_ssl switched on, which the workbook does not speak. Switch it "
            "off (c.JupyterHub.internal_ssl = False) and keep proxy and servers in one network.",
        ),
    ],
)
def test_a_server_that_could_not_work_does_not_start(change: dict[str, str], says: str) -> None:
    with pytest.raises(NotSpawned) as refused:
        read_environment({**ENVIRONMENT, **change})
    assert str(refused.value) == says


# --- Accounts and activity ------------------------------------------------------------------------


class Hub:
    """What of a JupyterHub's API a server uses. ``accounts``: token -> what the hub says of it."""

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, Any]] = {}
        self.asked = 0
        self.ill = False
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.now = 1_000.0
        self.place: Spawned = read_environment({**ENVIRONMENT})

    def knows(self, token: str, *groups: str, scopes: tuple[str, ...] = (REACHES,)) -> None:
        """An account that signed in with this token."""
        self.accounts[token] = {"name": token, "kind": "user", "groups": groups, "scopes": scopes}

    def accounts_of_a_server(self) -> Accounts:
        return Accounts(self.place, lambda: self.now)


class Who(RequestHandler):
    """``GET /hub/api/user``."""

    def get(self) -> None:
        hub: Hub = self.settings["hub"]
        hub.asked += 1
        token = self.request.headers["Authorization"].partition(" ")[2]
        if hub.ill:
            self.set_status(500)
        elif token not in hub.accounts:
            self.set_status(403)
        else:
            self.finish(json.dumps(hub.accounts[token]))


class Used(RequestHandler):
    """``POST /hub/api/users/anna/activity``."""

    def post(self) -> None:
        hub: Hub = self.settings["hub"]
        hub.told.append((self.request.headers["Authorization"], json.loads(self.request.body)))


def at_a_hub(story: Callable[[Hub], Awaitable[None]]) -> None:
    async def inside() -> None:
        hub = Hub()
        handlers = [(r"/hub/api/user", Who), (r"/hub/api/users/anna/activity", Used)]
        server = HTTPServer(Application(handlers, hub=hub, log_function=lambda _: None))
        listening, port = bind_unused_port()
        server.add_socket(listening)
        environ = {**ENVIRONMENT, "JUPYTERHUB_API_URL": f"http://127.0.0.1:{port}/hub/api"}
        environ["JUPYTERHUB_ACTIVITY_URL"] = f"http://127.0.0.1:{port}/hub/api/users/anna/activity"
        hub.place = read_environment(environ)
        try:
            await story(hub)
        finally:
            server.stop()
            await server.close_all_connections()

    asyncio.run(inside())


def test_groups_of_the_hub_say_what_an_account_may_do() -> None:
    async def story(hub: Hub) -> None:
        accounts = hub.accounts_of_a_server()
        hub.knows("anna", "closeness-facilitator", "closeness-coach", "choir")
        hub.knows("cleo", "closeness-coach")
        hub.knows("dora", "choir")
        hub.knows("bob", "closeness-facilitator", scopes=("access:servers!server=bob/",))
        assert await accounts.roles("anna") == OWNER
        assert await accounts.roles("cleo") == {COACH}
        assert await accounts.roles("dora") == frozenset()
        assert await accounts.roles("bob") == frozenset()  # leads elsewhere, not on this server
        assert await accounts.roles("forged") is None

    at_a_hub(story)


def test_whoever_leaves_a_group_or_is_deleted_at_the_hub_is_out_half_a_minute_later() -> None:
    async def story(hub: Hub) -> None:
        accounts = hub.accounts_of_a_server()
        hub.knows("anna", "closeness-facilitator")
        assert await accounts.roles("anna") == {FACILITATOR}
        hub.knows("anna")
        hub.now += FRESH - 1
        assert await accounts.roles("anna") == {FACILITATOR}
        assert hub.asked == 1  # believed for a while: a page asks for many things
        hub.now += 1
        assert await accounts.roles("anna") == frozenset()
        del hub.accounts["anna"]
        hub.now += FRESH
        assert await accounts.roles("anna") is None

    at_a_hub(story)


def test_a_hub_that_is_being_restarted_stops_no_workshop_and_lets_nobody_new_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story(hub: Hub) -> None:
        accounts = hub.accounts_of_a_server()
        hub.knows("anna", "closeness-facilitator")
        hub.knows("cleo", "closeness-coach")
        assert await accounts.roles("anna") == {FACILITATOR}
        hub.ill = True
        hub.now += WITHOUT_HUB - 1
        assert await accounts.roles("anna") == {FACILITATOR}
        assert await accounts.roles("cleo") is None
        hub.now += 1
        assert await accounts.roles("anna") is None
        assert hub.asked == 2  # and it is left alone for a moment, not asked with every tap
        hub.ill = False
        hub.now += PAUSE
        assert await accounts.roles("anna") == {FACILITATOR}

    at_a_hub(story)
    assert "The hub could not be asked who is signed in" in caplog.text
    assert "anna" not in caplog.text


def test_the_hub_hears_when_people_are_here_and_nothing_else() -> None:
    async def story(hub: Hub) -> None:
        used = [True, False]
        activity = Activity(hub.place, lambda: used.pop(0))
        await activity.tell()
        await activity.tell()
        ((who, told),) = hub.told
        assert who == f"token {TOKEN}"
        moment = told["last_activity"]
        assert told == {"last_activity": moment, "servers": {"": {"last_activity": moment}}}

    at_a_hub(story)


def test_a_hub_that_does_not_listen_is_named_in_the_log_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story(hub: Hub) -> None:
        nowhere = hub.place.activity_url.replace("/anna/", "/nobody/")
        place = read_environment({**ENVIRONMENT, "JUPYTERHUB_ACTIVITY_URL": nowhere})
        await Activity(place, lambda: True).tell()

    with caplog.at_level(logging.WARNING):
        at_a_hub(story)
    assert "The hub could not be told that people are here: HTTP 404" in caplog.text
    assert TOKEN not in caplog.text
