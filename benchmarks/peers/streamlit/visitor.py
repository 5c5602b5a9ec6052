"""Somebody who opens Streamlit's page and ticks the first box, without a browser: its messages."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect


async def visit(url):
    """Open the page, run the script, tick, and wait for the echo; returns the open line."""
    await AsyncHTTPClient().fetch(url, request_timeout=240)
    request = HTTPRequest(
        f"{url.replace('http', 'ws', 1)}_stcore/stream",
        headers={"Origin": url.rstrip("/")},
        connect_timeout=240,
    )
    line = await websocket_connect(request, subprotocols=["streamlit"], max_message_size=1 << 26)
    run = BackMsg()
    run.rerun_script.query_string = ""
    line.write_message(run.SerializeToString(), binary=True)
    box = ""
    async for said in messages(line):
        element = said.delta.new_element
        if element.WhichOneof("type") == "checkbox" and element.checkbox.label == "Blocker 1":
            box = element.checkbox.id
        if said.WhichOneof("type") == "script_finished":
            break
    tick = BackMsg()
    state = tick.rerun_script.widget_states.widgets.add()
    state.id, state.bool_value = box, True
    line.write_message(tick.SerializeToString(), binary=True)
    async for said in messages(line):
        if said.delta.new_element.text.body == "Blocker 1: True":
            return line
    raise ConnectionError("the line has ended")


async def messages(line):
    """What the server says, until the line ends."""
    while (read := await line.read_message()) is not None:
        said = ForwardMsg()
        said.ParseFromString(read)
        yield said
