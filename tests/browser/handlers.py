"""Prints every address pattern that the application answers, and by which methods, as JSON.

Run as ``python -m tests.browser.handlers FOLDER``: the application changes the process that it is
made in, so it is made in one of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tornado.routing import PathMatches, ReversibleRuleRouter
from tornado.web import RequestHandler

from closeness_widgets import cli
from closeness_widgets.serving import app


def found(router: Any) -> Iterator[tuple[str, list[str]]]:
    """Pattern and methods of every handler below a router, whoever put it there."""
    for rule in router.rules:
        if isinstance(rule.target, ReversibleRuleRouter):
            yield from found(rule.target)
        elif isinstance(rule.matcher, PathMatches):
            yield rule.matcher.regex.pattern, methods(rule.target)


def methods(handler: type[RequestHandler]) -> list[str]:
    """The methods that a handler does not refuse by itself."""
    nothing = RequestHandler._unimplemented_method
    return [
        one
        for one in RequestHandler.SUPPORTED_METHODS
        if getattr(handler, one.lower(), nothing) is not nothing
    ]


class Looked(app.ClosenessApp):
    """The application as ``closeness serve`` makes it, up to the moment when it would listen."""

    def listen(self) -> None:
        """Say what would be answered, instead."""
        routers = (self.app.wildcard_router, self.app.default_router)
        print(json.dumps([one for router in routers for one in found(router)]))
        Path(self.connection_dir).rmdir()
        self.house.pen.close()


def main(folder: Path) -> None:
    """Look through the routes of a workbook on this data folder."""
    app.ClosenessApp = Looked  # type: ignore[misc]
    cli.serve(data=folder, no_browser=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
