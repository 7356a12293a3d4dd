"""Content negotiation as in RFC 9110, and the answers in JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, request
from pydantic import ConfigDict, TypeAdapter

from api.problems import Problem
from kg.query.accept import best

_JSON = TypeAdapter(Any, config=ConfigDict(ser_json_inf_nan="constants"))
"""Writes JSON three times as fast as the standard library."""
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
    chosen = best(offers, request.headers.get("Accept"))
    if chosen is None:
        raise Problem(406, "not-acceptable", f"this address gives {', '.join(offers)}")
    return chosen


def snapshot_member() -> dict[str, str]:
    """Return the member ``snapshot`` of every JSON object."""
    manifest = current_app.extensions["gluteal"].snapshot.manifest
    return {"version": manifest.version, "digest": manifest.digest}


def json_answer(document: Mapping[str, Any], media_type: str = JSON) -> Response:
    """Return ``document`` as a JSON response that names its snapshot first."""
    whole = {"snapshot": snapshot_member()} | dict(document)
    return Response(json_bytes(whole) + b"\n", mimetype=media_type)


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return ``document`` as JSON without white space.

    Raises:
        ValueError: it holds a number that JSON has no way to write.
    """
    content = _JSON.dump_json(document)
    if b"NaN" in content or b"Infinity" in content:
        # A number, or only a word: the slower writer tells, and refuses the number.
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()
    return content


def wants_json() -> None:
    """Refuse a client that accepts no JSON.

    Raises:
        Problem: 406.
    """
    choose([JSON])
