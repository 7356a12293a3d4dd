"""The queries that wait for a worker.

A query that used up its time or memory lately is known to be slow: the others go before it, one
worker is always left to them, and few of its kind may wait.
"""

import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import QueryOverloaded
from kg.limits import limit
from kg.query.book import QueryBook
from kg.query.protocol import Frame, Incoming


@dataclass(slots=True, eq=False)
class Caller:
    """One connection of a web worker: what it is sending, and what it still has to get."""

    connection: socket.socket
    incoming: Incoming = field(default_factory=Incoming)
    outgoing: memoryview = field(default_factory=lambda: memoryview(b""))
    is_waiting: bool = False


@dataclass(slots=True, eq=False)
class Job:
    """One query: who asked, what, until when the answer is wanted (monotonic seconds), whether it
    is known to be slow, and when it was begun."""

    caller: Caller
    frame: Frame
    deadline: float
    is_slow: bool = False
    began: float = 0.0

    def is_long(self, now: float) -> bool:
        """Tell whether it has been running for longer than quick queries do."""
        return self.is_slow or now - self.began > limit("query_quick_seconds")

    def has_had_long(self, now: float) -> bool:
        """Tell whether it was late by itself, and not because its client gave it little time."""
        return now - self.began >= limit("query_deadline_seconds") / 2


class Queue:
    """The waiting queries, and the memory of which are slow."""

    def __init__(self) -> None:
        """Start with nothing waiting and nothing known."""
        self._jobs: deque[Job] = deque()
        self._slow = QueryBook("query_slow_count", "query_slow_memory_seconds")

    def __iter__(self) -> Iterator[Job]:
        """Give the waiting queries."""
        return iter(self._jobs)

    def __len__(self) -> int:
        """Return how many queries wait."""
        return len(self._jobs)

    def add(self, job: Job, now: float) -> None:
        """Put ``job`` at the end.

        Raises:
            QueryOverloaded: too many wait, or too many that are slow.
        """
        job.is_slow = self._slow.holds(job.frame.body, now)
        if len(self._jobs) >= limit("query_queue"):
            raise QueryOverloaded("too many queries are waiting")
        self._append(job)

    def put_back(self, job: Job, now: float) -> None:
        """Let ``job``, which turned out slow, begin again after the others.

        Where that is refused it is remembered: whoever sends it again at once would take a worker
        from quick queries again, each time for as long as it takes to find out.

        Raises:
            QueryOverloaded: too many that are slow wait already.
        """
        job.is_slow = True
        try:
            self._append(job)
        except QueryOverloaded:
            self.note_slow(job, now)
            raise

    def has_quick(self) -> bool:
        """Tell whether a query waits that is not known to be slow."""
        return any(not job.is_slow for job in self._jobs)

    def take(self, slow_running: int) -> Job | None:
        """Return the next query to run beside ``slow_running`` slow ones, or none."""
        most = max(1, int(limit("query_workers")) - 1)
        chosen = next((job for job in self._jobs if not job.is_slow), None)
        if chosen is None and slow_running < most:
            chosen = next(iter(self._jobs), None)
        if chosen is not None:
            self._jobs.remove(chosen)
        return chosen

    def drop(self, caller: Caller) -> None:
        """Forget what ``caller`` asked."""
        self._jobs = deque(job for job in self._jobs if job.caller is not caller)

    def expire(self, now: float) -> list[Job]:
        """Take out and return what waited until its deadline."""
        late = [job for job in self._jobs if job.deadline <= now]
        for job in late:
            self._jobs.remove(job)
            if job.began and job.has_had_long(now):  # it was put back
                self.note_slow(job, now)
        return late

    def _append(self, job: Job) -> None:
        if job.is_slow and sum(other.is_slow for other in self._jobs) >= limit("query_slow_queue"):
            raise QueryOverloaded("this query takes long, and too many such are waiting")
        self._jobs.append(job)

    def note_slow(self, job: Job, now: float) -> None:
        """Remember that the query of ``job`` takes long, or used up its time or memory."""
        self._slow.note(job.frame.body, now)
