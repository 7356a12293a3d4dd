"""Is it alive, can it answer, and how does it do."""

import time
from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, current_app

from api.answers import given_as
from api.negotiate import TEXT
from api.problems import Problem
from api.service import service
from kg.errors import QueryError, StoreDiffers, StoreFailed, StoreUnavailable

routes = APIBlueprint("health", __name__, tag="Operation")
_CANARY = "ASK { ?s ?p ?o }"
_LATELY_SECONDS, _TOO_MANY_DEATHS = 10.0, 4


@routes.get("/livez")
@routes.doc(responses=given_as(TEXT))
def livez() -> Response:
    """Tell that this process answers."""
    return Response("ok\n", mimetype=TEXT)


@routes.get("/readyz")
@routes.doc(responses=given_as(TEXT))
def readyz() -> Response:
    """Tell that a query worker answers a query about the snapshot, and which snapshot it is."""
    state = current_app.extensions["gluteal-board"].state()
    if _keep_ending(state.get("deaths", ())):
        raise Problem(503, "not-ready", "workers keep ending")
    try:
        answer = service().queries.run(_CANARY)
    except (StoreUnavailable, StoreDiffers, StoreFailed) as error:
        raise Problem(503, "not-ready", str(error)) from None
    except (QueryError, OSError):
        raise Problem(503, "not-ready", "no query worker answers") from None
    if b"true" not in answer.body:
        raise Problem(503, "not-ready", "the query worker has no data")
    lines = ["ready", f"snapshot {service().snapshot.manifest.digest}"]
    if refused := state.get("refused"):
        lines.append(f"another snapshot was refused: {refused}")
    return Response("\n".join(lines) + "\n", mimetype=TEXT)


def _keep_ending(deaths: Sequence[float]) -> bool:
    """Tell whether processes ended so often of late (monotonic seconds) that this is no chance."""
    since = time.monotonic() - _LATELY_SECONDS
    return sum(death > since for death in deaths) >= _TOO_MANY_DEATHS


@routes.get("/metrics")
@routes.doc(responses=given_as(TEXT))
def metrics() -> Response:
    """Give the counters of all processes."""
    text = current_app.extensions["gluteal-metrics"].text(service())
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
