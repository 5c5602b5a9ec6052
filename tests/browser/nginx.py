"""A real nginx with the configuration of docs/deploy-nginx.md, run by an ordinary user."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.browser.certificates import certificate
from tests.browser.people import HOST, free_port

PAGE = Path(__file__).parents[2] / "docs" / "deploy-nginx.md"
AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{written}
}}
"""


def program() -> str:
    """Where nginx is. Without one: skipped aloud here, a failure where everything has to run."""
    named = os.environ.get("CLOSENESS_NGINX")
    found = named or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        missing = "There is no nginx: run tools/get-nginx, or set CLOSENESS_NGINX to its path."
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found


class Nginx:
    """nginx in front of a workbook; ``port`` speaks TLS, ``plain`` only leads there."""

    def __init__(self, upstream: int) -> None:
        self.program = program()
        self.upstream, self.port, self.plain = upstream, free_port(), free_port()
        # Not in pytest's own folder: an ordinary user has to get in.
        self.folder = Path(tempfile.mkdtemp(prefix="nginx-"))
        self.certificate, self.key = certificate(self.folder, HOST)
        self.process: subprocess.Popen[bytes] | None = None

    def written(self) -> str:
        """The page's configuration with the ports, names and files of this test."""
        found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert found is not None
        text = found[1]
        for old, new in {
            "127.0.0.1:8866": f"127.0.0.1:{self.upstream}",
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "closeness.example": HOST,
            "/etc/ssl/closeness/fullchain.pem": str(self.certificate),
            "/etc/ssl/closeness/privkey.pem": str(self.key),
            "/var/log/nginx/closeness.log": f"{self.folder}/closeness.log",
        }.items():
            assert old in text, f"the page has no {old!r} any more"
            text = text.replace(old, new)
        return text

    def start(self) -> None:
        """As nobody, if this is root; wait until it listens."""
        config = self.folder / "nginx.conf"
        config.write_text(AROUND.format(folder=self.folder, written=self.written()))
        command = [self.program, "-e", f"{self.folder}/error.log", "-c", str(config)]
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for one in (self.folder, *self.folder.iterdir()):
                os.chown(one, nobody.pw_uid, nobody.pw_gid)
            self.process = subprocess.Popen(
                command, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[]
            )
        else:
            self.process = subprocess.Popen(command)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                errors = self.folder / "error.log"
                told = errors.read_text() if errors.exists() else ""
                assert self.process.poll() is None, told
                assert time.monotonic() < deadline, told
                time.sleep(0.02)

    def stop(self) -> None:
        """End it, and take its folder away."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
