"""Somebody who opens Solara's page and ticks the first box, without a browser."""

import json
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect


async def visit(url):
    """Open the page, run it, fetch its widgets, tick, and wait for the echo; the open line."""
    page = await AsyncHTTPClient().fetch(url, request_timeout=240)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    session = uuid4().hex
    socket = f"{url.replace('http', 'ws', 1)}jupyter/api/kernels/{uuid4()}/channels"
    request = HTTPRequest(
        f"{socket}?session_id={session}",
        headers={"Cookie": cookie, "Origin": url.rstrip("/")},
        connect_timeout=240,
    )
    line = await websocket_connect(request, max_message_size=1 << 26)
    comm = uuid4().hex
    send(line, session, "comm_open", comm, target_name="solara.control", data={})
    run = {"method": "run", "args": {"path": "", "appName": None, "themes": {}, "dark": False}}
    send(line, session, "comm_msg", comm, data=run)
    await until(line, lambda data: data.get("method") == "finished")
    comm = uuid4().hex
    send(line, session, "comm_open", comm, target_name="jupyter.widget.control", data={})
    send(line, session, "comm_msg", comm, data={"method": "request_states"})
    states = (await until(line, lambda data: data.get("method") == "update_states"))["states"]
    box = next(
        model
        for model, one in states.items()
        if one["model_name"] == "CheckboxModel" and one["state"].get("label") == "Blocker 1"
    )
    tick = {"method": "update", "state": {"v_model": True}, "buffer_paths": []}
    send(line, session, "comm_msg", box, data=tick)
    await until(line, lambda data: "Blocker 1: True" in json.dumps(data.get("state", {})))
    return line


def send(line, session, kind, comm, **content):
    """Send ``comm_open`` or ``comm_msg`` on the shell channel."""
    header = {
        "msg_id": uuid4().hex,
        "session": session,
        "username": "",
        "version": "5.3",
        "msg_type": kind,
    }
    message = {
        "header": header,
        "parent_header": {},
        "metadata": {"version": "1.0.0"},
        "content": {"comm_id": comm, **content},
        "channel": "shell",
        "buffers": [],
    }
    line.write_message(json.dumps(message))


async def until(line, wanted):
    """The data of the first comm message of which ``wanted`` is true."""
    while (read := await line.read_message()) is not None:
        if isinstance(read, bytes):
            length = int.from_bytes(read[4:8], "big")
            end = int.from_bytes(read[8:12], "big") if int.from_bytes(read[:4], "big") > 1 else None
            read = read[length:end]
        data = json.loads(read)["content"].get("data", {})
        if isinstance(data, dict) and wanted(data):
            return data
    raise ConnectionError("the line has ended")
