"""Headers of every response: protection, snapshot, caching."""

import hashlib

from flask import Flask, Response, request

from api.service import service

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
PROTECTION = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LIVE = frozenset({"/livez", "/readyz", "/metrics"})
"""Answers that are of the moment and not of the snapshot."""


def install(app: Flask) -> None:
    """Add the headers to every response of ``app``."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    if "Allow" in response.headers:
        response.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    for name, value in PROTECTION.items():
        response.headers.setdefault(name, value)
    if response.status_code < 400:
        response.headers["Gluteal-Snapshot"] = service().snapshot.manifest.digest
    if response.status_code >= 400 or request.method == "POST" or request.path in LIVE:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Vary"] = "Accept"
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        return _revalidate(response)
    return response


def _revalidate(response: Response) -> Response:
    if response.direct_passthrough:
        return response
    digest = service().snapshot.manifest.digest.removeprefix("sha256:")[:16]
    asked = "\0".join((request.full_path, response.content_type or ""))
    response.set_etag(f"{digest}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}")
    response.make_conditional(request)
    return response
