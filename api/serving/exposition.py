"""The counters as text: the Prometheus exposition format, version 0.0.4."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from api.service import Service

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latency histogram, in seconds."""
REQUESTS, PROBLEMS = "gluteal_requests_total", "gluteal_problems_total"
SECONDS = "gluteal_request_seconds"
_FAMILIES = {
    REQUESTS: "Requests answered, by route, method and status.",
    PROBLEMS: "Refusals and failures, by the type of the problem document.",
    "gluteal_uncounted_series_total": "What had no room among the counters.",
}


def exposition(
    series: Mapping[str, float],
    state: Mapping[str, Any],
    pool: Mapping[str, int],
    service: Service,
) -> str:
    """Return everything that is counted, over all processes of the service.

    ``series`` are the web workers' counters, ``state`` is what the master published, ``pool``
    what the query pool counted.
    """
    lines = [*_counters(series), *_histogram(series)]
    lines += _labeled("gluteal_query_pool_total", "What the query pool did, since it started.",
                      "event", pool)
    ended = dict(state.get("ended", {})) | {"query worker": pool.get("restarts", 0)}
    lines += _labeled("gluteal_restarts_total", "Processes that ended and were replaced.",
                      "process", ended)
    lines += _snapshot(state, service)
    return "\n".join(lines) + "\n"


def _counters(series: Mapping[str, float]) -> Iterator[str]:
    for family, about in _FAMILIES.items():
        yield from (f"# HELP {family} {about}", f"# TYPE {family} counter")
        for key in sorted(series):
            if key == family or key.startswith(family + "{"):
                yield f"{key} {series[key]:.0f}"


def _histogram(series: Mapping[str, float]) -> Iterator[str]:
    yield from (f"# HELP {SECONDS} Time to answer.", f"# TYPE {SECONDS} histogram")
    total = 0.0
    for bound in (*(f"{bound:g}" for bound in BUCKETS), "+Inf"):
        key = f'{SECONDS}_bucket{{le="{bound}"}}'
        total += series.get(key, 0.0)
        yield f"{key} {total:.0f}"
    yield f"{SECONDS}_sum {series.get(f'{SECONDS}_sum', 0.0):.6f}"
    yield f"{SECONDS}_count {total:.0f}"


def _labeled(family: str, about: str, label: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from (f"# HELP {family} {about}", f"# TYPE {family} counter")
    for name, count in sorted(counts.items()):
        yield f'{family}{{{label}="{name}"}} {count}'


def _snapshot(state: Mapping[str, Any], service: Service) -> Iterator[str]:
    digest = service.snapshot.manifest.digest
    figures = (
        ("gluteal_snapshot_info", "The snapshot that is served.", f'{{digest="{digest}"}}', 1),
        ("gluteal_snapshot_age_seconds", "Time since it was made.", "",
         max(0.0, time.time() - service.made)),
        ("gluteal_snapshot_refused", "Whether the last reload was refused.", "",
         int(bool(state.get("refused")))),
    )
    for family, about, labels, value in figures:
        yield from (f"# HELP {family} {about}", f"# TYPE {family} gauge")
        yield f"{family}{labels} {value:.0f}"
