"""Signing in with an account of the hub: OAuth, and what each account may do here.

The browser holds the hub's own access token in an HttpOnly cookie, and the hub is asked what it is
worth, again and again: whoever is signed out, taken out of a group or deleted there is out here
within :data:`FRESH` seconds. Nothing about accounts is stored in the workbook.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import jupyterhub  # type: ignore[import-untyped]
from jupyterhub.services.auth import HubOAuth  # type: ignore[import-untyped]
from tornado.httputil import url_concat
from tornado.web import HTTPError

from closeness_widgets import __version__
from closeness_widgets.serving.access import (
    COACH,
    FACILITATOR,
    OWNER_COOKIE,
    PERSON_COOKIE,
    ApiHandler,
    PageHandler,
    Roles,
    same_secret,
)
from closeness_widgets.serving.hub.spawned import Spawned

GROUPS = {"closeness-facilitator": FACILITATOR, "closeness-coach": COACH}
"""The hub's groups, and what their members may do on a server that they can reach."""
FRESH = 30.0
"""Seconds for which the hub's answer about a token is believed."""
WITHOUT_HUB = 900.0
"""Seconds for which the last answer goes on counting while the hub cannot be asked: a workshop that
is being led must not stop because the hub is restarted."""
PATIENCE = 5.0
"""Seconds that the hub has to answer; then it is left alone for :data:`PAUSE` seconds."""
PAUSE = 10.0
MOST_TOKENS = 1_000
log = logging.getLogger("closeness.accounts")


@dataclass(frozen=True)
class _Answer:
    """``roles``: None if the hub does not know the token; ``at``: when it said so."""

    roles: Roles | None
    at: float


class Accounts:
    """What the accounts of the hub may do on this server."""

    def __init__(self, spawned: Spawned, elapsed: Callable[[], float] = time.monotonic) -> None:
        self.spawned = spawned
        self._elapsed = elapsed
        self._answers: dict[bytes, _Answer] = {}
        self._asked_again_at = -math.inf
        self.oauth = HubOAuth(
            api_token=spawned.api_token,
            api_url=spawned.api_url,
            base_url=spawned.base,
            hub_host=spawned.hub_host,
            hub_prefix=f"{spawned.hub_base}hub/",
            oauth_client_id=spawned.client_id,
            oauth_redirect_uri=spawned.callback,
            access_scopes=set(spawned.scopes),
            allow_token_in_url=False,
        )

    async def roles(self, token: str) -> Roles | None:
        """What the account behind a token may do here; None: nobody is signed in with it."""
        name = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        known = self._answers.get(name)
        now = self._elapsed()
        if known is not None and now - known.at < FRESH:
            return known.roles
        if now < self._asked_again_at:
            return _last(known, now)
        try:
            async with asyncio.timeout(PATIENCE):
                roles = await self._ask(token)
        except (HTTPError, TimeoutError) as error:
            log.warning("The hub could not be asked who is signed in: %s", repr(error))
            self._asked_again_at = now + PAUSE
            return _last(known, now)
        if len(self._answers) >= MOST_TOKENS:
            self._answers.clear()
        self._answers[name] = _Answer(roles, now)
        return roles

    def knows(self, handler: PageHandler) -> bool:
        """Whether the browser is signed in at the hub, whoever it is; participants never are."""
        return bool(self.oauth.get_session_id(handler))

    def sign_in(self, handler: PageHandler, then: str) -> str:
        """The hub's address at which a browser signs in; it comes back to the path ``then``."""
        state = self.oauth.set_state_cookie(handler, next_url=then)
        return url_concat(self.oauth.login_url, {"state": state})

    @property
    def sign_out(self) -> str:
        """The hub's address that ends the session everywhere."""
        return f"{self.spawned.hub}logout"

    async def _ask(self, token: str) -> Roles | None:
        account = await self.oauth.user_for_token(token, use_cache=False, sync=False)
        if account is None:
            return None
        if not self.oauth.check_scopes(self.oauth.access_scopes, account):
            return frozenset()
        groups = account.get("groups", [])
        return frozenset(role for group, role in GROUPS.items() if group in groups)


def _last(known: _Answer | None, now: float) -> Roles | None:
    """What counts while the hub cannot be asked."""
    return known.roles if known is not None and now - known.at < WITHOUT_HUB else None


class SignedIn(PageHandler):
    """``/oauth_callback``: the browser comes back from the hub."""

    async def get(self) -> None:
        """Keep the hub's token in a cookie, and go where the browser wanted to."""
        accounts = self.house.accounts
        if accounts is None:  # this address exists under a hub only
            self.send_error(404)
            return
        oauth = accounts.oauth
        state = self.get_query_argument("state", "")
        code = self.get_query_argument("code", "")
        # That it is this browser which began: else somebody's link would sign it in as them.
        kept = self.get_secure_cookie(oauth.get_state_cookie_name(state)) or b""
        if not code or not state or not same_secret(kept.decode(errors="replace"), state):
            self.send_error(403)
            return
        then = oauth.get_next_url(state)
        oauth.clear_oauth_state(state)
        oauth.clear_oauth_state_cookies(self)
        token = await oauth.token_for_code(code, sync=False)
        if await accounts.roles(token) is None:  # else the page would ask to sign in once more
            self.send_error(503)
            return
        self.keep_cookie(OWNER_COOKIE, token)
        if await self.holder() is None:
            records = self.house.records
            self.keep_cookie(PERSON_COOKIE, await self.house.pen.do(records.begin_person))
        self.redirect(then)


class Version(ApiHandler):
    """``/api``: asked by the hub until this server is there."""

    async def get(self) -> None:
        """The JupyterHub that it was made for, which the hub compares with itself."""
        self.set_header("X-JupyterHub-Version", jupyterhub.__version__)
        self.reply(version=__version__)


HANDLERS = [(r"oauth_callback", SignedIn), (r"api", Version)]
