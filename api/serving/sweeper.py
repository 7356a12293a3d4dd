"""Closes connections of one web worker whose clients take too long, as the kernel tells it.

The HTTP server gives up slow heads and idle connections by itself, and the kernel what nobody
takes; what is left are bodies that never end and answers that are taken byte by byte. The server
lends no handle on a connection and waits for a body without end, so this looks at the worker's
sockets from outside:

- nothing was sent on it for the whole time of a request, and nothing came lately either;
- nothing was sent for that time and that of the longest query;
- an answer is taken at less than a trickle.

A connection that is used as it should be is never in one of these states: the longest answer to a
whole request comes sooner, and an idle connection is closed by the server no later.
"""

import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from os import dup
from pathlib import Path

from kg.limits import limit

_INTERVAL_SECONDS = 0.5
_MARGIN_SECONDS = 2.0
"""How much longer than its query a request may take."""
TRICKLE = 4096
"""Bytes a second that a client must take of an answer, on average over the time of a request."""
_LAST_SENT_AT, _LAST_RECEIVED_AT, _ACKED_AT, _NOT_SENT_AT, _INFO_BYTES = 44, 52, 120, 144, 232
"""Places in the kernel's ``struct tcp_info``."""
_U32, _U64 = struct.Struct("=I"), struct.Struct("=Q")


@dataclass(frozen=True, slots=True)
class Seen:
    """One connection: seconds since something was sent and received on it; whether some of an
    answer waits to be sent; the bytes taken so far, and how many when that was last enough."""

    quiet: float
    silent: float
    waits: bool
    acked: int
    since: float
    acked_then: int


class Sweeper:
    """Looks at every connection of this process."""

    def __init__(self) -> None:
        """Know no connection yet."""
        self._seen: dict[tuple[str, object], Seen] = {}

    def start(self) -> None:
        """Look around as long as the process lives; only Linux tells what has to be known."""
        if sys.platform == "linux":
            threading.Thread(target=self._run, name="sweeper", daemon=True).start()

    def sweep(self, now: float) -> int:
        """Close what has to be closed at ``now`` (monotonic seconds); return how many."""
        found, closed = {}, 0
        for name, connection in _connections():
            with connection, suppress(OSError):
                key = name, connection.getpeername()
                found[key] = seen = _look(connection, self._seen.get(key), now)
                if _is_over(seen, now):
                    connection.shutdown(socket.SHUT_RDWR)
                    closed += 1
        self._seen = found
        return closed

    def _run(self) -> None:
        while True:
            time.sleep(_INTERVAL_SECONDS)
            self.sweep(time.monotonic())


def _look(connection: socket.socket, before: Seen | None, now: float) -> Seen:
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    quiet = _U32.unpack_from(info, _LAST_SENT_AT)[0] / 1000
    silent = _U32.unpack_from(info, _LAST_RECEIVED_AT)[0] / 1000
    acked = _U64.unpack_from(info, _ACKED_AT)[0]
    waits = bool(_U32.unpack_from(info, _NOT_SENT_AT)[0])
    if before is None or not (waits and before.waits):
        return Seen(quiet, silent, waits, acked, now, acked)
    spent, taken = now - before.since, acked - before.acked_then
    if spent >= limit("request_seconds") / 2 and taken >= TRICKLE * spent:
        return Seen(quiet, silent, waits, acked, now, acked)
    return Seen(quiet, silent, waits, acked, before.since, before.acked_then)


def _is_over(seen: Seen, now: float) -> bool:
    most = limit("request_seconds")
    work = limit("query_deadline_seconds") + _MARGIN_SECONDS
    if seen.waits:
        return now - seen.since > most
    return seen.quiet >= most + work or (seen.quiet >= most and seen.silent >= work)


def _connections() -> Iterator[tuple[str, socket.socket]]:
    """Yield the TCP connections of this process by name, each through a descriptor of its own."""
    for place in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            target = place.readlink().name
            if target.startswith("socket:"):
                connection = socket.socket(fileno=dup(int(place.name)))
                if connection.family in (socket.AF_INET, socket.AF_INET6):
                    yield target, connection
                else:
                    connection.close()
