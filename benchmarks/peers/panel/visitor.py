"""Somebody who opens Panel's page and ticks the first box, without a browser: Bokeh's protocol."""

import json
import re
from itertools import count

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

NUMBERS = count(1)


async def visit(url):
    """Open the page, pull the document, tick, and wait for the echo; returns the open line."""
    page = (await AsyncHTTPClient().fetch(url, request_timeout=240)).body.decode()
    token = re.search(r'"token":\s*"([^"]+)"', page)[1]
    request = HTTPRequest(f"{url.replace('http', 'ws', 1)}/ws", connect_timeout=240)
    line = await websocket_connect(request, subprotocols=["bokeh", token], max_message_size=1 << 26)
    await message(line)  # the server's acknowledgement
    send(line, "PULL-DOC-REQ", {})
    while True:
        header, content = await message(line)
        if header["msgtype"] == "PULL-DOC-REPLY":
            break
    box = next(find(json.loads(content)))
    event = {"kind": "ModelChanged", "model": {"id": box}, "attr": "active", "new": True}
    send(line, "PATCH-DOC", {"events": [event]})
    while "Blocker 1: True" not in (await message(line))[1]:
        pass
    return line


def send(line, kind, content):
    """A message's three parts, a frame each."""
    for part in ({"msgid": str(next(NUMBERS)), "msgtype": kind}, {}, content):
        line.write_message(json.dumps(part))


async def message(line):
    """Header and content text of the next message; its buffers are read and dropped."""
    header = json.loads(await frame(line))
    await frame(line)
    content = await frame(line)
    for _ in range(2 * header.get("num_buffers", 0)):
        await frame(line)
    return header, content


async def frame(line):
    """The next frame. Raises ConnectionError if the line has ended."""
    read = await line.read_message()
    if read is None:
        raise ConnectionError("the line has ended")
    return read


def find(node):
    """Ids of the first checkbox in a document."""
    if isinstance(node, dict):
        if (
            node.get("name") == "Checkbox"
            and node.get("attributes", {}).get("label") == "Blocker 1"
        ):
            yield node["id"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from find(child)
