"""With a certificate of one's own the workbook speaks TLS, and cookies never travel without it."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket  # type: ignore[import-untyped]

from tests.browser.certificates import certificate
from tests.browser.people import Workbook
from tests.browser.wire import OURS

NOT_LOCKED = "Others on this Wi-Fi could read what you send."


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of a workbook that speaks TLS, and what trusts its certificate."""
    cert, key = certificate(tmp_path)
    command = [sys.executable, "-m", "closeness_widgets", "serve", "--port", "0", "--no-browser"]
    command += ["--data", str(tmp_path / "data"), "--certfile", str(cert), "--keyfile", str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            opened = re.search(r"https://localhost:(\d+)/", process.stdout.readline())
            assert opened is not None
            yield int(opened[1]), ssl.create_default_context(cafile=str(cert))
        finally:
            process.terminate()
            process.wait(30)


def test_over_tls_the_first_page_warns_of_nobody_and_cookies_are_secure(
    secure: tuple[int, ssl.SSLContext],
) -> None:
    port, trusted = secure
    line = http.client.HTTPSConnection("localhost", port, timeout=30, context=trusted)
    line.request("GET", "/", headers={"Host": f"room.test:{port}"})
    page = line.getresponse().read().decode()
    assert NOT_LOCKED not in page
    line.request("POST", "/api/people", json.dumps({}), OURS)
    reply = line.getresponse()
    reply.read()
    cookie = reply.headers["Set-Cookie"]
    assert reply.status == 200
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    foreign = {**OURS, "Origin": f"https://elsewhere.test:{port}"}
    line.request("POST", "/api/people", json.dumps({}), foreign)
    assert line.getresponse().status == 403
    line.close()
    room = websocket.create_connection(
        f"wss://localhost:{port}/api/room?as=live",
        origin=f"https://localhost:{port}",
        cookie=cookie.partition(";")[0],
        sslopt={"context": trusted},
        timeout=30,
    )
    assert int.from_bytes(room.recv_data()[1][:2], "big") == 4401  # heard, and in no workshop
    room.close()
    plain = http.client.HTTPConnection("localhost", port, timeout=30)
    plain.request("GET", "/")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.getresponse()


def test_without_tls_a_page_on_the_rooms_network_says_who_could_read_along(
    workbook: Workbook,
) -> None:
    port = workbook.port
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for host, warned in (("room.test", True), ("192.168.1.20", True), ("localhost", False)):
        line.request("GET", "/", headers={"Host": f"{host}:{port}"})
        assert (NOT_LOCKED in line.getresponse().read().decode()) is warned
    line.close()
