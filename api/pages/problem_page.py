"""Problems as pages, for people who meet them in a browser: what happened and what to do."""

import re
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from kg.query.accept import best

if TYPE_CHECKING:
    from api.problems import Problem

HTML = "text/html"
_DOCUMENTS = ("application/problem+json", "application/json")
_PLACE = re.compile(r"line (\d+), column (\d+)")
ADVICE = {
    "malformed-query": "Check brackets, dots and semicolons near the place named; common prefixes"
    " need not be declared.",
    "query-too-complex": "Split the query, or nest it less deeply.",
    "query-timeout": "Name an entity, add a LIMIT, or ask for fewer joins: every query has the same"
    " short time.",
    "query-memory": "Sort or group fewer rows, or ask in parts.",
    "answer-too-large": "Add a LIMIT, or choose fewer columns.",
    "too-many-requests": "Wait a few seconds, then run it again.",
    "overloaded": "Wait a few seconds, then run it again.",
    "not-ready": "The service is starting or its queries are down; try again in a minute.",
    "query-crashed": "Rewrite the query; run unchanged it will be refused for a while.",
    "update-refused": "This graph is only read. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    "service-refused": "Leave SERVICE out: nothing is ever fetched from other endpoints.",
    "invalid-request": "Correct the marked fields.",
    "unknown-entity": "Search for it by another name, or look through the lists.",
    "not-found": "Check the address, or search for what you meant.",
}
"""What a person can do about a problem, by its type."""


def is_wanted() -> bool:
    """Tell whether a browser opens a page: it likes HTML best, and no script is asking."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    return best((*_DOCUMENTS, HTML), request.headers.get("Accept")) == HTML


def page(problem: "Problem") -> str:
    """Return the page of ``problem``."""
    return render_template(
        "problem.html", problem=problem, trouble=trouble(problem), instance=problem.instance,
        wait=problem.headers.get("Retry-After", ""),
        asks_query=request.path in ("/query",) or request.path.startswith("/v1/queries"),
    )


def trouble(problem: "Problem") -> dict[str, Any]:
    """Return ``problem`` in words for a person: title, detail, place in the query, advice."""
    place = _PLACE.search(problem.detail) if problem.type == "malformed-query" else None
    return {
        "type": problem.type,
        "title": problem.title,
        "detail": problem.detail,
        "line": int(place[1]) if place else None,
        "column": int(place[2]) if place else None,
        "advice": ADVICE.get(problem.type, ""),
        "status": problem.status,
    }
