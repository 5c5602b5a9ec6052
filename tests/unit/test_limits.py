"""A line that says too little, too slowly or too much is closed, and others are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from closeness_widgets.serving.app import LIMITS

QUICK = {"idle_connection_timeout": 0.2, "body_timeout": 0.2}
"""In place of minutes."""
WHOLE = b"POST / HTTP/1.1\r\nHost: room.test\r\nContent-Length: 2\r\n\r\n{}"
TOO_LARGE = b"POST / HTTP/1.1\r\nHost: room.test\r\nContent-Length: 9999999\r\n\r\n{}"


class Echo(RequestHandler):
    def post(self) -> None:
        self.finish(b"all of it")


def at_a_server(story: Callable[[int], Awaitable[None]]) -> None:
    async def inside() -> None:
        assert set(QUICK) < set(LIMITS)
        server = HTTPServer(Application([(r"/", Echo)]), **{**LIMITS, **QUICK})
        listening, port = bind_unused_port()
        server.add_socket(listening)
        try:
            await asyncio.wait_for(story(port), 20)
        finally:
            server.stop()
            await server.close_all_connections()

    asyncio.run(inside())


async def said(port: int, sent: bytes) -> bytes:
    """What is answered until the server closes the line."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    heard = await reader.read()
    writer.close()
    return heard


@pytest.mark.parametrize(
    "sent", [b"", b"POST / HT", WHOLE[:-1], WHOLE + b"POST / HTTP/1.1\r\nHost: a"]
)
def test_a_line_on_which_nothing_more_comes_is_closed(sent: bytes) -> None:
    async def story(port: int) -> None:
        heard = await said(port, sent)
        assert heard.count(b"all of it") == (1 if sent.startswith(WHOLE) else 0)
        assert heard.startswith(b"HTTP/1.1 200 OK" if sent.startswith(WHOLE) else b"")

    at_a_server(story)


def test_a_body_of_more_than_a_megabyte_is_not_even_read() -> None:
    async def story(port: int) -> None:
        assert await said(port, TOO_LARGE) == b"HTTP/1.1 400 Bad Request\r\n\r\n"
        assert b"all of it" in await said(port, WHOLE)

    at_a_server(story)
