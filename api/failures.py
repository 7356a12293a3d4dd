"""Every way a request fails, turned into a problem document."""

import logging
import re
import traceback

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from api.problems import Problem, instance, of_error, of_status
from api.routes import graph_store
from api.serving.places import aside
from api.versions import VERSIONS
from kg.errors import GlutealError, QueryOverloaded

logger = logging.getLogger("gluteal.error")

_VERSION = re.compile(r"/(v[0-9]+)(?:/|$)")
BODY_ONLY = frozenset({"/v1/differential", "/v1/explain", "/v1/annotate", "/v1/contrast"})


def register_failures(app: Flask) -> None:
    """Register the handlers; there is no other place where an error becomes an answer."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(GlutealError, _gluteal)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _problem(problem: Problem) -> Response:
    return problem.response()


def _gluteal(error: GlutealError) -> Response:
    problem = of_error(error)
    if problem.status == 500:
        return _unexpected(error)
    if isinstance(error, QueryOverloaded):
        with aside():
            current_app.extensions["gluteal-places"].pause()
    return problem.response()


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=dict(error.get_headers()))
    if status == 404 and _is_other_version(request.path):
        status = 410
    headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After")}
    return of_status(status, _detail(status), headers).response()


def _is_other_version(path: str) -> bool:
    """Tell whether ``path`` is of a version of the interface that is not served."""
    found = _VERSION.match(path)
    return found is not None and found[1] not in VERSIONS


def _detail(status: int) -> str:
    if status == 405 and request.path in BODY_ONLY:
        return (
            "send a POST: findings are patient data and travel in bodies only, because addresses"
            " end up in the logs of proxies"
        )
    if status == 405 and request.path.startswith(graph_store.PATH):
        return "graphs are only read here: a new snapshot is the one way to change them"
    details = {
        400: "the request cannot be read",
        404: "there is nothing at this address",
        410: "this version of the interface is not served; /v1/version lists those that are",
        405: f"this address does not support {request.method[:20]}",
    }
    return details.get(status, "the request was refused")


def _unexpected(error: Exception) -> Response:
    # The message may hold what a client sent; type and place are enough to find the fault.
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s\n%s", instance(), type(error).__name__, frames)
    return Problem(
        500, "internal-error", "the service failed; its log has more under this instance"
    ).response()
