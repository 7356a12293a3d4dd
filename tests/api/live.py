"""A service started as its users start it, and a client for it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
JSON = {"Content-Type": "application/json"}


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Running:
    """A running service and its log."""

    port: int
    log: Path

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send one request; values are sent as JSON."""
        raw = None
        if body is not None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = (JSON if raw is not None else {}) | headers
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, raw, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def raw(self, sent: bytes) -> bytes:
        """Send bytes and return the first bytes that come back."""
        with self.connect() as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(sent)
            return connection.recv(65536)


def start(
    state: Path, *options: str, own_session: bool = False, **settings: str
) -> tuple[subprocess.Popen[bytes], Running]:
    """Start a service on a free port with its state in ``state``; return once it is ready.

    ``settings`` are environment variables without ``GLUTEAL_``, in lower case.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = state / "service.log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GLUTEAL_")}
    environment |= {f"GLUTEAL_{name.upper()}": value for name, value in settings.items()}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", "--port", str(port), *options],
            cwd=ROOT, stdout=stream, stderr=stream, env=environment | {"GLUTEAL_STATE": str(state)},
            start_new_session=own_session,
        )
    running = Running(port, log)
    for _ in range(600):
        time.sleep(0.1)
        try:
            if running.ask("GET", "/readyz").status == 200:
                break
        except OSError:
            assert process.poll() is None, log.read_text()
    else:
        raise AssertionError(f"the service is not ready\n{log.read_text()}")
    return process, running
