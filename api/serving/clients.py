"""What one client may cost: seconds of work and failed requests, over all web workers.

A token bucket for each client, in shared memory of a fixed size: clients beyond it push out the
one of their row that was seen longest ago. IPv6 clients count by their /64, because one machine
has that many addresses.
"""

import hashlib
import ipaddress
import os
import struct
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache

from api.serving.board import TABLE_BYTES, Board
from kg.limits import limit

_ENTRY = struct.Struct("=16sddd")
_WAYS = 8
_ROW_BYTES = _ENTRY.size * _WAYS
ROWS = min(250, TABLE_BYTES // _ROW_BYTES)
"""Rows of eight clients: 2,000 of them."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Clients:
    """The buckets. ``clock`` gives seconds that all processes agree on."""

    def __init__(self, board: Board, clock: Callable[[], float] = time.monotonic) -> None:
        """Use the table of ``board``; names are hashed with a key that nobody outside knows."""
        self._board, self._clock = board, clock
        self._key = os.urandom(16)
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Return the seconds that ``client`` has to wait; 0 when it may go on."""
        work, errors = self._change(client, 0.0, 0.0)
        return max(0.0, -work / limit("client_work_rate"), -errors / limit("client_error_rate"))

    def charge(self, client: str, seconds: float, *, failed: bool) -> None:
        """Take ``seconds`` of work, and one failure, from what ``client`` may have."""
        self._change(client, seconds, float(failed))

    def _change(self, client: str, seconds: float, failures: float) -> tuple[float, float]:
        name = hashlib.blake2b(client.encode(), digest_size=16, key=self._key).digest()
        row = int.from_bytes(name[:4]) % ROWS * _ROW_BYTES
        with self._lock:
            self._board.lock()
            try:
                return self._change_in(row, name, seconds, failures)
            finally:
                self._board.unlock()

    def _change_in(
        self, row: int, name: bytes, seconds: float, failures: float
    ) -> tuple[float, float]:
        table, now = self._board.table, self._clock()
        most_work, most_errors = limit("client_work_seconds"), limit("client_errors")
        entries = [_ENTRY.unpack_from(table, row + way * _ENTRY.size) for way in range(_WAYS)]
        way = next((at for at, entry in enumerate(entries) if entry[0] == name), None)
        if way is None:
            way = min(range(_WAYS), key=lambda at: entries[at][3])
            work, errors = most_work, most_errors
        else:
            _, work, errors, seen = entries[way]
            work = min(most_work, work + (now - seen) * limit("client_work_rate"))
            errors = min(most_errors, errors + (now - seen) * limit("client_error_rate"))
        work, errors = work - seconds, errors - failures
        _ENTRY.pack_into(table, row + way * _ENTRY.size, name, work, errors, now)
        return work, errors


def client_of(peer: str, forwarded: str, proxies: Sequence[Network]) -> str | None:
    """Return who to count a request for; ``None`` for this machine itself, which is not counted.

    ``peer`` is who connected, ``forwarded`` the X-Forwarded-For header. Only what a proxy of
    ``proxies`` says is believed, from the last to the first. A request that was forwarded by
    somebody else counts for whoever connected, this machine included.

    >>> client_of("127.0.0.1", "", ()), client_of("2001:db8::1:2:3:4", "", ())
    (None, '2001:db8::/64')
    """
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    found = address_of(peer)
    if not proxies and not hops and found is not None and found.is_loopback:
        return None
    while hops and found is not None and any(found in network for network in proxies):
        nearer = address_of(hops.pop())
        if nearer is None:
            break
        found = nearer
    return _group(found)


@lru_cache(maxsize=256)
def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return ``text`` as an address, IPv4 where IPv6 only wraps it; ``None`` where it is none."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _group(found: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str:
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found or "unknown")
