"""Who may call which address: one table of every route, and its enforcement.

The knowledge is public; what tells about the service itself is the operator's. No route changes
anything: reloading is a signal or a command on the machine, and nothing of a request is kept.
"""

import hmac
from collections.abc import Sequence
from typing import Literal

from flask import Flask, request

from api.problems import Problem
from api.serving.clients import Network, client_of
from kg.catalogue.kinds import LISTS

Role = Literal["anyone", "operator"]

ROLES: dict[str, Role] = {
    "/": "anyone",
    "/assess": "anyone",
    "/assess/proof": "anyone",
    "/assess/file": "anyone",
    "/plan": "anyone",
    "/about": "anyone",
    "/docs": "anyone",
    "/openapi.json": "anyone",
    "/static/<path:filename>": "anyone",
    "/livez": "anyone",
    "/readyz": "anyone",
    "/metrics": "operator",
    "/sparql": "anyone",
    "/query": "anyone",
    "/browse": "anyone",
    "/explore": "anyone",
    "/contrast": "anyone",
    "/embed/graph": "anyone",
    "/embed.js": "anyone",
    "/search": "anyone",
    "/rdf-graph-store": "anyone",
    "/rdf-graph-store/<path:name>": "anyone",
    "/v1/version": "anyone",
    "/v1/differential": "anyone",
    "/v1/explain": "anyone",
    "/v1/annotate": "anyone",
    "/v1/contrast": "anyone",
    "/v1/search": "anyone",
    "/v1/autocomplete": "anyone",
    "/v1/sources": "anyone",
    "/v1/sources/<key>": "anyone",
    "/v1/claims": "anyone",
    "/v1/claims/<identifier>": "anyone",
    "/v1/rules/<identifier>": "anyone",
    "/v1/proofs/<identifier>": "anyone",
    "/v1/queries": "anyone",
    "/v1/queries/<name>": "anyone",
    "/v1/graph/neighbourhood": "anyone",
    "/v1/graph/path": "anyone",
    "/id/<path:name>": "anyone",
    "/ontology.terms.json": "anyone",
    "/ontology.sssom.tsv": "anyone",
}
ROLES |= {
    rule: "anyone"
    for name in ("entities", *LISTS)
    for rule in (f"/v1/{name}", f"/v1/{name}/<identifier>")
}
ROLES |= {
    f"/{edition}{rest}": "anyone"
    for edition in ("ontology", "ontology-base")
    for rest in ("", "/<version>", ".ttl", ".owl", ".jsonld", ".obographs.json")
}


def install(app: Flask, key: str, proxies: Sequence[Network]) -> None:
    """Keep the operator's routes of ``app`` for whoever has ``key``, or for this machine."""

    @app.before_request
    def _require_role() -> None:
        rule = request.url_rule.rule if request.url_rule else None
        if rule is None or ROLES.get(rule, "operator") == "anyone":
            return
        if not (_has(key) if key else _is_here(proxies)):
            detail = "ask from the machine of the service, or with the key of its operator"
            raise Problem(403, "not-allowed", detail)


def _has(key: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), key.encode())


def _is_here(proxies: Sequence[Network]) -> bool:
    """Tell whether this machine asks, and not a proxy on it."""
    headers = request.headers
    forwarded = headers.get("X-Forwarded-For", "") or headers.get("Forwarded", "")
    return client_of(request.remote_addr or "", forwarded, proxies) is None
