"""A real Oxigraph server, and servers that misbehave as no real one would on request."""

import socket
import subprocess
import sysconfig
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Oxigraph:
    """``oxigraph serve``: with its data in a folder it may be stopped and started again, without
    one it keeps them in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Choose a port; nothing runs yet."""
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it takes queries."""
        return f"http://127.0.0.1:{self.port}/query"

    def start(self) -> None:
        """Start, and return when it answers."""
        program = Path(sysconfig.get_path("scripts"), "oxigraph")
        self.process = subprocess.Popen(
            [program, "serve", "--bind", f"127.0.0.1:{self.port}",
             *(["--location", self.folder] if self.folder else [])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}?query=ASK%7B%7D", timeout=5):
                    return
            except OSError:
                assert self.process.poll() is None
                time.sleep(0.02)
        raise AssertionError("oxigraph does not answer")

    def stop(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def update(self, text: str) -> None:
        """Change its data."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/update", text.encode(),
            {"Content-Type": "application/sparql-update"})
        with urllib.request.urlopen(request, timeout=30):
            pass


@contextmanager
def oxigraph(folder: Path | None = None) -> Iterator[Oxigraph]:
    """Run a server, over the store in ``folder`` where there is one."""
    server = Oxigraph(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Run a server that answers every request with ``answer``; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        do_GET = do_PUT = do_POST  # noqa: N815 - names that the library looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
