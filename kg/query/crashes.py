"""Remembers which queries ended their workers; one that keeps doing so is refused for a while."""

import hashlib
from collections import OrderedDict

from kg.limits import limit

_MOST = 1000


class CrashBook:
    """Times of crashes by digest of the query; bounded, the oldest query is forgotten first."""

    def __init__(self) -> None:
        """Start with no crashes."""
        self._times: OrderedDict[bytes, list[float]] = OrderedDict()

    def note(self, query: bytes, now: float) -> None:
        """Record that ``query`` ended a worker at ``now`` (seconds of the monotonic clock)."""
        key = hashlib.sha256(query).digest()
        recent = [*self._recent(key, now), now]
        self._times[key] = recent
        self._times.move_to_end(key)
        while len(self._times) > _MOST:
            self._times.popitem(last=False)

    def is_barred(self, query: bytes, now: float) -> bool:
        """Tell whether ``query`` crashed too often to run again at ``now``."""
        if not self._times:
            return False
        recent = self._recent(hashlib.sha256(query).digest(), now)
        return len(recent) >= limit("query_crash_count")

    def _recent(self, key: bytes, now: float) -> list[float]:
        since = now - limit("query_crash_refusal_seconds")
        return [time for time in self._times.get(key, ()) if time > since]
