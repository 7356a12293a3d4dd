"""Refuses, before Flask is reached, whom there is no place for or whose share is used up.

Under overload most requests are refused, so a refusal must cost little. The application alone
words refusals; what it said is kept and said again, with an identifier of its own each time.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from api.problems import INSTANCE, Problem
from api.serving import lines
from api.serving.cache import Headers
from api.serving.clients import Clients, Network, client_of
from api.serving.observe import ROUTE, STARTED, note
from api.serving.places import Places, overloaded

CLIENT, PLACE, REFUSAL = "gluteal.client", "gluteal.place", "gluteal.refusal"
"""Where a request tells the application whom it counts for, the place that it has, and why it is
refused."""
NOT_COUNTED = frozenset({"/livez", "/readyz"})
"""Asked by whoever watches the service, also when it is overloaded."""
_MOST, _LONGEST_PATH = 256, 200
_SAID_BY = (
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "HTTP_ORIGIN", "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT", "HTTP_SEC_FETCH_MODE",
)
"""What the wording, the headers or the route of a refusal may depend on."""
_INSTANCE = f'"instance":"{INSTANCE}'.encode()


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal as the application said it, without the identifier between its two parts."""

    route: str
    line: str
    headers: Headers
    before: bytes
    after: bytes


class Door:
    """Wraps the WSGI side of an application."""

    def __init__(
        self, app: Flask, places: Places, clients: Clients, proxies: tuple[Network, ...]
    ) -> None:
        """Stand before ``app``; ``proxies`` are believed in whom they forward for."""
        self._app, self._next = app, app.wsgi_app
        self._places, self._clients, self._proxies = places, clients, proxies
        self._said: dict[tuple[Any, ...], Said] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let the application answer, with a place to work, or refuse in its words."""
        if environ["PATH_INFO"] in NOT_COUNTED:
            return self._next(environ, start)
        environ.setdefault(STARTED, time.perf_counter())
        if (refusal := self._refusal(environ)) is not None:
            self._places.pause()
            return self._refuse(environ, start, refusal)
        environ[PLACE] = self._places
        try:
            return self._next(environ, start)
        finally:
            # The application has taken it over, unless it failed before that.
            if environ.pop(PLACE, None) is not None:
                self._places.leave()

    def _refusal(self, environ: WSGIEnvironment) -> Problem | None:
        """Take a place for a request, or tell why there is none."""
        client = environ[CLIENT] = client_of(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies)
        if client is not None and (seconds := self._clients.wait(client)) > 0:
            return _too_much(seconds)
        return None if self._places.enter() else overloaded()

    def _refuse(
        self, environ: WSGIEnvironment, start: StartResponse, refusal: Problem
    ) -> Iterable[bytes]:
        key = (refusal.type, refusal.headers["Retry-After"], *map(environ.get, _SAID_BY))
        said = self._said.get(key)
        if said is None:
            return self._word(environ, start, refusal, key)
        request, method = lines.identifier(), environ["REQUEST_METHOD"]
        body = b"%b%b%b" % (said.before, request.encode(), said.after)
        start(said.line, list(said.headers))
        digest = self._app.extensions["gluteal"].snapshot.manifest.digest
        seconds = time.perf_counter() - environ[STARTED]
        note(self._app, said.route, method, refusal.status, seconds, len(body), digest,
             request, refusal.type)
        return [body]

    def _word(
        self, environ: WSGIEnvironment, start: StartResponse, refusal: Problem, key: tuple[Any, ...]
    ) -> Iterable[bytes]:
        """Let the application refuse, and keep what it says."""
        environ[REFUSAL] = refusal
        given: list[Any] = []
        body = b"".join(self._next(environ, lambda *said: given.extend(said)))  # type: ignore[arg-type]
        line, headers = given[0], given[1]
        start(line, headers)
        before, found, rest = body.partition(_INSTANCE)
        if (
            found and environ["REQUEST_METHOD"] in ("GET", "POST")
            and len(environ["PATH_INFO"]) <= _LONGEST_PATH
        ):
            if len(self._said) >= _MOST:
                self._said.clear()
            after = rest[len(lines.identifier()) :]
            self._said[key] = Said(environ[ROUTE], line, list(headers), before + found, after)
        return [body]


def _too_much(seconds: float) -> Problem:
    return Problem(429, "too-many-requests", "this client has used up its share for now",
                   headers={"Retry-After": str(ceil(seconds))})
