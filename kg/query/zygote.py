"""The zygote: a process without threads that loads the store once and forks the workers.

It takes queries from a Unix socket, hands each to a free worker, and kills the worker when the
query's deadline passes. It lives until its standard input is closed or holds something, so it
never outlives the process that started it, however that one ends.
"""

import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from math import inf
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, QueryMemory, QueryOverloaded, QueryRefused, QueryTimeout
from kg.limits import limit
from kg.query.book import QueryBook
from kg.query.callers import Callers
from kg.query.crew import Member, fork_member
from kg.query.protocol import ERROR, Frame, pack, receive_some
from kg.query.queue import Caller, Job, Queue
from kg.query.sandbox import name_process
from kg.query.standby import Standby, fork_standby
from kg.snapshot.manifest import DATASET

_TICK_SECONDS = 0.001


def load_store(snapshot: Path) -> ox.Store:
    """Return the store of the snapshot's dataset: its named graphs."""
    store = ox.Store()
    # Lenient, because the file is our own and its digest was compared: a quarter less to do.
    store.bulk_load(path=str(snapshot / DATASET), format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


class Zygote:
    """The event loop over callers and workers."""

    def __init__(self, store: ox.Store, listener: socket.socket, life: int) -> None:
        """Fork the workers and a stand-by; ``listener`` is bound and listening.

        All of them live until the descriptor ``life`` can be read.
        """
        self._store, self._life = store, life
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._queue, self._due = Queue(), inf
        self._crashes = QueryBook("query_crash_count", "query_crash_refusal_seconds")
        self.counters: Counter[str] = Counter()
        self._callers = Callers(listener, self._selector, self._ask, self._queue.drop)
        self._selector.register(life, selectors.EVENT_READ, None)
        self._members = [self._hire() for _ in range(int(limit("query_workers")))]
        self._standby = self._have_standby()

    def run(self) -> None:
        """Serve until the end of its life."""
        while True:
            for key, mask in self._selector.select(self._patience()):
                if key.data is None:
                    return
                if isinstance(key.data, Caller):
                    self._callers.talk(key.data, mask)
                elif isinstance(key.data, Member):
                    self._hear(key.data)
                else:
                    key.data()
            if time.monotonic() >= self._due:
                self._expire()
            if self._queue:
                self._make_room()
                self._dispatch()

    def close(self) -> None:
        """Kill the workers and the stand-by."""
        for member in self._members:
            member.kill()
        if self._standby is not None:
            self._standby.kill()
        self._selector.close()

    # --- jobs ---

    def _fail(self, job: Job, error: QueryError) -> None:
        self.counters[type(error).__name__] += 1
        self._callers.refuse(job.caller, error)

    def _ask(self, caller: Caller, frame: Frame) -> None:
        self._enqueue(Job(caller, frame, frame.mark))

    def _enqueue(self, job: Job) -> None:
        now = time.monotonic()
        if not job.deadline:
            self._callers.reply(job.caller, pack({"counters": dict(self.counters)}))
        elif self._crashes.holds(job.frame.body, now):
            self._fail(job, QueryRefused("the query ended its worker repeatedly; try it later"))
        else:
            try:
                self._queue.add(job, now)
                self.counters["queries"] += 1
            except QueryOverloaded as error:
                self._fail(job, error)

    def _dispatch(self) -> None:
        free = [member for member in self._members if member.busy is None]
        while free:
            now = time.monotonic()
            job = self._queue.take(sum(job.is_long(now) for _, job in self._running()))
            if job is None:
                break
            member = free.pop()
            member.busy, job.began = job, now
            if job.is_slow:
                member.give_way()
            with suppress(OSError):  # a worker that died meanwhile is heard next
                member.connection.sendall(job.frame.whole)

    def _make_room(self) -> None:
        """Where every worker is at a long query while a quick one waits, put the last one back."""
        running, now = self._running(), time.monotonic()
        if len(running) < 2 or not self._queue.has_quick():
            return
        if len(running) == len(self._members) and all(job.is_long(now) for _, job in running):
            member, job = max(running, key=lambda pair: pair[1].began)
            self._replace(member)
            self.counters["put_back"] += 1
            try:
                self._queue.put_back(job, now)
            except QueryOverloaded as error:
                self._fail(job, error)

    def _running(self) -> list[tuple[Member, Job]]:
        return [(m, m.busy) for m in self._members if isinstance(m.busy, Job)]

    def _patience(self) -> float | None:
        """Return the seconds until something is to be done about a query."""
        now = time.monotonic()
        times = [job.deadline for job in self._queue]
        for _, job in self._running():
            times.append(job.deadline)
            if not job.is_long(now):
                times.append(job.began + limit("query_quick_seconds") + _TICK_SECONDS)
        self._due = min(times, default=inf)
        return max(0.0, self._due - now) if times else None

    def _expire(self) -> None:
        now, late = time.monotonic(), QueryTimeout("the query took longer than its limit")
        for job in self._queue.expire(now):
            self._fail(job, late)
        for member, job in self._running():
            if job.deadline <= now:
                if job.has_had_long(now):
                    self._queue.note_slow(job, now)
                self._replace(member)
                self.counters["restarts"] += 1
                self._fail(job, late)

    # --- workers ---

    def _hire(self) -> Member:
        member = fork_member(self._store)
        self._selector.register(member.connection, selectors.EVENT_READ, member)
        return member

    def _replace(self, member: Member) -> QueryError:
        """Kill ``member``, fork another in its place, and tell what the old one died of."""
        self._selector.unregister(member.connection)
        cause = member.kill()
        self._members.remove(member)
        self._members.append(self._hire())
        return cause

    def _hear(self, member: Member) -> None:
        job = member.busy
        received = receive_some(member.connection)
        if received is None:
            return
        if not received:
            cause = self._replace(member)
            self.counters["restarts"] += 1
            if isinstance(job, Job):
                if isinstance(cause, QueryMemory):
                    self._queue.note_slow(job, time.monotonic())
                else:
                    self._crashes.note(job.frame.body, time.monotonic())
                self._fail(job, cause)
        elif (frame := member.incoming.feed(received)) is not None and isinstance(job, Job):
            member.busy = None
            kind = frame.fields["error"] if frame.mark == ERROR else "answers"
            self.counters[kind] += 1
            self._callers.reply(job.caller, frame.whole)
            if member.gives_way:  # which cannot be taken back without privileges
                self._replace(member)

    # --- the stand-by ---

    def _have_standby(self) -> Standby | None:
        """Fork a stand-by and watch it; without room for one there is none."""
        listener = self._listener.fileno()
        try:
            standby = fork_standby(self._life, [listener],
                                   lambda: serve(self._store, listener, self._life))
        except OSError:
            return None
        self._selector.register(standby.connection, selectors.EVENT_READ, self._replace_standby)
        return standby

    def _replace_standby(self) -> None:
        ended, self._standby = self._standby, None
        if ended is not None:
            self._selector.unregister(ended.connection)
            ended.kill()
            if not ended.ended_soon():
                self._standby = self._have_standby()


def serve(store: ox.Store, listener: int, life: int) -> None:
    """Answer from ``store`` who connects to the socket ``listener``, until ``life`` ends."""
    name_process("query-zygote")
    zygote = Zygote(store, socket.socket(fileno=listener), life)
    try:
        zygote.run()
    finally:
        zygote.close()


def main(snapshot: str, listener: int) -> None:
    """Load the dataset of ``snapshot`` and serve the listening socket ``listener``.

    A line on the standard output tells when it has loaded.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = load_store(Path(snapshot))
    gc.collect()
    gc.freeze()
    os.write(sys.stdout.fileno(), b"\n")
    _silence(sys.stdout.fileno())
    serve(store, listener, sys.stdin.fileno())


def _silence(descriptor: int) -> None:
    """Have ``descriptor`` lead nowhere: nobody is to wait for the end of what it led to."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
    os._exit(0)
