"""Is it alive, can it answer, and how does it do."""

from apiflask import APIBlueprint
from flask import Response, current_app

from api.answers import given_as
from api.negotiate import TEXT
from api.problems import Problem
from api.service import service
from kg.errors import QueryError

routes = APIBlueprint("health", __name__, tag="Operation")
_CANARY = "ASK { ?s ?p ?o }"


@routes.get("/livez")
@routes.doc(responses=given_as(TEXT))
def livez() -> Response:
    """Tell that this process answers."""
    return Response("ok\n", mimetype=TEXT)


@routes.get("/readyz")
@routes.doc(responses=given_as(TEXT))
def readyz() -> Response:
    """Tell that a query worker answers a query about the snapshot."""
    try:
        answer = service().queries.run(_CANARY)
    except (QueryError, OSError):
        raise Problem(503, "not-ready", "no query worker answers") from None
    if b"true" not in answer.body:
        raise Problem(503, "not-ready", "the query worker has no data")
    return Response("ready\n", mimetype=TEXT)


@routes.get("/metrics")
@routes.doc(responses=given_as(TEXT))
def metrics() -> Response:
    """Give the counters of this worker process."""
    digest, errors = service().snapshot.manifest.digest, service().queries.counters()
    text = current_app.extensions["gluteal-metrics"].text(digest, errors)
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
