"""Complete answers to reads, kept so that a repeated one is given before Flask is reached.

What an address answers depends on the snapshot, the address and a few headers, and on nothing
else: that is the key. Requests that could depend on more go the ordinary way.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from werkzeug.http import is_entity_header

from kg.limits import limit

Key = tuple[str, ...]
Headers = list[tuple[str, str]]
CHOOSING = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN")
"""Headers of a request that an answer may depend on, as the server names them."""
UNUSUAL = frozenset({
    "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE", "HTTP_CONTENT_ENCODING", "HTTP_TRANSFER_ENCODING",
    "HTTP_AUTHORIZATION", "HTTP_EXPECT", "HTTP_X_HTTP_METHOD_OVERRIDE",
})
"""Headers with which a request always goes the ordinary way."""
_PARTS = ("wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", *CHOOSING)
_OVERHEAD_BYTES = 2000
"""What an entry takes beside its key and body, roughly: the headers and the objects around."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A complete answer: its route's template, its headers without the date, its body, its tag."""

    route: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str

    @classmethod
    def of(cls, route: str, headers: Headers, body: bytes, etag: str) -> "Kept":
        """Return an answer to be kept."""
        return cls(route, tuple([pair for pair in headers if pair[0] != "Date"]), body, etag)

    def bare(self) -> Headers:
        """Return the headers for a client that holds the body already."""
        return [pair for pair in self.headers if not _is_of_body(pair[0])]


class Answers:
    """Kept answers of one snapshot, the one least recently asked for forgotten first."""

    def __init__(self) -> None:
        """Start empty; the bounds are ``cache_bytes`` and ``cache_answer_bytes``."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._most, self._largest = int(limit("cache_bytes")), int(limit("cache_answer_bytes"))
        self._digest = ""
        self.size = 0

    def get(self, digest: str, key: Key) -> Kept | None:
        """Return the answer of the snapshot ``digest``; those of another are forgotten."""
        with self._lock:
            if digest != self._digest:
                self._kept.clear()
                self._digest, self.size = digest, 0
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, digest: str, key: Key, kept: Kept) -> None:
        """Keep an answer that came from the snapshot ``digest``, unless another is served now."""
        size = _size(key, kept)
        with self._lock:
            if digest != self._digest or size > self._largest:
                return
            if (old := self._kept.pop(key, None)) is not None:
                self.size -= _size(key, old)
            self._kept[key] = kept
            self.size += size
            while self.size > self._most:
                self.size -= _size(*self._kept.popitem(last=False))

    def takes(self, body_bytes: int) -> bool:
        """Tell whether an answer of ``body_bytes`` is small enough to be kept."""
        return body_bytes <= self._largest


def key_of(environ: Mapping[str, Any]) -> Key | None:
    """Return the key of a request; ``None`` where it must go the ordinary way."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not UNUSUAL.isdisjoint(environ):
        return None
    if environ.get("CONTENT_LENGTH", "") not in ("", "0") or not environ.get("HTTP_HOST"):
        return None
    # A header that is missing and one that is empty may mean different things.
    return tuple([environ.get(part, "\0") for part in _PARTS])


@lru_cache(maxsize=128)
def _is_of_body(name: str) -> bool:
    return is_entity_header(name) and name.lower() not in ("expires", "content-location")


def _size(key: Key, kept: Kept) -> int:
    return sum(map(len, key)) + len(kept.body) + _OVERHEAD_BYTES
