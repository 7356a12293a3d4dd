"""Headers of every response: protection, snapshot, caching."""

import hashlib
from collections.abc import Sequence

from flask import Flask, Response, g, request

from api.problems import Problem
from api.service import service
from api.serving import encoding

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
    "Server": "gluteal",
}
_PROTECTION = tuple((name.lower(), (name, value)) for name, value in PROTECTION.items())
_CONDITIONS = frozenset({
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE", "HTTP_IF_RANGE",
})
NAMED_BY_CONTENT = "/static/ui/assets/"
"""Files below carry a digest of their content in their names."""
LIVE = frozenset({"/livez", "/readyz", "/metrics"})
"""Answers that are of the moment and not of the snapshot."""


def install(app: Flask, codings: Sequence[str] = ()) -> None:
    """Add the headers to every response of ``app``, which may come in one of ``codings``."""

    @app.after_request
    def _complete(response: Response) -> Response:
        _finish(response)
        return _encoded(response, codings)


def _finish(response: Response) -> None:
    if "Allow" in response.headers:
        response.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - not a mapping
    response.headers.extend([pair for name, pair in _PROTECTION if name not in given])
    if response.status_code < 400:
        response.headers["Gluteal-Snapshot"] = service().snapshot.manifest.digest
    if response.status_code >= 400 or request.method == "POST" or request.path in LIVE:
        response.headers["Cache-Control"] = "no-store"
    elif request.path.startswith(NAMED_BY_CONTENT):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.update(("Accept", "Accept-Encoding"))
    response.headers.setdefault("Cache-Control", "no-cache")


def _encoded(response: Response, codings: Sequence[str]) -> Response:
    """Choose the coding, let the client keep what it has, and only then encode."""
    if response.status_code in (204, 206, 304):
        return response
    coding = encoding.chosen(response, codings)
    if coding is None:
        response = _refused(response, codings)
        coding = encoding.IDENTITY
    is_kept = "no-store" not in response.headers["Cache-Control"]
    if is_kept and response.status_code == 200 and request.method in ("GET", "HEAD"):
        _revalidate(response, coding)
    if response.status_code != 304:
        encoding.encode(response, coding)
    return response


def _refused(response: Response, codings: Sequence[str]) -> Response:
    """Return a refusal for a client that takes no coding that there is; refusals stay."""
    if response.status_code < 400:
        response.close()
        offers = ", ".join((encoding.IDENTITY, *codings))
        response = Problem(406, "not-acceptable", f"answers come as {offers}").response()
        _finish(response)
    return response


def _revalidate(response: Response, coding: str) -> None:
    """Tag the answer, and make it a 304 where the client has it.

    Each coding has a tag of its own, because a strong tag promises the same bytes. The rows of a
    query have no order that must last, so its tag is weak.
    """
    if response.direct_passthrough:
        own, _ = response.get_etag()
        tagged = f"{own}{_suffix(coding)}"
    else:
        digest = service().snapshot.manifest.digest
        tagged = tag(digest, request.full_path, response.content_type or "", coding)
    response.set_etag(tagged, weak=g.get("is_unordered", False))
    if not _CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)


def tag(digest: str, asked: str, content_type: str, coding: str) -> str:
    """Return the entity tag of what the snapshot ``digest`` answers to ``asked``, unquoted."""
    name = hashlib.sha256(f"{asked}\0{content_type}".encode()).hexdigest()[:16]
    return f"{digest.removeprefix('sha256:')[:16]}-{name}{_suffix(coding)}"


def _suffix(coding: str) -> str:
    return "" if coding == encoding.IDENTITY else f"-{coding}"
