"""QR codes as SVG: for the wall, for posters and for a Wi-Fi."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup
from segno import helpers

QUIET = 4
"""Light squares around the code: what the norm asks for, so that cameras find it."""


def svg(text: str, title: str = "") -> Markup:
    """A QR code of ``text``, black on white, as large as the place it stands in.

    ``title`` is what screen readers say in its place. Without a style of its own, so that it can
    stand in a page that forbids inline styles, or be an image by itself.

    Raises ValueError if ``text`` is longer than any QR code.
    """
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        nl=False,
        omitsize=True,
        border=QUIET,
        light="#ffffff",
        title=title or None,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made here, the title escaped by segno


def wifi(name: str, password: str, hidden: bool = False, title: str = "") -> Markup:
    """A QR code that takes a phone into a Wi-Fi: WPA, or open if ``password`` is empty."""
    return svg(wifi_text(name, password, hidden), title)


def wifi_text(name: str, password: str, hidden: bool = False) -> str:
    """What that code says. Letters that mean something in it are escaped."""
    return str(
        helpers.make_wifi_data(
            ssid=name,
            password=password or None,
            security="WPA" if password else None,
            hidden=hidden,
        )
    )
