"""Who asked, as a proxy in front tells it: believed from those named, from nobody else."""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from closeness_widgets.serving.proxies import (
    Asked,
    BehindProxies,
    WrongProxy,
    read_networks,
    who_asked,
)

PHONE, NGINX, HUB = "203.0.113.7", "10.1.0.1", "127.0.0.1"
TRUSTED = read_networks([HUB, "10.1.0.0/16"])


def told(
    peer: str = HUB, for_: str = "", proto: str = "", host: str = "", real: str = ""
) -> tuple[str, str, str | None]:
    """Address, protocol and host of a request that came in over plain HTTP from ``peer``."""
    headers = HTTPHeaders()
    names = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip")
    for name, value in zip(names, (for_, proto, host, real), strict=True):
        if value:
            headers[name] = value
    asked = who_asked(Asked(peer, "http"), headers, TRUSTED)
    return asked.address, asked.protocol, asked.host


def test_a_trusted_proxy_is_believed() -> None:
    assert told(HUB, PHONE, "https", "closeness.example") == (PHONE, "https", "closeness.example")


def test_from_elsewhere_the_same_headers_change_nothing() -> None:
    peer = "192.168.1.30"
    assert told(peer, PHONE, "https", "closeness.example", PHONE) == (peer, "http", None)


def test_a_chain_of_proxies_is_read_from_the_near_end() -> None:
    assert told(HUB, f"{PHONE}, {NGINX}", "https,http") == (PHONE, "https", None)
    assert told(HUB, f"{PHONE}, {NGINX}", "https") == (PHONE, "https", None)


def test_what_the_visitor_wrote_before_the_proxy_added_to_it_does_not_count() -> None:
    assert told(HUB, f"198.51.100.1, {PHONE}", "https,http") == (PHONE, "http", None)
    assert told(HUB, f"{NGINX}, {HUB}, {PHONE}", "https,https,http") == (PHONE, "http", None)
    assert told(HUB, f"198.51.100.1, {PHONE}, {NGINX}", "http,https,http") == (
        PHONE, "https", None,
    )  # fmt: skip


def test_a_real_ip_header_is_never_believed() -> None:
    assert told(HUB, PHONE, real="198.51.100.1")[0] == PHONE
    assert told(HUB, real="198.51.100.1")[0] == HUB


@pytest.mark.parametrize("rubbish", ["unknown", "1.2.3", "'; DROP", "1.2.3.4:80", ","])
def test_rubbish_at_the_near_end_leaves_the_proxy_s_own_address(rubbish: str) -> None:
    assert told(HUB, f"{PHONE}, {rubbish}" if rubbish != "," else ",")[0] == HUB


@pytest.mark.parametrize("host", ["evil.test/x", "a b", "a,", 'a"b', "a\tb"])
def test_a_host_that_is_none_is_ignored(host: str) -> None:
    assert told(HUB, PHONE, host=host)[2] in (None, "a")


def test_a_protocol_that_is_none_is_ignored() -> None:
    assert told(HUB, PHONE, "gopher")[1] == "http"


def test_addresses_of_both_kinds_are_known_however_they_are_written() -> None:
    assert told("::ffff:127.0.0.1", f"::ffff:{PHONE}")[0] == PHONE
    assert told(HUB, "2001:db8::7")[0] == "2001:db8::7"


PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


@given(st.text(PRINTABLE, max_size=60), st.text(PRINTABLE, max_size=20))
def test_whatever_a_visitor_writes_first_the_proxy_s_word_stands(forged: str, proto: str) -> None:
    asked = told(HUB, f"{forged}, {PHONE}", f"{proto},http")
    assert asked == (PHONE, "http", None)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (
            "my-proxy",
            "--trusted-proxy takes an address such as 127.0.0.1 or a network such as "
            "10.1.0.0/16, not 'my-proxy'.",
        ),
        (
            "0.0.0.0/0",
            "--trusted-proxy 0.0.0.0/0 would believe everybody. Give the address of the proxy, "
            "or of the network that only proxies are in.",
        ),
    ],
)
def test_what_names_no_proxy_is_refused_before_anything_starts(
    tmp_path: Path, given_: str, message: str
) -> None:
    with pytest.raises(WrongProxy) as refused:
        read_networks([given_])
    assert str(refused.value) == message
    if given_ != "my-proxy":
        return  # one start of the command line is enough
    command = [sys.executable, "-m", "closeness_widgets", "serve", "--data", str(tmp_path / "none")]
    run = subprocess.run(
        [*command, "--trusted-proxy", given_],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, f"closeness: {message}\n")
    assert not (tmp_path / "none").exists()


# A real server


class Told(RequestHandler):
    """Says who asked, as every page of ours would see it."""

    def get(self) -> None:
        self.write(json.dumps([self.request.remote_ip, self.request.protocol, self.request.host]))


def asked_over_one_line(trusted: list[str], *headers: dict[str, str]) -> list[Any]:
    """What the server made of requests that came one after the other on one connection."""

    def asks(port: int) -> list[Any]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            told = []
            for one in headers:
                line.request("GET", "/", headers=one)
                told.append(json.loads(line.getresponse().read()))
            return told

    async def serve() -> list[Any]:
        server = HTTPServer(BehindProxies(Application([("/", Told)]), read_networks(trusted)))
        listening, port = bind_unused_port()
        server.add_socket(listening)
        try:
            return await asyncio.to_thread(asks, port)
        finally:
            server.stop()

    return asyncio.run(serve())


FORWARDED = {
    "X-Forwarded-For": PHONE,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "closeness.example",
    "Host": "inner",
}


def test_each_request_says_anew_who_asked() -> None:
    first, second = asked_over_one_line(["127.0.0.1"], FORWARDED, {"Host": "inner"})
    assert first == [PHONE, "https", "closeness.example"]
    assert second == ["127.0.0.1", "http", "inner"]


def test_a_forged_header_changes_nothing_and_is_said_once_without_an_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "closeness.proxies"):
        replies = asked_over_one_line([], FORWARDED, FORWARDED)
    assert replies == [["127.0.0.1", "http", "inner"]] * 2
    (said,) = [one.getMessage() for one in caplog.records if one.name == "closeness.proxies"]
    assert said == (
        "A request came with X-Forwarded-For, but from no trusted proxy; the header was ignored. "
        "If a proxy stands in front, name its address with --trusted-proxy: else all who come "
        "through it count as one visitor. This is said once."
    )
    assert PHONE not in said
