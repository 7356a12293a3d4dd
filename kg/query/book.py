"""Remembers which queries did harm lately: ended their workers, or used up their time or memory."""

import hashlib
from collections import OrderedDict

from kg.limits import limit

_MOST = 1000


class QueryBook:
    """Times of harm by digest of the query; bounded, the oldest query is forgotten first."""

    def __init__(self, times: str, seconds: str) -> None:
        """Start empty. ``times`` and ``seconds`` name the limits of how often within how long."""
        self._often, self._seconds = times, seconds
        self._times: OrderedDict[bytes, list[float]] = OrderedDict()

    def note(self, query: bytes, now: float) -> None:
        """Record that ``query`` did harm at ``now`` (seconds of the monotonic clock)."""
        key = hashlib.sha256(query).digest()
        recent = [*self._recent(key, now), now][-int(limit(self._often)):]
        self._times[key] = recent
        self._times.move_to_end(key)
        while len(self._times) > _MOST:
            self._times.popitem(last=False)

    def holds(self, query: bytes, now: float) -> bool:
        """Tell whether ``query`` did harm too often lately, seen from ``now``."""
        if not self._times:
            return False
        recent = self._recent(hashlib.sha256(query).digest(), now)
        return len(recent) >= limit(self._often)

    def _recent(self, key: bytes, now: float) -> list[float]:
        since = now - limit(self._seconds)
        return [time for time in self._times.get(key, ()) if time > since]
