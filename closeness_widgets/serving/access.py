"""Who is asking: cookies, the checks that every request passes, and the errors that it may get."""

from __future__ import annotations

import hmac
import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jupyter_server.auth import Authorizer, IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler

from closeness_widgets.records import Person, RecordRefused, StorageFailed

if TYPE_CHECKING:
    from closeness_widgets.serving.house import House
    from closeness_widgets.serving.pages import Rendered

log = logging.getLogger("closeness.records")
PERSON_COOKIE = "closeness"
OWNER_COOKIE = "closeness_owner"
COOKIE_DAYS = 400
"""The longest that browsers keep a cookie; renewed at each visit."""
Roles = frozenset[str]
FACILITATOR, COACH = "facilitator", "coach"
OWNER: Roles = frozenset({FACILITATOR, COACH})
"""Whoever runs the workbook on their own computer is both."""


class Refused(Exception):
    """A request that is answered with a status, a rule and a sentence for the person.

    ``wait``: seconds after which it is worth asking again (``Retry-After``); 0: not by itself.
    """

    def __init__(self, status: int, rule: str, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait
        self.status = status
        self.rule = rule
        self.message = message


class AskedHandler(RequestHandler):
    """Every request of ours: who asks, what the browser may do with the answer."""

    @property
    def house(self) -> House:
        """What this server is made of."""
        return self.settings["closeness"]  # type: ignore[no-any-return]

    def set_default_headers(self) -> None:
        """Nothing off-origin, nothing inline, nothing kept, no referrer."""
        self.clear_header("Server")
        for name, value in security_headers(self.request.host).items():
            self.set_header(name, value)

    async def person(self) -> Person | None:
        """The person whose cookie came with the request."""
        return await person_of(self)

    async def holder(self) -> Person | None:
        """The person of the cookie even while their record is locked: they may leave or unlock."""
        token = self.get_cookie(PERSON_COOKIE)
        return await self.house.pen.do(self.house.records.person_of, token) if token else None

    async def account(self) -> Roles | None:
        """What whoever is signed in may do; None: nobody is signed in."""
        token = self.get_cookie(OWNER_COOKIE)
        if not token:
            return None
        if self.house.accounts is not None:  # a hub says who is who
            return await self.house.accounts.roles(token)
        return OWNER if await self.house.pen.do(self.house.records.owner_of, token) else None

    async def is_owner(self) -> bool:
        """Whether the request comes from somebody who runs this workbook, in whatever role."""
        return bool(await self.account())

    async def is_facilitator(self) -> bool:
        """Whether whoever asks may plan and lead workshops, and change exercises."""
        return FACILITATOR in (await self.account() or ())

    async def is_coach(self) -> bool:
        """Whether whoever asks may open the clients' pages."""
        return COACH in (await self.account() or ())

    @property
    def secure(self) -> bool:
        """Whether nobody on the network can read along: TLS, or this very computer."""
        return self.request.protocol == "https" or self.request.host_name in (
            "localhost",
            "127.0.0.1",
            "::1",
        )

    @property
    def is_foreign(self) -> bool:
        """Whether another site's page sent the request in the person's name."""
        origin = self.request.headers.get("Origin")
        if self.request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return True  # the browser itself says so, also where it names no origin
        return bool(origin) and urlsplit(origin).netloc.lower() != self.request.host.lower()

    def keep_cookie(self, name: str, token: str, shared_device: bool = False) -> None:
        """Give the browser a token; on a shared device only until it is closed."""
        self.set_cookie(
            name,
            token,
            expires_days=None if shared_device else COOKIE_DAYS,
            path=self.house.base,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )

    def drop_cookie(self, name: str) -> None:
        """Take a token back from the browser."""
        self.clear_cookie(name, path=self.house.base)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """What the disk refused is worth another try: 503, not 500."""
        if isinstance(_raised(kwargs), StorageFailed):
            status_code = 503
        super().send_error(status_code, **kwargs)

    def log_exception(self, *exc_info: Any) -> None:
        """One line for whoever runs the workbook; never the address, which may hold a query."""
        if isinstance(exc_info[1], StorageFailed):
            log.error("%s", exc_info[1])
        elif not (isinstance(exc_info[1], HTTPError) and exc_info[1].status_code < 500):
            log.error("A request to %s failed", type(self).__name__, exc_info=exc_info)


class PageHandler(AskedHandler):
    """A page that a person reads."""

    def show(self, template: str, **variables: Any) -> None:
        """Answer with one of the templates."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.house.pages.render(template, secure=self.secure, **variables))

    def hand_out(self, page: Rendered) -> None:
        """Answer with a page that is the same for everyone, as it was compressed before."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(page.gzipped)
        else:
            self.finish(page.plain)

    async def ask_to_sign_in(self) -> None:
        """Lead to where one signs in, and under a hub back again."""
        accounts = self.house.accounts
        if accounts is None:
            self.redirect(f"{self.house.base}sign-in")
        elif await self.account() is None:
            self.redirect(accounts.sign_in(self, self.request.uri or self.house.base))
        else:  # signing in again would change nothing
            self.set_status(403)
            self.show("error.html.j2", status="account")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error page in plain words; never a traceback."""
        self.show("error.html.j2", status=status_code)


class ApiHandler(AskedHandler):
    """A call of the site's own scripts: JSON in, JSON out, never from another site."""

    async def prepare(self) -> None:
        """Refuse what another site's page could have sent in the person's name."""
        foreign = self.is_foreign or self.request.headers.get("X-Closeness") != "1"
        if foreign and self.request.method not in ("GET", "HEAD"):
            raise Refused(403, "foreign", "This can only be done from the workbook's own page.")

    def body(self) -> dict[str, Any]:
        """The JSON object in the request. Raises :class:`Refused` if it is none."""
        try:
            body = json.loads(self.request.body or b"{}", parse_constant=_no_number)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "not-json", "This request was not understood. Reload the page.")
        return body

    def text(self, name: str, longest: int = 1000) -> str:
        """One text of the body. Raises :class:`Refused` if it is missing or too long."""
        value = self.body().get(name)
        if not isinstance(value, str) or not value.strip():
            raise Refused(400, "missing", f"Please fill in {name}.")
        if len(value) > longest:
            raise Refused(400, "too-long", f"{name} has at most {longest} characters.")
        return value

    async def require_person(self) -> Person:
        """The person who asks, or a 401."""
        person = await self.person()
        if person is None:
            raise Refused(401, "signed-out", "Start again from the first page.")
        return person

    def reply(self, **answer: Any) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """``{"error": {rule, message}}`` for whatever went wrong."""
        error = _raised(kwargs)
        if isinstance(error, Refused):
            self.set_status(error.status)
            if error.wait:  # set here: what a handler had set before is gone by now
                self.set_header("Retry-After", str(error.wait))
            rule, message = error.rule, error.message
        elif isinstance(error, RecordRefused):
            self.set_status(400)
            rule, message = error.rule, str(error)
        elif isinstance(error, StorageFailed):
            rule, message = "storage", error.FOR_VISITORS
        else:
            rule, message = "error", "Something went wrong here. Nothing was changed; try again."
        self.reply(error={"rule": rule, "message": message})

    def log_exception(self, *exc_info: Any) -> None:
        """Refusals are answers, not faults."""
        if not isinstance(exc_info[1], (Refused, RecordRefused)):
            super().log_exception(*exc_info)


class CookieIdentity(IdentityProvider):
    """Jupyter's view of our cookies, for the kernel websocket."""

    async def get_user(self, handler: RequestHandler) -> User | None:
        """The person of the request as a Jupyter user, or None."""
        person = await person_of(handler)
        return None if person is None else User(username=person.id.hex())


class OwnSeatOnly(Authorizer):
    """A kernel's websocket is for the person who sits there, and for nobody else."""

    def is_authorized(
        self, handler: JupyterHandler, user: User, action: str, resource: str
    ) -> bool:
        """Whether ``user`` holds the seat that the request is about."""
        seat = handler.settings["closeness"].seats.find(handler.path_kwargs.get("kernel_id", ""))
        return bool(seat and seat.person and seat.person.id.hex() == user.username)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _raised(kwargs: dict[str, Any]) -> BaseException | None:
    """What a handler raised, from the arguments that Tornado hands to an error's methods."""
    raised: BaseException | None = kwargs.get("exc_info", (None, None, None))[1]
    return raised


async def person_of(handler: RequestHandler) -> Person | None:
    """The person whose cookie came with a request; None for no, a forged or a locked one."""
    token = handler.get_cookie(PERSON_COOKIE)
    if not token:
        return None
    house: House = handler.settings["closeness"]
    return await house.locks.open_person(token)


def security_headers(host: str) -> dict[str, str]:
    """What every answer says to the browser."""
    here = host if re.fullmatch(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host) else ""
    sockets = f" ws://{here} wss://{here}" if here else ""  # old Safari does not count them as self
    return {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self'{sockets}; manifest-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def same_secret(one: str, other: str) -> bool:
    """Compare without telling by the time how much was right."""
    # Whatever a page sends is compared, even what is no proper text.
    return hmac.compare_digest(*(text.encode(errors="surrogatepass") for text in (one, other)))
