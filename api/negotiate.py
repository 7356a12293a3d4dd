"""Content negotiation as in RFC 9110, and the answers in JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, request

from api.problems import Problem

JSON = "application/json"
JSON_LD = "application/ld+json"
TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
HTML = "text/html"
TEXT = "text/plain"


def choose(offers: Sequence[str]) -> str:
    """Return the media type of ``offers`` that the client likes best; the first where it is even.

    Raises:
        Problem: 406, the client accepts none of them.
    """
    ranges = _ranges(request.headers.get("Accept", ""))
    best = max(offers, key=lambda offer: (_quality(offer, ranges), -offers.index(offer)))
    if _quality(best, ranges) <= 0:
        raise Problem(406, "not-acceptable", f"this address gives {', '.join(offers)}")
    return best


def _ranges(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" in media:
            found.append((media, _weight(parameters)))
    return found or [("*/*", 1.0)]


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that covers ``offer``."""
    kind = offer.partition("/")[0]
    for wanted in (offer, f"{kind}/*", "*/*"):
        weights = [weight for media, weight in ranges if media == wanted]
        if weights:
            return max(weights)
    return 0.0


def snapshot_member() -> dict[str, str]:
    """Return the member ``snapshot`` of every JSON object."""
    manifest = current_app.extensions["gluteal"].snapshot.manifest
    return {"version": manifest.version, "digest": manifest.digest}


def json_answer(document: Mapping[str, Any], media_type: str = JSON) -> Response:
    """Return ``document`` as a JSON response that names its snapshot first."""
    whole = {"snapshot": snapshot_member()} | dict(document)
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text + "\n", mimetype=media_type)


def wants_json() -> None:
    """Refuse a client that accepts no JSON.

    Raises:
        Problem: 406.
    """
    choose([JSON])
