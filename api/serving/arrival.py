"""What happens to a request before a route sees it: its framing, its client, a place to work."""

import time
from typing import IO

from flask import Flask, Response, g, request

from api.problems import Problem
from api.serving.clients import Clients, Network
from api.serving.door import CLIENT, PLACE, REFUSAL, Door
from api.serving.places import CLOSE, Places
from kg.limits import limit


class SteadyBody:
    """The body of a request, which has one time to arrive.

    Reading cannot be ended from here: :mod:`api.serving.sweeper` closes the connection, and it
    ends.
    """

    def __init__(self, body: IO[bytes], places: Places) -> None:
        """Read from ``body``; the time starts with the first read."""
        self._body, self._places = body, places
        self._until = 0.0

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes.

        Raises:
            Problem: 408, or 503 where too many wait for their bodies already.
        """
        self._until = self._until or time.monotonic() + limit("request_seconds")
        with self._places.receiving():
            content = self._body.read(size)
        if time.monotonic() > self._until:
            raise Problem(408, "body-too-slow", "the body did not arrive in time", headers=CLOSE)
        return content


def install(app: Flask, clients: Clients, proxies: tuple[Network, ...]) -> None:
    """Check every request of ``app``; ``proxies`` are believed in whom they forward for.

    Its place was taken at the door, before Flask was reached.
    """
    places = app.extensions["gluteal-places"] = Places()
    app.wsgi_app = Door(app, places, clients, proxies)  # type: ignore[assignment]

    @app.before_request
    def _arrive() -> None:
        g.client, g.place = request.environ.get(CLIENT), request.environ.pop(PLACE, None)
        if (refusal := request.environ.get(REFUSAL)) is not None:
            raise refusal
        if g.place and (request.content_length or "Transfer-Encoding" in request.headers):
            body = request.environ["wsgi.input"]
            request.environ["wsgi.input"] = SteadyBody(body, places)

    @app.after_request
    def _charge(response: Response) -> Response:
        client = g.get("client")
        if client is not None and g.get("place"):
            seconds = time.perf_counter() - g.started
            clients.charge(client, seconds, failed=response.status_code >= 400)
        return response

    @app.teardown_request
    def _depart(_: BaseException | None) -> None:
        if g.pop("place", None):
            places.leave()


def require_framing() -> None:
    """Refuse what a proxy before this service might have read in another way.

    Raises:
        Problem: 400, and the connection is closed.
    """
    coding = request.headers.get("Transfer-Encoding")
    if coding is not None and (coding.lower() != "chunked" or request.content_length is not None):
        raise Problem(400, "bad-request", "the body is framed in two ways, or in an unknown one",
                      headers=CLOSE)
    host = request.environ.get("HTTP_HOST", "")
    if "," in host or (not host and request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1"):
        raise Problem(400, "bad-request", "the request must name one host", headers=CLOSE)
