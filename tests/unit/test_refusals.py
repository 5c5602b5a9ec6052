"""What a refused call says: status, rule, sentence, and when it is worth asking again."""

from __future__ import annotations

import json

from tornado.httpclient import HTTPResponse
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application

from closeness_widgets.serving.access import ApiHandler, Refused


class Full(ApiHandler):
    async def get(self) -> None:
        raise Refused(503, "full", "No place is free.", wait=3)


class Unknown(ApiHandler):
    async def get(self) -> None:
        raise Refused(404, "unknown", "There is none.")


class TestRefusals(AsyncHTTPTestCase):
    def get_app(self) -> Application:
        return Application([("/full", Full), ("/unknown", Unknown)])

    def test_who_finds_no_place_is_told_when_to_ask_again(self) -> None:
        reply: HTTPResponse = self.fetch("/full")
        assert (reply.code, reply.headers["Retry-After"]) == (503, "3")
        said = {"rule": "full", "message": "No place is free."}
        assert json.loads(reply.body) == {"error": said}

    def test_what_is_not_there_is_not_to_be_asked_for_again(self) -> None:
        reply: HTTPResponse = self.fetch("/unknown")
        assert (reply.code, "Retry-After" in reply.headers) == (404, False)
