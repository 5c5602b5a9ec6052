"""Whom to believe about where a request came from, once a proxy stands in front.

A proxy tells in ``X-Forwarded-For``, ``-Proto`` and ``-Host`` who asked it, how, and by which name.
Everybody can send these headers, so they count only on a connection that comes from a proxy which
the operator named. Tornado's own ``xheaders`` believes every connection, and ``X-Real-Ip`` before
all else.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Any

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Networks = tuple[Network, ...]
HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
log = logging.getLogger("closeness.proxies")


class WrongProxy(Exception):
    """An address that names no proxy; the message says what to write."""


@dataclass(frozen=True)
class Asked:
    """Where a request came from: an IP address, ``http`` or ``https``, and the host's name."""

    address: str
    protocol: str
    host: str | None = None


def read_networks(texts: Iterable[str]) -> Networks:
    """The networks of the trusted proxies. Raises :class:`WrongProxy`."""
    return tuple(_network(text) for text in texts)


def who_asked(peer: Asked, headers: HTTPHeaders, trusted: Networks) -> Asked:
    """``peer`` as the connection tells it; of the headers only what a trusted proxy wrote.

    Each proxy adds at the right end of a list who asked it. Read from there, the first address that
    is none of the proxies is the visitor; what stands further left the visitor could have written.
    """
    if not _is_trusted(peer.address, trusted):
        return peer
    hops = _list(headers, "X-Forwarded-For")
    address, depth = peer.address, 0
    for hop in reversed(hops):
        if (read := _address(hop)) is None:
            break
        address, depth = str(read), depth + 1
        if not _is_trusted(hop, trusted):
            break
    # Some proxies add to this list too, some write it anew: the visitor's own is as far left as
    # their address is, or the only one.
    protocols = _list(headers, "X-Forwarded-Proto")
    protocol = protocols[-min(max(depth, 1), len(protocols))] if protocols else peer.protocol
    hosts = _list(headers, "X-Forwarded-Host")
    host = hosts[-1] if hosts and HOST.fullmatch(hosts[-1]) else None
    return Asked(address, protocol if protocol in ("http", "https") else peer.protocol, host)


class BehindProxies(HTTPServerConnectionDelegate):
    """The application, told with each request who asked for it."""

    def __init__(self, application: HTTPServerConnectionDelegate, trusted: Networks) -> None:
        self._application = application
        self._trusted = trusted
        self._warned = False

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Stand before the application until the headers are there."""
        inner = self._application.start_request(server_conn, request_conn)
        return _Request(inner, request_conn, self)

    def on_close(self, server_conn: object) -> None:
        """The connection is over."""
        self._application.on_close(server_conn)

    def read(self, peer: Asked, headers: HTTPHeaders) -> Asked:
        """Who asked. Says once if somebody speaks like a proxy and is not trusted."""
        strange = "X-Forwarded-For" in headers and not _is_trusted(peer.address, self._trusted)
        if strange and not self._warned:
            self._warned = True
            log.warning(
                "A request came with X-Forwarded-For, but from no trusted proxy; the header was "
                "ignored. If a proxy stands in front, name its address with --trusted-proxy: else "
                "all who come through it count as one visitor. This is said once."
            )
        return who_asked(peer, headers, self._trusted)


class _Request(HTTPMessageDelegate):
    """One request on its way into the application."""

    def __init__(
        self, inner: HTTPMessageDelegate, connection: HTTPConnection, front: BehindProxies
    ) -> None:
        self._inner = inner
        self._context: Any = getattr(connection, "context", None)
        self._front = front

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """Let the application make its request from what is true; the next one begins anew."""
        context = self._context
        peer = Asked(context.remote_ip, context.protocol)
        asked = self._front.read(peer, headers)
        if asked.host is not None:
            headers["Host"] = asked.host
        context.remote_ip, context.protocol = asked.address, asked.protocol
        try:
            return self._inner.headers_received(start_line, headers)
        finally:
            context.remote_ip, context.protocol = peer.address, peer.protocol

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """A part of the body."""
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        """All is there."""
        self._inner.finish()

    def on_connection_close(self) -> None:
        """Nobody waits for an answer any more."""
        self._inner.on_connection_close()


def _network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise WrongProxy(
            f"--trusted-proxy takes an address such as 127.0.0.1 or a network such as 10.1.0.0/16, "
            f"not {text!r}."
        ) from None
    if network.prefixlen == 0:
        raise WrongProxy(
            f"--trusted-proxy {text} would believe everybody. Give the address of the proxy, or "
            "of the network that only proxies are in."
        )
    return network


def _list(headers: HTTPHeaders, name: str) -> list[str]:
    return [one.strip() for one in headers.get(name, "").split(",") if one.strip()]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_trusted(text: str, trusted: Networks) -> bool:
    found = _address(text) if trusted else None
    return found is not None and any(found in network for network in trusted)
