"""Plain SPARQL queries by GET, answered before Flask is reached.

A query in an address that says nothing but ``query`` needs none of what Flask offers, which costs
several times what the engine takes for a lookup. Whatever is refused, fails or asks for more goes
to the application, which alone knows how to say so; the bytes of an answer are the same.
"""

import time
from collections.abc import Iterable, Sequence
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.utils import get_content_type

from api.config import Config
from api.service import Service
from api.serving import cors, encoding, headers, hosts
from api.serving.cache import Headers
from api.serving.clients import Clients, client_of
from api.serving.observe import ROUTE, STARTED, note
from api.serving.places import Places
from kg.errors import QueryError
from kg.query import formats
from kg.query.accept import best
from kg.query.admission import Admitted, admit

PATH = "/sparql"
FAILED = "gluteal.failed"
"""Where a request says that its query was run already, and how that failed."""
_ASKED = "query="


class DirectQueries:
    """Wraps the application for requests that :func:`api.serving.cache.key_of` has a key for."""

    def __init__(
        self, app: Flask, config: Config, clients: Clients, codings: Sequence[str]
    ) -> None:
        """Stand before ``app``, whose snapshot may change."""
        self._app, self._next = app, app.wsgi_app
        self._config, self._clients, self._codings = config, clients, tuple(codings)
        self._hosts = frozenset(host.lower() for host in config.hosts)
        self._places: Places = app.extensions["gluteal-places"]
        by_origin = cors.depends_on_origin(config.cors_origins)
        vary = "Accept, Accept-Encoding" + (", Origin" if by_origin else "")
        self._first = list(headers.PROTECTION.items())
        self._last = [("Vary", vary), ("Cache-Control", "no-cache")]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a plain query, or let the application answer."""
        query = self._query(environ)
        if query is None:
            return self._next(environ, start)
        started = time.perf_counter()
        client = client_of(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""),
                           self._config.proxies)
        if (client and self._clients.wait(client) > 0) or not self._places.enter(may_wait=False):
            return self._next(environ, start)
        service: Service = self._app.extensions["gluteal"]
        try:
            with self._places.here():
                answer = self._answer(environ, query, service)
        except Exception as error:  # noqa: BLE001 - the application tells of it as of every other
            environ[FAILED], environ[STARTED] = error, started
            answer = None
        finally:
            self._places.leave()
        if answer is None:
            return self._next(environ, start)
        seconds = time.perf_counter() - started
        if client:
            self._clients.charge(client, seconds, failed=False)
        environ[ROUTE] = PATH
        start("200 OK", answer[0])
        note(self._app, PATH, "GET", 200, seconds, len(answer[1]), service.snapshot.manifest.digest)
        return [answer[1]]

    def _query(self, environ: WSGIEnvironment) -> str | None:
        """Return the query of a request that says nothing else; ``None`` for any other."""
        asked: str = environ["QUERY_STRING"]
        if (
            environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET"
            or not asked.startswith(_ASKED) or "&" in asked or not asked.isascii()
            or environ.get("SCRIPT_NAME") or "," in environ["HTTP_HOST"]
            or (self._config.cors_origins and "HTTP_ORIGIN" in environ)
            or not hosts.is_known(environ["HTTP_HOST"], self._hosts)
        ):
            return None
        try:
            return unquote_to_bytes(asked[len(_ASKED) :].replace("+", " ")).decode() or None
        except UnicodeDecodeError:
            return None

    def _answer(
        self, environ: WSGIEnvironment, query: str, service: Service
    ) -> tuple[Headers, bytes] | None:
        """Return headers and body; ``None`` where the application has to speak.

        Raises:
            QueryError: the query was run and there is no answer.
        """
        admitted = _admitted(query, service)
        if admitted is None or admitted.is_volatile:
            return None
        media_type = best(tuple(formats.offered(admitted.form)), environ.get("HTTP_ACCEPT"))
        if media_type is None:
            return None
        found = service.queries.run(admitted, accept=media_type)
        kind = get_content_type(found.media_type, "utf-8")
        coding = encoding.coding_of(
            found.media_type, environ.get("HTTP_ACCEPT_ENCODING"), self._codings,
            is_small=encoding.is_small(len(found.body)),
        )
        if coding is None:
            return None
        body = encoding.encoded(found.body, coding)
        digest = service.snapshot.manifest.digest
        tag = headers.tag(digest, f"{PATH}?{environ['QUERY_STRING']}", kind, coding)
        given = [
            ("Content-Type", kind), ("Content-Length", str(len(body))), *self._first,
            ("Gluteal-Snapshot", digest), *self._last, ("ETag", f'W/"{tag}"'),
        ]
        if coding != encoding.IDENTITY:
            given.append(("Content-Encoding", coding))
        return given, body


def _admitted(query: str, service: Service) -> Admitted | None:
    try:
        return admit(query, known=service.graphs)
    except QueryError:
        return None
