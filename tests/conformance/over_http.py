"""A service over chosen graphs, behind a real HTTP server."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPMessage
from pathlib import Path

import pyoxigraph as ox
from werkzeug.serving import WSGIRequestHandler, make_server

from api import create_app
from kg.query.client import QueryService
from kg.query.pool import start_pool
from tests.api.standins import service


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Write nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A server on this machine."""

    port: int

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Send one request with exactly these headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(quads: list[ox.Quad], graphs: frozenset[str], folder: Path) -> Iterator[Server]:
    """Serve ``quads`` in ``graphs`` as long as the context lasts."""
    (folder / "dataset.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    with start_pool(folder) as pool:
        queries = QueryService(pool.socket_path)
        queries.run("ASK {}")
        app = create_app(replace(service(queries), graphs=graphs), compress=True)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Server(server.server_port)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def quads_of(files: Mapping[str, Path]) -> list[ox.Quad]:
    """Return what is in ``files``, each in the graph of its name."""
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name))
        for name, path in files.items()
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:]))
    ]
