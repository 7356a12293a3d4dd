"""Compressed answers: gzip or zstd, where the client takes them and the body gains by it.

The same answer gives the same bytes: neither coding holds a time.
"""

import gzip
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache

from flask import Response, request

from kg.limits import limit
from kg.query.accept import coding
from kg.snapshot import exports

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY, GZIP = "identity", "gzip"
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3
_CODERS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstd.compress(body, _ZSTD_LEVEL),
    GZIP: lambda body: gzip.compress(body, _GZIP_LEVEL, mtime=0),
}
CODINGS = tuple(_CODERS)
_COMPRESSIBLE = frozenset({
    "application/json", "application/n-triples", "application/xml", "application/javascript",
    "image/svg+xml",
})


class Packed(Response):
    """A response whose body is stored in gzip, and is undone only for clients that take another
    coding or none."""

    def __init__(self, packed: bytes, mimetype: str) -> None:
        """Answer with what the file ``packed`` holds."""
        super().__init__(mimetype=mimetype)
        self.packed = packed
        self.content_length = exports.plain_size(packed)

    def coded(self, name: str) -> bytes:
        """Return the body in the coding ``name``."""
        return self.packed if name == GZIP else encoded(exports.plain(self.packed), name)


def chosen(response: Response, offers: Sequence[str]) -> str | None:
    """Return the coding for ``response``; ``None`` where the client takes none of ``offers``."""
    size = response.content_length
    return coding_of(response.mimetype or "", request.headers.get("Accept-Encoding"),
                     tuple(offers), is_small=size is not None and is_small(size))


def is_small(size: int) -> bool:
    """Tell whether a body of ``size`` bytes is too small to gain by being compressed."""
    return size < limit("compress_bytes")


@lru_cache(maxsize=256)  # clients send the same few headers with every request
def coding_of(
    kind: str, accepted: str | None, offers: tuple[str, ...], *, is_small: bool
) -> str | None:
    """Return the coding for a body of the media type ``kind``, as ``chosen``."""
    if not (kind.startswith("text/") or kind.endswith(("+json", "+xml")) or kind in _COMPRESSIBLE):
        offers = ()
    return coding(offers, accepted, is_small=is_small)


def encoded(body: bytes, name: str) -> bytes:
    """Return ``body`` in the coding ``name``."""
    return body if name == IDENTITY else _CODERS[name](body)


def encode(response: Response, name: str) -> None:
    """Put the body of ``response`` into the coding ``name``."""
    if isinstance(response, Packed):
        response.set_data(response.coded(name))
        if name != IDENTITY:
            response.headers["Content-Encoding"] = name
    elif name != IDENTITY:
        response.direct_passthrough = False
        body = response.get_data()
        response.close()
        response.set_data(encoded(body, name))
        response.headers["Content-Encoding"] = name
        response.headers.pop("Accept-Ranges", None)
