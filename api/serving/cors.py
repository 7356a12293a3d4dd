"""Which pages of other sites may read the answers (CORS): those that the operator lists, or none.

An origin that is not listed is never named in an answer, and credentials are never allowed.
"""

from collections.abc import Collection

from flask import Flask, Response, request

_SENT = "Accept, Content-Type, If-None-Match"
_SEEN = "Allow, Content-Language, ETag, Gluteal-Snapshot, Link, Location, Retry-After"
_REMEMBER_SECONDS = 600


def install(app: Flask, origins: tuple[str, ...]) -> None:
    """Let pages of ``origins`` read what ``app`` answers; ``*`` stands for any."""
    if not origins:
        return
    any_origin, listed = "*" in origins, frozenset(origins)

    @app.after_request
    def _allow(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        if depends_on_origin(origins):
            response.vary.add("Origin")
        if origin and (any_origin or origin in listed):
            response.headers["Access-Control-Allow-Origin"] = "*" if any_origin else origin
            response.headers["Access-Control-Expose-Headers"] = _SEEN
            if _is_preflight():
                _permit(response)
        return response


def depends_on_origin(origins: Collection[str]) -> bool:
    """Tell whether answers differ by who asks: where ``origins`` are listed and not any."""
    return bool(origins) and "*" not in origins


def _is_preflight() -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _permit(response: Response) -> None:
    """Answer what a browser asks before a request that is not simple."""
    if "Allow" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = _SENT
        response.headers["Access-Control-Max-Age"] = str(_REMEMBER_SECONDS)
