"""Errors as the client sees them: one shape, ``application/problem+json`` (RFC 9457).

``type`` is a slug of :data:`TITLES`. Details are written for the reader of the answer: never a
traceback, a path, the text of a query or the name of a library.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g

from api.pages import problem_page
from kg import errors
from kg.errors import Pointed

MEDIA_TYPE = "application/problem+json"
INSTANCE = "urn:uuid:"
"""What stands before the identifier of a request."""

TITLES = {
    "bad-request": "The request cannot be read",
    "unknown-host": "The service does not answer to this name",
    "malformed-json": "The body is not acceptable JSON",
    "malformed-query": "The query is not SPARQL, or names what is not here",
    "query-too-complex": "The query is larger or deeper than this service accepts",
    "query-refused": "This service never runs such a query",
    "service-refused": "Federated queries are never run here",
    "update-refused": "The graph is read-only",
    "not-found": "There is nothing at this address",
    "unknown-entity": "Nothing is known under that name",
    "method-not-allowed": "The address does not support this method",
    "not-acceptable": "None of the accepted media types can be given",
    "body-too-large": "The body is larger than this service accepts",
    "address-too-long": "The address or its parameters are too long",
    "unsupported-media-type": "The body is of a media type or encoding that is not accepted here",
    "invalid-request": "The request is well-formed but wrong",
    "contradiction": "Reports of the presentation contradict each other",
    "too-many-requests": "Too many queries are running",
    "internal-error": "The service failed",
    "query-crashed": "The query ended its worker",
    "query-timeout": "The query took longer than its limit",
    "store-unavailable": "The SPARQL store cannot be reached",
    "store-differs": "The SPARQL store holds another snapshot",
    "store-failed": "The SPARQL store gave no usable answer",
    "not-ready": "The service cannot answer queries now",
    "overloaded": "Too many requests are waiting",
    "body-too-slow": "The body did not arrive in time",
    "gone": "This version of the interface is served no more, or not yet",
    "not-allowed": "This address is for the operator of the service",
    "query-memory": "The query needed more memory than its limit",
    "answer-too-large": "The answer is larger than this service gives",
}
"""Every type of problem, with its title; ``/docs`` lists them."""

_BY_STATUS = {
    400: "bad-request", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 408: "body-too-slow", 410: "gone", 413: "body-too-large",
    414: "address-too-long", 415: "unsupported-media-type",
    422: "invalid-request", 429: "too-many-requests", 503: "not-ready",
}


@dataclass
class Problem(Exception):
    """A refusal or failure, ready to be sent.

    ``errors`` point into the request; ``extra`` holds further members of the answer.
    """

    status: int
    type: str
    detail: str
    errors: Iterable[Pointed] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What its type is called."""
        return TITLES[self.type]

    @property
    def instance(self) -> str:
        """The identifier of the request that it answers."""
        return instance()

    def body(self) -> dict[str, Any]:
        """Return the members of the problem document."""
        document: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
        }
        pointed = [
            {"pointer": e.pointer, "detail": e.detail, "candidates": list(e.candidates)}
            for e in self.errors
        ]
        return document | ({"errors": pointed} if pointed else {}) | dict(self.extra)

    def response(self) -> Response:
        """Return the HTTP response: a page where a browser opens one, else the document."""
        g.problem = self.type
        if problem_page.is_wanted():
            answer = Response(problem_page.page(self), self.status, mimetype=problem_page.HTML)
        else:
            text = json.dumps(self.body(), ensure_ascii=False, separators=(",", ":"))
            answer = Response(text, self.status, mimetype=MEDIA_TYPE)
        answer.headers.extend(self.headers)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def instance() -> str:
    """Return the identifier of the current request, which the log line carries too."""
    return f"{INSTANCE}{g.get('request_id', '00000000-0000-0000-0000-000000000000')}"


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem of a bare HTTP status."""
    kind = _BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
    return Problem(status, kind, detail, headers=headers or {})


_QUERY = {
    errors.QueryTooComplex: (400, "query-too-complex"),
    errors.QueryMalformed: (400, "malformed-query"),
    errors.QueryOverloaded: (429, "too-many-requests"),
    errors.QueryTimeout: (503, "query-timeout"),
    errors.QueryCrashed: (503, "query-crashed"),
    errors.StoreUnavailable: (503, "store-unavailable"),
    errors.StoreDiffers: (503, "store-differs"),
    errors.StoreFailed: (502, "store-failed"),
    errors.QueryMemory: (507, "query-memory"),
    errors.AnswerTooLarge: (507, "answer-too-large"),
}


def of_error(error: errors.GlutealError) -> Problem:
    """Return the problem that tells a client about ``error``."""
    if isinstance(error, errors.ContradictionError):
        return Problem(422, "contradiction", str(error), error.errors, extra=error.answer)
    if isinstance(error, errors.InputError):
        return Problem(422, "invalid-request", str(error), error.errors)
    if isinstance(error, errors.UnknownEntityError):
        return Problem(404, "unknown-entity", str(error), extra={"candidates": [*error.candidates]})
    if isinstance(error, errors.QueryRefused):
        return Problem(403, _refusal(str(error)), str(error))
    for kind, (status, slug) in _QUERY.items():
        if isinstance(error, kind):
            headers = {"Retry-After": "1"} if status in (429, 503) else {}
            return Problem(status, slug, str(error), headers=headers)
    return Problem(500, "internal-error", "the service failed; the log has the reason")


def _refusal(reason: str) -> str:
    if "SERVICE" in reason:
        return "service-refused"
    return "update-refused" if "update" in reason.lower() else "query-refused"
