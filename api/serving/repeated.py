"""Answers repeated reads, and reads by clients that hold the answer, before Flask is reached.

It also compares entity tags for the application below, which therefore always gives a whole
answer that can be kept.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag

from api.serving.cache import Answers, Kept, Key, key_of
from api.serving.observe import ROUTE, note


class RepeatedReads:
    """Wraps the WSGI side of an application."""

    def __init__(self, app: Flask, direct: WSGIApplication) -> None:
        """Stand before ``app``, whose snapshot may change, and before what answers ``direct``."""
        self._app, self._next, self._direct = app, app.wsgi_app, direct
        self.answers = Answers()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or let the application answer and keep that."""
        key = key_of(environ)
        if key is None:
            return self._next(environ, start)
        started = time.perf_counter()
        digest: str = self._app.extensions["gluteal"].snapshot.manifest.digest
        kept = self.answers.get(digest, key)
        if kept is None:
            return self._ask(environ, start, key)
        method: str = environ["REQUEST_METHOD"]
        if is_held(environ.get("HTTP_IF_NONE_MATCH"), kept.etag):
            status, body = 304, b""
            start("304 NOT MODIFIED", kept.bare())
        else:
            status, body = 200, kept.body if method == "GET" else b""
            start("200 OK", list(kept.headers))
        note(self._app, kept.route, method, status, time.perf_counter() - started, len(body),
             digest)
        return [body]

    def _ask(
        self, environ: WSGIEnvironment, start: StartResponse, key: Key
    ) -> Iterable[bytes]:
        held = environ.pop("HTTP_IF_NONE_MATCH", None)
        said: list[Any] = []
        body = self._direct(environ, lambda *given: said.extend(given))  # type: ignore[arg-type]
        status, headers = said[0], said[1]
        given = dict(headers)
        etag = given.get("ETag")
        if not status.startswith("200") or etag is None:
            start(status, headers)
            return body
        if environ["REQUEST_METHOD"] == "GET" and self._is_for_keeping(given):
            body = [_whole(body)]
            self.answers.put(given.get("Gluteal-Snapshot", ""), key,
                             Kept.of(environ.get(ROUTE, "unmatched"), headers, body[0], etag))
        if is_held(held, etag):
            _close(body)
            remove_entity_headers(headers)
            start("304 NOT MODIFIED", headers)
            return [b""]
        start(status, headers)
        return body

    def _is_for_keeping(self, given: Mapping[str, str]) -> bool:
        """Tell whether an answer is of the snapshot alone, complete, and not too large.

        What names a time of its own is a file beside the snapshot, which may change.
        """
        length = given.get("Content-Length")
        return (
            length is not None and self.answers.takes(int(length))
            and "no-store" not in given.get("Cache-Control", "")
            and "Last-Modified" not in given and "Set-Cookie" not in given
        )


def is_held(if_none_match: str | None, etag: str) -> bool:
    """Tell whether a client that sends ``if_none_match`` holds the answer with ``etag``."""
    if if_none_match is None:
        return False
    return if_none_match == etag or parse_etags(if_none_match).contains_weak(unquote_etag(etag)[0])


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    if (close := getattr(body, "close", None)) is not None:
        close()
