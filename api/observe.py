"""What the service tells its operators: a log line a request and counters, never a value of one.

A log line holds the route's template, not the address, so that no name, finding or query can
reach the log.
"""

import logging
import threading
import time
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from api.board import Board, Page
from api.exposition import BUCKETS, PROBLEMS, REQUESTS, SECONDS, exposition
from api.service import Service, service

logger = logging.getLogger("gluteal.access")
ROUTE = "gluteal.route"
"""Where a request says, for those before Flask, which route answered it."""


class Metrics:
    """Counters of one process, on its page of the board; every label comes from a closed list."""

    def __init__(self, board: Board) -> None:
        """Take a page when there is something to count."""
        self._board = board
        self._claiming = threading.Lock()
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page of this process."""
        with self._claiming:
            self._page = self._page or self._board.claim()
            return self._page

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        page = self.page
        page.add(f'{REQUESTS}{{route="{route}",method="{method}",status="{status}"}}')
        bound = next((f"{bound:g}" for bound in BUCKETS if seconds <= bound), "+Inf")
        page.add(f'{SECONDS}_bucket{{le="{bound}"}}')
        page.add(f"{SECONDS}_sum", seconds)

    def count_problem(self, kind: str) -> None:
        """Count one refusal or failure by its type."""
        self.page.add(f'{PROBLEMS}{{type="{kind}"}}')

    def text(self, service: Service) -> str:
        """Return all counters of all workers in the Prometheus text format."""
        state, pool = self._board.state(), service.queries.counters()
        return exposition(self._board.series(), state, pool, service)


def install(app: Flask, board: Board, *, log: bool) -> None:
    """Count every request of ``app`` on ``board`` and, with ``log``, write its line."""
    metrics = app.extensions["gluteal-metrics"] = Metrics(board)
    app.extensions["gluteal-log"] = log

    @app.before_request
    def _start() -> None:
        g.request_id = str(uuid.uuid4())
        g.started = time.perf_counter()
        service()  # from here on the request keeps to one snapshot

    @app.after_request
    def _end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        request.environ[ROUTE] = _route()
        metrics.count(_route(), _method(), response.status_code, seconds)
        if kind := g.get("problem"):
            metrics.count_problem(kind)
        if log:
            length = response.content_length
            digest = service().snapshot.manifest.digest
            logger.info("%s", _line(g.get("request_id", ""), _method(), _route(),
                                    response.status_code, seconds, length, digest))
        return response


def note_repeated(
    app: Flask, route: str, method: str, status: int, seconds: float, size: int, digest: str
) -> None:
    """Count and log an answer that was given again without asking ``app``."""
    app.extensions["gluteal-metrics"].count(route, method, status, seconds)
    if app.extensions["gluteal-log"]:
        line = _line(str(uuid.uuid4()), method, route, status, seconds, size, digest)
        logger.info("%s", line)


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "unmatched"


def _method() -> str:
    known = ("GET", "HEAD", "POST", "OPTIONS")
    return request.method if request.method in known else "other"


def _line(
    identifier: str, method: str, route: str, status: int, seconds: float, size: int | None,
    digest: str,
) -> str:
    # Nothing in here can need an escape: all of it is ours.
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    length = "null" if size is None else size
    return (
        f'{{"time": "{moment}", "request": "{identifier}", "method": "{method}",'
        f' "route": "{route}", "status": {status}, "ms": {seconds * 1000:.2f},'
        f' "bytes": {length}, "snapshot": "{digest[:19]}"}}'
    )
