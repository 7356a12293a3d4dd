"""Compressed answers: gzip or zstd, where the client takes them and the body gains by it.

The same answer gives the same bytes: neither coding holds a time.
"""

import gzip
import sys
from collections.abc import Callable, Sequence

from flask import Response, request

from kg.limits import limit
from kg.query.accept import coding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = "identity"
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3
_CODERS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstd.compress(body, _ZSTD_LEVEL),
    "gzip": lambda body: gzip.compress(body, _GZIP_LEVEL, mtime=0),
}
CODINGS = tuple(_CODERS)
_COMPRESSIBLE = frozenset({
    "application/json", "application/n-triples", "application/xml", "application/javascript",
    "image/svg+xml",
})


def chosen(response: Response, offers: Sequence[str]) -> str | None:
    """Return the coding for ``response``; ``None`` where the client takes none of ``offers``."""
    kind = response.mimetype or ""
    if not (kind.startswith("text/") or kind.endswith(("+json", "+xml")) or kind in _COMPRESSIBLE):
        offers = ()
    size = response.content_length
    is_small = size is not None and size < limit("compress_bytes")
    return coding(offers, request.headers.get("Accept-Encoding"), is_small=is_small)


def encode(response: Response, name: str) -> None:
    """Put the body of ``response`` into the coding ``name``."""
    if name != IDENTITY:
        response.direct_passthrough = False
        body = response.get_data()
        response.close()
        response.set_data(_CODERS[name](body))
        response.headers["Content-Encoding"] = name
        response.headers.pop("Accept-Ranges", None)
