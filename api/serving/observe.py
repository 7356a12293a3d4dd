"""What the service tells its operators: a log line a request and counters, never a value of one."""

import threading
import time
from bisect import bisect_left
from functools import lru_cache

from flask import Flask, Response, g, request

from api.service import Service, service
from api.serving import lines
from api.serving.board import Board, Page
from api.serving.exposition import BUCKETS, PROBLEMS, REQUESTS, SECONDS, exposition

ROUTE = "gluteal.route"
"""Where a request says, for those before Flask, which route answered it."""
STARTED = "gluteal.started"
"""Where those before Flask say when they began with a request (``time.perf_counter``)."""
_BOUNDS = tuple(
    f'{SECONDS}_bucket{{le="{bound}"}}' for bound in (*(f"{b:g}" for b in BUCKETS), "+Inf")
)
_SUM = f"{SECONDS}_sum"


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
        if self._page is not None:
            return self._page
        with self._claiming:
            self._page = self._page or self._board.claim()
            return self._page

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        bound = _BOUNDS[bisect_left(BUCKETS, seconds)]
        self.page.add_all(((_series(route, method, status), 1.0), (bound, 1.0), (_SUM, seconds)))

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
        g.request_id = lines.identifier()
        g.started = request.environ.get(STARTED) or time.perf_counter()
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
            lines.write(lines.line(g.get("request_id", ""), _method(), _route(),
                                   response.status_code, seconds, length, digest))
        return response


def note(
    app: Flask, route: str, method: str, status: int, seconds: float, size: int, digest: str,
    request_id: str = "", problem: str = "",
) -> None:
    """Count and log an answer, or a refusal of the type ``problem``, that ``app`` did not give."""
    app.extensions["gluteal-metrics"].count(route, method, status, seconds)
    if problem:
        app.extensions["gluteal-metrics"].count_problem(problem)
    if app.extensions["gluteal-log"]:
        lines.write(lines.line(
            request_id or lines.identifier(), method, route, status, seconds, size, digest
        ))


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "unmatched"


def _method() -> str:
    known = ("GET", "HEAD", "POST", "OPTIONS")
    return request.method if request.method in known else "other"



@lru_cache(maxsize=512)
def _series(route: str, method: str, status: int) -> str:
    return f'{REQUESTS}{{route="{route}",method="{method}",status="{status}"}}'
