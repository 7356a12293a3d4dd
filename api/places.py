"""Places to work: how many requests one web worker works on, and how many wait for what.

A thread that waits for a slow body or for a query worker does not count as working, and only so
many may wait, so that clients who send a byte a minute, or queries without end, leave threads and
places to the others.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_request_context

from api.problems import Problem
from kg.limits import limit

CLOSE = {"Connection": "close"}
_held = threading.local()


class Places:
    """How many requests of one web worker may work, wait to work, and wait for a body."""

    def __init__(self) -> None:
        """Start with every place free."""
        self._working = threading.BoundedSemaphore(int(limit("web_working")))
        self._waiting = threading.BoundedSemaphore(int(limit("web_waiting")))
        self._receiving = threading.BoundedSemaphore(int(limit("web_receiving")))

    def enter(self, *, may_wait: bool = True) -> bool:
        """Take a place to work, and wait for it where others wait too; tell whether it worked."""
        if self._working.acquire(blocking=False):
            return True
        if not may_wait or not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._working.acquire(timeout=limit("web_waiting_seconds"))
        finally:
            self._waiting.release()

    def take(self) -> None:
        """Take a place back after having left it, however long that takes."""
        self._working.acquire()

    def leave(self) -> None:
        """Give the place back."""
        self._working.release()

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
