"""What the service tells its operators: a log line a request and counters, never a value of one.

A log line holds the route's template, not the address, so that no name, finding or query can
reach the log.
"""

import json
import logging
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from api.service import service

logger = logging.getLogger("gluteal.access")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latency histogram, in seconds."""


class Metrics:
    """Counters of one worker process; every label comes from a closed list."""

    def __init__(self) -> None:
        """Start at zero."""
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._requests[route, method, status] += 1
            self._seconds += seconds
            for bound in BUCKETS:
                if seconds <= bound:
                    self._buckets[bound] += 1

    def text(self, digest: str, query_errors: Mapping[str, int]) -> str:
        """Return the counters in the Prometheus text format.

        ``query_errors`` counts the queries without an answer by the kind of error.
        """
        with self._lock:
            requests, buckets = dict(self._requests), dict(self._buckets)
            seconds = self._seconds
        total = sum(requests.values())
        lines = ["# HELP gluteal_requests_total Requests answered by this worker process.",
                 "# TYPE gluteal_requests_total counter"]
        lines += [
            f'gluteal_requests_total{{route="{route}",method="{method}",status="{status}"}} {n}'
            for (route, method, status), n in sorted(requests.items())
        ]
        name = "gluteal_request_seconds"
        lines += [f"# HELP {name} Time to answer, in this worker process.",
                  f"# TYPE {name} histogram"]
        lines += [f'{name}_bucket{{le="{bound:g}"}} {buckets.get(bound, 0)}' for bound in BUCKETS]
        lines += [f'{name}_bucket{{le="+Inf"}} {total}', f"{name}_sum {seconds:.6f}",
                  f"{name}_count {total}"]
        lines += ["# HELP gluteal_query_errors_total SPARQL queries without an answer, in this"
                  " worker process.",
                  "# TYPE gluteal_query_errors_total counter"]
        lines += [f'gluteal_query_errors_total{{kind="{kind}"}} {n}'
                  for kind, n in sorted(query_errors.items())]
        lines += ["# HELP gluteal_snapshot_info The snapshot that is served.",
                  "# TYPE gluteal_snapshot_info gauge",
                  f'gluteal_snapshot_info{{digest="{digest}"}} 1']
        return "\n".join(lines) + "\n"


def install(app: Flask, *, log: bool) -> None:
    """Count every request of ``app`` and, with ``log``, write its line."""
    metrics = app.extensions["gluteal-metrics"] = Metrics()

    @app.before_request
    def _start() -> None:
        g.request_id = str(uuid.uuid4())
        g.started = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        metrics.count(_route(), _method(), response.status_code, seconds)
        if log:
            logger.info("%s", _line(response, seconds))
        return response


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "unmatched"


def _method() -> str:
    known = ("GET", "HEAD", "POST", "OPTIONS")
    return request.method if request.method in known else "other"


def _line(response: Response, seconds: float) -> str:
    fields = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": g.get("request_id", ""),
        "method": _method(),
        "route": _route(),
        "status": response.status_code,
        "ms": round(seconds * 1000, 2),
        "bytes": response.content_length,
        "snapshot": service().snapshot.manifest.digest[:19],
    }
    return json.dumps(fields)
