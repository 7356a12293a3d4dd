"""Places to work: how many requests one web worker works on, and how many wait for what.

Whoever finds no place stands in a line, first come, first served, unless the line is so long that
the wait would last: then it is refused. A thread that waits for a slow body or for a query worker
does not count as working, and only so many may wait, so that clients who send a byte a minute, or
queries without end, leave threads and places to the others.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_request_context

from api.problems import Problem
from kg.limits import limit

CLOSE = {"Connection": "close"}
_LEARNING = 0.1
"""How much the newest turn counts in the expected time between two."""
_held = threading.local()


class Places:
    """How many requests of one web worker may work, wait to work, and wait for a body."""

    def __init__(self) -> None:
        """Start with every place free."""
        self._lock = threading.Lock()
        self.free = self._most = int(limit("web_working"))
        self._line: deque[threading.Lock] = deque()
        self._back: deque[threading.Lock] = deque()
        self._turned, self._turn_seconds = 0.0, 0.0
        self._receiving = threading.BoundedSemaphore(int(limit("web_receiving")))
        self._refusing = threading.BoundedSemaphore(int(limit("web_refusing")))

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._line) + len(self._back)

    def enter(self, *, may_wait: bool = True) -> bool:
        """Take a place to work, and stand in the line where others do; tell whether it worked."""
        with self._lock:
            if self.free:
                self.free -= 1
                return True
            if not may_wait or self._is_too_long():
                return False
            turn = self._stand(self._line)
        # Who stands here was promised a turn within half of this.
        if turn.acquire(timeout=limit("web_waiting_seconds")):
            return True
        with self._lock:
            if turn not in self._line:
                return True  # given in the last moment
            self._line.remove(turn)
            return False

    def take(self) -> None:
        """Take a place back after having left it, before all who have not begun."""
        with self._lock:
            if self.free:
                self.free -= 1
                return
            turn = self._stand(self._back)
        turn.acquire()

    def leave(self) -> None:
        """Give the place back, or to whoever is next."""
        with self._lock:
            line = self._back or self._line
            if not line:
                self.free += 1
                return
            now = time.monotonic()
            self._turn_seconds += _LEARNING * (now - self._turned - self._turn_seconds)
            self._turned = now
            line.popleft().release()

    def pause(self) -> None:
        """Let some time pass before a refusal: who is refused at once asks again at once.

        Where many are being refused already, none passes.
        """
        if self._refusing.acquire(blocking=False):
            try:
                time.sleep(limit("refusal_seconds"))
            finally:
                self._refusing.release()

    def _is_too_long(self) -> bool:
        """Tell whether a newcomer would have to stand in the line for too long, as things go."""
        if self.waiting >= limit("web_waiting"):
            return True
        # A few may always wait, or nothing would be learned about how things go.
        expected = (self.waiting + 1) * self._turn_seconds
        return self.waiting >= self._most and expected > limit("web_waiting_seconds") / 2

    def _stand(self, line: "deque[threading.Lock]") -> threading.Lock:
        """Return a lock at the end of ``line`` that opens when it is the holder's turn."""
        if not self.waiting:
            self._turned = time.monotonic()
        turn = threading.Lock()
        turn.acquire()
        line.append(turn)
        return turn

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let :func:`aside` know of this place, for a request that Flask knows nothing of."""
        _held.places = self
        try:
            yield
        finally:
            _held.places = None

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Wait for a body as long as this lasts; the place to work is free meanwhile.

        Raises:
            Problem: 503, too many wait for their bodies already.
        """
        if not self._receiving.acquire(blocking=False):
            raise overloaded()
        self.leave()
        try:
            yield
        finally:
            self._receiving.release()
            self.take()


@contextmanager
def aside() -> Iterator[None]:
    """Leave the place of the current request to others as long as this lasts."""
    place: Places | None = getattr(_held, "places", None)
    if place is None and has_request_context():
        place = g.get("place")
    if place is None:
        yield
        return
    place.leave()
    try:
        yield
    finally:
        place.take()


def overloaded() -> Problem:
    """Return the refusal of a request that there is no place for."""
    return Problem(503, "overloaded", "too many requests are waiting",
                   headers={"Retry-After": "1", **CLOSE})

